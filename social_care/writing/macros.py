"""Macros: prepared beginnings of answers, read from a folder of files, found by a few letters.

A file is TOML between two lines of +++, and the text below. What is wrong with one is told with its
file and line, and costs no more than that macro.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from social_care.models.composing import Macro, MacroActions, MacroBook
from social_care.tables import Section, suggest
from social_care.text import storable
from social_care.writing.variables import strange

FENCE = "+++"
LONGEST_SNOOZE_MINUTES = 14 * 24 * 60
ME = "me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """What a macro may speak of."""

    variables: Collection[str]
    wrap_ups: Collection[str] = ()
    agents: Collection[str] = ()


def read_macros(files: Iterable[tuple[str, str]], team: Team) -> MacroBook:
    """Every macro of these files (name and content), in the order of their names."""
    macros: list[Macro] = []
    problems: list[str] = []
    for file, content in sorted(files):
        found: list[str] = []
        macro = _read(file, content, team, found)
        found = found or _clashes(file, content, macro, macros)
        problems += found
        if not found:
            macros.append(macro)
    return MacroBook(macros=tuple(sorted(macros, key=_by_name)), problems=tuple(problems))


def _by_name(macro: Macro) -> str:
    return macro.name.casefold()


def _read(file: str, content: str, team: Team, problems: list[str]) -> Macro:
    lines = storable(content).lstrip("\ufeff").splitlines()
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        problems.append(f"{file}:1: must begin with TOML between two lines of {FENCE}")
        return Macro(name=file, text="")
    head, body = lines[1 : fences[1]], lines[fences[1] + 1 :]
    noted: list[str] = []
    macro = _parsed(head, "\n".join(body).strip(), team, noted)
    problems += [_placed(file, head, problem) for problem in noted]
    first = fences[1] + 2 + _blank_lines(body)
    problems += [
        f"{file}:{first + line - 1}: no variable {{{name}}}{suggest(name, team.variables)}"
        for line, name in strange(macro.text, team.variables)
    ]
    if not macro.text:
        problems.append(f"{file}:{len(lines)}: has no text below the second {FENCE}")
    return macro


def _blank_lines(body: Sequence[str]) -> int:
    return next((number for number, line in enumerate(body) if line.strip()), 0)


def _parsed(head: Sequence[str], text: str, team: Team, noted: list[str]) -> Macro:
    try:
        table = tomllib.loads("\n".join(head))
    except tomllib.TOMLDecodeError as error:
        noted.append(str(error))
        return Macro(name="", text=text)
    section = Section(table, "", noted)
    macro = Macro(
        name=section.text("name"),
        key=_key(section),
        channels=tuple(channel.casefold() for channel in section.texts("channels")),
        actions=_actions(section.section("actions"), team),
        text=text,
    )
    section.end()
    return macro


def _key(section: Section) -> str:
    key = section.text("key", "")
    if key and not (len(key) == 1 and key.isascii() and key.isalnum()):
        section.note("key", "must be one letter or figure")
    return key


def _actions(section: Section, team: Team) -> MacroActions:
    actions = MacroActions(
        private=section.flag("private"),
        resolve=section.flag("resolve"),
        holding=section.flag("holding"),
        tags=section.texts("tag"),
        wrap_up=_one_of(section, "wrap_up", team.wrap_ups),
        assign=_one_of(section, "assign", [ME, *team.agents]),
        snooze_minutes=section.whole("snooze", 0, LONGEST_SNOOZE_MINUTES, 0),
    )
    if actions.holding and actions.resolve:
        section.note("holding", "answers nobody, so it cannot resolve: leave one of them out")
    section.end()
    return actions


def _one_of(section: Section, key: str, known: Collection[str]) -> str:
    value = section.text(key, "")
    if value and value not in known:
        section.note(key, f"{value!r} is none of {', '.join(known)}{suggest(value, known)}")
    return value


def _placed(file: str, head: Sequence[str], problem: str) -> str:
    """The problem with its file and line: the line that TOML names, or where the key stands."""
    if told := re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", problem):
        line = int(told[1]) if told[1] else len(head)
        return f"{file}:{line + 1}: {problem.replace(told[0], '')}"
    key = re.escape(problem.partition(":")[0].rpartition(".")[2])
    at = (number for number, line in enumerate(head) if re.match(rf"\s*\[?\"?{key}\b", line))
    return f"{file}:{next(at, -1) + 2}: {problem}"


def _clashes(file: str, content: str, macro: Macro, known: Iterable[Macro]) -> list[str]:
    head = content.splitlines()[1:]
    for other in known:
        if other.name.casefold() == macro.name.casefold():
            return [_placed(file, head, f"name: {macro.name!r} is there twice")]
        if macro.key and macro.key.casefold() == other.key.casefold() and _meet(macro, other):
            return [_placed(file, head, f"key: {macro.key!r} is that of {other.name!r} already")]
    return []


def _meet(one: Macro, other: Macro) -> bool:
    if not one.channels or not other.channels:
        return True
    return bool(set(one.channels) & set(other.channels))


def find_macros(query: str, macros: Iterable[Macro], channel: str = "") -> tuple[Macro, ...]:
    """Those offered on a channel (empty: any) that fit the query, the best first.

    The letters of the query stand in the macro's name in that order, with others between them; its
    key alone chooses it at once. Words that stand only in the text fit last.
    """
    low = query.strip().casefold()
    fit = [
        (score, _by_name(macro), macro)
        for macro in macros
        if not channel or not macro.channels or channel.casefold() in macro.channels
        if (score := _score(low, macro)) is not None
    ]
    return tuple(macro for _, _, macro in sorted(fit, key=lambda found: found[:2]))


def _score(query: str, macro: Macro) -> int | None:
    """The lower the better; None when it does not fit."""
    name = macro.name.casefold()
    if not query or query == macro.key.casefold():
        return -1
    if (at := name.find(query)) >= 0:
        return at if at and name[at - 1].isalnum() else 0
    gaps = _gaps(query.replace(" ", ""), name)
    if gaps is not None:
        return 100 + gaps
    return 1000 if all(word in macro.text.casefold() for word in query.split()) else None


def _gaps(query: str, name: str) -> int | None:
    """How far the letters of `query` are strewn over `name`; None when they are not all there.

    Where the next letter begins a word, that costs little: "slp" is near "Sorry for a late parcel".
    """
    if len(query) > len(name):
        return None
    costs: list[int | None] = [0, *[None] * len(name)]  # of all letters so far, the last before it
    for letter in query:
        costs = _costs_with(letter, costs, name)
    return min((cost for cost in costs if cost is not None), default=None)


def _costs_with(letter: str, before: Sequence[int | None], name: str) -> list[int | None]:
    costs: list[int | None] = [None]
    cheapest: int | None = None
    for at, found in enumerate(name):
        near = before[at]
        if near is not None:
            cheapest = near if cheapest is None else min(cheapest, near)
        if found != letter or cheapest is None:
            costs.append(None)
            continue
        jump = cheapest + (1 if not at or not name[at - 1].isalnum() else 4)
        costs.append(jump if near is None or not at else min(near, jump))
    return costs
