"""Feeds of real servers: nginx with every odd answer, WordPress's comments, Isso's Atom."""

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from social_care.connectors.base import Budget, Page
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.feed import Feed
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind
from social_care.wiring import now_ms
from tests.connectors.fake_feed import rss
from tests.connectors.feed_kit import article
from tests.servers.launch import launched
from tests.servers.strangers import eventually, unique
from tests.servers.test_first_light import Desk

DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture(scope="session")
def nginx() -> Iterator[dict[str, Any]]:
    with launched("feeds") as place:
        yield place


@pytest.fixture(scope="session")
def wordpress() -> Iterator[dict[str, Any]]:
    with launched("wordpress") as place:
        yield place


@pytest.fixture(scope="session")
def isso() -> Iterator[dict[str, Any]]:
    with launched("isso") as place:
        yield place


def connect(url: str, **table: Any) -> Feed:
    """One feed, over a real connection."""
    context = ConnectorContext(clock=now_ms, secret=str, vault=MemoryVault())
    return Feed.from_settings({"feeds": [url], "allow_private": True, **table}, context)


def fetch(feed: Feed, cursor: str | None = None) -> Page:
    """One poll."""
    now = now_ms()
    (stream,) = feed.streams()
    return feed.fetch(stream.name, cursor, Budget(now=now, backfill_from=now - DAY_MS))


def failure(feed: Feed) -> NetworkError:
    """The error of a poll that has to fail."""
    with pytest.raises(NetworkError) as caught:
        fetch(feed)
    return caught.value


def put(place: dict[str, Any], *numbers: int) -> None:
    """The entries of the feed that nginx has."""
    items = [article(number, now_ms()) for number in numbers]
    Path(place["www"], "blog.rss").write_bytes(rss(*items))


def written_an_hour_ago(place: dict[str, Any]) -> None:
    """That is when the feed was written, or its validators would not be trusted yet."""
    at = now_ms() // 1000 - 3600
    os.utime(Path(place["www"], "blog.rss"), (at, at))


class TestNginx:
    """What a web server says of a file, and what else it may say."""

    def test_a_feed_is_sent_when_it_has_changed_and_not_before(self, nginx: dict[str, Any]) -> None:
        """The compressed answer has a weak ETag, which is sent back as it came."""
        put(nginx, 1)
        written_an_hour_ago(nginx)
        feed = connect(nginx["base_url"] + "/blog.rss")
        first = fetch(feed)
        second = fetch(feed, first.cursor)
        put(nginx, 1, 2)
        third = fetch(feed, second.cursor)
        assert [len(page.mentions) for page in (first, second, third)] == [1, 0, 2]
        assert 'W/\\"' in first.cursor

    def test_it_is_found_where_it_has_moved_to(self, nginx: dict[str, Any]) -> None:
        put(nginx, 1)
        feed = connect(nginx["base_url"] + "/moved")
        cursor = fetch(feed, fetch(feed).cursor).cursor
        put(nginx, 1, 2)
        assert len(fetch(feed, cursor).mentions) == 2
        log = Path(nginx["www"]).with_name("access.log")
        assert eventually(lambda: log.read_text().splitlines()[-1].count("GET /blog.rss"), 5)

    def test_the_password_opens_the_feed_and_goes_nowhere_else(self, nginx: dict[str, Any]) -> None:
        put(nginx, 1)
        login = {"user": nginx["user"], "password": nginx["password"]}
        assert fetch(connect(nginx["base_url"] + "/private", **login)).mentions
        assert failure(connect(nginx["base_url"] + "/private")).error_class is ErrorClass.AUTH
        # The same server under another name: it would open to the password, if it were told.
        away = connect(nginx["base_url"] + "/moved-away", **login)
        assert failure(away).error_class is ErrorClass.AUTH

    @pytest.mark.parametrize(
        ("path", "error_class", "minutes"),
        [
            ("/gone", ErrorClass.PERMISSION, 24 * 60),
            ("/down", ErrorClass.TRANSIENT, 10),
            ("/loop", ErrorClass.TRANSIENT, None),
            ("/nothing-here", ErrorClass.TRANSIENT, None),
        ],
    )
    def test_what_it_refuses_has_its_class_and_its_time(
        self, nginx: dict[str, Any], path: str, error_class: ErrorClass, minutes: int | None
    ) -> None:
        before = now_ms()
        error = failure(connect(nginx["base_url"] + path))
        assert error.error_class is error_class
        if minutes is None:
            assert error.retry_at is None
        else:
            assert error.retry_at is not None
            assert before + minutes * 60_000 <= error.retry_at <= now_ms() + minutes * 60_000

    def test_asking_too_much_means_waiting(self, nginx: dict[str, Any]) -> None:
        put(nginx, 1)
        feed = connect(f"{nginx['base_url']}/limited/blog.rss?visitor={unique('kim')}")
        fetch(feed)
        error = failure(feed)
        assert error.error_class is ErrorClass.RATE
        assert error.retry_at is not None
        assert error.retry_at > now_ms() + 60_000

    def test_a_page_is_no_feed(self, nginx: dict[str, Any]) -> None:
        link = '<link rel=alternate type="application/rss+xml" href="/blog.rss">'
        Path(nginx["www"], "index.html").write_text(f"<!doctype html><head>{link}<p>Hello")
        error = failure(connect(nginx["base_url"] + "/index.html"))
        assert f"{nginx['base_url']}/blog.rss" in error.message

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_without_leave_our_own_network_is_not_read(
        self, nginx: dict[str, Any], host: str
    ) -> None:
        put(nginx, 1)
        url = nginx["base_url"].replace("127.0.0.1", host) + "/blog.rss"
        error = failure(connect(url, allow_private=False))
        assert error.error_class is ErrorClass.PERMISSION


