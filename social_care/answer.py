"""What a server said, and what its words are worth: JSON fit to store, times, and no secrets."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage
from social_care.redaction import redact
from social_care.text import storable

SHORTEST_PAUSE_MS = 5_000
USUAL_PAUSE_MS = 15 * 60 * 1000
LONGEST_PAUSE_MS = 24 * 60 * 60 * 1000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a network said, whatever its status."""

    asked: str
    """Method, host and path, for messages; never the query."""
    status: int
    headers: Mapping[str, str]
    content: bytes = field(default=b"", repr=False)
    url: str = ""
    """Where it came from in the end, after redirects."""
    moved: bool = False
    """Every redirect on the way there was permanent, and there was one."""
    wrote: bool = False
    """True when the request may have changed something over there."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not appear in a message about it."""

    @property
    def sent_at(self) -> int | None:
        """What time it was over there, by its Date header; ms since 1970 UTC."""
        try:
            return _milliseconds(parsedate_to_datetime(self.headers.get("date", "")))
        except (ValueError, OverflowError):
            return None

    def json(self) -> Any:
        """The body as JSON, its texts fit to be stored. Raises NetworkError when it is none."""
        try:
            return _storable(json.loads(self.content.decode("utf-8", "replace")))
        except (ValueError, RecursionError) as error:
            raise self.unreadable("but not in JSON") from error

    def failure(self, error_class: ErrorClass, said: str = "", *, now: int) -> NetworkError:
        """An error of this class, with what the network said and, for RATE, until when to wait."""
        detail = " ".join(said.split())[:300]
        message = redact(
            f"{self.asked} answered {self.status}{detail and ': '}{detail}", self.secrets
        )
        until = retry_at(self.headers, now) if error_class.is_limit else None
        return NetworkError(error_class, message, retry_at=until)

    def unreadable(self, what: str) -> NetworkError:
        """An answer that says neither yes nor no."""
        lost = ErrorClass.UNKNOWN_OUTCOME if self.wrote else ErrorClass.TRANSIENT
        return NetworkError(
            lost, redact(f"{self.asked} answered {self.status}, {what}", self.secrets)
        )


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


def parse_time(text: object) -> int | None:
    """ISO 8601 with a zone as ms since 1970 UTC; None for anything else, naive times included."""
    try:
        return _milliseconds(datetime.fromisoformat(text)) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        return None


def retry_at(headers: Mapping[str, str], now: int) -> int:
    """When to ask again, by the headers of a refusal: ms UTC, 5 s to 24 h after `now`.

    Networks give seconds to wait, unix seconds, ISO 8601 or an HTTP date; without any of them it
    is a quarter of an hour.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    moments = (
        _moment(lower[name], now)
        for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
        if name in lower
    )
    at = next((moment for moment in moments if moment is not None), now + USUAL_PAUSE_MS)
    return min(max(at, now + SHORTEST_PAUSE_MS), now + LONGEST_PAUSE_MS)


def usage_of(headers: Mapping[str, str], now: int) -> Usage | None:
    """What an answer's headers say of our allowance of calls; None when they say nothing.

    Networks spell it X-RateLimit-, RateLimit- or X-Rate-Limit-, each with Remaining and Reset (in
    any form that `retry_at` reads), and Limit or (Reddit) Used.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    for prefix in ("x-ratelimit-", "ratelimit-", "x-rate-limit-"):
        remaining = _whole(lower.get(prefix + "remaining"))
        until = _moment(lower.get(prefix + "reset", ""), now)
        if remaining is None or until is None:
            continue
        used = _whole(lower.get(prefix + "used"))
        allowed = _whole(lower.get(prefix + "limit"))
        if allowed is None:
            allowed = remaining + (used or 0)
        if allowed > 0:
            return Usage(used=max(allowed - remaining, 0), allowed=allowed, until=until)
    return None


def _whole(value: str | None) -> int | None:
    """A count, which Reddit writes with a fraction; rounded down, as caution has it."""
    number = re.match(r"\d{1,12}(?=$|[.;,\s])", value or "", re.ASCII)
    return int(number[0]) if number else None


def _moment(value: str, now: int) -> int | None:
    if re.fullmatch(r"\d{1,17}(\.\d+)?", value, re.ASCII):
        return _of_number(float(value), now)
    try:
        return parse_time(value) or _milliseconds(parsedate_to_datetime(value))
    except (ValueError, OverflowError):
        return None


def _of_number(number: float, now: int) -> int:
    if number < 1e8:  # three years of seconds: a span, not a date
        return now + round(number * 1000)
    if number < 1e11:  # the year 5138 in seconds, 1973 in milliseconds
        return round(number * 1000)
    return round(number)


def _milliseconds(moment: datetime) -> int | None:
    if moment.tzinfo is None:
        return None
    return (moment - _EPOCH) // timedelta(milliseconds=1)
