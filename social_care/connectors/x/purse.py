"""What one account may spend on X in a day. Reads stop before replies do, and both before the cap.

Counted by ourselves, in the account's ledger, from what every answer brought; X forgets at midnight
UTC what it has charged for a post or a user already, and so do we. What is remembered of that ends
with the process: after a restart we may count something twice, never too little.
"""

from collections.abc import Callable, Iterable

from social_care.connectors.context import Ledger
from social_care.connectors.memory import Memory
from social_care.connectors.x.prices import DOLLAR
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage

MONEY = "money today"
DAY_MS = 24 * 60 * 60 * 1000
RESERVE = 10
"""One part in so many is kept for replies."""
REMEMBERED = 50_000

Charge = tuple[str, int]
"""A name for what was read, and its price; what has no name is charged every time."""


class Purse:
    """One account's money; may be used by several threads."""

    def __init__(self, ledger: Ledger, clock: Callable[[], int], cap: int) -> None:
        self._ledger = ledger
        self._clock = clock
        self._cap = cap
        self._paid: Memory[int] = Memory(REMEMBERED)

    def items(self, price: int, least: int, most: int, *, for_reply: bool = False) -> int:
        """How many items of this price a read may ask for, between `least` and `most`.

        Raises NetworkError(QUOTA) when not even the least can be paid any more today.
        """
        kept = 0 if for_reply else self._cap // RESERVE
        affordable = (self._cap - kept - self._used()) // price
        if affordable < least:
            raise self._empty("reading pauses")
        return min(affordable, most)

    def need(self, price: int) -> None:
        """Raises NetworkError(QUOTA) when a write of this price would go beyond the cap."""
        if self._used() + price > self._cap:
            raise self._empty("replies wait")

    def pay(self, charges: Iterable[Charge]) -> None:
        """Count what an answer brought; the same thing again is free until midnight UTC."""
        now = self._clock()
        today = now // DAY_MS
        amount = 0
        for name, price in charges:
            if name and self._paid.get(name) == today:
                continue
            if name:
                self._paid.put(name, today)
            amount += price
        if amount:
            self._ledger.spend(MONEY, amount, self._cap, (today + 1) * DAY_MS, now)

    def today(self) -> Usage:
        """What is spent; both numbers in micro-dollars."""
        until = (self._clock() // DAY_MS + 1) * DAY_MS
        return Usage(used=self._used(), allowed=self._cap, until=until)

    def _used(self) -> int:
        usage = self._ledger.usage(MONEY, self._clock())
        return usage.used if usage else 0

    def _empty(self, then: str) -> NetworkError:
        usage = self.today()
        spent, cap = usage.used / DOLLAR, usage.allowed / DOLLAR
        return NetworkError(
            ErrorClass.QUOTA,
            f"${spent:.2f} of ${cap:.2f} for X are spent today: {then} until midnight UTC",
            retry_at=usage.until,
            remedy="raise daily_cap of this account, or wait",
        )
