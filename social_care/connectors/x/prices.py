"""What X charges, in one place; micro-dollars (millionths of a dollar), as of August 2026."""

from social_care.models import Counting, Limits
from social_care.text import length

DOLLAR = 1_000_000

READ_POST = 5_000
READ_OWN = 1_000
"""Own posts and mentions of ourselves, where the brand's own account owns the developer app."""
READ_USER = 10_000
READ_MESSAGE = 10_000
REPLY = 10_000
"""To somebody who addressed us; an uncalled-for post would be 15,000."""
POST_WITH_LINK = 200_000
SEND_MESSAGE = 15_000
DELETE = 10_000

_LINK_UNITS = 23


def cost_of(text: str) -> int:
    """What a public reply with these words costs, in micro-dollars: a link makes it dear."""
    return POST_WITH_LINK if _links(text) else REPLY


def _links(text: str) -> int:
    """How many links X finds: by so much the text grows when each counts for one unit more."""
    usual, longer = (
        Limits(counting=Counting.X, url_length=units) for units in (_LINK_UNITS, _LINK_UNITS + 1)
    )
    return length(text, longer) - length(text, usual)
