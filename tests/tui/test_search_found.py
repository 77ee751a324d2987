"""What was found, in a row: marked, and in sight however narrow the row is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.find import Term, excerpt
from social_care.models.finding import Hit
from social_care.models.views import MessageKind
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.search_found import marked, with_found
from tests.tui.people import HOUR, NOW

LONG = "My son's foot was hurt in the shop yesterday and we are at the hospital with him now"


def hit(text: str, word: str, kind: MessageKind = MessageKind.MENTION, **about: bool) -> Hit:
    snippet, marks = excerpt(text, (Term(word),))
    return Hit(
        conversation_id=1, message_kind=kind, snippet=snippet, marks=marks, at=NOW - HOUR, **about
    )


def plain(line: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for text, _ in line)


@pytest.mark.parametrize(
    ("kind", "about", "said"),
    [
        (MessageKind.MENTION, {}, "> customer 1h: half sizes?"),
        (MessageKind.REPLY, {}, "> our reply 1h: half sizes?"),
        (MessageKind.NOTE, {}, "> note 1h: half sizes?"),
        (MessageKind.MENTION, {"by_name": True}, "> name 1h: half sizes?"),
    ],
)
def test_whose_words_they_are_and_how_old(
    kind: MessageKind, about: dict[str, bool], said: str
) -> None:
    line = with_found((("> ", ""),), hit("half sizes?", "half", kind, **about), NOW, 80)
    assert plain(line) == said
    assert ("half", "found") in line


def test_in_little_room_the_age_is_left_out() -> None:
    line = with_found((("> ", ""),), hit(LONG, "hospital"), NOW, 30)
    assert plain(line).startswith("> customer: …")
    assert ("hospital", "found") in line


@pytest.mark.parametrize("room", range(12, 100))
def test_the_first_word_found_is_in_sight_in_whatever_room(room: int) -> None:
    line = with_found((), hit(LONG, "hospital"), NOW, room + len("customer: "))
    assert width_of(line) <= room + len("customer: ")
    assert ("hospital", "found") in line


@given(
    before=st.text("ab 漢字é", max_size=90),
    after=st.text("ab 漢字é", max_size=90),
    room=st.integers(10, 120),
)
def test_any_text_keeps_its_mark_and_its_room(before: str, after: str, room: int) -> None:
    found = hit(f"{before} zebra {after}", "zebra")
    assert ("zebra", "found") in marked(found, room)
    line = with_found((), found, NOW, room)
    assert width_of(line) <= room
