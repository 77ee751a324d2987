"""A terminal that may vanish: what is written to one that is gone is lost, and nothing else is."""

from contextlib import suppress
from typing import Any, TextIO


class Terminal:
    """Stands in for the stream Textual draws on.

    When a terminal is closed, its stream refuses every write. Textual's writer thread would die of
    that and the whole console block behind it, before the hang-up signal can save what is typed.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, words: str) -> int:
        """Draw, if there is still something to draw on."""
        with suppress(OSError):
            self._stream.write(words)
        return len(words)

    def flush(self) -> None:
        """The same for what is still on its way."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
