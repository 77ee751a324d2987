"""The team's day in the configuration: its shifts, and how long an assignee may be silent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from social_care.config.sections import known_zone
from social_care.hours import Calendar, week_days
from social_care.shifts import DAY_MINUTES, Shift
from social_care.tables import Section, suggest

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
LONGEST_NAME = 30
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """[assignment]."""

    silent_ms: int = 10 * MINUTE_MS
    """How long an assignee may show no sign while a customer waits for them; 0: for ever."""


def read_assignment(root: Section) -> Assignment:
    """How long somebody keeps a customer without a sign."""
    section = root.section("assignment")
    minutes = section.whole("silent_minutes", 0, 24 * 60, Assignment().silent_ms // MINUTE_MS)
    section.end()
    return Assignment(silent_ms=minutes * MINUTE_MS)


def read_shifts(root: Section, zone: str, teams: Mapping[str, Calendar]) -> tuple[Shift, ...]:
    """[[shifts]], in their order. `zone` is the brand's, `teams` the hours of teams by name."""
    found: dict[str, Shift] = {}
    for section in root.sections("shifts"):
        name = _name(section, found)
        team = section.text("team", "")
        if team and team not in teams:
            section.note("team", f"{team!r} is none of [[teams]]{suggest(team, teams)}")
        start, end = _times(section)
        days = _days(section)
        zone_here = _zone(section, _usual_zone(teams.get(team), zone))
        section.end()
        found[name] = Shift(name=name, days=days, start=start, end=end, zone=zone_here, team=team)
    return tuple(found.values())


def _name(section: Section, known: Mapping[str, Shift]) -> str:
    name = section.text("name")
    if name in known and name:
        section.note("name", f"{name!r} is there twice")
    if len(name) > LONGEST_NAME or not name.isprintable():
        section.note("name", f"must be a line of at most {LONGEST_NAME} characters")
    return name


def _days(section: Section) -> frozenset[int]:
    """ "mon-fri", "sat,sun", or a list of such."""
    value = section.get("days")
    parts = value if isinstance(value, list) else [value]
    written = [part for part in parts if isinstance(part, str) and part.strip()]
    if value is not None and (not written or len(written) < len(parts)):
        section.note("days", 'must be days, as in "mon-fri", "sat,sun" or ["mon", "wed"]')
        return frozenset()
    days: set[int] = set()
    for part in written:
        try:
            days.update(week_days(part))
        except ValueError as error:
            section.note("days", f'"{part}" {error}')
    return frozenset(days)


def _times(section: Section) -> tuple[int, int]:
    """Start and end in minutes; an end that is not after the start is on the next day."""
    start, end = _clock(section, "start"), _clock(section, "end")
    if start is None or end is None:
        return 0, DAY_MINUTES
    if start == DAY_MINUTES:
        section.note("start", '"24:00" is the end of a day: a day begins at "00:00"')
    elif start == end:
        section.note("end", 'is its start: a whole day is from "00:00" to "24:00"')
    return start, end if end > start else end + DAY_MINUTES


def _clock(section: Section, key: str) -> int | None:
    text = section.text(key)
    found = _CLOCK.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else None
    if minutes is not None and minutes <= DAY_MINUTES:
        return minutes
    if text:
        section.note(key, f'"{text}" is no time of a day, such as "09:00"')
    return None


def _zone(section: Section, usual: ZoneInfo) -> ZoneInfo:
    name = section.text("time_zone", usual.key)
    zone = known_zone(name)
    if zone is None:
        near = suggest(name, available_timezones())
        section.note("time_zone", f"{name!r} is not an IANA time zone such as Europe/London{near}")
    return zone or usual


def _usual_zone(team: Calendar | None, brand: str) -> ZoneInfo:
    """The team's, where it has opening hours; else the brand's."""
    if team is not None and team.week and isinstance(team.zone, ZoneInfo):
        return team.zone
    return ZoneInfo(brand)
