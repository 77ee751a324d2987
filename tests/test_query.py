"""Keyword listening: what a query means, what is wrong with one, and that writing keeps it."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from social_care.errors import ConfigError
from social_care.query import Alternative, Query, parse


def only(text: str) -> Alternative:
    """The one alternative of a query."""
    (alternative,) = parse(text).alternatives
    return alternative


def finds(query: str, text: str, lang: str | None = None, author: str = "kim") -> bool:
    """Whether the query matches."""
    return parse(query).matches(text, lang, author)


def problem(query: str) -> str:
    """The one thing that is wrong with a query."""
    with pytest.raises(ConfigError) as caught:
        parse(query)
    (told,) = caught.value.problems
    assert "lang:en" in caught.value.remedy
    return told


# Reading ----------------------------------------------------------------------------------------


def test_every_part_of_a_query_is_read() -> None:
    query = parse('"acme shoes" Boots -giveaway lang:EN -lang:fr from:@Kim -from:acme OR #acme')
    assert query == Query(
        alternatives=(
            Alternative(
                include=("acme shoes", "Boots"),
                exclude=("giveaway",),
                languages=("en",),
                not_languages=("fr",),
                authors=("kim",),
                not_authors=("acme",),
            ),
            Alternative(include=("#acme",)),
        )
    )


@pytest.mark.parametrize(
    ("text", "include", "exclude"),
    [
        ("  a \t b\n", ("a", "b"), ()),
        ('"  a   b "', ("a b",), ()),
        ('a"b c"d', ("a", "b c", "d"), ()),
        ("a-b", ("a-b",), ()),
        ('x -"a b"', ("x",), ("a b",)),
        ('"lang:en"', ("lang:en",), ()),
        ('"-x"', ("-x",), ()),
        ('"OR"', ("OR",), ()),
        ('"a OR b"', ("a OR b",), ()),
        ('"(a)"', ("(a)",), ()),
        ("or", ("or",), ()),
        ("ORs", ("ORs",), ()),
        ("x -OR", ("x",), ("OR",)),
        ("https://acme.example/x", ("https://acme.example/x",), ()),
    ],
)
def test_words_and_phrases(text: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
    """In quotes nothing has a meaning but itself."""
    assert only(text) == Alternative(include=include, exclude=exclude)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing to look for"),
        ("   ", "nothing to look for"),
        ("-giveaway lang:en", "nothing to look for in -giveaway lang:en"),
        ("acme OR", "nothing to look for"),
        ("OR acme", "nothing to look for"),
        ("acme OR OR boots", "nothing to look for"),
        ('acme "boots', "never closed"),
        ("acme -", "nothing after"),
        ('acme ""', "nothing after"),
        ("acme lang:", "nothing after"),
        ("acme lang: en", "nothing after"),
        ("acme -from:", "nothing after"),
        ("acme from:@", "nothing after"),
        ("\u0301", "nothing after"),
        ("(acme", "parentheses"),
        ("acme)", "parentheses"),
        ("acme lang:english", "lang:english: a language is two or three letters"),
        ("acme lang:pt-br", "lang:pt-br"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(text: str, told: str) -> None:
    """Rather than searched for, or taken for everything."""
    assert told in problem(text)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("(a OR b lang:english -")
    assert len(caught.value.problems) == 3


# Writing ----------------------------------------------------------------------------------------

PARTS = [
    "a",
    "-",
    '"',
    " ",
    "OR",
    "lang:",
    "from:",
    "en",
    "@",
    "(",
    ")",
    "é",
    "\u0301",
    "ß",
    "\ud800",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join))


@given(text=TEXTS)
@example(text='"lang:en" -"-x" "OR" from:"a b" "(y)"')
def test_a_query_is_written_as_it_is_read(text: str) -> None:
    """Whatever a person types: it is refused in words, or survives being written down."""
    try:
        query = parse(text)
    except ConfigError:
        return
    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)


WORDS = st.text(st.characters(exclude_characters='"'), min_size=1).map(
    lambda text: " ".join(text.split())
)
LANGUAGES = st.lists(st.sampled_from(["en", "de", "und"]), max_size=2).map(tuple)


@given(
    include=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    exclude=st.lists(WORDS, max_size=2).map(tuple),
    languages=LANGUAGES,
    not_languages=LANGUAGES,
    authors=st.lists(WORDS, max_size=2).map(tuple),
)
def test_every_alternative_can_be_written(
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    languages: tuple[str, ...],
    not_languages: tuple[str, ...],
    authors: tuple[str, ...],
) -> None:
    """Terms that look like operators, too."""
    made = Alternative(
        include=include,
        exclude=exclude,
        languages=languages,
        not_languages=not_languages,
        authors=tuple(" ".join(name.strip().lstrip("@").lower().split()) for name in authors),
    )
    twice = Query(alternatives=(made, made))
    try:
        assert parse(str(twice)) == twice
    except ConfigError as error:
        assume("nothing after" not in str(error))  # a term of accents, or none at all
        raise


# Matching ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("acme", "I love ACME!", True),
        ("acme", "acme's boots", True),
        ("acme", "#acme and @acme", True),
        ("acme", "acmes", False),
        ("acme", "pharmacme", False),
        ("acme", "acme_x", False),
        ("acme boots", "boots by acme", True),
        ("acme boots", "acme", False),
        ('"acme boots"', "boots by acme", False),
        ('"acme boots"', "Acme\n  boots", True),
        ("acme -boots", "acme boots", False),
        ("acme -boots", "acme bootstrap", True),
        ("cafe", "CAFÉ", True),
        ("CAFÉ", "cafe", True),
        ("strasse", "Straße", True),
        ("istanbul", "İstanbul", True),
        ("acme", "\uff41\uff43\uff4d\uff45", True),
        ("tel", "\u2121", True),
        ("#acme", "so #Acme", True),
        ("#acme", "so acme", False),
        ("#acme", "so #acmeshoes", False),
        ("c++", "I write C++ here", True),
        ("靴", "新しい靴です", True),
        ("がき", "かき", False),
        ("나", "남산", False),
        ("나", "나의", True),
        ("акме", "Акме!", True),
        ("акме", "акмеизм", False),
        ("a OR b", "only b", True),
        ("a -x OR b", "x b", True),
        ("a.c", "abc", False),
    ],
)
def test_whole_words_without_case_and_accents(query: str, text: str, found: bool) -> None:
    """In scripts without spaces a part is enough; signs belong to the word."""
    assert finds(query, text) is found


@pytest.mark.parametrize(
    ("query", "lang", "found"),
    [
        ("boots lang:en", "en", True),
        ("boots lang:en", "EN-gb", True),
        ("boots lang:en", "de", False),
        ("boots lang:en lang:de", "de", True),
        ("boots lang:en", None, True),
        ("boots lang:en", "", True),
        ("boots -lang:en", "en-us", False),
        ("boots -lang:en", "de", True),
        ("boots -lang:en", None, True),
        ("boots lang:en OR boots lang:fr", "fr", True),
    ],
)
def test_a_language_filters_where_it_is_known(query: str, lang: str | None, found: bool) -> None:
    """Many posts bear none; losing them would be worse."""
    assert finds(query, "boots", lang) is found


@pytest.mark.parametrize(
    ("query", "author", "found"),
    [
        ("from:kim", "kim", True),
        ("from:@Kim", "KIM", True),
        ("from:kim", "@kim@social.example", True),
        ("from:kim@social.example", "kim@social.example", True),
        ("from:kim@social.example", "kim", False),
        ("from:kim", "kimberly", False),
        ("from:kim from:joe", "joe", True),
        ("boots -from:kim", "kim@social.example", False),
        ("boots -from:kim", "joe", True),
    ],
)
def test_authors_with_and_without_their_server(query: str, author: str, found: bool) -> None:
    assert finds(query, "boots", None, author) is found


def test_a_sieve_keeps_what_the_network_found_elsewhere_than_in_the_text() -> None:
    """Filters still hold."""
    query = parse('"acme shoes" -giveaway lang:en -from:bot')
    assert query.sieve("look at this card", "en", "kim")
    assert not query.sieve("a giveaway", "en", "kim")
    assert not query.sieve("look", "de", "kim")
    assert not query.sieve("look", "en", "bot")
    assert parse("a -x OR b -y").sieve("x", None, "kim")
    assert not parse("a -x OR b -y").sieve("x y", None, "kim")


@given(text=st.text(), lang=st.none() | st.text(), author=st.text())
def test_no_post_is_a_crash(text: str, lang: str | None, author: str) -> None:
    """Strangers write texts, languages and names."""
    query = parse('"acme shoes" -giveaway lang:en -from:kim OR 靴 from:joe')
    assert query.matches(text, lang, author) <= query.sieve(text, lang, author)
