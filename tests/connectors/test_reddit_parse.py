"""A thing of Reddit's, turned into a mention: every field, and what strangers may put there."""

import json
from typing import Any

import pytest

from social_care.connectors.base import ExplainsQueries
from social_care.connectors.fields import Json, Malformed
from social_care.connectors.reddit.parse import (
    Me,
    is_gone,
    posted_at,
    thread_key,
    to_mention,
    to_own_post,
)
from social_care.connectors.reddit.search import translate
from social_care.errors import ConfigError
from social_care.models import Media, MentionKind, Visibility
from social_care.query import parse
from tests.connectors.fake_reddit import FakeReddit


def comment(**more: Any) -> Json:
    """As a community's list shows it."""
    return {
        "name": "t1_c1",
        "author": "Kim_K",
        "author_fullname": "t2_k1",
        "body": "My **boots** leak",
        "created_utc": 1_793_523_600.0,
        "link_id": "t3_p1",
        "parent_id": "t1_c0",
        "permalink": "/r/boots/comments/p1/which/c1/",
        "subreddit": "boots",
        "score": 7,
    } | more


def post(**more: Any) -> Json:
    """As a search shows it."""
    base = comment(
        name="t3_p1",
        title="Which boots?",
        selftext="Mine leak",
        permalink="/r/boots/comments/p1/which/",
        is_self=True,
        num_crossposts=3,
    )
    for key in ("body", "link_id", "parent_id"):
        del base[key]
    return base | more


def message(**more: Any) -> Json:
    """As the inbox shows it."""
    return {
        "name": "t4_m1",
        "author": "Kim_K",
        "author_fullname": "t2_k1",
        "subject": "Order 1234",
        "body": "never came",
        "created_utc": 1_793_523_600,
        "first_message_name": None,
        "parent_id": None,
        "subreddit": None,
        "dest": "acme",
    } | more


def test_a_comment() -> None:
    """Every field."""
    found = to_mention(comment(), MentionKind.KEYWORD)
    assert found.external_id == found.canonical_id == "t1_c1"
    assert found.text == "My **boots** leak"
    assert found.posted_at == 1_793_523_600_000
    assert (found.author.id, found.author.handle) == ("t2_k1", "Kim_K")
    assert found.author.url == "https://www.reddit.com/user/Kim_K"
    assert found.author.followers is None
    assert (found.thread_key, found.in_reply_to) == ("t3_p1", "t1_c0")
    assert (found.kind, found.visibility) == (MentionKind.KEYWORD, Visibility.PUBLIC)
    assert found.url == "https://www.reddit.com/r/boots/comments/p1/which/c1/"
    assert (found.likes, found.reposts, found.lang) == (7, 0, None)
    assert found.can_reply
    assert json.loads(found.raw)["name"] == "t1_c1"


def test_a_post() -> None:
    """Title and text; crossposts are reach."""
    found = to_mention(post(over_18=True), MentionKind.KEYWORD)
    assert found.text == "Which boots?\n\nMine leak"
    assert (found.thread_key, found.in_reply_to) == ("t3_p1", None)
    assert found.reposts == 3
    assert found.content_warning == "NSFW"


def test_a_message() -> None:
    """Private; the subject belongs to the first one only, and there are no edits."""
    first = to_mention(message(), MentionKind.MENTION)
    assert first.text == "Order 1234\n\nnever came"
    assert (first.kind, first.visibility) == (MentionKind.DIRECT_MESSAGE, Visibility.DIRECT)
    assert (first.thread_key, first.version) == ("dm:t4_m1", "")
    assert first.url == "https://www.reddit.com/message/messages/m1"
    later = message(name="t4_m2", parent_id="t4_m1", first_message_name="t4_m1")
    assert to_mention(later, MentionKind.MENTION).text == "never came"
    assert to_mention(later, MentionKind.MENTION).thread_key == "dm:t4_m1"
    assert to_own_post(message()).text == "never came"


def test_moderators_write_in_the_name_of_their_community() -> None:
    """Such a message has no author, and is not gone for that."""
    thing = message(author=None, author_fullname=None, subreddit="Boots")
    assert not is_gone(thing)
    found = to_mention(thing, MentionKind.DIRECT_MESSAGE)
    assert (found.author.id, found.author.handle) == ("r/boots", "r/Boots")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"locked": True}, "locked"),
        ({"archived": True}, "archived"),
        ({"locked": False, "archived": False}, ""),
        ({"locked": "yes"}, ""),
    ],
)
def test_where_nobody_can_comment_it_is_said_why(more: Json, reason: str) -> None:
    """Only where Reddit says so."""
    found = to_mention(comment(**more), MentionKind.COMMENT)
    assert found.can_reply is not bool(reason)
    assert reason in found.can_reply_reason


