"""Holidays from an iCalendar file."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from social_care.config import FILE_NAME, load
from social_care.errors import ConfigError
from social_care.holidays import FIRST, LAST, read_days, read_openings
from social_care.hours import Calendar

HOUR = 3_600_000


def ics(folder: Path, *events: str, name: str = "holidays.ics") -> Path:
    """A calendar of these events, each as its lines between BEGIN and END."""
    bodies = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events)
    )
    path = folder / name
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//acme//\n{bodies}END:VCALENDAR\n")
    return path


def test_a_day_that_comes_every_year_is_spelled_out(tmp_path: Path) -> None:
    days = read_days(ics(tmp_path, "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY"))
    assert days == tuple(date(year, 12, 25) for year in range(2020, LAST.year))


def test_an_event_of_several_days_covers_all_but_its_end(tmp_path: Path) -> None:
    days = read_days(ics(tmp_path, "DTSTART;VALUE=DATE:20261229\nDTEND;VALUE=DATE:20270101"))
    assert days == (date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31))


def test_left_out_repeats_cancelled_events_and_meetings_close_nothing(tmp_path: Path) -> None:
    path = ics(
        tmp_path,
        "DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20270501",
        "DTSTART;VALUE=DATE:20260601\nSTATUS:CANCELLED",
        "DTSTART:20260701T090000Z\nDTEND:20260701T100000Z",
    )
    assert read_days(path) == (date(2026, 5, 1), date(2028, 5, 1))


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:never\n"])
def test_what_is_no_calendar_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "holidays.ics"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"holidays\.ics"):
        read_days(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_days(tmp_path / "none.ics")


def test_a_rule_without_end_has_an_end(tmp_path: Path) -> None:
    days = read_days(ics(tmp_path, "DTSTART;VALUE=DATE:19990101\nRRULE:FREQ=DAILY"))
    assert (days[0], days[-1].year) == (FIRST, LAST.year - 1)


def test_a_duration_says_how_many_days(tmp_path: Path) -> None:
    days = read_days(ics(tmp_path, "DTSTART;VALUE=DATE:20261229\nDURATION:P2D"))
    assert days == (date(2026, 12, 29), date(2026, 12, 30))


# Extra hours -------------------------------------------------------------------------------------


def test_events_with_times_open_in_the_zone_of_the_hours(tmp_path: Path) -> None:
    path = ics(
        tmp_path,
        "DTSTART:20261205T100000\nDTEND:20261205T140000",
        "DTSTART:20260704T100000Z\nDURATION:PT90M",
        "DTSTART;TZID=America/New_York:20261127T040000\nDTEND;TZID=America/New_York:20261127T060000",
        "DTSTART:20261212T100000\nDTEND:20261212T140000\nSTATUS:CANCELLED",
        "DTSTART:20261213T100000\nDTEND:20261213T100000",
    )
    assert read_openings(path, "Europe/London") == {
        "2026-12-05": ["10:00-14:00"],
        "2026-07-04": ["11:00-12:30"],
        "2026-11-27": ["09:00-11:00"],
    }


def test_an_event_over_midnight_opens_both_days_and_repeats_are_spelled_out(tmp_path: Path) -> None:
    night = "DTSTART:20261204T220000\nDTEND:20261206T020000"
    path = ics(tmp_path, night, "DTSTART:20261219T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2")
    assert read_openings(path, "Europe/London") == {
        "2026-12-04": ["22:00-24:00"],
        "2026-12-05": ["00:00-24:00"],
        "2026-12-06": ["00:00-02:00"],
        "2026-12-19": ["09:00-10:00"],
        "2026-12-20": ["09:00-10:00"],
    }


def test_a_whole_day_event_does_not_say_from_when(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_openings(ics(tmp_path, "DTSTART;VALUE=DATE:20261205"), "Europe/London")
    assert "2026-12-05 does not say from when" in caught.value.problems[0]


def test_extra_hours_of_a_file_come_beside_those_of_the_configuration(tmp_path: Path) -> None:
    ics(tmp_path, "DTSTART:20261205T100000\nDTEND:20261205T120000", name="extra.ics")
    text = """
        [brand]
        time_zone = "Europe/London"
        [hours]
        mon-fri = ["09:00-17:00"]
        open_calendar = "extra.ics"
        [hours.extra]
        2026-12-05 = ["14:00-15:00"]
        [[accounts]]
        name = "one"
        connector = "demo"
        """
    saturday = calendars(tmp_path, text)["one"]
    assert saturday.business_ms(at("2026-12-05T00:00"), at("2026-12-06T00:00")) == 3 * HOUR
    assert saturday.due(at("2026-12-04T16:30"), 2 * HOUR) == at("2026-12-05T11:30")


CONFIG = """
[brand]
time_zone = "Europe/London"
[hours]
mon-fri = ["09:00-17:00"]
calendar = "holidays.ics"
holidays = ["2026-12-28"]
[hours.extra]
2026-12-25 = ["10:00-12:00"]
[[teams]]
name = "night"
[teams.hours]
time_zone = "America/New_York"
mon-sun = ["20:00-24:00"]
[[accounts]]
name = "one"
connector = "demo"
[[accounts]]
name = "two"
connector = "demo"
team = "night"
[[accounts]]
name = "three"
connector = "demo"
team = "night"
[accounts.hours]
sat = ["10:00-11:00"]
"""


def at(text: str) -> int:
    """Milliseconds of a time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def calendars(folder: Path, text: str) -> dict[str, Calendar]:
    """The accounts' calendars of a configuration."""
    path = folder / FILE_NAME
    path.write_text(text)
    return {account.name: account.calendar for account in load(path).accounts}


def test_the_configuration_joins_dates_files_extra_days_and_teams(tmp_path: Path) -> None:
    ics(tmp_path, "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY")
    found = calendars(tmp_path, CONFIG)
    # Friday is a holiday by the file, but opened from ten to twelve; Monday is one by its date.
    week = found["one"].business_ms(at("2026-12-25T00:00"), at("2026-12-30T00:00"))
    assert week == (2 + 8) * HOUR
    assert found["two"].due(at("2026-12-25T12:00"), HOUR) == at("2026-12-26T02:00")
    assert found["three"].due(at("2026-12-25T12:00"), HOUR) == at("2026-12-26T11:00")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('team = "night"', 'team = "nigth"'), '"night"'),
        (('calendar = "holidays.ics"', 'calendar = "none.ics"'), "none.ics cannot be read"),
        (('calendar = "holidays.ics"', 'open_calendar = "none.ics"'), "none.ics cannot be read"),
        (('"America/New_York"', '"America/NewYork"'), "time zone"),
        (("2026-12-25 =", '"25.12.2026" ='), "is not a date"),
        (('name = "night"\n', 'name = "night"\n\nzone = "UTC"\n'), "zone: is not known"),
    ],
)
def test_faults_are_told(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    ics(tmp_path)
    assert change[0] in CONFIG
    with pytest.raises(ConfigError) as caught:
        calendars(tmp_path, CONFIG.replace(*change))
    assert told in "\n".join(caught.value.problems)
