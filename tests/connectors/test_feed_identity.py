"""Which entries are the ones we know: edits, renamed ids, repeated ids, and holes in the window."""

import json
import logging

import pytest

from social_care.connectors.base import Page
from social_care.connectors.feed import Feed
from social_care.connectors.feed.state import MOST_KNOWN
from tests.connectors.fake_feed import URL, FakeFeed, Item, rfc822
from tests.connectors.feed_kit import article, fetch, only
from tests.connectors.world import DAY, MINUTE, NOW, budget

OTHER = "https://planet.example/rss"


def ids(page: Page) -> list[str]:
    """External ids, in the order of the feed."""
    return [mention.external_id for mention in page.mentions]


def renamed(number: int) -> Item:
    """An ordinary entry after the site has moved to another system."""
    return article(number, NOW, guid=f"tag:new,2026:{number}")


class TestNames:
    """Id, link or mark, and never somebody else's."""

    def one(self, **item: str) -> str:
        fake = FakeFeed()
        fake.put(Item(**{"title": "Title", "date": rfc822(NOW), **item}))
        return only(fetch(fake)).external_id

    def test_an_id_that_is_an_address_is_taken_as_it_is(self) -> None:
        assert self.one(guid="tag:a,2026:1", link="https://a.example/1") == "tag:a,2026:1"

    def test_an_id_of_the_site_s_own_gets_its_server(self) -> None:
        assert self.one(guid="17") == "blog.example/17"

    def test_without_an_id_it_is_the_link(self) -> None:
        assert self.one(link="https://a.example/1") == "https://a.example/1"

    def test_without_both_it_is_known_by_its_title_and_date(self) -> None:
        first, again = self.one(), self.one(body="other words")
        assert first == again
        assert first.startswith("blog.example/")
        assert self.one(title="Another") != first

    def test_an_endless_id_is_shortened(self) -> None:
        assert len(self.one(guid="https://a.example/" + "x" * 5000)) < 100


