"""How long to wait before something that failed is tried again."""


def pause_ms(tries: int, first_ms: int, longest_ms: int) -> int:
    """After so many failures in a row, the last one not counted: twice as long each time."""
    return int(min(first_ms * 2 ** min(tries, 20), longest_ms))
