"""What colleagues noted about a customer is told in every conversation of theirs."""

from pathlib import Path

import pytest

from tests.world import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop.db")


def test_notes_of_all_conversations_are_the_customers_newest_first(shop: Shop) -> None:
    first = shop.hear("where is it?", "kim", thread_key="one")
    second = shop.hear("and the other?", "kim", thread_key="two")
    other = shop.hear("hello", "sam")
    desk = shop.desk("mary")
    desk.note(first, "has a dog called Biscuit")
    shop.pass_time(minutes=5)
    desk.note(second, "prefers the phone")
    desk.note(other, "about somebody else")
    for conversation_id in (first, second):
        notes = desk.conversation(conversation_id).customer.notes
        assert [note.text for note in notes] == ["prefers the phone", "has a dog called Biscuit"]
        assert [note.conversation_id for note in notes] == [second, first]
    assert {note.agent for note in notes} == {"mary"}


def test_of_many_notes_the_newest_are_told(shop: Shop) -> None:
    kim = shop.hear("where is it?", "kim")
    for number in range(30):
        shop.desk("mary").note(kim, f"note {number}")
    notes = shop.desk("mary").conversation(kim).customer.notes
    assert [note.text for note in notes] == [f"note {number}" for number in range(29, 9, -1)]
