"""What Bluesky's refusals mean: they are told apart by name, since most of them are a plain 400."""

from social_care.connectors.fields import text
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

STALE_TOKENS = frozenset({"ExpiredToken", "InvalidToken"})
STALE_FOR_CHAT = frozenset({"ExpiredToken"})
"""With InvalidToken the chat service says that the app password is not for direct messages; the
session is as good as ever for everything else."""
CHAT_REMEDY = (
    "make an app password with the option to access direct messages (Settings, Privacy and"
    " security, App passwords), or set messages = false"
)

_BY_NAME = {
    "ExpiredToken": ErrorClass.AUTH,
    "InvalidToken": ErrorClass.AUTH,
    "AuthMissing": ErrorClass.AUTH,
    "AuthenticationRequired": ErrorClass.AUTH,
    "AuthFactorTokenRequired": ErrorClass.AUTH,
    "AccountTakedown": ErrorClass.AUTH,
    "AccountDeactivated": ErrorClass.AUTH,
    "AccountNotFound": ErrorClass.AUTH,
    "NotFound": ErrorClass.GONE,
    "RecordNotFound": ErrorClass.GONE,
    "BlockedActor": ErrorClass.BLOCKED,
    "BlockedByActor": ErrorClass.BLOCKED,
    "BlobTooLarge": ErrorClass.REFUSED,
    "InvalidMimeType": ErrorClass.REFUSED,
    "RateLimitExceeded": ErrorClass.RATE,
}
_BY_STATUS = {
    401: ErrorClass.AUTH,
    403: ErrorClass.PERMISSION,
    429: ErrorClass.RATE,
    501: ErrorClass.PERMISSION,
}


def error_name(answer: Answer) -> str:
    """The name of the error, or an empty text."""
    return _error(answer)[0]


def judge(answer: Answer, now: int) -> NetworkError | None:
    """What an answer means; None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    name, message = _error(answer)
    return answer.failure(_class_of(answer, name), f"{name} {message}".strip(), now=now)


def judge_chat(answer: Answer, now: int) -> NetworkError | None:
    """What an answer of the chat service means; None when it is a success."""
    error = judge(answer, now)
    name, message = _error(answer)
    if error is None or error.error_class is ErrorClass.RATE:
        return error
    if name == "InvalidToken" or answer.status in {403, 501}:
        return NetworkError(ErrorClass.PERMISSION, error.message, remedy=CHAT_REMEDY)
    if answer.status == 400 and "recipient" in message.lower():
        return NetworkError(ErrorClass.BLOCKED, error.message)
    return error


def _class_of(answer: Answer, name: str) -> ErrorClass:
    if 400 <= answer.status < 500 and name in _BY_NAME:
        return _BY_NAME[name]
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]
    if 400 <= answer.status < 500:
        # On a read it is our request that is wrong, say a search nobody can parse.
        return ErrorClass.REFUSED if answer.wrote else ErrorClass.PERMISSION
    return ErrorClass.UNKNOWN_OUTCOME if answer.wrote else ErrorClass.TRANSIENT


def _error(answer: Answer) -> tuple[str, str]:
    try:
        found = answer.json()
    except NetworkError:
        return "", ""  # a proxy's page; the status says what there is to know
    return text(found, "error"), text(found, "message")
