"""Mastodon's JSON and HTML as our values."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.fields import Malformed
from social_care.connectors.html import to_text
from social_care.connectors.mastodon.parse import Place, to_mention, to_own_post
from social_care.models import Author, Media, MentionKind, Visibility

FIXTURES = Path(__file__).parent / "fixtures"
PLACE = Place(root="8000", own_id="1")


def status(name: str = "mastodon_notification", **more: Any) -> dict[str, Any]:
    """The status of a fixture, with some of its values replaced."""
    found = json.loads((FIXTURES / f"{name}.json").read_text())
    return {**(found.get("status") or found), **more}


# HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>one</p>\n<p>two</p>\n", "one\n\ntwo"),
        ("before<p>inside</p>after", "before\n\ninside\n\nafter"),
        (
            "<p>a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39; &nbsp;f</p>",
            "a & b <c> \"d\" 'e' \xa0f",
        ),
        ("<ul><li>one</li><li>two</li></ul><p>three</p>", "- one\n- two\n\nthree"),
        ("<blockquote><p>said</p></blockquote><p>me</p>", "said\n\nme"),
        ("<p>keep  two  blanks</p>", "keep  two  blanks"),
        ("<pre><code>a\n  b</code></pre>", "a\n  b"),
        ("<p><em>so</em> <strong>very</strong> <del>good</del></p>", "so very good"),
        ("<p>:heart: <img alt=':sob:' src='https://x.example/s.png'></p>", ":heart: :sob:"),
        ("<p>a<script>alert(1)</script><style>p{}</style>b</p>", "ab"),
        ("<!-- hidden --><p>seen</p>", "seen"),
        ("hello<br>", "hello"),
        ("<p>\x1b[31mred\x07</p>", "\x1b[31mred\x07"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    """Paragraphs are set apart, lists dashed, entities resolved, and nothing is judged."""
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ('<a href="https://x.example/a/b"><span>x.example/a…</span></a>', "https://x.example/a/b"),
        ('<a href="https://evil.example">https://bank.example</a>', "https://evil.example"),
        ('<a class="u-url mention" href="https://x.example/@k">@<span>k</span></a>', "@k"),
        ('<a class="mention hashtag" href="https://x.example/t">#<span>t</span></a>', "#t"),
        ('<a class="hashtag" href="https://x.example/t">#t</a>', "#t"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ("<a>bare</a>", "bare"),
        ('<a class href="https://x.example">x</a>', "https://x.example"),
    ],
)
def test_links_show_where_they_lead(anchor: str, text: str) -> None:
    """The visible text of a link is shortened, or lies; names and tags stay as they are."""
    assert to_text(f"<p>see {anchor} now</p>") == f"see {text} now"


def test_the_line_that_repeats_a_quote_is_dropped_with_it() -> None:
    """Only where the status holds the quote itself."""
    html = '<p class="quote-inline">RE: <a href="https://x.example/1">x</a></p><p>Mine</p>'
    assert to_text(html, without_quote=True) == "Mine"
    assert "Mine" in to_text(html)
    assert to_text(html) != "Mine"


def test_deep_nesting_is_no_crash() -> None:
    """How deep is up to strangers."""
    assert to_text("<b>" * 20_000 + "deep") == "deep"
    assert to_text("<blockquote>" * 5_000 + "deep") == "deep"


@given(html=st.text(alphabet="<>/ab &;\"='\n\x00!-p", max_size=80))
def test_no_html_is_a_crash(html: str) -> None:
    """And none leaves a NUL."""
    assert "\x00" not in to_text(html)


# A mention


def test_a_mention_has_everything() -> None:
    """Each value of the record, from a payload as Mastodon gives it."""
    mention = to_mention(status(), PLACE)
    assert mention.text == (
        "@acme Wo bleibt mein Paket?\nSiehe https://shop.example/orders/4711?view=full\n\n"
        "Danke & Gruß :heart: #schuhe"
    )
    assert mention.posted_at == 1_793_523_598_250
    assert mention.author == Author(
        id="77",
        handle="kim@far.example",
        name="Kim ✨",
        url="https://far.example/@kim",
        followers=1203,
    )
    assert mention.thread_key == "8000"
    assert mention.canonical_id == "https://far.example/users/kim/statuses/9"
    assert mention.kind is MentionKind.REPLY
    assert mention.visibility is Visibility.UNLISTED
    assert mention.url == "https://far.example/@kim/9"
    assert mention.in_reply_to == "9000"
    assert mention.lang == "de"
    assert mention.content_warning == "order trouble"
    assert mention.media == (
        Media(kind="image", url="https://files.far.example/5.jpg", alt="A wet cardboard box"),
    )
    assert (mention.reposts, mention.likes) == (3, 8)
    assert json.loads(mention.raw)["id"] == "9001"


def test_a_status_of_snac2_is_read_as_well() -> None:
    """Another shape of ids and times, and a direct message that calls itself private."""
    place = replace(PLACE, root="r", blurs_direct=True)
    mention = to_mention(status("snac_status"), place)
    assert mention.text == "@acme@small.example:8001 the soles came off #boots"
    assert mention.author.handle == "lee@small.example:8001"
    assert mention.visibility is Visibility.DIRECT
    assert mention.kind is MentionKind.DIRECT_MESSAGE
    assert mention.thread_key == "dm:r"
    assert mention.posted_at == 1_793_523_598_000


@pytest.mark.parametrize(
    ("said", "visibility", "key"),
    [
        ("public", Visibility.PUBLIC, "8000"),
        ("unlisted", Visibility.UNLISTED, "8000"),
        ("private", Visibility.FOLLOWERS, "8000"),
        ("direct", Visibility.DIRECT, "dm:8000"),
        ("mutuals_only", Visibility.FOLLOWERS, "8000"),
        (None, Visibility.FOLLOWERS, "8000"),
    ],
)
def test_visibility_is_never_guessed_wider(said: str, visibility: Visibility, key: str) -> None:
    """What a server calls something we do not know is not public."""
    mention = to_mention(status(visibility=said), PLACE)
    assert mention.visibility is visibility
    assert mention.thread_key == key


@pytest.mark.parametrize(
    ("more", "keyword", "kind"),
    [
        ({"in_reply_to_account_id": "1"}, False, MentionKind.REPLY),
        ({"in_reply_to_account_id": "2"}, False, MentionKind.MENTION),
        ({"in_reply_to_account_id": None}, True, MentionKind.MENTION),
        ({"in_reply_to_account_id": None, "mentions": []}, True, MentionKind.KEYWORD),
        ({"in_reply_to_account_id": None, "mentions": "odd"}, True, MentionKind.KEYWORD),
        ({"visibility": "direct"}, True, MentionKind.DIRECT_MESSAGE),
    ],
)
def test_how_it_reached_us(more: dict[str, Any], keyword: bool, kind: MentionKind) -> None:
    """What answers us or names us does so however it was found."""
    assert to_mention(status(**more), replace(PLACE, keyword=keyword)).kind is kind


def test_the_version_changes_with_an_edit_and_with_nothing_else() -> None:
    """By the server's word, or by the words; likes and touched-up markup are no edits."""
    first = to_mention(status(), PLACE).version
    assert first
    assert to_mention(status(favourites_count=9), PLACE).version == first
    touched = status()["content"].replace(' translate="no"', "")
    assert to_mention(status(content=touched), PLACE).version == first
    assert to_mention(status(content="<p>Other words</p>"), PLACE).version != first
    assert to_mention(status(spoiler_text="other"), PLACE).version != first
    edited = to_mention(status(edited_at="2026-11-01T09:30:00.000Z"), PLACE).version
    assert edited == "2026-11-01T09:30:00.000Z"


