"""Addresses in lines: a click opens each where the terminal can, and it leads where it says.

A link is never made of anything but an address that stands there to be read, or of one of ours
whose host does.
"""

import re
from collections.abc import Iterator, Sequence

from social_care.tui.links import terminal_link
from social_care.tui.widgets.lines import Line, Linked, Piece

ADDRESS = re.compile(r"https?://[!-~]+")
"""What may be an address: no space, nothing but ASCII."""

TAIL = ".,;:!?'\"*_>]}"
"""Ends the sentence, not the address."""

CUT = "…"
"""Behind an address that is not all there."""

Span = tuple[int, int, str]
"""Where an address stands, and where it leads."""


def linked(look: str, url: str) -> str:
    """A look whose text is a link, too; the look alone where the address is no honest one."""
    return Linked(look, url) if terminal_link(url) else look


def with_links(lines: Sequence[Line], said: str, real: str) -> list[Line]:
    """The lines that `said` was wrapped into; each address in it is a link, on as many as it takes.

    Only addresses that stand in `real` as well: what was masked or cut leads nowhere.
    """
    spans = addresses(said, real)
    if not spans:
        return list(lines)
    found: list[Line] = []
    at = 0
    for line in lines:
        *before, (row, look) = line
        start = said.find(row.rstrip(), at)
        if start < 0 or isinstance(look, Linked):
            found.append(line)
            continue
        at = start + len(row.rstrip())
        found.append((*before, *_cut(row, start, spans, look)))
    return found


def addresses(said: str, real: str) -> list[Span]:
    """Where the addresses stand in a text."""
    found: list[Span] = []
    for match in ADDRESS.finditer(said) if "://" in said else ():
        url = _without_tail(match[0])
        end = match.start() + len(url)
        whole = match.end() > end or said[end : end + 1] != CUT
        if whole and url in real and terminal_link(url):
            found.append((match.start(), end, url))
    return found


def _without_tail(url: str) -> str:
    bare = url.rstrip(TAIL)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(TAIL)
    return bare


def _cut(row: str, start: int, spans: Sequence[Span], look: str) -> Iterator[Piece]:
    """The pieces of a row that begins at `start`."""
    at = 0
    for begins, ends, url in spans:
        first, last = max(begins - start, at), min(ends - start, len(row))
        if first >= last:
            continue
        if first > at:
            yield row[at:first], look
        yield row[first:last], Linked(look, url)
        at = last
    if at < len(row):
        yield row[at:], look
