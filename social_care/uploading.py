"""Pictures are handed to the network before their reply is marked: nothing is posted by that.

Each id is committed as it comes, so that a crash repeats no more than one upload; what was handed
over too long ago, while its reply waited, is handed over again.
"""

from collections.abc import Callable

from social_care.connectors.base import Connector, TakesMedia
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared
from social_care.storage import Store, Tx, attachments, outbox
from social_care.storage.connection import Row

UPLOADS_KEEP_MS = 60 * 60 * 1000
"""Networks throw away what no post has used: after a day, the quickest after some hours."""


def hand_over(store: Store, connector: Connector, row: Row, clock: Callable[[], int]) -> None:
    """Upload a reply's pictures. Raises NetworkError.

    Not of a reply that has news, and is about to be held; nor of one that is frozen already.
    """
    if row["key"] is not None or outbox.is_stale(store.read(), row):
        return
    for each in attachments.of_reply(store.read(), row["id"]):
        if _is_there(each, clock()):
            continue
        if not isinstance(connector, TakesMedia):
            raise NetworkError(
                ErrorClass.REFUSED,
                "no picture can go with a reply here",
                remedy="take it back and leave the pictures out",
            )
        network_id = connector.upload(attachments.picture(store.read(), each))
        with store.write(durable=True, bump=False) as tx:
            attachments.uploaded(tx, each["id"], row["id"], network_id, clock())


def are_there(tx: Tx, row: Row, now: int) -> bool:
    """Whether the network has all of a reply's pictures."""
    return all(_is_there(each, now) for each in attachments.of_reply(tx, row["id"]))


def with_pictures(tx: Tx, connector: Connector, row: Row, prepared: Prepared) -> Prepared:
    """The same reply with the pictures that were handed over for it. Raises NetworkError."""
    pictures = [
        (each["uploaded"], attachments.picture(tx, each))
        for each in attachments.of_reply(tx, row["id"])
    ]
    if pictures and isinstance(connector, TakesMedia):
        return connector.attach(prepared, pictures)
    return prepared


def _is_there(attachment: Row, now: int) -> bool:
    return bool(attachment["uploaded"]) and attachment["uploaded_at"] > now - UPLOADS_KEEP_MS
