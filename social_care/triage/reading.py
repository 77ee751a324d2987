"""Everything seen in one text, gathered before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from social_care.triage.cues import Hit
from social_care.triage.normalise import Plain
from social_care.triage.phrases import BREAKS
from social_care.triage.sentiment import Tone
from social_care.triage.table import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
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

    @property
    def words(self) -> int:
        """How many words and numbers."""
        return sum(token[0].isalnum() for token in self.lowered)

    @property
    def asks(self) -> bool:
        """There is a question mark."""
        return "?" in self.lowered

    @property
    def shouts(self) -> bool:
        """Two marks of which one is an exclamation stand together."""
        pairs = zip(self.lowered, self.lowered[1:], strict=False)
        return any(pair in {("!", "!"), ("?", "!"), ("!", "?")} for pair in pairs)

    def has(self, *kinds: Kind) -> bool:
        """A cue of one of these kinds fired."""
        return any(hit.cue.kind in kinds for hit in self.hits)

    def count(self, kind: Kind) -> int:
        """How many different cues of this kind fired."""
        return sum(hit.cue.kind is kind for hit in self.hits)

    def bare_link(self) -> bool:
        """A link and not a single word."""
        return self.plain.links > 0 and not any(token not in BREAKS for token in self.tokens)