class Blog:
    """Visitors of a WordPress, and the brand in its own admin pages."""

    def __init__(self, place: dict[str, Any]) -> None:
        self.base_url = place["base_url"]
        self.login = (place["user"], place["password"])

    def feed(self, name: str, **table: Any) -> Feed:
        return connect(f"{self.base_url}/?feed={name}", **table)

    def write(self, title: str) -> int:
        """The brand writes an article."""
        return self._call("posts", title=title, content="<p>News</p>", status="publish")

    def comment(self, article_id: int, words: str, parent: int = 0, **more: Any) -> int:
        """Somebody comments; without `author_name` it is the brand."""
        return self._call("comments", post=article_id, content=words, parent=parent, **more)

    def edit(self, comment_id: int, words: str) -> None:
        self._call(f"comments/{comment_id}", content=words)

    def _call(self, path: str, **content: Any) -> int:
        answer = httpx.post(
            f"{self.base_url}/?rest_route=/wp/v2/{path}",
            json=content,
            auth=self.login,
            timeout=30,
            trust_env=False,
        )
        return int(answer.raise_for_status().json()["id"])


def visitor(name: str) -> dict[str, Any]:
    """Somebody who is not logged in there."""
    return {"author_name": name, "author_email": f"{uuid.uuid4().hex}@example.test"}


def saying(page: Page, word: str) -> Mention:
    """The one mention with this word."""
    (found,) = [mention for mention in page.mentions if word in mention.text]
    return found


