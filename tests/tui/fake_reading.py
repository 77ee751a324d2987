"""Queue, conversations and outbox of the desk in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from social_care.errors import NotFound
from social_care.models import Category, OutboxState, Stage, State, Visibility
from social_care.models.flags import Flagged
from social_care.models.views import (
    ConversationView,
    Counts,
    Judged,
    Message,
    MessageKind,
    OutboxItem,
    QueueRow,
    Status,
    View,
)
from tests.tui.fake_brand import FakeBrand

UNSENT = {
    OutboxState.QUEUED,
    OutboxState.HELD,
    OutboxState.REFUSED,
    OutboxState.UNCERTAIN,
    OutboxState.DELAYED,
}


class FakeReading(FakeBrand):
    """What can be looked at; it counts how often it is."""

    def now(self) -> int:
        return self.clock

    def changed(self) -> bool:
        changed, self._changed = self._changed, False
        return changed

    def queue_ids(self, view: View, *, limit: int | None = None) -> list[int]:
        self.calls["queue_ids"] += 1
        found = [one.row.id for one in self.views.values() if self._belongs(one.row, view)]
        return found[:limit]

    def _belongs(self, row: QueueRow, view: View) -> bool:
        match view:
            case View.MINE:
                return row.claimed_by == self.agent
            case View.UNCLAIMED:
                return row.state is State.OPEN and row.claimed_by is None
            case View.ANSWERED:
                return row.state is State.ANSWERED
            case View.SNOOZED:
                return row.state is State.SNOOZED
            case View.DRAFTS:
                return row.id in self.kept
            case View.ALL:
                return True
        return row.state is State.OPEN

    def queue_rows(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        self.calls["queue_rows"] += 1
        self.fetched.update(ids)
        return {number: self.views[number].row for number in ids if number in self.views}

    def counts(self) -> Counts:
        rows = [one.row for one in self.views.values() if one.row.state is State.OPEN]
        states = Counter(item.state for item in self.items)
        return Counts(
            waiting=len(rows),
            at_risk=sum(row.stage is Stage.AT_RISK for row in rows),
            late=sum(row.stage in {Stage.LATE, Stage.ESCALATED} for row in rows),
            oldest_waiting_since=None,
            by_view={view: len(self.queue_ids(view)) for view in View},
            uncertain=states[OutboxState.UNCERTAIN],
            refused=states[OutboxState.REFUSED],
            held=states[OutboxState.HELD],
            on_the_way=states[OutboxState.QUEUED],
        )

    def flagged(self, since: int | None = None) -> Flagged:
        new = [] if since is None else self.flags[since:]
        news = new[0] if len(new) == 1 else f"{len(new)} late" if new else ""
        return Flagged(lasting=len(self.flags), newest=len(self.flags), news=news)

    def status(self) -> Status:
        return self.state

    def conversation(self, conversation_id: int) -> ConversationView:
        self.calls["conversation"] += 1
        view = self.views.get(conversation_id)
        if view is None:
            raise NotFound(f"no conversation {conversation_id}")
        sent = [_line(item) for item in self.items if item.conversation_id == conversation_id]
        draft = self.kept.get(conversation_id)
        return replace(view, messages=(*view.messages, *sent), draft=draft)

    def why(self, conversation_id: int) -> tuple[str, ...]:
        row = self.conversation(conversation_id).row
        return (f"band {row.band.label}", *(f"because: {reason}" for reason in row.reasons))

    def outbox(self, *, mine: bool = True) -> list[OutboxItem]:
        return [item for item in reversed(self.items) if item.state in UNSENT]

    def judged(self, conversation_id: int) -> Judged:
        row = self.conversation(conversation_id).row
        return Judged(
            category=row.category,
            band=row.band,
            usual=dict.fromkeys(Category, row.band),
            waits=row.waiting_since is not None,
            seen=1,
        )


def _line(item: OutboxItem) -> Message:
    return Message(
        kind=MessageKind.OUTBOX,
        id=item.id,
        at=item.submitted_at,
        author=item.agent,
        text=item.text,
        visibility=Visibility.DIRECT if item.private else Visibility.PUBLIC,
        state=item.state,
        problem=item.problem,
        due_at=item.due_at,
    )
