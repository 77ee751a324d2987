"""Whom kind words name."""

import pytest

from social_care.naming import named

AGENTS = ("lena", "will", "jo", "mary.c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lena on your team made my week", ()),  # a sentence's first word: only who answered
        ("Big thanks to Lena!", ("lena",)),
        ("thanks @lena", ("lena",)),
        ("a lena is what we call it", ()),
        ("I will tell everyone. Will do!", ()),
        ("Thank you Will and Mary", ("will", "mary.c")),
        ("Joanna and Jo helped", ()),  # two letters are too few
        ("Helena rocks, says Lenas", ()),
        ("", ()),
    ],
)
def test_names(text: str, expected: tuple[str, ...]) -> None:
    assert named(text, AGENTS, answered=()) == expected


def test_who_has_answered_may_begin_a_sentence() -> None:
    assert named("Lena on your team made my week", AGENTS, answered=("lena",)) == ("lena",)
    assert named("Great. Lena again!", AGENTS, answered=("lena", "will")) == ("lena",)
