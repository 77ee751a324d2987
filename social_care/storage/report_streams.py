"""What is exported, as rows one by one: each export is one statement, and so one picture.

While a statement is read, SQLite's write-ahead log cannot be emptied and grows: whoever reads a
stream reads it at the speed of a disk, never at that of a person or a pipe.
"""

from collections.abc import Generator
from dataclasses import dataclass

from social_care.errors import UsageError
from social_care.storage.connection import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which rows are wanted; what is not given selects nothing."""

    since: int | None = None
    """Ms since 1970 UTC, included."""
    until: int | None = None
    """Ms since 1970 UTC, not included."""
    by: str | None = None
    """The moment that a period selects by; None: the stream's usual one."""
    account: str | None = None
    agent: str | None = None
    open_too: bool = False
    """Responses: waits that have not ended, too."""

    def moment(self, what: str) -> str:
        """The expression of the moment that selects. Raises UsageError if there is no such one."""
        moments = STREAMS[what].moments
        by = self.by or next(iter(moments))
        if by not in moments:
            raise UsageError(f"{what} are not selected by {by}", f"by {', '.join(moments)}")
        return moments[by]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Where the rows of one export come from."""

    view: str
    key: str
    """Rows come in its order, the oldest first."""
    moments: dict[str, str]
    """What a period can select by, and its expression; the first is the usual one."""
    agent: str = "agent = :agent"
    extra: str = "1"
    undated: str = "0"
    """Rows without the moment that belong to every period."""


_ANSWERED_BY = (
    "EXISTS (SELECT 1 FROM waits n JOIN standing_responses r ON r.wait_id = n.id"
    " WHERE n.conversation_id = s.conversation_id AND r.agent = :agent)"
)

STREAMS = {
    "responses": Stream(
        view="response_log",
        key="wait_id",
        moments={
            "responded_at": "coalesce(responded_at, ended_at)",
            "waiting_since": "waiting_since",
            "ended_at": "ended_at",
        },
        extra="(ended_at IS NOT NULL OR :open_too)",
        undated="ended_at IS NULL",
    ),
    "conversations": Stream(
        view="conversation_log",
        key="conversation_id",
        moments={name: name for name in ("opened_at", "last_message_at", "closed_at")},
        agent=f"(assignee = :agent OR {_ANSWERED_BY})",
    ),
    "mentions": Stream(
        view="mention_log",
        key="mention_id",
        moments={name: name for name in ("posted_at", "detected_at")},
        agent="EXISTS (SELECT 1 FROM standing_responses r WHERE r.id = response_id"
        " AND r.agent = :agent)",
    ),
    "events": Stream(view="event_log", key="event_id", moments={"at": "at"}),
}
"""What can be exported, by its name."""


def rows(tx: Tx, what: str, wanted: Selection) -> Generator[Row, None, None]:
    """The rows of an export, streamed, oldest first; exhaust it or close it.

    A wait that ended without a response has no `responded_at`: it is selected by when it ended. An
    open one has neither: it belongs to every period, unless its beginning selects. Raises
    UsageError for a moment that these rows do not have.
    """
    stream, moment = STREAMS[what], wanted.moment(what)
    yield from tx.stream(
        f"SELECT s.* FROM {stream.view} s WHERE {stream.extra}"
        f" AND ({moment} IS NULL AND {stream.undated}"
        f"   OR (:since IS NULL OR {moment} >= :since) AND (:until IS NULL OR {moment} < :until))"
        " AND (:account IS NULL OR account = :account)"
        f" AND (:agent IS NULL OR {stream.agent}) ORDER BY {stream.key}",
        since=wanted.since,
        until=wanted.until,
        account=wanted.account,
        agent=wanted.agent,
        open_too=int(wanted.open_too),
    )
