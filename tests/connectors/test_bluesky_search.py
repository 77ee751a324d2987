"""Bluesky: searches in its own words, and what of its answers is kept."""

import pytest

from social_care.connectors.base import ExplainsQueries
from social_care.connectors.bluesky.search import searches
from social_care.connectors.fields import iso
from social_care.net import parse_time
from social_care.query import parse
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.world import DAY, MINUTE, poll


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acme", {"q": "acme"}),
        ('"acme shoes" -giveaway', {"q": '"acme shoes" -giveaway'}),
        ('acme -"free boots" lang:en', {"q": 'acme -"free boots"', "lang": "en"}),
        ("acme lang:en lang:de", {"q": "acme"}),
        ("acme from:kim.example", {"q": "acme", "author": "kim.example"}),
        ("from:kim.example", {"q": "*", "author": "kim.example"}),
        ("acme from:kim -from:lee.example -lang:de", {"q": "acme"}),
        ("#acmeshoes", {"q": "#acmeshoes"}),
        ('boots "-50%" -"-20%"', {"q": 'boots "-50%" -"-20%"'}),
        ('"OR" "a|b"', {"q": '"OR" "a|b"'}),
        ("lang:en before:noon", {"q": '"before:noon"', "lang": "en"}),
    ],
)
def test_bluesky_is_asked_in_its_own_grammar(query: str, expected: dict[str, str]) -> None:
    """It takes one language and one author, named in full; the rest is sifted here."""
    (search,) = searches((parse(query),)).values()
    assert search.params() == expected


def test_every_alternative_is_a_stream_and_every_author_of_one(sky: FakeBluesky) -> None:
    """Named by what is looked for, the same in every process."""
    sky.queries = ('boots -old OR "acme  shoes"', "acme from:kim.example from:lee.example")
    names = [stream.name for stream in sky.connect().streams()]
    assert names[3:] == [
        "search: boots -old",
        'search: "acme shoes"',
        "search: acme from:kim.example",
        "search: acme from:lee.example",
    ]


def test_what_a_query_becomes_can_be_told_without_a_call(sky: FakeBluesky) -> None:
    """One text per search; what is left to the sieve does not stand in it."""
    connector = sky.connect()
    assert isinstance(connector, ExplainsQueries)
    query = parse('"acme shoes" -giveaway lang:en OR from:kim.example from:lee.example -lang:de')
    assert list(connector.searches(query)) == [
        '"acme shoes" -giveaway lang:en',
        "* from:kim.example",
        "* from:lee.example",
    ]
    assert sky.calls() == 0


def test_what_the_network_finds_is_sifted(sky: FakeBluesky) -> None:
    """It does not know languages we keep out, nor authors by half their name."""
    sky.queries = ("boots -lang:de -from:lee.example",)
    hit = sky.post("boots are fine", mention=False, langs=["en"])
    sky.post("boots sind fein", mention=False, langs=["de"])
    sky.post("boots by lee", "lee", mention=False)
    polled = poll(sky.connect(), sky.now)
    assert [mention.external_id for mention in polled.mentions] == [hit]


def test_a_search_asks_for_no_more_than_is_new(sky: FakeBluesky) -> None:
    """First for what the backfill wants, then half an hour behind the newest."""
    sky.queries = ("boots",)
    sky.post("old boots", mention=False)
    first_at = sky.now
    first = poll(sky.connect(), first_at)
    sky.now += DAY
    new = sky.post("new boots", mention=False)
    assert poll(sky.connect(), sky.now, first.cursors).mention(new)
    asked = [request.url.params["since"] for request in sky.asked("searchPosts")]
    assert asked == [iso(first_at - DAY), iso(first_at - 30 * MINUTE)]


def test_pages_of_one_search_ask_for_the_same_stretch(sky: FakeBluesky) -> None:
    """A page token is a place in that list and no other."""
    sky.queries = ("boots",)
    for number in range(200):
        sky.now += 1000
        sky.post(f"boots {number}", f"a{number}", mention=False)
    polled = poll(sky.connect(), sky.now)
    assert len({mention.external_id for mention in polled.mentions}) == 200
    asked = [request.url.params["since"] for request in sky.asked("searchPosts")]
    assert len(asked) == 3
    assert len(set(asked)) == 1
    assert parse_time(asked[0]) == sky.now - DAY
