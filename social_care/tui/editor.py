"""The agent's own editor: the draft goes out to a private file and always comes back."""

import shlex
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count

from social_care.errors import SocialCareError
from social_care.tui.scratch import Loan

LOOK_S = 1.0
"""How often its file is read while the editor is open and the console stands still."""

BEAT_LOOKS = 30
"""After so many looks `beat` is called: the claim is prolonged."""

Keep = Callable[[str], object]
"""Saves the words; may raise SocialCareError, and is then called again."""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """What to run: $VISUAL, else $EDITOR, else vi."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        return shlex.split(chosen) or ["vi"]
    except ValueError:  # a quotation mark without its other half
        return [chosen]


def write_in_editor(command: list[str], loan: Loan, keep: Keep, beat: Callable[[], object]) -> str:
    """The words as the editor left them, however it ended; what it saves meanwhile is kept.

    Raises OSError when it cannot be started, or when its file cannot be read.
    """
    written = loan.read()
    closed = threading.Event()
    watching = threading.Thread(target=_watch, args=(loan, keep, beat, closed), daemon=True)
    watching.start()
    try:
        subprocess.run([*command, str(loan.path)], check=False)  # noqa: S603 - the agent's own
    finally:
        closed.set()
        watching.join()
    edited = loan.read()
    return edited if written.endswith("\n") else edited.removesuffix("\n")


def _watch(loan: Loan, keep: Keep, beat: Callable[[], object], closed: threading.Event) -> None:
    """Until the editor is closed: keep what it saves, prolong the claim."""
    kept = loan.read()
    for look in count(1):
        if closed.wait(LOOK_S):
            return
        with suppress(OSError, SocialCareError):  # half-way through a rename, a busy database
            written = loan.read()
            if written != kept and written.strip():  # many editors empty a file before they write
                keep(written.removesuffix("\n"))
                kept = written
        if look % BEAT_LOOKS == 0:
            with suppress(SocialCareError):
                beat()
