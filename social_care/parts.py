"""A long answer in parts: "Sorry, Kim. … (1/3)". Pure: what is cut where, and what it was before.

A part ends with a paragraph or a sentence where there is one, else with a clause, else with a word;
inside a word only when it does not fit by itself, and never inside a link, a @name, a #tag or what
people see as one character.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from social_care.errors import NotAllowed
from social_care.models import Limits
from social_care.text import length, over_limit

MOST_PARTS = 20
"""More than these nobody reads: such an answer wants another way."""

_PARAGRAPH, _SENTENCE, _CLAUSE, _WORD = range(4)
_LEAST = ((_PARAGRAPH, 1 / 2), (_SENTENCE, 1 / 3), (_CLAUSE, 1 / 2))
"""How much of what would fit a part must hold to end there."""

_SPACE = re.compile(r"\s+")
_WIDE = re.compile(r"([。！？]++[」』）】”’]*+)|[、，；：]++")  # nobody puts a space after these
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
_ABBREVIATED = re.compile(
    r"(?:\A|[\s(])(?:[^\W\d]|e\.g|i\.e|z\.b|mrs?|ms|dr|prof|st|nos?|nr|vs|approx|incl|ca|bzw|tel"
    r"|sra?)\.\Z|(?:\A|\n)\s*\d{1,2}\.\Z",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u303f\uff00-\uffef]+"
    r"|(?<![\w.+-])[\w.+-]*+@[a-z0-9][\w.-]*(?:@[\w.-]+)?"
    r"|(?<!\w)[#$]\w{1,100}"
    r"|(?<![\w.-])(?:[a-z0-9-]++\.)++[a-z]{2,}(?:/[^\s\u3000-\u303f\uff00-\uffef]*)?",
    re.IGNORECASE | re.ASCII,
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_LOOK_BACK = 16


@dataclass(frozen=True, slots=True)
class _Break:
    """Where a part may end (`end`) and the next one begins (`begin`): what is between is space."""

    end: int
    begin: int
    level: int


def split(text: str, limits: Limits, prefix: str = "") -> tuple[str, ...]:
    """The parts in which `text` goes out: itself if it fits, else each with its counter.

    `prefix` is what delivery puts before every part; it is counted. Raises NotAllowed when a link
    or a name alone is too long, or when there would be more than `MOST_PARTS`.
    """
    text = text.strip()
    if not over_limit(prefix + text, limits):
        return (text,)
    if length(text, limits) > MOST_PARTS * limits.max_length:
        raise _too_long()
    for most in (9, MOST_PARTS):  # a counter of two digits takes room that nine parts do not need
        bodies = _bodies(text, limits, prefix, most)
        if bodies is not None:
            count = len(bodies)
            return tuple(f"{body}{counter(n, count)}" for n, body in enumerate(bodies, 1))
    raise _too_long()


def counter(part: int, parts: int) -> str:
    """What stands at the end of a part: " (2/3)"; nothing where there is but one."""
    return f" ({part}/{parts})" if parts > 1 else ""


def plain(text: str, part: int, parts: int) -> str:
    """A part's words without the counter that `split` has put there."""
    return text.removesuffix(counter(part, parts))


def gaps(text: str, split_up: Sequence[str]) -> tuple[str, ...]:
    """What stood in `text` before each of its parts: with it they can be put together again."""
    found, at = [], 0
    for number, part in enumerate(split_up, 1):
        words = plain(part, number, len(split_up))
        begins = text.index(words, at)
        found.append(text[at:begins] if number > 1 else "")
        at = begins + len(words)
    return tuple(found)


def _too_long() -> NotAllowed:
    return NotAllowed(f"too long even for {MOST_PARTS} parts", "shorten it")


def _bodies(text: str, limits: Limits, prefix: str, most: int) -> list[str] | None:
    """The parts without their counters; None when they are more than `most`."""
    whole = [(found.start(), found.end()) for found in _WHOLE.finditer(text)]
    breaks = _breaks(text)  # of which none is inside a whole: these hold no space, nor wide marks
    reach = 4 * limits.max_length + 256  # code points: more fill a part only if nobody sees them
    bodies: list[str] = []
    start = 0
    while start < len(text):
        if len(bodies) == most:
            return None
        room = counter(len(bodies) + 1, most)

        def fits(end: int, start: int = start, room: str = room) -> bool:
            return over_limit(f"{prefix}{text[start:end]}{room}", limits) == 0

        cut = _cut(breaks, start, fits) or _hard(text, start, whole, breaks, fits, reach)
        bodies.append(text[start : cut.end])
        start = cut.begin
    return bodies


