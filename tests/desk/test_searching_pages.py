"""What is found comes in order, page by page, whatever is typed, and by the indices."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from social_care.find import FILTERS
from social_care.models.finding import Cursor
from social_care.storage import kept, search_streams
from tests.desk.searching_kit import ids
from tests.find.test_reading import TEXTS
from tests.world import Shop

# Order and pages --------------------------------------------------------------------------------


@pytest.fixture
def many(shop: Shop) -> Shop:
    """Twenty-five customers, each with two messages about boots; every fifth was answered."""
    for number in range(25):
        conversation = shop.hear(f"boots {number}", f"c{number}")
        shop.pass_time(minutes=1)
        shop.hear("boots again", f"c{number}")
        shop.pass_time(minutes=1)
        if number % 5 == 0:
            shop.reply(conversation, "about boots")
            shop.desk().note(conversation, "boots noted")
    return shop


def pages(shop: Shop, text: str, limit: int) -> list[list[int]]:
    """Every page of a search."""
    found: list[list[int]] = []
    cursor: Cursor | None = None
    while True:
        page = shop.desk().search(text, limit=limit, before=cursor)
        found.append([hit.conversation_id for hit in page.hits])
        cursor = page.more
        if cursor is None:
            return found


@pytest.mark.parametrize(
    "text",
    ["boots", "again", "about", "is:waiting", "lang:en", "boots state:open", "-spam",
     "has:note boots", "oo", "!", "boots -noted"],
)  # fmt: skip
@pytest.mark.parametrize("chunks", [search_streams.CHUNKS, (3, 4)])
def test_pages_hold_everything_once_newest_first(
    many: Shop, monkeypatch: pytest.MonkeyPatch, text: str, chunks: tuple[int, ...]
) -> None:
    (whole,) = pages(many, text, 100)
    monkeypatch.setattr(search_streams, "CHUNKS", chunks)
    for limit in (1, 4, 10, 100):
        found = pages(many, text, limit)
        assert [one for page in found for one in page] == whole
        assert all(len(page) <= limit for page in found)
    times = [hit.at for hit in many.desk().search(text, limit=100).hits]
    assert times == sorted(times, reverse=True)


def test_a_page_looks_through_a_stretch_and_says_where_it_goes_on(
    many: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_streams, "FEW", -1)
    monkeypatch.setattr(search_streams, "CHUNKS", (5, 5))
    found = many.desk().search("boots from:c0 ")
    assert found.hits == () or found.more is not None
    assert [one for page in pages(many, "boots from:c0 ", 50) for one in page] == [1]


def test_what_comes_between_two_pages_moves_nothing(many: Shop) -> None:
    first = many.desk().search("boots", limit=10)
    many.hear("boots as well", "newcomer")
    second = many.desk().search("boots", limit=100, before=first.more)
    found = [hit.conversation_id for hit in (*first.hits, *second.hits)]
    assert sorted(found) == list(range(1, 26))


def test_as_a_view_it_is_in_queue_order_then_the_newest(shop: Shop) -> None:
    low = shop.hear("lovely boots", "a")
    urgent = shop.hear("burned boots", "b")
    answered = shop.hear("angry boots", "c")
    shop.reply(answered)
    shop.pass_time(hours=1)
    later = shop.hear("lovely boots", "d")
    shop.reply(later)
    high = shop.hear("angry boots", "e")
    desk = shop.desk()
    assert desk.found_ids("boots") == [urgent, high, low, later, answered]
    assert desk.found_ids("boots", 2) == [urgent, high]
    assert desk.found_ids("boots", 4) == [urgent, high, low, later]
    assert desk.found_ids("boots state:open") == [urgent, high, low]
    assert desk.found_ids("band:high") == [high, answered]
    assert desk.found_ids("from:a") == [low]
    assert desk.found_ids("boots after:30min ") == [high, later]
    assert desk.found_ids("is:waiting") == shop.queue()


# Anything at all --------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS)
def test_whatever_is_typed_the_database_takes_it(shop: Shop, text: str) -> None:
    """No text is an error of its syntax, and a view holds what the search finds."""
    if not shop.value("SELECT count(*) FROM mentions"):
        shop.hear("burned é 返 😡 kim 2d urgent AND OR NOT", "kim")
        shop.reply(shop.hear("how? 'x' %", "bob"))
    desk = shop.desk()
    found = desk.search(text, finished=True)
    view = desk.found_ids(text)
    assert sorted(hit.conversation_id for hit in found.hits) == sorted(view)
    desk.search(text)
    desk.remember_search(text)
    assert len(desk.search_history()) <= kept.MOST_SEARCHES


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_every_filter_with_every_value_is_answered(shop: Shop, name: str) -> None:
    shop.reply(shop.hear("burned", "kim"))
    shop.hear("how?", "bob")
    for value in FILTERS[name] or ("acme", "fake", "mary", "kim", "2d", "en"):
        with_, without = f"{name}:{value}", f"-{name}:{value}"
        found = shop.desk().search(with_, finished=True)
        if found.hints:
            continue
        both = {*ids(shop, with_), *ids(shop, without)}
        assert len(both) == len(ids(shop, with_)) + len(ids(shop, without)) == 2
        assert set(ids(shop, f"burned {with_}")) <= set(ids(shop, with_))


# Speed: the plans -------------------------------------------------------------------------------


def plans(shop: Shop, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """How SQLite goes about every statement of a search."""
    from social_care.storage.connection import Tx

    asked: list[str] = []
    everything = Tx.all

    def explained(self: Tx, sql: str, /, **values: Any) -> Any:
        if "conversations c" in sql:
            rows = everything(self, "EXPLAIN QUERY PLAN " + sql, **values)
            asked.extend(row["detail"] for row in rows)
        return everything(self, sql, **values)

    monkeypatch.setattr(Tx, "all", explained)
    shop.desk().search(text)
    monkeypatch.undo()
    return "\n".join(asked)


@pytest.mark.parametrize(
    "text",
    ["boots", "boots band:high", "-refund", "lang:en", "state:resolved", "is:late", "from:kim",
     "boots from:kim", "before:2d", "agent:mary", "has:note", "tag:vip boots"],
)  # fmt: skip
def test_no_search_reads_whole_tables(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    shop.reply(shop.hear("boots", "kim"))
    with shop.store.write() as tx:
        tx.insert("conversation_tags", conversation_id=1, tag="vip", at=0)
    found = plans(shop, text, monkeypatch)
    assert found
    for table in ("c", "x", "n", "w", "mentions", "conversations", "replies", "waits"):
        assert f"SCAN {table}\n" not in found + "\n", found
    if text in {"-refund", "lang:en", "state:resolved", "before:2d"}:
        assert "conversations_newest" in found
        assert "TEMP B-TREE FOR ORDER BY" not in found
