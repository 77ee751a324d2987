"""What is taken out of a text before anything reads it, and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.triage.hashtags import HashtagSplitter
from social_care.triage.normalise import Plain, plain, squeeze

SPLITTER = HashtagSplitter({"never", "again", "worst", "service", "ever", "a", "i", "fail", "late"})


def made(text: str, *brand: str, characters: int = 2000, emoji: int = 30) -> Plain:
    return plain(text, brand, SPLITTER.split, characters=characters, emoji=emoji)


def words(text: str, *brand: str) -> str:
    return " ".join(made(text, *brand).text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("don’t ‘do’ “that”", "don't 'do' \"that\"", id="curly quotes"),
        pytest.param("late—again…", "late - again...", id="dash and ellipsis"),
        pytest.param("&lt;3 you &amp; me", "<3 you & me", id="entities"),
        pytest.param("bad&amp;ugly", "bad& ugly", id="glued by an entity"),
        pytest.param("great...now what", "great... now what", id="glued by dots"),
        pytest.param("on\u00a0hold", "on hold", id="no-break space"),
        pytest.param("w\u200bait\u00ading", "waiting", id="zero width and soft hyphen"),
        pytest.param("ok❤️ok", "ok ❤ ok", id="variation selector"),
        pytest.param("👍🏽", "👍", id="skin tone"),
        pytest.param("see https://a.example/x?y=1 now", "see now", id="link"),
        pytest.param("see www.a.example/x now", "see now", id="bare www link"),
        pytest.param("@acme hi @a_b.", "hi .", id="handles"),
        pytest.param("@me@social.example hi", "hi", id="handle with its server"),
        pytest.param("mail bob@a.example", "mail bob@a.example", id="a mail address stays"),
        pytest.param("#NeverAgain", "Never Again", id="camel hashtag"),
        pytest.param("#HTMLFail2Day", "HTML Fail2 Day", id="capitals in a hashtag"),
        pytest.param("#never_again", "never again", id="snake hashtag"),
        pytest.param("#neveragain", "never again", id="glued hashtag"),
        pytest.param("#NEVERAGAIN", "NEVER AGAIN", id="glued capitals"),
        pytest.param("#worstServiceEver", "worst Service Ever", id="half a camel"),
        pytest.param("#latealate", "late a late", id="one letter that is a word"),
        pytest.param("#latexlate", "latexlate", id="one letter that is none"),
        pytest.param("#" + "never" * 9, "never" * 9, id="too long to part"),
        pytest.param("#never1again", "never1again", id="digits stay"),
        pytest.param("#İstanbullate", "İstanbullate", id="letters that grow in lower case"),
        pytest.param("order #12345", "order #12345", id="a number is no hashtag"),
        pytest.param("ＢＡＤ", "BAD", id="full width"),
    ],
)
def test_what_does_not_change_the_meaning_is_made_plain(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("United lost it", "lost it"),
        ("#united lost it", "lost it"),
        ("UNITED's crew", "crew"),
        ("unitedly lost", "unitedly lost"),
        ("reunited", "reunited"),
        ("Acme Shoes rock", "rock"),
        ("#AcmeShoes rock", "rock"),
        ("acme-shoes rock", "rock"),
        ("acme rocks", "acme rocks"),
    ],
)
def test_brand_words_go_as_whole_words_in_any_case(text: str, expected: str) -> None:
    assert words(text, "united", "acme shoes") == expected


def test_the_longest_brand_word_goes_first() -> None:
    assert words("acme shoes rock", "acme", "acme shoes") == "rock"


def test_empty_and_odd_brand_words_do_no_harm() -> None:
    assert words("a.b (c", "", "  ", "(", "a.b") == "(c"


def test_links_and_hashtags_are_counted() -> None:
    made_plain = made("https://a.example http://b.example #one #two #three")
    assert (made_plain.links, made_plain.hashtags) == (2, 3)


def test_length_and_emoji_are_capped() -> None:
    assert len(made("a" * 50, characters=10).text) == 10
    assert made("😡" * 9, emoji=3).text.count("😡") == 3
    assert len(made("\ufdfa" * 10, characters=10).text) <= 10


KNOWN = {"so", "good", "love", "too", "bad"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soooo goooood", "so good"),
        ("looooove", "love"),
        ("TOOOO baaaad", "TOO bad"),
        ("hmmm", "hm"),
        ("good too", "good too"),
        ("1000000", "1000000"),
        ("ok!!!", "ok!!!"),
    ],
)
def test_repeated_letters_are_squeezed_to_a_known_word(text: str, expected: str) -> None:
    assert squeeze(text, KNOWN) == expected


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_squeezing_leaves_no_letter_three_times_and_can_be_repeated(text: str) -> None:
    once = squeeze(text, KNOWN)
    assert len(once) <= len(text)
    assert squeeze(once, KNOWN) == once


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_plain_text_is_capped_and_holds_no_zero_width(text: str) -> None:
    result = made(text, "acme", characters=100).text
    assert not set(result) & set("\u200b\u200d\ufe0f\u202e\u00ad")
