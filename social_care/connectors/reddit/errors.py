"""What Reddit's refusals mean: by status, and by the codes it sends with 200."""

import re
from collections.abc import Sequence
from typing import Any

from social_care.answer import LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS, USUAL_PAUSE_MS
from social_care.connectors.fields import Json, obj, text
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

_STATUSES = {
    401: ErrorClass.AUTH,
    403: ErrorClass.PERMISSION,
    429: ErrorClass.RATE,
}
_CODES = {
    "RATELIMIT": ErrorClass.RATE,
    "QUOTA_FILLED": ErrorClass.RATE,
    "USER_REQUIRED": ErrorClass.AUTH,
    "THREAD_LOCKED": ErrorClass.GONE,
    "TOO_OLD": ErrorClass.GONE,
    "DELETED_COMMENT": ErrorClass.GONE,
    "DELETED_LINK": ErrorClass.GONE,
    "USER_DOESNT_EXIST": ErrorClass.GONE,
    "USER_BLOCKED": ErrorClass.BLOCKED,
    "USER_BLOCKED_MESSAGE": ErrorClass.BLOCKED,
    "NOT_WHITELISTED_BY_USER_MESSAGE": ErrorClass.BLOCKED,
    "SUBREDDIT_NOTALLOWED": ErrorClass.PERMISSION,
    "BANNED_FROM_SUBREDDIT": ErrorClass.PERMISSION,
    "USER_MUTED": ErrorClass.PERMISSION,
    "MUTED_FROM_SUBREDDIT": ErrorClass.PERMISSION,
}
_SHUT_OUT = "the community does not let us write there: answer privately, or open it in the browser"
_CLOSED = "nobody can comment there any more: answer privately, or resolve the conversation"
_REMEDIES = {"THREAD_LOCKED": _CLOSED, "TOO_OLD": _CLOSED} | dict.fromkeys(
    (code for code, meaning in _CODES.items() if meaning is ErrorClass.PERMISSION), _SHUT_OUT
)
_FORBIDDEN = (
    "the community is private, quarantined or has banned us, or the log-in lacks a scope:"
    " social-care account test NAME"
)

_PAUSE = re.compile(r"(\d{1,6})\s*(millisecond|second|minute|hour)", re.ASCII | re.IGNORECASE)
_UNITS_MS = {"millisecond": 1, "second": 1000, "minute": 60_000, "hour": 3_600_000}


def judge_read(answer: Answer, now: int, missing: ErrorClass) -> NetworkError | None:
    """What a read's answer means; None when it is a success. `missing` is what 404 means."""
    if 200 <= answer.status < 300:
        return None
    if answer.status in {404, 410}:
        return answer.failure(missing, _said(answer), now=now)
    usual = ErrorClass.PERMISSION if answer.status < 500 else ErrorClass.TRANSIENT
    return _failure(answer, _STATUSES.get(answer.status, usual), now)


def judge_write(answer: Answer, now: int) -> NetworkError | None:
    """What a write's answer means; None when it is a success. Raises UNKNOWN_OUTCOME.

    Reddit refuses with 200 as well: the codes are in the body, sometimes with 400.
    """
    if 300 <= answer.status < 400 or answer.status >= 500:
        return answer.failure(ErrorClass.UNKNOWN_OUTCOME, now=now)
    errors = _errors(answer)
    if errors:
        return _refusal(answer, errors[0], now)
    if 200 <= answer.status < 300:
        return None
    if answer.status in {404, 410}:
        return answer.failure(ErrorClass.GONE, _said(answer), now=now)
    return _failure(answer, _STATUSES.get(answer.status, ErrorClass.REFUSED), now)


def _failure(answer: Answer, error_class: ErrorClass, now: int) -> NetworkError:
    error = answer.failure(error_class, _said(answer), now=now)
    if answer.status == 403:
        return NetworkError(error_class, error.message, remedy=_FORBIDDEN)
    return error


def _errors(answer: Answer) -> Sequence[Any]:
    try:
        found = answer.json()
    except NetworkError:
        if 200 <= answer.status < 300:
            raise
        return ()  # an error page need not be JSON; its status is judged
    errors = obj(found, "json").get("errors", ())
    return errors if isinstance(errors, list) else ([errors] if errors else ())


def _refusal(answer: Answer, error: Any, now: int) -> NetworkError:
    parts = [part for part in error if isinstance(part, str)] if isinstance(error, list) else []
    code = parts[0].upper() if parts else ""
    meaning = _CODES.get(code, ErrorClass.REFUSED)
    refused = answer.failure(meaning, ": ".join(parts[:2]) or "it does not say why", now=now)
    if meaning is not ErrorClass.RATE:
        return NetworkError(meaning, refused.message, remedy=_REMEDIES.get(code, ""))
    # The headers speak of all calls; how long we may not comment stands in the body.
    until = now + _pause_ms(obj(answer.json(), "json"), " ".join(parts[1:2]))
    return NetworkError(meaning, refused.message, retry_at=until)


def _pause_ms(body: Json, message: str) -> int:
    """Given in seconds, or in the message's words, which are rounded down."""
    seconds = body.get("ratelimit")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 1e6:
        pause = round(seconds * 1000)
    elif found := _PAUSE.search(message):
        pause = (int(found[1]) + 1) * _UNITS_MS[found[2].lower()]
    else:
        pause = USUAL_PAUSE_MS
    return min(max(pause, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)


def _said(answer: Answer) -> str:
    """Reddit's own words, if it gave any that are meant for us."""
    try:
        found = answer.json()
    except NetworkError:
        return ""  # a page for a browser; the status is all it says to us
    said = (text(found, name) for name in ("message", "reason", "explanation"))
    return " ".join(filter(None, said))
