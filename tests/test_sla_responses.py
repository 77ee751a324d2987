"""What a response took, and waits made of their mentions."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band, ResponseTimes, Stamps
from social_care.sla import (
    Policy,
    Targets,
    Unanswered,
    WaitShape,
    merge,
    respond,
)
from tests.sla_kit import (
    ALWAYS,
    CALENDARS,
    INSTANTS,
    MINUTE,
    MONDAY_09_00,
    OFFICE,
    SECOND,
    T0,
)

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
