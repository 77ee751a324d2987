"""Pulling reads its indexes in order and nothing else, with a backlog and without one."""

from typing import Any

import pytest

from social_care.storage import pulling
from tests.world import HOUR, START, Shop

WAYS = {
    "usual": pulling.USUAL,
    "two pulls of three": pulling.CATCHING_UP,
    "the third": pulling.OLDEST_LATE,
}


def plan(shop: Shop, sql: str) -> list[str]:
    """How SQLite goes about a pull."""
    values: dict[str, Any] = {
        "agent": "mary",
        "doing": "reads",
        "now": START,
        "until": START + HOUR,
        "languages": '["en"]',
        "spoken": '["en"]',
        "speakers": '{"mary": ["en"]}',
    }
    return [row["detail"] for row in shop.rows("EXPLAIN QUERY PLAN " + sql, **values)]


@pytest.mark.parametrize("way", WAYS)
def test_no_conversation_is_looked_at_but_by_an_index(shop: Shop, way: str) -> None:
    found = plan(shop, WAYS[way])
    about = [line for line in found if line.startswith(("SCAN c", "SEARCH c "))]
    assert about
    assert all("USING INDEX" in line or "USING COVERING INDEX" in line for line in about)


def test_without_a_backlog_the_queue_is_read_in_its_order(shop: Shop) -> None:
    found = plan(shop, pulling.USUAL)
    assert "SCAN c USING INDEX conversations_queue" in found
    assert not [line for line in found if "ORDER BY" in line]


def test_each_band_is_one_seek(shop: Shop) -> None:
    found = plan(shop, pulling.CATCHING_UP)
    seek = "SEARCH c USING INDEX conversations_queue (band_rank=? AND due_at>?)"
    assert found.count(seek) == 4
    assert found.count("SCAN c USING INDEX conversations_queue") == 1, "when nothing can be met"


def test_the_oldest_late_is_read_by_an_index_of_its_own_in_order(shop: Shop) -> None:
    found = plan(shop, pulling.OLDEST_LATE)
    late = [line for line in found if "conversations_oldest" in line]
    assert late == ["SEARCH c USING INDEX conversations_oldest (waiting_since>?)"]


def test_only_the_few_that_were_found_are_sorted(shop: Shop) -> None:
    """One line for each way, and none within them: whatever the size of the queue."""
    for way in (pulling.CATCHING_UP, pulling.OLDEST_LATE):
        assert [line for line in plan(shop, way) if "ORDER BY" in line] == [
            "USE TEMP B-TREE FOR ORDER BY"
        ]
