"""An account's table of feeds: how it may be written, and what is wrong with it."""

from typing import Any

import pytest

from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.feed import Feed
from social_care.connectors.feed.settings import FeedSettings, Kind, read_settings
from social_care.connectors.table import Table
from social_care.errors import ConfigError
from tests.connectors.world import NOW

CONTEXT = ConnectorContext(clock=lambda: NOW, secret=str.upper, vault=MemoryVault())
A, B = "https://a.example/feed/", "https://b.example/feed/"


def settings(**table: Any) -> FeedSettings:
    """What a good table means."""
    read = Table({"name": "blog", "connector": "feed", **table})
    found = read_settings(read, str.upper)
    read.finish()
    return found


def problems(**table: Any) -> list[str]:
    """What is wrong with a table."""
    with pytest.raises(ConfigError) as caught:
        Feed.from_settings({"name": "blog", "connector": "feed", **table}, CONTEXT)
    return caught.value.problems


def test_a_list_of_addresses_is_enough() -> None:
    connector = Feed.from_settings({"name": "blog", "feeds": [A, B]}, CONTEXT)
    assert [stream.name for stream in connector.streams()] == [
        "feed: a.example/feed",
        "feed: b.example/feed",
    ]
    connector.close()


def test_the_last_slash_of_an_address_is_part_of_it() -> None:
    assert [source.url for source in settings(feeds=[A]).sources] == [A]


def test_tables_say_more_of_a_feed() -> None:
    table = {"url": B, "name": "Our blog", "kind": "comments", "user": "u", "password": "env:p"}
    plain, told = settings(feeds=[A, table]).sources
    assert (plain.kind, plain.user, plain.password) == (Kind.ARTICLES, "", None)
    assert (told.stream, told.kind, told.user) == ("feed: Our blog", Kind.COMMENTS, "u")
    assert told.password is not None
    assert told.password() == "ENV:P"


def test_what_is_said_of_the_account_holds_for_its_feeds() -> None:
    found = settings(
        feeds=[A, {"url": A + "2", "kind": "articles"}],
        kind="comments",
        user="u",
        password="env:p",
    )
    assert [source.kind for source in found.sources] == [Kind.COMMENTS, Kind.ARTICLES]
    assert [source.user for source in found.sources] == ["u", "u"]


def test_feeds_that_differ_in_their_query_have_names_of_their_own_without_it() -> None:
    found = settings(feeds=["https://a.example/?feed=rss2&key=s3cret", "https://a.example/?feed=x"])
    names = {source.stream for source in found.sources}
    assert len(names) == 2
    assert not any("s3cret" in name for name in names)


def test_names_of_our_own_are_compared_without_case() -> None:
    assert settings(feeds=[A], own_names=[" Acme CARE "]).own_names == {"acme care"}


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "feeds: is missing"),
        ({"feeds": []}, "feeds: must be a list of addresses, or tables"),
        ({"feeds": A}, "feeds: must be a list of addresses, or tables"),
        ({"feeds": [7]}, "feeds[0]: must be a table"),
        ({"feeds": [""]}, "feeds[0].url: must be a text that is not empty"),
        ({"feeds": ["ftp://a.example"]}, "feeds[0].url: must be an address such as"),
        ({"feeds": ["https://a.example:x/"]}, "feeds[0].url: must be an address such as"),
        ({"feeds": ["https://u:p@a.example/"]}, "feeds[0].url: must not hold a password"),
        ({"feeds": [A, A]}, f"feeds: two have the same address: {A}"),
        (
            {"feeds": [{"url": A, "name": "x"}, {"url": B, "name": "x"}]},
            "feeds: two have the same name: x",
        ),
        ({"feeds": [{"url": A, "kin": "x"}]}, "feeds[0].kin: is not known here"),
        ({"feeds": [A], "kind": "mails"}, "kind: must be one of articles, comments"),
        ({"feeds": [A], "user": "u"}, "password: is missing"),
        ({"feeds": [A], "user": "u:v", "password": "env:p"}, "user: cannot hold a colon"),
        (
            {"feeds": [A, B], "user": "u", "password": "env:p"},
            "user: would be told to every server",
        ),
        ({"feeds": [A], "queries": ['"open']}, "queries: '\"open': a \" is never closed"),
        ({"feeds": [A], "speed": 1}, "speed: is not known here"),
    ],
)
def test_a_bad_table_is_refused(table: dict[str, Any], problem: str) -> None:
    found = problems(**table)
    assert any(each.startswith(problem) for each in found), found


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems(feeds=["x", "y"], kind="z", queries=["-"])) == 4
