"""Targets, due times and the stages of a wait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band, Stage
from social_care.sla import (
    NO_STAGES,
    Due,
    Policy,
    StageTimes,
    Targets,
    factor_for,
    stage,
    stage_times,
)
from tests.sla_kit import (
    ALWAYS,
    CALENDARS,
    DAY,
    FRIDAY_16_45,
    HOUR,
    INSTANTS,
    MINUTE,
    MONDAY_09_00,
    OFFICE,
    SECOND,
    T0,
    TARGETS_MS,
)

# Targets


@pytest.mark.parametrize(
    ("band", "minutes"),
    [(Band.URGENT, 15), (Band.HIGH, 30), (Band.NORMAL, 60), (Band.LOW, 480), (Band.NONE, None)],
)
def test_the_defaults_are_minutes_by_band(band: Band, minutes: int | None) -> None:
    assert Targets().minutes(band) == minutes
    assert Targets().target_ms(band) == (None if minutes is None else minutes * MINUTE)


def test_a_target_can_be_set_or_taken_away_band_by_band() -> None:
    targets = Targets(urgent=5, low=None)
    assert targets.target_ms(Band.URGENT) == 5 * MINUTE
    assert targets.target_ms(Band.HIGH) == 30 * MINUTE
    assert targets.target_ms(Band.LOW) is None


@pytest.mark.parametrize(
    ("channel", "factor"),
    [
        ("mastodon", 1),
        ("bluesky", 1),
        ("x", 1),
        ("email", 4),
        ("Email", 4),
        ("feed", 8),
        ("rss", 8),
        ("blog", 8),
        ("wordpress", 8),
    ],
)
def test_slow_channels_have_longer_targets(channel: str, factor: int) -> None:
    assert factor_for(channel) == factor


def test_a_factor_lengthens_every_target_and_invents_none() -> None:
    targets = Targets(high=None).times(4)
    assert [targets.minutes(band) for band in Band] == [60, None, 240, 1920, None]


# Due


def test_a_mention_is_due_by_its_band_on_the_calendar_of_its_account() -> None:
    policy = Policy(Targets(), OFFICE)
    assert policy.due(FRIDAY_16_45, Band.HIGH) == Due(
        due_at=MONDAY_09_00 + 15 * MINUTE, target_s=30 * 60
    )
    assert policy.due(FRIDAY_16_45, Band.URGENT).due_at == FRIDAY_16_45 + 15 * MINUTE


@pytest.mark.parametrize(
    ("policy", "band", "has_target"),
    [
        (Policy(Targets(), ALWAYS), Band.NONE, True),
        (Policy(Targets(), ALWAYS), Band.URGENT, False),
        (Policy(Targets(low=None), ALWAYS), Band.LOW, True),
        (Policy(Targets(), Calendar.weekly("UTC", {})), Band.URGENT, True),
    ],
    ids=["band none", "cannot be answered", "no target for this band", "never open"],
)
def test_some_mentions_have_no_target(policy: Policy, band: Band, has_target: bool) -> None:
    assert policy.due(T0, band, has_target) == Due(due_at=NEVER_DUE, target_s=None)


# Stages


@pytest.mark.parametrize(
    ("target_min", "half_s", "risk_ms", "escalated_s"),
    [
        (15, 450, 12 * MINUTE, 1350),
        (30, 900, 24 * MINUTE, 2700),
        (480, 14_400, 384 * MINUTE, 43_200),
        (10, 300, 7 * MINUTE + 1, 900),  # less than three minutes left comes before 80 %
        (3, 90, 144 * SECOND, 270),  # not longer than three minutes: 80 % only
        (1, 30, 48 * SECOND, 90),
    ],
)
def test_stages_come_at_fixed_shares_of_the_target(
    target_min: int, half_s: int, risk_ms: int, escalated_s: int
) -> None:
    target = target_min * MINUTE
    assert stage_times(T0, T0 + target, target, ALWAYS) == StageTimes(
        half_at=T0 + half_s * SECOND,
        at_risk_at=T0 + risk_ms,
        late_at=T0 + target + 1,
        escalated_at=T0 + escalated_s * SECOND,
    )


def test_half_never_begins_after_at_risk() -> None:
    """Of four minutes, less than three are left after one: at risk before half is used."""
    times = stage_times(T0, T0 + 4 * MINUTE, 4 * MINUTE, ALWAYS)
    assert times.half_at == times.at_risk_at == T0 + MINUTE + 1


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0, None),
        (450 * SECOND - 1, None),
        (450 * SECOND, Stage.HALF),
        (12 * MINUTE - 1, Stage.HALF),
        (12 * MINUTE, Stage.AT_RISK),
        (15 * MINUTE, Stage.AT_RISK),  # at due is in time
        (15 * MINUTE + 1, Stage.LATE),
        (1350 * SECOND - 1, Stage.LATE),
        (1350 * SECOND, Stage.ESCALATED),
        (DAY, Stage.ESCALATED),
    ],
)
def test_an_urgent_wait_goes_through_its_stages(after: int, expected: Stage | None) -> None:
    assert stage(T0, T0 + 15 * MINUTE, 15 * MINUTE, T0 + after, ALWAYS) is expected


def test_stages_pause_when_the_team_is_at_home() -> None:
    """Half an hour from Friday 16:45: half used at closing, the rest on Monday morning."""
    due = MONDAY_09_00 + 15 * MINUTE
    assert stage_times(FRIDAY_16_45, due, 30 * MINUTE, OFFICE) == StageTimes(
        half_at=FRIDAY_16_45 + 15 * MINUTE,
        at_risk_at=MONDAY_09_00 + 9 * MINUTE,
        late_at=due + 1,
        escalated_at=MONDAY_09_00 + 30 * MINUTE,
    )


def test_due_at_closing_is_late_at_night_but_escalated_only_by_day() -> None:
    due = FRIDAY_16_45 + 15 * MINUTE
    times = stage_times(FRIDAY_16_45, due, 15 * MINUTE, OFFICE)
    assert times.late_at == due + 1
    assert times.escalated_at == MONDAY_09_00 + 450 * SECOND


def test_stages_follow_the_mention_that_set_due_not_the_one_waited_for_longest() -> None:
    """Praise waits six hours; then a complaint makes the wait due in half an hour."""
    complaint_at = T0 + 6 * HOUR
    times = stage_times(T0, complaint_at + 30 * MINUTE, 30 * MINUTE, ALWAYS)
    assert times.half_at == complaint_at + 15 * MINUTE
    assert times.at_risk_at == complaint_at + 24 * MINUTE
    assert times.escalated_at == complaint_at + 45 * MINUTE


def test_no_stage_begins_before_the_wait() -> None:
    """A due time kept from older settings may leave less than its target."""
    times = stage_times(T0, T0 + MINUTE, 30 * MINUTE, ALWAYS)
    assert (times.half_at, times.at_risk_at) == (T0, T0)
    assert stage_times(T0, T0 - HOUR, 30 * MINUTE, ALWAYS).late_at == T0


@pytest.mark.parametrize(("due_at", "target"), [(NEVER_DUE, None), (NEVER_DUE, HOUR), (T0, None)])
def test_without_a_target_there_are_no_stages(due_at: int, target: int | None) -> None:
    assert stage_times(T0, due_at, target, ALWAYS) == NO_STAGES
    for now in (T0, T0 + 400 * DAY, NEVER_DUE):
        assert stage(T0, due_at, target, now, ALWAYS) is None


def test_a_target_of_nothing_is_at_risk_at_once_and_late_a_millisecond_later() -> None:
    times = stage_times(T0, T0, 0, ALWAYS)
    assert times == StageTimes(half_at=T0, at_risk_at=T0, late_at=T0 + 1, escalated_at=T0 + 1)


def test_when_the_team_never_works_again_nothing_is_escalated() -> None:
    """One opening in history: the wait becomes late in it and stays so."""
    calendar = Calendar.weekly("Europe/London", {}, extra={"2026-03-06": ["16:00-17:00"]})
    times = stage_times(T0, T0 + 15 * MINUTE, 15 * MINUTE, calendar)
    assert times.escalated_at == NEVER_DUE
    assert times.at(NEVER_DUE - 1) is Stage.LATE


def stage_by_shares(
    started: int, due_at: int, target: int, now: int, calendar: Calendar
) -> Stage | None:
    """The definition read aloud: business time used since the clock that set due was started."""
    used = calendar.business_ms(started, now)
    if now > due_at:
        return Stage.ESCALATED if 2 * used >= 3 * target else Stage.LATE
    if 10 * used >= 8 * target or (target > 3 * MINUTE and target - used < 3 * MINUTE):
        return Stage.AT_RISK
    return Stage.HALF if 2 * used >= target else None


@settings(max_examples=300, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(0, 3 * DAY), TARGETS_MS, st.integers(0, 12 * DAY))
def test_the_stage_agrees_with_the_share_of_the_target_used(
    calendar: Calendar, waiting_since: int, later: int, target: int, after: int
) -> None:
    started = waiting_since + later
    due_at = calendar.due(started, target)
    times = stage_times(waiting_since, due_at, target, calendar)
    edges = (times.half_at, times.at_risk_at, times.late_at, times.escalated_at)
    moments = [started + after, *edges, *(edge - 1 for edge in edges), due_at]
    for now in moments:
        if now >= waiting_since:
            expected = stage_by_shares(started, due_at, target, now, calendar)
            assert stage(waiting_since, due_at, target, now, calendar) is expected


@settings(max_examples=200, deadline=None)
@given(CALENDARS, INSTANTS, INSTANTS, st.integers(0, 500 * MINUTE))
def test_stages_never_fall_whatever_the_due_time(
    calendar: Calendar, waiting_since: int, due_at: int, target: int
) -> None:
    times = stage_times(waiting_since, due_at, target, calendar)
    edges = (times.half_at, times.at_risk_at, times.late_at, times.escalated_at)
    assert waiting_since <= edges[0]
    assert list(edges) == sorted(edges)
