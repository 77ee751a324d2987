"""The sign-off: once, at the end, and only for who has initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.writing.sign_off import sign_off_of, signed, unsigned

USUAL = " ^{agent_initials}"


@pytest.mark.parametrize(
    ("pattern", "initials", "sign_off"),
    [
        (USUAL, "MC", " ^MC"),
        (USUAL, "", ""),
        ("", "MC", ""),
        ("\n– {agent_name}", "MC", "\n– Mary"),
        (" from {agent_initials|us}", "", " from us"),
        (" ^{initials}", "MC", " ^{initials}"),
    ],
)
def test_what_an_agent_signs_with(pattern: str, initials: str, sign_off: str) -> None:
    values = {"agent_initials": initials, "agent_name": "Mary"}
    assert sign_off_of(pattern, values) == sign_off


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Thank you!", "Thank you! ^MC"),
        ("Thank you!  \n", "Thank you! ^MC"),
        ("Thank you! ^MC", "Thank you! ^MC"),
        ("Thank you! ^MC\n", "Thank you! ^MC"),
        ("Thank you!\n^MC", "Thank you!\n^MC"),
        ("^MC", "^MC"),
        ("Thank you! ^JD", "Thank you! ^JD ^MC"),
        ("I said ^MC before", "I said ^MC before ^MC"),
        ("x^MC", "x^MC ^MC"),
        ("", ""),
        (" \n", " \n"),
    ],
)
def test_signed(text: str, sent: str) -> None:
    assert signed(text, " ^MC") == sent


def test_without_a_sign_off_nothing_changes() -> None:
    assert signed("Thank you! ", "") == "Thank you! "


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_signing_twice_is_signing_once(text: str, sign_off: str) -> None:
    once = signed(text, sign_off)
    assert signed(once, sign_off) == once
    assert once.startswith(text.rstrip())


@pytest.mark.parametrize(
    ("text", "pattern", "bare"),
    [
        ("Thank you! ^JD", USUAL, "Thank you!"),
        ("Thank you!\n^JD\n", USUAL, "Thank you!"),
        ("Thank you!", USUAL, "Thank you!"),
        ("I said ^JD before", USUAL, "I said ^JD before"),
        ("Thank you! – Mary", "\n– {agent_name}", "Thank you!"),
        ("Thank you! (care)", " (care)", "Thank you!"),
        ("Thank you! ^JD", "", "Thank you! ^JD"),
    ],
)
def test_anothers_answer_is_taken_without_their_initials(
    text: str, pattern: str, bare: str
) -> None:
    assert unsigned(text, pattern) == bare


@given(st.text(), st.sampled_from([USUAL, "\n-- {agent_initials}", " ({agent_initials})"]))
def test_what_was_signed_can_be_had_without(text: str, pattern: str) -> None:
    sign_off = sign_off_of(pattern, {"agent_initials": "MC"})
    if unsigned(text, pattern) == text:
        assert unsigned(signed(text, sign_off), pattern).rstrip() == text.rstrip()
