"""Typing passes the gate, pasting does not."""

from hypothesis import given
from hypothesis import strategies as st

from social_care.tui.gate import PASTE_KEYS, Gate, Stroke


def strokes(keys: str) -> list[Stroke]:
    return [Stroke(key=key, character=key) for key in keys]


def burst(keys: str) -> tuple[str, bool]:
    gate = Gate()
    for stroke in strokes(keys):
        gate.keep(stroke)
    obeyed, pasted = gate.end_of_burst()
    return "".join(stroke.key for stroke in obeyed), pasted


def test_one_key_is_a_command() -> None:
    assert burst("e") == ("e", False)


def test_a_few_keys_typed_ahead_are_commands_in_their_order() -> None:
    assert burst("nr") == ("nr", False)


def test_a_word_at_once_is_a_paste_and_does_nothing() -> None:
    assert burst("resolve") == ("", True)


def test_moves_held_down_over_a_slow_line_are_moves() -> None:
    gate = Gate()
    assert all(gate.let_pass() for _ in range(40))
    assert gate.end_of_burst() == ([], False)


def test_a_move_does_not_overtake_what_waits() -> None:
    gate = Gate()
    gate.keep(strokes("e")[0])
    assert not gate.let_pass()


def test_a_paste_that_begins_with_a_move_is_a_paste() -> None:
    gate = Gate()
    gate.let_pass()
    for stroke in strokes("eeds"):
        gate.keep(stroke)
    assert gate.end_of_burst() == ([], True)


def test_after_a_burst_the_gate_is_empty() -> None:
    gate = Gate()
    for stroke in strokes("long words"):
        gate.keep(stroke)
    gate.end_of_burst()
    gate.keep(strokes("e")[0])
    assert [stroke.key for stroke in gate.end_of_burst()[0]] == ["e"]


@given(st.text(min_size=1))
def test_keys_are_obeyed_all_or_none(keys: str) -> None:
    obeyed, pasted = burst(keys)
    assert obeyed == ("" if pasted else keys)
    assert pasted == (len(keys) >= PASTE_KEYS)
