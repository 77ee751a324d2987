"""Links that are followed, copied, or handed to the terminal: only to the web, nothing hidden."""

import re
from urllib.parse import urlsplit

from social_care import text

LONGEST = 2_000
"""Characters of a link."""

PLAIN = re.compile(r"[!-~]+")
"""All that a link may consist of where a terminal takes it: no space, no control, no bidi."""


def web_link(url: str) -> str:
    """The link if it is one to the web and nothing is hidden in it, else nothing."""
    cleaned = text.clean_line(url, limit=LONGEST)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    return cleaned if parts.scheme in {"http", "https"} and parts.netloc else ""


def terminal_link(url: str) -> str:
    """The link if a terminal may open it at a click, else nothing.

    Not one that looks like another: with a name before its host, or letters that only seem to be
    those of the host.
    """
    link = web_link(url)
    if link != url or not PLAIN.fullmatch(link) or "@" in urlsplit(link).netloc:
        return ""
    return link


def host(url: str) -> str:
    """Where a link leads; nothing for one that leads nowhere on the web."""
    link = web_link(url)
    return text.clean_line(urlsplit(link).hostname or "", limit=60) if link else ""
