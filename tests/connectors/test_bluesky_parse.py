"""Bluesky's JSON as our values."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.bluesky.parse import Profile, to_mention, to_own_post, web_address
from social_care.connectors.fields import Malformed
from social_care.models import Author, Media, MentionKind
from tests.connectors.test_mastodon_parse import JUNK

FIXTURES = Path(__file__).parent / "fixtures"
ACME = "did:plc:acme"
OUR_POST = "at://did:plc:acme/app.bsky.feed.post/3m4kq1aaaaa2a"


def payload(name: str = "bluesky_notification", **more: Any) -> dict[str, Any]:
    """A fixture, with some of its values replaced."""
    return {**json.loads((FIXTURES / f"{name}.json").read_text()), **more}


def test_a_reply_has_everything() -> None:
    """Each value of the record, from a notification."""
    mention = to_mention(payload(), ACME, Profile(followers=12, verified=True))
    uri = "at://did:plc:kim/app.bsky.feed.post/3m4kq2abcde2a"
    page = "https://bsky.app/profile/did:plc:kim/post/3m4kq2abcde2a"
    assert mention.external_id == mention.canonical_id == uri
    assert mention.text == "Still nothing, and the tracker says delivered \U0001f4e6"
    assert mention.posted_at == 1_793_523_600_000
    assert mention.authored_at == 1_793_523_599_000
    assert mention.author == Author(
        id="did:plc:kim",
        handle="kim.example",
        name="Kim",
        url="https://bsky.app/profile/did:plc:kim",
        followers=12,
        verified=True,
    )
    assert mention.thread_key == "at://did:plc:kim/app.bsky.feed.post/3m4kq0zzzzz2a"
    assert mention.kind is MentionKind.REPLY
    assert mention.url == page
    assert mention.in_reply_to == OUR_POST
    assert mention.lang == "en"
    assert mention.media == (Media(kind="image", url=page, alt="An empty doorstep"),)
    assert mention.version == "bafykimreply"
    assert mention.reply_ref == {
        "cid": "bafykimreply",
        "root_uri": "at://did:plc:kim/app.bsky.feed.post/3m4kq0zzzzz2a",
        "root_cid": "bafyroot",
    }
    assert mention.can_reply
    assert (mention.reposts, mention.likes) == (None, None), "a notification does not tell"


def test_a_post_found_by_search_has_more() -> None:
    """Its reach, its attachments, and whether we may answer."""
    mention = to_mention(payload("bluesky_post"), ACME, None)
    assert (mention.reposts, mention.likes) == (2, 5)
    assert mention.author.name == "lee.example"
    assert mention.author.followers is None
    assert mention.authored_at is None
    assert mention.thread_key == mention.external_id
    assert mention.reply_ref["root_cid"] == "bafylee"
    assert not mention.can_reply
    assert "limited who can reply" in mention.can_reply_reason
    assert mention.media == (
        Media(kind="link", url="https://reviews.example/boots", alt="A review"),
        Media(kind="quote", url=web_address(OUR_POST)),
    )


def test_somebody_who_blocks_us_cannot_be_answered() -> None:
    """And the agent is told so before writing."""
    mention = to_mention(payload("bluesky_post", viewer={}), ACME, None)
    assert mention.can_reply_reason == "the author blocks us"


FACET = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": ACME}]}
OTHER = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:other"}]}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"facets": [FACET]}, MentionKind.MENTION),
        ({"facets": [OTHER]}, MentionKind.KEYWORD),
        ({"reply": {"parent": {"uri": OUR_POST}}, "facets": [FACET]}, MentionKind.REPLY),
        ({"reply": {"parent": {"uri": "at://did:plc:lee/x/1"}}}, MentionKind.KEYWORD),
        ({"embed": {"record": {"uri": OUR_POST}}}, MentionKind.MENTION),
        ({"embed": {"record": {"record": {"uri": OUR_POST}}}}, MentionKind.MENTION),
        ({}, MentionKind.KEYWORD),
    ],
)
def test_how_it_reached_us(record: dict[str, Any], kind: MentionKind) -> None:
    """From the record itself, so that every stream says the same."""
    full = {"text": "x", "createdAt": "2026-11-01T09:00:00Z", **record}
    assert to_mention(payload(record=full), ACME, None).kind is kind


@pytest.mark.parametrize(
    "broken",
    [
        {"uri": ""},
        {"author": None},
        {"author": {"handle": "kim.example"}},
        {"indexedAt": None, "record": {"createdAt": "2026-11-01T09:00:00"}},
    ],
)
def test_a_post_without_address_author_or_time_cannot_be_taken(broken: dict[str, Any]) -> None:
    """There would be nothing to hang it on."""
    with pytest.raises(Malformed):
        to_mention(payload(**broken), ACME, None)


@given(key=st.sampled_from(sorted(payload())), value=JUNK)
def test_a_value_of_the_wrong_kind_is_no_crash(key: str, value: object) -> None:
    """Records are whatever somebody's program wrote."""
    broken = {**payload(), key: value}
    try:
        to_mention(broken, ACME, None)
        to_own_post(broken)
    except Malformed:
        assert key in {"uri", "author", "indexedAt", "record"}


@given(key=st.sampled_from(sorted(payload()["record"])), value=JUNK)
def test_a_record_of_the_wrong_kind_is_no_crash(key: str, value: object) -> None:
    """One level further down."""
    broken = payload()
    broken["record"][key] = value
    try:
        to_mention(broken, ACME, None)
        to_own_post(broken)
    except Malformed:
        assert key == "createdAt"


def test_one_of_our_own_records() -> None:
    """As our repository lists it, without author or index time."""
    value = {**payload()["record"], "text": "Sorry, on it"}
    post = to_own_post({"uri": OUR_POST, "cid": "bafyours", "value": value})
    assert post.external_id == OUR_POST
    assert post.text == "Sorry, on it"
    assert post.posted_at == 1_793_523_599_000
    assert post.in_reply_to == OUR_POST
    assert post.thread_key.endswith("3m4kq0zzzzz2a")
    assert post.url == "https://bsky.app/profile/did:plc:acme/post/3m4kq1aaaaa2a"
