"""Walking back under load: gaps are kept and closed, nothing is lost, nothing starves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.connectors.walk import MAX_GAPS, step
from tests.connectors.fake_list import HOUR, MINUTE, OVERLAP, START, NewestFirst, budget, gaps, poll


def test_a_flood_leaves_a_gap_and_the_new_still_comes_first() -> None:
    """With its pages used up a poll keeps the rest; the next begins with the newest."""
    network = NewestFirst()
    _, cursor = poll(network, None, budget(START))
    flood = [network.add(START + second * 1000) for second in range(60)]
    seen, cursor = poll(network, cursor, budget(START + 2 * MINUTE, pages=5))
    assert set(seen) == set(flood[-15:])
    assert len(gaps(cursor)) == 1
    new = network.add(START + 3 * MINUTE)
    result = step(cursor, budget(START + 4 * MINUTE, pages=5), OVERLAP, network.pull)
    assert new in result.items


def test_gaps_are_closed_with_the_pages_left_over_newest_first() -> None:
    """Two floods, two gaps; quiet polls read the younger one to its end, then the older."""
    network = NewestFirst()
    _, cursor = poll(network, None, budget(START))
    first = {network.add(START + second * 1000) for second in range(40)}
    seen, cursor = poll(network, cursor, budget(START + 10 * MINUTE, pages=5))
    second = {network.add(START + 20 * MINUTE + second * 1000) for second in range(40)}
    more, cursor = poll(network, cursor, budget(START + 30 * MINUTE, pages=5))
    assert len(gaps(cursor)) == 2
    got = set(seen) | set(more)
    closed: list[str] = []
    for minute in range(20):
        more, cursor = poll(network, cursor, budget(START + (40 + minute) * MINUTE, pages=5))
        got |= set(more)
        closed += ["second"] * (second <= got) + ["first"] * (first <= got)
        if not gaps(cursor):
            break
    assert first | second <= got
    assert closed.index("second") <= closed.index("first")
    assert not gaps(cursor)


def test_sustained_load_does_not_keep_gaps_open_for_ever() -> None:
    """More in the overlap than one poll can read, yet every poll's news fit: gaps still close."""
    network = NewestFirst(page_size=10)
    cursor: str | None = None
    now, got, closed = START, set[int](), 0
    for _ in range(200):
        now += MINUTE
        for second in range(4):
            network.add(now - second * 1000)
        seen, cursor = poll(network, cursor, budget(now, pages=5))
        got |= set(seen)
        closed += not gaps(cursor)
    assert closed > 10
    assert len(got) >= len(network.items) - 100


def test_a_late_item_that_came_while_gaps_were_open_is_found_afterwards() -> None:
    """The next full walk reaches back behind the last one, however long ago that was."""
    network = NewestFirst()
    for second in range(60):
        network.add(START - second * 1000)
    _, cursor = poll(network, None, budget(START, pages=5))
    assert gaps(cursor)
    passed = network.add(START - 12_500)
    got, now = set[int](), START
    for _ in range(3):
        now += HOUR
        network.add(now)
        seen, cursor = poll(network, cursor, budget(now, pages=2))
        got |= set(seen)
    assert passed not in got
    for _ in range(20):
        now += MINUTE
        seen, cursor = poll(network, cursor, budget(now, pages=5))
        got |= set(seen)
    assert passed in got


def test_gaps_do_not_pile_up_without_end() -> None:
    """In an endless flood the oldest gaps are joined: the cursor stays small, nothing is lost."""
    network = NewestFirst(page_size=2)
    _, cursor = poll(network, None, budget(START))
    now, got = START, set[int]()
    for _ in range(2 * MAX_GAPS):
        for second in range(20):
            network.add(now + second * 1000)
        now += 10 * MINUTE
        seen, cursor = poll(network, cursor, budget(now, pages=2))
        got |= set(seen)
    assert len(gaps(cursor)) == MAX_GAPS
    for _ in range(60):
        now += 10 * MINUTE
        seen, cursor = poll(network, cursor, budget(now, pages=50))
        got |= set(seen)
    assert got == {number for _, number in network.items}


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(1, 9)),
        st.tuples(st.just("late"), st.integers(0, 59)),
        st.tuples(st.just("poll"), st.integers(1, 6)),
        st.tuples(st.just("crash"), st.integers(1, 4)),
        st.tuples(st.just("pause"), st.integers(1, 90)),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(moves=MOVES, page_size=st.integers(1, 5))
def test_whatever_happens_every_item_is_seen(moves: list[tuple[str, int]], page_size: int) -> None:
    """News, late arrivals within the overlap, caps and crashes between any two pages."""
    network = NewestFirst(page_size)
    now, cursor, got = START, None, set[int]()
    for what, amount in moves:
        now += 1000
        if what == "new":
            for _ in range(amount):
                network.add(now)
        elif what == "late":
            network.add(now - amount * MINUTE)
        elif what == "pause":
            now += amount * MINUTE
        else:
            allowed = budget(now, pages=amount if what == "poll" else 10)
            for _ in range(amount):
                result = step(cursor, allowed, OVERLAP, network.pull)
                got |= set(result.items)
                cursor = result.cursor
                if not result.more:
                    break
    closed = 0
    while closed < 2:
        now += 2 * MINUTE
        assert now < START + 100 * HOUR, "the gaps are never closed"
        seen, cursor = poll(network, cursor, budget(now))
        got |= set(seen)
        closed += not gaps(cursor)
    assert got == {number for _, number in network.items}
