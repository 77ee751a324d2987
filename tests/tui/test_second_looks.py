"""What Ctrl+S says before it sends: private details, the public, parts, pictures, versions."""

import os
from dataclasses import replace
from pathlib import Path

from textual.widgets import Input

from social_care.errors import NotAllowed
from social_care.models import Mark, OutboxState, PrivateDetail, Visibility
from social_care.models.views import Draft
from social_care.tui.keys import Where
from social_care.tui.screens.attaching import Paths
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MINUTE, NOW, said

PHONE = " Call us: 020 7946 0123"
"""Its number begins with the tenth character behind the blank."""


async def write(agent: Console, words: str) -> None:
    await agent.press("enter", "r")
    await agent.type(words)


# -- private details ------------------------------------------------------------------------------


def desk_with_phone() -> FakeDesk:
    desk = FakeDesk()
    desk.marks = (Mark(start=9, end=22, detail=PrivateDetail.PHONE),)
    return desk


async def test_a_private_detail_is_selected_and_the_ways_out_are_said() -> None:
    async with console(desk_with_phone()) as agent:
        await write(agent, PHONE)
        await agent.press("ctrl+s")
        assert agent.main.composer.area.selected_text == "020 7946 0123"
        assert "Held: a phone number. Ctrl+S again sends it anyway, F3 makes it private." in (
            agent.text
        )
        assert "left of 500" in agent.text


async def test_ctrl_s_again_sends_it_anyway() -> None:
    desk = desk_with_phone()
    async with console(desk) as agent:
        await write(agent, PHONE)
        await agent.press("ctrl+s", "ctrl+s")
        assert [item.state for item in desk.items] == [OutboxState.QUEUED]


async def test_a_sign_off_behind_the_words_is_no_edit() -> None:
    desk = desk_with_phone()
    desk.sign_off = " ^MC"
    async with console(desk) as agent:
        await write(agent, PHONE)
        await agent.press("ctrl+s", "ctrl+s")
        assert [item.state for item in desk.items] == [OutboxState.QUEUED]


async def test_f3_makes_it_private_and_nothing_goes_out_in_public() -> None:
    desk = desk_with_phone()
    async with console(desk) as agent:
        await write(agent, PHONE)
        await agent.press("ctrl+s", "f3")
        assert "Reply privately" in agent.text
        await agent.press("ctrl+s")
        states = [(item.private, item.state) for item in desk.items]
        assert states == [(False, OutboxState.DISCARDED), (True, OutboxState.QUEUED)]


async def test_a_detail_on_a_further_line_is_found() -> None:
    desk = FakeDesk()
    desk.marks = (Mark(start=6, end=9, detail=PrivateDetail.PHONE),)
    async with console(desk) as agent:
        await agent.press("enter", "r")
        agent.main.composer.area.insert("Dear\nK020")
        await agent.press("ctrl+s")
        assert agent.main.composer.area.selected_text == "020"


async def test_words_that_were_edited_are_looked_at_again() -> None:
    desk = desk_with_phone()
    async with console(desk) as agent:
        await write(agent, PHONE)
        await agent.press("ctrl+s", "backspace", "ctrl+s")
        assert [item.state for item in desk.items] == [OutboxState.DISCARDED, OutboxState.HELD]


# -- public from private --------------------------------------------------------------------------


def desk_with_privacy(*, public_too: bool) -> FakeDesk:
    desk = FakeDesk()
    private = said(31, "my number is 12", minutes_ago=3, visibility=Visibility.DIRECT)
    first = said(30, "hello?", minutes_ago=9)
    row = replace(desk.views[1].row, visibility=Visibility.DIRECT)
    messages = (first, private) if public_too else (private,)
    desk.views[1] = replace(desk.views[1], row=row, messages=messages)
    return desk


