"""Durations and what is known of a customer, in the words that screens and reports share."""

from social_care.models.account import Usage
from social_care.models.presence import Promise, Silence
from social_care.text.safe import clean_line


def span(ms: int) -> str:
    """Return a duration in its largest whole unit, as "9s", "41m", "3h" or "2d"; no sign."""
    for size, unit in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m")):
        if abs(ms) >= size:
            return f"{abs(ms) // size}{unit}"
    return f"{abs(ms) // 1000}s"


def promised(promise: Promise) -> str:
    """Return what was promised, as "promised by joe: I will call on Friday"."""
    words = clean_line(promise.text) or "something that is erased"
    return f"promised by {clean_line(promise.agent)}: {words}"


def came_back(silence: Silence) -> str:
    """Return why it is everybody's again, as "back from joe: silent for 10 min"."""
    return f"back from {clean_line(silence.agent)}: {silence.length}"


def used(name: str, usage: Usage) -> str:
    """What is used up of an allowance: "reads: 12 of 300 used"; money in dollars."""
    if name.startswith("money"):
        return f"{name}: ${usage.used / 1e6:.2f} of ${usage.allowed / 1e6:.2f} used"
    return f"{name}: {usage.used} of {usage.allowed} used"


def ago(ms: int) -> str:
    """Return how long ago something was, as `span` does; "0s" for what clocks put in the future."""
    return span(max(ms, 0))
