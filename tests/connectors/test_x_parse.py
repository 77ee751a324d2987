"""X's JSON as our values: words, names, times, and whether an answer is let through."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.fields import Malformed
from social_care.connectors.x.parse import (
    Me,
    Place,
    between,
    message_to_mention,
    message_to_own_post,
    to_mention,
    to_own_post,
)
from social_care.connectors.x.posts import (
    Post,
    missing_in,
    posts_in,
    time_of,
    time_of_id,
)
from social_care.connectors.x.words import words_of
from social_care.models import Author, Media, MentionKind, Visibility

ME = Me(id="42", handle="Acme")


def page(**more: Any) -> dict[str, Any]:
    """An answer with one post, some of its values replaced; those that are None are left out."""
    post = {
        "id": "1900000000000000002",
        "text": "@acme my parcel &amp; refund? https://t.co/x",
        "author_id": "77",
        "created_at": "2026-11-01T09:00:00.000Z",
        "conversation_id": "1900000000000000001",
        "in_reply_to_user_id": "42",
        "lang": "en",
        "reply_settings": "everyone",
        "edit_history_tweet_ids": ["1900000000000000002"],
        "referenced_tweets": [{"type": "replied_to", "id": "1900000000000000001"}],
        "entities": {
            "urls": [
                {
                    "start": 27,
                    "end": 40,
                    "url": "https://t.co/x",
                    "expanded_url": "https://shop.example/o/1",
                }
            ],
            "mentions": [{"username": "acme", "id": "42"}],
        },
        "public_metrics": {"like_count": 3, "retweet_count": 2, "quote_count": 1},
        "attachments": {"media_keys": ["3_9", "7_1"]},
    }
    user = {
        "id": "77",
        "username": "kim",
        "name": "Kim",
        "verified": False,
        "public_metrics": {"followers_count": 12},
    }
    media = [
        {"media_key": "3_9", "type": "photo", "url": "https://i.example/a.jpg", "alt_text": "box"},
        {"media_key": "7_1", "type": "video", "preview_image_url": "https://i.example/v.jpg"},
    ]
    data = {key: value for key, value in {**post, **more}.items() if value is not None}
    return {"data": [data], "includes": {"users": [user], "media": media}}


def one(**more: Any) -> Post:
    """The post of such a page."""
    (found,) = posts_in(page(**more))
    return found


def place(**more: Any) -> Place:
    """Ours."""
    return Place(me=ME, **more)


def test_a_post_becomes_a_mention() -> None:
    """With everything X says of it."""
    mention = to_mention(one(), place())
    assert mention.external_id == "1900000000000000002"
    assert mention.text == "@acme my parcel & refund? https://shop.example/o/1"
    assert mention.posted_at == 1_793_523_600_000
    assert mention.author == Author(
        id="77", handle="kim", name="Kim", url="https://x.com/kim", followers=12
    )
    assert mention.thread_key == mention.in_reply_to == "1900000000000000001"
    assert mention.canonical_id == "https://x.com/i/status/1900000000000000002"
    assert mention.url == "https://x.com/kim/status/1900000000000000002"
    assert mention.kind is MentionKind.REPLY
    assert mention.visibility is Visibility.PUBLIC
    assert mention.lang == "en"
    assert mention.media == (
        Media(kind="photo", url="https://i.example/a.jpg", alt="box"),
        Media(kind="video", url="https://i.example/v.jpg"),
    )
    assert (mention.reposts, mention.likes) == (3, 3)
    assert mention.can_reply


def test_both_spellings_are_read() -> None:
    """X is renaming tweets to posts."""
    old = to_mention(one(), place())
    renamed = one(
        edit_history_tweet_ids=None,
        edit_history_post_ids=["1900000000000000002"],
        referenced_tweets=None,
        referenced_posts=[{"type": "replied_to", "id": "1900000000000000001"}],
    )
    new = to_mention(renamed, place())
    assert (new.external_id, new.in_reply_to) == (old.external_id, old.in_reply_to)
    note = {"text": "much longer", "entities": {}}
    for name in ("note_tweet", "note_post"):
        assert words_of({"text": "much ...", name: note}) == "much longer"


@pytest.mark.parametrize("missing", ["id", "author_id"])
def test_what_lacks_its_id_or_author_is_no_mention(missing: str) -> None:
    """Nothing can be done without them."""
    with pytest.raises(Malformed):
        to_mention(one(**{missing: None}), place())


@pytest.mark.parametrize("odd", ["", "-1", "12a", "9" * 5000, "١٢", 5.5, [], {}, True])
def test_an_odd_id_is_no_id(odd: Any) -> None:
    """Neither too long to be a number, nor in other digits."""
    with pytest.raises(Malformed):
        to_mention(one(id=odd), place())


def test_a_time_stands_in_the_id_as_well() -> None:
    """X leaves out what it does not want to say."""
    assert time_of({"id": "2116817520030646272"}) == 1_793_523_600_000
    assert time_of({"id": "2116817520030646272", "created_at": "soon"}) == 1_793_523_600_000
    assert time_of({"id": "20", "created_at": None}) is None
    assert time_of_id("no id") is None
    with pytest.raises(Malformed):
        to_mention(one(id="20", created_at=None, edit_history_tweet_ids=None), place())


def test_an_author_that_x_did_not_send_along_is_an_id() -> None:
    """The link still works."""
    found = page()
    found["includes"] = {}
    mention = to_mention(posts_in(found)[0], place())
    assert mention.author == Author(id="77", url="https://x.com/i/user/77")
    assert mention.url == "https://x.com/i/status/1900000000000000002"


@pytest.mark.parametrize(
    ("user", "verified"),
    [
        ({"verified": True}, True),
        ({"verified_type": "government"}, True),
        ({"verified_type": "none"}, False),
        ({"verified": "yes"}, False),
    ],
)
def test_who_is_verified(user: dict[str, Any], verified: bool) -> None:
    """By either of the two fields."""
    found = page()
    found["includes"]["users"] = [{"id": "77", **user}]
    assert to_mention(posts_in(found)[0], place()).author.verified is verified


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "en"), ("in", "id"), ("iw", "he"), ("und", None), ("qme", None), ("zxx", None)],
)
def test_languages_are_known_by_their_usual_codes(lang: str, expected: str | None) -> None:
    """X has some of its own, and some for "no language"."""
    assert to_mention(one(lang=lang), place()).lang == expected


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt; stays", "&lt; stays"),
        ("&quot; is not ours &nbsp;", "&quot; is not ours &nbsp;"),
        ("https://t.co/xy is another", "https://t.co/xy is another"),
        ("https://t.co/x.", "https://shop.example/o/1."),
    ],
)
def test_what_x_escapes_is_resolved_once(text: str, words: str) -> None:
    """And only whole addresses are written out."""
    assert to_mention(one(text=text), place()).text == words


def test_links_to_the_posts_own_pictures_are_left_out() -> None:
    """The pictures are shown already; other links are written out, but not twice."""
    links = [
        {"url": "https://t.co/p", "expanded_url": "https://x.com/k/status/1/photo/1"},
        {"url": "https://t.co/a", "expanded_url": "https://t.co/b"},
        {"url": "https://t.co/b", "expanded_url": "https://b.example/\\1"},
        {"url": "https://t.co/j", "expanded_url": "javascript:alert(1)"},
        {"url": "x", "expanded_url": "https://evil.example"},
        {"url": "", "expanded_url": "https://evil.example"},
    ]
    links[0]["media_key"] = "3_9"
    photo = {"url": "https://t.co/o", "expanded_url": "https://x.com/k/status/5/photo/1"}
    assert words_of({"id": "5", "text": "my https://t.co/o", "urls": [photo]}) == "my"
    others = "another's https://x.com/k/status/5/photo/1"
    assert words_of({"id": "6", "text": "another's https://t.co/o", "urls": [photo]}) == others
    text = "x see https://t.co/a https://t.co/b https://t.co/j https://t.co/p"
    assert words_of({"text": text, "entities": {"urls": links}}) == (
        "x see https://t.co/b https://b.example/\\1 https://t.co/j"
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(list(page()["data"][0])), _JSON, _JSON)
def test_odd_values_are_left_out_or_refused_never_worse(name: str, odd: Any, user: Any) -> None:
    """Everything remote is hostile."""
    found = page(**{name: odd}) | {"errors": odd}
    found["includes"]["users"] = [user, {"id": "77", "username": odd, "public_metrics": user}]
    missing_in(found, ("gone",))
    for post in posts_in(found):
        for read in (to_mention, to_own_post, message_to_mention, message_to_own_post):
            try:
                read(post, place())
            except Malformed:
                continue


# Whether we may answer


def named(**more: Any) -> Post:
    """A post that names us without answering us."""
    return one(in_reply_to_user_id=None, referenced_tweets=None, **more)


def unnamed(**more: Any) -> Post:
    """One that does not speak to us at all."""
    entities = more.pop("entities", {})
    return one(in_reply_to_user_id=None, referenced_tweets=None, entities=entities, **more)


@pytest.mark.parametrize("setting", ["everyone", "mentionedUsers", "following", "subscribers"])
def test_who_names_us_can_be_answered(setting: str) -> None:
    """Whoever else is kept out."""
    assert to_mention(named(reply_settings=setting), place()).can_reply


def test_who_does_not_name_us_cannot_be_answered() -> None:
    """X's self-serve plans; an enterprise's is held only to the author's own wish."""
    mention = to_mention(unnamed(), place(), keyword=True)
    assert (mention.kind, mention.can_reply) == (MentionKind.KEYWORD, False)
    assert "browser" in mention.can_reply_reason
    free = place(gate=False)
    assert to_mention(unnamed(), free).can_reply
    closed = to_mention(unnamed(reply_settings="following"), free)
    assert not closed.can_reply
    assert "following" in closed.can_reply_reason


