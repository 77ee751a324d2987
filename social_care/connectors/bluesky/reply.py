"""A reply as a Bluesky record, frozen under a key of our own choosing."""

import re
from secrets import randbelow
from typing import Any

from social_care.connectors.bluesky.parse import POST, web_address
from social_care.connectors.bluesky.text import facets, tid
from social_care.connectors.fields import Json, iso, obj, objs, text
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Counting, Limits, Prepared, Reply, Sent
from social_care.text import over_limit

LIMITS = Limits(
    counting=Counting.BLUESKY,
    max_length=300,
    max_bytes=3000,
    private_length=1000,
    private_bytes=10_000,
    chains=True,
)
"""Whether a public mention can be answered privately depends on the app password."""

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")


def build(reply: Reply, now: int) -> Prepared:
    """Freeze a reply: key, time, text and all. Raises NetworkError(REFUSED)."""
    target, words = reply.target, fitting(reply.text, LIMITS)
    parent = {"uri": target.external_id, "cid": target.reply_ref.get("cid", "")}
    root = {
        "uri": target.reply_ref.get("root_uri", ""),
        "cid": target.reply_ref.get("root_cid", ""),
    }
    if not (parent["cid"] and root["uri"] and root["cid"]):
        raise NetworkError(
            ErrorClass.REFUSED,
            "the mention came without the reference that a reply needs",
            remedy="answer it in the browser",
        )
    record: dict[str, Any] = {
        "$type": POST,
        "text": words,
        "createdAt": iso(now),
        "reply": {"root": root, "parent": parent},
    }
    if target.lang and _LANGUAGE.fullmatch(target.lang):
        record["langs"] = [target.lang]
    found = facets(words, target.author_handle, target.author_id)
    if found:
        record["facets"] = found
    return Prepared(key=new_key(now), prepared_at=now, payload={"record": record})


def fitting(written: str, limits: Limits) -> str:
    """The words without white space around them. Raises NetworkError(REFUSED)."""
    words = written.strip()
    if not words:
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    excess = over_limit(words, limits)
    if excess:
        raise NetworkError(
            ErrorClass.REFUSED, f"the reply is {excess} characters or bytes too long"
        )
    return words


def new_key(now: int) -> str:
    """A record key that no other reply has."""
    return tid(now * 1000 + randbelow(1000), randbelow(1024))


def record_of(prepared: Prepared) -> Json:
    """The frozen record."""
    return obj(dict(prepared.payload), "record")


def refuse_if_closed(posts: Json, parent: str, own_id: str) -> None:
    """Raises GONE or BLOCKED: the server itself takes such replies, and nobody ever sees them.

    A post of our own, the part before this one, may be too young to be shown.
    """
    found = next((post for post in objs(posts, "posts") if text(post, "uri") == parent), None)
    if found is None:
        if parent.startswith(f"at://{own_id}/"):
            return
        raise NetworkError(ErrorClass.GONE, "the post is deleted or hidden")
    if obj(found, "viewer").get("replyDisabled") is True:
        raise NetworkError(ErrorClass.BLOCKED, "the author has limited who can reply")
    if obj(found, "author", "viewer").get("blockedBy") is True:
        raise NetworkError(ErrorClass.BLOCKED, "the author blocks us")


def to_sent(uri: str, cid: str, prepared: Prepared, accepted_at: int) -> Sent:
    """Our post, where the network has it."""
    root = obj(record_of(prepared), "reply", "root")
    ref = {"cid": cid, "root_uri": text(root, "uri"), "root_cid": text(root, "cid")}
    return Sent(
        external_id=uri,
        accepted_at=accepted_at,
        canonical_id=uri,
        url=web_address(uri),
        thread_key=text(root, "uri"),
        reply_ref=ref if cid else {},
    )
