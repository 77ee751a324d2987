"""Pictures given on the command line: attached for one answer, taken off again if it fails."""

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from social_care.cli.common import opened
from social_care.desk import Desk
from social_care.errors import SocialCareError, UsageError

MOST_BYTES = 64 * 1024 * 1024
"""No network takes more; a file that is larger is not read at all."""


@contextmanager
def attached(
    desk: Desk, conversation: int, files: Sequence[Path], alts: Sequence[str]
) -> Iterator[list[int]]:
    """Attach each file with its description; the pictures' ids, for `Desk.submit`.

    Raises UsageError when they do not pair, NotAllowed when the network would not take one.
    """
    if alts and len(alts) != len(files):
        raise UsageError(f"{len(files)} --attach, {len(alts)} --alt", "give one --alt per --attach")
    ids: list[int] = []
    try:
        for number, file in enumerate(files):
            content = _content(file)
            alt = alts[number] if alts else ""
            ids.append(desk.attach(conversation, file.name, content, alt).id)
        yield ids
    except SocialCareError:
        for attachment_id in ids:
            desk.detach(attachment_id)
        raise


def _content(path: Path) -> bytes:
    """Raises UsageError for what is no file, such as a pipe that nobody writes to, or too large."""
    try:
        about = path.stat()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if not stat.S_ISREG(about.st_mode):
        raise UsageError(f"{path} is no file", "give the path of a picture")
    if about.st_size > MOST_BYTES:
        size = f"{about.st_size / 1e6:.0f} MB"
        raise UsageError(f"{path} has {size}: more than any network takes", "make it smaller")
    with opened(path) as stream:
        return stream.read(MOST_BYTES)
