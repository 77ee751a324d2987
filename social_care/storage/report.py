"""Waits and their responses as rows: what figures, statistics and the export are computed from."""

from collections.abc import Callable, Generator
from enum import StrEnum

from social_care.figures import WaitRow
from social_care.models import Band, Category, Outcome, WaitKind
from social_care.storage.connection import Row, Tx

SoFar = Callable[[str, int], int]
"""The business milliseconds since an instant, on the calendar of the account of that name."""


class By(StrEnum):
    """Which moment selects a row into a period."""

    RESPONDED_AT = "responded_at"
    WAITING_SINCE = "waiting_since"
    ENDED_AT = "ended_at"


def rows(
    tx: Tx,
    *,
    since: int | None = None,
    until: int | None = None,
    by: By = By.RESPONDED_AT,
    account: str | None = None,
    agent: str | None = None,
    open_too: bool = False,
) -> Generator[Row, None, None]:
    """Rows of the view `response_rows`, streamed, oldest wait first; exhaust it or close it.

    The period is half open, [since, until), in ms since 1970 UTC. A wait that ended without a
    response has no `responded_at`: it is selected by when it ended. An open wait has neither: it
    belongs to every period, unless its beginning selects.
    """
    moment = "coalesce(responded_at, ended_at)" if by is By.RESPONDED_AT else str(by)
    yield from tx.stream(
        "SELECT r.*, coalesce(t.tags, '') AS tags FROM response_rows r"
        " LEFT JOIN tag_lists t ON t.conversation_id = r.conversation_id"
        " WHERE (ended_at IS NOT NULL OR :open_too)"
        f" AND (:since IS NULL OR {moment} >= :since OR {moment} IS NULL)"
        f" AND (:until IS NULL OR {moment} < :until OR {moment} IS NULL)"
        " AND (:account IS NULL OR account = :account) AND (:agent IS NULL OR agent = :agent)"
        " ORDER BY wait_id",
        since=since,
        until=until,
        account=account,
        agent=agent,
        open_too=int(open_too),
    )


def waits(
    tx: Tx,
    *,
    since: int | None = None,
    until: int | None = None,
    by: By = By.ENDED_AT,
    open_too: bool = False,
    business_so_far: SoFar | None = None,
) -> list[WaitRow]:
    """The same as values for `figures`; `business_so_far` knows what open waits have used."""
    found = rows(tx, since=since, until=until, by=by, open_too=open_too)
    return [_wait(row, business_so_far) for row in found]


def _wait(row: Row, business_so_far: SoFar | None) -> WaitRow:
    waiting = row["outcome"] == "waiting"
    business_ms = row["business_ms"]
    if waiting and business_so_far is not None:
        business_ms = business_so_far(row["account"], row["waiting_since"])
    return WaitRow(
        wait_id=row["wait_id"],
        account=row["account"],
        channel=row["channel"],
        kind=WaitKind(row["kind"]),
        outcome=None if waiting else Outcome(row["outcome"]),
        category=Category(row["category"]),
        band=Band(row["band_rank"]),
        waiting_since=row["waiting_since"],
        responded_at=row["responded_at"],
        ended_at=row["ended_at"],
        at_risk_at=row["at_risk_at"],
        due_at=row["due_at"],
        target_s=row["target_s"],
        elapsed_ms=row["elapsed_ms"],
        business_ms=business_ms,
        detection_ms=row["detection_ms"],
        queue_ms=row["queue_ms"],
        handling_ms=row["handling_ms"],
        delivery_ms=row["delivery_ms"],
        agent_closed=row["ended_by"] is not None,
    )
