"""What the palette offers besides the commands of the table: views, themes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be chosen by its name."""

    words: str
    """Safe text; shown as it stands."""
    about: str
    """Shown below it. Textual reads it as markup: our own words only."""
    act: Callable[[], None]
    key: str = ""
    """As people write it, where it has one."""
