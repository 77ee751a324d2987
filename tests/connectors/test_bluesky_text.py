"""Record keys, facets and replies: what a Bluesky record is made of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.bluesky.reply import build
from social_care.connectors.bluesky.text import facets, tid
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Reply, ReplyTarget, Visibility
from tests.connectors.world import NOW

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
REFERENCE = {"cid": "bafyp", "root_uri": "at://did:plc:kim/app.bsky.feed.post/1", "root_cid": "b"}


def reply(text: str = "Sorry", **target: Any) -> Reply:
    """An answer to Kim."""
    values: dict[str, Any] = {
        "external_id": "at://did:plc:kim/app.bsky.feed.post/2",
        "thread_key": REFERENCE["root_uri"],
        "author_id": "did:plc:kim",
        "author_handle": "kim.example",
        "visibility": Visibility.PUBLIC,
        "reply_ref": REFERENCE,
    }
    return Reply(text=text, visibility=Visibility.PUBLIC, target=ReplyTarget(**(values | target)))


# Keys


@given(us=st.integers(0, 2**53 - 1), clock_id=st.integers(0, 1023))
def test_a_key_is_thirteen_characters_that_sort_by_time(us: int, clock_id: int) -> None:
    """Well formed as the network checks it, and readable back."""
    key = tid(us, clock_id)
    assert len(key) == 13
    assert set(key) <= set(ALPHABET)
    assert key[0] in "234567abcdefghij"
    assert tid(us + 1, 0) > key
    number = 0
    for character in key:
        number = number * 32 + ALPHABET.index(character)
    assert (number >> 10, number & 1023) == (us, clock_id)


def test_known_keys() -> None:
    """The smallest, and the order of the alphabet in the last place."""
    assert tid(0, 0) == "2222222222222"
    assert [tid(0, number)[-1] for number in range(32)] == list(ALPHABET)


# Facets


def found(words: str) -> list[tuple[str, str]]:
    """What each facet covers, and what it means."""
    raw = words.encode()
    return [
        (
            raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            next(value for key, value in facet["features"][0].items() if key != "$type"),
        )
        for facet in facets(words, "kim.example", "did:plc:kim")
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("nothing here", []),
        ("see https://x.example/a", [("https://x.example/a", "https://x.example/a")]),
        ("(https://x.example/a).", [("https://x.example/a", "https://x.example/a")]),
        ("https://x.example/a_(b), yes", [("https://x.example/a_(b)", "https://x.example/a_(b)")]),
        ("https://x.example/?q=1!?", [("https://x.example/?q=1", "https://x.example/?q=1")]),
        ("\U0001f4e6 \u00fc https://x.example", [("https://x.example", "https://x.example")]),
        ("x.example and ftp://x.example", []),
        ("https://x.example/#top", [("https://x.example/#top", "https://x.example/#top")]),
        ("https://x.example/?#help", [("https://x.example/?#help", "https://x.example/?#help")]),
        ("hi @kim.example!", [("@kim.example", "did:plc:kim")]),
        ("hi @Kim.Example", [("@Kim.Example", "did:plc:kim")]),
        ("hi @kim.example.net @lee.example me@kim.example", []),
        ("#boots, #wet-boots and #2026", [("#boots", "boots"), ("#wet-boots", "wet-boots")]),
        ("no#tag ##twice &#38;", []),
        (
            "@kim.example #help https://x.example",
            [
                ("@kim.example", "did:plc:kim"),
                ("#help", "help"),
                ("https://x.example", "https://x.example"),
            ],
        ),
    ],
)
def test_links_tags_and_the_customers_name_become_active(
    words: str, expected: list[tuple[str, str]]
) -> None:
    """Positions are bytes; closing punctuation stays outside."""
    assert found(words) == expected


@given(words=st.text(alphabet="a.@#kim.example/:htps()\u00fc\U0001f4e6 ", max_size=60))
def test_facets_lie_inside_the_text_and_apart(words: str) -> None:
    """Others would make the network refuse or ignore them."""
    behind = 0
    for facet in facets(words, "kim.example", "did:plc:kim"):
        index = facet["index"]
        assert behind <= index["byteStart"] < index["byteEnd"] <= len(words.encode())
        words.encode()[index["byteStart"] : index["byteEnd"]].decode()
        behind = index["byteEnd"]


# Replies


def test_a_record_is_whole_and_frozen() -> None:
    """With the time, the references and the language it will have however often it is sent."""
    prepared = build(reply("Sorry @kim.example", lang="en-GB"), NOW)
    record = prepared.payload["record"]
    assert record["$type"] == "app.bsky.feed.post"
    assert record["createdAt"] == "2026-11-01T09:00:00.000Z"
    assert record["langs"] == ["en-GB"]
    assert record["reply"]["parent"] == {
        "uri": "at://did:plc:kim/app.bsky.feed.post/2",
        "cid": "bafyp",
    }
    assert record["reply"]["root"] == {"uri": REFERENCE["root_uri"], "cid": "b"}
    assert len(record["facets"]) == 1
    assert prepared.prepared_at == NOW


@pytest.mark.parametrize("lang", [None, "", "en_GB!", "x" * 40])
def test_a_language_the_network_would_refuse_is_left_out(lang: str | None) -> None:
    """Rather that than a reply refused for it."""
    assert "langs" not in build(reply(lang=lang), NOW).payload["record"]


@pytest.mark.parametrize("text", ["x" * 300, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 160])
def test_what_just_fits_is_taken(text: str) -> None:
    """300 characters as people see them, 3000 bytes."""
    assert build(reply(text), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        reply(""),
        reply(" \n"),
        reply("x" * 301),
        reply("\U0001f468\u200d\U0001f469\u200d\U0001f467" * 170),
        reply(reply_ref={}),
        reply(reply_ref={**REFERENCE, "cid": ""}),
    ],
)
def test_what_cannot_be_accepted_is_refused_before_it_is_sent(wrong: Reply) -> None:
    """Empty, too many characters, too many bytes, or nothing to hang it on."""
    with pytest.raises(NetworkError) as caught:
        build(wrong, NOW)
    assert caught.value.error_class is ErrorClass.REFUSED
