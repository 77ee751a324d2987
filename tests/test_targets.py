"""Targets by band, by which answer it is, where, and by who asks; and what they do to due times."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band
from social_care.sla import Due, Policy, stage_times
from social_care.targets import (
    BANDS,
    NO_TARGETS,
    PLAIN,
    Asked,
    Special,
    Targets,
    Vip,
    folded,
    tightest,
)
from tests.sla_kit import ALWAYS, CALENDARS, DAY, FRIDAY_16_45, HOUR, INSTANTS, MINUTE, OFFICE

MINUTES = st.none() | st.integers(1, 600)
TARGETS = st.builds(Targets, urgent=MINUTES, high=MINUTES, normal=MINUTES, low=MINUTES)
MAYBE = st.none() | TARGETS
SPECIALS = st.builds(
    Special,
    next_public=MAYBE,
    private=MAYBE,
    next_private=MAYBE,
    vip=TARGETS,
    followers=st.lists(st.tuples(st.integers(1, 100), TARGETS), max_size=3).map(tuple),
)
WAYS = st.builds(Asked, is_next=st.booleans(), is_private=st.booleans())

FOUR = Special(next_public=Targets(high=1), private=Targets(high=2), next_private=Targets(high=3))


def high(special: Special, **asked: object) -> int | None:
    """The target of band `high`, usually 30 minutes."""
    return special.minutes(Targets(), Band.HIGH, Asked(**asked))  # type: ignore[arg-type]


def test_first_and_next_answers_have_targets_in_public_and_in_private() -> None:
    assert [
        high(FOUR, is_next=is_next, is_private=is_private)
        for is_next, is_private in product((False, True), repeat=2)
    ] == [30, 2, 1, 3]
    assert high(Special(), is_next=True, is_private=True) == 30


def test_a_target_can_be_taken_away_for_next_answers_alone() -> None:
    special = Special(next_public=Targets(high=None))
    assert high(special, is_next=True) is None
    assert high(special) == 30


def test_customers_of_the_list_and_those_whom_many_follow_are_answered_sooner() -> None:
    special = Special(vip=Targets.of({Band.HIGH: 10}), followers=((100, Targets(high=20)),))
    assert high(special, is_vip=True) == 10
    assert [high(special, followers=count) for count in (None, 0, 99, 100, 5000)] == [
        *(30, 30, 30),
        *(20, 20),
    ]
    assert high(special, is_vip=True, followers=100) == 10


def test_who_asks_may_have_a_target_where_nobody_else_has() -> None:
    special = Special(vip=Targets(high=10))
    assert special.minutes(NO_TARGETS, Band.HIGH, Asked(is_vip=True)) == 10
    assert special.minutes(NO_TARGETS, Band.HIGH, PLAIN) is None
    assert special.minutes(NO_TARGETS, Band.NONE, Asked(is_vip=True)) is None


@given(TARGETS, SPECIALS, WAYS, st.sampled_from(BANDS), st.integers(0, 200), st.booleans())
def test_who_asks_never_loosens_a_target(
    usual: Targets, special: Special, way: Asked, band: Band, followers: int, vip: bool
) -> None:
    anybody = special.minutes(usual, band, way)
    theirs = special.minutes(usual, band, replace(way, followers=followers, is_vip=vip))
    assert tightest([anybody, theirs]) == theirs


def test_the_list_knows_people_by_id_or_by_handle_however_it_is_written() -> None:
    special = Special(
        people=(
            Vip(ids=frozenset({"42"})),
            Vip(handles=frozenset({folded(" @Kim@Social.example")})),
        )
    )
    assert special.is_vip("42", "anybody")
    assert special.is_vip("7", "kim@social.example")
    assert not special.is_vip("kim@social.example", "42")
    assert not Special().is_vip("42", "")


# Windows of networks


def test_a_window_that_closes_first_pulls_due_forward() -> None:
    policy = Policy(Targets(), ALWAYS)
    window = Asked(window_until=FRIDAY_16_45 + 10 * MINUTE)
    assert policy.due(FRIDAY_16_45, Band.HIGH, asked=window) == Due(
        due_at=FRIDAY_16_45 + 10 * MINUTE, target_s=600
    )
    later = Asked(window_until=FRIDAY_16_45 + 31 * MINUTE)
    assert policy.due(FRIDAY_16_45, Band.HIGH, asked=later) == policy.due(FRIDAY_16_45, Band.HIGH)


def test_a_window_that_closes_over_the_weekend_leaves_what_is_open_until_then() -> None:
    """An hour from Friday 16:45 would be Monday 09:45; Meta takes no answer after Saturday."""
    closes = FRIDAY_16_45 + DAY
    due = Policy(Targets(), OFFICE).due(FRIDAY_16_45, Band.NORMAL, asked=Asked(window_until=closes))
    assert due == Due(due_at=closes, target_s=15 * 60)
    stages = stage_times(FRIDAY_16_45, due.due_at, 15 * MINUTE, OFFICE)
    assert stages.at_risk_at == FRIDAY_16_45 + 12 * MINUTE
    assert stages.late_at == closes + 1


def test_a_window_that_closes_before_we_open_is_at_risk_at_once() -> None:
    written = FRIDAY_16_45 + HOUR
    due = Policy(Targets(), OFFICE).due(
        written, Band.URGENT, asked=Asked(window_until=written + DAY)
    )
    assert due == Due(due_at=written + DAY, target_s=0)
    assert stage_times(written, due.due_at, 0, OFFICE).at_risk_at == written


def test_a_window_makes_no_target_where_there_is_none() -> None:
    asked = Asked(window_until=FRIDAY_16_45 + MINUTE)
    nothing = Due(due_at=NEVER_DUE, target_s=None)
    assert Policy(Targets(low=None), ALWAYS).due(FRIDAY_16_45, Band.LOW, asked=asked) == nothing
    assert Policy(Targets(), ALWAYS).due(FRIDAY_16_45, Band.NONE, asked=asked) == nothing
    assert Policy(Targets(), ALWAYS).due(FRIDAY_16_45, Band.HIGH, False, asked) == nothing


def test_a_window_that_was_closed_before_moves_nothing() -> None:
    policy, asked = Policy(Targets(), ALWAYS), Asked(window_until=FRIDAY_16_45 - 1)
    assert policy.due(FRIDAY_16_45, Band.HIGH, asked=asked) == policy.due(FRIDAY_16_45, Band.HIGH)


def test_a_window_counts_where_the_team_never_works() -> None:
    policy = Policy(Targets(), Calendar.weekly("UTC", {}))
    asked = Asked(window_until=FRIDAY_16_45 + DAY)
    assert policy.due(FRIDAY_16_45, Band.HIGH, asked=asked) == Due(
        due_at=FRIDAY_16_45 + DAY, target_s=0
    )


@given(CALENDARS, TARGETS, INSTANTS, st.integers(0, 8 * DAY), st.sampled_from(BANDS))
def test_a_window_only_ever_pulls_forward(
    calendar: Calendar, targets: Targets, at: int, open_ms: int, band: Band
) -> None:
    policy = Policy(targets, calendar)
    plain, pulled = (
        policy.due(at, band),
        policy.due(at, band, asked=Asked(window_until=at + open_ms)),
    )
    if plain.target_s is None or pulled.target_s is None:
        assert plain == pulled
        return
    assert pulled.due_at == min(plain.due_at, at + open_ms)
    assert pulled.target_s <= plain.target_s
    assert pulled.target_s == calendar.business_ms(at, pulled.due_at) // 1000


# Versions


@pytest.mark.parametrize(
    "other",
    [
        Policy(Targets(low=None), OFFICE),
        Policy(Targets(), ALWAYS),
        Policy(Targets(), replace(OFFICE, holidays=frozenset())),
        Policy(Targets(), OFFICE, FOUR),
        Policy(Targets(), OFFICE, Special(people=(Vip(ids=frozenset({"1"})),))),
    ],
)
def test_a_version_differs_with_all_that_moves_a_due_time(other: Policy) -> None:
    calendar = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]}, ["2026-12-25"])
    usual = Policy(Targets(), calendar)
    again = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]}, ["2026-12-25"])
    assert usual.version == Policy(Targets(), again).version
    assert usual.version != other.version
