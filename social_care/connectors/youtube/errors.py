"""What a refusal of YouTube's means."""

from social_care.connectors.fields import obj, objs, text
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

STALE = "invalidPageToken"

_REASONS = {
    "authError": ErrorClass.AUTH,
    "authorizationRequired": ErrorClass.AUTH,
    "authenticatedUserAccountSuspended": ErrorClass.AUTH,
    "authenticatedUserAccountClosed": ErrorClass.AUTH,
    "quotaExceeded": ErrorClass.QUOTA,
    "dailyLimitExceeded": ErrorClass.QUOTA,
    "rateLimitExceeded": ErrorClass.RATE,
    "userRateLimitExceeded": ErrorClass.RATE,
    "commentsDisabled": ErrorClass.PERMISSION,
    "forbidden": ErrorClass.PERMISSION,
    "ineligibleAccount": ErrorClass.PERMISSION,
    "commentNotFound": ErrorClass.GONE,
    "videoNotFound": ErrorClass.GONE,
    "commentTextTooLong": ErrorClass.REFUSED,
    "commentTextRequired": ErrorClass.REFUSED,
    "invalidCustomEmoji": ErrorClass.REFUSED,
    "parentCommentIsPrivate": ErrorClass.BLOCKED,
    "operationNotSupported": ErrorClass.BLOCKED,
}
_STATUSES = {
    401: ErrorClass.AUTH,
    403: ErrorClass.PERMISSION,
    404: ErrorClass.GONE,
    410: ErrorClass.GONE,
    429: ErrorClass.RATE,
}
_A_DAY = "per day"
"""Google's newer limits answer 429 for a day's allowance too, and only the words tell."""


def judge(answer: Answer, now: int) -> NetworkError | None:
    """What an answer means; None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    reason, said = reason_of(answer)
    error_class = _class_of(answer, reason)
    if error_class is ErrorClass.RATE and _A_DAY in said.lower():
        error_class = ErrorClass.QUOTA
    return answer.failure(error_class, f"{reason} {said}", now=now)


def reason_of(answer: Answer) -> tuple[str, str]:
    """Google's name for what is wrong, and its words; empty where it has none."""
    try:
        error = obj(answer.json(), "error")
    except NetworkError:
        return "", ""  # an error page need not be JSON; its status is judged
    named = next((text(item, "reason") for item in objs(error, "errors")), "")
    return named, text(error, "message")


def _class_of(answer: Answer, reason: str) -> ErrorClass:
    passing = ErrorClass.UNKNOWN_OUTCOME if answer.wrote else ErrorClass.TRANSIENT
    if answer.status >= 500 or answer.status < 400 or reason == "processingFailure":
        return passing
    usual = ErrorClass.REFUSED if answer.wrote else ErrorClass.PERMISSION
    return _REASONS.get(reason) or _STATUSES.get(answer.status, usual)
