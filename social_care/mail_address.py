"""What a mail address is, for whoever writes to one."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(
    rf"(?!.*=\?)(?=[^@]{{1,64}}@.{{1,189}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
)
"""An address as every mail server takes it, no other; none that a header would decode."""


def is_address(text: str) -> bool:
    """Whether every mail server takes it."""
    return ADDRESS.fullmatch(text) is not None
