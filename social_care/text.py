"""Untrusted text made safe to show, store and send on; lengths as each network counts them.

Strangers write what passes through here. `clean` is applied when a mention is stored for showing
and again when it is shown, and masks card numbers; `inert` is for what must come through digit by
digit; `neutralise` is the last filter before the terminal. Every pattern is linear: repeats are
possessive, or cannot begin inside one another.
"""

import re
import unicodedata
from functools import cache
from string import ascii_uppercase
from typing import Any

from social_care.cards import mask_cards
from social_care.models.account import Counting, Limits, Usage
from social_care.models.presence import Promise, Silence

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

_FLAG = "[\U0001f1e6-\U0001f1ff]"
_FLAG_LETTERS = dict(zip(range(0x1F1E6, 0x1F200), ascii_uppercase, strict=True))

# No combining mark is a word character or among the pictures and punctuation left out here, so
# these find every pile of marks, and little else.
_MARK = (
    r"[^\w\s\x00-\u02ff\u2000-\u20cf\u2100-\u2ce0\u3000-\u3029\ufe30-\uffff\U0001f000-\U000dffff]"
)
_MARKS = re.compile(_MARK + "{3,}")
_MANY_MARKS = re.compile(_MARK + "{32,}")
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
    if re.search(_FLAG, text):
        text = text.translate(_FLAG_LETTERS)
    return _MARKS.sub(_thinned, _nfc(text))


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


def _nfc(text: str) -> str:
    """NFC in linear time: CPython sorts a run of marks by insertion, 100 kB take ten seconds."""
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_ordered, text))


def _ordered(found: re.Match[str]) -> str:
    """Put a long run of marks in canonical order beforehand."""
    runs: list[list[str]] = [[]]
    for character in "".join(unicodedata.normalize("NFD", one) for one in found[0]):
        if not unicodedata.combining(character):
            runs.append([])
        runs[-1].append(character)
    return "".join(mark for run in runs for mark in sorted(run, key=unicodedata.combining))


def mask_formula(cell: str) -> str:
    """Return `cell` with a ' before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def span(ms: int) -> str:
    """Return a duration in its largest whole unit, as "9s", "41m", "3h" or "2d"; no sign."""
    for size, unit in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m")):
        if abs(ms) >= size:
            return f"{abs(ms) // size}{unit}"
    return f"{abs(ms) // 1000}s"


def promised(promise: Promise) -> str:
    """Return what was promised, as "promised by joe: I will call on Friday"."""
    words = clean_line(promise.text) or "something that is erased"
    return f"promised by {clean_line(promise.agent)}: {words}"


def came_back(silence: Silence) -> str:
    """Return why it is everybody's again, as "back from joe: silent for 10 min"."""
    return f"back from {clean_line(silence.agent)}: {silence.length}"


def used(name: str, usage: Usage) -> str:
    """What is used up of an allowance: "reads: 12 of 300 used"; money in dollars."""
    if name.startswith("money"):
        return f"{name}: ${usage.used / 1e6:.2f} of ${usage.allowed / 1e6:.2f} used"
    return f"{name}: {usage.used} of {usage.allowed} used"


def ago(ms: int) -> str:
    """Return how long ago something was, as `span` does; "0s" for what clocks put in the future."""
    return span(max(ms, 0))


# Patterns for lengths stay text until a composer needs them: the console starts without them.
_LETTERS = r"a-zA-Z0-9À-ÖØ-öø-ɏ"
_PATH = rf"{_LETTERS}_\u0400-\u04ff"
_NO_MORE_HOST = r"(?![a-zA-Z0-9@+-])(?::[0-9]++)?"
_PATH_PART = (  # closing punctuation is not part of a link, balanced brackets are
    rf"(?=/)(?:[{_PATH}!*';:=+,.$/%#\[\]–~@|&-]|\([{_PATH}.,/=&%-]*+\))+(?<=[{_PATH}=#/+)-])"
)
_QUERY = r"\?[a-zA-Z0-9_!?*'@();:&=+$/%#\[\].,~|-]*[a-zA-Z0-9_&=#/-]"
_WITH_SCHEME = (
    r"(?<![a-zA-Z0-9@＠$#＃])[hH][tT][tT][pP][sS]?://(?:[\w-]++\.)+"
    r"(?:xn--[a-z0-9-]++|[a-zA-Z]{2,63}|[^\W\d_a-zA-Z]{2,63})"
    rf"{_NO_MORE_HOST}(?:{_PATH_PART})?(?:{_QUERY})?"
)
_LINK_UNITS = 23

