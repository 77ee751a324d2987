"""Feeds over HTTP: validators, redirects, refusals, and patience with what does not answer."""

import logging

import httpx
import pytest

from social_care.answer import LONGEST_PAUSE_MS
from social_care.connectors.base import Connector
from social_care.connectors.feed.settings import ALERTS_S, USUAL_S
from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_feed import SITE, URL, FakeFeed, Item, Served, rss
from tests.connectors.feed_kit import article, fetch, only, stream_of
from tests.connectors.world import MINUTE, NOW, Fault, budget, poll, reply_to

ELSEWHERE = "https://other.example/atom"


def moved(to: str, status: int = 301) -> httpx.Response:
    """A redirect."""
    return httpx.Response(status, headers={"location": to})


def failure(fake: FakeFeed, cursor: str | None = None) -> NetworkError:
    """The error a poll ends with."""
    with pytest.raises(NetworkError) as caught:
        fetch(fake, cursor)
    return caught.value


class TestAskingLightly:
    """What has not changed is not sent again."""

    def test_a_feed_that_has_not_changed_is_not_sent_again(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        first = fetch(fake)
        second = fetch(fake, first.cursor)
        assert only(first).text == "Title 1\n\nBody 1"
        assert second.mentions == ()
        assert "if-none-match" in fake.requests[-1].headers

    def test_what_changed_meanwhile_is_sent(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        first = fetch(fake)
        fake.put(article(2, NOW), article(1, NOW))
        texts = [mention.text for mention in fetch(fake, first.cursor).mentions]
        assert texts == ["Title 2\n\nBody 2", "Title 1\n\nBody 1"]

    def test_both_validators_are_sent_back_as_they_came(self) -> None:
        fake = FakeFeed()
        said = {"etag": 'W/"a b"', "last-modified": "Sun, 1 Nov 2026 09:00:00 GMT"}
        fake.served[URL] = Served(rss(), said, validates=False)
        fetch(fake, fetch(fake).cursor)
        sent = fake.requests[-1].headers
        assert (sent["if-none-match"], sent["if-modified-since"]) == (
            'W/"a b"',
            "Sun, 1 Nov 2026 09:00:00 GMT",
        )

    def test_a_validator_that_cannot_be_sent_back_is_left(self) -> None:
        fake = FakeFeed()
        fake.served[URL] = Served(rss(), {"etag": '"' + "x" * 5000 + '"'}, validates=False)
        fetch(fake, fetch(fake).cursor)
        assert "if-none-match" not in fake.requests[-1].headers

    @pytest.mark.parametrize(
        ("changed", "asks_lightly"),
        [
            ("Sun, 01 Nov 2026 08:58:59 GMT", True),
            ("Sun, 01 Nov 2026 08:59:30 GMT", False),
            ("Sun, 01 Nov 2026 09:30:00 GMT", False),
            ("nonsense", True),
        ],
    )
    def test_what_changed_a_moment_ago_may_change_again_unnoticed(
        self, changed: str, asks_lightly: bool
    ) -> None:
        """WordPress makes its ETag of the second in which the last comment was written."""
        fake = FakeFeed()
        said = {"etag": '"1"', "last-modified": changed, "date": "Sun, 01 Nov 2026 09:00:00 GMT"}
        fake.served[URL] = Served(rss(), said, validates=False)
        fetch(fake, fetch(fake).cursor)
        assert ("if-none-match" in fake.requests[-1].headers) == asks_lightly

    def test_a_feed_that_broke_off_is_asked_for_again(self) -> None:
        fake = FakeFeed()
        fake.put_raw(rss(article(1, NOW), article(2, NOW))[:-80])
        first = fetch(fake)
        assert first.mentions
        fetch(fake, first.cursor)
        assert "if-none-match" not in fake.requests[-1].headers


class TestRedirects:
    """Feeds move."""

    def test_a_feed_is_followed_to_another_server(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW), url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE, 302))
        assert only(fetch(fake)).text.startswith("Title 1")

    def test_a_permanent_move_is_believed_the_second_time(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW), url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE), moved(ELSEWHERE, 308))
        third = fetch(fake, fetch(fake, fetch(fake).cursor).cursor)
        assert third.mentions
        assert [str(each.url) for each in fake.requests] == [
            *(URL, ELSEWHERE),
            *(URL, ELSEWHERE),
            ELSEWHERE,
        ]

    def test_a_move_for_now_is_never_believed(self) -> None:
        fake = FakeFeed()
        fake.put(url=ELSEWHERE)
        fake.once(URL, *[moved(ELSEWHERE, 302)] * 3)
        cursor = None
        for _ in range(3):
            cursor = fetch(fake, cursor).cursor
        assert len(fake.asked(URL)) == 3

    def test_a_new_address_that_fails_leads_back_to_the_old_one(self) -> None:
        fake = FakeFeed()
        fake.put(url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE), moved(ELSEWHERE))
        cursor = fetch(fake, fetch(fake).cursor).cursor
        del fake.served[ELSEWHERE]
        fake.put(article(1, NOW))
        assert only(fetch(fake, cursor)).text.startswith("Title 1")

    def test_the_entries_of_a_moved_feed_are_the_same_people_s(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW, author="Kim"))
        before = only(fetch(fake))
        fake.put(article(1, NOW, author="Kim"), url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE))
        assert only(fetch(fake)).author == before.author

    def test_circles_end(self) -> None:
        fake = FakeFeed()
        fake.once(URL, *[moved(URL, 302)] * 20)
        assert failure(fake).error_class is ErrorClass.TRANSIENT
        assert len(fake.requests) == 6

    def test_the_check_says_that_a_feed_has_moved(self) -> None:
        fake = FakeFeed()
        fake.put(url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE))
        (warning,) = fake.connect().check().warnings
        assert f"moved to {ELSEWHERE}" in warning


