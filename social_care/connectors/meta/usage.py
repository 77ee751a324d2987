"""How much of Meta's allowance is used, by the percentages in the headers of every answer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from social_care.connectors.fields import Json, objs
from social_care.models import Usage

SLOW_AT = 75
"""Per cent from which calls are spaced out, ever more widely."""
PAUSE_AT = 95
"""Per cent from which only replies go through."""
STANDS_MS = 10 * 60 * 1000
"""How long a percentage is believed: it is of a rolling window, and every answer brings another."""
LONGEST_MINUTES = 24 * 60

_FLAT = ("x-app-usage", "x-page-usage")
_BY_BUSINESS = "x-business-use-case-usage"
_PERCENTAGES = ("call_count", "total_time", "total_cputime")


def read_usage(headers: Mapping[str, str], now: int) -> Usage | None:
    """The allowance as `Pace` counts it: it spaces reads from 50 of 100 on and stops at 90."""
    found = list(_usages(headers))
    if not found:
        return None
    percent = max(_number(usage.get(name)) for usage in found for name in _PERCENTAGES)
    until = regained_at(headers, now)
    used = 100 if until is not None else _as_pace_counts(percent)
    return Usage(used=used, allowed=100, until=until or now + STANDS_MS)


def regained_at(headers: Mapping[str, str], now: int) -> int | None:
    """When a used-up allowance is given back, where Meta says so; ms since 1970 UTC."""
    waits = [_number(usage.get("estimated_time_to_regain_access")) for usage in _usages(headers)]
    minutes = min(max(waits, default=0), LONGEST_MINUTES)
    return now + round(minutes * 60_000) if minutes > 0 else None


def _as_pace_counts(percent: float) -> int:
    if percent >= 100:
        return 100
    if percent >= PAUSE_AT:
        return 90 + round((percent - PAUSE_AT) * 9 / (100 - PAUSE_AT))
    if percent >= SLOW_AT:
        return 51 + int((percent - SLOW_AT) * 38 / (PAUSE_AT - SLOW_AT))
    return int(percent * 50 / SLOW_AT)


def _usages(headers: Mapping[str, str]) -> Iterator[Json]:
    lower = {name.lower(): value for name, value in headers.items()}
    for name in _FLAT:
        usage = _read(lower.get(name))
        if usage:
            yield usage
    for business in _read(lower.get(_BY_BUSINESS)):
        yield from objs(_read(lower.get(_BY_BUSINESS)), business)


def _read(value: str | None) -> Json:
    try:
        found = json.loads(value or "{}")
    except (ValueError, RecursionError):
        return {}  # a header nobody can read says nothing; the answer itself still counts
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(value) if usable else 0.0
