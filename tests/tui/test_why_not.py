"""One table says why a command would do nothing: pure, from what is known."""

from dataclasses import replace
from typing import Any

import pytest

from social_care.models import OutboxKind, OutboxState, Stage, State, Visibility
from social_care.models.views import MessageKind, OutboxItem
from social_care.tui.keys import KEYS, TABLE, Where
from social_care.tui.situation import Situation
from social_care.tui.why_not import CANNOT, LOOKS_AGAIN, ONE_AT_A_TIME, not_here, reasons, why_not
from social_care.tui.writing import Writing
from tests.tui.people import NOW, kim, row, said, view

COMMANDS = {each.command for each in KEYS}


def at(where: Where = Where.CONVERSATION, **about: Any) -> Situation:
    """With Kim's conversation, unless told otherwise."""
    known = {"target": 1, "row": kim().row, "view": kim(), "agent": "mary", "now": NOW}
    return Situation(where=where, **{**known, **about})


def leaving(
    state: OutboxState = OutboxState.QUEUED, kind: OutboxKind = OutboxKind.REPLY
) -> OutboxItem:
    return OutboxItem(
        id=1,
        conversation_id=1,
        account="acme-fedi",
        agent="mary",
        state=state,
        text="On its way",
        private=False,
        submitted_at=NOW,
        due_at=NOW,
        problem="",
        version=1,
        kind=kind,
    )


def test_the_table_speaks_of_commands_that_exist() -> None:
    assert set(CANNOT) | LOOKS_AGAIN | ONE_AT_A_TIME <= COMMANDS


@pytest.mark.parametrize("where", list(Where))
def test_where_nothing_is_known_only_what_needs_a_conversation_has_a_reason(where: Where) -> None:
    found = reasons(TABLE, Situation(where=where, agent="mary"))
    assert all(reason == reason.strip() and not reason.endswith(".") for reason in found.values())
    for command in ("next", "search", "help", "palette", "quit", "down", "view", "undo", "health"):
        assert command not in found


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (Where.CONVERSATION, "nothing is open here"),
        (Where.QUEUE, "no conversation is listed here"),
    ],
)
@pytest.mark.parametrize("command", ["resolve", "reply", "why", "tag", "open_link", "claim"])
def test_without_a_conversation_it_is_said_where_none_is(
    command: str, where: Where, reason: str
) -> None:
    assert why_not(command, at(where, target=None, row=None, view=None)) == reason


@pytest.mark.parametrize("command", ["reply", "snooze", "dismiss_it", "claim", "elsewhere", "like"])
def test_what_is_not_known_yet_speaks_against_nothing(command: str) -> None:
    assert why_not(command, at(row=None, view=None)) == ""


@pytest.mark.parametrize("command", sorted(ONE_AT_A_TIME))
def test_what_is_about_one_is_not_done_with_many(command: str) -> None:
    reason = why_not(command, at(Where.QUEUE, picked=3))
    assert reason.startswith("3 are selected, and this is done with one at a time: Esc")


def test_what_is_counted_for_many_is_not_refused_for_the_one_at_the_cursor() -> None:
    late = at(Where.QUEUE, picked=3, row=replace(kim().row, can_reply=False, stage=Stage.LATE))
    for command in ("reply", "reply_privately", "snooze", "dismiss_it"):
        assert why_not(command, late) == ""


def test_a_colleagues_customer_is_not_written_to_and_c_twice_takes_over() -> None:
    held = at(row=replace(kim().row, claimed_by="joe", claim_doing="writes"))
    assert why_not("reply", held) == (
        "joe is writing to Kim Osei: c twice takes over, i leaves a note"
    )
    assert why_not("claim", held) == "joe is writing to Kim Osei: c twice takes over"
    assert why_not("claim", at(row=replace(kim().row, claimed_by="mary"))) == ""


def test_where_the_network_takes_no_reply_its_reason_is_told() -> None:
    closed = at(row=replace(kim().row, can_reply=False, can_reply_reason="comments are off\x07"))
    assert why_not("reply", closed) == (
        "cannot reply here: comments are off; o opens it, then E records the answer"
    )


def test_no_private_answer_where_the_network_has_none() -> None:
    limits = replace(kim().limits, can_private=False)
    public = replace(kim(), limits=limits)
    assert why_not("reply_privately", at(view=public)) == (
        "mastodon has no private answer to a public post"
    )
    assert why_not("reply", at(view=public)) == ""


def test_no_private_answer_once_the_networks_window_for_it_has_closed() -> None:
    over = replace(kim().row, private_until=NOW)
    assert why_not("reply_privately", at(row=over)) == (
        "mastodon takes no private answer to this any more: r answers in public"
    )
    assert why_not("reply", at(row=over)) == ""
    assert why_not("reply_privately", at(row=replace(over, private_until=NOW + 1))) == ""


@pytest.mark.parametrize("stage", [Stage.AT_RISK, Stage.LATE, Stage.ESCALATED])
def test_whoever_waited_too_long_is_not_put_off(stage: Stage) -> None:
    waiting = replace(kim().row, stage=stage)
    assert "waited too long" in why_not("snooze", at(row=waiting))
    assert why_not("snooze", at(row=replace(waiting, stage=Stage.HALF))) == ""
    assert why_not("snooze", at(row=replace(waiting, waiting_since=None))) == ""


