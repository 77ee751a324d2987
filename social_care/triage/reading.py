"""Everything seen in one text, gathered before anything is decided."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from social_care.triage.cues import Hit
from social_care.triage.normalise import Plain
from social_care.triage.phrases import BREAKS
from social_care.triage.sentiment import NEUTRAL, Tone
from social_care.triage.table import Kind

RAISING = frozenset({Kind.PROBLEM, Kind.MOOD, Kind.PRESSURE})
"""Signs of trouble: they only ever raise the complaint probability."""
_SHOUTS = frozenset({("!", "!"), ("?", "!"), ("!", "?"), ("?", "?")})


@dataclass(slots=True, kw_only=True)
class Reading:
    """A scored text: its tokens, its tone and the cues that fired. Nobody changes one."""

    plain: Plain
    tokens: Sequence[str]
    """As written; `lowered` is the same in lower case."""
    lowered: Sequence[str]
    tone: Tone
    hits: tuple[Hit, ...]
    person: bool
    """A word of the first or second person stands in it."""
    negations: int
    words: int = field(init=False)
    """How many words and numbers."""
    asks: bool = field(init=False)
    """There is a question mark."""
    shouts: bool = field(init=False)
    """Two marks stand together: "!!", "?!" or "??"."""
    kinds: frozenset[Kind] = field(init=False)
    """The kinds of cues that fired."""
    unread: tuple[str, ...] = field(init=False)
    """The different lower-case tokens no cue has read, in order.

    What a cue has read it has weighed: that its words could also lean the other way must not
    lower a score for which they are shown as the reason.
    """

    def __post_init__(self) -> None:
        marks = [token for token in self.lowered if not token[0].isalnum()]
        self.words = len(self.lowered) - len(marks)
        self.asks = "?" in marks
        self.shouts = self._shouts(marks)
        self.gather()

    def gather(self) -> None:
        """What follows from the cues that fired."""
        self.kinds = frozenset([hit.cue.kind for hit in self.hits])
        self.unread = self._unread()

    def _shouts(self, marks: Sequence[str]) -> bool:
        if len(marks) < 2:
            return False
        return not _SHOUTS.isdisjoint(zip(self.lowered, self.lowered[1:], strict=False))

    def _unread(self) -> tuple[str, ...]:
        left: list[str | None] = list(self.lowered)
        for hit in self.hits:
            for start, end in hit.spans:
                left[start:end] = [None] * (end - start)
        return tuple(dict.fromkeys([word for word in left if word is not None]))

    def without(self, hit: Hit) -> "Reading":
        """The same text, had nobody written that cue."""
        other = copy(self)
        other.hits = tuple([kept for kept in self.hits if kept is not hit])
        other.gather()
        return other

    def toneless(self) -> "Reading":
        """The same text, had VADER found nothing in it."""
        other = copy(self)
        other.tone = NEUTRAL
        return other

    def unasking(self) -> "Reading":
        """The same text without its question marks."""
        other = copy(self)
        other.asks = other.shouts = False
        return other

    def words_of(self, hit: Hit) -> tuple[str, ...]:
        """The lower-case tokens a cue has read."""
        return tuple([word for start, end in hit.spans for word in self.lowered[start:end]])

    def has(self, *kinds: Kind) -> bool:
        """A cue of one of these kinds fired."""
        return not self.kinds.isdisjoint(kinds)

    def count(self, kind: Kind) -> int:
        """How many different cues of this kind fired."""
        return sum([hit.cue.kind is kind for hit in self.hits])

    def bare_link(self) -> bool:
        """A link and not a single word."""
        return self.plain.links > 0 and not any(token not in BREAKS for token in self.tokens)
