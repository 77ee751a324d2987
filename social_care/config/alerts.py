"""Where flags go, by which mail server, and who hears that the worker lives."""

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from social_care.alerting import TOLD_BANDS, USUAL_STAGES, Form, Route, Target, Telling
from social_care.config.sections import Net, read_file
from social_care.errors import ConfigError
from social_care.hours import Calendar
from social_care.mail_address import is_address
from social_care.mail_server import HOST, MailSettings, Security, Server, is_loopback
from social_care.models import AlertStage, Band
from social_care.redaction import redact
from social_care.secrets import is_reference
from social_care.tables import Section, suggest
from social_care.web_address import is_web_address

T = TypeVar("T")

MINUTE_MS = 60_000
_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
_EVERY_DAY = "mon-sun"
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")


def read_telling(
    root: Section, worker: Section, zone: str, net: Net, accounts: Collection[str], folder: Path
) -> Telling:
    """All three. Faults are noted at their places."""
    mail = read_mail(root.section("mail"), net, folder) if root.has("mail") else None
    found: dict[str, Target] = {}
    for section in root.sections("alerts"):
        for target in _targets(section, zone, accounts, can_mail=root.has("mail")):
            known = found.get(target.key)
            routes = (*known.routes, *target.routes) if known else target.routes
            if known and known.form is not target.form:
                section.note("format", "another table posts to the same url in another format")
            found[target.key] = Target(
                key=target.key, address=target.address, form=target.form, routes=routes
            )
        section.end()
    return Telling(
        mail=mail,
        targets=tuple(found.values()),
        heartbeat_url=_address(worker, "heartbeat_url", ""),
    )


# Mail -------------------------------------------------------------------------------------------


def read_mail(section: Section, net: Net, folder: Path) -> MailSettings:
    """[mail]: the server that alerts and digests leave by."""
    security = section.choice("security", {str(kind): kind for kind in Security}, "starttls")
    security = security or Security.STARTTLS
    host = section.text("host")
    if host and not HOST.fullmatch(host):
        section.note("host", f"{host!r} is no host such as smtp.brand.example, its port apart")
    port = section.whole("port", 1, 65535, _PORTS[security])
    user = section.text("user", "")
    if user and security is Security.NONE and not is_loopback(host):
        section.note("security", 'none would send the password in the clear: use "starttls"')
    password = _password(section, user)
    name, sender = _sender(section)
    settings = MailSettings(
        server=Server(host=host, port=port, security=security),
        sender=sender,
        sender_name=name,
        user=user,
        password=password,
        connect_s=net.connect_s,
        read_s=net.read_s,
        ca_file=read_file(section, folder) or net.ca_file,
    )
    section.end()
    return settings


def _password(section: Section, user: str) -> str:
    """A reference, there where there is a user and nowhere else."""
    password = section.text("password", None if user else "")
    if password and not is_reference(password):
        section.note("password", "must be a reference, as in env:SMTP_PASSWORD, not the secret")
    if password and not user:
        section.note("user", "is missing: a password is given")
    return password


def _sender(section: Section) -> tuple[str, str]:
    """`care@acme.example`, or `Acme Care <care@acme.example>`: the name, and the address."""
    written = section.text("from")
    found = _NAMED.fullmatch(written)
    name, address = (found["name"].strip(' "'), found["address"]) if found else ("", written)
    if written and not (is_address(address) and name.isprintable()):
        section.note("from", f"{written!r} is no address such as care@brand.example")
    return name, address


# Alerts -----------------------------------------------------------------------------------------


def _targets(
    section: Section, zone: str, accounts: Collection[str], *, can_mail: bool
) -> list[Target]:
    """One for each recipient, or one for what is posted to."""
    route = _route(section, zone, accounts)
    recipients, url = section.texts("to"), _address(section, "url", "")
    form = section.choice("format", {str(form): form for form in Form}, "slack")
    if bool(recipients) is bool(url):
        section.note("", "needs either to = [...] or url = ..., and not both")
    if recipients and not can_mail:
        section.note("to", "mails need a server: add the section [mail]")
    for recipient in recipients:
        if not is_address(recipient):
            section.note("to", f"{recipient!r} is no address such as lead@brand.example")
    if recipients and section.has("format"):
        section.note("format", "is for what is posted to a url")
    mails = [
        Target(key=f"mail:{address}", address=address, form=None, routes=(route,))
        for address in dict.fromkeys(recipients)
    ]
    if not url:
        return mails
    return [*mails, Target(key=f"hook:{_label(url)}", address=url, form=form, routes=(route,))]


def _label(url: str) -> str:
    """How it is called where people look; of a command, which may hold a secret, a mark of it."""
    if url.startswith("cmd:"):
        return f"cmd:#{sha256(url.encode()).hexdigest()[:6]}"
    return url


def _route(section: Section, zone: str, accounts: Collection[str]) -> Route:
    stages = _chosen(section, "stages", {str(stage): stage for stage in AlertStage})
    bands = _chosen(section, "bands", {band.label: band for band in TOLD_BANDS})
    named = section.texts("accounts")
    for name in named:
        if name not in accounts:
            section.note("accounts", f"{name!r} is none of [[accounts]]{suggest(name, accounts)}")
    return Route(
        stages=frozenset(stages) or USUAL_STAGES,
        bands=frozenset(bands or TOLD_BANDS),
        accounts=frozenset(named),
        quiet=_quiet(section, zone),
        cool_down_ms=round(section.number("cool_down_minutes", 0, 24 * 60, 5) * MINUTE_MS),
    )


def _chosen(section: Section, key: str, known: Mapping[str, T]) -> list[T]:
    found = []
    for word in section.texts(key):
        if word in known:
            found.append(known[word])
        elif word in {Band.LOW.label, Band.NONE.label}:
            section.note(key, f"{word!r} is marked in the console, and never sent")
        else:
            names = ", ".join(known)
            section.note(key, f"{word!r} must be one of {names}{suggest(word, known)}")
    return found


def _quiet(section: Section, zone: str) -> Calendar | None:
    """`"22:00-07:00"`, a list of such, or a table of them by days as in [hours]."""
    value = section.get("quiet", ())
    if value == ():
        return None
    if isinstance(value, Mapping):
        table = section.section("quiet")
        spans = {days: table.texts(days) for days in table.names()}
    else:
        spans = {_EVERY_DAY: (value,) if isinstance(value, str) else section.texts("quiet")}
    try:
        return Calendar.weekly(zone, spans)
    except ConfigError as error:
        for problem in error.problems:
            section.note("quiet", problem)
        return None


def _address(section: Section, key: str, default: str) -> str:
    """An address of the web, or where it is: one that is a secret itself must not stand here."""
    written = section.text(key, default)
    if not written or is_reference(written):
        return written
    if not is_web_address(written):
        section.note(key, "must be a reference, as in env:SLACK_WEBHOOK, or https://...")
    elif redact(written) != written:
        section.note(key, "is a secret: put it into the environment and write env:NAME")
    return written
