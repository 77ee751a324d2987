"""Whatever a server sends, a poll ends with a page that can be stored, or with a NetworkError."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_feed import ARTICLE, FakeFeed, Item, atom, rfc822, rss, text
from tests.connectors.feed_kit import fetch
from tests.connectors.world import NOW

GOOD = [
    rss(
        Item(
            guid=f"{ARTICLE}#comment-1",
            link=f"{ARTICLE}#comment-1",
            title="Grüße & more",
            body=text("My boots leak"),
            author="Kim (kim@far.example)",
            date=rfc822(NOW),
            extra='<enclosure url="https://a.example/1.mp3" type="audio/mpeg"/>',
        )
    ),
    atom(
        '<id>urn:1</id><title type="html">a &lt;b&gt;c&lt;/b&gt;</title><author><name>Kim</name>'
        '<uri>https://kim.example</uri></author><link href="/1/#c"/>'
        '<thr:in-reply-to ref="urn:0" href="https://a.example/0"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">d</div></content>'
    ),
]


def outcome(content: bytes, kind: str) -> None:
    """One poll of a feed of these bytes."""
    fake = FakeFeed(kind=kind)
    fake.put_raw(content)
    page, failed = None, None
    try:
        page = fetch(fake)
    except NetworkError as error:
        failed = error.error_class
    if page is None:
        assert failed is ErrorClass.TRANSIENT
        return
    for mention in page.mentions:
        json.dumps(json.loads(mention.raw)).encode()
        told = (mention.external_id, mention.text, mention.author.id, mention.thread_key)
        assert all(told)
        "".join((*told, mention.url, mention.author.name, mention.canonical_id)).encode()
        assert 0 <= mention.posted_at <= NOW
    page.cursor.encode()


@given(st.binary(max_size=200), st.sampled_from(["articles", "comments"]))
@example(b"/etc/passwd", "articles")
def test_any_bytes(content: bytes, kind: str) -> None:
    outcome(content, kind)


@settings(max_examples=300)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=12))),
    st.sampled_from(["articles", "comments"]),
)
def test_a_good_feed_with_any_damage(
    content: bytes, damages: list[tuple[int, int, bytes]], kind: str
) -> None:
    for at, length, instead in damages:
        at %= len(content) + 1
        content = content[:at] + instead + content[at + length :]
    outcome(content, kind)


@given(
    st.fixed_dictionaries(
        {
            name: st.text(st.characters(exclude_characters="<&", codec="utf-8"), max_size=40)
            for name in ("guid", "link", "title", "body", "author", "date")
        }
    )
)
@example({"guid": "http://[", "link": "http://[::1", "title": "x", "body": "", "author": "@"})
@example({"link": "https://www.google.com/url?" + "&".join("a" * 99), "title": "x"})
def test_any_fields(fields: dict[str, str]) -> None:
    for kind in ("articles", "comments"):
        outcome(rss(Item(**fields)), kind)
