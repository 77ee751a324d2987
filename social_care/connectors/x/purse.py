"""What one account may spend on X in a day: looking again stops first, then reading, then replies.

Counted by ourselves, in the account's ledger, from what every answer brought; X forgets at midnight
UTC what it has charged for a post or a user already, and so do we. What is remembered of that ends
with the process: after a restart we may count something twice, never too little.
"""

from collections.abc import Callable, Iterable
from enum import IntEnum

from social_care.connectors.context import Ledger
from social_care.connectors.memory import Memory
from social_care.connectors.x.prices import DOLLAR
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage

MONEY = "money today"
DAY_MS = 24 * 60 * 60 * 1000
REMEMBERED = 50_000

Charge = tuple[str, int]
"""A name for what was read, and its price; what has no name is charged every time."""


class Purpose(IntEnum):
    """What money is spent for, and up to which percentage of the cap."""

    LOOK_AGAIN = 50
    READ = 90
    REPLY = 100


_THEN = {
    Purpose.LOOK_AGAIN: "no more is looked at again",
    Purpose.READ: "reading pauses",
    Purpose.REPLY: "replies wait",
}


class Purse:
    """One account's money; may be used by several threads."""

    def __init__(self, ledger: Ledger, clock: Callable[[], int], cap: int) -> None:
        self._ledger = ledger
        self._clock = clock
        self._cap = cap
        self._paid: Memory[int] = Memory(REMEMBERED)

    def items(self, price: int, least: int, most: int, purpose: Purpose = Purpose.READ) -> int:
        """How many items of this price a read may ask for, between `least` and `most`.

        Raises NetworkError(QUOTA) when not even the least can be paid any more today.
        """
        affordable = self._room(purpose) // price
        if affordable < least:
            raise self._empty(purpose)
        return min(affordable, most)

    def need(self, names: Iterable[str], price: int, purpose: Purpose) -> None:
        """Raises NetworkError(QUOTA) when these, at this price each, cannot all be paid. What is
        paid for today already is free."""
        today = self._clock() // DAY_MS
        unpaid = [name for name in names if not name or self._paid.get(name) != today]
        if unpaid and len(unpaid) * price > self._room(purpose):
            raise self._empty(purpose)

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

    def _room(self, purpose: Purpose) -> int:
        return self._cap * purpose // 100 - self._used()

    def _empty(self, purpose: Purpose) -> NetworkError:
        then = _THEN[purpose]
        usage = self.today()
        spent, cap = usage.used / DOLLAR, usage.allowed / DOLLAR
        return NetworkError(
            ErrorClass.QUOTA,
            f"${spent:.2f} of ${cap:.2f} for X are spent today: {then} until midnight UTC",
            retry_at=usage.until,
            remedy="raise daily_cap of this account, or wait",
        )