class TestLogIn:
    """Basic authentication, for feeds that need it."""

    def locked(self) -> FakeFeed:
        fake = FakeFeed(user="brand", password="env:BLOG")
        fake.put(article(1, NOW))
        return fake

    def test_user_and_password_are_sent(self) -> None:
        fake = self.locked()
        fetch(fake)
        basic = httpx.BasicAuth("brand", "s3cret-word")
        (asked,) = fake.requests
        expected = next(basic.auth_flow(httpx.Request("GET", URL))).headers["authorization"]
        assert asked.headers["authorization"] == expected

    def test_no_other_server_is_told_the_password(self) -> None:
        fake = self.locked()
        fake.put(url=ELSEWHERE)
        fake.once(URL, moved(ELSEWHERE), moved(ELSEWHERE))
        cursor = fetch(fake, fetch(fake).cursor).cursor
        fetch(fake, cursor)
        told = [request.url.host for request in fake.requests if "authorization" in request.headers]
        assert told == ["blog.example", "blog.example"]
        assert fake.requests[-1].url.host == "other.example"

    def test_a_changed_password_is_taken_at_once(self) -> None:
        fake = self.locked()
        feed = fake.connect()
        feed.check()
        fake.once(URL, fake.unauthorised(httpx.Request("GET", URL)))
        fake.secrets["env:BLOG"] = "an0ther-word"
        assert feed.fetch(stream_of(feed), None, budget(NOW)).mentions

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_refusal_needs_a_person_and_names_the_keys(self, status: int) -> None:
        fake = FakeFeed()
        fake.once(URL, httpx.Response(status))
        error = failure(fake)
        assert error.error_class is ErrorClass.AUTH
        assert "`user` and `password`" in error.remedy

    def test_the_password_is_in_no_message(self) -> None:
        fake = self.locked()
        fake.fail(Fault.UNAUTHORISED)
        error = failure(fake)
        assert "s3cret" not in str(error)
        assert "the account's `password`" in error.remedy


