"""The language of phrases: what it matches, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.triage.index import PhraseIndex
from social_care.triage.phrases import compile_phrase, phrase_end, tokenise

LISTS = {"thing": ("order", "gift card", "shoe")}


def found(source: str, text: str) -> list[str]:
    """What the phrase takes from the text, longest variant first."""
    tokens = tokenise(text.lower())
    index = PhraseIndex((0, phrase) for phrase in compile_phrase(source, LISTS))
    return [" ".join(tokens[start:end]) for _, start, end in index.find(tokens)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't stop", ["Don't", "stop"]),
        ("where's my I've", ["where", "'s", "my", "I", "'ve"]),
        ("2hrs, 1,000 at 9:30", ["2", "hrs", "1,000", "at", "9:30"]),
        ("ok... now!!?", ["ok", ".", "now", "!", "!", "?"]),
        ("£20 50%", ["£", "20", "50", "%"]),
        ("no😡way❤", ["no", "😡", "way", "❤"]),
        ("a\x1b[31mb\u202ec", ["a", "31", "mb", "c"]),
        ("Thanks :D <3", ["Thanks", "🙂", "❤"]),
        ("ok :( at 8:30", ["ok", "🙁", "at", "8:30"]),
        ("", []),
    ],
)
def test_texts_fall_into_tokens(text: str, tokens: list[str]) -> None:
    assert tokenise(text) == tokens


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        pytest.param("on hold", "I am on hold", ["on hold"], id="words"),
        pytest.param("on hold", "on the hold", [], id="nothing between"),
        pytest.param("hold", "household", [], id="whole words only"),
        pytest.param("(no|any) (one|body)", "is any body", ["any body"], id="choices"),
        pytest.param("(get|get me) out", "get me out", ["get me out"], id="longer choices"),
        pytest.param(
            "my (new|) shoe", "my shoe, my new shoe", ["my shoe", "my new shoe"], id="opt"
        ),
        pytest.param("a (b (c|d)|e) f", "a b d f a e f", ["a b d f", "a e f"], id="nested"),
        pytest.param("my <thing>", "my gift card", ["my gift card"], id="list"),
        pytest.param("# days", "3 days, three days, tri days", ["3 days", "three days"], id="num"),
        pytest.param("made my * cry", "made my son cry", ["made my son cry"], id="any word"),
        pytest.param("made my *", "made my. day", [], id="any word is no full stop"),
        pytest.param("never ~ again", "never again", ["never again"], id="empty gap"),
        pytest.param(
            "never ~ again", "never buy it here again", ["never buy it here again"], id="3"
        ),
        pytest.param("never ~ again", "never buy it in here again", [], id="gap of four"),
        pytest.param("never ~ again", "never. again", [], id="gap over a full stop"),
        pytest.param("don't work", "they dont work", ["dont work"], id="no apostrophe"),
        pytest.param("where's my", "where's my", ["where 's my"], id="clitic"),
        pytest.param("! !", "hey!!", ["! !"], id="marks"),
        pytest.param("(😡|👎)", "no 👎", ["👎"], id="emoji"),
        pytest.param("a (b|c)", "a", [], id="text ends early"),
        pytest.param("a ~ b", "a", [], id="text ends in a gap"),
        pytest.param("2nd time", "2nd time", ["2 nd time"], id="ordinal"),
    ],
)
def test_phrases_match(source: str, text: str, expected: list[str]) -> None:
    assert found(source, text) == expected


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "must begin with a word"),
        ("~ again", "must begin with a word"),
        ("* again", "must begin with a word"),
        ("(a|) ", "must begin with a word"),
        ("never ~", "must not end with ~"),
        ("a ~ b ~ c ~ d", "more than 2 ~"),
        ("my <thnig>", "unknown list <thnig>"),
        ("refund(s|)", "needs a space"),
        ("(a|b", "has a ( too many"),
        ("a|b)", "has a ) too many"),
        ("wait.*ing", "neither words nor a sign"),
        ("&", "neither words nor a sign"),
        (" ".join(["(a b|c d|e f)"] * 6), "729 variants, more than 400"),
    ],
)
def test_what_is_no_phrase_is_refused_with_the_reason(source: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        compile_phrase(source, LISTS)
    assert problem in str(refusal.value)


WORDS = st.lists(st.sampled_from(["my", "order", "never", "again", ".", "3", "shoe"]), max_size=12)
SOURCES = ["my <thing>", "never ~ again", "# (order|shoe)", "my (order|) again", "my ~ my ~ my"]


@given(tokens=WORDS, source=st.sampled_from(SOURCES))
def test_the_index_finds_what_trying_every_place_finds(tokens: list[str], source: str) -> None:
    phrases = compile_phrase(source, LISTS)
    tried = {
        (start, end)
        for phrase in phrases
        for start in range(len(tokens))
        if (end := phrase_end(phrase, tokens, start)) > 0
    }
    index = PhraseIndex((0, phrase) for phrase in phrases)
    assert {(start, end) for _, start, end in index.find(tokens)} == tried
