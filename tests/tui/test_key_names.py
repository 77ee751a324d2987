"""Sentences name the key that is in force: none of our words holds the name of a usual one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import social_care
from social_care.tui.keys import IN_FORCE, KEYS, TABLE, Where, shown, shown_view, undoes
from social_care.tui.remap import remapped
from social_care.tui.situation import Situation
from social_care.tui.why_not import reasons
from tests.tui.console import console

ROOT = Path(social_care.__file__).parent

KEY_NAMES = re.compile(
    r"\b(?:Ctrl\+[A-Z]|F\d{1,2}|Esc|Enter)\b"
    r"|(?:^|[\s;,—·])[b-wyzB-HJ-WYZ?=.!*/'+] (?:twice|again|once|[a-z]+s)\b"
    r"|(?<!\w)\([A-Za-z?=!*/'+]\)"
    r"|\bpress [A-Za-z?=!*/'+]\b"
)
"""How a sentence names a key: by its name, before what it does, in brackets, after "press".

x is a network, too.
"""

OWN = {
    "tui/keys.py": "the table itself",
    "tui/remap.py": "says how keys are written in the configuration",
    "tui/screens/dialog.py": "Enter and Esc of a dialog are nobody's to give away",
    "tui/screens/picking.py": "the same",
    "tui/screens/macro_list.py": "the same",
    "tui/screens/weighed.py": "the same",
    "tui/screens/answer_all.py": "the same",
    "tui/screens/palette.py": "the same",
    "tui/screens/handover_form.py": "the same",
}


def said_in(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a file that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def offenders(folder: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {said!r}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in OWN
        for line, said in said_in(path)
        if KEY_NAMES.search(said)
    ]


@pytest.mark.parametrize("folder", ["tui", "desk", "connectors"])
def test_no_sentence_names_a_usual_key(folder: str) -> None:
    assert offenders(folder) == []


@pytest.mark.parametrize(
    "said",
    [
        "Resolved Kim — u undoes",
        "take it back first (U)",
        "press e once more to resolve it",
        "Ctrl+S sends anyway",
        "c twice takes over",
        "F4 tries again",
        "Esc first",
    ],
)
def test_the_look_at_sentences_can_fail(said: str) -> None:
    assert KEY_NAMES.search(said)


@pytest.mark.parametrize("said", ["in 9 s, then", "a colleague holds them", "it is I who asks"])
def test_words_are_no_keys(said: str) -> None:
    assert not KEY_NAMES.search(said)


def other_keys() -> dict[str, list[str]]:
    """Another key for every command that has one that can be given away."""
    return {
        "undo": ["Z"],
        "take_back": ["b"],
        "reply": ["A"],
        "open_link": ["O"],
        "elsewhere": ["Y"],
        "claim": ["m"],
        "send": ["F10"],
        "open": ["F11"],
        "back": ["F12", "z"],
        "quit": ["F7"],
    }


def test_all_that_is_named_follows_when_keys_are_given_away() -> None:
    faults: list[str] = []
    table = remapped(other_keys(), {}, lambda place, problem: faults.append(f"{place} {problem}"))
    assert faults == []
    token = IN_FORCE.set(table)
    try:
        assert undoes() == " — Z undoes"
        assert shown("send") == "F10"
        assert shown_view(8) == "8"
        found = reasons(table, Situation(where=Where.QUEUE, agent="mary", has_way_back=False))
        assert found["back"] == "this is the queue; F7 leaves the console"
        claim = next(row for row in table.rows if row.command == "claim")
        assert claim.help == "Claim, or give back; a colleague's: m twice."
    finally:
        IN_FORCE.reset(token)
    assert shown("undo") == "u"


def test_help_texts_name_only_commands_that_exist() -> None:
    for raw, row in zip(KEYS, TABLE.rows, strict=True):
        assert "{" not in row.help
        assert raw.command == row.command


async def test_a_console_with_other_keys_says_those() -> None:
    table = remapped(other_keys(), {}, lambda *_: None)
    async with console(table=table) as agent:
        await agent.press("j", "j", "j", "d")
        assert agent.said == "Dismiss Sam — Z undoes"
        await agent.press("z")
        assert agent.said == "this is the queue; F7 leaves the console"
        await agent.press("f11", "A", "f10")
        assert agent.main.composer.problem == "there is nothing to send yet"
        await agent.type("Hello")
        await agent.press("f10")
        assert "— b takes it back" in agent.text