def test_who_quotes_us_can_be_answered() -> None:
    """A quote is known by its link to a post of ours."""

    def quoting(address: str) -> Post:
        links = {"urls": [{"url": "https://t.co/q", "expanded_url": address}]}
        refers = [{"type": "quoted", "id": "1900000000000000009"}]
        return one(in_reply_to_user_id=None, referenced_tweets=refers, entities=links)

    ours = quoting("https://x.com/acme/status/1900000000000000009")
    others = quoting("https://x.com/acmefan/status/1900000000000000009")
    assert to_mention(ours, place(), keyword=True).can_reply
    assert not to_mention(others, place(), keyword=True).can_reply


def test_a_name_in_the_long_form_counts() -> None:
    """The short form ends before it."""
    note = {"text": "... @acme", "entities": {"mentions": [{"username": "ACME"}]}}
    assert to_mention(unnamed(note_tweet=note), place(), keyword=True).can_reply


def test_without_a_log_in_nothing_can_be_answered() -> None:
    """An app's bearer token only reads."""
    mention = to_mention(one(), place(can_write=False))
    assert not mention.can_reply
    assert "only listens" in mention.can_reply_reason


def test_a_protected_author_writes_to_followers() -> None:
    """So that no answer is wider than what it answers."""
    found = page()
    found["includes"]["users"][0]["protected"] = True
    assert to_mention(posts_in(found)[0], place()).visibility is Visibility.FOLLOWERS


# Direct messages


def test_a_conversation_of_two_is_named_after_both() -> None:
    """The smaller number first."""
    assert between("9", "10") == between("10", "9") == "9-10"
    event = {"id": "1900000000000000003", "sender_id": "7", "text": "hi"}
    assert message_to_mention(Post(data=event), place()).thread_key == "dm:7-42"
    with pytest.raises(Malformed):
        message_to_own_post(Post(data=event | {"sender_id": "42"}), place())


def test_links_in_messages_are_written_out() -> None:
    """X keeps them in another place there, or in the same."""
    link = {"url": "https://t.co/x", "expanded_url": "https://shop.example"}
    for where in ({"urls": [link]}, {"entities": {"urls": [link]}}):
        event = {"id": "1900000000000000003", "sender_id": "7", "text": "see https://t.co/x"}
        mention = message_to_mention(Post(data=event | where), place())
        assert mention.text == "see https://shop.example"
