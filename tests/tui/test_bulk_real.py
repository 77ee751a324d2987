"""Many at once over the real desk and a real database: what the keys say is what happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.models import Author, Counting, Limits
from social_care.models.views import View
from social_care.tui.screens.weighed import Weighing
from social_care.wiring import make_measure
from tests.tui.console import Console, console
from tests.world import Shop

FAULT = "my insole overheated, how?"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    opened.open_account(
        "fedi", "fedi", Limits(counting=Counting.MASTODON, max_length=500, can_private=True)
    )
    yield opened
    opened.store.close()


def hear(shop: Shop, text: str, name: str) -> int:
    handle = name.split()[0].lower()
    return shop.hear(text, handle, author=Author(id=handle, handle=handle, name=name))


async def open_rows(agent: Console, number: int) -> None:
    await agent.until(lambda: len(agent.main.queue.ids) == number)


async def test_a_fault_that_many_report_is_answered_to_each_by_name(shop: Shop) -> None:
    hear(shop, FAULT, "Kim Osei")
    hear(shop, "do you ship to norway?", "Bob Hale")
    hear(shop, "insoles overheated?", "Ann Lee")
    async with console(shop.desk(measure=make_measure)) as agent:
        await agent.press("equals_sign")
        assert len(agent.main.picked) == 2
        assert "“insole” “overheated”" in agent.text
        await agent.press("r")
        await agent.type("stop wearing them, please.")
        await agent.press("ctrl+s")
        assert isinstance(agent.top, Weighing)
        assert "Hi Kim, stop wearing them, please." in agent.text
        assert "Hello Ann, stop wearing them, please." in agent.text
        await agent.press("enter")
        assert "Answered 2 — u undoes all" in agent.said
        shop.pass_time(minutes=1)
        shop.deliver()
    assert sorted(sent.text for sent in shop.network.posts) == [
        "Hello Ann, stop wearing them, please.",
        "Hi Kim, stop wearing them, please.",
    ]


async def test_u_takes_all_of_it_back(shop: Shop) -> None:
    for name in ("Kim Osei", "Ann Lee", "Bob Hale"):
        hear(shop, FAULT, name)
    before = shop.desk().queue_ids(View.TODO)
    async with console(shop.desk()) as agent:
        await agent.press("asterisk", "d", "enter")
        assert agent.said == "Dismissed 3 — u undoes all"
        await open_rows(agent, 0)
        await agent.press("u")
        assert agent.said == "Undone: 3 × dismissed"
        await open_rows(agent, 3)
    assert shop.desk().queue_ids(View.TODO) == before


async def test_a_colleagues_customer_and_complaints_are_left_out(shop: Shop) -> None:
    kim = hear(shop, "angry", "Kim Osei")
    ann = hear(shop, FAULT, "Ann Lee")
    hear(shop, FAULT, "Bob Hale")
    shop.desk("sam").claim(ann)
    async with console(shop.desk(wrap_ups=())) as agent:
        await agent.press("asterisk", "e")
        assert "Resolve 1 of 3?" in agent.text
        assert "Ann Lee: sam is with them" in agent.text
        assert "Kim Osei: an unanswered complaint" in agent.text
        assert "resolve 2: 1 unanswered complaint counts as missed" in agent.text
        await agent.press("enter")
        await open_rows(agent, 2)
        assert set(agent.main.queue.ids) == {kim, ann}


async def test_tags_assignment_and_muting_are_undone_one_by_one(shop: Shop) -> None:
    kim = hear(shop, FAULT, "Kim Osei")
    async with console(shop.desk()) as agent:
        await agent.press("t")
        await agent.type("insole")
        await agent.press("enter", "a", "s", "a", "m", "enter", "M")
        row = shop.desk().queue_rows([kim])[kim]
        assert (row.tags, row.assignee, row.muted) == (("insole",), "sam", True)
        for sentence in ("muted", "assigned", "tagged"):
            await agent.press("u")
            assert agent.said == f"Undone: {sentence} Kim Osei"
        row = shop.desk().queue_rows([kim])[kim]
        assert (row.tags, row.assignee, row.muted) == ((), None, False)
