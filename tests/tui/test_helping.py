"""A macro is repeated with . and spelling is switched in the palette."""

from social_care.models.composing import Macro
from social_care.tui.keys import Where
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk

LATE = Macro(name="Sorry for a late parcel", key="l", text="Hi {first_name}, I am sorry.")


def desk() -> FakeDesk:
    made = FakeDesk()
    made.book, made.first_name = (LATE,), "Kim"
    return made


async def test_a_full_stop_begins_the_next_reply_with_the_same_macro() -> None:
    async with console(desk()) as agent:
        await agent.press("n", "r", "f2", "L", "ctrl+s", "escape")
        agent.desk.first_name = "Dana"
        await agent.press("q", "full_stop")
        assert agent.where is Where.COMPOSER
        assert agent.main.composer.text == "Hi Dana, I am sorry."


async def test_a_macro_that_is_gone_is_told() -> None:
    async with console(desk()) as agent:
        await agent.press("n", "r", "f2", "L", "ctrl+s", "escape")
        agent.desk.book = ()
        await agent.press("q", "full_stop")
        assert agent.said == "There is no macro Sorry for a late parcel for this conversation."
        assert agent.desk.calls["submit"] == 1


async def test_nobody_is_answered_whom_a_colleague_answers() -> None:
    fake = desk()
    async with console(fake) as agent:
        await agent.press("n", "r", "f2", "L", "ctrl+s", "escape")
        for number in fake.views:
            fake.change(number, claimed_by="joe", claim_doing="writes")
        await agent.look()
        await agent.press("q", "full_stop")
        assert "joe is writing" in agent.said
        assert agent.where is not Where.COMPOSER


async def test_spelling_is_switched_in_the_palette() -> None:
    fake = desk()
    async with console(fake) as agent:
        await agent.press("colon")
        await agent.type("spelling")
        await agent.until(lambda: "spelling: do not look at it" in agent.text)
        await agent.press("enter")
        await agent.until(lambda: fake.memory.get("spelling") is False)
        assert not agent.main.spells
        assert "spelling: underline mistakes" in [one.words for one in agent.main.offers()]
