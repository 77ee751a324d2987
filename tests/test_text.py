"""Untrusted text becomes harmless, whatever strangers write."""

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from social_care.models import Usage
from social_care.text import (
    BARE_CONTROL,
    STORED_CHARACTERS,
    ago,
    bare_control,
    clean,
    clean_line,
    mask_formula,
    neutralise,
    preview,
    span,
    storable,
    used,
)
from social_care.text.marks import MARKS, nfc

ANYTHING = st.text(st.characters(exclude_categories=()))
"""Any code points at all, lone surrogates included."""

HOSTILE = st.lists(
    st.sampled_from(
        [
            *"\x00\x07\x08\t\n\v\f\r\x18\x1b\x7f\x85\x90\x98\x9b\x9c\x9d\x9e\x9f",
            *"[]P_^X\\;0m2J @=+-abe:/.",
            *"\u00a0\u00ad\u061c\u115f\u200b\u200d\u200e\u2028\u202e\u2066\u206a\ufe0f\ufeff",
            *"\u0300\u0301\u0315\u0327\u0344\u0338\u0f73\u093c\u0947\u0902\u09be\u09c7\u09d7",
            *"\u0958\u1100\u1161\u11a8\u20e3\u212b\u3164\ufffe",
            *"\ud83d\ude00\ud800\udfff",
            *"😀❤🏽👩🇩🇪🏴\U000e0067\U000e007f\U0001d160",
            "\x1b]52;c;",
            "\x1b\\",
            "Re: ",
            "@kim ",
            "https://a.example/ ",
        ]
    ),
    max_size=60,
).map("".join)
"""Everything that means something to a terminal, to Unicode or to us, in any order."""

TEXTS = ANYTHING | HOSTILE

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")