_REMOTE_MENTION = r"(?<![=/\w])(@[a-zA-Z0-9_]++(?:[.-]++[a-zA-Z0-9_]++)*+)@\w++(?:[.-]++\w++)*+"

_X_INVALID = r"[\ufffe\ufeff\uffff]"
_X_LIGHT = r"[\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]"
_PICTURE = (
    r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}(?!\uFE0E)\uFE0F?)"
    r"(?:[\U000E0020-\U000E007E]++\U000E007F)?"
)
_EMOJI = rf"[0-9#*]\uFE0F?\u20E3|\p{{RI}}\p{{RI}}|{_PICTURE}(?:\u200D{_PICTURE})*"

# Every country's domain, and longer ones that a customer or a colleague is likely to type.
_DOMAINS = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg
er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn
hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne
nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb
sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr
tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
agency app art asia biz blog business cafe care cat center chat city click clothing cloud club
com community company coop deals delivery design dev digital edu email events expert fashion
finance fit fitness fun games gift gov group guide health help hotel icu info int international
jobs life link live llc london love ltd market media mil mobi money museum name net network news
ngo one online org page photo photos pics plus press pro reviews run sale school services shoes
shop shopping site social software solutions space sport store studio style support team tech
technology tel tips today tools top tours training travel video vip website wiki work works world
xxx xyz zone
"""


def length(text: str, limits: Limits) -> int:
    """Return how long the network will find `text`, in the units of `limits.max_length`.

    CHARACTERS: code points of the NFC. MASTODON: grapheme clusters, where an http(s) link counts
    `limits.url_length` (23) and a remote mention only its @user. BLUESKY: grapheme clusters.
    X: weighted units. Its list of domains is not ours: with a scheme any dotted name in letters
    is a link, without one only those ending in a country's domain or a common longer one.
    """
    match limits.counting:
        case Counting.MASTODON:
            return _mastodon_units(text, limits.url_length or _LINK_UNITS)
        case Counting.BLUESKY:
            return _clusters(text)
        case Counting.X:
            return _x_units(text, limits.url_length or _LINK_UNITS)
        case Counting.CHARACTERS:
            return len(_nfc(text))


def units_left(text: str, limits: Limits) -> int:
    """Return how many more units fit, negative when it is too long.

    Where bytes are limited too and fewer of those are left, their number.
    """
    left = limits.max_length - length(text, limits)
    if limits.max_bytes is None:
        return left
    return min(left, limits.max_bytes - len(text.encode("utf-8", "surrogatepass")))


def over_limit(text: str, limits: Limits) -> int:
    """Return how many units (or bytes, whichever is worse) are too many, or 0."""
    return max(0, -units_left(text, limits))


def fits(text: str, limits: Limits) -> bool:
    """Whether the network takes `text`: not too long and, on X, neither blank nor invalid."""
    if limits.counting is Counting.X and (not text.strip() or re.search(_X_INVALID, text)):
        return False
    return over_limit(text, limits) == 0


def _mastodon_units(text: str, link_units: int) -> int:
    text = re.sub(_WITH_SCHEME, "x" * link_units, text)
    return _clusters(re.sub(_REMOTE_MENTION, r"\1", text))


def _x_units(text: str, link_units: int) -> int:
    text = _x_link().sub("x" * link_units, _nfc(text).replace("\r\n", "\n"))
    if text.isascii():
        return len(text)
    rest: str
    emoji: int
    rest, emoji = _unicode(_EMOJI).subn("", text)
    return 2 * emoji + 2 * len(rest) - len(re.findall(_X_LIGHT, rest))


def _clusters(text: str) -> int:
    """Count grapheme clusters; a flag is made one letter first, since \\X is quadratic in flags."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(_unicode(r"\X").findall(re.sub(_FLAG + "{2}", "x", text)))


@cache
def _unicode(pattern: str) -> Any:
    """Compile with `regex`, loaded on first use: the console starts without its 30 ms."""
    import regex  # type: ignore[import-untyped]

    return regex.compile(pattern)


@cache
def _x_link() -> re.Pattern[str]:
    """Compile what X takes for a link, with or without a scheme; only its composer pays for it."""
    endings = "|".join(sorted(_DOMAINS.split(), key=len, reverse=True))
    return re.compile(
        rf"{_WITH_SCHEME}|(?<![{_LETTERS}@＠$#＃_./-])(?!-)(?:[{_LETTERS}-]++\.)+"
        rf"(?i:{endings}|xn--[a-z0-9-]++){_NO_MORE_HOST}(?:{_PATH_PART}(?:{_QUERY})?)?"
    )
