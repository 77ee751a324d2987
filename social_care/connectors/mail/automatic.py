"""Tells what machines write from what people write."""

import re
from email.message import Message

from social_care.connectors.mail.headers import raw

_BULK = frozenset({"bulk", "junk", "list"})
_NOBODY = re.compile(
    r"(?:mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply)\b", re.IGNORECASE
)


def is_by_program(mail: Message) -> bool:
    """Whether a program says of itself that it sent this: an acknowledgement, a notice."""
    return raw(mail, "Auto-Submitted").strip().lower() not in {"", "no"}


def is_automatic(mail: Message, author: str) -> bool:
    """Whether a program sent it, by any of the signs that programs give."""
    return (
        is_by_program(mail)
        or raw(mail, "Precedence").strip().lower() in _BULK
        or any(name.lower().startswith("list-") for name in mail.keys())  # noqa: SIM118
        or "X-Auto-Response-Suppress" in mail
        or returns_to_nobody(mail)
        or is_nobody(author)
    )


def returns_to_nobody(mail: Message) -> bool:
    """A null return path: what must not be answered by a program."""
    return raw(mail, "Return-Path").strip() == "<>"


def is_nobody(address: str) -> bool:
    """An address behind which nobody reads."""
    return _NOBODY.match(address) is not None
