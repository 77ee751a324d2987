"""What X's headers say of our allowance: by the quarter of an hour and by the day."""

from collections.abc import Mapping

from social_care.answer import usage_of
from social_care.models import Usage

_WINDOWS = ("x-rate-limit-", "x-user-limit-24hour-", "x-app-limit-24hour-")


def tightest(headers: Mapping[str, str], now: int) -> Usage | None:
    """The window of which the least is left; where several are used up, the one that lasts."""
    windows = _usages(headers, now)
    if not windows:
        return None
    return min(windows, key=lambda usage: (usage.left / usage.allowed, -usage.until))


def exhausted_until(headers: Mapping[str, str], now: int) -> int | None:
    """When the last of the used-up windows begins anew; None where none is said to be used up."""
    return max((usage.until for usage in _usages(headers, now) if not usage.left), default=None)


def _usages(headers: Mapping[str, str], now: int) -> list[Usage]:
    lower = {name.lower(): value for name, value in headers.items()}
    found = []
    for window in _WINDOWS:
        # As `usage_of` knows them: under the one name that X uses for the shortest of the windows.
        one = {"x-rate-limit-" + end: lower.get(window + end, "") for end in _ENDS}
        usage = usage_of(one, now)
        if usage is not None and usage.until > now:
            found.append(usage)
    return found


_ENDS = ("limit", "remaining", "reset")
