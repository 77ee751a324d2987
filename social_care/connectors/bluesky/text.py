"""What a Bluesky post is made of besides words: record keys, and facets that make links live."""

import re
from collections.abc import Iterator
from typing import Any

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_LINK = re.compile(r"(?<![\w@/.])https?://[^\s<>\"']+", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w#/&])#([^\s#.,;:!?()\[\]{}<>\"'…]+)")
_LONGEST_TAG = 64
_BRACKETS = {")": "(", "]": "[", "}": "{"}

Facet = dict[str, Any]


def tid(us: int, clock_id: int) -> str:
    """A record key that sorts by time: microseconds since 1970 and ten bits that tell apart."""
    number = us << 10 | clock_id & 0x3FF
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def facets(words: str, handle: str, did: str) -> list[Facet]:
    """Links, tags, and mentions of this one person; positions are bytes of UTF-8."""
    found = [
        *((at, {"$type": "app.bsky.richtext.facet#link", "uri": uri}) for at, uri in _links(words)),
        *(
            (at, {"$type": "app.bsky.richtext.facet#mention", "did": did})
            for at in _mentions(words, handle)
        ),
        *((at, {"$type": "app.bsky.richtext.facet#tag", "tag": tag}) for at, tag in _tags(words)),
    ]
    return list(_apart(words, sorted(found, key=lambda item: item[0])))


def _apart(words: str, found: list[tuple[tuple[int, int], Any]]) -> Iterator[Facet]:
    """In order, none inside another: a # in an address is no tag."""
    behind = 0
    for (start, end), feature in found:
        if start >= behind:
            behind = end
            index = {"byteStart": _bytes(words[:start]), "byteEnd": _bytes(words[:end])}
            yield {"index": index, "features": [feature]}


def _bytes(words: str) -> int:
    return len(words.encode("utf-8", "replace"))


def _links(words: str) -> Iterator[tuple[tuple[int, int], str]]:
    for found in _LINK.finditer(words):
        uri = _without_punctuation(found[0])
        yield (found.start(), found.start() + len(uri)), uri


def _without_punctuation(uri: str) -> str:
    """Closing punctuation belongs to the sentence, a bracket only if it was not opened inside."""
    while uri:
        last = uri[-1]
        opening = _BRACKETS.get(last)
        stray = opening is not None and uri.count(last) > uri.count(opening)
        if last not in ".,;:!?…”’»*_" and not stray:
            break
        uri = uri[:-1]
    return uri


def _tags(words: str) -> Iterator[tuple[tuple[int, int], str]]:
    for found in _TAG.finditer(words):
        if not found[1].isdigit() and len(found[1]) <= _LONGEST_TAG:
            yield found.span(), found[1]


def _mentions(words: str, handle: str) -> Iterator[tuple[int, int]]:
    if handle:
        pattern = rf"(?<![\w@./])@{re.escape(handle)}(?![\w-]|\.\w)"
        yield from (found.span() for found in re.finditer(pattern, words, re.IGNORECASE))