ATTACKS = {
    "clipboard written, ended by ST": ("hi \x1b]52;c;cm0gLXJm\x1b\\there", "hi there"),
    "clipboard written, ended by BEL": ("hi \x1b]52;c;cm0gLXJm\x07there", "hi there"),
    "clipboard written in C1 controls": ("hi \x9d52;c;cm0gLXJm\x9cthere", "hi there"),
    "an OSC that never ends": ("\x1b]52;c;My parcel is lost", "52;c;My parcel is lost"),
    "an OSC cut off by another": ("\x1b]0;a\x1b]0;b\x07c", "0;ac"),
    "window title": ("\x1b]0;owned\x07lost parcel", "lost parcel"),
    "hyperlink": ("\x1b]8;;https://bad.example\x1b\\click\x1b]8;;\x1b\\", "click"),
    "screen cleared": ("\x1b[2J\x1b[Hgone?", "gone?"),
    "colours": ("\x1b[1;38:2::255:0:0mred\x1b[0m", "red"),
    "alternate screen": ("\x1b[?1049hhello", "hello"),
    "C1 CSI": ("\u009b31mred", "red"),
    "a CSI that never ends": ("\x1b[31", "31"),
    "device control string": ("a\x1bPq#0;2;0\x1b\\b", "ab"),
    "device control string in C1 controls": ("a\x90q#0;2;0\x9cb", "ab"),
    "application command": ("a\x1b_Gf=24;AAAA\x1b\\b", "ab"),
    "privacy message and start of string": ("a\x1b^x\x1b\\\x1bXy\x1b\\b", "ab"),
    "full reset": ("\x1bcstill here", "still here"),
    "character set": ("\x1b(0lqqk\x1b(B", "lqqk"),
    "a sequence hidden in another": ("\x1b\x1b[31m[31mred", "[31mred"),
    "a bare ESC at the end": ("done\x1b", "done"),
    "NUL and bell": ("a\x00b\x07c\x7f", "abc"),
    "backspaces": ("safe\b\b\b\bevil", "safeevil"),
    "console markup": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "a closing tag alone": ("hi [/] there", "hi [/] there"),
    "bidi override": ("pay \u202e05\u202c now", "pay 05 now"),
    "bidi isolates and marks": ("\u2066a\u2069\u200e\u200fb\u061c", "ab"),
    "zero width": ("re\u200bfu\u2060nd\ufeff", "refund"),
    "soft hyphen": ("re\u00adfund", "refund"),
    "invisible tags": ("ok\U000e0041\U000e007f", "ok"),
    "Hangul fillers": ("a\u3164\u115f\uffa0b", "ab"),
    "ZWJ family": ("👨\u200d👩\u200d👧\u200d👦!", "👨👩👧👦!"),
    "skin tone": ("👍🏽", "👍"),
    "variation selector": ("❤️", "❤"),
    "keycap": ("1️⃣", "1\u20e3"),
    "flags": ("🇩🇪🇫🇷", "DEFR"),
    "Scottish flag": ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
    "wide emoji stays": ("😀🦶", "😀🦶"),
    "emoji newer than this Python stays": ("\U0001fae8 \U0001fadf", "\U0001fae8 \U0001fadf"),
    "zalgo": ("a" + "\u0301\u0327\u0316" * 20 + "b", "\u00e1\u0327\u0327b"),
    "zalgo over nothing": ("\u0301" * 9, "\u0301" * 2),
    "Thai zalgo": ("ก" + "\u0e47" * 50, "ก" + "\u0e47" * 6),
    "enclosing marks": ("a" + "\u20dd" * 9, "a" + "\u20dd" * 2),
    "surrogate pair": ("\ud83d\ude00", "😀"),
    "lone surrogates": ("a\ud800b\udfff", "a\ufffdb\ufffd"),
    "every kind of newline": ("a\r\nb\rc\vd\fe\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
    "tab": ("size\t42", "size 42"),
    "decomposed": ("cafe\u0301", "café"),
    "noncharacters": ("a\ufffe\uffff\ufdd0b", "ab"),
}

ORDINARY = {
    "English": "My parcel is lost :( Order #123 — “where” is it? 100%",
    "Hindi, three marks on one letter": "करोड़ों",
    "Burmese, five marks on one letter": "လျှော့စျေး မျှော်",
    "Thai": "น้ำผึ้งที่นี่",
    "Vietnamese": "Tiếng Việt đặt hàng",
    "polytonic Greek": "ᾧ ᾇ ΐ",
    "Arabic": "مَرحَبًا شدَّة",
    "Tibetan": "བསྒྲུབས",
    "Korean": "안녕하세요",
    "Japanese": "靴が届きません。がっかり",
    "two lines": "one\n\ntwo",
}


@pytest.mark.parametrize(("hostile", "harmless"), ATTACKS.values(), ids=ATTACKS)
def test_attack_is_defused(hostile: str, harmless: str) -> None:
    """What acts on a terminal goes, what a customer wrote stays."""
    assert clean(hostile) == harmless


@pytest.mark.parametrize("words", ORDINARY.values(), ids=ORDINARY)
def test_ordinary_words_come_through_unchanged(words: str) -> None:
    """Cleaning costs no customer a letter, in any script."""
    assert clean(words) == unicodedata.normalize("NFC", words)


@settings(deadline=None)
@given(TEXTS)
def test_nothing_that_acts_is_left(dirty: str) -> None:
    """After cleaning, newline is the only control, and nothing invisible remains."""
    cleaned = clean(dirty)
    assert not bare_control(cleaned.replace("\n", ""))
    assert not UNSEEN.search(cleaned)


@settings(deadline=None)
@given(TEXTS)
def test_nothing_that_acts_is_left_on_a_line(dirty: str) -> None:
    """A cleaned line is one line, without padding."""
    for line in (clean_line(dirty), preview(dirty)):
        assert not bare_control(line)
        assert line == " ".join(line.split())


@settings(deadline=None)
@given(TEXTS, st.integers(1, 80))
@example("a" + "\u0327\u0301\u0327" * 9, 40)
@example("\u0dd9\u0dca\u0dca\u0dca\u0dcf", 40)
def test_cleaning_twice_changes_nothing(dirty: str, limit: int) -> None:
    """The text cleaned at the door can be cleaned again on the screen."""
    once = clean(dirty, limit=limit)
    assert clean(once, limit=limit) == once
    line = clean_line(dirty, limit=limit)
    assert clean_line(line, limit=limit) == line


@settings(deadline=None)
@given(TEXTS, st.integers(-1, 80))
def test_limit_is_never_passed(dirty: str, limit: int) -> None:
    """No result is longer than asked for, and a cut shows."""
    for shorten in (clean, clean_line, preview):
        short = shorten(dirty, limit=limit)
        assert len(short) <= max(limit, 0)
        if 0 < limit < len(shorten(dirty, limit=10_000)):
            assert short.endswith("…")


@settings(deadline=None)
@given(TEXTS)
def test_clean_text_is_nfc_and_can_be_encoded(dirty: str) -> None:
    """Mail, CSV and log can write it, and equal words compare equal."""
    cleaned = clean(dirty)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode().decode() == cleaned


@settings(deadline=None)
@given(st.text(st.sampled_from("ae क\u0301\u0327\u0316\u093c\u094b\u0902\u20dd"), max_size=40))
def test_marks_never_pile_up(dirty: str) -> None:
    """No base carries more than two accents or six marks."""
    for pile in re.findall("[^ae क]+", unicodedata.normalize("NFD", clean(dirty))):
        assert len(pile) <= 7  # one more may be part of the letter itself
        accents = sum(unicodedata.combining(mark) > 0 or mark == "\u20dd" for mark in pile)
        assert accents <= 3


def test_every_mark_is_looked_at() -> None:
    """The shortcut that finds piles knows every combining mark that Python knows."""
    marks = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c))[0] == "M"]
    missed = [hex(ord(m)) for m in marks if not MARKS.fullmatch(m * 3)]
    assert missed == []


