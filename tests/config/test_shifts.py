"""[[shifts]] and [assignment]: read whole, and every fault told with its place."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from social_care.config import FILE_NAME, Config, load
from social_care.errors import ConfigError
from social_care.wiring import patience as patience_of

DAY = '[[shifts]]\nname = "day"\ndays = "mon-fri"\nstart = "09:00"\nend = "18:00"\n'


def read(folder: Path, text: str) -> Config:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return load(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as told:
        read(folder, text)
    return list(told.value.problems)


def test_without_any_there_are_no_shifts_and_ten_silent_minutes(tmp_path: Path) -> None:
    found = read(tmp_path, "")
    assert found.shifts == ()
    assert found.assignment.silent_ms == 600_000


def test_a_shift_is_in_the_brands_zone_unless_it_says_otherwise(tmp_path: Path) -> None:
    brand = '[brand]\ntime_zone = "Europe/London"\n'
    more = DAY.replace('"day"', '"other"') + 'time_zone = "Asia/Tokyo"\n'
    day, other = read(tmp_path, brand + DAY + more).shifts
    assert (day.name, day.days, day.hours) == ("day", frozenset(range(5)), "09:00–18:00")
    assert (day.zone.key, other.zone.key) == ("Europe/London", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("days", "meant"),
    [
        ('"sat,sun"', {5, 6}),
        ('"fri-mon"', {4, 5, 6, 0}),
        ('["mon", "wed-fri"]', {0, 2, 3, 4}),
        ('"Sun"', {6}),
    ],
)
def test_days_are_a_range_several_or_a_list(tmp_path: Path, days: str, meant: set[int]) -> None:
    (shift,) = read(tmp_path, DAY.replace('"mon-fri"', days)).shifts
    assert shift.days == meant


def test_a_night_shift_runs_over_midnight(tmp_path: Path) -> None:
    text = DAY.replace("09:00", "22:00").replace("18:00", "06:00")
    (shift,) = read(tmp_path, text).shifts
    assert (shift.start, shift.end) == (22 * 60, 30 * 60)


def test_a_teams_shift_is_in_the_zone_of_its_hours(tmp_path: Path) -> None:
    teams = """
    [[teams]]
    name = "west"
    [teams.hours]
    time_zone = "America/New_York"
    mon-fri = ["09:00-17:00"]
    [[teams]]
    name = "plain"
    """
    shifts = DAY + 'team = "west"\n' + DAY.replace('"day"', '"other"') + 'team = "plain"\n'
    west, plain = read(tmp_path, teams + shifts).shifts
    assert (west.team, west.zone) == ("west", ZoneInfo("America/New_York"))
    assert (plain.team, plain.zone) == ("plain", ZoneInfo("UTC"))


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = """
    [[teams]]
    name = "west"
    [[shifts]]
    name = "day"
    days = "mon-fryday"
    start = "9 o'clock"
    end = "25:00"
    time_zone = "Europe/Londn"
    team = "wast"
    colour = "red"
    [[shifts]]
    name = "day"
    days = ["mon", 7]
    start = "09:00"
    end = "09:00"
    [[shifts]]
    start = "24:00"
    end = "06:00"
    [assignment]
    silent_minutes = -1
    """
    assert faults(tmp_path, text) == [
        "shifts[0].team: 'wast' is none of [[teams]] (did you mean \"west\"?)",
        'shifts[0].start: "9 o\'clock" is no time of a day, such as "09:00"',
        'shifts[0].end: "25:00" is no time of a day, such as "09:00"',
        (
            'shifts[0].days: "mon-fryday" is not a day or a range of days'
            " (mon, tue, wed, thu, fri, sat, sun)"
        ),
        (
            "shifts[0].time_zone: 'Europe/Londn' is not an IANA time zone such as Europe/London"
            ' (did you mean "Europe/London"?)'
        ),
        "shifts[0].colour: is not known here",
        "shifts[1].name: 'day' is there twice",
        'shifts[1].end: is its start: a whole day is from "00:00" to "24:00"',
        'shifts[1].days: must be days, as in "mon-fri", "sat,sun" or ["mon", "wed"]',
        "shifts[2].name: is missing",
        'shifts[2].start: "24:00" is the end of a day: a day begins at "00:00"',
        "shifts[2].days: is missing",
        "assignment.silent_minutes: must be between 0 and 1440",
    ]


@pytest.mark.parametrize("name", ["x" * 31, "day\\u202eyad", "day\\nnight"])
def test_a_name_is_one_line_that_fits(tmp_path: Path, name: str) -> None:
    (told,) = faults(tmp_path, DAY.replace('"day"', f'"{name}"'))
    assert told == "shifts[0].name: must be a line of at most 30 characters"


def test_an_assignee_may_be_silent_for_ever(tmp_path: Path) -> None:
    assert read(tmp_path, "[assignment]\nsilent_minutes = 0\n").assignment.silent_ms == 0


def test_silence_is_measured_in_each_accounts_own_hours(tmp_path: Path) -> None:
    text = """
    [hours]
    mon-fri = ["09:00-17:00"]
    [assignment]
    silent_minutes = 7
    [[accounts]]
    name = "always"
    connector = "demo"
    folder = "network"
    [accounts.hours]
    mon-sun = ["00:00-24:00"]
    """
    patience = patience_of(read(tmp_path, text))
    assert patience.silent_ms == 7 * 60_000
    sunday, hour = 1_793_523_600_000, 3_600_000
    assert patience.calendar("always").business_ms(sunday, sunday + hour) == hour
    assert patience.calendar("import").business_ms(sunday, sunday + hour) == 0
