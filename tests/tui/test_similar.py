"""=: all who say nearly the same, listed with the words they share, selected, done with at once."""

from social_care.models.bulk import BulkKind
from social_care.models.composing import SimilarHit
from social_care.tui.keys import Where
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.hostile import HOSTILE
from tests.tui.people import row, view

SAM = ("j", "j", "j")
"""Down to conversation 4."""


def alike_desk() -> FakeDesk:
    """Mireille and Lena say nearly the same as Sam."""
    desk = FakeDesk()
    desk.alike = {
        4: (
            SimilarHit(conversation_id=5, score=0.9, shared=("sizes", "runners")),
            SimilarHit(conversation_id=7, score=0.5, shared=("week",)),
        )
    }
    return desk


def listed(agent: Console) -> list[int]:
    return list(agent.main.queue.ids)


async def test_they_are_listed_and_selected_the_likest_first() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign")
        assert listed(agent) == [4, 5, 7]
        assert agent.main.picked == {4, 5, 7}
        assert agent.main.queue.selected == 4
        assert "[like Sam]" in agent.text
        assert "“sizes” “runners”: Bonjour" in agent.text
        assert "“week”: Lena on your team" in agent.text
        assert "3 say nearly the same" in agent.said


async def test_one_can_be_taken_out() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign", "j", "x", "d", "enter")
        assert [(deed[0], deed[1]) for deed in agent.desk.deeds] == [("dismiss", 4), ("dismiss", 7)]


async def test_all_are_answered_each_in_words_of_their_own() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign", "r")
        await agent.type("we have them.")
        await agent.press("ctrl+s", "enter")
        assert [deed[1] for deed in agent.desk.deeds] == [4, 5, 7]
        assert agent.desk.deeds[0][2].kind is BulkKind.ANSWER
        assert "like Sam" not in agent.text, "back at the view: they are done with"
        assert listed(agent) == [1, 2, 3, 6]
        assert agent.said == "Answered 3 — u undoes all"


async def test_who_is_only_tagged_stays_listed() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign", "t", "n", "e", "w", "enter", "enter")
        assert listed(agent) == [4, 5, 7]


async def test_the_list_stays_while_the_world_changes() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign")
        agent.desk.add(view(row(50)), first=True)
        await agent.look()
        assert listed(agent) == [4, 5, 7]
        assert "“week”" in agent.text


async def test_esc_twice_goes_back_to_where_one_was() -> None:
    async with console(alike_desk()) as agent:
        await agent.press(*SAM, "equals_sign", "j", "escape")
        assert listed(agent) == [4, 5, 7]
        assert agent.main.picked == frozenset()
        await agent.press("escape")
        assert listed(agent) == [1, 2, 3, 4, 5, 6, 7]
        assert agent.main.queue.selected == 4
        assert "like Sam" not in agent.text
        assert "“week”" not in agent.text


async def test_from_a_conversation_esc_goes_back_into_it() -> None:
    async with console(alike_desk(), MIDDLE) as agent:
        await agent.press(*SAM, "enter", "equals_sign")
        assert listed(agent) == [4, 5, 7]
        await agent.press("escape", "escape")
        assert agent.where is Where.CONVERSATION
        assert agent.main.shown_id == 4


async def test_another_view_or_a_search_ends_it() -> None:
    for key in ("9", "slash"):
        async with console(alike_desk()) as agent:
            await agent.press(*SAM, "equals_sign", key)
            assert listed(agent) == [1, 2, 3, 4, 5, 6, 7]
            assert agent.main.alike is None
            assert "like Sam" not in agent.text


async def test_from_what_a_search_found() -> None:
    async with console(alike_desk()) as agent:
        await agent.press("slash")
        await agent.type("half")
        await agent.until(lambda: listed(agent) == [4])
        await agent.press("tab", "equals_sign")
        assert listed(agent) == [4, 5, 7]
        await agent.press("escape", "escape")
        assert listed(agent) == [1, 2, 3, 4, 5, 6, 7]


async def test_nobody_says_the_same() -> None:
    async with console(alike_desk()) as agent:
        await agent.press("equals_sign")
        assert "No other open conversation says nearly the same." in agent.said
        assert agent.main.alike is None


async def test_who_has_gone_meanwhile_is_not_listed() -> None:
    desk = alike_desk()
    del desk.views[5]
    async with console(desk) as agent:
        await agent.press(*SAM, "equals_sign")
        assert listed(agent) == [4, 7]


async def test_hostile_words_are_harmless_in_the_list() -> None:
    views = [view(row(n, text=words, customer_name=words)) for n, words in enumerate(HOSTILE, 1)]
    desk = FakeDesk(views)
    hits = [SimilarHit(conversation_id=n, score=1, shared=(HOSTILE[n - 1],)) for n in desk.views]
    desk.alike = {1: tuple(hits[1:])}
    async with console(desk) as agent:
        await agent.press("equals_sign")
        assert listed(agent) == list(desk.views)
        assert not {"\x1b", "\x07", "\u202e"} & set(agent.text)
