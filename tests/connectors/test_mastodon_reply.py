"""How a reply is addressed, narrowed and recognised on Mastodon."""

from typing import Any

import pytest

from social_care.connectors.fields import iso
from social_care.connectors.mastodon.reply import addressed, build, is_it, same_words
from social_care.connectors.mastodon.server import DEFAULT_LIMITS
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared, Reply, ReplyTarget, Visibility
from tests.connectors.world import MINUTE, NOW

OWN_ID = "1"


def reply(
    text: str = "Sorry, on it",
    visibility: Visibility = Visibility.PUBLIC,
    target_visibility: Visibility = Visibility.PUBLIC,
    **target: Any,
) -> Reply:
    """An answer to Kim."""
    values: dict[str, Any] = {
        "external_id": "9001",
        "thread_key": "8000",
        "author_id": "77",
        "author_handle": "kim@far.example",
        "visibility": target_visibility,
    }
    return Reply(text=text, visibility=visibility, target=ReplyTarget(**(values | target)))


def body(asked: Reply) -> dict[str, Any]:
    """What would be posted."""
    return dict(build(asked, DEFAULT_LIMITS, NOW).payload["body"])


@pytest.mark.parametrize(
    ("words", "handle", "expected"),
    [
        ("Sorry", "kim@far.example", "@kim@far.example Sorry"),
        ("@kim@far.example Sorry", "kim@far.example", "@kim@far.example Sorry"),
        ("@Kim@Far.Example: sorry", "kim@far.example", "@Kim@Far.Example: sorry"),
        ("Sorry @kim@far.example.", "kim@far.example", "Sorry @kim@far.example."),
        ("@kim sorry", "kim@far.example", "@kim@far.example sorry"),
        ("@kim, sorry", "kim@far.example", "@kim@far.example, sorry"),
        ("@kimberly sorry", "kim@far.example", "@kim@far.example @kimberly sorry"),
        ("@kim@other.example hi", "kim@far.example", "@kim@far.example @kim@other.example hi"),
        ("@kim@far.example.net hi", "kim@far.example", "@kim@far.example @kim@far.example.net hi"),
        ("Sorry", "kim", "@kim Sorry"),
        ("@kim sorry", "kim", "@kim sorry"),
        ("@kim@far.example hi", "kim", "@kim @kim@far.example hi"),
        ("mail me@kim now", "kim", "@kim mail me@kim now"),
        ("Sorry", "lee@small.example:8001", "@lee@small.example:8001 Sorry"),
    ],
)
def test_the_customer_is_addressed_once(words: str, handle: str, expected: str) -> None:
    """In full: on our own server a short name would be somebody else."""
    assert addressed(words, handle) == expected
    assert addressed(expected, handle) == expected


WIDEST_FIRST = [
    Visibility.PUBLIC,
    Visibility.UNLISTED,
    Visibility.FOLLOWERS,
    Visibility.DIRECT,
]


@pytest.mark.parametrize("asked", WIDEST_FIRST)
@pytest.mark.parametrize("theirs", WIDEST_FIRST)
def test_a_reply_is_never_wider_than_what_it_answers(asked: Visibility, theirs: Visibility) -> None:
    """Of the agent's wish and the customer's choice the narrower one."""
    names = ["public", "unlisted", "private", "direct"]
    expected = max(WIDEST_FIRST.index(asked), WIDEST_FIRST.index(theirs))
    assert body(reply(visibility=asked, target_visibility=theirs))["visibility"] == names[expected]


def test_a_direct_reply_names_who_may_read_it() -> None:
    """The server refuses it if the text would let anybody else read along."""
    assert body(reply(visibility=Visibility.DIRECT))["allowed_mentions"] == ["77"]
    assert "allowed_mentions" not in body(reply())


def test_the_rest_of_a_reply() -> None:
    """The parent, the warning and the language of the customer's post."""
    posted = body(reply(content_warning="order trouble", lang="de"))
    assert posted["in_reply_to_id"] == "9001"
    assert posted["spoiler_text"] == "order trouble"
    assert posted["sensitive"] is True
    assert posted["language"] == "de"
    assert body(reply())["sensitive"] is False
    assert "language" not in body(reply())


@pytest.mark.parametrize(
    "wrong",
    [
        reply(""),
        reply("  \n "),
        reply("x" * 496),
        reply("x" * 480, content_warning="x" * 20),
        reply(author_handle=""),
    ],
)
def test_what_cannot_be_accepted_is_refused_before_it_is_sent(wrong: Reply) -> None:
    """Empty, too long with name and warning, or addressed to nobody."""
    with pytest.raises(NetworkError) as caught:
        build(wrong, DEFAULT_LIMITS, NOW)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_the_length_is_counted_as_the_server_counts() -> None:
    """A remote name counts without its server, a link 23."""
    link = "https://shop.example/" + "x" * 200
    assert body(reply("x" * (500 - len("@kim ") - 24) + " " + link))


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("@kim@far.example Sorry", "@kim Sorry"),
        ("@kim Sorry", "Sorry"),
        ("Hi @kim@far.example, sorry", "Hi @kim, sorry"),
        ("a  b\n\nc", "a b c"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("&amp; more", "& more"),
        ("see https://x.example/\u00fc", "see https://x.example/%C3%BC"),
        ("see https://X.example", "see https://x.example/"),
    ],
)
def test_words_are_recognised_after_a_server_had_them(sent: str, seen: str) -> None:
    """Names shortened, white space folded, links written out."""
    assert same_words(sent) == same_words(seen)


def test_other_words_are_other_words() -> None:
    """Recognising must not be generous."""
    assert same_words("Sorry") != same_words("Sorry!")
    assert same_words("see https://x.example/1") != same_words("see https://x.example/2")
    assert same_words("ask @kim") != same_words("ask @lee")


def posted(prepared: Prepared, **more: Any) -> dict[str, Any]:
    """The status that this reply became."""
    return {
        "account": {"id": OWN_ID},
        "in_reply_to_id": "9001",
        "created_at": iso(NOW),
        "content": "<p><a class='mention' href='x'>@kim</a> Sorry, on it</p>",
        **more,
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"created_at": iso(NOW - 2 * MINUTE)}, True),
        ({"created_at": iso(NOW + 60 * MINUTE)}, True),
        ({"created_at": iso(NOW - 2 * MINUTE - 1)}, False),
        ({"created_at": None}, False),
        ({"account": {"id": "77"}}, False),
        ({"account": None}, False),
        ({"in_reply_to_id": "9002"}, False),
        ({"in_reply_to_id": None}, False),
        ({"content": "<p>Sorry, not on it</p>"}, False),
        ({"content": "<p><b>Sorry</b></p>", "text": "@kim Sorry, on it"}, True),
        ({"content": "", "text": ""}, False),
    ],
)
def test_what_we_sent_is_recognised(more: dict[str, Any], expected: bool) -> None:
    """Ours, under the same post, in the same words, not from before."""
    prepared = build(reply(), DEFAULT_LIMITS, NOW)
    assert is_it(posted(prepared, **more), prepared, OWN_ID) is expected


def test_an_id_that_an_edit_changed_is_the_same_parent() -> None:
    """snac2 begins its ids with the time of the last change."""
    tail = "aaaabbbbccccddddeeeeffff00001111"
    prepared = build(reply(external_id=f"0000000000{tail}"), DEFAULT_LIMITS, NOW)
    assert is_it(posted(prepared, in_reply_to_id=f"1793529999{tail}"), prepared, OWN_ID)
    assert not is_it(posted(prepared, in_reply_to_id=f"1793523598{tail[::-1]}"), prepared, OWN_ID)
