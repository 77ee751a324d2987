"""The clock on the wall, the parts of a mean, volume and groups, in named cases."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.figures import (
    Key,
    MentionRow,
    WaitRow,
    both_kinds,
    day_bounds,
    day_of,
    groups,
    hour_of,
    hours_of,
    parts,
    summarise,
    volume,
)
from social_care.models import Band, Category, WaitKind
from tests.figures_kit import NOW, answered, waiting
from tests.world import HOUR, MINUTE

LONDON = ZoneInfo("Europe/London")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    """A moment in UTC."""
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


# Days and hours


@pytest.mark.parametrize(
    ("zone", "day", "hours", "labels"),
    [
        ("Europe/London", "2026-10-25", 25, ["00:00", "01:00", "01:00 again", "02:00"]),
        ("Europe/London", "2026-03-29", 23, ["00:00", "02:00", "03:00", "04:00"]),
        ("Europe/London", "2026-11-02", 24, ["00:00", "01:00", "02:00", "03:00"]),
        ("America/Sao_Paulo", "2018-11-04", 23, ["01:00", "02:00"]),  # midnight is skipped
        ("America/Havana", "2025-11-02", 25, ["00:00", "00:00 again", "01:00"]),
        ("Asia/Kolkata", "2026-04-05", 24, ["00:00", "01:00"]),
        ("Pacific/Apia", "2011-12-30", 0, []),  # that day was not
    ],
)
def test_a_day_has_the_hours_it_has(zone: str, day: str, hours: int, labels: list[str]) -> None:
    place = ZoneInfo(zone)
    since, until = day_bounds(date.fromisoformat(day), place)
    assert until - since == hours * HOUR
    found = hours_of(since, until, place)
    assert [hour.label for hour in found][: len(labels)] == labels
    assert len(found) == hours


def test_half_an_hour_can_come_twice() -> None:
    """On Lord Howe Island the clocks go back by half an hour, at two."""
    place = ZoneInfo("Australia/Lord_Howe")
    found = hours_of(*day_bounds(date(2026, 4, 5), place), place)
    assert [(hour.label, hour.ended - hour.began) for hour in found[:4]] == [
        ("00:00", HOUR),
        ("01:00", HOUR),
        ("01:00 again", HOUR // 2),
        ("02:00", HOUR),
    ]


def test_the_hours_of_a_period_are_cut_at_its_ends() -> None:
    found = hours_of(at(2026, 11, 2, 9, 40), at(2026, 11, 2, 11, 5), LONDON)
    assert [(hour.label, (hour.ended - hour.began) // MINUTE) for hour in found] == [
        ("09:00", 20),
        ("10:00", 60),
        ("11:00", 5),
    ]
    assert hours_of(NOW, NOW, LONDON) == ()


zones = st.sampled_from(sorted(available_timezones()))


@given(zones, st.integers(at(1975, 1, 1, 0), at(2037, 1, 1, 0)), st.integers(1, 30 * HOUR))
def test_hours_cover_a_period_without_gaps_in_any_zone(name: str, since: int, length: int) -> None:
    zone = ZoneInfo(name)
    found = hours_of(since, since + length, zone)
    edges = [found[0].began, *(hour.ended for hour in found)]
    assert edges[0] == since
    assert edges[-1] == since + length
    assert [hour.began for hour in found] == edges[:-1]
    for hour in found:
        assert hour_of(hour.began, zone) == hour_of(hour.ended - 1, zone) == hour.label
        assert day_of(hour.began, zone) == day_of(hour.ended - 1, zone)


# Parts


def told(elapsed: tuple[int, int, int, int], **changes: Any) -> WaitRow:
    """A response that took these four parts."""
    names = ("detection_ms", "queue_ms", "handling_ms", "delivery_ms")
    return answered(1, elapsed_ms=sum(elapsed), **dict(zip(names, elapsed, strict=True)), **changes)


def test_parts_are_means_of_one_kind() -> None:
    rows = [
        told((1000, 2000, 3000, 4000)),
        told((3000, 2000, 1000, 0)),
        told((9000, 9000, 9000, 9000), kind=WaitKind.NEXT),
        waiting(10),
    ]
    found = parts(rows, WaitKind.FIRST)
    assert found is not None
    assert (found.responses, found.mean_s) == (2, 8.0)
    assert (found.detection_s, found.queue_s, found.handling_s, found.delivery_s) == (2, 2, 2, 2)
    assert both_kinds([waiting(10)]) == {WaitKind.FIRST: None, WaitKind.NEXT: None}


lengths = st.integers(0, 10_000_000)


@given(st.lists(st.tuples(lengths, lengths, lengths, lengths), min_size=1, max_size=9))
def test_parts_always_sum_to_the_mean_that_stats_tells(each: list[tuple[int, ...]]) -> None:
    rows = [told((a, b, c, d)) for a, b, c, d in each]
    found = parts(rows, WaitKind.FIRST)
    assert found is not None
    assert found.mean_s == summarise(rows, NOW).first_mean_s
    four = (found.detection_s, found.queue_s, found.handling_s, found.delivery_s)
    assert sum(round(part * 1000) for part in four) == round(found.mean_s * 1000)
    for part, times in zip(four, zip(*each, strict=True), strict=True):
        assert abs(part * 1000 - sum(times) / len(times)) < 1


# Volume and groups


def mention(hour: int = 9, **changes: Any) -> MentionRow:
    """A complaint on Mastodon on 2 November."""
    values: dict[str, Any] = {
        "posted_at": at(2026, 11, 2, hour),
        "account": "acme",
        "channel": "mastodon",
        "category": Category.COMPLAINT,
        "band": Band.HIGH,
    }
    return MentionRow(**{**values, **changes})


def test_volume_adds_up_in_four_ways_and_lists_quiet_hours() -> None:
    rows = [
        mention(),
        mention(11, channel="x"),
        mention(11, category=Category.PRAISE, band=Band.LOW),
    ]
    found = volume(rows, LONDON, at(2026, 11, 2, 9), at(2026, 11, 2, 12))
    assert found.total == 3
    assert found.by_channel == {"mastodon": 2, "x": 1}
    assert found.by_category == {"complaint": 2, "praise": 1}
    assert found.by_band == {"high": 2, "low": 1}
    assert found.by_hour == {"09:00": 1, "10:00": 0, "11:00": 2}
    assert len(volume(rows, LONDON).by_hour) == 24
    assert volume([], UTC).total == 0


def test_groups_are_in_the_order_of_their_values_and_hold_figures_of_their_own() -> None:
    mentions = [mention(band=Band.LOW), mention(band=Band.URGENT), mention(band=Band.URGENT)]
    found = groups([waiting(31), waiting(1)], mentions, [Key.BAND, Key.ACCOUNT], LONDON, NOW)
    assert [(group.names[Key.BAND], group.volume, group.figures.waiting) for group in found] == [
        ("urgent", 2, 0),
        ("high", 0, 2),
        ("low", 1, 0),
    ]
    assert [group.figures.late for group in found] == [0, 1, 0]
    assert found[1].as_json(with_parts=False)["account"] == "acme"


def test_no_person_is_among_what_figures_are_told_apart_by() -> None:
    assert set(Key) == {"hour", "day", "channel", "band", "category", "account"}
