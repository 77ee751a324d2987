"""Reading TOML strictly: every fault noted with its place, and reading goes on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.tables import Section, suggest

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.binary()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6
)


def section(place: str = "", /, **values: Any) -> Section:
    """A table with these values; its problems are `section.problems`."""
    return Section(values, place, [])


def test_a_text_is_read_and_a_missing_one_is_noted_with_its_place() -> None:
    table = section("brand", name="Acme")
    assert (table.text("name"), table.text("zone", "UTC")) == ("Acme", "UTC")
    assert table.problems == []
    assert table.text("slogan") == ""
    assert table.problems == ["brand.slogan: is missing"]


@pytest.mark.parametrize("wrong", ["", "   ", 5, True, ["a"], {}])
def test_a_text_that_is_none_is_noted_and_something_harmless_comes_back(wrong: object) -> None:
    table = section(name=wrong)
    assert table.text("name", "usual") == "usual"
    assert table.problems == ["name: must be a text that is not empty"]


def test_an_empty_text_is_fine_where_empty_is_the_default() -> None:
    table = section(initials="")
    assert table.text("initials", "") == ""
    assert table.problems == []


def test_a_list_of_texts_is_read_and_an_absent_one_is_empty() -> None:
    table = section(words=["a", "b"])
    assert (table.texts("words"), table.texts("other")) == (("a", "b"), ())
    assert table.texts("needed", needed=True) == ()
    assert table.problems == ["needed: is missing"]


@pytest.mark.parametrize("wrong", ["acme", 5, ["a", 5], ["a", " "], {"a": 1}])
def test_what_is_no_list_of_texts_is_noted(wrong: object) -> None:
    table = section(words=wrong)
    assert table.texts("words") == ()
    assert table.problems == ["words: must be a list of texts"]


@pytest.mark.parametrize("wrong", ["yes", 1, 0, None])
def test_a_flag_is_true_or_false_and_nothing_like_it(wrong: object) -> None:
    table = section(right=True, wrong=wrong)
    assert (table.flag("right"), table.flag("absent"), table.flag("wrong")) == (True, False, False)
    assert "wrong: must be true or false" in table.problems


def test_a_number_within_its_bounds_is_read() -> None:
    table = section(a=1, b=2.5, c=0)
    assert [table.number(name, 0, 3) for name in "abc"] == [1, 2.5, 0]
    assert table.number("absent", 0, 3, 2) == 2
    assert table.problems == []


@pytest.mark.parametrize("wrong", ["1", True, [1], {}])
def test_what_is_no_number_is_noted(wrong: object) -> None:
    table = section("x", n=wrong)
    assert table.number("n", 0, 9, 5) == 5
    assert table.problems == ["x.n: must be a number"]


@pytest.mark.parametrize(
    "wrong", [-1, 10, 9.01, 10**400, -(10**400), float("inf"), float("-inf"), float("nan")]
)
def test_a_number_out_of_bounds_is_noted_with_its_bounds(wrong: float) -> None:
    table = section(n=wrong)
    assert table.number("n", 0, 9) == 0
    assert table.problems == ["n: must be between 0 and 9"]


def test_a_whole_number_has_no_fraction_and_none_is_cut_off_in_silence() -> None:
    table = section(a=3, b=3.0, c=0.5, d="x")
    assert [table.whole(name, 0, 9, 7) for name in "abcd"] == [3, 3, 0, 7]
    assert table.problems == ["c: must be a whole number", "d: must be a number"]


def test_a_choice_is_one_of_its_names_or_its_default() -> None:
    table = section(role="lead")
    choices = {"agent": 1, "lead": 2}
    assert (table.choice("role", choices), table.choice("absent", choices)) == (2, None)
    assert table.choice("absent", choices, "agent") == 1
    assert table.problems == []


@pytest.mark.parametrize("wrong", ["leed", 5, ["lead"], {"lead": 1}])
def test_a_wrong_choice_names_the_choices(wrong: object) -> None:
    table = section(role=wrong)
    assert table.choice("role", {"agent": 1, "lead": 2}, "agent") == 1
    (problem,) = table.problems
    assert problem.startswith("role: must be one of agent, lead")


def test_a_wrong_choice_names_the_nearest() -> None:
    table = section(role="leed")
    table.choice("role", {"agent": 1, "lead": 2})
    assert 'did you mean "lead"?' in table.problems[0]


def test_a_section_inside_a_section_has_both_in_its_place() -> None:
    root = section(accounts=[{"targets": {"high": "soon"}}])
    (account,) = root.sections("accounts")
    account.section("targets").number("high", 0, 9)
    assert root.problems == ["accounts[0].targets.high: must be a number"]


def test_what_should_be_a_table_and_is_none_is_noted_once() -> None:
    root = section(brand="Acme", agents=["mary", {"name": "joe"}])
    assert root.section("brand").text("name", "usual") == "usual"
    names = [item.text("name", "") for item in root.sections("agents")]
    assert names == ["", "joe"]
    assert root.problems == ["brand: must be a table", "agents[0]: must be a table"]


@pytest.mark.parametrize("wrong", [{}, "x", 5])
def test_single_brackets_where_double_ones_belong_are_explained(wrong: object) -> None:
    root = section(agents=wrong)
    assert root.sections("agents") == []
    assert root.problems == ["agents: must be a list of tables: write [[agents]]"]


def test_every_key_nobody_asked_for_is_noted_with_the_nearest_known_one() -> None:
    table = section("brand", nmae="Acme", zzz=1, words=[])
    table.text("name", "")
    table.texts("words")
    table.end()
    assert table.problems == [
        'brand.nmae: is not known here (did you mean "name"?)',
        "brand.zzz: is not known here",
    ]


@pytest.mark.parametrize("read", ["names", "mapping"])
def test_tables_whose_keys_are_data_have_no_unknown_keys(read: str) -> None:
    table = section(mon=[], tue=[])
    assert list(getattr(table, read)()) == ["mon", "tue"]
    table.end()
    assert table.problems == []


def test_a_suggestion_is_made_only_when_something_is_near() -> None:
    assert suggest("colour", ["color", "size"]) == ' (did you mean "color"?)'
    assert suggest("xyz", ["color", "size"]) == suggest("x", []) == ""


@given(VALUES)
def test_no_value_whatever_makes_a_getter_fail(value: object) -> None:
    table = Section({"k": value}, "", [])
    assert isinstance(table.text("k", "x"), str)
    assert isinstance(table.texts("k"), tuple)
    assert isinstance(table.flag("k"), bool)
    assert 0 <= table.number("k", 0, 9) <= 9
    assert table.whole("k", 0, 9) in range(10)
    assert table.choice("k", {"a": 1}, "a") == 1
    table.section("k").text("k", "x")
    for inner in table.sections("k"):
        inner.end()
    table.end()
    assert all(isinstance(problem, str) for problem in table.problems)


@given(VALUES)
def test_what_was_read_without_a_note_is_what_stood_there(value: object) -> None:
    table = Section({"k": value}, "", [])
    read = table.number("k", 0, 9)
    if not table.problems:
        assert read == value
    table = Section({"k": value}, "", [])
    text = table.text("k", "usual")
    stood = value.strip() if isinstance(value, str) else value
    assert text == (stood if not table.problems else "usual")
