"""Lengths are counted as each network counts them."""

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models.account import Counting, Limits
from social_care.text import fits, length, over_limit, units_left

X = Limits(counting=Counting.X, max_length=280, url_length=23)
MASTODON = Limits(counting=Counting.MASTODON, max_length=500, url_length=23)
BLUESKY = Limits(counting=Counting.BLUESKY, max_length=300, max_bytes=3000)
PLAIN = Limits(max_length=10_000)
ALL = [X, MASTODON, BLUESKY, PLAIN]

FAMILY = "👨\u200d👩\u200d👧\u200d👦"

X_VECTORS = {
    "hello": 5,
    "日本語": 6,
    FAMILY: 2,
    "👍🏽": 2,
    "🇩🇪": 2,
    "1️⃣": 2,
    "☺": 2,
    "☺️": 2,
    "e\u0301": 1,
    "—“”": 3,
    "…": 2,
    "™": 2,
    "©": 2,
    "①": 2,
    "\u2028": 2,
    "\u200b": 1,
    "Привет": 6,
    "नमस्ते": 6,
    "https://example.com/a": 23,
    "example.com": 23,
    "foo.xyz see": 27,
    "email me at a@b.com": 19,
    "https://localhost:8080/x": 24,
    "x" * 280: 280,
    "x" * 281: 281,
}

X_CASES = {
    "": 0,
    "a\r\nb": 3,
    "see example.com, example.org.": 4 + 23 + 2 + 23 + 1,
    "https://example.com/a_(b)_c?x=1&y=2#z ok": 26,
    "(https://example.com/a)": 25,
    "https://example.com/a.": 24,
    "https://example.com/a?b=c!": 24,
    "HTTPS://EXAMPLE.COM": 23,
    "Example.COM/path": 23,
    "日本example.com日本": 4 + 23 + 4,
    "https://müller.example/weg": 23,
    "https://пример.рф": 23,
    "caféexample.com": 23,
    "example.com?a=b": 23 + 4,
    "example.com/?a=b": 23,
    "dana.de@mail": 12,
    "@sam.example": 12,
    "#acme.shop": 10,
    "v1.2.3": 6,
    "file.txt": 8,
    "-example.com": 12,
    "1 # *": 5,
    "🇩": 2,
    "👩\u200d🚒👩\u200d🚒": 4,
    "🏴\U000e0067\U000e0062\U000e007f": 2,
    "®©": 4,
    "❤🏽": 4,
}


def named(cases: dict[str, int]) -> list[object]:
    """Give each case a short readable id."""
    return [pytest.param(text, units, id=ascii(text)[:40]) for text, units in cases.items()]


@pytest.mark.parametrize(("text", "units"), named(X_VECTORS))
def test_x_vectors(text: str, units: int) -> None:
    """The published vectors of weighted length."""
    assert length(text, X) == units


@pytest.mark.parametrize(("text", "units"), named(X_CASES))
def test_x_links_and_emoji(text: str, units: int) -> None:
    """Where links begin and end, with and without a scheme, and what is one emoji."""
    assert length(text, X) == units


def test_x_limit() -> None:
    """280 units are valid, 281 are not."""
    assert fits("x" * 280, X)
    assert not fits("x" * 281, X)
    assert over_limit("x" * 281, X) == 1
    assert fits("日" * 140, X)
    assert not fits("日" * 141, X)


@pytest.mark.parametrize("text", ["", "  \n", "a\ufffe", "a\ufeff", "a\uffff"], ids=ascii)
def test_x_refuses_blank_and_invalid_text(text: str) -> None:
    """Not a matter of length, but it would not be accepted."""
    assert not fits(text, X)
    assert over_limit(text, X) == 0
    assert fits(text, PLAIN)


MASTODON_CASES = {
    "@kim@social.example hi https://example.com/very/long": 31,
    FAMILY: 1,
    "example.com": 11,
    "@kim": 4,
    "@kim@social.example": 4,
    "@kim@social.example, @sam@other.example.": 4 + 2 + 4 + 1,
    "mail kim@social.example": 23,
    "x@kim@social.example": 20,
    "https://social.example/@kim@other.example": 23,
    "https://localhost:8080/x": 24,
    "http://example.com/" + "a" * 500: 23,
    "https://example.com/a.": 24,
    "https://example.com. Thanks": 31,
    "https://example.comです": 25,
    "क्ष": 1,
    "a\r\nb": 3,
}


@pytest.mark.parametrize(("text", "units"), named(MASTODON_CASES))
def test_mastodon_vectors(text: str, units: int) -> None:
    """Grapheme clusters; a link counts 23, a remote mention only its user."""
    assert length(text, MASTODON) == units


def test_mastodon_servers_say_what_a_link_counts() -> None:
    """23 unless the server says otherwise."""
    link = "see https://example.com/very/long/path/to/a/shoe"
    assert length(link, Limits(counting=Counting.MASTODON)) == 4 + 23
    assert length(link, Limits(counting=Counting.MASTODON, url_length=30)) == 4 + 30


