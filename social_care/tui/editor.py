"""The agent's own editor: the draft goes out to a private file and always comes back."""

import os
import shlex
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

BEAT_S = 30.0
"""How often `beat` is called while the editor is open and the console stands still."""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """What to run: $VISUAL, else $EDITOR, else vi."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    return shlex.split(chosen)


def write_in_editor(written: str, command: list[str], beat: Callable[[], object]) -> str:
    """The words as the editor left them, however it ended.

    Raises OSError when it cannot be started, or when its file cannot be read: then it is kept.
    """
    handle, name = tempfile.mkstemp(prefix="reply-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(written)
    _run([*command, name], beat)
    path = Path(name)
    edited = path.read_text(encoding="utf-8", errors="replace")
    path.unlink()
    return edited if written.endswith("\n") else edited.removesuffix("\n")


def _run(command: list[str], beat: Callable[[], object]) -> None:
    closed = threading.Event()

    def beats() -> None:
        while not closed.wait(BEAT_S):
            beat()

    beating = threading.Thread(target=beats, daemon=True)
    beating.start()
    try:
        subprocess.run(command, check=False)  # noqa: S603 - the agent's own editor
    finally:
        closed.set()
        beating.join()