@settings(deadline=None)
@given(st.lists(st.sampled_from("a\u0301\u0327\u0316\u0344\u0f73\u0315\u1e9b"), max_size=120))
def test_long_piles_are_normalised_as_python_does(pieces: list[str]) -> None:
    """Sorting marks beforehand saves time, never changes the result."""
    dense = "".join(pieces)
    assert nfc(dense) == unicodedata.normalize("NFC", dense)


def test_cut_is_marked() -> None:
    """A text that is too long ends in an ellipsis, within its limit."""
    assert clean("x" * 30_000) == "x" * 19_999 + "…"
    assert clean("x" * 20_000) == "x" * 20_000
    assert clean_line("where is my parcel", limit=10) == "where is…"
    assert clean("word", limit=0) == ""


def test_padding_nobody_sees_does_not_hide_the_words() -> None:
    """What is cut is counted after cleaning; a text left unread beyond that is marked as cut."""
    assert clean("\u200b" * 1_900 + "help", limit=10) == "help"
    assert clean("\u200b" * 1_000_000 + "help") == "…"


def test_line_folds_white_space() -> None:
    """Newlines, tabs and exotic spaces become single spaces."""
    assert clean_line("  a\r\n\r\n b\t\u3000\u00a0c\u2028") == "a b c"
    assert clean_line(" \n\t ") == ""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("@acme where is my parcel?", "where is my parcel?"),
        ("@acme @kim@social.example, @sam.example: hello", "hello"),
        (".@acme hello", "hello"),
        ("https://acme.example/x?y=1 is down", "is down"),
        ("www.acme.example is down", "is down"),
        ("Re: return label", "return label"),
        ("RE: Re: AW: Aw: return label", "return label"),
        ("Re[2]: return label", "return label"),
        ("RE : retour", "retour"),
        ("Re: @acme\nhttps://acme.example\nhello", "hello"),
        ("@acme", "@acme"),
        ("@acme https://acme.example", "@acme https://acme.example"),
        ("Re:", "Re:"),
        ("@acme's boots broke", "@acme's boots broke"),
        ("@acme靴が届きません 返金して", "@acme靴が届きません 返金して"),
        ("Regarding: my order", "Regarding: my order"),
        ("hello @acme see https://acme.example", "hello @acme see https://acme.example"),
        ("me@home.example is my address", "me@home.example is my address"),
        ("\u200b@acme \x1b[1mhello", "hello"),
        ("", ""),
    ],
)
def test_preview_begins_with_what_the_customer_says(said: str, shown: str) -> None:
    """Handles, links and reply prefixes are dropped in front, and only there."""
    assert preview(said) == shown


def test_preview_measures_what_it_shows() -> None:
    """The limit is for the words, not for what was dropped in front of them."""
    assert preview("@acme " * 20 + "hello", limit=5) == "hello"
    assert preview("@acme hello there", limit=6) == "hello…"


@settings(deadline=None)
@given(TEXTS)
def test_stored_text_survives_encoding_and_differs_in_nothing_else(came: str) -> None:
    """Only NUL and surrogates are touched."""
    kept = storable(came)
    assert kept.encode().decode() == kept
    assert "\0" not in kept
    assert storable(kept) == kept
    if came.isascii():
        assert kept == came.replace("\0", "")


def test_stored_text_is_verbatim() -> None:
    """Escape sequences and invisible characters are evidence: they stay in the database."""
    assert storable("\x1b[31m\u202e👍🏽\r\n\t") == "\x1b[31m\u202e👍🏽\r\n\t"
    assert storable("a\0\ud83d\ude00\ud83d") == "a😀\ufffd"


