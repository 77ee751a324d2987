"""The one table of keys: no double meanings, nothing that terminals do not deliver."""

import re

import pytest

from social_care.tui.keys import BY_KEY, KEYS, Key, Where, for_footer, for_where
from social_care.tui.screens.main import MainScreen

UNDELIVERED = re.compile(
    r"ctrl\+(?:[0-9]|h|i|m|t|n|w|j|enter|tab|backspace|shift\+.*|left_square_bracket)|"
    r"alt\+.*|shift\+enter|ctrl\+alt\+.*|super\+.*"
)
"""Arrives as something else, never, or belongs to the terminal or the browser around it."""

EDITING = {"ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+d", "ctrl+x", "ctrl+v", "ctrl+z", "ctrl+y"}
NAMED = {"'": "apostrophe", "?": "question_mark", ":": "colon", ".": "full_stop", "/": "slash"}


def letters(row: Key) -> list[str]:
    return [key for key in row.keys if len(key) == 1]


@pytest.mark.parametrize("row", KEYS, ids=lambda row: f"{row.command} {row.shown}")
def test_terminals_deliver_the_key(row: Key) -> None:
    assert not [key for key in row.keys if UNDELIVERED.fullmatch(key)]


@pytest.mark.parametrize("key", ["ctrl+h", "ctrl+1", "ctrl+enter", "alt+3", "ctrl+w", "ctrl+i"])
def test_the_pattern_for_undelivered_keys_can_fail(key: str) -> None:
    assert UNDELIVERED.fullmatch(key)


def test_one_letter_means_one_thing_on_every_screen() -> None:
    meanings: dict[str, set[str]] = {}
    for row in KEYS:
        for key in letters(row):
            meanings.setdefault(key, set()).add(row.command)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_no_key_stands_twice_in_one_place() -> None:
    places = [(where, key) for row in KEYS for key in row.keys for where in row.where]
    assert len(places) == len(set(places)) == len(BY_KEY)


def test_what_is_typed_into_a_reply_is_never_a_command() -> None:
    typed = [
        key
        for row in for_where(Where.COMPOSER)
        for key in row.keys
        if len(key) == 1 or key in {*NAMED.values(), "enter", "tab", "space"}
    ]
    assert typed == []


def test_the_editing_keys_stay_the_editors() -> None:
    assert not EDITING & {key for row in for_where(Where.COMPOSER) for key in row.keys}


@pytest.mark.parametrize("row", KEYS, ids=lambda row: row.command)
def test_every_command_is_an_action_of_the_main_screen(row: Key) -> None:
    assert callable(getattr(MainScreen, f"action_{row.command}"))


@pytest.mark.parametrize("row", KEYS, ids=lambda row: row.command)
def test_every_command_explains_itself_in_a_sentence(row: Key) -> None:
    assert row.help[0].isupper()
    assert row.help.endswith(".")
    assert len(row.help) <= 70
    assert row.shown
    assert row.label


def test_only_moves_are_done_without_a_look_at_what_follows() -> None:
    at_once = {row.command for row in KEYS if row.at_once}
    assert at_once == {"up", "down", "page_up", "page_down"}


def test_the_footer_begins_with_what_matters_most() -> None:
    assert [row.command for row in for_footer(Where.COMPOSER)][:2] == ["send", "back"]


def test_every_place_has_keys_and_a_heading() -> None:
    for where in Where:
        assert for_where(where)
        assert where.heading
