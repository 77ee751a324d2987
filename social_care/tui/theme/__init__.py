"""How the console looks: which themes there are, which one fits a terminal, and its looks."""

from collections.abc import Mapping

from rich.style import Style

from social_care.tui.theme.palettes import ALL, CHOSEN, CONTRAST, DARK, PLAIN

__all__ = ["ALL", "CHOSEN", "DARK", "LOOKS", "UNCOLOURED", "fitting", "looks_of"]

LOOKS: Mapping[str, Style] = DARK.looks()
"""The looks there are, by the name that a piece of a line carries, as the first theme has them."""

_BY_THEME = {each.name: each.looks() for each in ALL}


UNCOLOURED = PLAIN.name
"""The theme that draws no colour at all."""


def looks_of(theme: str) -> Mapping[str, Style]:
    """The looks of a theme, by its name."""
    return _BY_THEME.get(theme, LOOKS)


def fitting(wanted: str, colours: str | None, *, no_color: bool) -> str:
    """The theme for a terminal: the one `wanted` by name, if there is one that it can show.

    `colours` is what the terminal has, as Rich names it: None, "standard" (16), "256" ...
    """
    if no_color or colours is None:
        return PLAIN.name
    if wanted in {each.name for each in CHOSEN}:
        return wanted
    return CONTRAST.name if colours == "standard" else DARK.name
