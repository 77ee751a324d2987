"""The sign-off of an answer: the initials of who wrote it, added once."""

import re
from collections.abc import Mapping

from social_care.writing.variables import VARIABLE, fill

_INITIALS = r"[^\W_]{1,12}"


def sign_off_of(pattern: str, values: Mapping[str, str]) -> str:
    """What an agent signs with, from `[replies] sign_off`; empty where they have no initials."""
    made, missing = fill(pattern, values)
    return "" if missing else made.rstrip()


def signed(text: str, sign_off: str) -> str:
    """The text with the sign-off at its end, exactly once; no text is signed that is not there.

    Whoever has typed the sign-off already, or its initials a second time, has signed.
    """
    bare, sign_off = text.rstrip(), sign_off.rstrip()
    if not sign_off or not bare:
        return text
    if bare.endswith(sign_off) or bare.split()[-1] == sign_off.strip():
        return bare
    return bare + sign_off


def unsigned(text: str, pattern: str) -> str:
    """The text of an answer that somebody may have signed, without that: to be used by another."""
    if not pattern.strip():
        return text
    fixed = [re.escape(part) for part in VARIABLE.sub("\0", pattern.strip()).split("\0")]
    bare = text.rstrip()
    found = re.search(_INITIALS.join(fixed) + r"\Z", bare)
    return bare[: found.start()].rstrip() if found else text
