"""Other keys for the console's commands, as people write them; checked as strictly as our own.

`resolve = "E"` or `resolve = ["E", "F5"]`; every fault is told with its place, and none is half
obeyed: with one fault in it a table stays as it comes.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from social_care.tables import suggest
from social_care.tui.keys import KEYS, TYPING, Key, Table, Where

Note = Callable[[str, str], None]
"""Tells a fault: of which command or key, and what is wrong."""

UNDELIVERED = (
    (r"ctrl\+[0-9]", "terminals send the digit alone"),
    (r"ctrl\+(?:h|i|m|j|left_square_bracket)", "it arrives as Backspace, Tab, Enter or Esc"),
    (r"ctrl\+(?:t|n|w)", "browsers and terminals keep it for themselves"),
    (r"(?:ctrl|shift)\+(?:enter|tab|backspace)", "most terminals send the key alone"),
    (r"ctrl\+shift\+.*", "most terminals send it without Shift"),
    (r"(?:ctrl\+)?alt\+.*", "it arrives as Esc and the key"),
    (r"super\+.*", "the desktop keeps it for itself"),
    (r"ctrl\+c", "it stays the one that says how to leave"),
)
"""What terminals do not deliver, and why: arrives as something else, never, or not to us."""

EDITING = frozenset(
    "ctrl+a ctrl+e ctrl+k ctrl+u ctrl+d ctrl+x ctrl+v ctrl+z ctrl+y".split()  # noqa: SIM905
)
"""Keys of whoever writes a text."""

TYPED = frozenset({"enter", "tab", "space", "up", "down"})
"""Keys that write, or move, in a reply; in the search line, which is one line, they are free."""

LINE = frozenset({"space", "backspace", "delete", "left", "right", "home", "end"})
"""Keys that stay those of a line of text."""

ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}

NAMES = {
    "enter": ("enter", "Enter"),
    "esc": ("escape", "Esc"),
    "tab": ("tab", "Tab"),
    "space": ("space", "Space"),
    "backspace": ("backspace", "Backspace"),
    "del": ("delete", "Del"),
    "ins": ("insert", "Ins"),
    "home": ("home", "Home"),
    "end": ("end", "End"),
    "pgup": ("pageup", "PgUp"),
    "pgdn": ("pagedown", "PgDn"),
    **{each: (name, sign) for name, sign in ARROWS.items() for each in (name, sign)},
    **{f"f{n}": (f"f{n}", f"F{n}") for n in range(1, 13)},
}
"""By what people write, in small letters: Textual's name, and how we write it."""

MOVING = {name for name, _ in NAMES.values()} - {"enter", "escape", "tab", "space", "backspace"}
"""Keys that terminals tell apart with Ctrl or Shift, too."""

OTHERS = {"escape": "esc", "delete": "del", "insert": "ins", "pageup": "pgup", "pagedown": "pgdn"}