def test_what_is_dismissed_is_not_dismissed_again_nor_while_an_answer_leaves() -> None:
    assert why_not("dismiss_it", at(row=replace(kim().row, state=State.DISMISSED)))
    assert "U takes it back" in why_not("dismiss_it", at(outbox=(leaving(),)))
    assert why_not("dismiss_it", at(outbox=(leaving(kind=OutboxKind.LIKE),))) == ""
    assert why_not("dismiss_it", at(target=2, outbox=(leaving(),))) == ""


def test_nothing_to_take_back() -> None:
    assert why_not("take_back", at()) == "no reply of yours waits to be sent"
    assert why_not("take_back", at(outbox=(leaving(),))) == ""


def test_nobody_waits_to_be_answered_elsewhere() -> None:
    nobody = replace(kim().row, waiting_since=None)
    assert why_not("elsewhere", at(row=nobody)) == "nobody waits for an answer here"


def test_a_decision_needs_a_reply_that_is_stuck() -> None:
    assert why_not("decide", at()) == "no reply here needs deciding"
    stuck = replace(
        said(9, "Hello", minutes_ago=1, kind=MessageKind.OUTBOX), state=OutboxState.HELD
    )
    assert why_not("decide", at(view=replace(kim(), messages=(stuck,)))) == ""


@pytest.mark.parametrize("command", ["send", "send_resolve"])
def test_an_empty_composer_sends_nothing(command: str) -> None:
    writing = Writing(conversation_id=1, private=False, read=kim())
    empty = at(Where.COMPOSER, writing=writing, written=" \n")
    assert why_not(command, empty) == "there is nothing to send yet"
    assert why_not(command, replace(empty, written="Hello")) == ""
    unread = Writing(conversation_id=1, private=False)
    assert "still being read" in why_not(command, replace(empty, writing=unread, written="Hello"))


def test_while_it_is_being_sent_it_is_not_sent_again() -> None:
    writing = Writing(conversation_id=1, private=False, read=kim(), sending=True)
    assert "just now" in why_not("send", at(Where.COMPOSER, writing=writing, written="Hello"))


def test_a_private_answer_stays_private_where_nothing_public_was_said() -> None:
    row_ = row(1, visibility=Visibility.DIRECT)
    message = replace(said(1, "psst", minutes_ago=1), visibility=Visibility.DIRECT)
    read = replace(view(row_), messages=(message,))
    writing = Writing(conversation_id=1, private=True, read=read)
    assert "no public message to stand under" in why_not(
        "privacy", at(Where.COMPOSER, writing=writing)
    )


@pytest.mark.parametrize(
    ("command", "known", "reason"),
    [
        ("macro", {"macros": 0}, "there are no macros for this channel"),
        ("macro", {"macros": None}, ""),
        ("macro", {"macros": 2}, ""),
        ("recall", {"answers": False}, "no answer was sent before"),
        ("recall", {"answers": None}, ""),
        ("versions", {"versions": 1}, "no other version"),
        ("versions", {"versions": 1, "is_lead": True, "row": row(drafts=("joe",))}, ""),
        ("versions", {"versions": 1, "is_lead": True, "row": row(drafts=("mary",))}, "no other"),
        ("versions", {"versions": 1, "is_lead": True, "row": None}, ""),
        ("versions", {"versions": 2}, ""),
    ],
)
def test_what_helps_to_write_is_greyed_where_it_offers_nothing(
    command: str, known: dict[str, Any], reason: str
) -> None:
    writing = Writing(conversation_id=1, private=False, read=kim())
    said_ = why_not(command, at(Where.COMPOSER, writing=writing, **known))
    assert reason in said_
    assert bool(said_) is bool(reason)


@pytest.mark.parametrize(
    ("command", "about", "reason"),
    [
        ("last_one", {"before": False}, "no other conversation open"),
        ("stop_all", {}, "only a lead"),
        ("stop_all", {"is_lead": True}, ""),
        ("repeat", {}, "nothing to repeat yet: t tags, e resolves"),
        ("repeat", {"repeats": "tag late"}, ""),
        ("repeat", {"repeats": "macro x", "repeats_many": False, "picked": 2}, "Esc first"),
        ("back", {"has_way_back": False}, "this is the queue; Q leaves"),
        ("border_left", {"panes": 1}, "one pane"),
        ("border_left", {"panes": 2}, ""),
        ("own_views", {}, "no views of your own: / searches, then Ctrl+S keeps"),
        ("own_views", {"own_views": 1}, ""),
        ("keep_search", {"typed": " "}, "type what to search for"),
        ("open_found", {"found": False}, "nothing is found yet"),
        ("older_search", {"older": False}, "no search before"),
    ],
)
def test_the_others(command: str, about: dict[str, Any], reason: str) -> None:
    said_ = why_not(command, at(**about))
    assert reason in said_
    assert bool(said_) is bool(reason)


@pytest.mark.parametrize(
    ("command", "where", "reason"),
    [
        ("resolve", Where.COMPOSER, "not while something is typed: Esc first"),
        ("resolve", Where.QUEUE, ""),
        ("send", Where.QUEUE, "only while writing"),
        ("decide", Where.QUEUE, "only in a conversation"),
        ("keep_search", Where.COMPOSER, "only in the search line"),
    ],
)
def test_a_command_of_another_place_says_which(command: str, where: Where, reason: str) -> None:
    found = next(each for each in KEYS if each.command == command)
    assert not_here(found, where) == reason
