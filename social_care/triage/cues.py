"""Finding a table's cues in a text, and the words that fired."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from social_care.triage.index import PhraseIndex
from social_care.triage.phrases import BREAKS, phrase_words
from social_care.triage.table import Cue

_LOOK_BACK = 3
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One cue and where its phrases stand: token spans, in order, not overlapping."""

    cue: Cue
    spans: tuple[Span, ...]


class CueFinder:
    """The cues of one table, indexed once: number n owns phrases, ~n what bars them."""

    def __init__(
        self, cues: Sequence[Cue], negators: frozenset[str], across: frozenset[str]
    ) -> None:
        self._cues = cues
        self._negators = negators
        self._across = across
        self._index = PhraseIndex(
            [(number, phrase) for number, cue in enumerate(cues) for phrase in cue.phrases]
            + [(~number, phrase) for number, cue in enumerate(cues) for phrase in cue.unless]
        )
        self.words = phrase_words(phrase for cue in cues for phrase in cue.phrases)

    def find(self, tokens: Sequence[str]) -> tuple[tuple[Hit, ...], frozenset[int]]:
        """What fires among lower-case `tokens`, in the table's order; and where a negator stands
        that has silenced a cue: it has done its work and negates nothing else. One that cancels a
        single phrase of a cue that fires all the same goes on counting.
        """
        spent: set[int] = set()
        spans = _collect(self._index, tokens)
        hits: list[Hit] = []
        for number, found in sorted(spans.items()):
            if number < 0:
                continue
            cue = self._cues[number]
            barred = spans.get(~number, ())
            kept = [span for span in found if not _overlaps(span, barred)] if barred else found
            if cue.negatable:
                negators = [self._negator(tokens, span[0]) for span in kept]
                kept = [span for span, at in zip(kept, negators, strict=True) if at is None]
                if not kept:
                    spent.update(at for at in negators if at is not None)
            if kept:
                hits.append(Hit(cue=cue, spans=tuple(kept)))
        return tuple(hits), frozenset(spent)

    def _negator(self, tokens: Sequence[str], start: int) -> int | None:
        """Where the negator stands that reaches to `start`, if one does."""
        for at in range(start - 1, max(start - 1 - _LOOK_BACK, -1), -1):
            if tokens[at] in self._negators:
                return at
            if tokens[at] in BREAKS or tokens[at] not in self._across:
                return None
        return None


def _collect(index: PhraseIndex, tokens: Sequence[str]) -> Mapping[int, list[Span]]:
    """The longest phrase of each owner at each place, none beginning inside the one before."""
    spans: dict[int, list[Span]] = {}
    for owner, start, end in index.find(tokens):
        found = spans.setdefault(owner, [])
        if not found or found[-1][1] <= start:
            found.append((start, end))
        elif found[-1][0] == start and end > found[-1][1]:
            found[-1] = (start, end)
    return spans


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
