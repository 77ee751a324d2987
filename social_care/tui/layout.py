"""Which panes are in sight: one on a narrow screen, two from 120 columns, three from 160."""

from social_care.tui.keys import Where

TWO_PANES, THREE_PANES = 120, 160

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


def next_pane(pane: Where) -> Where:
    """Where Tab goes."""
    return PANES[(PANES.index(pane) + 1) % len(PANES)]
