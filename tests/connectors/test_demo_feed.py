"""Reading a simulated stream: pages, overlap, and that nothing is ever lost on the way."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.connectors.base import Budget
from social_care.connectors.demo import MENTIONS, OWN_POSTS
from social_care.connectors.demo.world import HOUR_MS
from social_care.errors import NetworkError
from social_care.models import Mention
from tests.connectors.demo_kit import SECOND, Account, quiet
from tests.connectors.world import DAY, MINUTE, NOW


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path)


def read(account: Account, cursor: str | None = None, size: int = 80) -> tuple[list[Mention], str]:
    """All mentions of one poll, and the cursor after it."""
    pages = account.pages(cursor=cursor, size=size)
    return [mention for page in pages for mention in page.mentions], pages[-1].cursor


class TestPages:
    """A poll comes in pages of the budget's size."""

    @pytest.mark.parametrize("size", [1, 2, 7, 80])
    def test_any_size_gives_the_same_in_the_same_order(self, account: Account, size: int) -> None:
        account.mentions()
        account.wait(30)
        whole, cursor = read(account, size=10_000)
        paged, other = read(account, size=size)
        assert paged == whole
        assert other == cursor

    def test_no_page_is_larger_than_the_budget(self, account: Account) -> None:
        account.control.say("x1", "hello", NOW)
        pages = account.pages(size=4)
        assert all(len(page.mentions) + len(page.changes) <= 4 for page in pages)
        assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]

    def test_stories_come_in_the_order_of_time(self, account: Account) -> None:
        times = [mention.posted_at for mention in read(account)[0]]
        assert times == sorted(times)

    def test_a_poll_goes_on_in_another_process(self, account: Account) -> None:
        """The place inside a poll is in the cursor."""
        budget = Budget(now=NOW, backfill_from=NOW - DAY, page_size=5)
        first = account.connect().fetch(MENTIONS, None, budget)
        second = account.connect().fetch(MENTIONS, first.cursor, budget)
        names = [each.external_id for page in (first, second) for each in page.mentions]
        assert len(set(names)) == 10

    def test_a_quiet_world_has_one_empty_page(self, tmp_path: Path) -> None:
        (page,) = quiet(tmp_path).pages()
        assert not page.mentions
        assert not page.more

    def test_the_first_poll_begins_where_the_backfill_says(self, account: Account) -> None:
        budget = Budget(now=NOW, backfill_from=NOW - 10 * MINUTE)
        page = account.connect().fetch(MENTIONS, None, budget)
        assert page.mentions
        assert all(mention.posted_at >= NOW - 10 * MINUTE for mention in page.mentions)

    def test_later_polls_need_no_backfill(self, account: Account) -> None:
        """What is newer than the cursor is wanted, however long we were away."""
        _, cursor = read(account)
        account.now += 3 * HOUR_MS
        budget = Budget(now=account.now, backfill_from=account.now - MINUTE, page_size=10_000)
        page = account.connect().fetch(MENTIONS, cursor, budget)
        assert min(each.posted_at for each in page.mentions) < NOW + 10 * MINUTE


class TestOverlap:
    """Every poll re-reads a little of what went before."""

    def test_ten_minutes_are_read_again(self, account: Account) -> None:
        account.mentions()
        account.wait(60)
        first, cursor = read(account)
        again, _ = read(account, cursor)
        newest = first[-1].posted_at
        assert {each.external_id for each in again} == {
            each.external_id for each in first if each.posted_at >= newest - 10 * MINUTE
        }

    def test_a_fast_world_is_not_read_again_for_hours_of_its_time(self, tmp_path: Path) -> None:
        account = Account(tmp_path, {"speed": 60})
        account.mentions()
        account.wait(60)
        _, cursor = read(account, size=10_000)
        again, _ = read(account, cursor, size=10_000)
        assert len(again) < 80

    def test_an_old_message_injected_late_is_found(self, tmp_path: Path) -> None:
        account = quiet(tmp_path)
        account.control.say("x1", "hello", NOW)
        _, cursor = read(account)
        account.control.say("x0", "written long before", NOW - 5 * HOUR_MS)
        assert "x0" in {each.external_id for each in read(account, cursor)[0]}

    def test_own_posts_are_read_on_from_a_cursor(self, tmp_path: Path) -> None:
        account = quiet(tmp_path)
        mention = account.write("x1")
        account.answer(mention, "one")
        cursor = account.pages(OWN_POSTS)[-1].cursor
        account.answer(mention, "two")
        texts = [post.text for page in account.pages(OWN_POSTS, cursor) for post in page.own_posts]
        assert "two" in texts

    def test_a_cursor_is_small(self, account: Account) -> None:
        for number in range(200):
            account.control.say(f"x{number}", "hello", NOW)
        _, cursor = read(account)
        assert len(cursor) < 300
        json.loads(cursor)


ACTIONS = st.lists(
    st.sampled_from(["say", "say", "say late", "poll", "poll", "omit", "reorder", "down", "wait"]),
    max_size=25,
)


class TestNothingIsLost:
    """Whatever goes wrong on the way, every message arrives in the end."""

    @settings(max_examples=100, deadline=None)
    @given(ACTIONS, st.integers(1, 5))
    def test_injected_messages(self, actions: list[str], size: int) -> None:
        with TemporaryDirectory() as folder:
            account = quiet(Path(folder))
            written, seen, cursor = set[str](), set[str](), None
            for action in [*actions, "poll", "poll"]:
                if action.startswith("say"):
                    name = f"x{len(written)}"
                    written.add(name)
                    late = 20 * MINUTE if action == "say late" else 0
                    account.control.say(name, "hello", account.now - late)
                elif action == "wait":
                    account.wait(5)
                elif action != "poll":
                    account.control.fault(
                        "fetch", action, **({"count": 2} if action == "omit" else {})
                    )
                else:
                    cursor = self.poll(account, cursor, size, seen)
            account.control.calm()
            cursor = self.poll(account, cursor, size, seen)  # may only end an interrupted poll
            self.poll(account, cursor, size, seen)
            assert seen == written

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=8),
        st.integers(3, 30),
    )
    def test_stories(self, steps: list[tuple[int, bool]], size: int) -> None:
        """Polls at any times, some with something left out: in the end all that was ever shown."""
        with TemporaryDirectory() as folder:
            account = Account(Path(folder), {"speed": 4})
            seen, cursor = set[str](), None
            for seconds, omit in steps:
                if omit:
                    account.control.fault("fetch", "omit", count=3)
                cursor = self.poll(account, cursor, size, seen)
                account.now += seconds * SECOND
            account.control.calm()
            cursor = self.poll(account, cursor, size, seen)
            self.poll(account, cursor, size, seen)
            assert seen >= set(account.mentions())

    def poll(self, account: Account, cursor: str | None, size: int, seen: set[str]) -> str | None:
        """One poll as the worker makes it: a page and its cursor are kept, an error ends it."""
        budget = Budget(now=account.now, backfill_from=NOW - DAY, page_size=size)
        demo = account.connect()
        more = True
        while more:
            try:
                page = demo.fetch(MENTIONS, cursor, budget)
            except NetworkError:
                return cursor
            seen |= {mention.external_id for mention in page.mentions}
            cursor, more = page.cursor, page.more
        return cursor
