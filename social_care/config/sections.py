"""Parts of the configuration that are read by themselves: replies, hours, networks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from social_care.acknowledging import too_wide
from social_care.errors import ConfigError
from social_care.holidays import read_days, read_openings
from social_care.hours import Calendar
from social_care.models import Replies
from social_care.tables import Section, suggest
from social_care.writing.variables import BUILT_IN, NAME

DEFAULT_WRAP_UPS = ("answered", "order", "return", "product", "praise", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """How networks are reached: [net], and the same keys in an account's table."""

    proxy: str | None = None
    ca_file: str | None = None
    connect_s: float = 5.0
    read_s: float = 20.0
    max_bytes: int = 10 * 1024 * 1024


def known_zone(name: str) -> ZoneInfo | None:
    """The IANA time zone of that name. Much faster than looking for it in a list of them all."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def read_zone(brand: Section) -> str:
    zone = brand.text("time_zone", "UTC")
    if known_zone(zone) is not None:
        return zone
    near = suggest(zone, available_timezones())
    brand.note("time_zone", f"{zone!r} is not an IANA time zone such as Europe/London{near}")
    return "UTC"


def read_calendar(
    parent: Section, zone: str, folder: Path, usual: Calendar | None = None
) -> Calendar:
    """[hours], of the brand, a team or an account; `usual` where there is none."""
    if not parent.has("hours"):
        parent.get("hours", {})
        return usual or Calendar.always()
    section = parent.section("hours")
    zone = section.text("time_zone", zone)
    holidays = [*section.texts("holidays"), *_from_file(section, folder)]
    extra = section.section("extra")
    opened = _opened_by_file(section, folder, zone)
    for day in extra.names():
        opened[day] = [*opened.get(day, ()), *extra.texts(day)]
    spans = {day: section.texts(day) for day in section.names() if day not in _NO_DAYS}
    try:
        return Calendar.weekly(zone, spans, holidays, opened)
    except ConfigError as error:
        for problem in error.problems:
            section.note("", problem)
        return Calendar.always()


_NO_DAYS = frozenset(("time_zone", "holidays", "calendar", "extra", "open_calendar"))
"""Keys of [hours] that are no days of the week."""


def _from_file(section: Section, folder: Path) -> list[str]:
    named = section.text("calendar", "")
    if not named:
        return []
    try:
        return [day.isoformat() for day in read_days(folder / Path(named).expanduser())]
    except ConfigError as error:
        section.note("calendar", f"{error.message}: {'; '.join(error.problems)}")
        return []


def _opened_by_file(section: Section, folder: Path, zone: str) -> dict[str, list[str]]:
    named = section.text("open_calendar", "")
    if not named or known_zone(zone) is None:
        return {}
    try:
        return read_openings(folder / Path(named).expanduser(), zone)
    except ConfigError as error:
        section.note("open_calendar", f"{error.message}: {'; '.join(error.problems)}")
        return {}


def read_teams(root: Section, zone: str, folder: Path, usual: Calendar) -> dict[str, Calendar]:
    """[[teams]]: opening hours that several accounts share, by the team's name."""
    found: dict[str, Calendar] = {}
    for section in root.sections("teams"):
        name = section.text("name")
        if name in found:
            section.note("name", f"{name!r} is there twice")
        found[name] = read_calendar(section, zone, folder, usual)
        section.end()
    return found


def team_of(section: Section, teams: Mapping[str, Calendar], usual: Calendar) -> Calendar:
    """The hours of an account's team; `usual` where it names none."""
    name = section.text("team", "")
    if name and name not in teams:
        section.note("team", f"{name!r} is none of [[teams]]{suggest(name, teams)}")
    return teams.get(name, usual)


def read_wrap_ups(root: Section) -> tuple[str, ...]:
    section = root.section("resolve")
    codes = section.texts("wrap_ups")
    section.end()
    return codes or DEFAULT_WRAP_UPS


def read_net(section: Section, folder: Path) -> Net:
    usual = Net()
    net = Net(
        proxy=read_proxy(section),
        ca_file=read_file(section, folder),
        connect_s=section.number("connect_seconds", 1, 600, usual.connect_s),
        read_s=section.number("read_seconds", 1, 600, usual.read_s),
        max_bytes=section.whole("max_megabytes", 1, 1024, usual.max_bytes >> 20) << 20,
    )
    section.end()
    return net


def read_proxy(section: Section) -> str | None:
    named = section.text("proxy", "")
    if named and not named.startswith(("http://", "https://")):
        section.note("proxy", "must be an address such as http://proxy.example:3128")
        return None
    return named or None


def read_file(section: Section, folder: Path) -> str | None:
    named = section.text("ca_file", "")
    if not named:
        return None
    place = folder / Path(named).expanduser()
    if not place.is_file():
        section.note("ca_file", f"there is no file {place}")
    return str(place)


def read_poll(section: Section) -> dict[str, int]:
    return {name: section.whole(name, 10, 24 * 60 * 60, 60) for name in section.names()}


def read_replies(section: Section, folder: Path) -> Replies:
    """[replies]: how answers leave, and what they are made of."""
    usual = Replies()
    alt_text = section.choice("alt_text", {"required": True, "optional": False}, "required")
    read = Replies(
        undo_s=section.whole("undo_seconds", 0, 600, usual.undo_s),
        alt_text_required=alt_text is not False,
        public_details=section.texts("public_details"),
        acknowledgements=_acknowledgements(section),
        invitations=section.texts("invitations"),
        sign_off=_text(section, "sign_off", usual.sign_off),
        sign_offs=_sign_offs(section.section("sign_offs")),
        greetings=section.texts("greetings") or usual.greetings,
        known_words=section.texts("known_words"),
        pace_s=section.whole("pace_seconds", 0, 600, usual.pace_s),
        macros=folder / Path(named).expanduser() if (named := section.text("macros", "")) else None,
        fields=_fields(section.section("fields")),
    )
    section.end()
    return read


def _acknowledgements(section: Section) -> tuple[str, ...]:
    texts = section.texts("acknowledgements")
    for text in too_wide(texts):
        section.note("acknowledgements", f'"{text}" would fit an answer of a person')
    return texts


def _text(section: Section, key: str, usual: str) -> str:
    """A text that may be empty, and keeps the spaces around it."""
    wanted = section.get(key, usual)
    if isinstance(wanted, str):
        return wanted
    section.note(key, "must be a text; an empty one signs nothing")
    return usual


def _sign_offs(section: Section) -> dict[str, str]:
    """By channel; an empty one signs nothing there."""
    return {name: _text(section, name, "") for name in section.names()}


def _fields(section: Section) -> dict[str, str]:
    """The team's own variables for macros."""
    found: dict[str, str] = {}
    for name in section.names():
        if not NAME.fullmatch(name):
            section.note(name, "must be small letters, figures and _, and begin with a letter")
        elif name in BUILT_IN:
            section.note(name, f"is what every team has: {', '.join(BUILT_IN)}")
        found[name] = section.text(name)
    return found
