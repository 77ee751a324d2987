"""What entries say: words, times, people, threads, in all the ways in which feeds say it."""

from html import escape
from typing import Any

import pytest

from social_care.connectors.feed.document import MOST_ENTRIES
from social_care.connectors.fields import iso
from social_care.models import Media, Mention, MentionKind
from tests.connectors.fake_feed import ARTICLE, FakeFeed, Item, atom, rfc822, rss, text
from tests.connectors.feed_kit import article, fetch, only, read
from tests.connectors.world import DAY, MINUTE, NOW

ALERTS = "https://www.google.com/alerts/feeds/1/2"


def of(item: Item, **table: Any) -> Mention:
    """The mention that an RSS item becomes."""
    return only(read(rss(item), **table))


def of_entry(xml: str, **table: Any) -> Mention:
    """The mention that an Atom entry becomes."""
    return only(read(atom(xml), **table))


def comment(html: str, number: int = 2, **more: Any) -> Item:
    """A comment as WordPress writes it: once plain and once in full."""
    link = f"{ARTICLE}#comment-{number}"
    full = f"<content:encoded><![CDATA[{html}]]></content:encoded>"
    visible = escape(escape(html, quote=True), quote=False)
    usual = {"guid": link, "link": link, "title": "Comment on Boots by Kim", "author": "Kim"}
    return Item(**{**usual, "body": visible, "extra": full, "date": rfc822(NOW), **more})


