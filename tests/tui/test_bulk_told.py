"""What is said before something is done with many."""

from dataclasses import replace

import pytest

from social_care.models import Category, OutboxState
from social_care.models.bulk import BulkDeed, BulkKind, BulkPreview, BulkRefusal
from social_care.tui.screens.weighed import Weighed, none_left, options, told
from tests.tui.bulk_kit import done
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view


def weighed(deed: BulkDeed, refused: int = 0, **about: object) -> Weighed:
    refusals = tuple(
        BulkRefusal(conversation_id=n, customer=f"Customer {n}", why="resolved already")
        for n in range(100, 100 + refused)
    )
    preview = BulkPreview(kind=deed.kind, ids=(1, 2), refused=refusals)
    rows = {n: row(n, category=Category.OTHER) for n in (1, 2)}
    values = {"deed": deed, "of": 2 + refused, "preview": preview, "rows": rows}
    return Weighed(**{**values, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("deed", "title"),
    [
        (BulkDeed(kind=BulkKind.RESOLVE), "Resolve 2?"),
        (BulkDeed(kind=BulkKind.RESOLVE, wrap_up="delivery"), "Resolve 2 as delivery?"),
        (BulkDeed(kind=BulkKind.TAG, tag="late"), "Tag 2 with late?"),
        (BulkDeed(kind=BulkKind.ASSIGN, agent="joe"), "Assign 2 to joe?"),
        (BulkDeed(kind=BulkKind.ASSIGN), "Assign 2 to everybody?"),
        (BulkDeed(kind=BulkKind.ANSWER, private=True), "Answer 2 in private?"),
    ],
)
def test_the_title_names_the_deed_and_the_count(deed: BulkDeed, title: str) -> None:
    assert weighed(deed).title == title


def test_a_reply_on_its_way_is_no_miss() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    rows = {1: row(1), 2: row(2, sending=OutboxState.QUEUED)}
    lines = ["".join(piece for piece, _ in line) for line in told(weighed(deed, rows=rows), 10)]
    assert lines[0] == "1 question among them counts as missed."


def test_nothing_counts_as_missed_that_nobody_waits_for() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    rows = {1: row(1, waiting_since=None)}
    assert told(weighed(deed, rows=rows), 10)[0] == (("Nobody is left out.", "dim"),)


def test_hostile_names_are_harmless_in_what_is_told() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    evil = BulkRefusal(conversation_id=1, customer="\x1b[2J\u202eevil", why="\x07bell")
    one = weighed(deed)
    one = replace(one, preview=replace(one.preview, refused=(evil,)))
    said = "".join(piece for line in told(one, 10) for piece, _ in line)
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert not {"\x1b", "\x07", "\u202e"} & set(none_left(one))


def test_with_only_complaints_left_they_are_the_one_choice() -> None:
    deed = BulkDeed(kind=BulkKind.RESOLVE)
    none = BulkPreview(kind=deed.kind, ids=(), refused=())
    found = options(weighed(deed, preview=none, anyway=2, rows={}))
    assert found == [("anyway", "resolve 2: 2 unanswered complaints count as missed")]


async def test_however_many_are_left_out_the_choice_stays_in_sight() -> None:
    desk = FakeDesk([view(row(n, claimed_by="joe" if n > 1 else None)) for n in range(1, 61)])
    async with console(desk) as agent:
        await agent.press("asterisk", "d")
        assert "59 conversations left out:" in agent.text
        assert "> dismiss 1" in agent.text
        assert "Customer 60" not in agent.text
        await agent.press(*["pagedown"] * 9)
        assert "Customer 60: joe is with them" in agent.text
        await agent.press("enter")
        assert done(desk) == [("dismiss", 1)]
