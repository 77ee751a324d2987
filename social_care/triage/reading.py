"""Everything seen in one text, gathered before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from social_care.triage.cues import Hit
from social_care.triage.normalise import Plain
from social_care.triage.phrases import BREAKS
from social_care.triage.sentiment import Tone
from social_care.triage.table import Kind

_SHOUTS = frozenset({("!", "!"), ("?", "!"), ("!", "?"), ("?", "?")})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A scored text: its tokens, its tone and the cues that fired."""

    plain: Plain
    tokens: Sequence[str]
    """As written; `lowered` is the same in lower case."""
    lowered: Sequence[str]
    tone: Tone
    hits: tuple[Hit, ...]
    person: bool
    """A word of the first or second person stands in it."""
    negations: int

    @cached_property
    def words(self) -> int:
        """How many words and numbers."""
        return sum(token[0].isalnum() for token in self.lowered)

    @cached_property
    def asks(self) -> bool:
        """There is a question mark."""
        return "?" in self.lowered

    @cached_property
    def shouts(self) -> bool:
        """Two marks stand together: "!!", "?!" or "??"."""
        pairs = zip(self.lowered, self.lowered[1:], strict=False)
        return not _SHOUTS.isdisjoint(pairs)

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of cues that fired."""
        return frozenset(hit.cue.kind for hit in self.hits)

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """The different lower-case tokens no cue has read, in order.

        What a cue has read it has weighed: that its words could also lean the other way must not
        lower a score for which they are shown as the reason.
        """
        if not self.hits:
            return tuple(dict.fromkeys(self.lowered))
        left: list[str | None] = list(self.lowered)
        for hit in self.hits:
            for start, end in hit.spans:
                left[start:end] = [None] * (end - start)
        return tuple(dict.fromkeys(word for word in left if word is not None))

    def has(self, *kinds: Kind) -> bool:
        """A cue of one of these kinds fired."""
        return not self.kinds.isdisjoint(kinds)

    def count(self, kind: Kind) -> int:
        """How many different cues of this kind fired."""
        return sum(hit.cue.kind is kind for hit in self.hits)

    def bare_link(self) -> bool:
        """A link and not a single word."""
        return self.plain.links > 0 and not any(token not in BREAKS for token in self.tokens)
