"""Help, links and the palette; what is on the table of keys is in all of them."""

from dataclasses import replace
from typing import cast

import pytest
from textual.command import Command, CommandList
from textual.content import Content

from social_care.models.views import View
from social_care.tui.keys import TABLE, Where, for_where
from social_care.tui.links import web_link
from social_care.tui.screens.looking import has_display, help_lines
from social_care.tui.screens.palette import HIDDEN
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.hostile import HOSTILE


@pytest.mark.parametrize("where", list(Where))
def test_the_help_begins_with_the_keys_of_the_place(where: Where) -> None:
    lines = ["".join(text for text, _ in line) for line in help_lines(where)]
    assert lines[0] == where.heading
    assert lines[1].startswith(for_where(where)[0].shown)


@pytest.mark.parametrize("where", list(Where))
def test_the_help_explains_every_key_once(where: Where) -> None:
    said = [line[1][0] for line in help_lines(where) if len(line) == 2]
    assert sorted(said) == sorted(row.help for row in TABLE.rows)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://social.example/@kim/1", "https://social.example/@kim/1"),
        ("http://acme.example", "http://acme.example"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("at://did:plc:abc/app.bsky.feed.post/1", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_only_links_to_the_web_are_opened(url: str, link: str) -> None:
    assert web_link(url) == link


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_link_is_none(words: str) -> None:
    assert web_link(words) == ""
    assert "\x1b" not in web_link(f"https://social.example/{words[:500]}")


@pytest.mark.parametrize(
    ("environment", "platform", "shown"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1"}, "linux", False),
        ({"SSH_CONNECTION": "10.0.0.1"}, "darwin", False),
    ],
)
def test_a_browser_opens_only_where_the_agent_sits(
    environment: dict[str, str], platform: str, shown: bool
) -> None:
    assert has_display(environment, platform) is shown


async def test_the_link_is_opened_where_there_is_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", opened.append)
    async with console() as agent:
        await agent.press("o")
        assert opened == ["https://social.example/@kim@social.example/1"]
        assert agent.said == "Opened in the browser."


async def test_a_link_that_is_shown_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    async with console() as agent:
        await agent.press("o")
        assert "https://social.example/@kim@social.example/1" in agent.text
        await agent.press("y")
        assert agent.app.clipboard == "https://social.example/@kim@social.example/1"
        assert agent.top is agent.main


async def test_a_message_without_a_link_says_so() -> None:
    desk = FakeDesk()
    desk.views[1] = replace(desk.views[1], url="")
    async with console(desk) as agent:
        await agent.press("y")
        assert agent.said == "this message has no link"
        assert agent.app.clipboard == ""


@pytest.mark.parametrize("opener", ["colon", "ctrl+p"])
async def test_a_command_is_found_by_its_name(opener: str) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "j", "j", opener)
        await agent.type("dismiss")
        await agent.until(lambda: "it needs no answer" in agent.text)
        await agent.press("enter")
        await agent.until(lambda: ("dismiss", 4) in desk.deeds)


async def test_the_palette_offers_nothing_of_textuals() -> None:
    async with console() as agent:
        await agent.press("enter", "r", "ctrl+p")
        await agent.until(lambda: "Ctrl+O" in agent.text)
        for words in ("Theme", "Maximize", "Screenshot"):
            assert words not in agent.text


def prompts(agent: Console) -> list[tuple[str, str]]:
    """What the palette lists: each line, and what stands below it."""
    listed = agent.app.screen.query_one(CommandList)
    hits = (cast("Command", option).hit for option in listed.options)
    return [(str(hit.prompt), hit.help or "") for hit in hits]


async def test_the_palette_lists_every_command_with_its_key_what_works_first() -> None:
    async with console() as agent:
        await agent.press("colon")
        await agent.until(lambda: bool(prompts(agent)))
        listed = prompts(agent)
        shown = {line.split(": ", 1)[1] for line, _ in listed if ": " in line}
        listed_too = {row.command for row in TABLE.rows if row.help in shown}
        assert {row.command for row in TABLE.rows} - listed_too == HIDDEN
        assert ("r       reply: Reply, as publicly as the customer wrote.", "") in listed
        cannot = [bool(below) and below.startswith("not now: ") for _, below in listed]
        assert cannot == sorted(cannot)


@pytest.mark.parametrize(
    ("keys", "typed", "why"),
    [
        ((), "stop all sending", "only a lead stops all sending"),
        ((), "decide", "in a conversation"),
        ((), "answers", "while writing"),
        (("j", "j", "j", "enter"), "delete", "no reply of ours stands here on the network"),
        (("enter", "r"), "dismiss", "not while something is typed: Esc first"),
        (("enter", "r"), "send", "there is nothing to send yet"),
    ],
)
async def test_the_palette_says_why_a_command_would_do_nothing_and_so_does_the_command(
    keys: tuple[str, ...], typed: str, why: str
) -> None:
    async with console() as agent:
        await agent.press(*keys, "ctrl+p")
        await agent.type(typed)
        await agent.until(lambda: any(why in below for _, below in prompts(agent)))
        place = next(n for n, (_, below) in enumerate(prompts(agent)) if why in below)
        await agent.press(*["down"] * place, "enter")
        await agent.until(lambda: agent.top is agent.main and why in agent.text)
        assert agent.desk.deeds == []


async def test_the_palette_dims_what_would_do_nothing() -> None:
    async with console() as agent:
        await agent.press("colon")
        await agent.until(lambda: bool(prompts(agent)))
        listed = agent.app.screen.query_one(CommandList)
        hits = [cast("Command", option).hit for option in listed.options]
        for hit in hits:
            dim = any("dim" in str(span.style) for span in cast("Content", hit.prompt).spans)
            assert dim is (hit.help or "").startswith("not now: ")


async def test_a_view_is_found_by_its_name() -> None:
    async with console() as agent:
        await agent.press("colon")
        await agent.type("view: mine")
        await agent.until(lambda: any("view: Mine" in line for line, _ in prompts(agent)))
        await agent.press("enter")
        await agent.until(lambda: agent.main.queue_view is View.MINE)


async def test_the_help_says_why_a_key_would_do_nothing() -> None:
    async with console() as agent:
        await agent.press("j", "j", "j", "enter", "question_mark")
        lines = agent.main.reasons()
        assert lines["delete_sent"] == "no reply of ours stands here on the network"
        told = help_lines(agent.where, agent.main.table, lines)
        said = ["".join(words for words, _ in line) for line in told]
        at = next(n for n, one in enumerate(said) if one.startswith("X "))
        assert said[at + 1].strip() == "not now: no reply of ours stands here on the network"


async def test_over_a_dialog_the_palette_has_nothing_to_offer() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("p", "ctrl+p")
        await agent.type("dismiss")
        assert "it needs no answer" not in agent.text
        await agent.press("enter", "escape")
        assert desk.deeds == []


async def test_help_is_about_where_one_is() -> None:
    async with console() as agent:
        await agent.press("enter", "question_mark")
        assert "In a conversation" in agent.text


async def test_long_help_scrolls() -> None:
    async with console() as agent:
        await agent.press("question_mark")
        before = agent.text
        await agent.press("pagedown", "pagedown", "pagedown")
        assert agent.text != before
        assert "Ctrl+S" in agent.text


async def test_ctrl_c_does_not_end_a_shift() -> None:
    async with console() as agent:
        await agent.press("ctrl+c")
        assert agent.said == "Q leaves the console."
        assert agent.app.is_running
