"""Reading a search: every part of it, what is told of a slip, and that nothing typed breaks it."""

import string
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.find import FILTERS, Filter, Known, Term, Wanted, parse
from social_care.find.reading import LONGEST
from tests.world import DAY, HOUR, MINUTE, START

SHOP = Known(
    channels={"mastodon", "email", "x"},
    accounts={"acme-fedi", "acme-x", "shop"},
    agents={"mary", "joe"},
    tags={"vip", "recall", "re call"},
    me="mary",
    zone=ZoneInfo("Europe/London"),
)


def read(text: str, *, typing: bool = False) -> Wanted:
    """What the shop understands, on a Monday in November at nine."""
    return parse(text, SHOP, START, typing=typing)


def filters(text: str) -> tuple[Filter, ...]:
    """The filters of a search that has no fault."""
    wanted = read(text)
    assert wanted.faults == ()
    return wanted.filters


# Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms", "without"),
    [
        ("refund", [("refund", True)], []),
        ("refund ", [("refund", False)], []),
        ("third week", [("third", False), ("week", True)], []),
        ('"third week"', [("third week", False)], []),
        ('"third wee', [("third wee", True)], []),
        ("re*  x", [("re", True), ("x", False)], []),
        ("a", [("a", False)], []),
        ('boots -refund -"no box" ', [("boots", False)], [("refund", False), ("no box", False)]),
        ("-refund", [], [("refund", False)]),
        ("-refu*", [], [("refu", True)]),
        ("a-b c'd", [("a-b", False), ("c'd", True)], []),
        (
            "10:30 https://acme.example/x ",
            [("10:30", False), ("https://acme.example/x", False)],
            [],
        ),
        ('"band:high" ', [("band:high", False)], []),
        ('pre"fix y" ', [("pre", False), ("fix y", False)], []),
        ('- -- "" " " * -"" -*', [], [("-", False)]),
        ("line\nbreak ", [("line", False), ("break", False)], []),
    ],
)
def test_words_and_phrases(
    text: str, terms: list[tuple[str, bool]], without: list[tuple[str, bool]]
) -> None:
    wanted = read(text)
    assert wanted.terms == tuple(Term(*term) for term in terms)
    assert wanted.without == tuple(Term(*term) for term in without)
    assert wanted.faults == ()


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "*", '""', "\n", "\x00"])
def test_nothing_is_asked_for(text: str) -> None:
    wanted = read(text)
    assert wanted.is_empty
    assert wanted.finds_nothing


@pytest.mark.parametrize(
    ("text", "literal"),
    [("refund", False), ("c++", False), ("返品", True), ("ส่งคืน", True), ("😡", True), ("!!", True),
     ("환불", False), ("возврат", False)],
)  # fmt: skip
def test_what_an_index_of_words_cannot_know_is_looked_for_by_letters(
    text: str, literal: bool
) -> None:
    assert Term(text).is_literal is literal


def test_korean_hangs_its_particles_on() -> None:
    assert Term("환불").begins_words
    assert not Term("refund").begins_words


# Filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("channel:x", Filter("channel", ("x",))),
        ("CHANNEL:Mastodon", Filter("channel", ("mastodon",))),
        ("account:acme", Filter("account", ("acme-fedi", "acme-x"))),
        ("band:urgent,high", Filter("band", ("urgent", "high"))),
        ("band:urg", Filter("band", ("urgent",))),
        ("-band:none", Filter("band", ("none",), without=True)),
        ("category:com", Filter("category", ("complaint",))),
        ("state:open,snoozed", Filter("state", ("open", "snoozed"))),
        ("agent:joe", Filter("agent", ("joe",))),
        ("agent:me", Filter("agent", ("mary",))),
        ("tag:vip", Filter("tag", ("vip",))),
        ('tag:"re call"', Filter("tag", ("re call",))),
        ("has:note", Filter("has", ("note",))),
        ("is:late", Filter("is", ("late",))),
        ("lang:EN-gb", Filter("lang", ("en",))),
        ("from:@kim", Filter("from", ("kim",), is_open=True)),
        ("from:kim ", Filter("from", ("kim",))),
        ('from:"Kim  Osei"', Filter("from", ("Kim Osei",))),
        ("from:kim@social.example ", Filter("from", ("kim@social.example",))),
    ],
)
def test_every_filter(text: str, found: Filter) -> None:
    assert filters(text) == (found,)