class TestRefusals:
    """What a status means, and when to come back."""

    def test_a_feed_that_was_taken_away_is_off_and_asked_once_a_day(self) -> None:
        fake = FakeFeed()
        fake.once(URL, httpx.Response(410))
        error = failure(fake)
        assert error.error_class is ErrorClass.PERMISSION
        assert error.retry_at == NOW + LONGEST_PAUSE_MS
        assert "take it out" in error.remedy

    def test_a_server_that_is_down_may_say_until_when(self) -> None:
        fake = FakeFeed()
        fake.served[URL] = Served(b"", {})
        fake.once(URL, *[httpx.Response(503, headers={"retry-after": "3600"})] * 4)
        error = failure(fake)
        assert error.error_class is ErrorClass.TRANSIENT
        assert error.retry_at == NOW + 60 * MINUTE

    def test_a_server_that_has_nothing_is_asked_ever_more_seldom(self) -> None:
        fake = FakeFeed()
        feed = fake.connect()
        pauses = []
        for _ in range(12):
            with pytest.raises(NetworkError) as caught:
                feed.fetch(stream_of(feed), None, budget(NOW))
            pauses.append((caught.value.retry_at or NOW) - NOW)
        assert pauses[:4] == [0, 0, 30 * MINUTE, 60 * MINUTE]
        assert pauses == sorted(pauses)
        assert pauses[-1] == LONGEST_PAUSE_MS

    def test_success_makes_patience_new(self) -> None:
        fake = FakeFeed()
        feed = fake.connect()
        fake.once(URL, *[httpx.Response(404)] * 5)
        for _ in range(5):
            with pytest.raises(NetworkError):
                feed.fetch(stream_of(feed), None, budget(NOW))
        fake.put()
        feed.fetch(stream_of(feed), None, budget(NOW))
        fake.once(URL, httpx.Response(404))
        with pytest.raises(NetworkError) as caught:
            feed.fetch(stream_of(feed), None, budget(NOW))
        assert caught.value.retry_at is None

    def test_our_own_outage_does_not_make_us_slow(self) -> None:
        """Nobody answered, so it says nothing of the feed."""
        fake = FakeFeed()
        fake.fail(Fault.UNREACHABLE)
        feed = fake.connect()
        for _ in range(8):
            with pytest.raises(NetworkError) as caught:
                feed.fetch(stream_of(feed), None, budget(NOW))
        assert caught.value.retry_at is None

    def test_a_rate_limit_holds_for_the_server_not_for_others(self) -> None:
        fake = FakeFeed(feeds=[URL, f"{SITE}/comments/", ELSEWHERE])
        fake.put(url=f"{SITE}/comments/")
        fake.put(url=ELSEWHERE)
        fake.once(URL, fake.rate_limited())
        assert failure(fake).error_class is ErrorClass.RATE
        with pytest.raises(NetworkError) as caught:
            fetch(fake, number=1)
        assert caught.value.error_class is ErrorClass.RATE
        assert len(fake.requests) == 1
        assert fetch(fake, number=2).cursor

    def test_an_answer_of_more_than_five_megabytes_is_cut_off(self) -> None:
        fake = FakeFeed()
        fake.put_raw(rss(Item(title="x" * (5 * 1024 * 1024))))
        assert "more than 5242880 bytes" in failure(fake).message


