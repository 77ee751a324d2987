"""/: what is typed is looked up beside the typing, and listed in the queue; Esc leads back."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.events import Key

from social_care.models.finding import Found
from social_care.models.views import View
from social_care.tui.keys import Where
from social_care.tui.screens.dialog import Ask, Choice
from tests.tui.console import MIDDLE, NARROW, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import answered, crowd, noted, row, said, view


def desk() -> FakeDesk:
    """The crowd, and three in the archive who once said insole: one of us, a note, a customer."""
    found = FakeDesk()
    for number, message in enumerate(
        (
            answered(201, "Your insole is on its way.", minutes_ago=600),
            noted(202, "insole recall 2231", minutes_ago=700),
            said(203, "[b]insole[/b] [@click=app.quit]squeaks[/]", minutes_ago=800),
        ),
        20,
    ):
        found.add(view(row(number, customer_name=f"Past {number}"), message))
    return found


@asynccontextmanager
async def searching(
    words: str = "insole", size: tuple[int, int] = NARROW, at: FakeDesk | None = None
) -> AsyncIterator[Console]:
    """A console in which something has been searched for."""
    async with console(at or desk(), size) as agent:
        await agent.press("j", "slash")
        await look_for(agent, words)
        yield agent


async def look_for(agent: Console, words: str) -> None:
    await agent.type(words)
    await agent.until(lambda: listed(agent, words))


def listed(agent: Console, words: str) -> bool:
    results = agent.main.results
    return results is not None and results.text == words and not agent.main.is_looking


def styled(agent: Console, words: str) -> list[str]:
    """The styles of the pieces in the queue that consist of these words."""
    strips = agent.top._compositor.render_strips()[5:]
    return [str(piece.style) for strip in strips for piece in strip if piece.text == words]


async def test_results_stand_in_the_queue_with_whose_words_they_are() -> None:
    async with searching() as agent:
        assert list(agent.main.queue.ids) == [1, 20, 21, 22]
        assert "customer 7m: @acme My son's foot is burned by your insole" in agent.text
        assert "our reply 10h: Your insole is on its way." in agent.text
        assert "note 11h: insole recall 2231" in agent.text
        assert "4 found, the newest first" in agent.text
        assert agent.main.queue.selected == 1


async def test_the_words_that_were_found_are_marked_without_colour_too() -> None:
    async with searching() as agent:
        assert styled(agent, "insole")
        assert all("bold" in look and "reverse" in look for look in styled(agent, "insole"))


async def test_what_customers_wrote_acts_on_nothing() -> None:
    async with searching() as agent:
        assert "[b]insole[/b] [@click=app.quit]squeaks[/]" in agent.text


async def test_letters_are_letters_in_the_search_line() -> None:
    async with console(desk()) as agent:
        await agent.press("slash")
        await agent.type("eQ?/:dq")
        assert agent.main.search_line.text == "eQ?/:dq"
        assert agent.desk.deeds == []
        assert agent.top is agent.main


async def test_nothing_blocks_typing_and_only_what_is_wanted_last_is_listed() -> None:
    slow = desk()
    let_go, entered = threading.Event(), threading.Event()
    search = slow.search

    def wait(text: str, **about: object) -> Found:
        if text == "burned":
            entered.set()
            let_go.wait(20)
        return search(text, **about)  # type: ignore[arg-type]

    slow.search = wait  # type: ignore[method-assign]
    async with console(slow) as agent:
        await agent.press("slash")
        await agent.pilot.press(*"burned")
        await agent.until(entered.is_set)
        await agent.pilot.press("space", *"foot")
        assert agent.main.search_line.text == "burned foot"
        assert not listed(agent, "burned foot")
        let_go.set()
        await agent.until(lambda: listed(agent, "burned foot"))
        assert list(agent.main.queue.ids) == [1]


async def test_a_letter_right_behind_the_slash_is_searched_for() -> None:
    async with console(desk()) as agent:
        agent.app.post_message(Key("slash", "/"))
        agent.app.post_message(Key("r", "r"))
        await agent.settle()
        assert agent.where is Where.SEARCH
        assert agent.main.search_line.text == "r"


async def test_esc_and_a_letter_in_one_packet_are_the_two() -> None:
    async with searching() as agent:
        agent.app.post_message(Key("alt+J", "J"))
        await agent.until(lambda: not agent.main.is_searching)
        assert agent.main.search_line.text == ""


async def test_typing_fast_looks_up_once() -> None:
    async with searching("insole") as agent:
        assert len(agent.desk.searched) < len("insole")
        assert agent.desk.searched[-1] == "insole"


class TestComingAndGoing:
    """Where one was is where one is again."""

    @pytest.mark.parametrize("keys", [("escape",), ("tab", "escape"), ("tab", "q")])
    async def test_esc_returns_to_view_and_cursor(self, keys: tuple[str, ...]) -> None:
        async with searching() as agent:
            await agent.press(*keys)
            main = agent.main
            assert not main.is_searching
            assert not main.search_line.display
            assert (main.queue_view, main.queue.selected) == (View.TODO, 2)
            assert len(main.queue.ids) == 10
            assert agent.where is Where.QUEUE

    async def test_esc_returns_into_the_conversation_one_came_from(self) -> None:
        async with console(desk()) as agent:
            await agent.press("j", "enter", "slash")
            await look_for(agent, "insole recall")
            await agent.press("escape")
            assert agent.where is Where.CONVERSATION
            assert agent.main.shown_id == 2

    async def test_enter_opens_and_esc_leads_back_to_what_was_found(self) -> None:
        async with searching() as agent:
            await agent.press("enter")
            assert (agent.where, agent.main.shown_id) == (Where.CONVERSATION, 1)
            await agent.press("escape")
            assert agent.where is Where.QUEUE
            assert list(agent.main.queue.ids) == [1, 20, 21, 22]
            await agent.press("slash")
            assert agent.main.search_line.text == "insole"

    async def test_enter_that_is_faster_than_the_search_opens_what_it_finds(self) -> None:
        async with console(desk()) as agent:
            await agent.press("slash")
            await agent.pilot.press(*"insole", "space", *"recall", "enter")
            await agent.until(lambda: agent.where is Where.CONVERSATION)
            assert agent.main.shown_id == 21

    async def test_the_list_is_worked_on_like_the_queue(self) -> None:
        async with searching() as agent:
            await agent.press("tab", "j", "c")
            assert agent.desk.views[20].row.claimed_by == "mary"
            assert list(agent.main.queue.ids) == [1, 20, 21, 22]

    async def test_another_view_ends_the_search(self) -> None:
        async with searching() as agent:
            await agent.press("tab", "9")
            assert agent.main.queue_view is View.ALL
            assert agent.main.results is None
            assert len(agent.main.queue.ids) == 10

    async def test_an_emptied_line_shows_the_view_again(self) -> None:
        async with searching() as agent:
            await agent.press("ctrl+u")
            await agent.until(lambda: agent.main.results is None)
            assert len(agent.main.queue.ids) == 10
            assert "band:urgent" in agent.text

    async def test_changes_elsewhere_leave_what_was_found_where_it_is(self) -> None:
        async with searching() as agent:
            await agent.press("tab", "j")
            agent.desk.add(view(row(50, text="my insole, too")), first=True)
            agent.desk.change(20, claimed_by="joe", claim_doing="reads")
            await agent.look()
            assert list(agent.main.queue.ids) == [1, 20, 21, 22]
            assert agent.main.queue.selected == 20
            assert "joe" in agent.text

    async def test_a_pasted_search_is_taken_as_one(self) -> None:
        async with console(desk()) as agent:
            await agent.press("slash")
            await agent.pilot.press(*"inso")
            agent.main.search_line.words.insert_text_at_cursor("le recall")
            await agent.until(lambda: listed(agent, "insole recall"))
            assert list(agent.main.queue.ids) == [21]


class TestTelling:
    """The line below says what there is to say."""

    async def test_what_cannot_be_meant_is_told_and_finds_nothing(self) -> None:
        async with searching("nonsense:x") as agent:
            assert "nonsense: there is no such filter" in agent.text
            assert not agent.main.queue.ids

    async def test_nothing_found_is_a_calm_sentence(self) -> None:
        async with searching("zebra") as agent:
            assert "Nothing like that was said." in agent.text
            assert "nothing found" in agent.text

    async def test_a_desk_in_trouble_is_told_and_typing_goes_on(self) -> None:
        broken = desk()

        def search(text: str, **_: object) -> Found:
            from social_care.errors import StoreError

            raise StoreError("the database is locked", "wait")

        broken.search = search  # type: ignore[method-assign]
        async with console(broken) as agent:
            await agent.press("slash")
            await agent.type("insole")
            await agent.until(lambda: "database is locked" in agent.said)
            await agent.type("s")
            assert agent.main.search_line.text == "insoles"


class TestPages:
    """More is looked up as one goes down."""

    async def test_further_pages_follow_the_cursor(self) -> None:
        many = FakeDesk([view(row(n, text=f"sole {n}")) for n in range(1, 151)])
        async with searching("sole", at=many) as agent:
            assert len(agent.main.queue.ids) == 60
            assert "60 and more found" in agent.text
            looked = many.calls["search"]
            await agent.press("tab", "j", "j")
            assert many.calls["search"] == looked
            await agent.press("G")
            await agent.until(lambda: len(agent.main.queue.ids) == 120)
            assert agent.main.queue.selected == 60
            await agent.press("G")
            await agent.until(lambda: len(agent.main.queue.ids) == 150)
            await agent.until(lambda: "150 found" in agent.text)

    async def test_empty_pages_are_gone_through(self) -> None:
        sparse = desk()
        search = sparse.search

        def seldom(text: str, **about: object) -> Found:
            if about.get("before") is None and sparse.calls["search"] == 0:
                found = search(text, limit=1)
                return replace(found, hits=())
            return search(text)

        sparse.search = seldom  # type: ignore[method-assign]
        async with searching("insole", at=sparse) as agent:
            assert len(agent.main.queue.ids) == 4


class TestHistory:
    """Searches of before."""

    async def test_up_and_down_go_through_them_and_keep_what_is_typed(self) -> None:
        before = desk()
        before.searches = ["recall", "zebra"]
        async with console(before) as agent:
            await agent.press("slash")
            await agent.type("ins")
            seen = []
            for key in ("up", "up", "up", "down", "down"):
                await agent.press(key)
                seen.append(agent.main.search_line.text)
            assert seen == ["recall", "zebra", "zebra", "recall", "ins"]
            assert agent.main.where.value == "search"
            await agent.press("down")
            assert agent.main.where.value == "queue"

    async def test_what_was_opened_is_remembered(self) -> None:
        async with searching() as agent:
            await agent.press("enter")
            assert agent.desk.searches == ["insole"]

    async def test_what_cannot_be_meant_is_not(self) -> None:
        async with searching("nonsense:x") as agent:
            await agent.press("escape")
            assert agent.desk.searches == []


class TestOwnViews:
    """Searches kept under a name."""

    async def keep(self, agent: Console, name: str) -> None:
        await agent.press("ctrl+s")
        assert isinstance(agent.top, Ask)
        await agent.type(name)
        await agent.press("enter")

    async def test_kept_opened_and_left(self) -> None:
        async with searching(size=MIDDLE) as agent:
            await self.keep(agent, "hot soles")
            assert "Saved the view hot soles: v opens it." in agent.said
            assert agent.where is Where.SEARCH
            await agent.press("escape", "v")
            assert isinstance(agent.top, Choice)
            assert "hot soles · 4 open · insole" in agent.text
            await agent.press("enter")
            await agent.until(lambda: list(agent.main.queue.ids) == [1, 20, 21, 22])
            assert "[hot soles]" in agent.lines[1]
            assert "[1 Needs" not in agent.lines[1]
            await agent.press("1")
            assert len(agent.main.queue.ids) == 10
            assert "[hot soles]" not in agent.text

    async def test_a_name_without_a_letter_keeps_nothing(self) -> None:
        async with searching() as agent:
            await self.keep(agent, "  ")
            assert agent.desk.own_views == []
            assert agent.where is Where.SEARCH

    async def test_a_view_is_not_called_empty_before_it_has_been_looked_up(self) -> None:
        fake = desk()
        fake.save_view("nothing", "nobody says this")
        fake.save_view("hot", "insole")
        find, let_go = fake.found_ids, threading.Event()

        def slow(text: str, limit: int | None = None) -> list[int]:
            assert text != "insole" or let_go.wait(20)
            return find(text, limit)

        async with console(fake) as agent:
            await agent.press("v", "enter")
            assert "Nothing is in this view now." in agent.text
            await agent.press("v", "down")
            fake.found_ids = slow  # type: ignore[method-assign]
            await agent.pilot.press("enter")
            await agent.until(lambda: "Looking …" in agent.text)
            let_go.set()
            await agent.until(lambda: list(agent.main.queue.ids) == [1, 20, 21, 22])

    async def test_the_view_follows_what_happens(self) -> None:
        async with searching() as agent:
            await self.keep(agent, "hot")
            await agent.press("escape", "v", "enter")
            await agent.until(lambda: len(agent.main.queue.ids) == 4)
            agent.desk.add(view(row(50, text="my insole, too")), first=True)
            await agent.look()
            await agent.until(lambda: list(agent.main.queue.ids) == [50, 1, 20, 21, 22])
            assert agent.main.queue.selected == 1

    async def test_forgotten_with_del_and_its_words_found_again(self) -> None:
        async with searching() as agent:
            await self.keep(agent, "hot")
            await agent.press("escape", "v", "enter", "v", "delete")
            assert agent.desk.own_views == []
            assert "Forgot the view hot" in agent.said
            assert agent.main.own_view == ""
            assert agent.main.queue_view is View.TODO

    async def test_the_words_of_a_forgotten_view_are_the_newest_search(self) -> None:
        fake = desk()
        fake.searches = ["sizes"]
        fake.save_view("hot", "insole")
        async with console(fake) as agent:
            await agent.press("v", "delete")
            await agent.press("slash", "up")
            assert agent.main.search_line.text == "insole"
            assert agent.desk.searches[0] == "insole"

    async def test_a_lead_may_share_one(self) -> None:
        lead = desk()
        lead.role = "lead"
        async with searching(at=lead) as agent:
            await self.keep(agent, "hot")
            assert isinstance(agent.top, Choice)
            await agent.press("down", "enter")
            assert agent.desk.own_views[0].shared
            await agent.press("escape", "v")
            assert "shared by you" in agent.text

    async def test_nothing_typed_is_no_view(self) -> None:
        async with console(desk()) as agent:
            await agent.press("slash", "ctrl+s")
            assert "type what to search for" in agent.said

    async def test_an_empty_view_is_a_calm_sentence(self) -> None:
        async with searching("zebra") as agent:
            await self.keep(agent, "zoo")
            await agent.press("escape", "v", "enter")
            await agent.until(lambda: "Nothing is in this view now." in agent.text)

    async def test_the_palette_knows_them(self) -> None:
        async with searching() as agent:
            await self.keep(agent, "[@click=app.quit]hot")
            await agent.press("escape", "v", "escape", "colon")
            await agent.type("view: hot")
            await agent.until(lambda: "view: [@click=app.quit]hot" in agent.text)
            await agent.pilot.press("enter")
            await agent.until(lambda: agent.main.own_view == "[@click=app.quit]hot")


async def test_on_a_wide_screen_the_first_found_is_in_sight() -> None:
    async with searching("insole recall", MIDDLE) as agent:
        await agent.until(lambda: agent.main.shown_id == 21)
        assert agent.where is Where.SEARCH
        assert agent.main.search_line.text == "insole recall"


def test_the_crowd_is_what_these_tests_count_on() -> None:
    assert len(crowd()) == 7