@pytest.mark.parametrize(
    ("text", "clusters", "octets"),
    [
        (FAMILY, 1, 25),
        ("🇩🇪🇫🇷", 2, 16),
        ("क्ष", 1, 9),
        ("नमस्ते", 3, 18),
        ("\r\n", 1, 2),
        ("https://example.com", 19, 19),
        ("🇩🇪🇫", 2, 12),
    ],
    ids=ascii,
)
def test_bluesky_vectors(text: str, clusters: int, octets: int) -> None:
    """Grapheme clusters, and bytes of UTF-8."""
    assert length(text, BLUESKY) == clusters
    roomy = Limits(counting=Counting.BLUESKY, max_length=300, max_bytes=octets)
    assert fits(text, roomy)
    tight = Limits(counting=Counting.BLUESKY, max_length=300, max_bytes=octets - 1)
    assert not fits(text, tight)
    assert over_limit(text, tight) == 1


def test_bluesky_bytes_can_be_the_tighter_limit() -> None:
    """150 families are 150 of 300 graphemes, but 3750 of 3000 bytes."""
    assert length(FAMILY * 150, BLUESKY) == 150
    assert over_limit(FAMILY * 150, BLUESKY) == 750
    assert units_left(FAMILY * 150, BLUESKY) == -750
    assert not fits(FAMILY * 150, BLUESKY)
    assert fits(FAMILY * 120, BLUESKY)
    assert units_left(FAMILY * 119, BLUESKY) == 25


def test_other_networks_count_code_points() -> None:
    """After normalising: an accent typed apart costs nothing."""
    assert length("cafe\u0301", PLAIN) == 4
    assert length("👍🏽", PLAIN) == 2
    assert length("https://example.com/a", PLAIN) == 21
    assert units_left("cafe\u0301", Limits(max_length=5)) == 1
    assert over_limit("café!!", Limits(max_length=5)) == 1


def test_composer_counts_down() -> None:
    """What is left, negative when too much."""
    assert units_left("", BLUESKY) == 300
    assert units_left("x" * 133, MASTODON) == 367
    assert units_left("x" * 503, MASTODON) == -3


TYPED = st.text() | st.text(st.sampled_from("a.@/:hx 👩\u200d🏽🇩🇪क्ष\u0301\r\n日")).map(
    lambda text: text.replace("h", "https://e.com/")
)


@pytest.mark.parametrize("limits", ALL, ids=lambda limits: limits.counting)
@settings(deadline=None)
@given(text=TYPED)
def test_the_three_answers_agree(limits: Limits, text: str) -> None:
    """What is left, what is over and whether it fits never contradict one another."""
    left, over = units_left(text, limits), over_limit(text, limits)
    assert over == max(0, -left)
    assert left <= limits.max_length
    if fits(text, limits):
        assert over == 0
        assert length(text, limits) <= limits.max_length


@settings(deadline=None)
@given(st.text(st.sampled_from("a\r\n🇩🇪🏽\u200d👩\u0301\u0600क्षxᄀ가"), max_size=30))
def test_shortcut_for_flags_counts_as_the_library_does(text: str) -> None:
    """Pairs of regional indicators are made letters first; the count is the same."""
    assert length(text, BLUESKY) == len(regex.findall(r"\X", text))


@pytest.mark.parametrize("limits", ALL, ids=lambda limits: limits.counting)
def test_lone_surrogate_does_not_break_the_composer(limits: Limits) -> None:
    """A terminal can deliver half a character."""
    assert length("a\ud800", limits) >= 1
    assert fits("a\ud800", limits)


ENDLESS = ["http://", "a.", "http://a.", "a.co?!", "a.co/! ", "co.", "a-", "-", "@a@b.", "@a", "é"]
ENDLESS += ["xn--", "a.xn--", "http://a.é", "(", "(a)", "🇩", "👩\u200d", "🏴\U000e0067", "1\ufe0f"]
ENDLESS += ["\u0301\u0327", "\u0f73", "क्", "\u0600", "\u1100", "日", "\r\n", "\ud800"]
STARTS = {Counting.X: ["", "http://a.co/", "http://a.", "a.co?"], Counting.MASTODON: ["", "@a."]}


@pytest.mark.parametrize("piece", ENDLESS, ids=ascii)
@pytest.mark.parametrize("limits", ALL, ids=lambda limits: limits.counting)
def test_hundred_kilobytes_of_anything_are_counted(limits: Limits, piece: str) -> None:
    """No pattern is quadratic: the suite's timeout would show it."""
    for start in STARTS.get(limits.counting, [""]):
        units = length(start + piece * (100_000 // len(piece)) + "!", limits)
        assert 0 < units < 23 * 100_000
