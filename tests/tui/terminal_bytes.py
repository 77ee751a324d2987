"""What terminals send for a key: xterm and its kin, tmux and screen, the Linux console, rxvt."""

SENT: dict[str, tuple[bytes, ...]] = {
    "up": (b"\x1b[A", b"\x1bOA"),
    "down": (b"\x1b[B", b"\x1bOB"),
    "home": (b"\x1b[H", b"\x1bOH", b"\x1b[1~", b"\x1b[7~"),
    "end": (b"\x1b[F", b"\x1bOF", b"\x1b[4~", b"\x1b[8~"),
    "pageup": (b"\x1b[5~",),
    "pagedown": (b"\x1b[6~",),
    "enter": (b"\r",),
    "tab": (b"\t",),
    "f1": (b"\x1bOP", b"\x1b[11~", b"\x1b[[A"),
    "f2": (b"\x1bOQ", b"\x1b[12~", b"\x1b[[B"),
    "f3": (b"\x1bOR", b"\x1b[13~", b"\x1b[[C"),
    "f4": (b"\x1bOS", b"\x1b[14~", b"\x1b[[D"),
    "f5": (b"\x1b[15~", b"\x1b[[E"),
    "f6": (b"\x1b[17~",),
    "f7": (b"\x1b[18~",),
    "f8": (b"\x1b[19~",),
    "f9": (b"\x1b[20~",),
    "f10": (b"\x1b[21~",),
    "f11": (b"\x1b[23~",),
    "f12": (b"\x1b[24~",),
}
"""By the key's name; Esc stands alone, since a terminal waits to see whether more follows."""

CHARACTERS = {
    "apostrophe": "'",
    "asterisk": "*",
    "colon": ":",
    "equals_sign": "=",
    "exclamation_mark": "!",
    "full_stop": ".",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "plus": "+",
    "question_mark": "?",
    "slash": "/",
}
"""What stands on the key of that name."""


def sent(key: str) -> tuple[bytes, ...]:
    """Every way in which a terminal may send it. Raises KeyError for a key nobody has looked at."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return (bytes([ord(key[-1]) & 0x1F]),)
    if key == "escape":
        return (b"\x1b",)
    character = CHARACTERS.get(key, key)
    return (character.encode(),) if len(character) == 1 else SENT[key]
