"""Spacing of calls, so that a network never has to tell us that we ask too much.

What is left of an allowance comes from the network's own headers (or, where it gives none, from
our own counting), lives in the account's ledger and so survives a restart. Reads slow down when
more than half is used and stop while a tenth is left: that tenth is for replies.
"""

from collections.abc import Callable, Mapping
from threading import Lock

from social_care.answer import retry_at, usage_of
from social_care.connectors.context import Ledger
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage

RESERVE = 10
"""One in so many calls is kept for writing."""
TOO_MANY = 429

ReadUsage = Callable[[Mapping[str, str], int], Usage | None]
"""What a network's headers say of our allowance, at this time (ms UTC); None when nothing."""


class Pace:
    """One account's allowance on one network, by bucket; may be used by several threads."""

    def __init__(
        self, ledger: Ledger, clock: Callable[[], int], read: ReadUsage = usage_of
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._read = read
        self._last: dict[str, int] = {}
        self._lock = Lock()

    def before(self, bucket: str, *, wrote: bool) -> None:
        """Let a call through, or raise NetworkError(RATE) with the time to come back."""
        now = self._clock()
        usage = self._ledger.usage(bucket, now)
        with self._lock:
            at = now if usage is None else self._free_at(bucket, usage, now, wrote=wrote)
            if at <= now:
                self._last[bucket] = now
                return
        assert usage is not None
        raise NetworkError(
            ErrorClass.RATE,
            f"{usage.used} of {usage.allowed} calls ({bucket}) are used: spacing out the rest",
            retry_at=at,
        )

    def after(self, bucket: str, status: int, headers: Mapping[str, str]) -> None:
        """Remember what the network says is left; a 429 says that nothing is."""
        now = self._clock()
        if status == TOO_MANY:
            self.refused(bucket, retry_at(headers, now))
            return
        usage = self._read(headers, now)
        if usage is not None and usage.until > now and usage != self._ledger.usage(bucket, now):
            self._ledger.note(bucket, usage)

    def refused(self, bucket: str, until: int) -> None:
        """The network wants no more such calls before `until` (ms UTC)."""
        known = self._ledger.usage(bucket, self._clock())
        allowed = known.allowed if known else 1
        self._ledger.note(bucket, Usage(used=allowed, allowed=allowed, until=until))

    def _free_at(self, bucket: str, usage: Usage, now: int, *, wrote: bool) -> int:
        if wrote:
            return now if usage.left else usage.until
        free = usage.left - (usage.allowed // RESERVE)
        if free <= 0:
            return usage.until
        if usage.left * 2 >= usage.allowed:
            return now
        return self._last.get(bucket, 0) + (usage.until - now) // free