@pytest.mark.parametrize(
    "more",
    [
        {"link_id": None, "context": "/r/boots/comments/p1/which/c1/?context=3"},
        {"link_id": None},
        {"link_id": None, "permalink": "", "parent_id": "t3_p1"},
        {"link_id": "t3_p1", "context": "/r/boots/comments/other/x/c1/"},
    ],
)
def test_the_post_is_found_wherever_it_is_named(more: Json) -> None:
    """The inbox names it in an address only."""
    assert thread_key(comment(**more)) == "t3_p1"


@pytest.mark.parametrize(
    "thing",
    [
        comment(name=None),
        comment(name="t1_" + "x" * 100),
        comment(name="t2_abc"),
        comment(created_utc=None),
        comment(created_utc=-1),
        comment(created_utc=1e300),
        comment(created_utc=float("nan")),
        comment(author="[deleted]"),
        comment(link_id="t3_" + "y" * 1000),
        comment(link_id="t3_../../x"),
        comment(link_id=None, permalink=None, parent_id="t1_c0"),
    ],
)
def test_what_nothing_can_be_done_without(thing: Json) -> None:
    """Its name, time, author and thread."""
    with pytest.raises(Malformed):
        to_mention(thing, MentionKind.COMMENT)


@pytest.mark.parametrize("odd", [None, [], {}, 5, True, "text", "/../../x"])
@pytest.mark.parametrize(
    "key",
    ["body", "permalink", "parent_id", "score", "num_crossposts", "media_metadata", "locked"],
)
def test_odd_values_cost_no_mention(key: str, odd: object) -> None:
    """What is of the wrong kind is empty."""
    found = to_mention(comment(**{key: odd}), MentionKind.COMMENT)
    assert found.url == "" or found.url.startswith("https://www.reddit.com/")
    assert (found.reposts or 0) >= 0
    assert (found.likes or 0) >= 0


def test_an_author_without_an_id_has_a_name_that_never_changes() -> None:
    """The same person however it is written."""
    found = to_mention(comment(author_fullname=None), MentionKind.COMMENT)
    assert found.author.id == "u/kim_k"


def test_an_odd_name_stays_within_its_address() -> None:
    """Whoever opens it is still on Reddit."""
    found = to_mention(comment(author="../x?y#z"), MentionKind.COMMENT)
    assert found.author.url == "https://www.reddit.com/user/..%2Fx%3Fy%23z"


def test_the_robot_of_moderators_is_known() -> None:
    """AutoModerator answers half of what is posted."""
    assert to_mention(comment(author="AutoModerator"), MentionKind.REPLY).author.is_bot
    assert not to_mention(comment(), MentionKind.REPLY).author.is_bot


def test_empty_lines_of_reddits_editor_are_empty() -> None:
    """They would be shown as a riddle."""
    found = to_mention(comment(body="One\n\n&#x200B;\n\nTwo &amp;"), MentionKind.COMMENT)
    assert found.text == "One\n\n\n\nTwo &amp;"


def test_answers_below_are_not_kept_with_the_message() -> None:
    """They are messages of their own, and may be thousands."""
    found = to_mention(message(replies={"data": {"children": []}}), MentionKind.DIRECT_MESSAGE)
    assert "replies" not in json.loads(found.raw)


def without_author(thing: Json) -> Json:
    """An odd answer, which says nothing of who wrote it."""
    return {key: value for key, value in thing.items() if key != "author"}


@pytest.mark.parametrize(
    ("thing", "gone"),
    [
        (comment(), False),
        (comment(author="[deleted]"), True),
        (comment(author=None), True),
        (comment(body="[removed]"), True),
        (comment(body=" [deleted] "), True),
        (comment(body="[ Removed by Reddit ]"), True),
        (comment(body="I wrote [deleted] before"), False),
        (post(selftext="[removed]"), True),
        (post(removed_by_category="deleted"), True),
        (post(selftext=""), False),
        (message(), False),
        (message(body="[removed]"), False),
        (message(author="[deleted]"), True),
        (message(author=None), True),
        (without_author(comment()), False),
        (without_author(message()), False),
        (comment(author=7), False),
        (comment(author=[]), False),
    ],
)
def test_what_is_gone(thing: Json, gone: bool) -> None:
    """Deleted by its author, removed by others, or its author has left."""
    assert is_gone(thing) is gone


