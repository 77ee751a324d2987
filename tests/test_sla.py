"""Targets, stages, and what a response took."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band, ResponseTimes, Stage, Stamps
from social_care.sla import (
    NO_STAGES,
    Due,
    Policy,
    StageTimes,
    Targets,
    Unanswered,
    WaitShape,
    factor_for,
    merge,
    respond,
    stage,
    stage_times,
)

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ALWAYS = Calendar.always()
OFFICE = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})
NIGHTS = Calendar.weekly("America/New_York", {"fri-sun": ["22:00-06:00", "12:00-12:20"]})
CALENDARS = st.sampled_from([ALWAYS, OFFICE, NIGHTS])

FRIDAY_16_45 = 1_772_815_500_000
"""6 March 2026 in London, as OFFICE closes at 17:00."""
MONDAY_09_00 = FRIDAY_16_45 + 3 * DAY - 7 * HOUR - 45 * MINUTE
T0 = FRIDAY_16_45

TARGETS_MS = st.one_of(
    st.integers(1, 500).map(lambda minutes: minutes * MINUTE), st.integers(2, 8 * HOUR)
)
INSTANTS = st.integers(T0 - 400 * DAY, T0 + 400 * DAY)


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


# Response times


def stamps(*offsets_s: int) -> Stamps:
    """waiting since, detected, claimed, submitted, responded: seconds after T0."""
    waiting, detected, claimed, submitted, responded = (T0 + s * SECOND for s in offsets_s)
    return Stamps(
        waiting_since=waiting,
        detected_at=detected,
        claimed_at=claimed,
        submitted_at=submitted,
        responded_at=responded,
    )


def parts_s(times: ResponseTimes) -> list[int]:
    """Detection, queue, handling, delivery in seconds."""
    parts = (times.detection_ms, times.queue_ms, times.handling_ms, times.delivery_ms)
    return [part // SECOND for part in parts]


@pytest.mark.parametrize(
    ("offsets", "parts"),
    [
        ((0, 20, 80, 200, 212), [20, 60, 120, 12]),
        ((0, 20, 200, 200, 212), [20, 180, 0, 12]),  # no claim: claims as it submits
        ((0, -5, 80, 200, 212), [0, 80, 120, 12]),  # our clock is behind
        ((0, 20, 80, 230, 212), [20, 60, 132, 0]),  # our clock is ahead
        ((0, 300, 300, 300, 212), [212, 0, 0, 0]),  # answered on the network before we saw it
        ((0, 100, 80, 60, 212), [100, 0, 0, 112]),  # stamps out of order
        ((0, 0, 0, 0, 0), [0, 0, 0, 0]),
    ],
)
def test_a_response_has_four_parts(offsets: tuple[int, ...], parts: list[int]) -> None:
    assert parts_s(respond(stamps(*offsets), NEVER_DUE, ALWAYS)) == parts


def test_a_response_before_its_wait_took_nothing_and_keeps_both_ends() -> None:
    times = respond(stamps(0, 5, 6, 7, -30), T0 + MINUTE, ALWAYS)
    assert (times.elapsed_ms, times.business_ms, parts_s(times)) == (0, 0, [0, 0, 0, 0])
    assert times.stamps == stamps(0, 0, 0, 0, -30)
    assert times.within_target is True


@pytest.mark.parametrize(
    ("due_after_ms", "expected"), [(-1, False), (0, True), (1, True), (NEVER_DUE - T0, None)]
)
def test_a_response_at_due_is_in_time(due_after_ms: int, expected: bool | None) -> None:
    done = stamps(0, 1, 2, 3, 0)
    assert respond(done, T0 + due_after_ms, ALWAYS).within_target is expected


def test_both_clocks_are_kept() -> None:
    """Friday 16:45 to Monday 09:16: three days on one clock, 31 minutes on the other, late."""
    answered = (MONDAY_09_00 + 16 * MINUTE - T0) // SECOND
    due_at = Policy(Targets(), OFFICE).due(T0, Band.HIGH).due_at
    times = respond(stamps(0, 1, answered - 60, answered - 10, answered), due_at, OFFICE)
    assert times.elapsed_ms == answered * SECOND
    assert times.business_ms == 31 * MINUTE
    assert times.within_target is False


@settings(max_examples=300, deadline=None)
@given(CALENDARS, st.lists(INSTANTS, min_size=5, max_size=5), INSTANTS)
def test_parts_always_sum_ends_never_move_and_stamps_are_in_order(
    calendar: Calendar, instants: list[int], due_at: int
) -> None:
    given_stamps = Stamps(
        waiting_since=instants[0],
        detected_at=instants[1],
        claimed_at=instants[2],
        submitted_at=instants[3],
        responded_at=instants[4],
    )
    times = respond(given_stamps, due_at, calendar)
    kept = times.stamps
    parts = (times.detection_ms, times.queue_ms, times.handling_ms, times.delivery_ms)
    assert sum(parts) == times.elapsed_ms == max(0, instants[4] - instants[0])
    assert min(parts) >= 0
    assert (kept.waiting_since, kept.responded_at) == (instants[0], instants[4])
    assert kept.waiting_since <= kept.detected_at <= kept.claimed_at <= kept.submitted_at
    assert kept.submitted_at <= max(kept.responded_at, kept.waiting_since)
    assert 0 <= times.business_ms <= times.elapsed_ms
    assert times.within_target is (instants[4] <= due_at)
    assert respond(kept, due_at, calendar) == times


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=5).map(sorted))
def test_stamps_in_order_are_left_alone(offsets: list[int]) -> None:
    done = stamps(*offsets)
    times = respond(done, NEVER_DUE, ALWAYS)
    assert times.stamps == done
    assert parts_s(times) == [late - early for early, late in itertools.pairwise(offsets)]


# Waits out of mentions


def unanswered(
    mention_id: int, posted_min: int, due_min: int | None, band: Band = Band.NORMAL
) -> Unanswered:
    """A mention by minutes after T0; `due_min` None: no target."""
    return Unanswered(
        posted_at=T0 + posted_min * MINUTE,
        due_at=NEVER_DUE if due_min is None else T0 + due_min * MINUTE,
        target_s=None if due_min is None else (due_min - posted_min) * 60,
        band=band,
        mention_id=mention_id,
    )


def test_a_wait_takes_the_oldest_time_the_earliest_due_and_the_most_pressing_band() -> None:
    """Praise, a question, and at last an urgent complaint, due before the question."""
    shape = merge(
        [
            unanswered(8, 55, 70, Band.URGENT),
            unanswered(3, 0, 480, Band.LOW),
            unanswered(5, 20, 80, Band.NORMAL),
        ]
    )
    assert shape == WaitShape(
        waiting_since=T0,
        due_at=T0 + 70 * MINUTE,
        target_s=15 * 60,
        band=Band.URGENT,
        first_mention_id=3,
        due_mention_id=8,
        band_mention_id=8,
    )


def test_an_earlier_question_may_still_set_due_when_the_band_is_a_later_complaints() -> None:
    shape = merge([unanswered(1, 0, 60, Band.NORMAL), unanswered(2, 50, 80, Band.HIGH)])
    assert (shape.due_at, shape.target_s) == (T0 + 60 * MINUTE, 60 * 60)
    assert shape.band is Band.HIGH


def test_mentions_without_a_target_wait_but_set_no_due_time() -> None:
    shape = merge([unanswered(1, 0, None, Band.HIGH), unanswered(2, 5, 65)])
    assert (shape.waiting_since, shape.first_mention_id) == (T0, 1)
    assert (shape.due_at, shape.target_s) == (T0 + 65 * MINUTE, 60 * 60)
    alone = merge([unanswered(1, 0, None)])
    assert (alone.due_at, alone.target_s) == (NEVER_DUE, None)


def test_nothing_unanswered_is_no_wait() -> None:
    with pytest.raises(ValueError, match="needs an unanswered mention"):
        merge([])


MENTIONS = st.lists(
    st.builds(
        unanswered,
        st.integers(1, 99),
        st.integers(0, 20),
        st.one_of(st.none(), st.integers(20, 40)),
        st.sampled_from(list(Band)[:4]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda mention: mention.mention_id,
)


@given(MENTIONS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_mentions_does_not_matter(
    orders: tuple[list[Unanswered], list[Unanswered]],
) -> None:
    one, other = orders
    assert merge(one) == merge(other)


@given(MENTIONS)
def test_a_wait_is_made_of_its_mentions_and_of_nothing_else(mentions: list[Unanswered]) -> None:
    shape = merge(mentions)
    oldest = next(m for m in mentions if m.mention_id == shape.first_mention_id)
    assert oldest.posted_at == shape.waiting_since
    assert all(m.posted_at >= shape.waiting_since for m in mentions)
    assert all(m.due_at >= shape.due_at for m in mentions)
    assert all(m.band >= shape.band for m in mentions)
    assert (shape.due_at, shape.target_s) in {(m.due_at, m.target_s) for m in mentions}
    assert shape.band in {m.band for m in mentions}
