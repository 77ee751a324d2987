"""Where a scorer for another language is plugged in."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a scorer says of one text."""

    sentiment: float
    """-1..1, comparable with VADER's compound."""
    complaint: float
    """Probability 0..1."""
    reasons: tuple[str, ...] = ()
    """In plain words; nothing that lowered `complaint` is among them."""


class Scorer(Protocol):
    """Scores texts of one language: `Triage(table, scorers={"de": GermanScorer()})`."""

    def score(self, text: str) -> Scored | None:
        """The verdict on a text made plain; None leaves it not scored. Must not raise."""
