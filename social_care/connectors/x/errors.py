"""What each kind of refusal by X means; X explains itself in problem documents (RFC 7807)."""

import re

from social_care.answer import retry_at
from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.x.limits import exhausted_until
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer


class InvalidRequest(NetworkError):
    """X cannot make sense of a call: an old page token, or a mistake of ours."""


class Duplicate(NetworkError):
    """The very words were posted by us a short while ago."""


_REPLY_GATE = ("only reply to or quote", "reply to this conversation is not allowed")
_LOCKED_OUT = re.compile(r"\byour account\b.*\b(?:suspended|locked)\b|\btemporarily locked\b")
"""Said of us. That others are suspended or have blocked us is mended by no log-in."""
_NOT_THERE = "deleted or not visible"
_NOT_TO_THEM = (
    "blocked",
    "cannot send messages",
    "send direct messages",
    "not allow dms",
    "dm conversation",
)
_SCOPES = ("scope", "client-forbidden", "unsupported-authentication", "oauth1-permissions")
GONE_KINDS = ("resource-not-found", "not-authorized-for-resource")
"""What the `errors` of a look-up say of a post that is not to be seen any more."""


def judge(answer: Answer, now: int) -> NetworkError | None:
    """None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    problem = _problem(answer)
    said = said_in(problem)
    if answer.status == 400:
        usual = ErrorClass.REFUSED if answer.wrote else ErrorClass.PERMISSION
        failure = answer.failure(usual, said, now=now)
        return InvalidRequest(usual, failure.message)
    if answer.status == 403 and "duplicate" in said.lower():
        failure = answer.failure(ErrorClass.REFUSED, said, now=now)
        return Duplicate(
            ErrorClass.REFUSED,
            failure.message,
            remedy="X has these words from us already: look there, or say it in other words",
        )
    failure = answer.failure(_class_of(answer, problem, said), said, now=now)
    if failure.error_class.is_limit:
        failure.retry_at = exhausted_until(answer.headers, now) or retry_at(answer.headers, now)
    return failure


def _class_of(answer: Answer, problem: Json, said: str) -> ErrorClass:
    match answer.status:
        case 401:
            return ErrorClass.AUTH
        case 402:
            return ErrorClass.QUOTA
        case 403:
            return _forbidden(answer, kind_of(problem), said.lower())
        case 404 | 410:
            return ErrorClass.GONE
        case 429:
            return ErrorClass.QUOTA if "usage-capped" in kind_of(problem) else ErrorClass.RATE
    if 400 <= answer.status < 500:
        return ErrorClass.REFUSED if answer.wrote else ErrorClass.PERMISSION
    return ErrorClass.UNKNOWN_OUTCOME if answer.wrote else ErrorClass.TRANSIENT


def _forbidden(answer: Answer, kind: str, said: str) -> ErrorClass:
    if any(words in said for words in _REPLY_GATE) or kind in GONE_KINDS:
        return ErrorClass.BLOCKED
    if _LOCKED_OUT.search(said):
        return ErrorClass.AUTH
    if any(words in kind or words in said for words in _SCOPES) or not answer.wrote:
        return ErrorClass.PERMISSION
    if _NOT_THERE in said:
        return ErrorClass.GONE
    if any(words in said for words in _NOT_TO_THEM):
        return ErrorClass.BLOCKED
    return ErrorClass.REFUSED


def kind_of(problem: Json) -> str:
    """The last part of a problem's address: "usage-capped"."""
    return text(problem, "type").rstrip("/").rpartition("/")[2]


def said_in(problem: Json) -> str:
    """X's own words."""
    inner = next(iter(objs(problem, "errors")), {})
    words = text(problem, "detail") or text(inner, "detail") or text(inner, "message")
    return words or text(problem, "title") or text(problem, "error_description")


def _problem(answer: Answer) -> Json:
    try:
        return obj(answer.json())
    except NetworkError:
        return {}  # a page of HTML: the status says enough
