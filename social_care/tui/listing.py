"""What the queue can list: a view, a search kept as a view, or what a search has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from social_care.models.finding import Cursor, Found, Hit, SavedView
from social_care.models.views import View


@dataclass(frozen=True, eq=False)
class Results:
    """What a search has found so far, newest first. Two of them are never equal."""

    text: str
    hits: Mapping[int, Hit] = field(default_factory=dict)
    """By conversation, in order."""
    more: Cursor | None = None
    hints: tuple[str, ...] = ()
    is_meant: bool = True

    @classmethod
    def of(cls, text: str, found: Found) -> "Results":
        """The first page."""
        return cls(text).and_then(found)

    def and_then(self, found: Found) -> "Results":
        """With a further page."""
        hits = {hit.conversation_id: hit for hit in found.hits}
        return replace(
            self,
            hits={**self.hits, **hits},
            more=found.more,
            hints=found.hints,
            is_meant=found.is_meant,
        )

    @cached_property
    def ids(self) -> Sequence[int]:
        """The conversations, in order."""
        return list(self.hits)


Source = View | SavedView | Results
