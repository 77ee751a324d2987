"""Response times told a second time, from what came in, what went out and what was done."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from social_care.storage.connection import Row
from tests.network import FakeNetwork
from tests.world import Shop

DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def response_times(shop: Shop, network: FakeNetwork, *, office: bool) -> int:
    """Every response's times follow from raw rows alone; how many there were.

    `office`: the team works in London from nine to five, Monday to Friday, else always.
    """
    posted = {post.external_id: post.at for post in network.posts}
    rows = shop.rows("SELECT * FROM responses WHERE void = 0")
    for row in rows:
        mentions = shop.rows(
            "SELECT m.* FROM response_mentions x JOIN mentions m ON m.id = x.mention_id"
            " WHERE x.response_id = :id ORDER BY m.posted_at, m.id",
            id=row["id"],
        )
        began, ended = mentions[0]["posted_at"], _accepted(shop, row, posted)
        if ended is not None:
            assert row["responded_at"] == ended
        assert row["waiting_since"] == began
        took = max(0, row["responded_at"] - began)
        assert row["elapsed_ms"] == took
        assert row["business_ms"] == (_office_ms(began, began + took) if office else took)
        last = max(began, row["responded_at"])
        _begins_when_we_knew(row, mentions[0]["detected_at"], last)
        if row["source"] == "console":
            _is_submitted_when_its_writer_did(shop, row, last)
    return len(rows)


def _accepted(shop: Shop, row: Row, posted: dict[str, int]) -> int | None:
    """When the network had it; None where only a person knows."""
    if row["reply_id"] is None:
        return None
    reply = shop.row("SELECT * FROM replies WHERE id = :id", id=row["reply_id"])
    if reply["external_id"].startswith("seen-by-"):
        sql = "SELECT prepared_at FROM outbox WHERE id = :id"
        return int(shop.value(sql, id=row["outbox_id"]))
    return posted.get(reply["external_id"], int(reply["posted_at"]))


def _begins_when_we_knew(row: Row, detected_at: int, last: int) -> None:
    detected = min(max(detected_at, row["waiting_since"]), last)
    assert row["detected_at"] == detected
    assert row["detection_ms"] == detected - row["waiting_since"]


def _is_submitted_when_its_writer_did(shop: Shop, row: Row, last: int) -> None:
    """By the events: it was submitted, or released from being held, then."""
    told = shop.rows(
        "SELECT e.at, e.agent FROM events e JOIN outbox o ON o.id = :id"
        " WHERE (e.kind = 'submitted' AND e.outbox_id IN (o.id, o.thread_of))"
        " OR (e.kind = 'outbox' AND e.outbox_id = o.id"
        "   AND json_extract(e.data, '$.before') = 'held'"
        "   AND json_extract(e.data, '$.after') = 'queued')",
        id=row["outbox_id"],
    )
    possible = {min(max(each["at"], row["claimed_at"]), last) for each in told}
    assert row["submitted_at"] in possible
    assert row["delivery_ms"] == last - row["submitted_at"]
    assert row["agent"] in {each["agent"] for each in told}


def _office_ms(began: int, ended: int) -> int:
    """Day by day, as one would on paper."""
    first, last = _EPOCH + began * _MS, _EPOCH + ended * _MS
    london, total, day = ZoneInfo("Europe/London"), timedelta(), first.date() - DAY
    while day <= last.date() + DAY:
        if day.weekday() < 5:
            opens = datetime.combine(day, time(9), london).astimezone(UTC)
            closes = datetime.combine(day, time(17), london).astimezone(UTC)
            total += max(timedelta(), min(closes, last) - max(opens, first))
        day += DAY
    return total // _MS