class TestEdits:
    """Other words under the same id."""

    def test_changed_words_are_another_version(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        before = fetch(fake)
        fake.put(article(1, NOW, body="Body 1, mended"))
        after = fetch(fake, before.cursor)
        assert ids(before) == ids(after)
        assert only(before).version != only(after).version

    def test_what_is_not_words_changes_no_version(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        before = fetch(fake)
        fake.put(article(1, NOW, extra="<category>news</category>", date=rfc822(NOW + MINUTE)))
        assert only(fetch(fake, before.cursor)).version == only(before).version


class TestRenamed:
    """A site that changes all its ids brings no news."""

    def test_familiar_titles_under_new_ids_are_the_entries_we_know(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        fake = FakeFeed()
        fake.put(*(article(n, NOW) for n in range(10)))
        before = fetch(fake)
        fake.put(article(99, NOW, guid="tag:new,2026:99"), *map(renamed, range(10)))
        with caplog.at_level(logging.WARNING):
            after = fetch(fake, before.cursor)
        assert ids(after) == ["tag:new,2026:99", *ids(before)]
        assert "all ids have changed" in caplog.text

    def test_it_is_remembered(self) -> None:
        fake = FakeFeed()
        fake.put(*(article(n, NOW) for n in range(10)))
        before = fetch(fake)
        fake.put(*map(renamed, range(10)))
        after = fetch(fake, before.cursor)
        fake.put(article(10, NOW, guid="tag:new,2026:10"), *map(renamed, range(10)))
        assert ids(fetch(fake, after.cursor)) == ["tag:new,2026:10", *ids(before)]

    def test_a_few_new_entries_with_old_titles_are_new(self) -> None:
        """Only a whole feed at once is renamed."""
        fake = FakeFeed()
        fake.put(*(article(n, NOW) for n in range(10)))
        before = fetch(fake)
        fake.put(renamed(1), renamed(2), renamed(3), *(article(n, NOW) for n in range(4, 10)))
        assert ids(fetch(fake, before.cursor))[:3] == [f"tag:new,2026:{n}" for n in (1, 2, 3)]

    def test_a_title_that_stands_there_every_day_proves_nothing(self) -> None:
        fake = FakeFeed()
        fake.put(*(article(n, NOW, title="Offer of the day") for n in range(5)))
        before = fetch(fake)
        fake.put(*(article(n, NOW, title="Offer of the day") for n in range(5, 10)))
        assert not set(ids(before)) & set(ids(fetch(fake, before.cursor)))

    def test_comments_are_told_by_their_words(self) -> None:
        fake = FakeFeed(kind="comments")
        fake.put(*(article(n, NOW, title="Comment by Kim") for n in range(5)))
        before = fetch(fake)
        fake.put(
            *(
                article(n, NOW, title="Comment by Kim", guid=f"https://b.example/?c={n}")
                for n in range(5)
            )
        )
        assert ids(fetch(fake, before.cursor)) == ids(before)


class TestRepeated:
    """A feed whose ids are all the same one, or some of them."""

    def entries(self, *numbers: int) -> list[Item]:
        return [article(n, NOW, guid="https://blog.example/") for n in numbers]

    def test_entries_that_share_an_id_are_entries_all_the_same(self) -> None:
        fake = FakeFeed()
        fake.put(*self.entries(1, 2, 3))
        first = fetch(fake)
        assert len(set(ids(first))) == 3
        fake.put(*self.entries(4, 1, 2))
        second = fetch(fake, first.cursor)
        assert ids(second)[1:] == ids(first)[:2]
        assert ids(second)[0] not in ids(first)

    def test_it_stays_so_when_only_one_is_left(self) -> None:
        fake = FakeFeed()
        fake.put(*self.entries(1, 2))
        first = fetch(fake)
        fake.put(*self.entries(1))
        assert ids(fetch(fake, first.cursor)) == ids(first)[:1]

    def test_one_id_given_twice_makes_no_other_entry_new(self) -> None:
        """Nor the one that bore it first."""
        fake = FakeFeed()
        fake.put(article(1, NOW), article(2, NOW))
        first = fetch(fake)
        twice = article(3, NOW, guid="https://blog.example/1/")
        fake.put(twice, article(1, NOW), article(2, NOW))
        second = fetch(fake, first.cursor)
        assert ids(second)[1:] == ids(first)
        assert ids(second)[0] not in ids(first)
        fake.put(article(4, NOW), twice, article(1, NOW), article(2, NOW))
        third = fetch(fake, second.cursor)
        assert ids(third) == ["https://blog.example/4/", *ids(second)]

    def test_two_versions_of_an_entry_are_one(self) -> None:
        """As planets show them."""
        fake = FakeFeed()
        fake.put(article(1, NOW), article(2, NOW))
        first = fetch(fake)
        fake.put(article(1, NOW, body="Body 1, mended"), article(1, NOW), article(2, NOW))
        second = fetch(fake, first.cursor)
        assert ids(second) == ids(first)
        assert second.mentions[0].text == "Title 1\n\nBody 1, mended"

    def test_the_same_entry_twice_is_one(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW), article(1, NOW))
        assert ids(fetch(fake)) == ["https://blog.example/1/"]


class TestWindow:
    """Feeds show the last few entries only."""

    def test_when_nothing_is_familiar_entries_may_have_been_missed(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW), article(2, NOW))
        first = fetch(fake)
        fake.put(article(8, NOW), article(9, NOW))
        with caplog.at_level(logging.WARNING):
            assert len(fetch(fake, first.cursor).mentions) == 2
        assert "may have missed items" in caplog.text

    def test_one_familiar_entry_is_enough(self, caplog: pytest.LogCaptureFixture) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        first = fetch(fake)
        fake.put(*(article(n, NOW) for n in range(1, 30)))
        fetch(fake, first.cursor)
        assert "missed" not in caplog.text

    def test_the_first_poll_and_an_empty_feed_warn_of_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        first = fetch(fake)
        fake.put()
        fetch(fake, first.cursor)
        assert not caplog.records

    def test_an_old_entry_that_slides_back_in_stays_out(self) -> None:
        """When a comment is deleted, an older one takes the last place."""
        fake = FakeFeed()
        fake.put(article(2, NOW))
        first = fetch(fake)
        fake.now += 5 * DAY
        fake.put(article(3, fake.now), article(2, NOW), article(1, NOW - 3 * DAY))
        second = fetch(fake, first.cursor)
        assert ids(second) == ["https://blog.example/3/", "https://blog.example/2/"]

    def test_the_cursor_stays_small(self) -> None:
        fake = FakeFeed()
        cursor = None
        for poll in range(4):
            fake.put(*(article(n, NOW) for n in range(poll * 400, poll * 400 + 400)))
            cursor = fetch(fake, cursor).cursor
        assert len(json.loads(cursor or "")["known"]) == MOST_KNOWN


def polled(feed: Feed, *cursors: str | None) -> list[Page]:
    """One page of each feed, by the same process."""
    return [
        feed.fetch(stream.name, cursor, budget(NOW))
        for stream, cursor in zip(feed.streams(), cursors, strict=True)
    ]


class TestTwoFeeds:
    """The same entry in two feeds of one account is one mention, told by the first."""

    def both(self) -> FakeFeed:
        fake = FakeFeed(feeds=[URL, OTHER])
        fake.put(article(1, NOW))
        fake.put(article(1, NOW, body="Cut short ..."), article(2, NOW), url=OTHER)
        return fake

    def test_the_second_leaves_it_to_the_first(self) -> None:
        pages = polled(self.both().connect(), None, None)
        assert [ids(page) for page in pages] == [
            ["https://blog.example/1/"],
            ["https://blog.example/2/"],
        ]

    def test_a_new_process_remembers_whose_it_is(self) -> None:
        """The first feed has not changed and says nothing; the second must not tell it then."""
        fake = self.both()
        cursors = [page.cursor for page in polled(fake.connect(), None, None)]
        fake.put(article(1, NOW, body="Cut shorter ..."), url=OTHER)
        again = polled(fake.connect(), *cursors)
        assert [ids(page) for page in again] == [[], []]
