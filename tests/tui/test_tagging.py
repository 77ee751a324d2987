"""t, a, M and the dot: marks by hand, given, taken off, repeated; lists that are typed into."""

import pytest

from social_care.tui.keys import Where
from social_care.tui.screens.dialog import MOST_OPTIONS, Choice, Options, narrowed
from social_care.tui.screens.repeating import Repeat
from social_care.tui.screens.tagging import agent_options, tag_options
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view

SAM, MIREILLE = ("g", "j", "j", "j"), ("g", "j", "j", "j", "j")


def desk_with(tags: tuple[str, ...] = ("insole", "late parcel", "refund")) -> FakeDesk:
    desk = FakeDesk()
    desk.tags, desk.wrap_ups = tags, ("delivery", "returns")
    return desk


def tags(agent: Console, number: int) -> tuple[str, ...]:
    return agent.desk.views[number].row.tags


# Tags -----------------------------------------------------------------------------------------


async def test_a_tag_is_chosen_by_a_few_letters() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t")
        await agent.type("par")
        await agent.press("enter")
        assert tags(agent, 4) == ("late parcel",)
        assert agent.said == "Tagged Sam: late parcel — u undoes"
        assert agent.main.queue.selected == 4


async def test_a_new_tag_is_typed() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t")
        await agent.type("Recall 2231")
        assert "new: Recall 2231" in agent.text
        await agent.press("enter")
        assert tags(agent, 4) == ("Recall 2231",)


async def test_what_is_known_is_not_offered_as_new() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t")
        await agent.type("INSOLE")
        assert "new:" not in agent.text
        await agent.press("enter")
        assert tags(agent, 4) == ("insole",)
        assert "#insole" in agent.text


async def test_a_tag_it_has_is_taken_off() -> None:
    desk = desk_with()
    desk.change(4, tags=("refund",))
    async with console(desk) as agent:
        await agent.press(*SAM, "t")
        assert "take off: refund" in agent.text
        await agent.type("refund")
        await agent.press("enter")
        assert tags(agent, 4) == ()
        assert "no more tagged refund — u undoes" in agent.said


async def test_in_a_conversation_one_stays_there() -> None:
    async with console(desk_with(), MIDDLE) as agent:
        await agent.press(*SAM, "enter", "t", "enter")
        assert agent.where is Where.CONVERSATION
        assert tags(agent, 4) == ("insole",)


async def test_esc_gives_no_tag() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t", "i", "escape")
        assert agent.desk.deeds == []


def test_tags_it_has_are_not_offered_once_more() -> None:
    assert tag_options(("a", "b"), ("b",)) == [("a", "a"), ("-b", "take off: b")]


# Agents ---------------------------------------------------------------------------------------


async def test_it_is_given_to_a_colleague() -> None:
    async with console() as agent:
        await agent.press(*SAM, "a", "j", "o", "enter")
        assert agent.desk.views[4].row.assignee == "joe"
        assert agent.said == "Assigned — u undoes"
        assert "for joe" in agent.text


async def test_it_is_given_back_to_everybody() -> None:
    desk = FakeDesk()
    desk.change(4, assignee="joe")
    async with console(desk) as agent:
        await agent.press(*SAM, "a")
        assert "joe (has it now)" in agent.text
        await agent.type("every")
        await agent.press("enter")
        assert desk.views[4].row.assignee is None


def test_oneself_comes_first() -> None:
    words = [said for _, said in agent_options(("ann", "joe", "mary"), "mary", None)]
    assert words == ["mary (you)", "ann", "joe", "everybody: whoever is free"]


# Muting ---------------------------------------------------------------------------------------


async def test_m_mutes_and_hears_again() -> None:
    async with console() as agent:
        await agent.press(*SAM, "M")
        assert agent.said == "Muted Sam — u undoes"
        assert "muted" in "".join(line for line in agent.lines if "@sam.example" in line)
        await agent.press("M")
        assert agent.said == "Sam is heard again — u undoes"
        assert not agent.desk.views[4].row.muted


# Once more ------------------------------------------------------------------------------------


