"""One pane at 80 columns, two at 120, three at 160."""

import pytest

from social_care.tui.keys import Where
from social_care.tui.layout import PANES, in_sight, next_pane

QUEUE, CONVERSATION, CUSTOMER = PANES


@pytest.mark.parametrize("pane", PANES)
def test_a_narrow_screen_shows_the_pane_with_the_keyboard(pane: Where) -> None:
    assert in_sight(80, pane) == {pane}
    assert in_sight(119, pane) == {pane}


@pytest.mark.parametrize("width", [120, 159])
def test_at_120_queue_and_conversation_stand_side_by_side(width: int) -> None:
    assert in_sight(width, QUEUE) == in_sight(width, CONVERSATION) == {QUEUE, CONVERSATION}


def test_at_120_the_customer_takes_the_queues_place() -> None:
    assert in_sight(120, CUSTOMER) == {CONVERSATION, CUSTOMER}


@pytest.mark.parametrize("pane", PANES)
def test_at_160_everything_is_in_sight(pane: Where) -> None:
    assert in_sight(160, pane) == set(PANES)


def test_tab_goes_round() -> None:
    assert [next_pane(pane) for pane in PANES] == [CONVERSATION, CUSTOMER, QUEUE]
