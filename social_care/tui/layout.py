"""Which panes are in sight: one on a narrow screen, two from 120 columns, three from 160."""

from collections.abc import Mapping, Sequence

from social_care.tui.keys import Where

TWO_PANES, THREE_PANES = 120, 160

BROAD = 200
"""From this width on the queue has its share of the screen, and more than the least columns."""

PANES = (Where.QUEUE, Where.CONVERSATION, Where.CUSTOMER)
"""From left to right, and in the order of Tab."""

ROOMY_LINES = 32
"""On a screen this high the top line stays in sight above a conversation, too."""


def in_sight(width: int, pane: Where) -> frozenset[Where]:
    """The panes that are shown when `pane` has the keyboard."""
    if width >= THREE_PANES:
        return frozenset(PANES)
    if width < TWO_PANES:
        return frozenset({pane})
    beside = Where.QUEUE if pane is not Where.CUSTOMER else Where.CUSTOMER
    return frozenset({beside, Where.CONVERSATION})


def pane_classes(width: int) -> Mapping[str, bool]:
    """The classes by which a screen's looks know how many panes there are."""
    return {
        "-two": TWO_PANES <= width < THREE_PANES,
        "-three": width >= THREE_PANES,
        "-broad": width >= BROAD,
    }


def next_pane(pane: Where) -> Where:
    """Where Tab goes."""
    return PANES[(PANES.index(pane) + 1) % len(PANES)]


LEAST_PANE, LEAST_CONVERSATION = 28, 44
"""Cells below which a list, and a conversation, cannot be read."""


def fitted_widths(given: Mapping[str, object], names: Sequence[str], width: int) -> dict[str, int]:
    """The widths given to side panes, those of `names`, so that the conversation keeps its own.

    What is no number of cells is as good as not given; a pane without a width keeps its usual one.
    """
    found: dict[str, int] = {}
    room = width - LEAST_CONVERSATION - LEAST_PANE * (len(names) - 1)
    for name in names:
        wanted = given.get(name)
        if isinstance(wanted, int) and not isinstance(wanted, bool):
            found[name] = max(LEAST_PANE, min(wanted, room))
            room -= found[name] - LEAST_PANE
    return found
