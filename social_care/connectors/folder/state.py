"""What a watched folder's cursor remembers of each file: its looks, and how far it was read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from social_care.connectors.cursor import restored

VERSION = 1


class Look(NamedTuple):
    """How a file looks from outside."""

    size: int = -1
    """Bytes."""
    mtime: int = -1
    """Nanoseconds since 1970 UTC, by the clock of whoever holds the file."""


class Place(NamedTuple):
    """A place between two records of a file."""

    offset: int = 0
    """Bytes."""
    line: int = 0
    """Lines."""
    mark: str = ""
    """Of what stands before it, so that a new file in an old one's place is noticed."""


UNSEEN = Look()
TOP = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """One file of the folder."""

    look: Look = UNSEEN
    """At the last poll."""
    read: Look = UNSEEN
    """When it was last read to its end."""
    place: Place = TOP

    def seen(self, look: Look) -> "FileState":
        """As it looks now."""
        return replace(self, look=look)

    def is_still(self, look: Look) -> bool:
        """Whether it has not changed since the last poll, and has not been read like this."""
        return look == self.look != self.read

    def has_grown(self, look: Look) -> bool:
        """Whether there is more of it, and what stood there at the last poll was not read yet: a
        file that is always written to would else never be read."""
        return look.size > self.look.size > self.place.offset

    def begin(self) -> Place:
        """Where to go on: where we stopped if it has only grown, else at the top."""
        grown = self.read == UNSEEN or self.look.size > self.read.size
        return self.place if grown else TOP


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """All files, by their names."""

    files: Mapping[str, FileState]

    @classmethod
    def load(cls, cursor: str | None) -> Self:
        """The state a `Page` carried. What cannot be read begins again, which does no harm."""
        return restored(cursor, cls._of, VERSION) or cls(files={})

    @classmethod
    def _of(cls, saved: dict[str, Any]) -> Self:
        return cls(files={name: _file(*parts) for name, parts in saved["files"].items()})

    def dump(self) -> str:
        """As text, for the store."""
        files = {name: (*f.look, *f.read, *f.place) for name, f in self.files.items()}
        return json.dumps({"v": VERSION, "files": files})


def _file(*parts: object) -> FileState:
    size, mtime, read_size, read_mtime, offset, line = (int(str(part)) for part in parts[:6])
    return FileState(
        look=Look(size, mtime),
        read=Look(read_size, read_mtime),
        place=Place(offset, line, str(parts[6])),
    )
