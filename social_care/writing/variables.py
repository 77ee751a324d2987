"""Variables of prepared texts: {first_name}, {first_name|there}, {phone} and what they stand for.

Filled once, from left to right: what a customer calls themselves is never read as a variable.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from social_care.models.composing import Span

BUILT_IN = (
    "first_name",
    "name",
    "handle",
    "agent_name",
    "agent_initials",
    "brand",
    "channel",
    "greeting",
)
"""The variables that every team has."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
"""What a variable may be called."""

VARIABLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,39})(?:\|([^{}|\n]{0,200}))?\}", re.ASCII)


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[Span, ...]]:
    """The text with its variables filled, and those that could not be, where they stand in it.

    A variable without a value gets its fallback (`{name|fallback}`); without one it stays as it
    is written. So does what is no variable at all.
    """
    parts: list[str] = []
    missing: list[Span] = []
    length = end = 0
    for found in VARIABLE.finditer(text):
        before = text[end : found.start()]
        instead = _value(found, values)
        if instead is None:
            start = length + len(before)
            missing += _spans(found, start, values)
            instead = found[0]
        parts += (before, instead)
        length += len(before) + len(instead)
        end = found.end()
    return "".join([*parts, text[end:]]), tuple(missing)


def _value(found: re.Match[str], values: Mapping[str, str]) -> str | None:
    """What stands in its place; None where the variable stays."""
    if found[1] not in values:
        return None
    return values[found[1]] or found[2]


def _spans(found: re.Match[str], start: int, known: Collection[str]) -> list[Span]:
    if not _is_meant(found[1], known):
        return []
    return [Span(start=start, end=start + len(found[0]), said=found[0])]


def unresolved(text: str, known: Collection[str]) -> tuple[Span, ...]:
    """The variables left in a text, and words in braces that are nearly one: `{frist_name}`."""
    return tuple(
        span for found in VARIABLE.finditer(text) for span in _spans(found, found.start(), known)
    )


def _is_meant(name: str, known: Collection[str]) -> bool:
    low = name.lower()
    return low in known or bool(get_close_matches(low, known, n=1, cutoff=0.8))


def strange(text: str, known: Collection[str]) -> list[tuple[int, str]]:
    """Variables of a prepared text that nothing can ever fill, each with its line (from 1)."""
    return [
        (text.count("\n", 0, found.start()) + 1, found[1])
        for found in VARIABLE.finditer(text)
        if found[1] not in known
    ]