class TestWordPress:
    """Comments under articles, answered in WordPress itself."""

    @pytest.mark.parametrize("name", ["comments-rss2", "comments-atom"])
    def test_a_comment_and_our_answer_are_told_in_the_article_s_thread(
        self, wordpress: dict[str, Any], name: str
    ) -> None:
        blog, word = Blog(wordpress), unique("parcel")
        article_id = blog.write(unique("Boots"))
        asked = blog.comment(article_id, f"My {word} never came, <b>why</b>?", **visitor("Alice"))
        answered = blog.comment(article_id, f"So sorry, {word} is on its way", parent=asked)
        page = fetch(blog.feed(name, kind="comments", own_names=["brand"]))
        mention = saying(page, word)
        (ours,) = [post for post in page.own_posts if word in post.text]
        assert mention.kind is MentionKind.COMMENT
        assert mention.text == f"My {word} never came, why?"
        assert mention.author.name == "Alice"
        assert mention.external_id.endswith(f"#comment-{asked}")
        assert mention.thread_key == ours.thread_key == f"{blog.base_url}/?p={article_id}"
        assert ours.external_id.endswith(f"#comment-{answered}")
        assert ours.in_reply_to == mention.external_id
        assert abs(mention.posted_at - now_ms()) < 60_000

    def test_an_article_and_its_comments_are_one_thread(self, wordpress: dict[str, Any]) -> None:
        blog, title = Blog(wordpress), unique("Boots")
        article_id = blog.write(title)
        told = saying(fetch(blog.feed("rss2")), title)
        assert told.kind is MentionKind.ARTICLE
        assert told.thread_key == f"{blog.base_url}/?p={article_id}"

    def test_an_edit_is_another_version(self, wordpress: dict[str, Any]) -> None:
        blog, word = Blog(wordpress), unique("parcel")
        asked = blog.comment(blog.write("Boots"), f"My {word} leaks", **visitor("Kim"))
        feed = blog.feed("comments-rss2", kind="comments")
        first = fetch(feed)
        blog.edit(asked, f"My {word} does not leak")
        second = fetch(feed, first.cursor)
        before, after = saying(first, word), saying(second, word)
        assert before.external_id == after.external_id
        assert before.version != after.version
        assert "does not leak" in after.text

    def test_two_comments_of_one_second_are_both_read(self, wordpress: dict[str, Any]) -> None:
        """WordPress has one ETag for both."""
        blog, words = Blog(wordpress), [unique("parcel"), unique("parcel")]
        article_id, feed = blog.write("Boots"), blog.feed("comments-rss2", kind="comments")
        cursor = None
        for each in words:
            blog.comment(article_id, each, **visitor("Kim"))
            page = fetch(feed, cursor)
            assert saying(page, each)
            cursor = page.cursor

    def test_a_feed_that_has_not_changed_brings_nothing(self, wordpress: dict[str, Any]) -> None:
        blog = Blog(wordpress)
        feed, url = blog.feed("rss2"), f"{blog.base_url}/?feed=rss2"
        blog.write("Boots")
        first = fetch(feed)
        assert first.mentions
        said = httpx.get(url, timeout=30, trust_env=False).headers
        state = json.loads(first.cursor)
        state["where"] |= {
            "etag": said["etag"],
            "modified": said["last-modified"],
            "asked": url,
        }
        assert fetch(feed, json.dumps(state)).mentions == ()

    def test_an_answer_given_on_the_page_ends_the_wait(
        self, wordpress: dict[str, Any], tmp_path: Path
    ) -> None:
        """The worker, the store and the queue, with nothing of ours replaced."""
        blog, word = Blog(wordpress), unique("parcel")
        article_id = blog.write("Boots")
        account = f"""
            connector = "feed"
            feeds = ["{blog.base_url}/?feed=comments-rss2"]
            kind = "comments"
            own_names = ["brand"]
            allow_private = true
        """
        desk = Desk.set_up(tmp_path, account)
        desk.worker_once("")
        asked = blog.comment(
            article_id, f"Where is my {word}? I want my money back!", **visitor("Alice")
        )
        (row,) = eventually(desk.waits_for(word, ""), 60)
        assert (row["customer"], row["can_reply"]) == ("Alice", False)
        blog.comment(article_id, "So sorry, it goes back to you today", parent=asked)
        desk.worker_once("")
        assert [row for row in desk.queue() if word in row["text"]] == []


class TestIsso:
    """Atom by one of the smallest comment servers."""

    def say(self, place: dict[str, Any], words: str, author: str, parent: int | None = None) -> int:
        answer = httpx.post(
            f"{place['base_url']}/new",
            params={"uri": "/boots/"},
            json={"text": words, "author": author, "title": "Boots", "parent": parent},
            timeout=30,
            trust_env=False,
        )
        return int(answer.raise_for_status().json()["id"])

    def test_a_comment_and_our_answer_are_told_in_the_page_s_thread(
        self, isso: dict[str, Any]
    ) -> None:
        word = unique("parcel")
        asked = self.say(isso, f"My **{word}** is late", "Alice")
        self.say(isso, f"So sorry for {word}", "Acme Shoes", parent=asked)
        url = f"{isso['base_url']}/feed?uri=/boots/"
        feed = connect(url, kind="comments", own_names=["Acme Shoes"])
        page = fetch(feed)
        mention = saying(page, word)
        (ours,) = [post for post in page.own_posts if word in post.text]
        assert mention.text == f"My {word} is late"
        assert (mention.author.name, mention.thread_key) == ("Alice", f"{isso['site']}/boots/")
        assert mention.url == f"{isso['site']}/boots/#isso-{asked}"
        assert (ours.in_reply_to, ours.thread_key) == (mention.external_id, mention.thread_key)

    def test_two_who_give_no_name_are_two_people(self, isso: dict[str, Any]) -> None:
        words = [unique("nameless"), unique("nameless")]
        for each in words:
            self.say(isso, each, "")
        page = fetch(connect(f"{isso['base_url']}/feed?uri=/boots/", kind="comments"))
        one, other = (saying(page, each).author for each in words)
        assert one.id != other.id
