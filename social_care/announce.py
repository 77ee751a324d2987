"""Tells people of flags: decides who is to know, and tells each target by one message at a time.

At least once: what a target took is remembered after it has taken it, so that a crash in between
tells it twice rather than never. Whatever stands in a message is read just before it is sent:
what was answered meanwhile is not told.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from social_care.alert_words import Message, message
from social_care.alerting import Target
from social_care.backoff import next_try, pause_ms
from social_care.errors import NetworkError
from social_care.models.flags import Flag
from social_care.storage import Store, flags, notices

FIRST_PAUSE_MS = 30 * 1000
LONGEST_PAUSE_MS = 15 * 60 * 1000

logger = logging.getLogger("social_care.announce")


class Outlet(Protocol):
    """One way out: a mail to one recipient, or a post to one address."""

    def __call__(self, told: Message) -> None:
        """Deliver it. Raises NetworkError."""
        ...


class Announcer:
    """Every target of the configuration, with the way that leads there."""

    def __init__(
        self,
        store: Store,
        outlets: Mapping[Target, Outlet],
        clock: Callable[[], int],
        *,
        brand: str,
        zone: str,
    ) -> None:
        self._store = store
        self._outlets = dict(outlets)
        self._clock = clock
        self._brand = brand
        self._zone = zone

    @property
    def targets(self) -> Sequence[Target]:
        """All of them, as the configuration has them."""
        return tuple(self._outlets)

    def route(self) -> None:
        """Decide for every new flag whom it is told to."""
        while ids := notices.unrouted(self._store.read()):
            now = self._clock()
            with self._store.write(bump=False) as tx:
                found = flags.flags(tx, ids, now)
                pairs = [
                    (flag.id, target.key)
                    for flag in found
                    for target in self._outlets
                    if target.wants(flag)
                ]
                notices.route(tx, ids, pairs, now)
                notices.drop_withdrawn(tx, now)

    def tell(self, target: Target) -> str:
        """Tell one target what it is to know by now; why that failed, in words."""
        now = self._clock()
        if not self._due(target, now):
            return ""
        with self._store.write(bump=False) as tx:
            if not notices.take(tx, target.key, now):
                return ""
        due = self._due(target, now)  # another worker may have been here in between
        if not due:
            with self._store.write(bump=False) as tx:
                notices.give_back(tx, target.key)
            return ""
        return self._deliver(target, due, now)

    def _due(self, target: Target, now: int) -> list[Flag]:
        tx = self._store.read()
        waiting = notices.queued(tx, target.key, pressing=target.is_quiet(now))
        if not waiting:
            return []
        health = notices.health(tx, target.key)
        if health.waits(now):
            return []
        return target.due(flags.lasting(tx, waiting, now), now, health.told_at)

    def _deliver(self, target: Target, due: Sequence[Flag], now: int) -> str:
        standing = flags.standing(self._store.read(), now)
        told = message(due, standing, brand=self._brand, zone=self._zone, now=now)
        try:
            self._outlets[target](told)
        except NetworkError as error:
            self._failed(target, error)
            return f"{target.key}: {error.message}"
        with self._store.write(bump=False, durable=True) as tx:
            notices.told(tx, target.key, [flag.id for flag in due], self._clock())
        logger.info("%s: told of %d flags", target.key, len(due))
        return ""

    def _failed(self, target: Target, error: NetworkError) -> None:
        now = self._clock()
        logger.warning("%s: %s", target.key, error.message)
        with self._store.write(bump=False) as tx:
            tries = notices.health(tx, target.key).tries
            pause = pause_ms(tries, FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
            notices.failed(
                tx,
                target.key,
                now,
                problem=error.message,
                remedy=error.remedy,
                next_at=next_try(now, pause, error.retry_at),
            )