def test_the_version_follows_the_words() -> None:
    """Votes and the time of the edit do not matter; title, text and order do."""
    version = to_mention(post(), MentionKind.KEYWORD).version
    assert to_mention(post(score=9, edited=17.0), MentionKind.KEYWORD).version == version
    assert to_mention(post(selftext="Mine do not"), MentionKind.KEYWORD).version != version
    assert to_mention(post(title="Which?"), MentionKind.KEYWORD).version != version


@pytest.mark.parametrize(
    ("seconds", "ms"),
    [(1.5, 1500), (1, 1000), ("1", None), (True, None), (None, None), (0, None), (1e12, None)],
)
def test_times(seconds: object, ms: int | None) -> None:
    """Seconds, with a fraction or without."""
    assert posted_at({"created_utc": seconds}) == ms


def test_who_we_are() -> None:
    """By the id, and by the name only where there is none."""
    me = Me(id="t2_a1", name="Acme")
    assert me.wrote({"author_fullname": "t2_a1", "author": "renamed"})
    assert me.wrote({"author": "acme"})
    assert not me.wrote({"author_fullname": "t2_z", "author": "Acme"})
    assert not me.wrote({})


# Media


def test_pictures_come_with_their_captions_in_the_gallerys_order() -> None:
    """Those that are not ready yet have no address."""
    known = {
        "b": {"status": "valid", "e": "Image", "s": {"u": "https://i.redd.it/b.png"}},
        "a": {"status": "valid", "e": "AnimatedImage", "s": {"gif": "https://i.redd.it/a.gif"}},
        "c": {"status": "unprocessed", "e": "Image", "s": {"u": "https://i.redd.it/c.png"}},
        "d": {"e": "Image", "s": {}},
        "e": 7,
    }
    order = {"items": [{"media_id": "a", "caption": "The hole"}, {"media_id": "b"}, 3]}
    found = to_mention(post(media_metadata=known, gallery_data=order), MentionKind.KEYWORD)
    assert found.media == (
        Media(kind="image", url="https://i.redd.it/a.gif", alt="The hole"),
        Media(kind="image", url="https://i.redd.it/b.png"),
    )


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"post_hint": "image"}, "image"),
        ({"is_video": True}, "video"),
        ({"post_hint": "rich:video"}, "video"),
        ({}, "link"),
        ({"post_hint": []}, "link"),
    ],
)
def test_what_a_post_links_to(more: Json, kind: str) -> None:
    """Shown as a link, never fetched."""
    linked = post(is_self=False, url="https://acme.example/x", **more)
    (media,) = to_mention(linked, MentionKind.KEYWORD).media
    assert (media.kind, media.url) == (kind, "https://acme.example/x")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/r/boots", "", None])
def test_only_web_addresses_are_links(address: str | None) -> None:
    """Nothing else is handed to a browser."""
    assert to_mention(post(is_self=False, url=address), MentionKind.KEYWORD).media == ()


# Searching


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("acme", '"acme"'),
        ('"acme shoes" boots', '"acme shoes" "boots"'),
        ("acme -giveaway -from:acme", '"acme" NOT "giveaway" NOT author:acme'),
        ("acme from:kim", '"acme" author:kim'),
        ("from:kim from:lee", "(author:kim OR author:lee)"),
        ("acme lang:en", '"acme"'),
        ('"NOT"', '"NOT"'),
    ],
)
def test_our_searches_in_reddits_words(written: str, asked: str) -> None:
    """Languages are left to the sieve."""
    (alternative,) = parse(written).alternatives
    assert translate(alternative) == asked


def test_what_reddit_is_asked_can_be_shown() -> None:
    """One text for every alternative, and nobody is asked for it."""
    server = FakeReddit()
    connector = server.connect()
    assert isinstance(connector, ExplainsQueries)
    query = parse('"acme shoes" -giveaway OR acmeshoes lang:en')
    assert connector.searches(query) == ['"acme shoes" NOT "giveaway"', '"acmeshoes"']
    with pytest.raises(ConfigError, match="512 characters"):
        connector.searches(parse(" ".join(["acme", *(f"-word{n}" for n in range(60))])))
    assert server.calls() == 0