class TestNoFeed:
    """What comes with 200 and is none."""

    def test_a_page_is_no_feed_and_the_feeds_it_names_are_told(self) -> None:
        fake = FakeFeed()
        link = '<link rel="alternate" type="application/rss+xml" href="/real/">'
        fake.put_raw(f"<html><head>{link}</head><body>Hello</body></html>".encode())
        error = failure(fake)
        assert error.error_class is ErrorClass.TRANSIENT
        assert f"the feeds it names are {SITE}/real/" in error.message

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "it is empty"),
            (b"not a feed", "neither RSS nor Atom"),
            (b"/etc/hostname", "neither RSS nor Atom"),
            (rss(article(1, NOW))[:220], "breaks off before its first entry"),
        ],
    )
    def test_it_is_said_what_it_is_instead(self, content: bytes, said: str) -> None:
        fake = FakeFeed()
        fake.put_raw(content)
        assert said in failure(fake).message

    def test_an_empty_feed_is_a_feed(self) -> None:
        fake = FakeFeed()
        fake.put()
        assert fetch(fake).mentions == []

    def test_the_name_of_a_file_of_ours_is_not_read(self, tmp_path: object) -> None:
        """The parser would open a file if it were given bare bytes."""
        fake = FakeFeed()
        file = f"{tmp_path}/secret.xml"
        with open(file, "wb") as out:  # noqa: PTH123 - the very name must be the content
            out.write(rss(article(1, NOW)))
        fake.put_raw(file.encode())
        assert "neither RSS nor Atom" in failure(fake).message


class TestAround:
    """Streams, the check, and answering."""

    def test_google_alerts_are_polled_more_seldom(self) -> None:
        alerts = "https://www.google.com/alerts/feeds/1/2"
        streams = FakeFeed(feeds=[URL, alerts]).connect().streams()
        assert [stream.every_s for stream in streams] == [USUAL_S, ALERTS_S]

    def test_a_feed_that_fails_does_not_blind_the_others(self) -> None:
        fake = FakeFeed(feeds=[ELSEWHERE, URL])
        fake.put(article(1, NOW))
        health = fake.connect().check()
        (warning,) = health.warnings
        assert warning.startswith("feed: other.example/atom: GET other.example/atom answered 404")

    def test_the_check_warns_of_a_password_in_the_clear(self) -> None:
        url = "http://blog.example/feed/"
        fake = FakeFeed(feeds=[url], user="brand", password="env:BLOG")
        fake.put(url=url)
        (warning,) = fake.connect().check().warnings
        assert "http://blog.example is not encrypted" in warning

    def test_nothing_can_be_answered_and_the_remedy_says_what_to_do(self) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        feed = fake.connect()
        mention = only(feed.fetch(stream_of(feed), None, budget(NOW)))
        assert not mention.can_reply
        assert "answer on the page" in mention.can_reply_reason
        with pytest.raises(NetworkError) as caught:
            feed.prepare(reply_to(mention, "Hello"), NOW)
        assert caught.value.error_class is ErrorClass.REFUSED
        with pytest.raises(NetworkError):
            feed.send(None)  # type: ignore[arg-type]
        assert feed.find_sent(None) is None  # type: ignore[arg-type]
        assert not feed.can_resend(None, NOW)  # type: ignore[arg-type]
        assert feed.thread(mention.external_id) == []

    def test_a_feed_that_was_taken_out_of_the_table_is_no_stream(self) -> None:
        with pytest.raises(NetworkError) as caught:
            FakeFeed().connect().fetch("feed: old", None, budget(NOW))
        assert caught.value.error_class is ErrorClass.PERMISSION

    @pytest.mark.parametrize("cursor", ["", "[]", '{"v": 99}', '{"v": 1, "floor": "x"}'])
    def test_a_cursor_that_cannot_be_read_begins_again(
        self, cursor: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW))
        with caplog.at_level(logging.WARNING):
            assert only(fetch(fake, cursor))
        assert "the stream begins again" in caplog.text

    def test_one_account_s_queries_sift_all_its_feeds(self) -> None:
        fake = FakeFeed(queries=['"acme shoes"', "boots -sale"])
        fake.put(
            article(1, NOW, title="Acme  Shoes opens"),
            article(2, NOW, title="Boots for all"),
            article(3, NOW, title="Boots sale"),
            article(4, NOW, title="Acme opens"),
        )
        polled = poll(fake.connect(), NOW)
        assert [mention.text.split("\n")[0] for mention in polled.mentions] == [
            "Acme Shoes opens",
            "Boots for all",
        ]

    def test_it_closes(self) -> None:
        feed: Connector = FakeFeed().connect()
        feed.close()
