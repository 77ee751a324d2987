"""Small files that several processes share and any of them may die in the middle of."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold `path` (made if need be) for this process alone; gives its descriptor, for appending.

    The kernel lets go when the process dies, however it dies.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Give `path` a new content that is there wholly or not at all. Hold a lock around it."""
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, content: bytes) -> None:
    """The same with bytes."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        _write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.replace(path)


def append_line(descriptor: int, line: str) -> int:
    """Append to a `locked` file and wait until it is on the disk; gives the line's byte offset.

    What a process that died left without its newline was never acknowledged and never read: it is
    cut off first, so that it cannot merge with this line.
    """
    offset = _end_of_last_line(descriptor)
    os.ftruncate(descriptor, offset)
    _write(descriptor, line.encode() + b"\n")
    os.fsync(descriptor)
    return offset


def whole_lines(path: Path) -> list[str]:
    """The finished lines of a file; none when there is no file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return [line.decode() for line in content.split(b"\n")[:-1]]


def _end_of_last_line(descriptor: int) -> int:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).rfind(b"\n") + 1


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