def _breaks(text: str) -> list[_Break]:
    """Every place between words or sentences, the end of the text included, in order."""
    found = [*_spaces(text), *_wide(text), _Break(len(text), len(text), _PARAGRAPH)]
    return sorted(found, key=lambda each: each.end)


def _spaces(text: str) -> Iterator[_Break]:
    for run in _SPACE.finditer(text):
        keeps_together = not run[0].strip("\xa0\u202f")
        if not keeps_together and not _joins(text[run.end()]):
            yield _Break(run.start(), run.end(), _level(text, run))


def _joins(character: str) -> bool:
    """It belongs to what stands before it, be it a space."""
    return character == "\u200d" or unicodedata.category(character).startswith("M")


def _wide(text: str) -> Iterator[_Break]:
    for mark in _WIDE.finditer(text):
        if text[mark.end() : mark.end() + 1].strip():
            yield _Break(mark.end(), mark.end(), _SENTENCE if mark[1] else _CLAUSE)


def _level(text: str, run: re.Match[str]) -> int:
    lines = run[0].count("\n")
    if lines:
        return _PARAGRAPH if lines > 1 else _SENTENCE
    before = text[max(0, run.start() - _LOOK_BACK) : run.start()]
    if _ENDED.search(before) and not text[run.end()].islower():
        return _WORD if _ABBREVIATED.search(before) else _SENTENCE
    return _CLAUSE if before[-1] in ",;:–—" else _WORD


def _inside(whole: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a cut there would go through a link, a name or a tag."""
    nearest = bisect_left(whole, (at, 0)) - 1
    return nearest >= 0 and at < whole[nearest][1]


def _cut(breaks: Sequence[_Break], start: int, fits: Callable[[int], bool]) -> _Break | None:
    """The best place to end a part that begins at `start`; None when not even a word fits."""
    first = bisect_right(breaks, start, key=lambda each: each.end)
    within = breaks[first:]
    last = _last(len(within), lambda number: fits(within[number].end))
    if last < 0:
        return None
    furthest = within[last]
    if last == len(within) - 1:
        return furthest
    for level, share in _LEAST:
        least = start + share * (furthest.end - start)
        good = (each for each in reversed(within[: last + 1]) if each.level <= level)
        best = next(good, None)
        if best is not None and best.end >= least:
            return best
    return furthest


def _hard(
    text: str,
    start: int,
    whole: Sequence[tuple[int, int]],
    breaks: Sequence[_Break],
    fits: Callable[[int], bool],
    reach: int,
) -> _Break:
    """As much of an endless word as fits; no more than `reach` of it is looked at."""
    end = breaks[bisect_right(breaks, start, key=lambda each: each.end)].end
    reach = min(end, start + reach)
    ends = [at for at in _characters(text, start, reach) if not _inside(whole, at)]
    if reach < end:
        ends = [at for at in ends if at < reach]  # the last may be half a character
    last = _last(len(ends), lambda number: fits(ends[number]))
    if last < 0:
        raise NotAllowed("a link or a name in it is longer than one part may be", "shorten it")
    return _Break(ends[last], ends[last], _WORD)


def _characters(text: str, start: int, end: int) -> Iterator[int]:
    """Where each of what people see as one character ends."""
    import regex  # type: ignore[import-untyped]  # 30 ms that few answers need

    # \X is quadratic in flags; a letter with an accent is as long and as inseparable.
    for found in regex.finditer(r"\X", _FLAG.sub("x\u0301", text[start:end])):
        yield start + int(found.end())


def _last(count: int, fits: Callable[[int], bool]) -> int:
    """The last of `count` that fits, going by doubled steps and halves; -1: not even the first."""
    low, step = -1, 1
    while low + step < count and fits(low + step):
        low, step = low + step, 2 * step
    high = min(low + step, count)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
