"""Pictures given on the command line: attached for one answer, taken off again if it fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from social_care.cli.common import opened
from social_care.desk import Desk
from social_care.errors import SocialCareError, UsageError

MOST_BYTES = 64 * 1024 * 1024
"""No network takes more; a file that is larger is not read to its end."""


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
            with opened(file) as stream:
                content = stream.read(MOST_BYTES)
            alt = alts[number] if alts else ""
            ids.append(desk.attach(conversation, file.name, content, alt).id)
        yield ids
    except SocialCareError:
        for attachment_id in ids:
            desk.detach(attachment_id)
        raise