async def test_going_public_takes_its_own_key_and_stands_in_the_title() -> None:
    desk = desk_with_privacy(public_too=True)
    async with console(desk) as agent:
        await write(agent, "Hello all")
        assert "Reply privately" in agent.text
        await agent.press("f3")
        assert "Reply in PUBLIC: strangers can read it" in agent.text
        await agent.press("ctrl+s")
        assert ("in public", 1) in desk.deeds
        assert ("submit", 1, "Hello all", False) in desk.deeds


async def test_f3_twice_is_private_again() -> None:
    desk = desk_with_privacy(public_too=True)
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("f3", "f3")
        assert "Reply privately" in agent.text
        await agent.press("ctrl+s")
        assert ("in public", 1) not in desk.deeds
        assert ("submit", 1, "Hello", True) in desk.deeds


async def test_where_nothing_public_was_said_there_is_no_public_answer() -> None:
    desk = desk_with_privacy(public_too=False)
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("f3")
        assert "there is no public message to stand under" in agent.text
        assert "Reply privately" in agent.text


async def test_a_public_draft_under_a_private_message_opens_privately() -> None:
    desk = desk_with_privacy(public_too=True)
    desk.kept[1] = draft("once public")
    async with console(desk) as agent:
        await agent.press("j", "k", "enter")
        await agent.until(lambda: "once public" in agent.text)
        assert "Reply privately" in agent.text


# -- parts ----------------------------------------------------------------------------------------


LONG = "We are sorry. " * 40


async def test_too_long_is_offered_in_parts_and_shown_where_it_is_cut() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        agent.main.composer.fill(LONG)
        await agent.press("ctrl+s")
        assert "Too long by 65: at most 500. Ctrl+S again sends it as 2 posts" in (
            " ".join(agent.text.split())
        )
        assert "1/2 We are sorry." in agent.text
        assert "2/2 We are sorry." in agent.text
        assert desk.calls["submit"] == 0
        await agent.press("ctrl+s")
        assert ("in parts", 1) in desk.deeds


async def test_words_that_changed_since_are_offered_anew() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        agent.main.composer.fill(LONG)
        await agent.press("ctrl+s")
        await agent.type("!")
        assert "1/2 We are sorry." not in agent.text
        await agent.press("ctrl+s")
        assert desk.calls["submit"] == 0


async def test_a_sign_off_that_makes_it_too_long_can_go_in_parts_as_well() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "We are sorry. Truly.")
        await agent.until(lambda: 1 in desk.kept and desk.kept[1].text.endswith("Truly."))
        desk.failing = NotAllowed("too long by 3: the limit is 500", "shorten it")
        await agent.press("ctrl+s")
        assert "Too long by 3: the limit is 500. Ctrl+S again sends it as 2 posts" in (
            " ".join(agent.text.split())
        )
        await agent.press("ctrl+s")
        assert ("in parts", 1) in desk.deeds


# -- pictures -------------------------------------------------------------------------------------


async def attach(agent: Console, path: Path, alt: str = "torn seam") -> None:
    await agent.press("f4")
    agent.top.query_one(Input).value = str(path)
    await agent.press("enter")
    if path.is_file():
        await agent.type(alt)
        await agent.press("enter")


async def test_a_picture_is_attached_with_words_and_shown(tmp_path: Path) -> None:
    desk = FakeDesk()
    picture = tmp_path / "left-sole.png"
    picture.write_bytes(b"picture")
    async with console(desk) as agent:
        await write(agent, "Hello")
        await attach(agent, picture)
        assert "1 picture: left-sole.png “torn seam”" in agent.text
        assert agent.where is Where.COMPOSER
        await agent.press("f4", "down", "enter")
        assert "left-sole.png" not in agent.text
        assert desk.attached == []


async def test_a_path_that_leads_nowhere_is_told_and_kept(tmp_path: Path) -> None:
    async with console() as agent:
        await write(agent, "Hello")
        await attach(agent, tmp_path / "nothing.png")
        assert "No such file or directory. F4 tries again." in agent.main.composer.problem
        await agent.press("f4")
        assert agent.top.query_one(Input).value.endswith("nothing.png")


