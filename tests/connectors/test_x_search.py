"""Our searches in X's query language."""

import pytest

from social_care.connectors.base import ExplainsQueries
from social_care.connectors.x.search import fault, written
from social_care.errors import ConfigError
from social_care.query import parse
from tests.connectors.fake_x import FakeX


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acme", "acme"),
        ('"acme shoes" boots', '"acme shoes" boots'),
        ('acme -giveaway -"free boots"', 'acme -giveaway -"free boots"'),
        ("#acme $ACM @acme", "#acme $ACM @acme"),
        ("acme lang:en", "acme lang:en"),
        ("acme lang:en lang:de", "acme (lang:en OR lang:de)"),
        ("acme -lang:en -lang:de", "acme -lang:en -lang:de"),
        ("acme lang:id -lang:he", "acme lang:in -lang:iw"),
        ("from:kim from:lee boots", "boots (from:kim OR from:lee)"),
        ("acme -from:kim", "acme -from:kim"),
        ("acme boots OR parcel -late", "((acme boots) OR (parcel -late))"),
        ("Привет café", "Привет café"),
        ("is:verified url:acme", '"is:verified" "url:acme"'),
        ('"OR" and acme', '"OR" "and" acme'),
        ("acme.example/boots a(b)c", '"acme.example/boots" "a(b)c"'),
    ],
)
def test_a_query_in_xs_words(query: str, expected: str) -> None:
    """Nothing of it can be taken for an operator that it is not."""
    assert written(parse(query), "us") == f"{expected} -is:retweet -from:us"


def test_without_a_handle_nothing_is_left_out() -> None:
    """Nobody has told us who we are yet."""
    assert written(parse("acme"), "") == "acme -is:retweet"


def test_what_x_would_refuse_is_known_before() -> None:
    """Too long by a letter, and names that X cannot have."""
    room = 512 - len(" -is:retweet -from:" + 15 * "x")
    assert fault(parse("y" * room)) == ""
    assert "513 characters" in fault(parse("y" * (room + 1)))
    assert "from:kim@far.example" in fault(parse("acme -from:kim@far.example"))
    assert "from:" in fault(parse("from:a_name_that_is_too_long"))


def test_what_x_is_asked_can_be_shown() -> None:
    """In one call, and without one: our own name is left out as soon as it is known."""
    server = FakeX()
    connector = server.connect()
    assert isinstance(connector, ExplainsQueries)
    query = parse('"acme shoes" -giveaway OR #acme lang:en')
    asked = '(("acme shoes" -giveaway) OR (#acme lang:en)) -is:retweet'
    assert connector.searches(query) == [asked]
    assert server.connect(handle="@acme").searches(query) == [f"{asked} -from:acme"]
    assert server.calls() == 0
    connector.check()
    assert connector.searches(query) == [f"{asked} -from:acme"]


def test_what_x_cannot_be_asked_is_said() -> None:
    """Before it stands in the configuration."""
    with pytest.raises(ConfigError, match="no name on X"):
        FakeX().connect().searches(parse("from:kim@far.example"))
