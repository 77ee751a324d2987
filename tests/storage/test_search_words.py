"""Whatever a term holds, SQLite is asked for it and for nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.find import Term
from social_care.storage.search_words import SOURCES, Values, expression, fitting, pattern
from tests.world import Shop

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    st.lists(
        st.sampled_from(
            ['"', "'", "*", "a", " ", "AND", "NOT", "NEAR(", "^", "{", "text:", "-", "+"]
        ),
        min_size=1,
    ).map("".join),
).filter(lambda text: bool(text.strip()))
"""What SQLite can keep: what cannot be kept does not get here (`text.storable`)."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(st.builds(Term, TEXTS, st.booleans()), min_size=1, max_size=3))
def test_no_term_is_an_error_of_syntax(shop: Shop, terms: list[Term]) -> None:
    for source in SOURCES:
        values = Values()
        condition = fitting(source, "x.id", terms, values)
        assert condition
        shop.rows(f"SELECT x.id FROM {source.messages} x WHERE {condition}", **values.bound)


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ([Term("refund")], '"refund"'),
        ([Term("refu", is_open=True), Term("third week")], '"refu" * AND "third week"'),
        ([Term('say "no"')], '"say ""no"""'),
        ([Term("NOT"), Term("text:x")], '"NOT" AND "text:x"'),
        ([Term("환불")], '"환불" *'),
        ([Term("返品"), Term("boots")], '"boots"'),
        ([Term("😡")], ""),
    ],
)
def test_words_are_quoted_and_what_an_index_cannot_know_is_left_out(
    terms: list[Term], asked: str
) -> None:
    assert expression(terms) == asked


def test_a_pattern_means_its_letters() -> None:
    assert pattern("50 %_\\") == "%50 \\%\\_\\\\%"


def test_values_are_bound_and_never_written(shop: Shop) -> None:
    conversation = shop.hear("it's 50% \\o/ off", "kim")
    assert [hit.conversation_id for hit in shop.desk().search("it's \\o/ %").hits] == [conversation]
