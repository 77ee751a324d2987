"""Sends what waits in the outbox of mails: one after another, until the server takes each."""

import logging
from collections.abc import Callable
from typing import Protocol

from social_care.backoff import next_try, pause_ms
from social_care.errors import ErrorClass, NetworkError
from social_care.models.mails import MailItem
from social_care.storage import Store, mails

FIRST_PAUSE_MS = 60 * 1000
LONGEST_PAUSE_MS = 30 * 60 * 1000
GIVE_UP_MS = 3 * 24 * 60 * 60 * 1000
"""A mail that is older has nothing new to say."""
FOR_GOOD = frozenset({ErrorClass.REFUSED, ErrorClass.GONE})
"""The server will say the same the next time."""

logger = logging.getLogger("social_care.mail")


class Sends(Protocol):
    """What `mail.Mailer` does."""

    def send(self, recipient: str, content: bytes) -> None:
        """Hand it over. Raises NetworkError."""
        ...


def send_due(store: Store, mailer: Sends, clock: Callable[[], int]) -> list[str]:
    """Send every mail that is due; what failed, in words.

    Mails of one server share its trouble, so the first failure that is not of one mail alone
    ends the round.
    """
    problems = []
    while mails.is_due(store.read(), clock()):
        with store.write(durable=True, bump=False) as tx:
            taken = mails.take(tx, clock())
        if taken is None:
            break
        item, content = taken
        try:
            mailer.send(item.recipient, content)
        except NetworkError as error:
            _failed(store, item, error, clock())
            problems.append(f"mail to {item.recipient}: {error.message}")
            if error.error_class not in FOR_GOOD:
                break
        else:
            with store.write(durable=True, bump=False) as tx:
                mails.sent(tx, item.id, clock())
            logger.info("%s: sent to %s", item.key, item.recipient)
    return problems


def _failed(store: Store, item: MailItem, error: NetworkError, now: int) -> None:
    with store.write(durable=True, bump=False) as tx:
        if error.error_class in FOR_GOOD or now - item.queued_at > GIVE_UP_MS:
            mails.give_up(tx, item.id, now, problem=error.message, remedy=error.remedy)
        else:
            pause = pause_ms(item.tries, FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
            next_at = next_try(now, pause, error.retry_at)
            mails.failed(tx, item.id, problem=error.message, remedy=error.remedy, next_at=next_at)
    logger.warning("mail to %s: %s", item.recipient, error.message)
