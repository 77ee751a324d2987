"""The palette: every command, its key, and why it would do nothing now."""

import pytest

from social_care.models.views import View
from social_care.tui.keys import TABLE, Where
from social_care.tui.screens.palette import HIDDEN, NOT_NOW, Entry, Palette, matching
from social_care.tui.theme import CHOSEN
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk


def palette(agent: Console) -> Palette:
    assert isinstance(agent.top, Palette)
    return agent.top


@pytest.mark.parametrize("opener", ["colon", "ctrl+p"])
async def test_a_command_is_found_by_its_name(opener: str) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "j", "j", opener)
        await agent.type("dismiss")
        assert "it needs no answer" in agent.text
        await agent.press("enter")
        assert ("dismiss", 4) in desk.deeds


async def test_a_command_is_found_by_its_key() -> None:
    async with console() as agent:
        await agent.press("colon")
        await agent.type("=")
        assert [entry.key for entry in palette(agent).found][:1] == ["="]


async def test_esc_does_nothing_and_goes_back_to_the_text() -> None:
    async with console() as agent:
        await agent.press("enter", "r")
        await agent.type("Hello")
        await agent.press("ctrl+p", "escape")
        assert agent.where is Where.COMPOSER
        await agent.type("!")
        assert agent.main.composer.text == "Hello!"


async def test_every_command_is_listed_with_its_key_what_works_first() -> None:
    async with console() as agent:
        await agent.press("colon")
        found = palette(agent).found
        listed = {entry.words: entry.key for entry in found}
        told = {row.command for row in TABLE.rows if f"{row.label}: {row.help}" in listed}
        assert {row.command for row in TABLE.rows} - told == HIDDEN
        assert listed["reply: Reply, as publicly as the customer wrote."] == "r"
        assert {f"view: {view.label}" for view in View} <= set(listed)
        assert {f"theme: {each.words}" for each in CHOSEN} <= set(listed)
        cannot = [bool(entry.why_not) for entry in found]
        assert cannot == sorted(cannot)
        assert any(cannot)
        assert not all(cannot)


@pytest.mark.parametrize(
    ("keys", "typed", "why"),
    [
        ((), "stop all sending", "only a lead stops all sending"),
        ((), "decide", "only in a conversation"),
        ((), "answers", "only while writing"),
        (("j", "j", "j", "enter"), "delete", "no reply of ours stands here on the network"),
        (("enter", "r"), "dismiss", "not while something is typed: Esc first"),
        (("enter", "r"), "undo window", "there is nothing to send yet"),
    ],
)
async def test_it_says_why_a_command_would_do_nothing_and_so_does_the_command(
    keys: tuple[str, ...], typed: str, why: str
) -> None:
    async with console() as agent:
        await agent.press(*keys, "ctrl+p")
        await agent.type(typed)
        assert NOT_NOW in agent.text
        place = next(n for n, entry in enumerate(palette(agent).found) if why in entry.why_not)
        await agent.press(*["down"] * place)
        assert f"not now: {why}" in agent.text
        await agent.press("enter")
        assert agent.top is agent.main
        assert why in agent.text
        assert agent.desk.deeds == []


async def test_what_would_do_nothing_is_quiet_and_says_so_in_words() -> None:
    async with console() as agent:
        await agent.press("colon")
        for entry in palette(agent).found:
            line = palette(agent).row(entry, 70)
            quiet = all(look == "dim" for words, look in line if words.strip())
            assert quiet is bool(entry.why_not)
            said = "".join(words for words, _ in line)
            assert (NOT_NOW in said) is bool(entry.why_not)


async def test_a_view_is_found_by_its_name() -> None:
    async with console() as agent:
        await agent.press("colon")
        await agent.type("view: mine")
        await agent.press("enter")
        assert agent.main.queue_view is View.MINE


async def test_over_a_dialog_there_is_no_palette() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("p", "ctrl+p")
        assert not isinstance(agent.top, Palette)
        await agent.press("enter", "escape")
        assert desk.deeds == []


async def test_textuals_own_commands_are_not_ours() -> None:
    async with console() as agent:
        await agent.press("colon")
        words = " ".join(entry.words for entry in palette(agent).found)
        for foreign in ("Maximize", "Screenshot", "Change theme"):
            assert foreign not in words


def entry(words: str, why_not: str = "", key: str = "") -> Entry:
    return Entry(words=words, act=lambda: None, key=key, why_not=why_not)


ENTRIES = (
    entry("tag: Tag it.", key="t"),
    entry("take back: Your reply.", "nothing waits", key="U"),
    entry("resolve: Close it.", key="e"),
    entry("elsewhere: Answered by phone; take care.", key="E"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["tag", "resolve", "elsewhere", "take back"]),
        ("ta", ["tag", "elsewhere", "take back"]),
        ("take back", ["take back"]),
        ("back take", ["take back"]),
        ("E", ["elsewhere", "resolve", "take back"]),
        ("resolv", ["resolve"]),
        ("reslove", ["resolve"]),
        ("xyzzy", []),
    ],
)
def test_what_holds_all_that_was_typed_is_found(typed: str, found: list[str]) -> None:
    names = [one.words.partition(":")[0] for one in matching(ENTRIES, typed)]
    assert names == found


async def test_the_pointer_stays_within_what_was_found() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "j", "j", "colon")
        await agent.type("dismiss")
        found = len(palette(agent).found)
        await agent.press("up", *["down"] * (found + 2), *["up"] * (found - 1), "enter")
        assert ("dismiss", 4) in desk.deeds
