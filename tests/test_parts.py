"""Long answers in parts: nothing is lost, everything fits, the cuts are where a reader pauses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.models import Counting, Limits
from social_care.parts import MOST_PARTS, counter, gaps, plain, split
from social_care.text import over_limit

SHORT = Limits(counting=Counting.MASTODON, max_length=60, url_length=23)
NETWORKS = (
    SHORT,
    Limits(counting=Counting.X, max_length=60, url_length=23),
    Limits(counting=Counting.BLUESKY, max_length=60, max_bytes=150),
    Limits(counting=Counting.CHARACTERS, max_length=60),
)
LINK = "https://acme.example/returns/how-to-send-it-back"


def bodies(text: str, limits: Limits = SHORT, prefix: str = "") -> list[str]:
    """The parts without their counters."""
    found = split(text, limits, prefix)
    return [plain(part, number, len(found)) for number, part in enumerate(found, 1)]


def test_what_fits_stays_whole() -> None:
    assert split("  Sorry, Kim.\n", SHORT) == ("Sorry, Kim.",)
    assert split("", SHORT) == ("",)


def test_parts_end_with_sentences_and_are_counted() -> None:
    text = "Sorry about this, Kim. We have sent you another pair today. It comes on Friday."
    assert split(text, SHORT) == (
        "Sorry about this, Kim. (1/3)",
        "We have sent you another pair today. (2/3)",
        "It comes on Friday. (3/3)",
    )


def test_the_counter_and_what_stands_before_are_counted() -> None:
    text = f"{'x' * 40} {'y' * 12}. Bye."
    assert bodies(text) == [text]
    assert bodies(text, SHORT, "@kim@social.example ") == ["x" * 40, "y" * 12 + ". Bye."]
    assert split(text + "!", SHORT, "@kim ")[0] == "x" * 40 + " (1/2)"
    assert split("x" * 50 + " y" * 20, SHORT)[0] == "x" * 50 + " y y (1/2)"


@pytest.mark.parametrize(
    "marked",
    [
        "The first of two paragraphs.|\n\nThe second. It goes on and on for a while.",
        "We are sorry, and that is all there is to say of it| for now, and then.",
        "Please take them to our shop in the High Street,| and ask for Lee there.",
        "Whatever you do please ask for Dr. Smith at the| counter there now ok.",
        "Look for the sole with marks e.g. The one that says| ninety or so now?",
        "- one thing to do first is this|\n- another thing to do is that one here",
        "“We were wrong about the boots you have.”| That is what it says here now.",
        "您的靴子漏水了，我们非常抱歉。请把它寄回给我们吧我们会立即更换。|"
        + "您的靴子漏水了，我们" * 6,
    ],
)
def test_a_cut_is_where_a_reader_pauses(marked: str) -> None:
    first, _, rest = marked.partition("|")
    assert bodies(first + rest)[0] == first


def test_a_sentence_that_ends_early_is_no_reason_for_a_short_part() -> None:
    first = bodies("Hi. We have looked into this for you and we could find no reason at all.")[0]
    assert first.startswith("Hi. We have looked into this")


@pytest.mark.parametrize(
    "whole", [LINK, "@kim_with_a_long_name@social.example", "kim@acme.example"]
)
def test_links_and_names_are_never_cut(whole: str) -> None:
    for room in range(40):
        text = f"{'x' * room}，{whole}，{'y' * 50}"
        assert any(whole in body for body in bodies(text)), text


def test_a_word_is_cut_only_when_it_does_not_fit_by_itself() -> None:
    assert bodies("Oh " + "o" * 70) == ["Oh", "o" * 54, "o" * 16]
    assert bodies("o" * 54 + " " + "e" * 54) == ["o" * 54, "e" * 54]


@pytest.mark.parametrize("one", ["👩‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0323", "👍🏽"])
def test_what_people_see_as_one_character_is_never_cut(one: str) -> None:
    for limits in NETWORKS:
        for body in bodies(one * 70, limits):
            assert body == one * (len(body) // len(one))


def test_no_part_begins_with_what_belongs_to_a_space_before_it() -> None:
    for mark in ("\u0301", "\u200d"):
        found = bodies("x" * 50 + f" {mark}" + "y" * 40)
        assert len(found) > 1
        assert not any(body.startswith(mark) for body in found)


def test_what_cannot_be_cut_says_so() -> None:
    limits = Limits(counting=Counting.BLUESKY, max_length=40)
    with pytest.raises(NotAllowed, match="a link or a name in it is longer than one part"):
        split(f"See {LINK}?and=so&on=and&on", limits)


def test_there_is_an_end_to_the_parts() -> None:
    sentence = "This is one of them, you know, and it is very nearly full."
    assert len(split(" ".join([sentence] * MOST_PARTS), Limits(max_length=66))) == MOST_PARTS
    with pytest.raises(NotAllowed, match=f"too long even for {MOST_PARTS} parts"):
        split(" ".join([sentence] * (MOST_PARTS + 1)), Limits(max_length=66))
    with pytest.raises(NotAllowed, match=f"too long even for {MOST_PARTS} parts"):
        split("x" * 100_000, SHORT)


def test_ten_and_more_are_counted_with_two_digits() -> None:
    found = split("Word upon word. " * 30, SHORT)
    assert len(found) > 9
    assert found[8].endswith(f" (9/{len(found)})")
    assert found[9].endswith(f" (10/{len(found)})")
    assert not any(over_limit(part, SHORT) for part in found)


def test_a_counter_is_taken_off_once() -> None:
    assert plain("It is (2/3) (2/3)", 2, 3) == "It is (2/3)"
    assert plain("It is (1/1)", 1, 1) == "It is (1/1)"
    assert counter(1, 1) == ""


def test_white_space_that_keeps_together_is_kept() -> None:
    text = f"{'x' * 40} and it costs 10\xa0000\xa0€ now"
    assert bodies(text)[1].endswith("10\xa0000\xa0€ now")


PIECES = st.sampled_from(
    [
        *(
            "Sorry",
            "Kim,",
            "we",
            "e.g.",
            "boots.",
            "é",
            "e\u0301",
            "很抱歉。",
            "请，",
            "👩‍👩‍👧",
            "🇩🇪",
        ),
        *("(1/2)", LINK, "@kim@social.example", "@lee", "#acme", "$AAPL", "acme.example/x"),
        *("x" * 70, "好" * 45, "\n", "\n\n", "  ", "\xa0", "\u0301", "\u200d", "!?", "“So.”"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(),
)
PREFIXES = st.sampled_from(["", "@kim ", "@kim@social.example "])


@given(TEXTS, st.sampled_from(NETWORKS), PREFIXES)
def test_every_part_fits_and_nothing_is_lost(text: str, limits: Limits, prefix: str) -> None:
    try:
        found = split(text, limits, prefix)
    except NotAllowed:
        assert over_limit(prefix + text.strip(), limits)
        return
    assert len(found) <= MOST_PARTS
    words = [plain(part, number, len(found)) for number, part in enumerate(found, 1)]
    assert len(found) == 1 or all(words), "no part is empty"
    for number, part in enumerate(found, 1):
        assert not over_limit(prefix + part, limits)
        assert split(part, limits, prefix) == (part,), "a part is not split again"
        assert part.endswith(counter(number, len(found)))
    assert "".join("".join(words).split()) == "".join(text.split()), "every character, in order"
    between = gaps(text.strip(), found)
    assert all(not gap.strip() for gap in between)
    together = "".join(gap + word for gap, word in zip(between, words, strict=True))
    assert together == text.strip(), "they can be put together again as they were"


@given(st.lists(st.from_regex(r"[a-zé']{1,12}[.,!?]?", fullmatch=True), max_size=60))
def test_words_that_fit_are_never_cut(words: list[str]) -> None:
    assert " ".join(bodies(" ".join(words))).split() == words


@given(TEXTS, st.sampled_from(NETWORKS))
def test_no_link_is_ever_cut(text: str, limits: Limits) -> None:
    try:
        found = split(text, limits)
    except NotAllowed:
        return
    count = len(re.findall(re.escape(LINK), text))
    assert sum(part.count(LINK) for part in found) == count
