"""Social text made plain: what does not change the meaning goes before anything reads it."""

import html
import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import lru_cache

EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
"""Code points taken for emoji, as the inside of a character class."""

_STRAIGHT: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "‘’‚‛´`ʼ′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), " - "),
    **dict.fromkeys((0xAD, 0x61C, 0x180E, 0xFEFF)),
    **dict.fromkeys(range(0x200B, 0x2010)),
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2060, 0x2070)),
    **dict.fromkeys(range(0xFE00, 0xFE10)),
    **dict.fromkeys(range(0x1F3FB, 0x1F400)),
}
_ESCAPED_TIMES = 2
"""Networks escape, and so do the tools people post with."""
_EMOJI = re.compile(f"[{EMOJI}]")
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?")
_HASHTAG = re.compile(r"#([^\W\d]\w*)")
_GLUED = re.compile(r"(?<=[^\W\d_])([/&,;!?]|\.\.+)(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The text that is scored, and how many links and hashtags stood in it."""

    text: str
    links: int
    hashtags: int


def plain(
    text: str,
    brand_words: tuple[str, ...],
    split_hashtag: Callable[[str], str],
    *,
    characters: int,
    emoji: int,
) -> Plain:
    """`text` with straight quotes and without entities, links, handles and brand words.

    Only the first `characters` characters and `emoji` emoji are read: VADER is quadratic in
    emoji, and a stranger decides how many there are.
    """
    text = text[:characters]
    for _ in range(_ESCAPED_TIMES):
        if "&" in text:
            text = html.unescape(text)
    if not text.isascii():
        text = _straighten(text, characters, emoji)
    links = 0
    if "://" in text or "www." in text.lower():
        text, links = _LINK.subn(" ", text)
    if "@" in text:
        text = _HANDLE.sub(" ", text)
    brand = _brand_pattern(brand_words)
    hashtags = 0
    if "#" in text:
        if brand:
            text = brand.sub(" ", text)
        text, hashtags = _HASHTAG.subn(lambda tag: f" {split_hashtag(tag[1])} ", text)
    if brand:
        text = brand.sub(" ", text)
    return Plain(text=_GLUED.sub(r"\1 ", text).strip(), links=links, hashtags=hashtags)


def squeeze(text: str, known: Container[str]) -> str:
    """`text` with letters repeated three times or more reduced to two, or to one.

    Two if that is a `known` word (lower case), else one: "gooood" is "good", "soooo" is "so".
    """
    if not _RUN.search(text):
        return text
    return _WORD.sub(lambda found: _shortened(found[0], known), text)


def _shortened(word: str, known: Container[str]) -> str:
    doubled = _RUN.sub(r"\1\1", word)
    if doubled == word or doubled.lower() in known:
        return doubled
    return _RUN.sub(r"\1", word)


def _straighten(text: str, characters: int, emoji: int) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_STRAIGHT))[:characters]
    seen = 0

    def spaced(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return f" {found[0]} " if seen <= emoji else " "

    return _EMOJI.sub(spaced, text)


@lru_cache(maxsize=256)
def _brand_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole words in any case, with a hashtag's # and a possessive; "a b" also as "ab", "a-b"."""
    parts = {word.strip().lower(): word.split() for word in words if word.strip()}
    if not parts:
        return None
    longest_first = sorted(parts, key=lambda word: (-len(word), word))
    choices = "|".join(r"[\s_-]?".join(map(re.escape, parts[word])) for word in longest_first)
    return re.compile(rf"(?<!\w)#?(?:{choices})(?:'s)?(?!\w)", re.IGNORECASE)
