"""Export values: times, cells, guards, and the database's own view of the same."""

import csv
import io
import json
import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.export import RESPONSES, iso, records, write_csv, write_jsonl
from social_care.models import NEVER_DUE
from social_care.storage import report
from social_care.storage.connection import Row
from tests.world import MINUTE, START, Shop

MOMENTS = st.integers(0, NEVER_DUE)
TEXT_COLUMNS = {
    *("account", "channel", "customer", "agent", "mention_url", "reply_url", "wrap_up", "tags"),
}


@pytest.fixture
def answered(shop: Shop) -> Shop:
    """One complaint, answered."""
    shop.reply(shop.hear("angry"))
    return shop


def rows(shop: Shop) -> list[Row]:
    """The rows an export is made of."""
    return list(report.rows(shop.store.read()))


def cells(shop: Shop, **instead: object) -> dict[str, str]:
    """The only row as CSV, with these values in place of the stored ones."""
    (row,) = rows(shop)
    out = io.StringIO(newline="")
    assert write_csv([{**dict(row), **instead}], out) == 1  # type: ignore[list-item]
    (found,) = csv.DictReader(io.StringIO(out.getvalue(), newline=""), strict=True)
    return found


@given(MOMENTS)
def test_a_moment_is_written_to_the_millisecond_and_reads_back(ms: int) -> None:
    written = iso(ms)
    assert written is not None
    assert written.endswith("+00:00")
    assert len(written) == 29
    assert round(datetime.fromisoformat(written).timestamp() * 1000) == ms


def test_a_moment_that_is_not_is_none() -> None:
    assert iso(None) is None


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    zone = ZoneInfo("Europe/London")
    summer, winter = 1_792_886_400_000, 1_792_890_000_000
    assert iso(summer, zone) == "2026-10-25T01:00:00.000+01:00"
    assert iso(winter, zone) == "2026-10-25T01:00:00.000+00:00"


@given(MOMENTS)
def test_the_view_writes_every_moment_as_the_export_does(ms: int) -> None:
    sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', ? / 1000.0, 'unixepoch')"
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute(sql, [ms]).fetchone()[0] == iso(ms)
    finally:
        connection.close()


@given(st.integers(0, 10**12))
def test_seconds_have_exactly_three_decimals(ms: int) -> None:
    shown = f"{ms // 1000}.{ms % 1000:03d}"
    out = io.StringIO(newline="")
    row = dict.fromkeys(FIELDS, None) | {"elapsed_ms": ms, "due_at": NEVER_DUE, "band_rank": 0}
    write_csv([row], out)  # type: ignore[list-item]
    (found,) = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert found["elapsed_s"] == shown


FIELDS = (
    "response_id", "conversation_id", "account", "channel", "customer", "kind", "outcome", "agent",
    "source", "category", "sentiment_before", "sentiment_after", "waiting_since", "detected_at",
    "claimed_at", "submitted_at", "responded_at", "elapsed_ms", "business_ms", "detection_ms",
    "queue_ms", "handling_ms", "delivery_ms", "target_s", "within_target", "visibility",
    "mention_id", "mention_url", "reply_url", "wrap_up", "tags",
)  # fmt: skip


@pytest.mark.parametrize("column", sorted(TEXT_COLUMNS))
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_what_people_wrote_is_never_a_formula(answered: Shop, column: str, start: str) -> None:
    cell = cells(answered, **{column: f"{start}1+1"})[column]
    assert cell.startswith("'")


@pytest.mark.parametrize("column", ["sentiment_before", "sentiment_after"])
def test_a_negative_number_stays_a_number(answered: Shop, column: str) -> None:
    assert cells(answered, **{column: -0.5})[column] == "-0.5"


def test_our_own_words_are_never_guarded(answered: Shop) -> None:
    found = cells(answered, visibility="-x", kind="=x", source="+x")
    assert (found["visibility"], found["kind"], found["source"]) == ("-x", "=x", "+x")


@given(st.text(max_size=40))
def test_whatever_a_handle_holds_the_csv_has_one_row_and_the_json_one_line(handle: str) -> None:
    row = dict.fromkeys(FIELDS, None) | {"customer": handle, "due_at": NEVER_DUE, "band_rank": 0}
    out, lines = io.StringIO(newline=""), io.StringIO()
    write_csv([row], out)  # type: ignore[list-item]
    write_jsonl([row], lines)  # type: ignore[list-item]
    header, found = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert header == list(RESPONSES)
    assert len(found) == len(header)
    assert lines.getvalue().count("\n") == 1
    assert list(json.loads(lines.getvalue())) == header
    assert "\x1b" not in out.getvalue() + lines.getvalue()
    out.getvalue().encode()


def test_quotes_commas_and_newlines_survive_the_csv(answered: Shop) -> None:
    text = 'a,"b"\nc;d'
    assert cells(answered, customer=text)["customer"] == text


@pytest.mark.parametrize(
    ("stored", "cell", "value"), [(1, "true", True), (0, "false", False), (None, "", None)]
)
def test_within_target_is_true_false_or_nothing(
    answered: Shop, stored: int | None, cell: str, value: bool | None
) -> None:
    (row,) = rows(answered)
    assert cells(answered, within_target=stored)["within_target"] == cell
    (found,) = records([{**dict(row), "within_target": stored}])  # type: ignore[list-item]
    assert found["within_target"] is value


def test_without_a_target_due_is_absent_and_not_the_year_9999(answered: Shop) -> None:
    assert cells(answered, due_at=NEVER_DUE, target_s=None)["due"] == ""
    assert cells(answered, due_at=NEVER_DUE - 1)["due"].startswith("9999")


def test_rows_come_oldest_wait_first_and_one_by_one(shop: Shop) -> None:
    for name in ("ann", "bob"):
        shop.reply(shop.hear("angry", by=name))
    shop.hear("angry", by="eve")
    found = report.rows(shop.store.read())
    assert next(found)["customer"] == "ann"
    assert next(found)["customer"] == "bob"
    assert next(found, None) is None
    assert [row["outcome"] for row in report.rows(shop.store.read(), open_too=True)][
        -1
    ] == "waiting"


def test_an_export_that_is_left_half_read_can_be_closed(answered: Shop) -> None:
    found = report.rows(answered.store.read())
    next(found)
    found.close()
    with answered.store.write() as tx:
        tx.run("UPDATE revision SET value = value")


def test_figures_are_told_what_open_waits_have_used(shop: Shop) -> None:
    shop.hear("angry")
    shop.reply(shop.hear("angry", by="ann"))
    asked: list[tuple[str, int]] = []

    def so_far(account: str, since: int) -> int:
        asked.append((account, since))
        return 7 * MINUTE

    waits = report.waits(shop.store.read(), open_too=True, business_so_far=so_far)
    assert asked == [("acme", START)]
    assert sorted(wait.business_ms or 0 for wait in waits) == [10_000, 7 * MINUTE]
    unasked = report.waits(shop.store.read(), open_too=True)
    assert [wait.business_ms for wait in unasked] == [None, 10_000]
