"""Themes: legible everywhere, remembered, and nothing said by a colour alone."""

from collections.abc import Callable

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from social_care.errors import StoreError
from social_care.tui.recall import THEME_KEY
from social_care.tui.theme import ALL, CHOSEN, fitting, looks_of
from social_care.tui.theme.palette import Palette
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk

Compare = Callable[..., bool]
LEAST = {"social-care": 4.5, "light": 4.5, "high-contrast": 7.0}
"""Contrast of every word on whatever it stands, as the W3C measures it."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def worded(palette: Palette) -> dict[str, str]:
    """The colours of words, by look; a rule is none."""
    found = {"text": palette.text}
    for name, look in palette.looks().items():
        if look.color is not None and name != "rule":
            found[name] = look.color.name
    return found


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21


@pytest.mark.parametrize("palette", CHOSEN, ids=lambda each: each.name)
def test_every_word_can_be_read_on_whatever_it_stands(palette: Palette) -> None:
    backs = (palette.back, palette.panel, palette.surface, palette.cursor, palette.cursor_away)
    faint = {
        (name, back): round(contrast(colour, back), 1)
        for name, colour in worded(palette).items()
        for back in backs
        if contrast(colour, back) < LEAST[palette.name]
    }
    assert faint == {}


@pytest.mark.parametrize("palette", CHOSEN, ids=lambda each: each.name)
@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
def test_no_word_vanishes_on_terminals_with_fewer_colours(
    palette: Palette, system: ColorSystem
) -> None:
    def shown(colour: str) -> Color:
        return Color.parse(colour).downgrade(system)

    same = [
        (name, back)
        for name, colour in worded(palette).items()
        for back in (palette.back, palette.panel, palette.surface, palette.cursor)
        if shown(colour) == shown(back)
    ]
    if palette.name == "high-contrast" or system is ColorSystem.EIGHT_BIT:
        assert same == []


def test_all_themes_have_the_same_looks() -> None:
    names = [set(each.looks()) for each in ALL]
    assert all(one == names[0] for one in names)


def test_a_theme_nobody_knows_looks_like_the_first() -> None:
    assert looks_of("gone") == looks_of("social-care")


@pytest.mark.parametrize(
    ("wanted", "colours", "no_color", "theme"),
    [
        ("", "truecolor", False, "social-care"),
        ("light", "256", False, "light"),
        ("", "standard", False, "high-contrast"),
        ("light", "standard", False, "light"),
        ("gone", "256", False, "social-care"),
        ("light", "truecolor", True, "plain"),
        ("", None, False, "plain"),
        ("plain", "256", False, "social-care"),
    ],
)
def test_which_theme_a_terminal_gets(
    wanted: str, colours: str | None, no_color: bool, theme: str
) -> None:
    assert fitting(wanted, colours, no_color=no_color) == theme


async def choose(agent: Console, theme: str) -> None:
    await agent.press("colon")
    await agent.type(f"theme: {theme}")
    await agent.until(lambda: f"theme: {theme}" in agent.text)
    await agent.pilot.press("enter")
    await agent.until(lambda: agent.top is agent.main)
    await agent.settle()


async def test_chosen_in_the_palette_and_remembered() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await choose(agent, "light")
        assert agent.app.theme == "light"
        assert "Theme: light." in agent.said
        await agent.main.close()
        assert desk.memory[THEME_KEY] == "light"
    async with console(desk) as again:
        assert again.app.theme == "light"


@pytest.mark.parametrize("left", [7, "gone", None, ["light"], {"a": 1}])
async def test_a_damaged_memory_is_the_usual_theme(left: object) -> None:
    desk = FakeDesk()
    desk.memory[THEME_KEY] = left
    async with console(desk) as agent:
        assert agent.app.theme == "social-care"


async def test_a_database_in_trouble_is_the_usual_theme() -> None:
    desk = FakeDesk()

    def remembered(key: str, default: object) -> object:
        raise StoreError("locked", "wait")

    desk.remembered = remembered  # type: ignore[method-assign]
    async with console(desk) as agent:
        assert agent.app.theme == "social-care"


def pieces(agent: Console) -> list[tuple[str, Style]]:
    """What would go to the terminal, with its style."""
    found: list[tuple[str, Style]] = []
    for strip in agent.top._compositor.render_strips():
        line = list(strip)
        for each in agent.app.get_line_filters():
            if each.enabled:
                line = each.apply(line, agent.app.screen.styles.background)
        found += [(piece.text, piece.style or Style()) for piece in line]
    return found


class TestWithoutColours:
    """NO_COLOR: words and marks say everything."""

    @pytest.fixture(autouse=True)
    def no_color(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")

    @pytest.mark.parametrize("keys", [(), ("enter",), ("n", "r"), ("question_mark",), ("slash",)])
    async def test_no_colour_is_drawn(self, keys: tuple[str, ...]) -> None:
        async with console(size=MIDDLE) as agent:
            await agent.press(*keys)
            drawn = pieces(agent)
            assert len(drawn) > 50
            for words, style in drawn:
                for colour in (style.color, style.bgcolor):
                    assert colour is None or colour.is_default, words

    async def test_everything_is_said_in_words_and_marks(self) -> None:
        async with console() as agent:
            assert [line[:10].strip() for line in agent.lines[3:17:2]] == [
                ">▌URGENT",
                "HIGH",
                "HIGH",
                "NORMAL",
                "NORMAL",
                "LOW",
                "LOW",
            ]
            assert "LATE 2m" in agent.text
            assert "[1 Needs answer 7]" in agent.text
            assert "1 LATE" in agent.lines[0]
            await agent.press("n", "r")
            assert "Reply in public" in agent.text
            await agent.press("f3")
            assert "Reply privately" in agent.text

    async def test_what_was_found_is_reversed(self) -> None:
        async with console() as agent:
            await agent.press("slash")
            await agent.type("insole")
            await agent.until(lambda: agent.main.results is not None)
            await agent.settle()
            found = [style for words, style in pieces(agent) if words == "insole"]
            assert any(style.reverse and style.bold for style in found)

    async def test_choosing_a_theme_is_kept_for_a_terminal_that_has_colours(self) -> None:
        async with console() as agent:
            await choose(agent, "light")
            assert agent.app.theme == "plain"
            assert "where a terminal has colours" in agent.said