@pytest.mark.parametrize(
    "broken",
    [
        {"created_at": None},
        {"created_at": "2026-11-01T09:00:00"},
        {"created_at": "yesterday"},
    ],
)
def test_a_status_without_a_time_cannot_be_taken(broken: dict[str, Any]) -> None:
    """A naive time counts as none."""
    with pytest.raises(Malformed):
        to_mention(status(**broken), PLACE)
    with pytest.raises(Malformed):
        to_own_post(status(**broken), PLACE)


def test_a_status_without_an_author_cannot_be_taken() -> None:
    """There would be nobody to answer."""
    with pytest.raises(Malformed):
        to_mention(status(account={"acct": "kim"}), PLACE)


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(key=st.sampled_from(sorted(status())), value=JUNK)
def test_a_value_of_the_wrong_kind_is_no_crash(key: str, value: object) -> None:
    """Servers differ, and some are broken: empty or malformed, never an accident."""
    broken = {**status(), key: value}
    try:
        to_mention(broken, PLACE)
        to_own_post(broken, PLACE)
    except Malformed:
        assert key in {"created_at", "account"}


def test_one_of_our_own_posts() -> None:
    """The same status, seen as ours."""
    post = to_own_post(status(), PLACE)
    assert post.external_id == "9001"
    assert post.in_reply_to == "9000"
    assert post.thread_key == "8000"
    assert post.visibility is Visibility.UNLISTED
    assert post.text.startswith("@acme Wo bleibt")


def test_a_poll_asks_with_its_choices() -> None:
    """Else "Which of these?" would be all the agent reads."""
    poll = {"options": [{"title": "Boots"}, {"title": "Shoes", "votes_count": 3}, "odd"]}
    words = to_mention(status(content="<p>Which?</p>", poll=poll), PLACE).text
    assert words == "Which?\n\n- Boots\n- Shoes"
    oddities: list[Any] = [None, {}, {"options": "odd"}, []]
    for odd in oddities:
        assert to_mention(status(content="<p>Which?</p>", poll=odd), PLACE).text == "Which?"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ({"state": "accepted", "quoted_status": {"url": "https://q.example/1"}}, True),
        ({"url": "https://q.example/1"}, True),
        ({"state": "pending", "quoted_status": None}, False),
        (None, False),
        ("odd", False),
    ],
)
def test_a_quoted_post_is_a_link(quote: Any, expected: bool) -> None:
    """It may be what the customer means, and it is never fetched."""
    media = to_mention(status(quote=quote), PLACE).media
    assert (Media(kind="quote", url="https://q.example/1") in media) is expected