async def test_a_dot_gives_the_last_tag_again_and_says_so() -> None:
    async with console(desk_with()) as agent:
        assert "repeat" in agent.main.reasons()
        await agent.press(*SAM, "t", "enter", *MIREILLE, "full_stop")
        assert tags(agent, 5) == ("insole",)
        assert agent.said == "Again: Tagged Mireille Dufour-Ayang: insole — u undoes"
        assert "repeat" not in agent.main.reasons()


async def test_what_has_the_tag_already_is_told_and_nothing_is_there_to_undo() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t", "enter", "full_stop")
        assert tags(agent, 4) == ("insole",)
        assert agent.said == "Again: It is tagged insole already."


async def test_a_dot_resolves_with_the_last_wrap_up() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "e", "r", "enter", "g", "j", "j", "j", "full_stop")
        resolved = [deed for deed in agent.desk.deeds if deed[0] == "resolve"]
        assert resolved == [("resolve", 4, "returns"), ("resolve", 5, "returns")]
        assert agent.said == "Again: Resolved Mireille Dufour-Ayang as returns — u undoes"


async def test_a_dot_does_not_resolve_a_complaint_by_itself() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "e", "r", "enter", "g", "full_stop")
        assert "an unanswered complaint" in agent.said
        assert not agent.said.startswith("Again")
        await agent.press("e")
        assert ("resolve", 1, "returns") in agent.desk.deeds


async def test_a_resolution_without_a_wrap_up_is_not_remembered() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "e", "enter", "full_stop")
        assert "nothing to repeat yet" in agent.said


async def test_a_dot_does_the_same_with_all_who_are_selected() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t", "enter", *MIREILLE, "x", "x", "full_stop")
        assert "Tag 2 with insole?" in agent.text
        await agent.press("enter")
        assert [deed[:2] for deed in agent.desk.deeds] == [("tag", 4), ("tag", 5), ("tag", 6)]


async def test_what_was_done_with_many_is_repeated_with_one() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "x", "x", "t", "enter", "enter", "G", "full_stop")
        assert agent.desk.deeds[-1] == ("tag", 7, "insole")


async def test_a_macro_can_be_repeated_but_with_one_at_a_time() -> None:
    async with console() as agent:
        seen: list[int] = []

        async def again(number: int) -> None:
            seen.append(number)
            agent.main.say("Macro Sorry")

        agent.main.last_done = Repeat(words="macro Sorry", again=again)
        await agent.press(*SAM, "full_stop")
        assert seen == [4]
        assert agent.said == "Again: Macro Sorry"
        await agent.press("x", "full_stop")
        assert seen == [4]
        assert "one at a time" in agent.said


# Lists that are typed into --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["late parcel", "parcel lost", "colour late"]),
        ("par", ["parcel lost", "late parcel"]),
        ("LATE", ["late parcel", "colour late"]),
        ("lost par", ["parcel lost"]),
        ("late ", ["late parcel", "colour late"]),
        ("zzz", []),
    ],
)
def test_every_word_typed_narrows_the_list(typed: str, found: list[str]) -> None:
    words = ["late parcel", "parcel lost", "colour late"]
    assert [said for _, said in narrowed([(one, one) for one in words], typed)] == found


async def test_a_long_list_says_that_there_is_more() -> None:
    desk = FakeDesk([view(row(1))])
    desk.tags = tuple(f"tag {number:02}" for number in range(MOST_OPTIONS + 5))
    async with console(desk) as agent:
        await agent.press("t")
        assert "… 5 more: type" in agent.text
        await agent.type("16")
        assert "more: type" not in agent.text
        await agent.press("enter")
        assert tags(agent, 1) == ("tag 16",)


async def test_a_wrap_up_is_typed_or_skipped() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "e")
        assert isinstance(agent.top, Choice)
        await agent.type("ret")
        assert "delivery" not in agent.text
        await agent.press("enter")
        assert agent.said == "Resolved Sam as returns — u undoes"
        await agent.press("g", "j", "j", "j", "e", "enter")
        assert agent.desk.deeds[-1] == ("resolve", 5, "")


async def test_backspace_takes_one_letter_off_and_the_pointer_goes_to_the_top() -> None:
    async with console(desk_with()) as agent:
        await agent.press(*SAM, "t", "down", "r", "e", "backspace")
        options = agent.top.query_one(Options)
        assert (options.typed, options.place) == ("r", 0)
