"""Bytes as text, whatever their author says they are: never an error, never a slow codec."""

import codecs

_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""What Python can decode and nobody writes mails in."""


def decoded(content: bytes, declared: str | None) -> str:
    """By the declared charset, else as UTF-8, else as Western European, odd bytes replaced."""
    name = _known(declared)
    for charset in dict.fromkeys((name, "utf-8")):
        if charset is not None:
            try:
                return content.decode(charset)
            except UnicodeError:
                continue  # the next one may fit
    # Nothing fits: the declared one, unless that is the ASCII of those who declare nothing.
    return content.decode(name if name not in {None, "ascii", "utf-8"} else "cp1252", "replace")


def _known(declared: str | None) -> str | None:
    try:
        name = codecs.lookup((declared or "").strip("\"' ")).name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return None  # unknown, or no charset at all but some other codec of Python's
    return None if name.replace("_", "-") in _NO_CHARSETS else name
