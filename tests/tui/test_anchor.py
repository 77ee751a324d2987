"""What keeps its place while the list around it changes."""

from hypothesis import given
from hypothesis import strategies as st

from social_care.tui.widgets.anchor import Anchor, Window, arrived, survivor

LISTS = st.lists(st.integers(0, 60), unique=True, max_size=40)


def test_what_stays_is_found_where_it_went() -> None:
    assert survivor([1, 2, 3], 1, [9, 8, 1, 2, 3]) == 3


def test_for_what_is_gone_the_next_one_stands_in() -> None:
    assert survivor([1, 2, 3, 4], 1, [1, 3, 4]) == 1


def test_at_the_end_the_one_before_stands_in() -> None:
    assert survivor([1, 2, 3], 2, [1, 2]) == 1


def test_when_all_are_new_the_place_is_kept() -> None:
    assert survivor([1, 2, 3], 2, [7, 8, 9, 10]) == 2


def test_nothing_survives_in_an_empty_list() -> None:
    assert survivor([1, 2, 3], 2, []) is None


@given(LISTS.filter(bool), st.data())
def test_an_item_that_stays_is_always_its_own_survivor(
    before: list[int], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(before) - 1))
    after = data.draw(st.permutations([before[index], *range(100, 105)]))
    found = survivor(before, index, after)
    assert found is not None
    assert after[found] == before[index]


@given(LISTS.filter(bool), LISTS, st.data())
def test_the_survivor_is_in_the_list(
    before: list[int], after: list[int], data: st.DataObject
) -> None:
    found = survivor(before, data.draw(st.integers(0, len(before) - 1)), after)
    assert (found is None) == (not after)
    assert found is None or 0 <= found < len(after)


def test_the_cursor_in_sight_is_the_anchor() -> None:
    anchor = Anchor.at(range(100), cursor=12, in_sight=range(10, 18))
    assert anchor is not None
    assert anchor.index == 12


def test_out_of_sight_the_top_row_is_the_anchor() -> None:
    anchor = Anchor.at(range(100), cursor=3, in_sight=range(10, 18))
    assert anchor is not None
    assert anchor.index == 10


def test_an_empty_list_has_no_anchor() -> None:
    assert Anchor.at([], cursor=0, in_sight=range(8)) is None


def test_only_what_is_new_above_has_arrived() -> None:
    before = [10, 11, 12, 13]
    anchor = Anchor.at(before, cursor=2, in_sight=range(4))
    assert arrived(before, [1, 2, 10, 11, 12, 3, 13], anchor) == {1, 2}


def test_who_becomes_more_pressing_has_arrived_above_too() -> None:
    before = [10, 11, 12, 13]
    anchor = Anchor.at(before, cursor=0, in_sight=range(4))
    assert arrived(before, [13, 10, 11, 12], anchor) == {13}


@given(LISTS, LISTS, st.data())
def test_a_window_holds_its_anchor_wherever_it_went(
    before: list[int], after: list[int], data: st.DataObject
) -> None:
    """Whatever comes and goes, those around the anchor will be in sight."""
    first = data.draw(st.integers(0, max(len(before) - 1, 0)))
    cursor = data.draw(st.integers(0, max(len(before) - 1, 0)))
    window = Window.at(before, cursor, range(first, min(first + 6, len(before))))
    found = list(window.of(after))
    place = window.anchor.place(after) if window.anchor else None
    if place is not None:
        begins = max(place - window.above, 0)
        assert found == after[begins : begins + len(found)]
        assert after[place] in found


def test_a_window_holds_the_rows_in_sight_and_one_on_either_side() -> None:
    ids = list(range(100))
    window = Window.at(ids, 12, range(10, 20))
    assert list(window.of(ids)) == list(range(9, 21))
    assert list(window.of([500, 501, *ids])) == list(range(9, 21))
    assert list(Window.at([], 0, range(0)).of([1, 2, 3])) == [1]
