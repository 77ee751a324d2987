"""What a person can ask: the queue, a conversation, the counts, the state of things, and why."""

from collections.abc import Iterator, Sequence

from social_care.desk.base import DeskBase
from social_care.desk.happened import happened
from social_care.desk.noticing import noticed
from social_care.errors import NotFound
from social_care.figures import service_level
from social_care.models import Band, Limits, State
from social_care.models.views import (
    ConversationView,
    Counts,
    Message,
    OutboxItem,
    QueueRow,
    Status,
    View,
)
from social_care.storage import (
    Tx,
    accounts,
    around,
    claims,
    conversations,
    drafts,
    inviting,
    listening,
    outbox,
    people,
    queue,
    report,
    spikes,
    thread,
)
from social_care.telling import clock_time
from social_care.text import clean_line, span

DAY_MS = 24 * 60 * 60 * 1000
WARN_MS = 7 * DAY_MS
"""How long before its end a log-in is warned of."""
NEWS_MS = 10 * 60 * 1000
STARTING_MS = 15_000
"""How long a worker may take to its first sign of life."""
"""How long a stream that listens again is news."""


class Reading(DeskBase):
    """Everything that changes nothing."""

    _seen_version = -1
    _seen_revision = -1

    def changed(self) -> bool:
        """True when something that screens show was committed since the last call.

        Costs microseconds while nothing happens. Always call it from the same thread.
        """
        version = self._store.data_version()
        if version == self._seen_version:
            return False
        self._seen_version = version
        revision = self._store.revision()
        if revision == self._seen_revision:
            return False
        self._seen_revision = revision
        return True

    def queue_ids(self, view: View, *, limit: int | None = None) -> Sequence[int]:
        """The view's conversations, in its order."""
        tx, now = self._store.read(), self.now()
        return queue.ids(tx, view, self.agent, now, limit, listed=self._stands_in_for())

    def queue_rows(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        """The rows of these conversations; those that are gone are absent."""
        return queue.rows(self._store.read(), ids, self.now())

    def counts(self) -> Counts:
        """The status line's numbers."""
        tx, now = self._store.read(), self.now()
        return queue.counts(tx, self.agent, now, listed=self._stands_in_for())

    def _stands_in_for(self) -> Sequence[str]:
        """A lead's view of drafts holds those of everybody but these: who left leaves nothing."""
        return self.agents if self.role == "lead" else ()

    def status(self) -> Status:
        """Whether somebody listens and sends, and how we are doing."""
        tx, now = self._store.read(), self.now()
        configured = self._settings.calendars
        seen, stopped = accounts.worker_seen(tx, now), accounts.stopped(tx)
        waits, late = report.judged(tx, since=now - DAY_MS), report.late(tx, now)
        alive = accounts.lives(seen, now)
        started = self._settings.worker_started_at
        return Status(
            worker_seen_at=seen,
            worker_alive=alive,
            worker_starting=not alive and started is not None and now - started <= STARTING_MS,
            has_accounts=bool(configured),
            streams=listening.health(tx, now, configured),
            held_accounts=tuple(item.account for item in stopped),
            stopped=stopped,
            logins_ending=tuple(
                (name, ends)
                for name, ends in accounts.logins_ending(tx, now + WARN_MS)
                if not configured or name in configured
            ),
            recovered=accounts.recovered(tx, now - NEWS_MS),
            in_target=service_level(waits, now, late=late),
            always_open=self._settings.always_open,
            spike=spikes.lasting(tx, now),
        )

    def conversation(self, conversation_id: int) -> ConversationView:
        """Everything about one conversation. Raises NotFound."""
        tx, now = self._store.read(), self.now()
        row = queue.rows(tx, [conversation_id], now).get(conversation_id)
        if row is None:
            raise NotFound(
                f"no conversation {conversation_id}", "see: social-care queue --view all"
            )
        stored = conversations.get(tx, conversation_id)
        draft = drafts.newest(tx, conversation_id, self.agent)
        limits = accounts.limits_of(accounts.get(tx, stored["account_id"]))
        others = claims.siblings(tx, conversation_id)
        siblings = queue.rows(tx, others, now)
        return ConversationView(
            row=row,
            messages=thread.messages(tx, conversation_id),
            siblings=tuple(siblings[other] for other in others if other in siblings),
            customer=people.view(tx, row.customer_id, without=conversation_id),
            limits=limits,
            prefix=prefix(limits, row.customer_handle),
            draft=noticed(tx, draft, now) if draft else None,
            seen=stored["news"],
            url=thread.permalink(tx, conversation_id),
            around=self._around(tx, conversation_id, now),
        )

    def _around(self, tx: Tx, conversation_id: int, now: int) -> tuple[Message, ...]:
        when = clock_time(now, self.time_zone)
        done = [happened(deed, when) for deed in around.deeds(tx, conversation_id)]
        found = [*done, *around.others(tx, conversation_id)]
        return tuple(sorted(found, key=lambda message: (message.at, message.kind, message.id)))

    def why(self, conversation_id: int) -> tuple[str, ...]:
        """Why it stands where it stands, line by line, in plain words."""
        row = self.conversation(conversation_id).row
        tx, now = self._store.read(), self.now()
        over = row.waiting_since is None and row.state is not State.OPEN
        judged = f"{row.category}, score {row.score} of 100"
        lines = [judged if over else f"band {row.band.label}: {judged}"]
        lines += [f"because: {clean_line(reason)}" for reason in row.reasons]
        lines.append(_sentiment(row))
        if row.severity is not None:
            lines.append(f"severity: {row.severity:.1f} (1 a remark, 4 the worst)")
        if row.uncertain:
            lines.append("language: uncertain, read as English")
        if row.assignee and inviting.has_invited(tx, conversation_id):
            lines.append(f"given to {row.assignee}: they asked this customer to write privately")
        if row.tags:
            lines.append(f"tags: {', '.join(map(clean_line, row.tags))}")
        if row.waiting_since is None:
            why = f"it is {row.state}" if over else "it starts no clock"
            lines.append(f"nobody waits here: {why}")
        else:
            lines.append(f"waits {span(now - row.waiting_since)}, {_due(row, now)}")
            lines.extend(_clock(row))
        if not row.can_reply:
            lines.append(f"cannot be answered on {row.channel}: {row.can_reply_reason}")
        lines.append("order: strictly by band, inside a band the earliest due first")
        return tuple(lines)

    def outbox(self, *, mine: bool = True, account: str | None = None) -> list[OutboxItem]:
        """What is not sent yet, newest first."""
        return outbox.unsent(self._store.read(), self.agent if mine else None, account)


def prefix(limits: Limits, handle: str) -> str:
    """What delivery puts before a reply to this customer."""
    return f"@{handle} " if limits.mentions_author and handle else ""


def _sentiment(row: QueueRow) -> str:
    if row.sentiment is None:
        return f"sentiment: not scored (language {clean_line(row.language)})"
    plain = row.plain_sentiment
    beside = "" if plain is None else f", plain VADER {plain:+.2f}"
    return f"sentiment: {row.sentiment:+.2f}{beside} (-1 very negative, +1 very positive)"


def _clock(row: QueueRow) -> Iterator[str]:
    """What moved its due time, and what of its time was gone before we knew."""
    if row.vip:
        yield "VIP: on the customer list, whose targets are tighter where the team says so"
    if row.due_at is not None and row.due_at == row.reply_until:
        yield "due when the network stops taking an answer, which is before its target has passed"
    if row.due_at is not None and row.due_at == row.private_until:
        yield "due when the network stops taking a private answer, before its target has passed"
    if row.arrived_late:
        yield "arrived late: half of its target, or more, had passed when we learned of it"


def _due(row: QueueRow, now: int) -> str:
    if row.due_at is None:
        return "no target" if row.can_reply and row.band is not Band.NONE else "no target here"
    if row.due_at < now:
        return f"LATE by {span(now - row.due_at)}"
    return f"due in {span(row.due_at - now)}"
