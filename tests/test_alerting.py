"""Who is told of which flag, and when: stages, bands, quiet hours, cool-downs."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.alerting import (
    PRESSING_COOL_DOWN_MS,
    USUAL_COOL_DOWN_MS,
    Route,
    Target,
    worst_first,
)
from social_care.hours import Calendar
from social_care.models import AlertStage, Band
from social_care.models.flags import Flag
from tests.flag_kit import account, at_risk, escalated, late, spike
from tests.world import DAY, HOUR, MINUTE, START

NIGHT = Calendar.weekly("Europe/London", {"mon-sun": ["22:00-07:00"]})
ELEVEN_AT_NIGHT = START + 14 * HOUR
SEVEN = START + 22 * HOUR


def target(*routes: Route) -> Target:
    return Target(
        key="mail:lead@acme.example",
        address="lead@acme.example",
        form=None,
        routes=routes or (Route(),),
    )


def ids(flags: list[Flag]) -> list[int]:
    return [flag.id for flag in flags]


@pytest.mark.parametrize(
    ("flag", "wanted"),
    [(late(), True), (escalated(), True), (account(), True), (spike(), True), (at_risk(), False)],
)
def test_a_route_that_names_no_stages_tells_of_all_but_what_may_still_be_in_time(
    flag: Flag, wanted: bool
) -> None:
    assert Route().wants(flag) is wanted


@pytest.mark.parametrize("band", list(Band))
def test_what_is_low_is_never_sent_whatever_is_configured(band: Band) -> None:
    route = Route(bands=frozenset(Band))
    assert route.wants(late(band=band)) is (band <= Band.NORMAL)


def test_bands_and_accounts_narrow_a_route() -> None:
    urgent = Route(bands=frozenset({Band.URGENT}))
    assert urgent.wants(late(band=Band.URGENT))
    assert not urgent.wants(late())
    assert urgent.wants(account())
    elsewhere = Route(accounts=frozenset({"acme-x"}))
    assert not elsewhere.wants(late())
    assert not elsewhere.wants(account())
    assert elsewhere.wants(replace(late(), account="acme-x"))
    assert elsewhere.wants(spike()), "it is about the whole brand"


def test_quiet_hours_hold_what_can_wait_and_nothing_else() -> None:
    lead = target(Route(quiet=NIGHT))
    waiting = [late(1), late(2, band=Band.URGENT), spike(3), account(4), escalated(5)]
    assert ids(lead.due(waiting, START, None)) == [1, 2, 3, 4, 5]
    assert ids(lead.due(waiting, ELEVEN_AT_NIGHT, None)) == [2, 4]
    assert ids(lead.due(waiting, SEVEN - 1, None)) == [2, 4]
    assert ids(lead.due(waiting, SEVEN, None)) == [1, 2, 3, 4, 5]


def test_quiet_hours_are_the_teams_on_the_day_the_clocks_change() -> None:
    """On 25 October 2026 London's 07:00 comes an hour later than the day before."""
    lead, saturday = target(Route(quiet=NIGHT)), START - 9 * DAY
    assert not lead.due([late()], saturday - 3 * HOUR - 1, None)  # 06:59:59 of summer time
    assert lead.due([late()], saturday - 3 * HOUR, None)
    assert not lead.due([late()], saturday + DAY - 2 * HOUR - 1, None)
    assert lead.due([late()], saturday + DAY - 2 * HOUR, None)


def test_what_one_route_mutes_another_lets_through() -> None:
    lead = target(Route(quiet=NIGHT), Route(stages=frozenset({AlertStage.ESCALATED})))
    assert ids(lead.due([late(1), escalated(2)], ELEVEN_AT_NIGHT, None)) == [2]


def test_between_two_messages_is_a_cool_down() -> None:
    lead = target()
    assert not lead.due([late()], START + USUAL_COOL_DOWN_MS - 1, START)
    assert lead.due([late()], START + USUAL_COOL_DOWN_MS, START)
    patient = target(Route(cool_down_ms=HOUR))
    assert not patient.due([late()], START + HOUR - 1, START)
    assert patient.due([late()], START + HOUR, START)


def test_an_urgent_one_waits_a_minute_at_most_and_takes_the_others_along() -> None:
    patient = target(Route(cool_down_ms=HOUR))
    waiting = [late(1), late(2, band=Band.URGENT)]
    assert not patient.due(waiting, START + PRESSING_COOL_DOWN_MS - 1, START)
    assert ids(patient.due(waiting, START + PRESSING_COOL_DOWN_MS, START)) == [1, 2]
    assert PRESSING_COOL_DOWN_MS == MINUTE


def test_one_wait_is_listed_once_and_the_worst_stands_first() -> None:
    flags = [
        replace(late(1), id=1, stage=AlertStage.AT_RISK),
        replace(late(1), id=2),
        at_risk(3),
        late(4, band=Band.URGENT),
        escalated(5),
        account(6),
        spike(7),
    ]
    assert ids(worst_first(flags)) == [6, 7, 5, 4, 2, 3]


WAITS = (late, at_risk, escalated)
FLAGS = st.lists(
    st.builds(
        lambda make, number, band: make(number, **({"band": band} if make in WAITS else {})),
        st.sampled_from([late, at_risk, escalated, account]),
        st.integers(1, 20),
        st.sampled_from(Band),
    ),
    max_size=8,
)
ROUTES = st.lists(
    st.builds(
        Route,
        stages=st.frozensets(st.sampled_from(AlertStage)),
        bands=st.frozensets(st.sampled_from(Band)),
        quiet=st.sampled_from([None, NIGHT]),
        cool_down_ms=st.sampled_from([0, MINUTE, HOUR]),
    ),
    min_size=1,
    max_size=3,
)


@given(FLAGS, ROUTES, st.integers(0, 2 * DAY), st.none() | st.integers(0, DAY))
def test_whatever_is_configured_only_what_is_wanted_is_told_and_nothing_pressing_is_muted(
    flags: list[Any], routes: list[Route], passed: int, told: int | None
) -> None:
    lead, now = target(*routes), START + passed
    told_at = None if told is None else now - told
    due = lead.due(flags, now, told_at)
    assert all(lead.wants(flag) for flag in due)
    pressing = [flag for flag in flags if flag.is_pressing and lead.wants(flag)]
    if pressing and (told is None or told >= PRESSING_COOL_DOWN_MS):
        assert all(flag in due for flag in pressing)
