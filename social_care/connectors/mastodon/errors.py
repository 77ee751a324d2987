"""What the refusals of a Mastodon server mean."""

from social_care.connectors.fields import text
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

_CLASSES = {
    401: ErrorClass.AUTH,
    429: ErrorClass.RATE,
}
_LOCKED_OUT = ("login is currently", "confirmed e-mail", "confirmed email", "pending", "suspended")
"""What Mastodon says with 403 when the account itself is shut out, rather than one call."""
_NOT_THERE = frozenset({404, 410})
_UNANSWERABLE = "the post is gone, or its author does not let us reply."


def token_refused(answer: Answer) -> bool:
    """snac2 answers a read with a bad token 422 and nothing else."""
    return answer.status == 401 or (
        answer.status == 422 and not answer.wrote and not answer.content.strip()
    )


def is_missing(answer: Answer) -> bool:
    """The server has no such thing, or no such call."""
    return answer.status in _NOT_THERE


def judge_read(
    answer: Answer, now: int, missing: ErrorClass = ErrorClass.PERMISSION
) -> NetworkError | None:
    """What a read's answer means; None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    said = _said(answer)
    if token_refused(answer):
        return answer.failure(ErrorClass.AUTH, said, now=now)
    if answer.status == 403:
        return answer.failure(_forbidden(said), said, now=now)
    if is_missing(answer):
        return answer.failure(missing, said, now=now)
    usual = ErrorClass.PERMISSION if 400 <= answer.status < 500 else ErrorClass.TRANSIENT
    return answer.failure(_CLASSES.get(answer.status, usual), said, now=now)


def judge_write(
    answer: Answer, now: int, missing: ErrorClass = ErrorClass.GONE
) -> NetworkError | None:
    """What a write's answer means; None when it is a success."""
    status, said = answer.status, _said(answer)
    if 200 <= status < 300:
        return None
    if status == 403:
        return answer.failure(_forbidden(said), said, now=now)
    if is_missing(answer):
        said = f"{_UNANSWERABLE} {said}" if missing is ErrorClass.GONE else said
        return answer.failure(missing, said, now=now)
    lost = ErrorClass.UNKNOWN_OUTCOME if answer.wrote else ErrorClass.TRANSIENT
    usual = ErrorClass.REFUSED if 400 <= status < 500 else lost
    return answer.failure(_CLASSES.get(status, usual), said, now=now)


def _forbidden(said: str) -> ErrorClass:
    locked_out = any(words in said.lower() for words in _LOCKED_OUT)
    return ErrorClass.AUTH if locked_out else ErrorClass.PERMISSION


def _said(answer: Answer) -> str:
    """The server's own words, if it gave any that are meant for us."""
    if "html" in answer.headers.get("content-type", ""):
        return ""
    try:
        found = answer.json()
    except NetworkError:
        # An error page need not be JSON; its status is judged, its words are only a help.
        return answer.content[:200].decode("utf-8", "replace")
    return text(found, "error_description") or text(found, "error")
