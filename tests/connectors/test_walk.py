"""Walking back through a list that begins with the newest: where it starts, stops and goes on."""

import pytest

from social_care.connectors.walk import Listing, Step, reach, step
from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_list import HOUR, MINUTE, OVERLAP, START, NewestFirst, budget, gaps, poll


def test_the_first_poll_goes_back_to_the_backfill_and_no_further() -> None:
    """Older items on the last page are left out, and stay out in the overlap of the next poll."""
    network = NewestFirst()
    for hours in range(30):
        network.add(START - hours * HOUR)
    seen, cursor = poll(network, None, budget(START, pages=20, backfill=5 * HOUR))
    assert sorted(seen) == [0, 1, 2, 3, 4, 5]
    again, _ = poll(network, cursor, budget(START + MINUTE), overlap=10 * HOUR)
    assert set(again) <= {0, 1, 2, 3, 4, 5}


def test_a_page_comes_oldest_first() -> None:
    """The store takes items in the order they happened."""
    network = NewestFirst()
    for minutes in range(3):
        network.add(START + minutes * MINUTE)
    assert list(step(None, budget(START + HOUR), OVERLAP, network.pull).items) == [0, 1, 2]


def test_a_quiet_poll_is_one_page_when_it_is_older_than_the_overlap() -> None:
    """It stops after the first page that lies wholly before newest minus overlap."""
    network = NewestFirst(page_size=2)
    for hours in range(10):
        network.add(START - hours * 2 * HOUR)
    _, cursor = poll(network, None, budget(START, backfill=30 * HOUR))
    network.tokens.clear()
    seen, _ = poll(network, cursor, budget(START + MINUTE))
    assert seen == [1, 0, 3, 2]
    assert len(network.tokens) == 2


def test_late_items_inside_the_overlap_are_found() -> None:
    """A back-dated item appears further down than what is known."""
    network = NewestFirst()
    for minutes in range(0, 50, 10):
        network.add(START - minutes * MINUTE)
    _, cursor = poll(network, None, budget(START))
    late = network.add(START - 55 * MINUTE)
    assert late in poll(network, cursor, budget(START + MINUTE))[0]


def test_an_empty_page_with_a_next_one_is_not_the_end() -> None:
    """Some networks filter after paging."""
    network = NewestFirst()
    for minutes in range(9):
        network.add(START - minutes * MINUTE)
    network.hole = True
    first = step(None, budget(START), OVERLAP, network.pull)
    assert first.more
    assert not first.items
    network.hole = False
    assert step(first.cursor, budget(START), OVERLAP, network.pull).items


def test_an_interrupted_poll_is_taken_up_at_once_or_becomes_a_gap() -> None:
    """Soon after a crash it goes on where it stopped; later the newest comes first."""
    network = NewestFirst()
    for minutes in range(12):
        network.add(START - minutes * MINUTE)
    stopped = step(None, budget(START), OVERLAP, network.pull)
    step(stopped.cursor, budget(START + 1000), OVERLAP, network.pull)
    step(stopped.cursor, budget(START + HOUR), OVERLAP, network.pull)
    assert network.tokens[0] is None
    assert network.tokens[1] is not None
    assert network.tokens[2] is None


def test_an_item_from_the_future_does_not_hide_the_present() -> None:
    """A wrong clock elsewhere must not move the mark beyond now."""
    network = NewestFirst()
    network.add(START + 1000 * HOUR)
    _, cursor = poll(network, None, budget(START))
    flood = {network.add(START + second * 1000) for second in range(9)}
    seen, _ = poll(network, cursor, budget(START + MINUTE))
    assert flood <= set(seen)


def test_a_forgotten_token_begins_its_gap_again_and_is_given_up_the_second_time() -> None:
    """A network that no longer takes a token cannot block the stream."""
    network = NewestFirst()
    _, cursor = poll(network, None, budget(START))
    for second in range(30):
        network.add(START + second * 1000)
    _, cursor = poll(network, cursor, budget(START + MINUTE, pages=2))
    network.forgets = True
    for minute in range(2, 8):
        _, cursor = poll(network, cursor, budget(START + minute * MINUTE))
    assert not gaps(cursor)


def test_a_page_that_leads_to_itself_ends_the_walk() -> None:
    """A server that ignores paging must not keep us busy for ever."""
    pages: list[str | None] = []

    def pull(token: str | None) -> Listing[int]:
        pages.append(token)
        return Listing(items=[(START, 0)], next="same")

    cursor: str | None = None
    for _ in range(10):
        result = step(cursor, budget(START), OVERLAP, pull)
        cursor = result.cursor
        if not result.more:
            break
    assert len(pages) == 2


@pytest.mark.parametrize(
    "cursor",
    ["", "{}", "null", "[1]", "\x00", '{"v": 99}', '{"v": 1, "gaps": [{}]}', '"text"', "12" * 9000],
)
def test_a_cursor_nobody_can_read_begins_the_stream_again(cursor: str) -> None:
    """Reading too much is harmless, a blind stream is not."""
    network = NewestFirst()
    number = network.add(START)
    assert list(step(cursor, budget(START), OVERLAP, network.pull).items) == [number]


def test_an_error_leaves_the_cursor_as_it_was() -> None:
    """What `pull` raises reaches the caller, who still has the former cursor."""

    def pull(token: str | None) -> Listing[int]:
        raise NetworkError(ErrorClass.TRANSIENT, "down")

    with pytest.raises(NetworkError):
        step(None, budget(START), OVERLAP, pull)


def test_how_far_back_the_next_page_reaches_is_known_before() -> None:
    """A network that can be asked "since when" is asked for that much, page after page."""
    network = NewestFirst(page_size=2)
    for minute in range(6):
        network.add(START + minute * MINUTE)
    allowed = budget(START + HOUR, pages=2)
    assert reach(None, allowed, OVERLAP) == allowed.backfill_from
    first: Step[int] = step(None, allowed, OVERLAP, network.pull)
    assert first.more
    assert reach(first.cursor, allowed, OVERLAP) == allowed.backfill_from
    _, cursor = poll(network, first.cursor, budget(START + HOUR))
    later = budget(START + 2 * HOUR)
    assert reach(cursor, later, OVERLAP) == START + 5 * MINUTE - OVERLAP
