"""What each fault of the control file does to a call."""

from collections.abc import Mapping
from threading import Event

from social_care.connectors.demo.control import DemoControl, Fault
from social_care.errors import ErrorClass, NetworkError

_RATE_MS = 60_000
_REFUSALS: Mapping[str, tuple[ErrorClass, str]] = {
    "down": (ErrorClass.TRANSIENT, "the simulated network is down"),
    "auth": (ErrorClass.AUTH, "the simulated network does not know this token any more"),
    "rate": (ErrorClass.RATE, "too many calls to the simulated network"),
    "refuse": (ErrorClass.REFUSED, "the simulated network does not want this text"),
    "gone": (ErrorClass.GONE, "the message was deleted by its author"),
    "blocked": (ErrorClass.BLOCKED, "the author has blocked us"),
    "drop": (ErrorClass.UNKNOWN_OUTCOME, "no answer from the simulated network"),
}
_RIDDLES: Mapping[str, str] = {
    "lose_answer": "no answer from the simulated network",
    "error_after": "the simulated network answered 500",
}


def before_reading(fault: Fault | None, now: int) -> None:
    """Fail a read that is to fail altogether. Raises NetworkError."""
    if fault and fault.name in _REFUSALS:
        raise _refusal(fault, now)


def before_accepting(fault: Fault | None, now: int, control: DemoControl) -> None:
    """Fail, or hang for ever, before a post is accepted. Raises NetworkError."""
    if fault and fault.name in _REFUSALS:
        raise _refusal(fault, now)
    if fault and fault.name == "hang_before":
        _hang(control)


def after_accepting(fault: Fault | None, control: DemoControl) -> None:
    """Fail, or hang for ever, after a post was accepted. Raises NetworkError(UNKNOWN_OUTCOME)."""
    if fault and fault.name in _RIDDLES:
        raise NetworkError(ErrorClass.UNKNOWN_OUTCOME, fault.words or _RIDDLES[fault.name])
    if fault and fault.name == "hang_after":
        _hang(control)


def _refusal(fault: Fault, now: int) -> NetworkError:
    error_class, words = _REFUSALS[fault.name]
    retry_at = (fault.retry_at or now + _RATE_MS) if error_class is ErrorClass.RATE else None
    return NetworkError(error_class, fault.words or words, retry_at=retry_at)


def _hang(control: DemoControl) -> None:
    """Wait for a kill: the only way out, as with a process that dies in the middle of a call."""
    control.hanging.touch()
    Event().wait()
