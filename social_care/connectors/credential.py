"""A secret as long as the network takes it: read again when refused, not tried for ever.

A mended token needs no restart: after every refusal the reference is resolved anew. One that was
refused three times is left alone for an hour unless it changes, so that a revoked token does not
get the account locked.
"""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer

REFUSALS = 3
PAUSE_MS = 60 * 60 * 1000

T = TypeVar("T")


class Credential:
    """One secret of one account; may be used by several threads."""

    def __init__(
        self, resolve: Callable[[], str], clock: Callable[[], int], what: str = "the access token"
    ) -> None:
        self._resolve = resolve
        self._clock = clock
        self._what = what
        self._lock = Lock()
        self._value: str | None = None
        self._refused: tuple[str, int, int] = ("", 0, 0)
        """The value last refused, how often in a row, and when."""

    def current(self) -> str:
        """The secret. Raises NetworkError(AUTH) when there is none to be had or to be tried."""
        with self._lock:
            value = self._value = self._value or self._read()
            refused, times, at = self._refused
            if value == refused and times >= REFUSALS and self._clock() - at < PAUSE_MS:
                self._value = None
                raise NetworkError(
                    ErrorClass.AUTH,
                    f"{self._what} was refused {times} times; it is not tried again for a while",
                )
            return value

    def refuse(self, value: str) -> str | None:
        """The network refused this value. Another one that has taken its place, if there is one."""
        with self._lock:
            refused, times, _ = self._refused
            self._refused = (value, times + 1 if value == refused else 1, self._clock())
            self._value = None
            newer = self._read()
            if newer == value:
                return None
            self._value = newer
            return newer

    def use(self, ask: Callable[[str], Answer], is_refused: Callable[[Answer], bool]) -> Answer:
        """Ask with the secret; when it is refused and has changed meanwhile, ask once more."""
        value = self.current()
        answer = ask(value)
        if not is_refused(answer):
            self.taken(value)
            return answer
        newer = self.refuse(value)
        return answer if newer is None else ask(newer)

    def log_in(self, enter: Callable[[str], T]) -> T:
        """The same for a log-in that raises NetworkError; AUTH when the secret is refused."""
        return entered(enter, self.current, self.refuse, self.taken)

    def taken(self, value: str) -> None:
        """The network takes it (again): refusals of long ago are no row."""
        with self._lock:
            if value == self._refused[0]:
                self._refused = ("", 0, 0)

    def _read(self) -> str:
        try:
            value = self._resolve().strip()
        except SecretError as error:
            raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error
        if not value or not value.isascii() or not value.isprintable():
            raise NetworkError(ErrorClass.AUTH, f"{self._what} is empty or holds odd characters")
        return value


def entered(
    enter: Callable[[str], T],
    current: Callable[[], str],
    instead: Callable[[str], str | None],
    taken: Callable[[str], None],
) -> T:
    """Enter with a secret; when it is refused and there is another, once more with that.

    Raises what `enter` and `current` raise: NetworkError, AUTH when the secret is refused.
    """
    secret = current()
    try:
        found = enter(secret)
    except NetworkError as error:
        if error.error_class is not ErrorClass.AUTH:
            raise
        newer = instead(secret)
        if newer is None:
            raise
        return enter(newer)
    taken(secret)
    return found
