"""A terminal that may be slow, or vanish: what is written to one that is gone is lost, no more."""

import os
import signal
from typing import Any, TextIO

from social_care.tui.thrift import thrifty
from social_care.tui.widths import steady


class Terminal:
    """Stands in for the stream Textual draws on.

    When a terminal is closed, its stream refuses every write. Textual's writer thread would die of
    that and the whole console block behind it, before the hang-up signal can save what is typed.
    Where no signal comes (no terminal controls us, or it was lost in a container), we give it
    ourselves: else the console would ask a dead line for keys for ever, as fast as it can.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_gone = False

    def write(self, words: str) -> int:
        """Draw, if there is still something to draw on."""
        try:
            self._stream.write(steady(thrifty(words)))
        except OSError:
            self._hang_up()
        return len(words)

    def flush(self) -> None:
        """The same for what is still on its way."""
        try:
            self._stream.flush()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        nobody_listens = signal.getsignal(signal.SIGHUP) in {signal.SIG_DFL, signal.SIG_IGN}
        if not self._is_gone and not nobody_listens:
            self._is_gone = True
            os.kill(os.getpid(), signal.SIGHUP)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
