"""The small language cues are written in, and its matcher: no regular expressions, always linear.

A phrase is words with spaces between, matched in any case:

    (a|b|c d|)   one of these; an empty one makes the group optional; groups may be nested
    <thing>      one of the words of the list `thing`
    #            a number, in digits or words
    *            any one word
    ~            up to three words of the same sentence
"""

import re
from collections import deque
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, product
from math import prod

from social_care.triage.normalise import EMOJI

BREAKS = frozenset({".", "!", "?"})
MAX_VARIANTS = 400
MAX_GAPS = 2
_GAP = 3
REACH = _GAP + 1
"""Tokens among which the one after a gap must stand."""
_TOKEN = re.compile(
    rf"[:;=]['-]?[()\[\]DP/|](?!\w)|<3|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'t\b)?|'(?:s|re|ve|ll|m|d)\b|\.+|[!?$£€%{EMOJI}]",
    re.IGNORECASE,
)
_SIGNS = frozenset(".:;=<")
_SIGN = re.compile(r"[()|]|[^\s()|]+")
_GLUED = re.compile(r"[^\s(|]\(|\)[^\s)|]")
NUMBER_WORDS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"}
    | {"twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred"}
    | {"couple", "dozen", "few", "several", "many"}
)


class _Number(Container[str]):
    def __contains__(self, token: object) -> bool:
        return isinstance(token, str) and (token[0].isdigit() or token in NUMBER_WORDS)


class _AnyWord(Container[str]):
    def __contains__(self, token: object) -> bool:
        return token not in BREAKS


class _Gap(_AnyWord):
    """Stands for up to three words, so the matcher asks what it is, not only what it holds."""


Slot = Container[str]
Phrase = tuple[Slot, ...]
"""What each token in turn must be; a gap stands for up to three of them."""

NUMBER: Slot = _Number()
GAP: Slot = _Gap()
_WILD: dict[str, Slot] = {"#": NUMBER, "*": _AnyWord(), "~": GAP}


def tokenise(text: str) -> list[str]:
    """Words, numbers, clitics ('s, 've ...), sentence ends, currency signs and emoji, in order.

    Dots in a row are one ".", emoticons the emoji they stand for.
    """
    tokens: list[str] = _TOKEN.findall(text)
    return [token if token[0] not in _SIGNS else _sign(token) for token in tokens]


def _sign(mark: str) -> str:
    if mark[0] == ".":
        return "."
    if mark == "<3":
        return "❤"
    return "🙂" if mark[-1] in ")]DPdp" else "🙁"


def compile_phrase(source: str, lists: Mapping[str, Sequence[str]]) -> list[Phrase]:
    """The variants of one phrase. Raises ValueError with what is wrong in plain words."""
    if _GLUED.search(source):
        raise ValueError("needs a space or | beside each parenthesis")
    signs = deque(_SIGN.findall(source))
    phrases = _group(signs, lists)
    if signs:
        raise ValueError("has a ) too many")
    for phrase in phrases:
        _check(phrase)
    return phrases


def _check(phrase: Phrase) -> None:
    if not phrase or not isinstance(phrase[0], frozenset | _Number):
        raise ValueError("must begin with a word or a number")
    if phrase[-1] is GAP:
        raise ValueError("must not end with ~")
    if phrase.count(GAP) > MAX_GAPS:
        raise ValueError(f"has more than {MAX_GAPS} ~")


def _group(signs: deque[str], lists: Mapping[str, Sequence[str]]) -> list[Phrase]:
    """Alternatives up to the parenthesis that closes them, which is left standing."""
    variants: list[Phrase] = []
    sequence: list[list[Phrase]] = []
    while signs and signs[0] != ")":
        sign = signs.popleft()
        if sign == "|":
            variants += _joined(sequence)
            sequence = []
        elif sign == "(":
            sequence.append(_group(signs, lists))
            if not signs:
                raise ValueError("has a ( too many")
            signs.popleft()
        else:
            sequence.append(_word(sign, lists))
    return _merged(variants + _joined(sequence))


def _joined(sequence: Sequence[list[Phrase]]) -> list[Phrase]:
    count = prod(map(len, sequence))
    if count > MAX_VARIANTS:
        raise ValueError(f"has {count} variants, more than {MAX_VARIANTS}: split it")
    return [tuple(chain.from_iterable(parts)) for parts in product(*sequence)]


def _merged(variants: Sequence[Phrase]) -> list[Phrase]:
    """Single words share one slot; what is longer, empty or wild stays a variant of its own."""
    singles: set[str] = set()
    others: list[Phrase] = []
    for phrase in variants:
        if len(phrase) == 1 and isinstance(phrase[0], frozenset):
            singles |= phrase[0]
        else:
            others.append(phrase)
    return [(frozenset(singles),), *others] if singles else others


def _word(word: str, lists: Mapping[str, Sequence[str]]) -> list[Phrase]:
    if word in _WILD:
        return [(_WILD[word],)]
    if word.startswith("<") and word.endswith(">"):
        if word[1:-1] not in lists:
            raise ValueError(f"names an unknown list {word}")
        return _merged([_literal(entry) for entry in lists[word[1:-1]]])
    return [_literal(word)]


@lru_cache(maxsize=4096)
def _literal(words: str) -> Phrase:
    tokens = tokenise(words.lower())
    if not tokens or re.search(r"[()<>|#*~]", words):
        raise ValueError(f'has "{words}", which is neither words nor a sign of its own')
    return tuple(map(_spellings, tokens))


def _spellings(token: str) -> frozenset[str]:
    """With and without the apostrophe of n't, as people type."""
    return frozenset({token, token.replace("'", "")}) if "'t" in token else frozenset({token})


def phrase_words(phrases: Iterable[Phrase]) -> frozenset[str]:
    """Every word that stands in one of them."""
    return frozenset(
        word
        for phrase in phrases
        for slot in phrase
        if isinstance(slot, frozenset)
        for word in slot
    )


def phrase_end(phrase: Phrase, tokens: Sequence[str], start: int, slot: int = 0) -> int:
    """Index after the last token that `phrase`, from its `slot` on, takes at `start`; or -1."""
    at = start
    for number in range(slot, len(phrase)):
        wanted = phrase[number]
        if wanted is GAP:
            return _end_after_gap(phrase, tokens, at, number + 1)
        if at >= len(tokens) or tokens[at] not in wanted:
            return -1
        at += 1
    return at


def _end_after_gap(phrase: Phrase, tokens: Sequence[str], start: int, slot: int) -> int:
    for at in range(start, min(start + REACH, len(tokens))):
        if tokens[at] in phrase[slot]:
            end = phrase_end(phrase, tokens, at, slot)
            if end >= 0:
                return end
        if tokens[at] in BREAKS:
            break
    return -1
