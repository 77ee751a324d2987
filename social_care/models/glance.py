"""What a console shows before it knows more."""

from collections.abc import Mapping, Sequence

from social_care.models.views import QueueRow, View
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The top of the queue as its agent left it."""

    brand: str
    agent: str
    time_zone: str
    view: View
    ids: Sequence[int]
    """The first of the view, in its order."""
    rows: Mapping[int, QueueRow]
    """Those of them around the cursor."""
    now: int
    """Ms since 1970 UTC."""
    cursor: int | None = None
    """The conversation it stood on; it need not be among them."""
    theme: str = ""
    widths: Mapping[str, object]
    """Cells of panes that were given a width, by name; anything may stand there."""
