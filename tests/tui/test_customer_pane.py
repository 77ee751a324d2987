"""The person behind a conversation: mood in words and signs, notes of all conversations."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from social_care.models.views import CustomerNote, CustomerView
from social_care.tui.widgets.customer import customer_lines
from social_care.tui.widgets.lines import Line, width_of
from tests.tui.console import WIDE, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import HOUR, NOW, kim

LONDON = ZoneInfo("Europe/London")


def note(number: int, words: str, conversation_id: int = 90) -> CustomerNote:
    return CustomerNote(
        conversation_id=conversation_id,
        channel="email",
        at=NOW - number * 24 * HOUR,
        agent="joe",
        text=words,
    )


def customer(*notes: CustomerNote, moods: tuple[float, ...] = ()) -> CustomerView:
    times = [NOW - n * HOUR for n in range(len(moods), 0, -1)]
    return replace(kim().customer, notes=notes, moods=tuple(zip(times, moods, strict=True)))


def shown(view: CustomerView, width: int = 34) -> str:
    lines = customer_lines(view, width, LONDON)
    assert all(width_of(line) <= width for line in lines)
    return "\n".join(map(_plain, lines))


def _plain(line: Line) -> str:
    return "".join(words for words, _ in line)


@pytest.mark.parametrize("width", [28, 34, 60])
def test_notes_say_when_who_and_where(width: int) -> None:
    said = " ".join(shown(customer(note(3, "has a dog called Biscuit")), width).split())
    assert "Notes 2026-11-20 · joe · email has a dog called Biscuit Earlier" in said


def test_wows_stand_above_the_notes() -> None:
    known = replace(customer(note(1, "likes red")), wows=(note(2, "sent flowers"),))
    said = " ".join(shown(known).split())
    assert "WOWs 2026-11-21 · joe · email sent flowers Notes 2026" in said
    assert "WOWs" not in shown(customer(note(1, "likes red")))


def test_the_newest_notes_are_shown_and_the_others_counted() -> None:
    said = shown(customer(*(note(n, f"note number {n}") for n in range(9))))
    assert "note number 5" in said
    assert "note number 6" not in said
    assert "… 3 older in the conversations" in said


def test_who_is_on_the_customer_list_is_said_beside_the_identity() -> None:
    (first, *others) = kim().customer.identities
    view = replace(kim().customer, identities=(replace(first, vip=True), *others))
    assert " VIP, " in " ".join(shown(view).split())


def test_without_notes_there_is_no_heading() -> None:
    assert "Notes" not in shown(customer())


@pytest.mark.parametrize(
    ("moods", "words"),
    [
        ((0.4, 0.6, -0.71), "▆▇▂ +0.40 → −0.71, worse, since 2026-11-23"),
        ((-0.71, 0.64), "▂▇ −0.71 → +0.64, better, since 2026-11-23"),
        ((0.1, 0.9, 0.15), "the same"),
        ((0.2,), "▅ +0.20"),
    ],
)
def test_the_mood_is_told_in_signs_figures_and_a_word(moods: tuple[float, ...], words: str) -> None:
    assert words in " ".join(shown(customer(moods=moods)).split())


def test_hostile_notes_are_harmless() -> None:
    said = shown(customer(note(1, "\x1b[2J[@click=app.quit]x[/]\u202e")))
    assert "[@click=app.quit]x[/]" in said
    assert "\x1b" not in said


async def test_a_note_from_elsewhere_is_in_sight_while_writing() -> None:
    here = note(0, "of this conversation", conversation_id=1)
    view = replace(kim(), customer=customer(here, note(3, "dog called Biscuit"), note(9, "old")))
    async with console(FakeDesk([view])) as agent:
        await agent.press("n", "r")
        assert "Reply in public · 1 of 2 notes: dog called Biscuit ──" in agent.text
        await agent.press("escape")
        assert "Biscuit" not in agent.text


async def test_the_pane_shows_them_beside_the_conversation() -> None:
    view = replace(kim(), customer=customer(note(3, "dog called Biscuit")))
    async with console(FakeDesk([view]), WIDE) as agent:
        await agent.press("enter")
        assert "dog called Biscuit" in agent.text
