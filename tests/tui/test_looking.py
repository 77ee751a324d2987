"""Help, links and the palette; what is on the table of keys is in all of them."""

from dataclasses import replace

import pytest

from social_care.tui.keys import TABLE, Where, for_where
from social_care.tui.links import web_link
from social_care.tui.screens.looking import has_display, help_lines
from tests.tui.console import console
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


async def test_the_help_says_why_a_key_would_do_nothing() -> None:
    async with console() as agent:
        await agent.press("j", "j", "j", "enter", "question_mark")
        lines = agent.main.reasons()
        assert lines["delete_sent"] == "no reply of ours stands here on the network"
        told = help_lines(agent.where, agent.main.table, lines)
        said = ["".join(words for words, _ in line) for line in told]
        at = next(n for n, one in enumerate(said) if one.startswith("X "))
        assert said[at + 1].strip() == "not now: no reply of ours stands here on the network"


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
