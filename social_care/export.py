"""The response-time log for analysts: one row per ended wait, streamed as CSV or JSON Lines."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, TextIO

from social_care.models import NEVER_DUE, Band
from social_care.storage.connection import Row
from social_care.text import clean, inert, mask_formula

Value = str | int | float | bool | None
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(ms: int | None, zone: tzinfo = UTC) -> str | None:
    """ISO 8601 with milliseconds and offset; None stays None."""
    if ms is None:
        return None
    moment = (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone)
    return moment.isoformat(timespec="milliseconds")


def _word(name: str) -> Callable[[Row, tzinfo], Value]:
    """A text that people wrote: made inert."""
    return lambda row, _zone: clean(row[name] or "") or None


def _address(name: str) -> Callable[[Row, tzinfo], Value]:
    """A permalink: made inert, and still leading where it led."""
    return lambda row, _zone: inert(row[name] or "") or None


def _plain(name: str) -> Callable[[Row, tzinfo], Value]:
    """A value of ours: id, enum, number."""
    return lambda row, _zone: row[name] if row[name] != "" else None


def _time(name: str) -> Callable[[Row, tzinfo], Value]:
    return lambda row, zone: iso(row[name], zone)


def _seconds(name: str) -> Callable[[Row, tzinfo], Value]:
    return lambda row, _zone: None if row[name] is None else row[name] / 1000


def _due(row: Row, zone: tzinfo) -> Value:
    return None if row["due_at"] >= NEVER_DUE else iso(row["due_at"], zone)


def _within(row: Row, _zone: tzinfo) -> Value:
    return None if row["within_target"] is None else bool(row["within_target"])


RESPONSES: dict[str, Callable[[Row, tzinfo], Value]] = {
    "response_id": _plain("response_id"),
    "conversation_id": _plain("conversation_id"),
    "account": _word("account"),
    "channel": _word("channel"),
    "customer": _word("customer"),
    "kind": _plain("kind"),
    "outcome": _plain("outcome"),
    "agent": _word("agent"),
    "source": _plain("source"),
    "category": _plain("category"),
    "band": lambda row, _zone: Band(row["band_rank"]).label,
    "sentiment_before": _plain("sentiment_before"),
    "sentiment_after": _plain("sentiment_after"),
    "waiting_since": _time("waiting_since"),
    "detected_at": _time("detected_at"),
    "claimed_at": _time("claimed_at"),
    "submitted_at": _time("submitted_at"),
    "responded_at": _time("responded_at"),
    "due": _due,
    "elapsed_s": _seconds("elapsed_ms"),
    "business_s": _seconds("business_ms"),
    "detection_s": _seconds("detection_ms"),
    "queue_s": _seconds("queue_ms"),
    "handling_s": _seconds("handling_ms"),
    "delivery_s": _seconds("delivery_ms"),
    "target_s": _plain("target_s"),
    "within_target": _within,
    "visibility": _plain("visibility"),
    "mention_id": _plain("mention_id"),
    "mention_url": _address("mention_url"),
    "reply_url": _address("reply_url"),
    "wrap_up": _word("wrap_up"),
    "tags": _word("tags"),
}
"""The columns of `export responses`, in their order; docs/metrics.md says what each means."""

_TEXT = {"account", "channel", "customer", "agent", "mention_url", "reply_url", "wrap_up", "tags"}
"""Columns that hold what people wrote: only these get the spreadsheet formula guard."""


def records(rows: Iterable[Row], zone: tzinfo = UTC) -> Iterator[dict[str, Value]]:
    """Rows of `storage.report.rows` as exported values, one dict each, in column order."""
    for row in rows:
        yield {name: read(row, zone) for name, read in RESPONSES.items()}


def write_csv(rows: Iterable[Row], out: TextIO, zone: tzinfo = UTC) -> int:
    """RFC 4180, UTF-8, a header line, cells safe to open in a spreadsheet; the number of rows."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(RESPONSES)
    count = 0
    for record in records(rows, zone):
        writer.writerow([_cell(name, value) for name, value in record.items()])
        count += 1
    return count


def write_jsonl(rows: Iterable[Row], out: TextIO, zone: tzinfo = UTC) -> int:
    """One JSON object a line; the number of rows."""
    count = 0
    for record in records(rows, zone):
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count


def _cell(name: str, value: Value) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name.endswith("_s") and name != "target_s":
        return f"{value:.3f}"
    return mask_formula(str(value)) if name in _TEXT else value
