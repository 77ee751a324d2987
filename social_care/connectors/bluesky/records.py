"""Records in our own repository: created once under a key of ours, and deleted."""

from hashlib import sha256

from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.parse import POST
from social_care.connectors.bluesky.text import tid
from social_care.connectors.fields import Json, iso, obj, objs, text
from social_care.errors import ErrorClass, NetworkError
from social_care.models import ReplyTarget

LIKE = "app.bsky.feed.like"


class SomethingElse(Exception):
    """There is another record under that key."""


def create_once(api: Api, collection: str, key: str, record: Json) -> tuple[str, str]:
    """The record's address and cid, however often this is called with the same record.

    The cid is empty where the server does not tell it.

    Raises SomethingElse, or NetworkError.
    """
    did = api.session.did
    body = {
        "repo": did,
        "collection": collection,
        "rkey": key,
        "record": record,
        # null means "only if nothing is there yet"; the same record again is a success
        "swapRecord": None,
    }
    try:
        found = api.post("com.atproto.repo.putRecord", body)
    except NetworkError as error:
        if error.error_class is ErrorClass.REFUSED and "InvalidSwap" in error.message:
            raise SomethingElse from error
        raise
    return text(found, "uri") or f"at://{did}/{collection}/{key}", text(found, "cid")


def delete(api: Api, uri: str) -> None:
    """Delete a post of ours; one that is gone already is a success. Raises NetworkError."""
    did, _, key = uri.removeprefix("at://").partition(f"/{POST}/")
    if did != api.session.did or not key:
        raise NetworkError(
            ErrorClass.PERMISSION,
            "only a public post of our own can be taken back: a direct message stays with whoever"
            " got it",
        )
    api.post("com.atproto.repo.deleteRecord", {"repo": did, "collection": POST, "rkey": key})


def like(api: Api, target: ReplyTarget) -> None:
    """Like a post, once however often this is called. Raises NetworkError."""
    if not target.external_id.startswith("at://"):
        raise NetworkError(ErrorClass.PERMISSION, "a direct message cannot be liked from here")
    found = objs(api.get("app.bsky.feed.getPosts", {"uris": [target.external_id]}), "posts")
    post = next((post for post in found if text(post, "uri") == target.external_id), None)
    if post is None:
        raise NetworkError(ErrorClass.GONE, "the post is deleted or hidden")
    if text(obj(post, "viewer"), "like"):
        return  # from here or from the network's own app
    subject = {"uri": target.external_id, "cid": text(post, "cid")}
    record = {"$type": LIKE, "subject": subject, "createdAt": iso(api.clock())}
    try:
        create_once(api, LIKE, like_key(target.external_id), record)
    except SomethingElse:
        return  # the key is the post's own: it is our like of a moment ago, not yet in the views


def like_key(uri: str) -> str:
    """The same for the same post, so that a second like of it has no place to be."""
    number = int.from_bytes(sha256(uri.encode()).digest()[:8])
    return tid((number >> 10) & (2**53 - 1), number & 0x3FF)
