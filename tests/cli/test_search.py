"""search: what was said, for scripts and for people."""

import pytest

from social_care.cli.searching import search
from social_care.export import iso
from tests.cli.kit import Brand
from tests.cli.test_queue import KEYS
from tests.world import MINUTE, START

ANGRY = "My shoes fell apart after a week, this is a disgrace! I want a refund."
QUESTION = "Hello, how long does a refund take?"


@pytest.fixture
def busy(brand: Brand) -> Brand:
    """A question, and a complaint that came ten minutes later."""
    brand.say(QUESTION, by="ann")
    brand.pass_time(minutes=10)
    brand.say(ANGRY, by="bob")
    brand.does("worker", "--once")
    return brand


def test_scripts_read_rows_as_the_queues_and_where_the_words_are(busy: Brand) -> None:
    rows = busy.json("search", "refund", "--json")
    assert [list(row) for row in rows] == [[*KEYS, "found_in", "found", "found_at"]] * 2
    assert [row["customer"] for row in rows] == ["bob", "ann"]
    (queued,) = [row for row in busy.queue() if row["customer"] == "bob"]
    assert rows[0] == {
        **queued,
        "found_in": "customer",
        "found": ANGRY,
        "found_at": iso(START + 10 * MINUTE),
    }
    assert [row["customer"] for row in busy.json("search", "refund from:ann", "--json")] == ["ann"]
    assert [row["found_in"] for row in busy.json("search", "Ann", "--json")] == ["name"]


def test_people_read_the_row_and_the_words(busy: Brand) -> None:
    busy.does("note", 1, "--text", "called the store", agent="mary")
    lines = busy.does("search", "store").stdout.splitlines()
    assert len(lines) == 2
    assert "Ann: Hello" in lines[0]
    assert lines[1] == "        note: called the store"
    assert busy.does("search", "nowhere").stderr == "nothing was found.\n"
    assert busy.does("search", "nowhere", "--json").stderr == ""


def test_a_minus_may_come_first(busy: Brand) -> None:
    assert [row["customer"] for row in busy.json("search", "--json", "--", "-disgrace")] == ["ann"]


def test_pages_are_one_list(busy: Brand) -> None:
    for number in range(5):
        busy.say("refund", by=f"c{number}")
    busy.does("worker", "--once")
    done = busy.does("search", "refund", "--json", "--limit", 3)
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == "there may be more: --limit 6\n"
    assert len(busy.json("search", "refund", "--json", "--limit", 100)) == 7


def test_a_list_longer_than_a_page_is_whole(busy: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.cli.searching.ROWS_PRINTED", 1)
    assert len(busy.json("search", "refund", "--json", "--limit", 100)) == 2


def test_what_cannot_be_meant_is_a_usage_error(busy: Brand) -> None:
    said = busy.fails("search", "band:urgnt", code=2)
    assert 'did you mean "urgent"' in said
    assert "nothing stands after band:" in busy.fails("search", "band:", code=2)
    assert "is no filter" in busy.does("search", "chanel:x").stderr


def test_it_says_how(brand: Brand) -> None:
    assert "QUERY" in brand.does("search", "--help").output
    assert search.__doc__
