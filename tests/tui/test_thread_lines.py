"""A conversation as lines: who, when, what, and how a reply of ours fares."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import text
from social_care.cards import card_numbers
from social_care.models import Media, OutboxState, PrivateDetail, Visibility
from social_care.models.views import ConversationView, Message, MessageKind
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.thread_lines import MOST_WIDTH, SHOWN_CHARACTERS, thread_lines
from tests.tui.hostile import HOSTILE
from tests.tui.people import HOUR, NOW, answered, kim, noted, row, said, view

LONDON = ZoneInfo("Europe/London")


def drawn(*messages: Message, width: int = 60) -> list[str]:
    lines = thread_lines(view(row(1), *messages), width, NOW, LONDON)
    return ["".join(piece for piece, _ in line).rstrip() for line in lines]


def ours(state: OutboxState, **about: Any) -> Message:
    values = {"kind": MessageKind.OUTBOX, "state": state, "author": "mary"} | about
    return said(9, "On our way.", minutes_ago=0, **values)


def test_the_day_stands_once_above_its_messages() -> None:
    lines = drawn(
        said(1, "yesterday", minutes_ago=24 * 60),
        said(2, "hello", minutes_ago=5),
        said(3, "hello?", minutes_ago=2),
    )
    assert [line for line in lines if "2026" in line] == [
        "Sun 22 Nov 2026 · yesterday",
        "Mon 23 Nov 2026 · today",
    ]
    older = drawn(said(1, "hello", minutes_ago=3 * 24 * 60))
    assert older[0] == "Fri 20 Nov 2026 · 3 days ago"


def test_a_day_ahead_of_our_clock_has_no_distance() -> None:
    assert drawn(said(1, "hello", minutes_ago=-24 * 60))[0] == "Tue 24 Nov 2026"


def test_no_line_is_too_long_for_the_eye() -> None:
    lines = drawn(said(1, "word " * 200, minutes_ago=1), width=230)
    assert max(map(len, lines)) <= MOST_WIDTH


def test_a_message_without_words_keeps_its_line() -> None:
    assert drawn(said(1, "", minutes_ago=9))[1] == "09:34  Kim      (no words)"


def test_a_customer_goes_by_the_first_name_and_we_are_we() -> None:
    lines = drawn(said(1, "hello", minutes_ago=9), answered(2, "Hi Kim", minutes_ago=5))
    assert lines[1:3] == ["09:34  Kim      hello", "09:38  we       Hi Kim"]


def test_long_words_hang_under_their_column() -> None:
    lines = drawn(said(1, "one two three four five six seven", minutes_ago=9), width=36)
    assert lines[1] == "09:34  Kim      one two three four"
    assert lines[2] == "                five six seven"


def test_a_note_is_called_a_note() -> None:
    assert drawn(noted(1, "recall 2231", minutes_ago=5))[1] == "  note joe 09:38: recall 2231"


def test_media_is_a_link_with_its_description() -> None:
    picture = Media(kind="image", url="https://social.example/7.jpg", alt="a red heel")
    silent = Media(kind="video", url="https://social.example/8.mp4")
    lines = drawn(said(1, "look", minutes_ago=1, media=(picture, silent)), width=90)
    assert lines[2].strip() == "[picture: a red heel] https://social.example/7.jpg"
    assert lines[3].strip() == "[video, not described] https://social.example/8.mp4"


def test_what_was_edited_or_narrower_is_remarked() -> None:
    about = said(1, "x", minutes_ago=1, edited=True, visibility=Visibility.FOLLOWERS)
    assert drawn(about)[2].strip() == "(edited, followers only)"


def test_a_deleted_message_keeps_its_place_not_its_words() -> None:
    lines = drawn(said(1, "secret", minutes_ago=1, deleted=True))
    assert lines[1].endswith("(deleted by its author)")
    assert not any("secret" in line for line in lines)


def test_a_private_detail_in_public_is_told_below_its_message() -> None:
    found = (PrivateDetail.CARD_NUMBER, PrivateDetail.EMAIL)
    paying = said(1, "refund 4111 1111 1111 1111", minutes_ago=5, private=found)
    lines = drawn(paying, width=80)
    assert lines[-2].endswith("refund 4111 **** **** 1111")
    assert lines[-1].strip() == "(private detail in public: card number, email)"
    gone = drawn(said(1, "", minutes_ago=5, deleted=True, private=found))
    assert "private detail" not in "\n".join(gone)


def test_card_numbers_are_masked_whoever_wrote_them() -> None:
    number = "4111-1111-1111-1111"
    media = (Media(kind="image", url="https://social.example/1.jpg", alt=number),)
    shown = "\n".join(
        drawn(
            said(1, number, minutes_ago=5, media=media, content_warning=number, author=number),
            answered(2, number, minutes_ago=4),
            noted(3, number, minutes_ago=3, author=number),
            ours(OutboxState.REFUSED, text=number, problem=number),
        )
    )
    assert "4111-****-****-1111" in shown
    assert list(card_numbers(shown)) == []


def test_a_content_warning_comes_first() -> None:
    lines = drawn(said(1, "details", minutes_ago=1, content_warning="blood"))
    assert lines[1].endswith("content warning: blood")
    assert lines[2].strip() == "details"


@pytest.mark.parametrize(
    ("message", "fate"),
    [
        (
            ours(OutboxState.QUEUED, due_at=NOW + 9_000),
            "sending in 9s — U takes it back",
        ),
        (ours(OutboxState.QUEUED, due_at=NOW - 1), "waits for the worker — U takes it back"),
        (ours(OutboxState.SENDING), "being sent now"),
        (ours(OutboxState.HELD, problem="Kim wrote again"), "held: Kim wrote again · Enter"),
        (ours(OutboxState.UNCERTAIN), "uncertain: it may have been sent · Enter decides"),
        (ours(OutboxState.REFUSED, problem="too long"), "refused: too long · Enter decides"),
        (
            ours(OutboxState.DELAYED, problem="rate limit", due_at=NOW + 3 * 60_000),
            "delayed: rate limit · tried again in 3m",
        ),
        (ours(OutboxState.DISCARDED), "taken back, never sent"),
        (answered(2, "Hi", minutes_ago=2), "sent 09:41 ✓"),
    ],
)
def test_the_fate_of_a_reply_is_said(message: Message, fate: str) -> None:
    assert any(fate in line for line in drawn(message, width=100))


def test_nothing_says_sent_that_was_not_accepted() -> None:
    for state in set(OutboxState) - {OutboxState.SENT}:
        lines = drawn(ours(state, due_at=NOW + 9_000), width=100)
        assert not any("sent 0" in line or "✓" in line for line in lines), state


def test_an_old_reply_is_simply_there() -> None:
    assert not any("✓" in line for line in drawn(answered(1, "Hi", minutes_ago=45)))


def test_a_very_long_message_is_cut_and_says_so() -> None:
    lines = drawn(said(1, "word " * 20_000, minutes_ago=1))
    assert lines[-1].strip() == "(94000 characters more: o opens it)"
    assert len(lines) < 2 * SHOWN_CHARACTERS / 40


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_inert_everywhere(words: str) -> None:
    media = Media(kind=words, url=words, alt=words)
    about = said(1, words, minutes_ago=1, author=words, content_warning=words, media=(media,))
    held = ours(OutboxState.HELD, problem=words)
    note = noted(3, words, minutes_ago=1, author=words)
    for line in thread_lines(view(row(1), about, held, note), 60, NOW, LONDON):
        assert width_of(line) <= 60
        assert not any(text.bare_control(piece) for piece, _ in line)


@given(st.text(max_size=200), st.integers(40, 120))
def test_any_words_fit(words: str, width: int) -> None:
    message = said(1, words, minutes_ago=1, author=words)
    for line in thread_lines(view(row(1), message), width, NOW, LONDON):
        assert width_of(line) <= width


def test_two_hundred_messages_make_lines_for_all_of_them() -> None:
    messages = [
        said(number, f"message {number}", minutes_ago=300 - number) for number in range(200)
    ]
    lines = drawn(*messages)
    assert sum("message " in line for line in lines) == 200


def test_a_thread_over_midnight_in_summer_uses_the_brands_clock() -> None:
    moment = replace(kim().messages[0], at=NOW - 150 * 24 * HOUR)
    assert any("10:43" in line for line in drawn(moment))


def surrounded() -> ConversationView:
    """A customer's message, an event, somebody else's and ours to them, the customer again."""
    around = (
        said(11, "resolved", minutes_ago=9, kind=MessageKind.EVENT, author="mary"),
        said(12, "me too", minutes_ago=8, kind=MessageKind.OTHER, author="Lee Ray"),
        said(13, "hello Lee", minutes_ago=7, kind=MessageKind.OUR_OTHER, author="mary"),
        said(14, "woken", minutes_ago=1, kind=MessageKind.EVENT, author=""),
    )
    told = (said(1, "help me", minutes_ago=10), said(2, "and again", minutes_ago=5))
    return replace(view(row(1), *told), around=around)


def folding(*, unfolded: bool) -> list[str]:
    """The words of each line below the day, without runs of spaces."""
    lines = thread_lines(surrounded(), 80, NOW, LONDON, unfolded=unfolded)
    return [" ".join("".join(piece for piece, _ in line).split()) for line in lines][1:]


def test_what_stands_around_is_folded_into_a_line_where_it_stands() -> None:
    assert folding(unfolded=False) == [
        "09:33 Kim help me",
        "… 1 by others, 1 of ours to others, 1 event (f shows)",
        "09:38 Kim and again",
        "… 1 event (f shows)",
    ]


def test_unfolded_it_is_told_from_what_the_customer_said() -> None:
    assert folding(unfolded=True) == [
        "09:33 Kim help me",
        "09:34 resolved by mary",
        "09:35 Lee me too",
        "(somebody else)",
        "09:36 we hello Lee",
        "(not to this customer)",
        "09:38 Kim and again",
        "09:42 woken",
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_around_are_inert(words: str) -> None:
    kinds = (MessageKind.OTHER, MessageKind.EVENT)
    around = tuple(said(9, words, minutes_ago=1, author=words, kind=kind) for kind in kinds)
    shown = replace(view(row(1), said(1, "hi", minutes_ago=2)), around=around)
    for line in thread_lines(shown, 60, NOW, LONDON, unfolded=True):
        assert width_of(line) <= 60
        assert not any(text.bare_control(piece) for piece, _ in line)


def test_what_stops_no_clock_says_so() -> None:
    held = said(9, "Still with you.", minutes_ago=1, kind=MessageKind.REPLY, holding=True)
    assert any("(holding: the clock goes on)" in line for line in drawn(held))
    program = said(9, "Thanks!", minutes_ago=1, kind=MessageKind.REPLY, automatic=True)
    assert any("(sent by a program: the clock goes on)" in line for line in drawn(program))
    assert any(
        "holding: the clock" in line for line in drawn(ours(OutboxState.QUEUED, holding=True))
    )
