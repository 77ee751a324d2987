"""A mailbox's table of the configuration, and where the large providers have their servers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from social_care.connectors.table import Table
from social_care.mail_address import ADDRESS
from social_care.mail_server import HOST, Security, Server, is_loopback

_SECURITIES = {str(kind): kind for kind in Security}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One that logs in by OAuth."""

    imap_host: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    authorize_url: str
    token_url: str
    """`{tenant}` stands for the organisation at Microsoft."""
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the address at which a person allows it."""


GOOGLE = Provider(
    imap_host="imap.gmail.com",
    smtp_host="smtp.gmail.com",
    smtp_port=465,
    smtp_security="tls",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address, no password
    scopes=("https://mail.google.com/",),
    extra={"access_type": "offline", "prompt": "consent"},
)
MICROSOFT = Provider(
    imap_host="outlook.office365.com",
    smtp_host="smtp.office365.com",
    smtp_port=587,
    smtp_security="starttls",
    authorize_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106
    scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
    ),
)
PROVIDERS = {"google": GOOGLE, "microsoft": MICROSOFT}
_FILE_SENT_MAIL = frozenset({"imap.gmail.com", "outlook.office365.com"})
_USUAL_PORTS = {Security.TLS: (993, 465), Security.STARTTLS: (143, 587), Security.NONE: (143, 25)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Our app at a provider; `secret` is a reference, empty for an app without one."""

    provider: Provider
    client_id: str
    secret: str = ""
    tenant: str = "common"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """One mailbox."""

    name: str
    address: str
    """In lower case."""
    imap: Server
    smtp: Server
    user: str
    password: str = ""
    """A reference; empty with `oauth`."""
    oauth: OAuth | None = None
    from_name: str = ""
    """What stands before our address in a reply."""
    aliases: tuple[str, ...] = ()
    """Further addresses of ours, in lower case."""
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str = ""
    """Empty: the one the server marks as such."""
    files_sent: bool = False
    """The server itself files what it sends for us."""
    quote: bool = True
    """The customer's words are repeated below a reply."""

    @property
    def domain(self) -> str:
        """Of our address; our Message-IDs end in it."""
        return self.address.rpartition("@")[2]

    def is_ours(self, address: str) -> bool:
        """Whether it is the brand's own address."""
        return address.lower() in {self.address, *self.aliases}


def read(account: Mapping[str, Any]) -> MailSettings:
    """From an account's table. Raises ConfigError naming all that is wrong with it."""
    table = Table(account)
    address = _address(table, "address", table.text("address"))
    oauth = _oauth(table)
    provider = oauth.provider if oauth else None
    imap = _server(table, "imap", provider.imap_host if provider else None)
    user = table.text("user", address or "?")
    if not (user.isascii() and user.isprintable()):
        table.note("user", "mail servers take only plain letters, digits and signs")
    settings = MailSettings(
        name=table.name,
        address=address,
        imap=imap,
        smtp=_smtp(table, provider),
        user=user,
        password="" if oauth else table.text("password"),
        oauth=oauth,
        from_name=table.text("from_name", ""),
        aliases=tuple(_address(table, "aliases", alias) for alias in table.texts("aliases")),
        folders=table.texts("folders") or ("INBOX",),
        sent_folder=table.text("sent_folder", ""),
        files_sent=table.flag("files_sent", default=imap.host.lower() in _FILE_SENT_MAIL),
        quote=table.flag("quote", default=True),
    )
    table.finish()
    return settings


def _address(table: Table, key: str, written: str) -> str:
    if written and not ADDRESS.fullmatch(written):
        table.note(key, f"{written!r} is no address such as care@brand.example")
    return written.lower()


def _oauth(table: Table) -> OAuth | None:
    provider = table.choice("oauth", PROVIDERS)
    if provider is None:
        return None
    return OAuth(
        provider=provider,
        client_id=table.text("client_id"),
        secret=table.text("client_secret", ""),
        tenant=table.text("tenant", "common"),
    )


def _smtp(table: Table, provider: Provider | None) -> Server:
    if provider is None:
        return _server(table, "smtp", None)
    return _server(table, "smtp", provider.smtp_host, provider.smtp_port, provider.smtp_security)


def _server(
    table: Table, kind: str, host: str | None, port: int | None = None, security: str = "tls"
) -> Server:
    name = table.text(f"{kind}_host", host)
    if name and not HOST.fullmatch(name):
        table.note(f"{kind}_host", f"{name!r} is no host such as {kind}.brand.example, port apart")
    chosen = table.choice(f"{kind}_security", _SECURITIES, security) or Security.TLS
    usual = _USUAL_PORTS[chosen][kind == "smtp"]
    if port is not None and chosen == security:
        usual = port
    if chosen is Security.NONE and not is_loopback(name):
        table.note(f"{kind}_security", "none would send the password in the clear: use tls")
    return Server(host=name, port=table.whole(f"{kind}_port", 1, 65535, usual), security=chosen)