SHORTER = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual calls a sign by another name than Unicode."""


@dataclass(frozen=True, slots=True)
class Written:
    """A key as somebody wrote it."""

    name: str
    """As Textual names it."""
    shown: str
    is_letter: bool
    """It is typed where there is something to type."""


def read_key(written: str) -> Written | str:
    """The key, or what is wrong with it."""
    if len(written) == 1 and written.isprintable() and written != " " and written not in NAMES:
        return Written(sign_name(written), written, is_letter=True)
    parts = [OTHERS.get(part, part) for part in re.split(r"[+-](?=.)", written.strip().casefold())]
    if parts[-1] in NAMES and len(parts) == 1:
        return Written(*NAMES[parts[0]], is_letter=parts[0] == "space")
    if len(parts) < 2 or not set(parts[:-1]) <= {"ctrl", "alt", "shift", "super"}:
        return f"{written!r} is no key: write a sign, F5, Enter, PgDn or Ctrl+S"
    last = NAMES[parts[-1]][0] if parts[-1] in NAMES else parts[-1]
    if parts[:-1] == ["shift"] and len(last) == 1:
        return f"{written!r}: write the capital letter, {last.upper()}"
    name = "+".join([*parts[:-1], last if len(last) > 1 else sign_name(last)])
    for pattern, why in UNDELIVERED:
        if re.fullmatch(pattern, name):
            return f"{written!r} does not get here: {why}"
    if not (re.fullmatch(r"ctrl\+[a-z]", name) or last in MOVING):
        return f"{written!r} is no key that all terminals have"
    words = [NAMES[part][1] if part in NAMES else part.capitalize() for part in parts]
    return Written(name, "+".join(words), is_letter=False)


def sign_name(sign: str) -> str:
    """What Textual calls the key that writes this sign."""
    if sign.isalnum():
        return sign
    name = unicodedata.name(sign, sign).lower().replace("-", "_").replace(" ", "_")
    return SHORTER.get(name, name)


def remapped(wanted: Mapping[str, Sequence[str]], aliases: Mapping[str, str], note: Note) -> Table:
    """The table with other keys for these commands, and other keyboards' signs for keys.

    What is wrong goes to `note`, with the command it stands under, or "aliases".
    """
    faults: list[tuple[str, str]] = []

    def tell(place: str, problem: str) -> None:
        faults.append((place, problem))

    rows = _rows(wanted, tell)
    _check(rows, frozenset(wanted), tell)
    if not faults:
        rows = _with_aliases(rows, aliases, tell)
    for place, problem in faults:
        note(place, problem)
    return Table(rows if not faults else KEYS)


# -- commands ------------------------------------------------------------------------------------


def _rows(wanted: Mapping[str, Sequence[str]], tell: Note) -> tuple[Key, ...]:
    known = {row.command for row in KEYS}
    for command in wanted:
        if command not in known:
            tell(command, f"is no command{suggest(command, known)}")
    found: list[Key] = []
    done: set[str] = set()
    for row in KEYS:
        if row.command not in wanted:
            found.append(row)
        elif row.command not in done:
            done.add(row.command)
            found += _rows_of(row.command, wanted[row.command], tell)
    return tuple(found)


def _rows_of(command: str, written: Sequence[str], tell: Note) -> list[Key]:
    """The rows of one command with the keys written; its own where they cannot be meant."""
    usual = [row for row in KEYS if row.command == command]
    keys: list[Written] = []
    for each in written:
        key = read_key(each)
        if isinstance(key, str):
            tell(command, key)
            return usual
        keys.append(key)
    if command == "view" and len(keys) != len(usual[0].keys):
        tell(command, f"needs {len(usual[0].keys)} keys, one for each view")
        return usual
    everywhere = frozenset[Where]().union(*(row.where for row in usual))
    by_place: dict[frozenset[Where], list[Written]] = {}
    for key in keys:
        by_place.setdefault(_works(key, everywhere), []).append(key)
    missing = everywhere - frozenset[Where]().union(*by_place)
    if missing:
        places = ", ".join(sorted(place.heading.lower() for place in missing))
        tell(command, f"needs a key for {places}, too: one that is not typed, such as F5")
        return usual
    return _made(usual[0], by_place)


def _works(key: Written, where: frozenset[Where]) -> frozenset[Where]:
    """The places in which the key is not needed for writing."""
    if key.is_letter or key.name in EDITING | LINE:
        return where - TYPING
    return where - {Where.COMPOSER} if key.name in TYPED else where


def _made(usual: Key, by_place: Mapping[frozenset[Where], list[Written]]) -> list[Key]:
    """One row for each set of places, the widest first; only one of them in a footer."""
    rows: list[Key] = []
    shown: set[Where] = set()
    for where, keys in sorted(by_place.items(), key=lambda item: -len(item[0])):
        if not where:
            continue
        names = [key.shown for key in keys]
        rows.append(
            replace(
                usual,
                keys=tuple(key.name for key in keys),
                shown=f"{names[0]}…{names[-1]}" if usual.command == "view" else " ".join(names),
                each=tuple(names),
                where=where,
                footer=0 if where & shown else usual.footer,
            )
        )
        shown |= where
    return rows


def _check(rows: tuple[Key, ...], changed: frozenset[str], tell: Note) -> None:
    """No key twice in one place, one letter one meaning."""
    meaning: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: row.command in changed):
        for key in row.keys:
            places = [where.value for where in row.where] + ([""] if len(key) == 1 else [])
            others = {meaning.get((key, place), row.command) for place in places} - {row.command}
            if others:
                tell(row.command, f"{key!r} is {', '.join(sorted(others))} already")
            meaning |= {(key, place): row.command for place in places}


# -- other keyboards -----------------------------------------------------------------------------


def _with_aliases(rows: tuple[Key, ...], aliases: Mapping[str, str], tell: Note) -> tuple[Key, ...]:
    """Each sign of another keyboard does what the key does whose place it has."""
    taken = {key: row for row in rows for key in row.keys if row.where - TYPING}
    also: dict[str, list[tuple[str, str]]] = {}
    for sign, written in aliases.items():
        key, target = read_key(sign), read_key(written)
        if isinstance(key, str) or not key.is_letter:
            tell("aliases", f"{sign!r} must be one sign, as the keyboard writes it")
        elif isinstance(target, str) or not target.is_letter:
            tell("aliases", f"{sign} = {written!r}: must stand for one sign, such as e or ?")
        elif key.name in taken:
            tell("aliases", f"{sign!r} is {taken[key.name].command} already")
        else:
            also.setdefault(target.name, []).append((key.name, target.name))
    return tuple(
        replace(row, also=tuple(pair for key in row.keys for pair in also.get(key, ())))
        if row.where - TYPING
        else row
        for row in rows
    )