class TestWords:
    """Plain text out of HTML, whatever the dialect."""

    def test_title_and_description_are_the_words(self) -> None:
        item = article(1, NOW, title="Fish & <chips>", body=text("So & so\n1 < 2"))
        assert of(item).text == "Fish & <chips>\n\nSo & so\n1 < 2"

    def test_the_full_content_is_better_than_its_summary(self) -> None:
        full = "<content:encoded><![CDATA[<p>All <b>of</b> it</p>]]></content:encoded>"
        assert of(article(1, NOW, body="Some ...", extra=full)).text == "Title 1\n\nAll of it"

    def test_a_title_that_begins_the_description_is_not_said_twice(self) -> None:
        item = article(1, NOW, title="My boots leak", body="My boots leak, again")
        assert of(item).text == "My boots leak, again"

    def test_the_caption_of_a_picture_is_not_the_article(self) -> None:
        extra = '<media:content url="https://a.example/b.jpg"><media:description>A box'
        extra += "</media:description></media:content>"
        item = article(1, NOW, body=text("The article"), extra=extra)
        assert of(item).text == "Title 1\n\nThe article"

    def test_plain_text_of_atom_is_taken_as_it_is(self) -> None:
        xml = "<id>urn:1</id><title>Use &lt;b&gt; &amp;amp;</title><summary>x</summary>"
        assert of_entry(xml).text == "Use <b> &amp;\n\nx"

    def test_links_are_shown_where_they_lead(self) -> None:
        body = escape('<a href="https://a.example/help">click</a>', quote=False)
        assert of(article(1, NOW, body=body)).text.endswith("\n\nhttps://a.example/help")

    def test_the_page_of_an_entry_may_be_relative(self) -> None:
        assert of(article(1, NOW, link="/boots/")).url == "https://blog.example/boots/"

    def test_scripts_are_not_words(self) -> None:
        body = escape("<p>Hello</p><script>alert(1)</script>", quote=False)
        assert of(article(1, NOW, body=body)).text == "Title 1\n\nHello"

    def test_an_entry_without_words_is_left_out_and_its_page_is_not(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        empty = Item(guid="https://blog.example/2/", date=rfc822(NOW))
        assert only(read(rss(article(1, NOW), empty))).text.startswith("Title 1")
        assert "left out: an entry without words" in caplog.text

    def test_a_broken_byte_does_not_turn_the_umlauts_to_rubbish(self) -> None:
        content = rss(article(1, NOW, title="Grüße aus Köln @")).replace(b"@", b"\xff")
        assert only(read(content)).text.startswith("Grüße aus Köln \ufffd")

    def test_other_encodings_are_read(self) -> None:
        content = rss(article(1, NOW, title="Grüße")).decode()
        latin = content.replace("UTF-8", "ISO-8859-1").encode("latin-1")
        assert only(read(latin)).text.startswith("Grüße")

    def test_rss_1_and_atom_0_3_are_read(self) -> None:
        rdf = (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            b' xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://a.example/1">'
            b"<title>Old</title><link>https://a.example/1</link></item></rdf:RDF>"
        )
        assert only(read(rdf)).text == "Old"
        old = b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>urn:1</id>'
        assert only(read(old + b"<title>Older</title></entry></feed>")).text == "Older"

    def test_the_language_of_a_feed_is_its_articles(self) -> None:
        items = article(1, NOW), article(2, NOW)
        mention, _ = read(rss(*items, channel="<language>de-AT</language>")).mentions
        assert mention.lang == "de-AT"

    def test_the_language_of_a_site_is_not_that_of_its_visitors(self) -> None:
        content = rss(comment("<p>Hi</p>"), channel="<language>de-AT</language>")
        assert only(read(content, kind="comments")).lang is None

    @pytest.mark.parametrize("code", ["", "x" * 50, "<b>", "deutsch!"])
    def test_what_is_no_language_code_is_none(self, code: str) -> None:
        content = rss(article(1, NOW), channel=f"<language>{escape(code)}</language>")
        assert only(read(content)).lang is None

    def test_an_entity_bomb_is_no_bomb(self) -> None:
        """A billion laughs, in a document of its own."""
        levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE x [<!ENTITY a0 "{"ha" * 1000}">{levels}]>'
        content = rss(article(1, NOW, body="&a9;")).decode().replace("?>", "?>" + bomb, 1)
        assert len(only(read(content.encode())).text) < 5000

    def test_a_comment_never_closed_takes_no_time(self) -> None:
        """Quadratic in the parser's own cleaning, which would last for hours here."""
        body = f"<![CDATA[Hello {'<!--' * 300_000}]]>"
        assert of(article(1, NOW, body=body)).text == "Title 1\n\nHello"

    def test_of_a_feed_without_end_the_newest_are_read(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        items = [article(n, NOW - n * MINUTE) for n in range(MOST_ENTRIES + 20)]
        page = read(rss(*reversed(items)))
        assert [each.posted_at for each in page.mentions] == [
            NOW - n * MINUTE for n in range(MOST_ENTRIES)
        ]
        assert "has 520 entries" in caplog.text


class TestTimes:
    """UTC, or when we saw it."""

    def test_a_date_is_brought_to_utc(self) -> None:
        mention = of(article(1, NOW, date="Sun, 01 Nov 2026 10:00:00 +0200"))
        assert mention.posted_at == NOW - 60 * MINUTE
        assert mention.authored_at is None

    def test_an_updated_entry_keeps_the_day_it_was_published(self) -> None:
        xml = f"<id>urn:1</id><title>x</title><updated>{iso(NOW)}</updated>"
        xml += f"<published>{iso(NOW - 5000)}</published>"
        assert of_entry(xml).posted_at == NOW - 5000

    def test_one_that_was_only_ever_updated_has_that_time(self) -> None:
        xml = f"<id>urn:1</id><title>x</title><updated>{iso(NOW - 5000)}</updated>"
        assert of_entry(xml).posted_at == NOW - 5000

    @pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo", "Thu, 01 Jan 1970 00:00:00"])
    def test_without_a_date_it_is_when_we_first_saw_it(self, date: str) -> None:
        fake = FakeFeed()
        fake.put(article(1, NOW, date=date))
        first = fetch(fake)
        fake.now += 5 * MINUTE
        fake.put(article(1, NOW, date=date), article(2, NOW, date=date))
        second = fetch(fake, first.cursor)
        assert only(first).posted_at == NOW
        assert [each.posted_at for each in second.mentions] == [NOW, NOW + 5 * MINUTE]

    def test_a_date_to_come_is_only_what_the_author_claims(self) -> None:
        mention = of(article(1, NOW + DAY))
        assert (mention.posted_at, mention.authored_at) == (NOW, NOW + DAY)


class TestPeople:
    """Authors have no ids in feeds."""

    def test_an_author_is_known_by_server_and_name(self) -> None:
        author = of(article(1, NOW, author="@Kim  Lee")).author
        assert (author.id, author.handle, author.name) == (
            "blog.example/@kim lee",
            "Kim Lee",
            "@Kim Lee",
        )

    def test_an_address_of_their_own_knows_them_better(self) -> None:
        xml = "<id>urn:1</id><title>x</title><author><name>Kim</name>"
        author = of_entry(f"{xml}<uri>https://kim.example</uri></author>").author
        assert author.id == "blog.example/https://kim.example"
        assert author.url == "https://kim.example"

    def test_an_address_that_is_none_is_not_kept(self) -> None:
        xml = "<id>urn:1</id><title>x</title><author><name>Kim</name>"
        author = of_entry(f"{xml}<uri>javascript:alert(1)</uri></author>").author
        assert (author.id, author.url) == ("blog.example/kim", "")

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("kim@far.example", "kim"),
            ("kim@far.example (Kim Lee)", "Kim Lee"),
            ("Kim Lee &lt;kim@far.example&gt;", "Kim Lee"),
            ("Kim Lee (kim@far.example)", "Kim Lee"),
        ],
    )
    def test_an_email_address_knows_them_too(self, written: str, name: str) -> None:
        author = of(article(1, NOW, extra=f"<author>{written}</author>")).author
        assert (author.id, author.name) == ("blog.example/kim@far.example", name)

    def test_an_article_by_nobody_is_by_its_site(self) -> None:
        author = of(article(1, NOW)).author
        assert (author.id, author.handle) == ("blog.example/", "blog.example")
        assert author.name == "Acme's blog"

    @pytest.mark.parametrize("name", ["", "Anonymous", "Gast"])
    def test_two_comments_by_nobody_are_by_two_people(self, name: str) -> None:
        items = [comment("<p>Hi</p>", number, author=name) for number in (1, 2)]
        one, other = read(rss(*items), kind="comments").mentions
        assert one.author.id != other.author.id
        assert one.author.handle


