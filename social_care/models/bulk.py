"""One deed for many conversations: what is to be done, what would come of it, what came of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from social_care.records import dataclass


class BulkKind(StrEnum):
    """What can be done with many at once."""

    RESOLVE = "resolve"
    DISMISS = "dismiss"
    SNOOZE = "snooze"
    ASSIGN = "assign"
    TAG = "tag"
    ANSWER = "answer"

    @property
    def done(self) -> str:
        """The word for it afterwards."""
        return _DONE[self]


_DONE = {
    BulkKind.RESOLVE: "resolved",
    BulkKind.DISMISS: "dismissed",
    BulkKind.SNOOZE: "snoozed",
    BulkKind.ASSIGN: "assigned",
    BulkKind.TAG: "tagged",
    BulkKind.ANSWER: "answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDeed:
    """What is to be done; the fields below belong to the kinds that they name."""

    kind: BulkKind
    wrap_up: str = ""
    """RESOLVE."""
    anyway: bool = False
    """RESOLVE: unanswered complaints too."""
    until: int = 0
    """SNOOZE; ms since 1970 UTC."""
    agent: str | None = None
    """ASSIGN; None: everybody's again."""
    tag: str = ""
    """TAG."""
    text: str = ""
    """ANSWER: with variables, so that every customer gets words of their own."""
    private: bool = False
    """ANSWER: in private."""
    resolve: bool = False
    """ANSWER: resolve each conversation once its answer is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRefusal:
    """A conversation with which it cannot be done."""

    conversation_id: int
    customer: str
    """What to call them, safe for any screen."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPreview:
    """What would come of it, said before anything is done."""

    kind: BulkKind
    ids: tuple[int, ...]
    """Those with which it can be done, in the order given."""
    refused: tuple[BulkRefusal, ...]
    samples: tuple[str, ...] = ()
    """ANSWER: the first few answers as they would leave."""
    lasts_s: int = 0
    """ANSWER: how long it takes until the last one leaves, after the undo window."""
    seen: Mapping[int, int] = field(default_factory=dict)
    """ANSWER: what has been seen of each, so that nobody is answered who wrote again since."""

    @property
    def count(self) -> int:
        """With how many it can be done."""
        return len(self.ids)

    @property
    def said(self) -> str:
        """One line: how many, and how many not."""
        pace = f" over {self.lasts_s // 60}m {self.lasts_s % 60}s" if self.lasts_s else ""
        return f"{self.count} to be {self.kind.done}{pace}{_left(self.refused)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDone:
    """What came of it; one u takes all of it back."""

    kind: BulkKind
    count: int
    refused: tuple[BulkRefusal, ...]

    @property
    def said(self) -> str:
        """One line for the status line."""
        return f"{self.kind.done.capitalize()} {self.count}{_left(self.refused)}"


def _left(refused: tuple[BulkRefusal, ...]) -> str:
    """How many are left out, and the commonest reasons."""
    if not refused:
        return ""
    reasons = Counter(refusal.why for refusal in refused)
    why = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(2))
    return f", {len(refused)} not ({why}{'; …' if len(reasons) > 2 else ''})"
