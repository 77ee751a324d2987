"""Waits as arrivals: when each came, and what answering it took."""

from social_care.models import Band
from social_care.staffing_log import LoggedWait
from social_care.storage.connection import Row, Tx


def logged(tx: Tx, since: int) -> list[LoggedWait]:
    """Every wait that was open at `since` or came later, in ms since 1970 UTC; merged ones aside.

    A reply from the network's own app has no handling: nobody knows when it was begun.
    """
    return [_logged(row) for row in tx.all(_LOGGED, since=since)]


_LOGGED = """
SELECT waiting_since, detected_at, band_rank, due_at, target_s, ended_at,
  CASE source WHEN 'console' THEN handling_ms END AS handling_ms,
  CASE source WHEN 'console' THEN delivery_ms END AS delivery_ms
FROM response_rows
WHERE (ended_at IS NULL OR ended_at >= :since) AND outcome <> 'merged'
"""


def _logged(row: Row) -> LoggedWait:
    return LoggedWait(
        waiting_since=row["waiting_since"],
        detected_at=row["detected_at"],
        band=Band(row["band_rank"]),
        due_at=row["due_at"],
        target_s=row["target_s"],
        ended_at=row["ended_at"],
        handling_ms=row["handling_ms"],
        delivery_ms=row["delivery_ms"],
    )
