"""What lies behind the figures of a period, [since, until) in ms since 1970 UTC."""

import json
from collections.abc import Sequence
from itertools import groupby

from social_care.models import Visibility
from social_care.models.explanation import Outage, Stay
from social_care.models.presence import PresenceState
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind


def persons(tx: Tx, wait_ids: Sequence[int]) -> dict[int, Row]:
    """By wait: `conversation_id`, `customer` as stored, and `url`, empty where it is private."""
    rows = tx.all(
        "SELECT w.id, w.conversation_id, coalesce(nullif(p.name, ''), p.handle, '') AS customer,"
        " CASE WHEN m.visibility IN (SELECT value FROM json_each(:open)) THEN m.url ELSE '' END"
        " AS url FROM waits w JOIN mentions m ON m.id = w.first_mention_id"
        " JOIN conversations c ON c.id = w.conversation_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id"
        " WHERE w.id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(wait_ids)),
        open=json.dumps([each for each in Visibility if not each.is_private]),
    )
    return {row["id"]: row for row in rows}


def outages(tx: Tx, since: int, until: int) -> list[Outage]:
    """Streams that were blind at any time of the period and listen again, the first first."""
    rows = tx.all(
        "SELECT a.name AS account, e.at, json_extract(e.data, '$.stream') AS stream,"
        " json_extract(e.data, '$.mentions') AS mentions,"
        " e.at - json_extract(e.data, '$.blind_ms') AS began"
        " FROM events e JOIN accounts a ON a.id = e.account_id"
        " WHERE e.kind = :gap AND e.at >= :since AND began < :until ORDER BY began, e.id",
        gap=EventKind.GAP,
        since=since,
        until=until,
    )
    return [
        Outage(
            account=row["account"],
            stream=row["stream"],
            since=row["began"],
            until=row["at"],
            mentions=row["mentions"],
        )
        for row in rows
    ]


def stays(tx: Tx, since: int, until: int) -> list[Stay]:
    """Who was on and who had a break when, by name; one who never says off is on until `until`,
    or until they were last seen.
    """
    rows = tx.all(
        "SELECT e.agent, e.at, json_extract(e.data, '$.state') AS state, p.until AS seen"
        " FROM events e LEFT JOIN presence p ON p.agent = e.agent"
        " WHERE e.kind = :presence AND e.at < :until ORDER BY e.agent, e.id",
        presence=EventKind.PRESENCE,
        until=until,
    )
    found = []
    for agent, said in groupby(rows, lambda row: str(row["agent"])):
        words = list(said)
        ends = [*(row["at"] for row in words[1:]), min(until, words[-1]["seen"] or until)]
        for row, end in zip(words, ends, strict=True):
            if row["state"] != PresenceState.OFF and max(row["at"], since) < end:
                begin = max(row["at"], since)
                found.append(Stay(agent=agent, state=row["state"], since=begin, until=end))
    return found


def worked(tx: Tx, since: int, until: int) -> list[str]:
    """Who did anything at all, by name."""
    rows = tx.all(
        "SELECT DISTINCT agent FROM events WHERE agent <> '' AND at >= :since AND at < :until"
        " ORDER BY agent",
        since=since,
        until=until,
    )
    return [row["agent"] for row in rows]
