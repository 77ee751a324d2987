"""A list that is typed into, and a line of text beside it: Tab goes between them."""

from collections.abc import Callable

from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input


class Beside:
    """Which of the two the keys are for.

    Keys that come in one go are for where Tab has led already, wherever the keyboard is: over a
    slow line "fri", Tab, "I will call" arrive together.
    """

    def __init__(self, listed: Widget, line: Input) -> None:
        self._listed, self._line = listed, line
        self.in_line = False

    def take(self, event: Key, to_list: Callable[[Key], bool]) -> bool:
        """Take a key of the line's, or Tab; False when it is the list's."""
        if event.key in {"tab", "shift+tab"}:
            self.in_line = not self.in_line
            (self._line if self.in_line else self._listed).focus()
        elif not self.in_line:
            return False
        elif event.key in {"up", "down"}:
            to_list(event)
        elif not self._line.has_focus and event.is_printable and event.character:
            self._line.insert_text_at_cursor(event.character)
        else:  # its own keys
            return True
        event.stop()
        return True
