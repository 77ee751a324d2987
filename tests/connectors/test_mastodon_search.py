"""Mastodon: searches in the words of each kind of server, and hashtags."""

import httpx
import pytest

from social_care.connectors.mastodon.search import Search, searches
from social_care.connectors.mastodon.server import Server, read_server
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind
from social_care.query import Query, parse
from tests.connectors.fake_mastodon import FakeMastodon, FakeSnac
from tests.connectors.fake_server import HTML
from tests.connectors.world import MINUTE, NOW, budget, poll

PLAIN = Server(has_operators=False)


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


@pytest.fixture
def snac() -> FakeSnac:
    """With its quirks."""
    return FakeSnac()


def asked(query: str, server: Server) -> str:
    """What a search of one alternative asks this server for."""
    (alternative,) = parse(query).alternatives
    return Search(alternative, server).text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acme", "acme"),
        ('"acme shoes" -giveaway lang:en', '"acme shoes" -giveaway language:en'),
        ('acme -"free boots"', 'acme -"free boots"'),
        ("acme from:kim@far.example", "acme from:kim@far.example"),
        ("acme -from:acme -lang:de", "acme -language:de -from:acme"),
        ("acme lang:en lang:de", "acme"),
        ("#acmeshoes", "#acmeshoes"),
        ("before:noon", '"before:noon"'),
    ],
)
def test_mastodon_is_asked_in_its_own_grammar(query: str, expected: str) -> None:
    """A word with a colon is none of its filters, and no post is in two languages."""
    assert asked(query, Server()) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acme", "acme"),
        ('boots "acme shoes" -giveaway lang:en', "acme shoes"),
        ("c++", "c++"),
    ],
)
def test_a_server_without_operators_is_asked_for_its_longest_term(
    query: str, expected: str
) -> None:
    """It would look for a quote or a minus as it stands."""
    assert asked(query, PLAIN) == expected


def test_a_server_that_takes_regular_expressions_gets_none_of_ours() -> None:
    """A word is to be found as it is written."""
    assert asked("c++", Server(has_operators=False, is_snac=True)) == r"c\+\+"


def test_an_author_alone_is_not_to_be_found_without_operators() -> None:
    """The stream is off, and says how to mend it."""
    with pytest.raises(NetworkError, match="author alone") as caught:
        asked("from:kim", PLAIN)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "word" in caught.value.remedy


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("4.2.0", True),
        ("4.5.1", True),
        ("4.3.0+glitch", True),
        ("10.0.0", True),
        ("4.1.9", False),
        ("3.5.3", False),
        ("2.7.2 (compatible; Pleroma 2.5.0)", False),
        ("4.0.0 (not true; really snac/2.75)", False),
        ("0.17.3+git-abcdef", False),
        ("takahe/0.11", False),
        ("", False),
    ],
)
def test_who_knows_operators_is_told_by_the_version(
    server: FakeMastodon, version: str, expected: bool
) -> None:
    """Of Mastodon itself since 4.2; the others only speak its API."""
    server.version = version
    assert read_server(server.connect()._api).has_operators is expected


def test_every_alternative_is_a_stream_and_every_author_of_one() -> None:
    """A server binds two authors with "and", and nobody is both."""
    found = searches(
        (parse('boots -old OR "acme shoes"'), parse("acme from:kim from:lee"), Query())
    )
    assert list(found) == ["boots -old", '"acme shoes"', "acme from:kim", "acme from:lee"]


def test_streams_are_named_after_what_is_looked_for(server: FakeMastodon) -> None:
    """The same names in every process: cursors and health hang on them."""
    server.queries, server.tags = ('"acme  shoes" OR boots', "boots"), ("acme", "AcmeShoes")
    names = [stream.name for stream in server.connect().streams()]
    assert names == [
        "own posts",
        "mentions",
        "tag: acme",
        "tag: AcmeShoes",
        'search: "acme shoes"',
        "search: boots",
    ]


def test_what_the_network_finds_is_sifted(server: FakeMastodon) -> None:
    """It takes accents, languages and parts of words as it likes."""
    server.queries = ("boots -giveaway lang:en",)
    hit = server.post("Acme boots are fine", mention=False)
    server.post("boots giveaway!", mention=False)
    server.post("boots sind fein", mention=False, language="de")
    server.once("/v2/search", httpx.Response(200, json={"statuses": server.statuses[::-1]}))
    polled = poll(server.connect(), server.now)
    assert [mention.external_id for mention in polled.mentions] == [hit]


def test_what_a_plain_server_finds_is_matched_in_full(snac: FakeSnac) -> None:
    """Half of what was looked for is not enough."""
    snac.queries = ("boots leak -giveaway",)
    hit = snac.post("My boots do leak", mention=False)
    snac.post("My boots are fine", mention=False)
    snac.post("Boots leak? giveaway!", mention=False)
    polled = poll(snac.connect(), snac.now)
    assert {mention.external_id for mention in polled.mentions} == {hit}


def test_one_post_is_one_mention_in_every_stream(server: FakeMastodon) -> None:
    """Else each poll would take the other's version for an edit."""
    server.queries, server.tags = ("boots",), ("acme",)
    server.post("My boots leak #acme")
    found = poll(server.connect(), server.now).mentions
    assert len(found) == 3
    assert (
        len({(item.external_id, item.version, item.thread_key, item.kind) for item in found}) == 1
    )


# Hashtags


def test_a_hashtag_is_listened_to(server: FakeMastodon) -> None:
    """Strangers become mentions, ourselves do not."""
    server.tags = ("acme",)
    hit = server.post("Look at my #acme boots", mention=False)
    server.post("acme without the sign", mention=False)
    ours = server.post_as_us("New #acme boots")
    polled = poll(server.connect(), server.now)
    assert [mention.external_id for mention in polled.mentions] == [hit]
    assert polled.mention(hit).kind is MentionKind.KEYWORD
    assert {post.external_id for post in polled.own_posts} == {ours}


def test_a_hashtag_is_walked_back_page_by_page(server: FakeMastodon) -> None:
    """What came between two polls is not lost for being much."""
    server.tags = ("acme",)
    ids = set()
    for number in range(90):
        server.now += 1000
        ids.add(server.post(f"#acme {number}", author=f"a{number}@far.example", mention=False))
    polled = poll(server.connect(), server.now)
    assert {mention.external_id for mention in polled.mentions} == ids
    tokens = [request.url.params.get("max_id") for request in server.asked("/timelines/tag/acme")]
    assert tokens == [None, "150", "110", "100"]


def test_a_hashtag_taken_out_of_the_configuration_is_no_stream(server: FakeMastodon) -> None:
    """Neither asked for nor silently empty."""
    with pytest.raises(NetworkError) as caught:
        server.connect().fetch("tag: acme", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert not server.asked("timelines")


def test_a_server_without_hashtags_switches_off_that_stream_only(server: FakeMastodon) -> None:
    """The others go on."""
    server.tags = ("acme",)
    connector = server.connect()
    server.once("/timelines", httpx.Response(404, headers=HTML, content=b"<h1>404</h1>"))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("tag: acme", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.PERMISSION
    connector.fetch("mentions", None, budget(NOW + MINUTE))
