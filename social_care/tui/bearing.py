"""What the terminal bears, told by its environment: a mouse, links, a clipboard."""

from base64 import b64encode
from collections.abc import Mapping

WRAPPED = 200
"""Bytes that GNU screen hands on in one go; what is longer than its buffer it prints."""


def in_screen(environment: Mapping[str, str]) -> bool:
    """Whether GNU screen stands between us and the terminal, here or where somebody came from."""
    term = environment.get("TERM", "")
    return "STY" in environment or (term.startswith("screen") and "TMUX" not in environment)


def is_bare(environment: Mapping[str, str]) -> bool:
    """A terminal that prints part of what it does not know, and has no clipboard."""
    return environment.get("TERM", "") in {"", "dumb", "linux"}


def takes_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal knows links (OSC 8), or at least passes them over in silence.

    The Linux console and GNU screen print part of what they do not know.
    """
    return not is_bare(environment) and not in_screen(environment)


def takes_mouse(environment: Mapping[str, str]) -> bool:
    """GNU screen keeps Esc back until the next key while a mouse is asked for."""
    return not in_screen(environment)


def to_clipboard(words: str, environment: Mapping[str, str]) -> str:
    """What puts words into the clipboard of the terminal (OSC 52); nothing where there is none."""
    if is_bare(environment):
        return ""
    sequence = f"\x1b]52;c;{b64encode(words.encode()).decode()}\a"
    if not in_screen(environment):
        return sequence
    pieces = (sequence[at : at + WRAPPED] for at in range(0, len(sequence), WRAPPED))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