def test_stored_text_is_capped() -> None:
    """A megabyte is cut, also when it is made of surrogate pairs."""
    assert len(storable("x" * 1_000_000)) == STORED_CHARACTERS
    assert storable("\ud83d\ude00" * 200_000) == "😀" * STORED_CHARACTERS


@settings(deadline=None)
@given(TEXTS)
def test_last_filter_keeps_the_length(segment: str) -> None:
    """One for one: the layout that was measured stays true."""
    filtered = neutralise(segment)
    assert len(filtered) == len(segment)
    assert not bare_control(filtered)
    assert all(
        before == after or (after == "\ufffd" and BARE_CONTROL.match(before))
        for before, after in zip(segment, filtered, strict=True)
    )


def test_last_filter_names_what_acts() -> None:
    """Controls, bidi controls and surrogates are replaced, and nothing else."""
    acting = "\x00\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"
    assert neutralise(acting + "\ud800") == "\ufffd" * (len(acting) + 1)
    assert all(bare_control(character) for character in acting)
    assert neutralise("▌LATE é 靴 😀\u00a0▒") == "▌LATE é 靴 😀\u00a0▒"
    assert not bare_control("▌LATE é 靴 😀\u00a0▒")


@pytest.mark.parametrize(
    "formula",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1", "\u00a0=1", "\ufeff=1"),
        *("＝1", "＋1", "－1", "＠x", "\u3000＝1", "=", '=HYPERLINK("https://bad.example")'),
    ],
)
def test_formula_is_masked(formula: str) -> None:
    """A cell that a spreadsheet would compute begins with an apostrophe, once."""
    assert mask_formula(formula) == f"'{formula}"
    assert mask_formula(mask_formula(formula)) == f"'{formula}"


@pytest.mark.parametrize("words", ["", "hello", "a=b", "5-3", " me@home.example", "'=1", "#1", "…"])
def test_plain_cell_is_left_alone(words: str) -> None:
    """Words stay as they are."""
    assert mask_formula(words) == words


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "0s"),
        (999, "0s"),
        (9_000, "9s"),
        (59_999, "59s"),
        (60_000, "1m"),
        (41 * 60_000 + 59_000, "41m"),
        (3_599_999, "59m"),
        (3_600_000, "1h"),
        (4_800_000, "1h"),
        (86_399_999, "23h"),
        (86_400_000, "1d"),
        (40 * 86_400_000, "40d"),
    ],
)
def test_duration_is_one_whole_unit(ms: int, shown: str) -> None:
    """Durations are floored to their largest unit."""
    assert span(ms) == ago(ms) == shown


def test_negative_durations() -> None:
    """LATE 2m is a distance; a time that skewed clocks put in the future was just now."""
    assert span(-125_000) == "2m"
    assert span(-1_500) == "1s"
    assert ago(-125_000) == "0s"


ENDLESS = ["\x1b]", "\x9d", "\x9dab", "\x1b[0;", "\x9b", "\x1b ", "\x1b", "\x1bP\x1b", "\ud800"]
ENDLESS += ["\u0301\u0327", "\u0f73", "e\u0301\u0327\u0316", "🇩", "👩\u200d", "\u1100", "\u0600"]
ENDLESS += ["@a", "@a ", "@a.-", ".@", "Re:", "re ", "www.", "http://", "\u3000", "\r\n", "= "]


@pytest.mark.parametrize("piece", ENDLESS, ids=ascii)
@pytest.mark.parametrize("end", ["", "!"])
def test_hundred_kilobytes_of_anything_come_to_an_end(piece: str, end: str) -> None:
    """No pattern is quadratic: the suite's timeout would show it."""
    flood = piece * (100_000 // len(piece)) + end
    cleaned = clean(flood, limit=len(flood))
    assert not bare_control(cleaned.replace("\n", ""))
    assert len(preview(flood)) <= 200
    assert len(mask_formula(flood)) - len(flood) in {0, 1}


def test_console_starts_without_the_grapheme_library() -> None:
    """`regex` takes longer to load than all the rest of this; only composers need it."""
    code = (
        "import sys, social_care.text as t; t.preview('@a 👍🏽'); sys.exit('regex' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_money_is_told_in_dollars_and_calls_as_they_are() -> None:
    usage = Usage(used=205_000, allowed=5_000_000, until=0)
    assert used("money today", usage) == "money today: $0.20 of $5.00 used"
    assert used("reads", usage) == "reads: 205000 of 5000000 used"
