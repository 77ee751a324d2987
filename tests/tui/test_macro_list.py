"""F2: a prepared beginning goes in, what nobody knows is written by hand, the rest goes along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models.composing import Macro, MacroActions
from social_care.tui.keys import Where
from social_care.tui.screens.macro_list import MacroList, told
from social_care.tui.screens.macros import together
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk

LATE = Macro(
    name="Sorry for a late parcel",
    key="l",
    text="Hi {first_name}, I am sorry.",
    actions=MacroActions(tags=("late parcel",)),
)
PRAISE = Macro(
    name="Thanks for praise",
    key="t",
    text="You have made our day.",
    actions=MacroActions(resolve=True, tags=("praise",), wrap_up="praise"),
)
PRIVATE = Macro(name="Your order?", text="Which order?", actions=MacroActions(private=True))
PLAIN = Macro(name="Found it", text="I have found it.")


def desk(*, first_name: str = "Kim") -> FakeDesk:
    made = FakeDesk()
    made.book, made.first_name = (PLAIN, LATE, PRAISE, PRIVATE), first_name
    return made


async def write(agent: Console, words: str = "") -> None:
    await agent.press("n", "r")
    await agent.type(words)


async def test_letters_find_one_and_enter_inserts_it_at_the_cursor() -> None:
    async with console(desk()) as agent:
        await write(agent, "Hello.")
        await agent.press("f2")
        assert isinstance(agent.top, MacroList)
        assert "Kim Osei: " in agent.text
        assert "L  Sorry for a late parcel" in agent.text
        await agent.type("late")
        assert "Found it" not in agent.text
        assert "goes with it: tag late parcel" in agent.text
        await agent.press("enter")
        assert agent.main.composer.text == "Hello. Hi Kim, I am sorry."
        assert agent.where is Where.COMPOSER
        await agent.type(" Bye")
        assert agent.main.composer.text == "Hello. Hi Kim, I am sorry. Bye"


async def test_its_key_as_a_capital_inserts_it_at_once() -> None:
    async with console(desk()) as agent:
        await write(agent)
        await agent.press("f2", "T")
        assert agent.main.composer.text == "You have made our day."


async def test_a_small_letter_only_finds_so_that_no_name_is_cut_short() -> None:
    async with console(desk()) as agent:
        await write(agent)
        await agent.press("f2", "l")
        assert isinstance(agent.top, MacroList)
        await agent.press("enter")
        assert agent.main.composer.text == "Hi Kim, I am sorry."


async def test_it_takes_the_place_of_what_is_selected() -> None:
    async with console(desk()) as agent:
        await write(agent, "Dear XXX")
        agent.main.composer.mark(5, 8)
        await agent.press("f2", "T")
        assert agent.main.composer.text == "Dear You have made our day."


async def test_esc_leaves_the_words_as_they_were() -> None:
    async with console(desk()) as agent:
        await write(agent, "Hello")
        await agent.press("f2", "x", "escape")
        assert agent.main.composer.text == "Hello"
        assert agent.where is Where.COMPOSER


# -- what nobody knows ----------------------------------------------------------------------------


async def test_a_variable_that_is_not_known_is_told_selected_and_blocks_sending() -> None:
    fake = desk(first_name="")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2")
        await agent.type("late")
        assert "{first_name} is not known: you write it" in agent.text
        await agent.press("enter")
        area = agent.main.composer.area
        assert area.selected_text == "{first_name}"
        assert "{first_name} is not filled: write what belongs there" in agent.text
        await agent.press("end", "ctrl+s")
        assert fake.calls["submit"] == 0
        assert "{first_name} is not filled" in agent.main.composer.problem
        assert area.selected_text == "{first_name}"
        await agent.type("Kim")
        assert "is not filled" not in agent.text
        await agent.press("ctrl+s")
        assert ("submit", 1, "Hi Kim, I am sorry.", False) in fake.deeds


async def test_a_variable_typed_by_hand_blocks_as_well() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent, "Dear {frist_name}, hello")
        assert "{frist_name} is not filled" in agent.text
        await agent.press("ctrl+s")
        assert fake.calls["submit"] == 0


async def test_it_stays_marked_when_the_cursor_goes_on() -> None:
    async with console(desk(first_name="")) as agent:
        await write(agent)
        await agent.press("f2", "L", "end")
        line = agent.main.composer.area.get_line(0)
        assert [(span.start, span.end) for span in line.spans] == [(3, 15)]


# -- what goes along ------------------------------------------------------------------------------


async def test_what_goes_with_it_is_shown_and_done_after_the_send() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L")
        assert "once it is sent: tag late parcel" in agent.text
        assert fake.calls["apply_actions"] == 0
        await agent.press("ctrl+s")
        kinds = [deed[0] for deed in fake.deeds]
        assert kinds.index("submit") < kinds.index("actions")
        assert ("actions", 1, MacroActions(tags=("late parcel",))) in fake.deeds
        assert agent.said == "Tagged: late parcel — u undoes"


async def test_two_macros_bring_what_both_bring() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L", "f2", "T")
        assert "once it is sent: resolve · tag late parcel · tag praise" in agent.text
        await agent.press("ctrl+s")
        assert fake.calls["apply_actions"] == 1
        assert fake.resolving == [True]


async def test_who_takes_all_words_back_takes_back_what_goes_with_them() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L")
        agent.main.composer.area.clear()
        await agent.type("Other words")
        assert "once it is sent" not in agent.text
        await agent.press("ctrl+s")
        assert fake.calls["apply_actions"] == 0


async def test_del_keeps_the_words_without_the_rest() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L", "f2")
        assert "without: tag late parcel" in agent.text
        await agent.press("delete")
        assert agent.main.composer.text == "Hi Kim, I am sorry."
        await agent.press("ctrl+s")
        assert fake.calls["submit"] == 1
        assert fake.calls["apply_actions"] == 0


async def test_what_goes_along_comes_back_with_its_words() -> None:
    async with console(desk()) as agent:
        await write(agent)
        await agent.press("f2", "L", "escape", "q", "j", "enter")
        assert "once it is sent" not in agent.text
        await agent.press("q", "k", "enter")
        await agent.until(lambda: "once it is sent: tag late parcel" in agent.text)


async def test_what_goes_along_survives_the_console() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L", "escape")
        await agent.until(lambda: agent.main.composer.saved)
    assert fake.kept[1].along.tags == ("late parcel",)
    async with console(fake) as agent:
        await agent.press("enter")
        await agent.until(lambda: "once it is sent: tag late parcel" in agent.text)
        await agent.press("ctrl+s")
        assert fake.calls["apply_actions"] == 1


async def test_what_goes_along_no_more_is_forgotten_with_the_draft() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L", "f2", "delete")
        await agent.until(lambda: not fake.kept[1].along.tags)


async def test_a_private_one_makes_the_reply_private_in_sight() -> None:
    async with console(desk()) as agent:
        await write(agent)
        await agent.press("f2")
        await agent.type("order")
        assert "goes with it: private" in agent.text
        await agent.press("enter")
        assert agent.main.composer.private
        assert "Reply privately" in agent.text


async def test_where_the_network_has_no_private_answer_that_is_said() -> None:
    async with console(desk()) as agent:
        await agent.press("j", "r", "f2")
        await agent.type("order")
        await agent.press("enter")
        assert not agent.main.composer.private
        assert "asks for a private answer" in agent.said


async def test_a_held_reply_is_done_with_nothing_before_it_leaves() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", "L")
        fake.news_for(1)
        await agent.press("ctrl+s")
        assert agent.main.composer.problem.startswith("Held")
        assert fake.calls["apply_actions"] == 0
        await agent.press("ctrl+s")
        assert fake.calls["apply_actions"] == 1


# -- the list -------------------------------------------------------------------------------------


async def test_no_macros_at_all_say_how_one_is_made() -> None:
    async with console() as agent:
        await write(agent)
        await agent.press("f2")
        assert "docs/macros.md" in agent.text
        await agent.press("enter", "escape")
        assert agent.where is Where.COMPOSER


async def test_faults_of_files_are_told() -> None:
    fake = desk()
    fake.faults = ("late.md:3: no variable {frist_name}", "other.md:1: nothing")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2")
        assert "late.md:3: no variable {frist_name} (and 1 more" in agent.text


async def test_many_macros_scroll_with_the_pointer() -> None:
    fake = desk()
    fake.book = tuple(Macro(name=f"Macro {n:02}", text=f"Words {n}") for n in range(40))
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2", *["down"] * 20)
        assert "> " in agent.text
        assert "Macro 20" in agent.text
        assert "Macro 00" not in agent.text
        await agent.press("pageup", "f2", "enter")
        assert agent.main.composer.text == "Words 14"


async def test_hostile_macros_and_names_act_on_nothing() -> None:
    fake = desk()
    fake.book = (Macro(name="[@click=app.quit]x[/]\x1b[31m", text="\x1b[2J\u202eHi [/]"),)
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f2")
        assert "[@click=app.quit]x[/]" in agent.text
        await agent.press("enter")
        assert agent.main.composer.text == "[2JHi [/]"


# -- pure -----------------------------------------------------------------------------------------

tags = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True).map(tuple)
actions = st.builds(
    MacroActions,
    private=st.booleans(),
    resolve=st.booleans(),
    tags=tags,
    wrap_up=st.sampled_from(["", "order"]),
    assign=st.sampled_from(["", "me"]),
    snooze_minutes=st.sampled_from([0, 90]),
)


@given(one=actions, other=actions)
def test_together_nothing_is_lost_and_nothing_is_there_twice(
    one: MacroActions, other: MacroActions
) -> None:
    both = together(one, other)
    assert set(both.tags) == {*one.tags, *other.tags}
    assert len(both.tags) == len(set(both.tags))
    assert both.resolve == (one.resolve or other.resolve)
    assert together(both, both) == both


@pytest.mark.parametrize(
    ("given_actions", "said"),
    [
        (MacroActions(), ""),
        (MacroActions(private=True, resolve=True), "private · resolve"),
        (MacroActions(tags=("a", "b"), wrap_up="order"), "tag a · tag b · wrap-up order"),
        (MacroActions(assign="me", snooze_minutes=120), "assign to me · put aside for 2h"),
    ],
)
def test_what_goes_with_a_macro_in_words(given_actions: MacroActions, said: str) -> None:
    assert told(given_actions) == said
