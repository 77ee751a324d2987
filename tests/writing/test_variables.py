"""Variables of prepared texts: filled once, never out of what a customer calls themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.writing.variables import BUILT_IN, fill, strange, unresolved

VALUES = {"first_name": "Kim", "handle": "", "phone": "0800 123"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {first_name}", "Hi Kim"),
        ("Hi {first_name|there}", "Hi Kim"),
        ("@{handle|you}", "@you"),
        ("{handle|}!", "!"),
        ("{first_name}{first_name}, {phone}", "KimKim, 0800 123"),
        ("no braces", "no braces"),
        ("{}", "{}"),
        ("{ first_name }", "{ first_name }"),
        ("{unknown}", "{unknown}"),
        ("{{first_name}}", "{Kim}"),
    ],
)
def test_filled(text: str, filled: str) -> None:
    assert fill(text, VALUES)[0] == filled


def test_what_has_no_value_stays_and_is_named_where_it_stands_in_the_filled_text() -> None:
    text, missing = fill("{first_name}, write to @{handle}, {phone}", VALUES)
    assert text == "Kim, write to @{handle}, 0800 123"
    assert [(text[span.start : span.end], span.said) for span in missing] == [
        ("{handle}", "{handle}")
    ]


def test_a_name_that_looks_like_a_variable_is_never_filled() -> None:
    """A customer who calls themselves {phone} learns nothing, and nothing leaves with it."""
    text, missing = fill("Hi {name}, {phone}", {"name": "{phone}", "phone": "0800 123"})
    assert text == "Hi {phone}, 0800 123"
    assert missing == ()
    assert [span.said for span in unresolved(text, {"name", "phone"})] == ["{phone}"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi {first_name}", ["{first_name}"]),
        ("Hi {First_Name}", ["{First_Name}"]),
        ("Hi {frist_name|you}", ["{frist_name|you}"]),
        ("Hi {firstname}", ["{firstname}"]),
        ("set {x} and {size}", []),
        ("a } and a {", []),
        ("{handle} {phone}", ["{handle}", "{phone}"]),
    ],
)
def test_left_unresolved(text: str, left: list[str]) -> None:
    spans = unresolved(text, {*BUILT_IN, "phone"})
    assert [span.said for span in spans] == left
    assert [text[span.start : span.end] for span in spans] == left


def test_what_nothing_can_fill_is_told_with_its_line() -> None:
    assert strange("a {name}\n\n{frist_name}{x}", BUILT_IN) == [(3, "frist_name"), (3, "x")]


TEXTS = st.text(st.sampled_from("{}|abfirst_nmehandlpo \n") | st.characters(), max_size=60)


@given(TEXTS, st.dictionaries(st.sampled_from(["first_name", "handle", "a"]), TEXTS))
def test_spans_lie_where_they_say(text: str, values: dict[str, str]) -> None:
    filled, missing = fill(text, values)
    for span in missing:
        assert filled[span.start : span.end] == span.said
    for span in unresolved(text, values):
        assert text[span.start : span.end] == span.said


@given(TEXTS)
def test_what_is_no_variable_comes_through_as_it_is(text: str) -> None:
    assert fill(text, {})[0] == text
