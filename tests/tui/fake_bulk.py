"""Many at once, with the desk in memory."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from social_care.errors import NotAllowed
from social_care.models import State
from social_care.models.bulk import (
    BulkDeed,
    BulkDone,
    BulkKind,
    BulkPreview,
    BulkRefusal,
)
from social_care.models.composing import SimilarHit
from tests.tui.fake_brand import FakeBrand

GREETINGS = ("Hi", "Hello")


class FakeBulk(FakeBrand):
    """Who says the same, and what is done to all of them."""

    def similar(self, conversation_id: int) -> tuple[SimilarHit, ...]:
        self.calls["similar"] += 1
        return self.alike.get(conversation_id, ())

    def bulk_preview(self, ids: Sequence[int], deed: BulkDeed) -> BulkPreview:
        """A colleague's customers are left out, and unanswered complaints when resolving."""
        self.calls["bulk_preview"] += 1
        if deed.kind is BulkKind.ANSWER and "{" not in deed.text:
            raise NotAllowed("every customer would get the same words", "begin with {greeting}")
        refused = tuple(one for each in ids if (one := self._refusal(each, deed)) is not None)
        out = {one.conversation_id for one in refused}
        able = tuple(each for each in ids if each not in out)
        answers = deed.kind is BulkKind.ANSWER
        samples = [
            f"{GREETINGS[turn % len(GREETINGS)]} {self.views[each].row.customer_name}"
            for turn, each in enumerate(ids)
            if each in able
        ]
        return BulkPreview(
            kind=deed.kind,
            ids=able,
            refused=refused,
            samples=tuple(samples[:3]) if answers else (),
            lasts_s=5 * (len(able) - 1) if answers else 0,
            seen={each: self.views[each].seen for each in able} if answers else {},
        )

    def _refusal(self, each: int, deed: BulkDeed) -> BulkRefusal | None:
        row, why = self.views[each].row, ""
        if deed.kind not in {BulkKind.TAG, BulkKind.ASSIGN} and row.claimed_by == "joe":
            why = "joe is with them"
        elif deed.kind is BulkKind.RESOLVE and row.category == "complaint" and not deed.anyway:
            why = "an unanswered complaint"
        if not why:
            return None
        return BulkRefusal(conversation_id=each, customer=row.customer_name, why=why)

    def bulk(
        self,
        ids: Sequence[int],
        deed: BulkDeed,
        *,
        seen: Mapping[int, int] | None = None,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> BulkDone:
        self._write("bulk")
        self.seen_by_bulk = seen
        for done, each in enumerate(ids, 1):
            if self.between is not None:
                self.between(done)
            self.deeds.append((deed.kind.value, each, deed))
            self.change(each, **_after(deed))
            progress(done, len(ids))
        return BulkDone(kind=deed.kind, count=len(ids), refused=())


def _after(deed: BulkDeed) -> dict[str, Any]:
    """What a deed for many leaves in each row."""
    states = {
        BulkKind.RESOLVE: State.RESOLVED,
        BulkKind.DISMISS: State.DISMISSED,
        BulkKind.SNOOZE: State.SNOOZED,
        BulkKind.ANSWER: State.ANSWERED,
    }
    if deed.kind in states:
        return {"state": states[deed.kind], "waiting_since": None}
    return {"assignee": deed.agent} if deed.kind is BulkKind.ASSIGN else {"tags": (deed.tag,)}
