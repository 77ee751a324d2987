"""How long a text is, as each network counts it."""

import re
from functools import cache
from typing import Any

from social_care.models.account import Counting, Limits
from social_care.text.marks import FLAG, nfc

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
            return len(nfc(text))


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
    text = _x_link().sub("x" * link_units, nfc(text).replace("\r\n", "\n"))
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
    return len(_unicode(r"\X").findall(re.sub(FLAG + "{2}", "x", text)))


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
