"""A conversation in a word or two: due, holder, mark, remarks."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from social_care.errors import NotAllowed
from social_care.models import Band, Category, OutboxState, Stage, State, Visibility
from social_care.tui.widgets import times, words
from tests.tui.people import HOUR, MINUTE, NOW, row

LONDON = ZoneInfo("Europe/London")
COMPLAINT = {"category": Category.COMPLAINT, "band": Band.HIGH}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"due_at": NOW + 6 * MINUTE}, "due 6m"),
        ({"due_at": NOW + 40_000}, "due 40s"),
        ({"due_at": NOW}, "due 0s"),
        ({"due_at": NOW - 2 * MINUTE}, "LATE 2m"),
        ({"due_at": NOW - 50 * HOUR}, "LATE 2d"),
        ({"due_at": None}, "no target"),
        ({"due_at": None, "waiting_since": None}, "no wait"),
        ({"state": State.ANSWERED}, "answered"),
        ({"state": State.SNOOZED}, "snoozed"),
    ],
)
def test_when_it_is_due(about: dict[str, Any], said: str) -> None:
    assert words.due(row(**about), NOW)[0] == said


def test_late_is_said_in_words_and_in_colour() -> None:
    assert words.due(row(due_at=NOW - 1), NOW) == ("LATE 0s", "late")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, "free"),
        ({"claimed_by": "mary"}, "you"),
        ({"claimed_by": "joe"}, "joe"),
        ({"assignee": "joe"}, "for joe"),
        ({"claimed_by": "mary", "assignee": "joe"}, "you"),
        ({"waiting_since": None}, ""),
    ],
)
def test_who_has_the_customer(about: dict[str, Any], said: str) -> None:
    assert words.holder(row(**about), "mary")[0] == said


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, ""),
        ({"unread": True}, "new"),
        ({"category": Category.PRAISE}, "praise"),
        ({"claimed_by": "joe", "claim_doing": "reads"}, "reads"),
        ({"claimed_by": "joe", "claim_doing": "writes", "drafts": ("joe",)}, "writes"),
        ({"claimed_by": "mary", "claim_doing": "reads"}, ""),
        ({"drafts": ("mary",)}, "draft"),
        ({"stage": Stage.LATE}, ""),
        (COMPLAINT | {"stage": Stage.HALF, "unread": True}, "half used"),
        (COMPLAINT | {"stage": Stage.HALF, "drafts": ("mary",)}, "draft"),
        (COMPLAINT | {"stage": Stage.HALF, "state": State.SNOOZED}, ""),
        (COMPLAINT | {"stage": Stage.AT_RISK}, "alert"),
        (COMPLAINT | {"stage": Stage.LATE, "drafts": ("mary",)}, "alert"),
        (COMPLAINT | {"stage": Stage.LATE, "state": State.SNOOZED}, ""),
        ({"band": Band.URGENT, "stage": Stage.ESCALATED}, "alert"),
        ({"sending": OutboxState.QUEUED}, "sending"),
        (COMPLAINT | {"stage": Stage.LATE, "sending": OutboxState.UNCERTAIN}, "uncertain"),
        ({"sending": OutboxState.HELD}, "held"),
        ({"sending": OutboxState.REFUSED}, "refused"),
        ({"sending": OutboxState.SENT}, ""),
    ],
)
def test_the_one_thing_more_to_know(about: dict[str, Any], said: str) -> None:
    assert words.mark(row(**about), "mary")[0] == said


def test_remarks_are_words_not_signs() -> None:
    about = row(
        followers=12_400,
        visibility=Visibility.DIRECT,
        can_reply=False,
        language="fr",
        unanswered=3,
    )
    assert words.remarks(about) == ["can't reply", "private", "fr", "+2", "12k"]


def test_an_unknown_language_is_not_worth_a_word() -> None:
    assert words.remarks(row(language="und")) == []


def test_a_customer_without_a_name_goes_by_the_handle() -> None:
    about = row(customer_name="", customer_handle="kim")
    assert words.customer(about)[0] == "kim"
    assert words.handle(about) == ""


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (950, "950"), (12_400, "12k"), (1_400_000, "1.4M")]
)
def test_reach_in_few_characters(number: int, said: str) -> None:
    assert words.count(number) == said


def test_a_mood_has_a_true_minus() -> None:
    assert (words.mood(-0.71), words.mood(0.4), words.mood(None)) == ("−0.71", "+0.40", "")


def test_a_band_is_said_only_where_somebody_is_to_be_answered() -> None:
    assert words.band(row(band=Band.HIGH)) == ("HIGH", "high")
    assert words.band(row(band=Band.HIGH, state=State.ANSWERED)) == ("", "")


def test_an_error_is_one_line_with_its_remedy() -> None:
    assert words.error(NotAllowed("too long by 3", "shorten it")) == "too long by 3 — shorten it"


def test_clocks_stand_in_the_brands_zone() -> None:
    summer = NOW - 120 * 24 * HOUR
    assert times.clock(NOW, LONDON) == "09:43"
    assert times.clock(summer, LONDON) == "10:43"
    assert times.day(NOW, LONDON) == "Mon 23 Nov 2026"


def test_a_moment_of_another_day_has_its_date() -> None:
    assert times.since(NOW - HOUR, NOW, LONDON) == "08:43"
    assert times.since(NOW - 24 * HOUR, NOW, LONDON) == "Sun 22 Nov 2026 09:43"


def test_tomorrow_morning_is_nine_whatever_the_clocks_do_at_night() -> None:
    before_the_change = NOW - 30 * 24 * HOUR  # Saturday; clocks go back that night
    morning = times.morning(before_the_change, LONDON, 1, 9)
    assert times.clock(morning, LONDON) == "09:00"
    assert times.day(morning, LONDON) == "Sun 25 Oct 2026"


def test_who_is_on_the_customer_list_and_what_came_late_is_said_in_words() -> None:
    assert words.remarks(row(vip=True, arrived_late=True)) == ["VIP", "arrived late"]


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, ""),
        ({"reply_until": NOW + 2 * HOUR}, "2h to answer"),
        ({"reply_until": NOW + 1}, "0s to answer"),
        ({"reply_until": NOW}, "too late to answer here"),
        ({"reply_until": NOW + HOUR, "can_reply": False}, ""),
        ({"private_until": NOW + 2 * HOUR}, "2h to answer privately"),
        ({"private_until": NOW + 24 * HOUR}, ""),
        ({"private_until": NOW}, ""),
        ({"private_until": NOW + HOUR, "can_reply": False}, ""),
    ],
)
def test_a_networks_window_counts_down(about: dict[str, Any], said: str) -> None:
    assert words.window(row(**about), NOW) == said
