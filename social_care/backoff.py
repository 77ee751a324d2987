"""How long to wait before something that failed is tried again."""

FURTHEST_MS = 30 * 60 * 1000
"""Nothing that failed waits longer, whatever a server says: what seems to was to be tried again
before the clock was set back."""


def next_try(now: int, pause: int, retry_at: int | None) -> int:
    """When to try again: after the pause, or when the server says; within half an hour. ms UTC."""
    return min(max(retry_at or 0, now + pause), now + FURTHEST_MS)


def pause_ms(tries: int, first_ms: int, longest_ms: int) -> int:
    """After so many failures in a row, the last one not counted: twice as long each time."""
    return int(min(first_ms * 2 ** min(tries, 20), longest_ms))
