"""A desk in memory with a clock that stands still: the console's counterpart in its own tests.

It keeps the promises of `social_care.desk.Desk` that a screen can see, and counts calls. Where
both are tested alike, `test_real_desk.py` uses the real one over a real database.
"""

from typing import TYPE_CHECKING, cast

from tests.tui.fake_bulk import FakeBulk
from tests.tui.fake_deeds import FakeDeeds
from tests.tui.fake_finding import FakeFinding
from tests.tui.fake_lead import FakeLead
from tests.tui.fake_shift import FakeShift
from tests.tui.fake_status import status
from tests.tui.fake_writing import FakeWriting

if TYPE_CHECKING:
    from social_care.desk import Desk

__all__ = ["FakeDesk", "status"]


class FakeDesk(FakeWriting, FakeFinding, FakeDeeds, FakeBulk, FakeLead, FakeShift):
    """One agent, mary, and the conversations given."""

    def as_desk(self) -> "Desk":
        """For those who want the real type."""
        return cast("Desk", self)
