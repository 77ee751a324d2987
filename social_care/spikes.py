"""Whether something is happening: the last half hour against the same one of past weeks. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from social_care.models.spike import SpikeKind, SpikeRules
from social_care.similar import Measure, around, is_pair, words

WEEKS = 4
"""How many past weeks tell what is usual."""
UNLIKELY = 1e-4
"""A count this unlikely, or less, if nothing but chance were at work, is no chance."""
NEGATIVE = -0.05
"""At or below it a sentiment is negative, as VADER has it."""
FEWEST_AUTHORS = 3
"""A word that fewer people use is theirs, and tells nobody what is happening."""
MOST_WORDS = 5
MESSAGES, EVERYDAY, UNHEARD = 10, 6.0, 0.5
"""Of so many messages so many have an everyday word, or any other, before any are known."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came in during one window."""

    mentions: int
    scored: int
    """Those of them that have a sentiment."""
    negative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something is happening."""

    kind: SpikeKind
    count: int
    of: int
    usual: float | None
    """None: there are no past weeks."""


def windows(now: int, window_ms: int, zone: tzinfo) -> tuple[tuple[int, int], ...]:
    """The window that ends now, then the same ones of past weeks, in ms UTC, half open.

    Same means: they end at the same time of the wall clock, so that a change of the clocks moves
    nothing. A time that was skipped is the one as far after it.
    """
    shown = (_EPOCH + now * _MS).astimezone(zone)
    past = (shown - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    ends = [now, *((wall - _EPOCH) // _MS for wall in past)]
    return tuple((end - window_ms, end) for end in ends)


def judge(now: Tally, past: Sequence[Tally], rules: SpikeRules) -> Finding | None:
    """What is happening, if anything; volume goes before mood. `past`: the weeks that are known."""
    return _volume(now, past, rules) or _mood(now, past, rules)


def _volume(now: Tally, past: Sequence[Tally], rules: SpikeRules) -> Finding | None:
    if not past:
        usual, is_one = None, now.mentions >= max(rules.least, rules.fixed)
    else:
        usual = sum(week.mentions for week in past) / len(past)
        is_one = _stands_out(now.mentions, usual, rules)
    count = now.mentions
    return Finding(kind=SpikeKind.MENTIONS, count=count, of=count, usual=usual) if is_one else None


def _mood(now: Tally, past: Sequence[Tally], rules: SpikeRules) -> Finding | None:
    """By the share of negative ones among those scored: what is usual is the share of all weeks."""
    scored = sum(week.scored for week in past)
    if now.negative < rules.least or (past and not scored):
        return None
    if not past:
        usual, is_one = None, now.negative >= rules.fixed_negative * now.scored
    else:
        usual = now.scored * sum(week.negative for week in past) / scored
        is_one = _stands_out(now.negative, usual, rules)
    found = Finding(kind=SpikeKind.NEGATIVE, count=now.negative, of=now.scored, usual=usual)
    return found if is_one else None


def _stands_out(count: int, usual: float, rules: SpikeRules) -> bool:
    enough = count >= rules.least and count >= rules.times * usual
    return enough and tail(count, usual) < UNLIKELY


def tail(count: int, usual: float) -> float:
    """P(X >= count) where X is Poisson with the mean `usual`; 0..1, as exact as a float can be."""
    if count <= 0:
        return 1.0
    if usual <= 0:
        return 0.0
    if count <= usual:  # the sum below it is no smaller than what is left: nothing is cancelled
        return 1.0 - sum(_chance(each, usual) for each in range(count))
    term = total = _chance(count, usual)
    each = count
    while term > total * 1e-17:
        each += 1
        term *= usual / each
        total += term
    return total


def _chance(count: int, usual: float) -> float:
    return math.exp(count * math.log(usual) - usual - math.lgamma(count + 1))


# What it is about -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One mention in the window."""

    mention_id: int
    author: int
    private: bool
    text: str


def rising(
    said: Sequence[Said], before: Iterable[str], measure: Measure, brand: Iterable[str]
) -> dict[str, int]:
    """The words that rise most against what was said before, and how many people say each.

    Words of the brand, words that say nothing, and what fewer than three people say are left out.
    """
    own = {stem for name in brand for stem in words(name, measure)}
    people: dict[str, set[int]] = defaultdict(set)
    shown: dict[str, str] = {}
    for each in said:
        for stem, word in words(each.text, measure).items():
            people[stem].add(each.author)
            shown.setdefault(stem, word)
    usual, messages = _usual(before, measure)
    crowd = len({each.author for each in said})
    found = []
    for stem, who in people.items():
        already = EVERYDAY if stem in measure.everyday else UNHEARD
        expected = crowd * (usual.get(stem, 0) + already) / (messages + MESSAGES)
        if stem not in own and len(who) >= FEWEST_AUTHORS and len(who) >= 2 * expected:
            surprise = len(who) * math.log(len(who) / expected) - (len(who) - expected)
            found.append((-surprise, shown[stem], len(who)))
    return _as_written([(word, count) for _, word, count in sorted(found)], said)


def _as_written(found: Sequence[tuple[str, int]], said: Sequence[Said]) -> dict[str, int]:
    """The first few; pairs of letters that rise together as the words that they are parts of."""
    pairs = {word for word, _ in found if is_pair(word)}
    told: dict[str, int] = {}
    for word, count in found:
        if len(told) == MOST_WORDS:
            break
        if word not in pairs:
            told[word] = count
        elif not any(word in longer for longer in told):
            told |= _whole(word, pairs, said)
    return told


def _whole(pair: str, pairs: Collection[str], said: Sequence[Said]) -> dict[str, int]:
    """What most people write around it, and how many of them: enough of them, or the pair alone."""
    written = {(each.author, around(pair, each.text, pairs)) for each in said}
    people = Counter(words_ for _, words_ in written if words_)
    most = max(people, key=lambda words_: (people[words_], len(words_), words_))
    longest = most if people[most] >= FEWEST_AUTHORS else pair
    return {longest: len({author for author, words_ in written if longest in words_})}


def _usual(before: Iterable[str], measure: Measure) -> tuple[dict[str, int], int]:
    """In how many messages each word stood, and how many messages there were."""
    counts: dict[str, int] = defaultdict(int)
    messages = 0
    for text in before:
        messages += 1
        for stem in words(text, measure):
            counts[stem] += 1
    return counts, messages


def examples(
    said: Sequence[Said], rising_words: Iterable[str], measure: Measure, most: int
) -> list[int]:
    """Mentions that show what it is about: with most of its words, one of each author, the newest
    first; private ones only where there are no others.
    """
    stems = {stem for word in rising_words for stem in words(word, measure)}

    def rank(each: Said) -> tuple[bool, int, int]:
        return each.private, -len(stems & words(each.text, measure).keys()), -each.mention_id

    found: dict[int, int] = {}
    for each in sorted(said, key=rank):
        found.setdefault(each.author, each.mention_id)
    return list(found.values())[:most]
