"""Where an export goes: a file that is whole or not there at all, or whoever reads our output.

Everything is written to a file of its own first. It takes the wanted name when it is complete; what
is a pipe or a device gets it then. So the database is read at the speed of the disk however slowly
a pipe is emptied, nobody ever reads half an export, and a format may go back to what it wrote.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from social_care.errors import UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """The file under that name once the block is left, as it was when the block raises.

    Raises UsageError when it cannot be written there.
    """
    target = path.resolve()  # a link stays a link
    if target.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder", "give the name of a file")
    if target.exists() and not target.is_file():
        with _opened(target, "wb") as device, piped(device) as out:
            yield out
        return
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with _opened(part, "x+b") as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def piped(to: IO[bytes]) -> Iterator[BinaryIO]:
    """A file that is handed on once the block is left; nothing is when it raises."""
    with TemporaryFile() as out:
        yield out
        out.seek(0)
        shutil.copyfileobj(out, to)
        to.flush()


def _opened(path: Path, mode: str) -> BinaryIO:
    try:
        return path.open(mode)  # type: ignore[return-value]
    except OSError as error:
        raise UsageError(f"cannot write {path.parent}: {error.strerror}") from error
