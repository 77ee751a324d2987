"""Untrusted text made safe to show, store and send on.

Strangers write what passes through here. `clean` is applied when a mention is stored for showing
and again when it is shown, and masks card numbers; `inert` is for what must come through digit by
digit; `neutralise` is the last filter before the terminal. Every pattern is linear: repeats are
possessive, or cannot begin inside one another.
"""

import re
import unicodedata
from string import ascii_uppercase

from social_care.cards import mask_cards
from social_care.text.marks import FLAG, MARKS, nfc

STORED_CHARACTERS = 100_000
"""What `storable` keeps of one text."""

BARE_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]"
)
"""Controls (newline and tab too: a segment is one line), bidi controls and surrogates."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")

# ECMA-48: strings (OSC, DCS, SOS, PM, APC), CSI, all others. What comes after an introducer is
# optional, so an unfinished sequence loses its introducer and hides nothing that follows.
_ESCAPE = re.compile(
    r"(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])"
    r"(?:[^\x07\x18\x1a\x1b\x80-\x9f]*+(?:\x07|\x1b\\|\x9c))?"
    r"|(?:\x1b\[|\x9b)(?:[0-?]*+[ -/]*+[@-~])?"
    r"|\x1b(?:[ -/]*+[0-~])?"
)

# What nobody sees but terminals obey or miscount: controls, Unicode's default ignorables (bidi,
# zero width, ZWJ, variation selectors, fillers, tags), noncharacters, skin tones.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)

_FLAG_LETTERS = dict(zip(range(0x1F1E6, 0x1F200), ascii_uppercase, strict=True))

_MOST_ACCENTS = 2
_MOST_MARKS = 6

_FORMULA = re.compile(r"[\t\r]|[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*+[=+\-@＝＋－＠]")

# What stands before the customer's own words in a reply, a mail or a shared link.
_OPENING = re.compile(
    r"(?:(?:\.?@[a-z0-9_.-]++(?:@[\w.-]++)?[,:;!]*+(?=\s|$)"
    r"|(?:https?://|www\.)\S++"
    r"|(?:re|aw)(?:\[\d{1,3}\])?\s?[:：])\s*+)++",
    re.IGNORECASE,
)


def clean(text: str, *, limit: int = 20_000) -> str:
    """Return `text` as it may appear in a terminal, a mail, a cell or a log.

    At most `limit` characters, a cut marked by "…". Newlines are \\n, the only control left;
    escape sequences, bidi and zero-width characters are gone; flags are two letters; the rest is
    NFC. A base carries at most two accents, and six marks where vowel signs are marks too
    (with two in all, Hindi and Burmese words would lose letters). Of a card number only both ends
    are shown. Doing it twice changes nothing.
    """
    body, more = _head(text, limit)
    return _shown(body, limit, more)


def inert(text: str, *, limit: int = 20_000) -> str:
    """Return `text` as `clean` does, with card numbers as they are: addresses must lead somewhere,
    and a rule must see what it looks for. Never for showing what a customer wrote.
    """
    body, more = _head(text, limit)
    return _cut(body, limit, more)


def clean_line(text: str, *, limit: int = 300) -> str:
    """Return `text` cleaned and on one line: every run of white space is one space."""
    body, more = _head(text, limit)
    return _shown(" ".join(body.split()), limit, more)


def inert_line(text: str, *, limit: int = 300) -> str:
    """Return `text` as `inert` does, on one line."""
    body, more = _head(text, limit)
    return _cut(" ".join(body.split()), limit, more)


def preview(text: str, *, limit: int = 200) -> str:
    """Return one line that begins with what the customer says.

    Leading @handles, links, Re: and Aw: are dropped, unless nothing else is there.
    """
    body, more = _head(text, limit)
    line = " ".join(body.split())
    opening = _OPENING.match(line)
    return _shown(line[opening.end() :] or line if opening else line, limit, more)


def storable(text: str) -> str:
    """Return `text` as SQLite can keep it: no surrogates, no NUL, else as it came.

    Cut, without a mark, after `STORED_CHARACTERS`.
    """
    text = _joined(text[: 2 * STORED_CHARACTERS])
    return text.replace("\0", "")[:STORED_CHARACTERS]


def bare_control(text: str) -> bool:
    """Whether a control (newline and tab too), bidi control or surrogate is left in `text`."""
    return not text.isprintable() and BARE_CONTROL.search(text) is not None


def neutralise(text: str) -> str:
    """Replace each character that `bare_control` finds by U+FFFD; the length stays."""
    return text if text.isprintable() else BARE_CONTROL.sub("\ufffd", text)


def _head(text: str, limit: int) -> tuple[str, bool]:
    """Return the cleaned beginning of `text`, and whether anything was left behind.

    It reaches beyond the limit, since padding nobody sees must not crowd out the words.
    """
    reach = 4 * limit + 2_000
    return _inert(text[:reach]), len(text) > reach


def _shown(text: str, limit: int, more: bool) -> str:
    """Cut and masked: before the cut, which may fall into a number, and after it, which may make
    one of a longer one.
    """
    return mask_cards(_cut(mask_cards(text), limit, more))


def _cut(text: str, limit: int, more: bool) -> str:
    if len(text) <= limit and not more:
        return text
    return text[: limit - 1].rstrip() + "…" if limit > 0 else ""


def _inert(text: str) -> str:
    if not text.replace("\n", " ").isprintable():
        text = _NEWLINE.sub("\n", _joined(text))
        text = _UNSEEN.sub("", _ESCAPE.sub("", text).replace("\t", " "))
    if text.isascii():
        return text
    text = _UNSEEN.sub("", text)
    if re.search(FLAG, text):
        text = text.translate(_FLAG_LETTERS)
    return MARKS.sub(_thinned, nfc(text))


def _joined(text: str) -> str:
    """Join surrogate pairs; a lone surrogate becomes U+FFFD."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _thinned(found: re.Match[str]) -> str:
    """Drop the rest of a pile of marks from the first that is too many.

    Only tails are dropped: what stays in between keeps NFC from joining anything anew.
    """
    kept = []
    accents = marks = 0
    for character in found[0]:
        kind = unicodedata.category(character)
        if not kind.startswith("M"):
            accents = marks = 0
        else:
            marks += 1
            accents += kind == "Me" or unicodedata.combining(character) > 0
        if accents <= _MOST_ACCENTS and marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def mask_formula(cell: str) -> str:
    """Return `cell` with a ' before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