def test_a_repeated_filter_has_alternatives_unless_both_can_be_true() -> None:
    assert filters("band:low band:high -band:none") == (
        Filter("band", ("low", "high")),
        Filter("band", ("none",), without=True),
    )
    assert filters("has:note has:draft") == (Filter("has", ("note",)), Filter("has", ("draft",)))
    assert filters("has:note,draft") == (Filter("has", ("note", "draft")),)
    assert filters("from:kim from:lee ") == (Filter("from", ("kim", "lee")),)


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_after_the_colon_one_is_told_what_may_follow(name: str) -> None:
    wanted = read(f"boots {name}:", typing=True)
    assert wanted.faults == ()
    assert len(wanted.remarks) == 1
    assert wanted.remarks[0].startswith(f"{name}: ")
    finished = read(f"boots {name}: ")
    assert finished.finds_nothing
    assert f"nothing stands after {name}:" in finished.faults[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("band:urgnt", 'band:urgnt: there is no such band (did you mean "urgent"?)'),
        ("channel:mastdon", 'did you mean "mastodon"'),
        ("channel:zzz", "there are: email, mastodon, x"),
        ("agent:jo3", 'did you mean "joe"'),
        ("has:nte", 'has:nte: there is no such thing to have (did you mean "note"?)'),
        ("is:lat3", 'did you mean "late"'),
        ("lang:english", "two or three letters"),
        ("before:soon", "write 2026-11-02"),
        ("after:2026-13", "write 2026-11-02"),
        ("tag:\x1b[31mred", "tag:"),
        ("band:high,purple", "band:purple"),
        ("band:,", "nothing stands after band:"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_nearest_and_finds_nothing(
    text: str, told: str
) -> None:
    """Never silently left out: more would be found than was asked for."""
    wanted = read(f"boots {text}")
    assert told in "; ".join(wanted.faults)
    assert "\x1b" not in "; ".join(wanted.hints)
    assert wanted.finds_nothing


def test_an_unknown_filter_is_looked_for_as_words_and_told() -> None:
    wanted = read("chanel:x boots ")
    assert wanted.terms == (Term("chanel:x"), Term("boots"))
    assert wanted.faults == ()
    assert wanted.remarks == (
        'chanel: is no filter (did you mean "channel"?); it is looked for as words',
    )
    assert read("https://acme.example").remarks == ()
    assert "is looked for as a word" in read("boots OR shoes").remarks[0]


def test_nobody_at_the_desk_is_not_me() -> None:
    wanted = parse("agent:me", Known(agents={"mary"}), START)
    assert wanted.faults == ("agent:me: nobody is at this desk",)


def test_too_much_is_told() -> None:
    assert "too long" in read("x" * (LONGEST + 1)).faults[0]
    assert "too much at once" in read("ab " * 25).faults[0]
    assert read("ab " * 24).faults == ()


# Moments ----------------------------------------------------------------------------------------


def london(*day: int) -> int:
    """The beginning of a day in the shop's zone."""
    return round(datetime(*day, tzinfo=SHOP.zone).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-07-01", london(2026, 7, 1)),
        ("2026-7-1", london(2026, 7, 1)),
        ("2026-07", london(2026, 7, 1)),
        ("2026", london(2026, 1, 1)),
        ("today", london(2026, 11, 2)),
        ("Yesterday", london(2026, 11, 1)),
        ("monday", london(2026, 10, 26)),
        ("sunday", london(2026, 11, 1)),
        ("2d", START - 2 * DAY),
        ("3h", START - 3 * HOUR),
        ("30min", START - 30 * MINUTE),
        ("1w", START - 7 * DAY),
        ("6mo", START - 180 * DAY),
        ("1y", START - 365 * DAY),
        ("999999y", 0),
        ("0001", 0),
    ],
)
def test_moments(value: str, at: int) -> None:
    """A summer's day begins an hour before UTC's does."""
    assert (read(f"after:{value}").since, read(f"before:{value}").until) == (at, at)
    assert (read(f"-before:{value}").since, read(f"-after:{value}").until) == (at, at)


def test_the_narrower_of_two_moments_counts() -> None:
    assert read("after:2d after:1d before:2h before:1h").since == START - DAY
    assert read("after:2d after:1d before:2h before:1h").until == START - 2 * HOUR


@pytest.mark.parametrize("whole", ["2026-11-02", "yesterday", "30min", "6mo", "monday"])
def test_a_date_being_typed_is_no_fault(whole: str) -> None:
    for length in range(1, len(whole) + 1):
        assert read(f"boots after:{whole[:length]}", typing=True).faults == ()


# Anything at all --------------------------------------------------------------------------------

PARTS = [*(f"{name}:" for name in FILTERS), "-", '"', "*", ",", " ", "(", ")", ":", "^", "+", "AND",
         "OR", "NOT", "NEAR(", "urgent", "kim", "2d", "2026-", "é", "返", "\u0301", "\x00",
         "\ud800", "😡", "\n", "\u202e", "'", ";", "%", "_", "\\"]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join))


@given(text=TEXTS, typing=st.booleans())
def test_whatever_is_typed_can_be_read(text: str, typing: bool) -> None:
    wanted = read(text, typing=typing)
    for term in wanted.terms + wanted.without:
        assert term.text.strip()
        assert not {"\x00", "\n"} & set(term.text)
        term.text.encode()
    for each in wanted.filters:
        assert each.name in FILTERS
        assert all(each.values)
    for hint in wanted.hints:
        assert hint.isprintable()


@given(words=st.lists(st.text(string.ascii_letters, min_size=1), min_size=1, max_size=5))
def test_plain_words_are_looked_for_as_they_are(words: list[str]) -> None:
    assert [term.text for term in read(" ".join(words)).terms] == words


@given(day=st.dates(date(1971, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_at_its_beginning(day: date) -> None:
    wanted = parse(f"after:{day.isoformat()}", Known(), START)
    midnight = datetime.combine(day, time(), UTC)
    assert wanted.since == round(midnight.timestamp() * 1000)
