"""One answer to many from the keyboard: each personal, kept like a draft, never sent unread."""

from social_care.errors import StoreError
from social_care.models.composing import Macro
from social_care.tui.screens.answer_all import AnswerAll
from tests.tui.bulk_kit import COLLEAGUES, select
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk


async def test_an_answer_to_many_is_shown_as_each_will_read_it() -> None:
    async with console() as agent:
        await select(agent, COLLEAGUES, 4, 5, 6, 7)
        await agent.press("r")
        assert "Answer 5, each in words of their own" in agent.text
        assert "{first_name|there}" in agent.text
        assert "Esc keeps it" in agent.text
        await agent.type("it is mended.")
        await agent.press("ctrl+s")
        assert "Answer 4 of 5?" in agent.text
        assert "The first leaves in 10 s, the last 15s later" in agent.text
        # Greetings by turns, as they will be without the one who is left out.
        assert "Sam: Hi Sam" in agent.text
        assert "Mireille Dufour-Ayang: Hello Mireille" in agent.text
        assert "… and 1 more" in agent.text
        await agent.press("enter")
        deed = agent.desk.deeds[0][2]
        assert deed.text == "{greeting}, it is mended."
        assert not deed.resolve
        assert agent.desk.seen_by_bulk == {4: 1, 5: 1, 6: 1, 7: 1}


async def test_it_can_be_resolved_once_it_is_sent() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", "o", "k", "ctrl+s", "down", "enter")
        assert agent.desk.deeds[0][2].resolve


async def test_esc_at_the_preview_leads_back_to_the_words() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("soon.")
        await agent.press("ctrl+s", "escape")
        assert "Answer 2, each in words of their own" in agent.text
        assert "{greeting}, soon." in agent.text
        await agent.press("escape")
        assert agent.top is agent.main
        assert agent.desk.deeds == []
        await agent.press("r")
        assert "{greeting}, soon." in agent.text, "words are kept for the next time"


async def test_words_for_many_survive_the_console_and_are_offered() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("it comes")
        await agent.until(lambda: desk.many is not None)
        await agent.type(" today")
        await agent.main.close()
    assert desk.many is not None
    assert desk.many.text == "{greeting}, it comes today"
    async with console(desk) as agent:
        assert agent.said == "You were writing to many at once: select them (x), then r goes on"
        await select(agent, 6, 7)
        await agent.press("r")
        assert "{greeting}, it comes today" in agent.text


async def test_words_for_many_that_the_database_refuses_are_tried_again() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        desk.failing = StoreError("the disk is full")
        await agent.type("soon")
        await agent.until(lambda: "Not saved yet" in agent.said)
        assert desk.many is None
        desk.failing = StoreError("the disk is full")
        assert not await agent.main.close()
        agent.main.reload()
        await agent.until(lambda: desk.many is not None)
        assert await agent.main.close()


async def test_words_for_many_that_are_taken_out_are_gone() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("so")
        await agent.until(lambda: desk.many is not None)
        await agent.press("backspace", "backspace", "escape")
        assert desk.many is None


async def test_the_same_words_for_everybody_are_refused_where_they_are_written() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", *["backspace"] * len("{greeting}, "))
        await agent.type("hello")
        await agent.press("ctrl+s")
        assert isinstance(agent.top, AnswerAll)
        assert "every customer would get the same words" in agent.text
        assert "hello" in agent.text


async def test_a_greeting_alone_is_no_answer() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", "ctrl+s")
        assert isinstance(agent.top, AnswerAll)
        assert agent.desk.calls["bulk_preview"] == 0


async def test_what_was_sent_is_not_offered_again() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("soon.")
        await agent.press("ctrl+s", "enter")
        await select(agent, 6, 7)
        await agent.press("r")
        assert "soon." not in agent.text


async def test_a_macro_is_a_beginning() -> None:
    desk = FakeDesk()
    desk.book = (Macro(name="Late parcel", text="{greeting}, it comes today."),)
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r", "f2")
        assert "Late parcel" in agent.text
        await agent.press("l", "enter")
        assert "{greeting}, it comes today." in agent.text