class TestComments:
    """Gathered by the article they stand under."""

    def one(self, html: str = "<p>My boots leak</p>", **more: Any) -> Mention:
        return of(comment(html, **more), kind="comments")

    def test_a_comment_is_what_was_written_without_its_title(self) -> None:
        mention = self.one()
        assert (mention.kind, mention.text) == (MentionKind.COMMENT, "My boots leak")

    def test_its_thread_is_the_article(self) -> None:
        mention = self.one()
        assert (mention.thread_key, mention.url) == (ARTICLE, f"{ARTICLE}#comment-2")
        assert mention.in_reply_to is None

    @pytest.mark.parametrize(
        "page", ["https://a.example/boots/comment-page-3/", "https://a.example/?p=1&amp;cpage=3"]
    )
    def test_the_pages_of_an_article_are_one_thread(self, page: str) -> None:
        mention = self.one(link=f"{page}#comment-2")
        assert mention.thread_key in {"https://a.example/boots", "https://a.example/?p=1"}

    @pytest.mark.parametrize(
        "begin",
        [
            '<p>In reply to <a href="{}#comment-1">Lee</a>.</p>\n<p>',
            '<p>Als Antwort auf <a class="x" href="{}#comment-1">Lee</a>.<br /><br />',
            'En réponse à <a href="{}#comment-1">Lee</a>.<p>',
        ],
    )
    def test_wordpress_says_in_words_what_it_answers(self, begin: str) -> None:
        mention = self.one(begin.format(ARTICLE) + "Mine too</p>")
        assert (mention.in_reply_to, mention.text) == (f"{ARTICLE}#comment-1", "Mine too")

    def test_a_comment_that_only_links_to_another_answers_nothing(self) -> None:
        html = f'<p>See <a href="{ARTICLE}#comment-1">here</a> what Lee says</p>'
        mention = self.one(html)
        assert mention.in_reply_to is None
        assert mention.text == f"See {ARTICLE}#comment-1 what Lee says"

    def test_atom_says_in_its_own_terms_what_it_answers(self) -> None:
        xml = (
            "<id>urn:c2</id><title>Re: Boots</title><content>Mine too</content>"
            f'<link href="https://blog.example/c2"/>'
            f'<thr:in-reply-to ref="urn:c1" href="{ARTICLE}#c1"/>'
        )
        mention = of_entry(xml, kind="comments")
        assert (mention.in_reply_to, mention.thread_key) == ("urn:c1", ARTICLE)

    def test_an_article_and_its_comments_are_one_thread(self) -> None:
        assert of(article(1, NOW, link=ARTICLE)).thread_key == self.one().thread_key

    def test_our_own_comments_are_own_posts_whatever_the_case(self) -> None:
        html = f'<p>In reply to <a href="{ARTICLE}#comment-1">Kim</a>.</p><p>Sorry!</p>'
        ours = comment(html, author="ACME shoes")
        page = read(rss(ours, comment("<p>Hm</p>", 1)), kind="comments", own_names=["Acme Shoes"])
        (own,) = page.own_posts
        assert (own.text, own.thread_key) == ("Sorry!", ARTICLE)
        assert own.in_reply_to == only(page).external_id

    def test_who_writes_our_articles_is_no_own_post(self) -> None:
        page = read(rss(article(1, NOW, author="Acme Shoes")), own_names=["Acme Shoes"])
        assert not page.own_posts