async def test_a_pipe_is_no_picture_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    async with console() as agent:
        await write(agent, "Hello")
        await attach(agent, tmp_path / "pipe.png")
        assert "this is no file" in agent.main.composer.problem


async def test_a_picture_without_words_is_refused_in_words(tmp_path: Path) -> None:
    picture = tmp_path / "sole.png"
    picture.write_bytes(b"picture")
    async with console() as agent:
        await write(agent, "Hello")
        await attach(agent, picture, alt="")
        assert "sole.png has no description" in agent.main.composer.problem


async def test_a_network_without_pictures_says_so() -> None:
    desk = FakeDesk()
    desk.views[1] = replace(desk.views[1], limits=replace(desk.views[1].limits, media=None))
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("f4")
        assert "takes no pictures" in agent.main.composer.problem
        assert agent.top is agent.main


async def test_paths_are_completed_and_hostile_names_are_not(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pic\x1b[31m").touch()
    paths = Paths()
    assert await paths.get_suggestion(f"{tmp_path}/pi") == f"{tmp_path}/pictures/"
    assert await paths.get_suggestion(f"{tmp_path}/zz") is None
    assert await paths.get_suggestion("/nowhere/at/all") is None
    assert await paths.get_suggestion("") is None


# -- versions, and who was faster -----------------------------------------------------------------


def draft(text: str, number: int = 1, **about: object) -> Draft:
    made = Draft(
        id=number,
        conversation_id=1,
        agent="mary",
        text=text,
        private=False,
        revision=1,
        updated_at=NOW - 4 * MINUTE,
    )
    return replace(made, **about)  # type: ignore[arg-type]


async def test_both_versions_of_a_draft_can_be_opened() -> None:
    desk = FakeDesk()
    desk.kept[1] = draft("the second session's")
    desk.versions = [draft("the first session's", 77)]
    async with console(desk) as agent:
        await agent.press("enter")
        await agent.until(lambda: "2 versions: F8" in agent.text)
        await agent.press("f8")
        assert "4m ago: the first session's" in agent.text
        await agent.press("enter")
        assert agent.main.composer.text == "the first session's"
        assert agent.where is Where.COMPOSER
        await agent.press("escape")
        assert agent.main.where is Where.CONVERSATION
        await agent.press("f8", "enter")
        assert agent.where is Where.COMPOSER


async def test_a_draft_says_who_was_faster() -> None:
    desk = FakeDesk()
    desk.kept[1] = draft("begun", answered_since="answered from the network's own app 3m ago")
    async with console(desk) as agent:
        await agent.press("enter")
        await agent.until(lambda: "begun" in agent.text)
        assert "Answered from the network's own app 3m ago: your words are kept" in agent.text


async def test_a_native_answer_while_writing_is_told_in_words() -> None:
    desk = FakeDesk()
    desk.news = ("somebody answered from the network's own app 1m ago",)
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "never mind", minutes_ago=0))
        await agent.look()
        assert agent.said == (
            "Somebody answered from the network's own app 1m ago: your words are kept;"
            " Ctrl+S sends anyway."
        )


async def test_where_it_cannot_be_cut_it_says_so() -> None:
    async with console() as agent:
        await agent.press("enter", "r")
        agent.main.composer.fill("x" * 600)
        await agent.press("ctrl+s")
        assert "there is no place to cut it — shorten it" in " ".join(agent.text.split())


async def test_what_is_too_long_and_cannot_be_cut_is_to_be_shortened() -> None:
    desk = FakeDesk()
    desk.parts = lambda *_, **__: ("We are sorry.",)  # type: ignore[method-assign]
    async with console(desk) as agent:
        await write(agent, "We are sorry.")
        await agent.until(lambda: 1 in desk.kept and desk.kept[1].text.endswith("sorry."))
        desk.failing = NotAllowed("too long by 3: the limit is 500", "shorten it")
        await agent.press("ctrl+s")
        assert agent.main.composer.problem == "Too long by 3: the limit is 500: shorten it."
        assert desk.items == []
