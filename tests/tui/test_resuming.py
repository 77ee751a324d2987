"""What one was in the middle of is offered at the start, and listed in a view of its own."""

from dataclasses import replace
from pathlib import Path

from social_care.models import OutboxState
from social_care.models.views import Draft, DraftItem, OutboxItem
from social_care.tui.keys import Where
from social_care.tui.scratch import lend
from social_care.tui.screens.resuming import offer
from social_care.tui.widgets.draft_notes import draft_notes
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MINUTE, NOW


def draft(conversation_id: int, text: str, minutes: float = 4, **about: object) -> Draft:
    made = Draft(
        id=conversation_id,
        conversation_id=conversation_id,
        agent="mary",
        text=text,
        private=False,
        revision=1,
        updated_at=NOW - int(minutes * MINUTE),
    )
    return replace(made, **about)  # type: ignore[arg-type]


def item(of: Draft, name: str = "Kim", versions: int = 1) -> DraftItem:
    return DraftItem(
        draft=of,
        conversation_id=of.conversation_id,
        customer_name=name,
        channel="mastodon",
        updated_at=of.updated_at,
        answered_since=of.answered_since,
        versions=versions,
    )


def desk_with_drafts() -> FakeDesk:
    desk = FakeDesk()
    desk.kept = {2: draft(2, "Dear Dana"), 4: draft(4, "Dear Sam", 180)}
    return desk


# -- the start ------------------------------------------------------------------------------------


async def test_enter_goes_on_with_the_newest_draft() -> None:
    async with console(desk_with_drafts()) as agent:
        assert agent.said == "You were writing to Dana R., 4m ago: Enter goes on · 1 more: 8"
        await agent.press("enter")
        await agent.until(lambda: agent.main.composer.text == "Dear Dana")
        assert agent.main.shown_id == 2
        assert agent.where is Where.COMPOSER
        await agent.type("!")
        assert agent.main.composer.text == "Dear Dana!"


async def test_any_other_key_goes_on_without_it() -> None:
    async with console(desk_with_drafts()) as agent:
        await agent.press("j", "k", "enter")
        assert agent.main.shown_id == 1
        assert agent.where is Where.CONVERSATION
        assert agent.said == ""


async def test_without_a_draft_nothing_is_offered() -> None:
    async with console() as agent:
        assert agent.said == ""
        await agent.press("enter")
        assert agent.main.shown_id == 1


def test_the_offer_says_who_was_faster() -> None:
    late = draft(1, "Dear Kim", answered_since="joe answered 3m ago")
    assert offer((item(late),), NOW) == (
        "You were writing to Kim, 4m ago: Enter goes on (joe answered 3m ago)"
    )


def test_a_name_cannot_act_on_the_terminal() -> None:
    assert "\x1b" not in offer((item(draft(1, "x"), name="Kim\x1b[31m"),), NOW)


async def test_words_of_a_killed_editor_are_offered_with_the_others(tmp_path: Path) -> None:
    desk = FakeDesk()
    lend(tmp_path, 4, private=True, written="from the editor\n").forget()
    async with console(desk, scratch=tmp_path) as agent:
        assert agent.said.startswith("You were writing to Sam")
        assert (desk.kept[4].text, desk.kept[4].private) == ("from the editor", True)
        assert list(tmp_path.iterdir()) == []


async def test_words_of_a_conversation_that_is_gone_are_not_thrown_away(tmp_path: Path) -> None:
    lend(tmp_path, 999, private=False, written="where to?").forget()
    async with console(scratch=tmp_path) as agent:
        assert "Words for a conversation that is gone lie in" in agent.said
        assert [path.read_text() for path in tmp_path.glob("*.txt")] == ["where to?"]


# -- the view of drafts ---------------------------------------------------------------------------


async def test_the_view_of_drafts_says_what_each_is_and_how_old() -> None:
    desk = desk_with_drafts()
    desk.versions = [draft(4, "another one", 200, id=77)]
    async with console(desk) as agent:
        await agent.press("8")
        assert "draft 4m ago: Dear Dana" in agent.text
        assert "draft 3h ago, 2 versions: F8: Dear Sam" in agent.text
        await agent.press("1")
        assert "Dear Dana" not in agent.text


def stuck(state: OutboxState, minutes: float) -> OutboxItem:
    return OutboxItem(
        id=5,
        conversation_id=1,
        account="acme-fedi",
        agent="joe",
        state=state,
        text="I am calling you now",
        private=False,
        submitted_at=NOW - int(minutes * MINUTE),
        due_at=None,
        problem="",
        version=1,
    )


def test_a_reply_that_needs_a_person_comes_before_the_draft() -> None:
    notes = draft_notes([item(draft(1, "also"))], [stuck(OutboxState.UNCERTAIN, 9)], FakeDesk())
    assert notes[1] == "uncertain, joe 9m ago, Enter twice decides: I am calling you now"


def test_what_is_on_its_way_by_itself_is_no_matter() -> None:
    assert (
        draft_notes([], [stuck(OutboxState.QUEUED, 1), stuck(OutboxState.DELAYED, 1)], FakeDesk())
        == {}
    )


def test_who_was_faster_stands_in_the_row() -> None:
    late = draft(1, "Dear Kim", private=True, answered_since="joe answered 3m ago")
    assert draft_notes([item(late)], [], FakeDesk())[1] == (
        "draft 4m ago, private, joe answered 3m ago: Dear Kim"
    )


async def test_replies_that_need_a_person_are_counted_with_the_key_that_lists_them() -> None:
    desk = FakeDesk()
    desk.items = [stuck(OutboxState.UNCERTAIN, 9)]
    async with console(desk) as agent:
        assert "replies that need a decision: 1 uncertain — 8 lists them" in agent.text
