"""Ctrl+R: an answer sent before is found by its words and put in."""

import pytest

from social_care.errors import NotAllowed
from social_care.tui.keys import Where
from social_care.tui.screens.answer_list import AnswerList
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.fake_help import answer


def desk() -> FakeDesk:
    made = FakeDesk()
    made.answers = [
        answer("They come in half sizes.", customer_first_words="Do they come in halves?"),
        answer("Print the label again, please.", agent="joe", channel="email"),
    ]
    return made


async def recall(agent: Console, words: str = "") -> None:
    await agent.press("n", "r", "ctrl+r")
    assert isinstance(agent.top, AnswerList)
    await agent.type(words)
    await agent.until(lambda: agent.desk.asked[-1:] == [words])
    await agent.settle()


async def test_the_newest_are_there_before_anything_is_typed() -> None:
    async with console(desk()) as agent:
        await recall(agent)
        assert "2026-11-23 mary     mastodon  They come in half sizes." in agent.text
        assert "it answered: Do they come in halves?" in agent.text
        assert "Kim Osei: " in agent.text


async def test_what_is_typed_narrows_and_enter_inserts() -> None:
    async with console(desk()) as agent:
        await recall(agent, "label")
        assert "half sizes" not in agent.text
        await agent.press("enter")
        assert agent.main.composer.text == "Print the label again, please."
        assert agent.where is Where.COMPOSER


async def test_ctrl_r_again_takes_the_one_before_as_in_a_shell() -> None:
    async with console(desk()) as agent:
        await recall(agent)
        await agent.press("ctrl+r", "enter")
        assert agent.main.composer.text == "Print the label again, please."


async def test_esc_returns_to_the_words() -> None:
    async with console(desk()) as agent:
        await recall(agent, "label")
        await agent.press("escape")
        assert agent.main.composer.text == ""
        assert agent.where is Where.COMPOSER


@pytest.mark.parametrize(
    ("words", "selected"),
    [
        ("Hi Priya, they do.", "Priya"),
        ("Hello Kim, they do.", ""),
        ("Bonjour Mary-Jane! Oui.", "Mary-Jane"),
        ("They do, Priya, in halves.", ""),
        ("Sorry, they do not.", ""),
        ("Good news, they do.", ""),
        ("Guten Tag, ja.", ""),
    ],
)
async def test_the_name_of_another_customer_is_selected(words: str, selected: str) -> None:
    fake = desk()
    fake.answers = [answer(words)]
    async with console(fake) as agent:
        await agent.press("n", "r")
        await agent.type("Well.")
        await agent.press("ctrl+r")
        await agent.until(lambda: words in agent.text)
        await agent.press("enter")
        assert agent.main.composer.text == f"Well. {words}"
        assert agent.main.composer.area.selected_text == selected
        assert (f"It greets {selected}" in agent.said) is bool(selected)


async def test_nothing_found_is_said() -> None:
    async with console(desk()) as agent:
        await recall(agent, "zebra")
        assert "No answer holds these words." in agent.text
        await agent.press("enter")
        assert isinstance(agent.top, AnswerList)


async def test_a_database_in_trouble_is_told_in_the_list() -> None:
    fake = desk()

    def fail(query: str, limit: int = 20) -> tuple[()]:
        fake.asked.append(query)
        raise NotAllowed("the database is busy", "try again")

    fake.sent_answers = fail  # type: ignore[method-assign]
    async with console(fake) as agent:
        await recall(agent)
        assert "the database is busy" in agent.text.lower()


async def test_pasted_words_are_looked_for() -> None:
    async with console(desk()) as agent:
        await recall(agent)
        top = agent.top
        assert isinstance(top, AnswerList)
        top.type_on("label")
        await agent.until(lambda: agent.desk.asked[-1] == "label")
        await agent.press("ctrl+u")
        await agent.until(lambda: agent.desk.asked[-1] == "")


async def test_a_hostile_answer_is_harmless_in_the_list_and_in_the_reply() -> None:
    fake = desk()
    fake.answers = [answer("\x1b]0;x\x07Hello [/] \u202eyou", agent="[b]", channel="\x1b[1m")]
    async with console(fake) as agent:
        await recall(agent)
        assert "Hello [/]" in agent.text
        await agent.press("enter")
        assert agent.main.composer.text == "]0;xHello [/] you"