class TestGoogleAlerts:
    """A redirector, bold search words and nobody as author."""

    def alert(self, host: str = "www.google.com") -> Mention:
        link = f"https://{host}/url?rct=j&amp;sa=t&amp;url=https://news.example/a%3Fb%3D1&amp;ct=ga"
        return of_entry(
            "<id>tag:google.com,2013:googlealerts/feed:42</id>"
            '<title type="html">The &lt;b&gt;Acme&lt;/b&gt; boots &amp;#39;leak&amp;#39;</title>'
            f'<link href="{link}"/><published>{iso(NOW)}</published>'
            '<content type="html">All &lt;b&gt;Acme&lt;/b&gt; boots&amp;nbsp;...</content>'
            "<author><name/></author>",
            feeds=[ALERTS],
        )

    @pytest.mark.parametrize("host", ["www.google.com", "google.co.uk"])
    def test_the_link_is_where_it_leads_in_the_end(self, host: str) -> None:
        mention = self.alert(host)
        assert mention.url == mention.canonical_id == "https://news.example/a?b=1"
        assert mention.external_id == "tag:google.com,2013:googlealerts/feed:42"

    def test_the_search_words_are_words(self) -> None:
        assert self.alert().text == "The Acme boots 'leak'\n\nAll Acme boots\u00a0..."

    def test_the_author_is_the_site_that_was_found(self) -> None:
        author = self.alert().author
        assert (author.id, author.name) == ("news.example/", "news.example")

    @pytest.mark.parametrize(
        "link",
        [
            "https://www.google.evil.example/url?url=https://a.example",
            "https://www.google.com/url?url=javascript:alert(1)",
            "https://www.google.com/maps?url=https://a.example",
        ],
    )
    def test_other_links_are_left_as_they_are(self, link: str) -> None:
        assert of(article(1, NOW, link=escape(link))).url == link


class TestMedia:
    """Shown as links."""

    def test_enclosures_and_media_are_links_of_their_kind(self) -> None:
        extra = (
            '<enclosure url="https://a.example/1.mp3" type="audio/mpeg" length="1"/>'
            '<media:content url="https://a.example/2.jpg" medium="image"/>'
            '<media:content url="https://a.example/3.zip"/>'
            '<enclosure url="file:///etc/passwd" type="text/plain"/>'
        )
        assert of(article(1, NOW, extra=extra)).media == (
            Media(kind="image", url="https://a.example/2.jpg"),
            Media(kind="file", url="https://a.example/3.zip"),
            Media(kind="audio", url="https://a.example/1.mp3"),
        )

    def test_a_picture_is_its_description(self) -> None:
        body = escape('<img src="https://a.example/1.jpg" alt="A wet boot">', quote=False)
        assert of(article(1, NOW, body=body)).text.endswith("A wet boot")

    def test_a_huge_entry_is_kept_without_its_markup(self) -> None:
        mention = of(article(1, NOW, body="wet boots " * 30_000))
        assert len(mention.raw) < 10_000
        assert "https://blog.example/1/" in mention.raw
        assert len(mention.text) <= 100_100
