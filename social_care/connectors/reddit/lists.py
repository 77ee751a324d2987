"""Reddit's listings: newest first, by pages that begin after a thing; trees made flat."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.reddit.api import Api
from social_care.connectors.reddit.parse import posted_at
from social_care.connectors.walk import Listing, StaleToken
from social_care.errors import ErrorClass, NetworkError

AT_ONCE = 100
_KINDS = frozenset({"t1", "t3", "t4"})
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One list."""

    path: str
    params: Mapping[str, Any]


def read(api: Api, source: Source, token: str | None, size: int) -> Listing[Json]:
    """One page. Raises NetworkError; StaleToken when the thing it begins after is not known.

    Only `after` is used: `before` a thing that was removed there is nothing at all.
    """
    asked = {"limit": min(size, AT_ONCE), **source.params}
    found = api.get(source.path, asked | ({} if token is None else {"after": token}))
    things = list(flat(checked(found, source.path)))
    if token is not None and not things:
        raise StaleToken
    timed = [(posted_at(thing), thing) for thing in things]
    for at, thing in timed:
        if at is None:
            _LOG.warning("%s: left out: no time: %s", source.path, text(thing, "name"))
    return Listing(
        items=[(at, thing) for at, thing in timed if at is not None],
        next=text(found, "data", "after") or None,
    )


def checked(found: Any, path: str) -> Json:
    """A listing. Raises NetworkError(TRANSIENT) when it is none: nothing can be told from it."""
    listing = obj({"it": found}, "it")
    if text(listing, "kind") != "Listing" or not isinstance(
        obj(listing, "data").get("children"), list
    ):
        raise NetworkError(ErrorClass.TRANSIENT, f"GET {path}: not the listing that was asked for")
    return listing


def flat(listing: Json) -> Iterator[Json]:
    """Every thing of a listing and of the answers below, without recursion."""
    rest = [listing]
    while rest:
        for child in objs(rest.pop(), "data", "children"):
            thing = obj(child, "data")
            if text(child, "kind") in _KINDS:
                yield thing
            if obj(thing, "replies"):
                rest.append(obj(thing, "replies"))
