"""Reads a file of records from where it was left, up to its last finished record."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from social_care.connectors.folder.state import TOP, Place
from social_care.connectors.records import RecordError, read_csv, read_jsonl
from social_care.models import Mention
from social_care.text import clean_line

TABLES = {".csv", ".tsv"}
_MARKED = 512
"""Bytes at the top and before a place that make its mark."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was read of a file."""

    mentions: list[Mention]
    place: Place
    """Where to go on."""
    is_all: bool
    """False when more is there for another page."""


class Lines:
    """The lines of a file from a place on, counting how far they have been taken."""

    def __init__(self, file: BinaryIO, place: Place, until: int | None) -> None:
        file.seek(place.offset)
        self._file = file
        self._until = until
        self.offset = place.offset
        self.line = place.line
        self.at_end = False
        """Somebody asked for a line beyond the last one."""
        self.is_cut = False
        """The last one taken has no end: it may still be written."""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        is_far_enough = self._until is not None and self.offset >= self._until
        line = b"" if is_far_enough else self._file.readline()
        if not line:
            self.at_end = True
            raise StopIteration
        self.is_cut = not line.endswith(b"\n")
        self.offset += len(line)
        self.line += 1
        return line


def read_part(path: Path, place: Place, at_most: int, until: int | None = None) -> Part:
    """The next records; of a file that is being written only finished ones that begin before the
    byte `until`.

    What cannot be used is logged by file and line. Raises OSError.
    """
    name = clean_line(path.name)
    with path.open("rb") as file:
        if place.offset and place.mark != _mark(file, place.offset):
            _LOG.warning("%s is not the file it was: it is read from the top", name)
            place = TOP
        mentions: list[Mention] = []
        lines = Lines(file, place, until)
        for record in _records(path, file, lines, place):
            unfinished = lines.is_cut or lines.at_end
            if unfinished and until is not None:
                break
            if isinstance(record, RecordError):
                waits = " (it may still be written, and waits)" if unfinished else ""
                _LOG.warning("%s: %s%s", name, record.message, waits)
            else:
                mentions.append(record)
            if unfinished:
                # Taken or not, it is read again when there is more of it.
                return Part(mentions=mentions, place=_marked(file, place), is_all=True)
            place = Place(lines.offset, lines.line)
            if len(mentions) >= at_most:
                return Part(mentions=mentions, place=_marked(file, place), is_all=False)
        else:
            place = Place(lines.offset, lines.line)
        return Part(mentions=mentions, place=_marked(file, place), is_all=until is None)


def _records(
    path: Path, file: BinaryIO, lines: Lines, place: Place
) -> Iterator[Mention | RecordError]:
    if path.suffix.lower() not in TABLES:
        return read_jsonl(lines, before=place.line)
    if not place.offset:
        return read_csv(lines)
    file.seek(0)
    header = file.readline()
    file.seek(place.offset)
    return read_csv(lines, header=header, before=place.line)


def _marked(file: BinaryIO, place: Place) -> Place:
    return place._replace(mark=_mark(file, place.offset))


def _mark(file: BinaryIO, offset: int) -> str:
    """A short mark of what stands at the top and just before `offset`."""
    file.seek(0)
    top = file.read(min(_MARKED, offset))
    file.seek(max(offset - _MARKED, 0))
    return sha256(top + file.read(min(_MARKED, offset))).hexdigest()[:16]
