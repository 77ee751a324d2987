"""Every way in which a network tells one reply from another, behind real sockets."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_instagram import IG, FakeInstagram
from tests.connectors.fake_mail import ADDRESS, FakeMail
from tests.connectors.fake_mastodon import TOKEN, FakeMastodon, FakeSnac
from tests.connectors.fake_meta import PAGE
from tests.connectors.fake_meta import TOKEN as META_TOKEN
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_server import FakeServer
from tests.connectors.fake_x import FakeX
from tests.connectors.fake_youtube import SECRETS, FakeYouTube
from tests.connectors.fronts import Guest, HttpFront, mail_opened
from tests.connectors.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How an account is configured."""

    table: str
    secrets: dict[str, str] = field(default_factory=dict)
    kept: str | None = None
    """What somebody's log-in has left in the vault."""


Opening = Callable[[ExitStack, Guest], tuple[World, Account]]
"""Opens a network's doors, to be closed with the stack; the network, and an account there."""


def _front(stack: ExitStack, fake: FakeServer, guest: Guest, origin: str = "") -> str:
    front = HttpFront(fake, guest, origin) if origin else HttpFront(fake, guest)
    return stack.enter_context(front.opened())


def mastodon(
    made: type[FakeMastodon] = FakeMastodon, *, honours: bool = True, trusted: bool = False
) -> Opening:
    """A server that honours keys or not, and what its account says about it."""

    def opened(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
        fake = made()
        fake.honours_keys = honours
        address = _front(stack, fake, guest)
        table = f'connector = "mastodon"\nbase_url = "{address}"\ntoken = "env:CARE_TOKEN"\n'
        table += f"idempotency = {str(trusted).lower()}\n"
        return fake, Account(table=table, secrets={"CARE_TOKEN": TOKEN})

    return opened


def bluesky(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """The account's own server is the service."""
    fake = FakeBluesky()
    fake.pds = _front(stack, fake, guest)
    table = f'connector = "bluesky"\nbase_url = "{fake.pds}"\nhandle = "acme.example"\n'
    table += 'password = "env:CARE_PASSWORD"\n'
    return fake, Account(table=table, secrets={"CARE_PASSWORD": fake.password})


def mail(*, files_sent: bool) -> Opening:
    """A server that files what it sends for us, or leaves that to us."""

    def opened(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
        fake = FakeMail(files_sent=files_sent)
        imap, smtp = stack.enter_context(mail_opened(fake, guest))
        table = f'connector = "email"\naddress = "{ADDRESS}"\npassword = "env:CARE_PASSWORD"\n'
        for name, port in (("imap", imap), ("smtp", smtp)):
            table += f'{name}_host = "127.0.0.1"\n{name}_port = {port}\n{name}_security = "none"\n'
        table += f"files_sent = {str(files_sent).lower()}\n"
        return fake, Account(table=table, secrets={"CARE_PASSWORD": "hunter2"})

    return opened


def x(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """Logged in by OAuth 2."""
    fake = FakeX()
    address = _front(stack, fake, guest)
    table = f'connector = "x"\nbase_url = "{address}"\nclient_id = "client-7"\n'
    return fake, Account(table=table, kept=fake.vault.load())


def reddit(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """An app with a permanent log-in."""
    fake = FakeReddit().logged_in()
    api = _front(stack, fake, guest, "https://oauth.reddit.com")
    door = _front(stack, fake, guest, "https://www.reddit.com")
    table = f"""
        connector = "reddit"
        enabled = true
        username = "acme"
        client_id = "app-id"
        client_secret = "env:CARE_SECRET"
        base_url = "{api}"
        auth_url = "{door}"
    """
    return fake, Account(table=table, secrets={"CARE_SECRET": "app-secret"}, kept=fake.vault.load())


def facebook(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """A Page's comments."""
    fake = FakeFacebook()
    table = f'connector = "facebook"\npage_id = "{PAGE}"\ntoken = "env:CARE_TOKEN"\n'
    table += f'base_url = "{_front(stack, fake, guest)}"\n'
    return fake, Account(table=table, secrets={"CARE_TOKEN": META_TOKEN})


def instagram(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """An account's comments."""
    fake = FakeInstagram()
    table = f'connector = "instagram"\npage_id = "{PAGE}"\nig_id = "{IG}"\n'
    table += f'token = "env:CARE_TOKEN"\nbase_url = "{_front(stack, fake, guest)}"\n'
    return fake, Account(table=table, secrets={"CARE_TOKEN": META_TOKEN})


def youtube(stack: ExitStack, guest: Guest) -> tuple[World, Account]:
    """A channel's comments."""
    fake = FakeYouTube()
    address = _front(stack, fake, guest)
    table = 'connector = "youtube"\nclient_id = "env:YT_ID"\nclient_secret = "env:YT_SECRET"\n'
    table += f'base_url = "{address}/youtube/v3"\ntoken_url = "{address}/token"\n'
    secrets = {name.removeprefix("env:"): value for name, value in SECRETS.items()}
    return fake, Account(table=table, secrets=secrets, kept=fake.vault.load())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way in which a network tells one reply from another."""

    name: str
    opens: Opening
    resends: bool = False
    """Sending again cannot make a second post: nobody is asked."""
    files_after: bool = False
    """What was sent is found by looking only when we have filed it after the call."""


KINDS = [
    Kind(name="Mastodon, keys honoured", opens=mastodon(trusted=True), resends=True),
    Kind(name="Mastodon, keys ignored", opens=mastodon(honours=False, trusted=True), resends=True),
    Kind(name="Mastodon, keys unknown", opens=mastodon()),
    Kind(name="snac2", opens=mastodon(FakeSnac)),
    Kind(name="Bluesky", opens=bluesky, resends=True),
    Kind(name="mail, filed by the server", opens=mail(files_sent=True)),
    Kind(name="mail, filed by us", opens=mail(files_sent=False), files_after=True),
    Kind(name="X", opens=x),
    Kind(name="Reddit", opens=reddit),
    Kind(name="Facebook", opens=facebook),
    Kind(name="Instagram", opens=instagram),
    Kind(name="YouTube", opens=youtube),
]
