"""What is exported, as rows one by one: each export is one statement, and so one picture.

While a statement is read, SQLite's write-ahead log cannot be emptied and grows: whoever reads a
stream reads it at the speed of a disk, never at that of a person or a pipe.
"""

from collections.abc import Generator
from dataclasses import dataclass

from social_care.errors import UsageError
from social_care.storage.connection import Row, Tx

_EVER = 2**62


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

    def moment(self, what: str) -> "Moment":
        """The moment that selects. Raises UsageError if these rows have no such one."""
        moments = STREAMS[what].moments
        by = self.by or next(iter(moments))
        if by not in moments:
            raise UsageError(f"{what} are not selected by {by}", f"by {', '.join(moments)}")
        return moments[by]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that rows have."""

    expression: str
    """In the columns of the view."""
    among: tuple[str, ...]
    """Statements that find, each by an index, the keys of all rows that a period can hold: it costs
    what it holds, and not what the log holds. More than these do no harm."""


def _in_period(table: str, column: str, key: str = "id") -> str:
    return f"SELECT {key} FROM {table} WHERE {column} >= :since AND {column} < :until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Where the rows of one export come from."""

    view: str
    key: str
    """Rows come in its order, the oldest first."""
    moments: dict[str, Moment]
    """What a period can select by; the first is the usual one."""
    agent: str = "agent = :agent"
    extra: str = "1"
    undated: str = "0"
    """Rows without the moment that belong to every period."""


_ANSWERED_BY = (
    "EXISTS (SELECT 1 FROM waits n JOIN standing_responses r ON r.wait_id = n.id"
    " WHERE n.conversation_id = s.conversation_id AND r.agent = :agent)"
)

_OPEN = "SELECT id FROM waits WHERE ended_at IS NULL"

STREAMS = {
    "responses": Stream(
        view="response_log",
        key="wait_id",
        moments={
            "responded_at": Moment(
                "coalesce(responded_at, ended_at)",
                (
                    _in_period("responses", "responded_at", "wait_id"),
                    _in_period("waits", "ended_at"),
                    _OPEN,
                ),
            ),
            "waiting_since": Moment("waiting_since", (_in_period("waits", "waiting_since"),)),
            "ended_at": Moment("ended_at", (_in_period("waits", "ended_at"), _OPEN)),
        },
        extra="(ended_at IS NOT NULL OR :open_too)",
        undated="ended_at IS NULL",
    ),
    "conversations": Stream(
        view="conversation_log",
        key="conversation_id",
        moments={
            "opened_at": Moment("opened_at", (_in_period("conversations", "opened_at"),)),
            "last_message_at": Moment(
                "last_message_at", (_in_period("conversations", "last_message_at"),)
            ),
            "closed_at": Moment("closed_at", (_in_period("conversations", "state_at"),)),
        },
        agent=f"(assignee = :agent OR {_ANSWERED_BY})",
    ),
    "mentions": Stream(
        view="mention_log",
        key="mention_id",
        moments={
            name: Moment(name, (_in_period("mentions", name),))
            for name in ("posted_at", "detected_at")
        },
        agent="EXISTS (SELECT 1 FROM standing_responses r WHERE r.id = response_id"
        " AND r.agent = :agent)",
    ),
    "events": Stream(
        view="event_log",
        key="event_id",
        moments={"at": Moment("at", (_in_period("events", "at"),))},
    ),
    "wows": Stream(
        view="wow_log", key="wow_id", moments={"at": Moment("at", (_in_period("wows", "at"),))}
    ),
}
"""What can be exported, by its name."""


def rows(tx: Tx, what: str, wanted: Selection) -> Generator[Row, None, None]:
    """The rows of an export, streamed, oldest first; exhaust it or close it.

    A wait that ended without a response has no `responded_at`: it is selected by when it ended. An
    open one has neither: it belongs to every period, unless its beginning selects. Raises
    UsageError for a moment that these rows do not have.
    """
    yield from tx.stream(
        statement(what, wanted),
        since=-_EVER if wanted.since is None else wanted.since,
        until=_EVER if wanted.until is None else wanted.until,
        account=wanted.account,
        agent=wanted.agent,
        open_too=int(wanted.open_too),
    )


def statement(what: str, wanted: Selection) -> str:
    """What is asked of the database. Raises UsageError as `rows` does."""
    stream = STREAMS[what]
    return (
        f"SELECT s.* FROM {stream.view} s WHERE {stream.extra}{_period(what, wanted)}"
        " AND (:account IS NULL OR account = :account)"
        f" AND (:agent IS NULL OR {stream.agent}) ORDER BY {stream.key}"
    )


def _period(what: str, wanted: Selection) -> str:
    """The condition; nothing where no period is wanted: then the log is read from end to end."""
    stream, moment = STREAMS[what], wanted.moment(what)
    if wanted.since is None and wanted.until is None:
        return ""
    return (
        f" AND {stream.key} IN ({' UNION '.join(moment.among)})"
        f" AND ({moment.expression} IS NULL AND {stream.undated}"
        f"   OR {moment.expression} >= :since AND {moment.expression} < :until)"
    )
