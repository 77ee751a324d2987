"""The scripted shift of bench/shift.py: what was worked out by hand is what comes out.

The office works Monday to Friday, nine to five, in London; the clocks go back on Sunday, 25 October
2026, at two o'clock summer time, which is one o'clock GMT.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from bench.shift import MONDAY, Shift, alerts, at, log, opened, play, report
from social_care import wiring
from social_care.figures import local
from social_care.period import Period, tell

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    """Played once, for all."""
    with opened(tmp_path_factory.mktemp("shift")) as made:
        play(made)
        yield made


def hours(clock: str) -> int:
    """Milliseconds of "65:31" hours and minutes."""
    whole, minutes = map(int, clock.split(":"))
    return (whole * 60 + minutes) * 60_000


LOG = {
    # Who wrote, when it was due, elapsed, business, in time
    "fred": ("Mon 09:10 GMT", None, None, None),  # 20 minutes of 30 were left on Friday
    "kim": ("Mon 09:15 GMT", "65:31", "0:31", 0),  # answered at 09:16: late
    "lee": ("Mon 09:50 GMT", "65:50", "0:50", 1),  # ten minutes of an hour on Friday
    "gus": ("Mon 09:25 GMT", "66:35", "1:35", 0),
    "ann": ("Mon 09:28 GMT", "0:22", "0:02", 1),  # answered after closing time
    "zoe": ("Sun 06:00 GMT", "7:30", "7:30", 1),  # 23:00 to 05:30 on the wall, and an hour twice
    "bob": ("Sun 01:15 GMT", "0:29", "0:29", 1),  # 01:45 summer time, answered at 01:14 GMT
    "pat": ("Mon 09:15 GMT", "1:00", "0:00", 1),  # on a Sunday: no business time has passed
}


def test_the_log_is_what_was_worked_out_by_hand(shift: Shift) -> None:
    found = {row["who"]: row for row in log(shift)}
    assert list(found) == list(LOG)
    for who, (due, elapsed, business, in_time) in LOG.items():
        row = found[who]
        assert f"{_local(row['due_at'])} GMT" == due
        assert row["elapsed_ms"] == (None if elapsed is None else hours(elapsed))
        assert row["business_ms"] == (None if business is None else hours(business))
        assert row["within_target"] == in_time
    assert found["fred"]["outcome"] == "dismissed"


def _local(ms: int) -> str:
    return f"{local(ms, LONDON):%a %H:%M}"


def test_each_alert_comes_once_within_seconds_of_its_moment(shift: Shift) -> None:
    """A fifth of 30 minutes is 6, 150 % of them 45; the worker looks two seconds past a minute."""
    assert [(_local(row["at"]), row["stage"], row["who"]) for row in alerts(shift)] == [
        ("Sun 01:09", "at_risk", "bob"),
        ("Mon 09:09", "at_risk", "kim"),
        ("Mon 09:15", "late", "kim"),
        ("Mon 09:19", "at_risk", "gus"),
        ("Mon 09:25", "late", "gus"),
        ("Mon 09:40", "escalated", "gus"),
        ("Mon 10:17", "spike", None),
    ]
    exact = {"late": at(MONDAY, "09:15") + 1}
    late = next(row for row in alerts(shift) if row["stage"] == "late")
    assert 0 <= late["at"] - exact["late"] < 5_000
    assert all(row["withdrawn_at"] for row in alerts(shift) if row["who"])


def test_the_figures_are_what_was_worked_out_by_hand(shift: Shift) -> None:
    """Seven answers, five in time; fred's complaint was dismissed, and is missed."""
    period = Period(now=shift.now, zone=LONDON)
    told = tell(
        shift.store.read(), period, lambda name: wiring.policy(shift.config, name, "").calendar
    ).as_json()
    assert (told["responses"], told["in_time"], told["counted"]) == (7, 5, 8)
    assert (told["dismissed_complaints"], told["missed_complaints"]) == (1, 1)
    assert told["first_p50_s"] == 7.5 * 3600
    assert told["first_mean_s"] == 106_602.857  # 746,220 s by seven
    assert told["business"]["first_p50_s"] == 31 * 60
    assert told["business"]["first_mean_s"] == 5_631.429  # 39,420 s by seven
    assert (told["volume"]["total"], told["waiting"]) == (39, 31)


def test_thirty_mentions_in_seventeen_minutes_are_a_spike_with_its_word(shift: Shift) -> None:
    lines = list(report(shift))
    (spike,) = [line for line in lines if " spike " in line]
    assert "30 mentions in 30 min, no past weeks to compare with: " in spike
    assert "insole" in spike
    assert "FIGURES" in lines
