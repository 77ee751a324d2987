"""What the console remembers of an agent from one shift to the next, and how it is read back.

Everything was written by an earlier console, perhaps of another version, perhaps damaged: what
cannot be meant is as good as nothing.
"""

from typing import TYPE_CHECKING, TypeVar

from social_care.errors import SocialCareError

if TYPE_CHECKING:
    from social_care.desk import Desk

T = TypeVar("T")

FIRST_PAINT = 200
"""The first screen is drawn from so many conversations."""

THEME_KEY, VIEW_KEY, CURSOR_KEY, WIDTHS_KEY = "theme", "view", "cursor", "widths"


def recalled(desk: "Desk", key: str, default: T) -> T:
    """What is remembered, if it is of the default's kind; a database in trouble recalls nothing."""
    try:
        return desk.remembered(key, default)
    except SocialCareError:
        return default
