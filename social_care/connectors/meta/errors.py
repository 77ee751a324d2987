"""What the Graph API's refusals mean: the number in the body counts, the status says little."""

from dataclasses import dataclass

from social_care.connectors.fields import obj, text
from social_care.connectors.meta.usage import regained_at
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

INVALID = 100
"""A parameter is wrong; with subcode 33 the object is gone or cannot be seen."""
_GONE_SUBCODE = 33
_OUTSIDE_WINDOW = frozenset({2018278, 2534022})
_TRANSIENT = frozenset({1, 2, 341})
_NO_MORE_WRITING = 368
_REMEDY_368 = "Meta has blocked the Page for a while: see its support inbox before writing again"

_BY_CODE = {
    190: ErrorClass.AUTH,
    102: ErrorClass.AUTH,
    3: ErrorClass.PERMISSION,
    10: ErrorClass.PERMISSION,
    _NO_MORE_WRITING: ErrorClass.PERMISSION,
    **dict.fromkeys(range(200, 300), ErrorClass.PERMISSION),
    **dict.fromkeys((4, 17, 32, 613, 80001, 80002, 80006), ErrorClass.RATE),
    803: ErrorClass.GONE,
    551: ErrorClass.BLOCKED,
}
_BY_STATUS = {
    401: ErrorClass.AUTH,
    403: ErrorClass.PERMISSION,
    429: ErrorClass.RATE,
}


class GraphError(NetworkError):
    """A refusal with Meta's own number; 0 where there is none."""

    code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    code: int
    subcode: int
    transient: bool
    said: str


def token_refused(answer: Answer) -> bool:
    """Whether it was the token that was not taken."""
    if 200 <= answer.status < 300:
        return False
    return _class_of(answer, _fault(answer)) is ErrorClass.AUTH


def is_wrong(error: NetworkError) -> bool:
    """Whether the question itself was wrong: a field the object has not, a place forgotten."""
    gone = error.error_class is ErrorClass.GONE
    return isinstance(error, GraphError) and error.code == INVALID and not gone


def judge(answer: Answer, now: int) -> GraphError | None:
    """What an answer means; None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    fault = _fault(answer)
    plain = answer.failure(_class_of(answer, fault), fault.said, now=now)
    until = plain.retry_at
    if plain.error_class is ErrorClass.RATE:
        until = regained_at(answer.headers, now) or until
    remedy = _REMEDY_368 if fault.code == _NO_MORE_WRITING else plain.remedy
    error = GraphError(plain.error_class, plain.message, retry_at=until, remedy=remedy)
    error.code = fault.code
    return error


def _class_of(answer: Answer, fault: _Fault) -> ErrorClass:
    lost = ErrorClass.UNKNOWN_OUTCOME if answer.wrote else ErrorClass.TRANSIENT
    wrong = ErrorClass.REFUSED if answer.wrote else ErrorClass.PERMISSION
    if fault.code == INVALID:
        return ErrorClass.GONE if fault.subcode == _GONE_SUBCODE else wrong
    if fault.code == 10 and fault.subcode in _OUTSIDE_WINDOW:
        return ErrorClass.BLOCKED
    if fault.code in _BY_CODE:
        return _BY_CODE[fault.code]
    if fault.code == 506 and answer.wrote:
        # "Duplicate of the previous post": very likely our own first try. Looking tells.
        return ErrorClass.UNKNOWN_OUTCOME
    if fault.transient or fault.code in _TRANSIENT:
        return lost
    if not 400 <= answer.status < 500:
        return lost  # a trouble of theirs, whatever its number
    return wrong if fault.code else _BY_STATUS.get(answer.status, wrong)


def _fault(answer: Answer) -> _Fault:
    try:
        found = obj(answer.json(), "error")
    except NetworkError:
        found = {}  # a proxy's page; the status says what there is to know
    code, subcode = _number(found.get("code")), _number(found.get("error_subcode"))
    words = " ".join(filter(None, (text(found, "message"), text(found, "error_user_msg"))))
    number = f"{code}/{subcode}" if subcode else str(code)
    return _Fault(
        code=code,
        subcode=subcode,
        transient=found.get("is_transient") is True,
        said=f"{words} (code {number})" if code else words,
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
