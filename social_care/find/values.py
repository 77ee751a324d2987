"""What stands after a filter's colon: known values, completed; words about unknown ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from social_care.find.wanted import FILTERS, Known
from social_care.tables import suggest
from social_care.text import clean_line

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LISTED = 12
"""So many values are listed before the list is cut."""


@dataclass(frozen=True, slots=True)
class Told:
    """The values meant, or what is wrong."""

    values: tuple[str, ...] = ()
    fault: str = ""


def named(name: str, value: str, known: Known) -> Told:
    """The known values that one typed value stands for: itself, or all that begin with it."""
    if name == "lang":
        return _language(value)
    if name == "from":
        return Told((" ".join(value.lstrip("@").split()),))
    if name == "agent" and value.casefold() == "me":
        return Told((known.me,)) if known.me else Told(fault="agent:me: nobody is at this desk")
    choices = known.values(name)
    folded = value.casefold()
    same = tuple(choice for choice in choices if choice.casefold() == folded)
    begun = tuple(choice for choice in choices if choice.casefold().startswith(folded))
    if same or begun:
        return Told(same or begun)
    shown = clean_line(value, limit=40)
    near = suggest(value.casefold(), choices) or _one_of(choices)
    return Told(fault=f"{name}:{shown}: there is no such {_noun(name)}{near}")


def may_follow(name: str, known: Known) -> str:
    """What may be typed after the colon, in words."""
    if name == "lang":
        return "lang: a language's code, such as en"
    if name == "from":
        return "from: a customer's name or handle"
    choices = known.values(name)
    return f"{name}: {_list(choices)}" if choices else f"{name}: none is known yet"


def no_filter(name: str) -> str:
    """What to say of a word with a colon that is no filter."""
    near = suggest(name.casefold(), FILTERS)
    shown = clean_line(name, limit=40)
    return f"{shown}: is no filter{near or _one_of(tuple(FILTERS))}; it is looked for as words"


def _language(value: str) -> Told:
    code = value.casefold().partition("-")[0]
    if _LANGUAGE.fullmatch(code):
        return Told((code,))
    return Told(fault=f"lang:{clean_line(value, limit=40)}: a language is two or three letters")


def _noun(name: str) -> str:
    return {"has": "thing to have", "is": "state of things"}.get(name, name)


def _one_of(choices: Sequence[str]) -> str:
    return f" (there are: {_list(choices)})" if choices else " (none is known yet)"


def _list(choices: Sequence[str]) -> str:
    shown = ", ".join(clean_line(choice, limit=40) for choice in choices[:_LISTED])
    return shown + (" …" if len(choices) > _LISTED else "")
