"""The replay connector: plays a JSON Lines file of import records as if it were a network.

It is read in the order of its lines. Without `speed` everything is there at once, with its own
times and whatever its age. With `speed` the first record appears at the first poll, and each later
one after the time between the two, divided by `speed`; their times are moved accordingly.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO, Self

from social_care.connectors.base import Budget, Health, Page
from social_care.connectors.context import ConnectorContext
from social_care.connectors.cursor import restored
from social_care.connectors.one_way import OneWay
from social_care.connectors.records import RecordError, parse_line
from social_care.connectors.table import Table
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Stream

STREAM = "file"
_FAULTS_NAMED = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """How far the file has been played."""

    offset: int = 0
    """Bytes."""
    line: int = 0
    """Lines."""
    begun: int | None = None
    """When the first record appeared; ms since 1970 UTC."""
    first: int | None = None
    """What the first record says of its time; ms since 1970 UTC."""

    @classmethod
    def load(cls, text: str | None) -> Self:
        """The cursor a `Page` carried; a first poll has none. What cannot be read begins again."""
        return restored(text, lambda saved: cls(**saved)) or cls()

    def dump(self) -> str:
        """As text, for the store."""
        return json.dumps(asdict(self))

    def begun_with(self, mention: Mention, now: int) -> Self:
        """This cursor after the first record; unchanged after any other."""
        if self.begun is not None:
            return self
        return replace(self, begun=now, first=mention.posted_at)


class Replay(OneWay):
    """One file, played."""

    takes_no_answers = "a file that is replayed takes no replies"
    refused_as = ErrorClass.PERMISSION
    channel = "replay"
    network = "replay"
    limits = Limits()

    def __init__(self, path: Path, speed: float = 0, every_s: int = 5) -> None:
        self._path = path
        self._speed = speed
        self._every_s = every_s

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> Self:  # noqa: ARG003
        """Make one of an account's table: `path`, `speed`, `every_s`. Raises ConfigError."""
        table = Table(account)
        path = table.path("path")
        speed = table.number("speed", 0, 1e6, 0)
        every_s = table.whole("every_s", 1, 86_400, 5)
        table.finish()
        return cls(path, speed, every_s)

    def check(self) -> Health:
        """Read the whole file; what cannot be used is named by its line."""
        with self._opened() as file:
            records = (_record(raw, line) for line, raw in enumerate(file, 1))
            faults = [record.message for record in records if isinstance(record, RecordError)]
        named = faults[:_FAULTS_NAMED]
        rest = len(faults) - len(named)
        warnings = [*named, f"{rest} more lines cannot be used"] if rest else named
        return Health(
            own_id="replay",
            own_handle="replay",
            limits=self.limits,
            warnings=tuple(warnings),
        )

    def streams(self) -> Sequence[Stream]:
        """The file."""
        return [Stream(name=STREAM, every_s=self._every_s)]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:  # noqa: ARG002
        """The next records that are due. What cannot be used is logged and passed over."""
        mentions: list[Mention] = []
        more = False
        with self._opened() as file:
            at = self._place(file, cursor)
            for after, mention in self._due(file, at, budget.now):
                if mention is not None:
                    more = len(mentions) >= budget.page_size
                    if more:
                        break
                    mentions.append(mention)
                at = after
        return Page(cursor=at.dump(), mentions=mentions, more=more)

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The records of the same thread, oldest first; none while the file plays in time.

        What is not due yet must not be seen in a thread either.
        """
        if self._speed:
            return []
        records = self._mentions()
        key = next((each.thread_key for each in records if each.external_id == external_id), None)
        around = [
            each
            for each in self._mentions()
            if each.thread_key == key and each.external_id != external_id
        ]
        return sorted(around, key=lambda each: each.posted_at)

    def close(self) -> None:
        """Nothing is kept open."""

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self._path.open("rb") as file:
                yield file
        except OSError as problem:
            raise NetworkError(
                ErrorClass.TRANSIENT,
                f"{self._path} cannot be read: {problem.strerror}",
                remedy="put the file there, or correct `path` in the account's table",
            ) from problem

    @staticmethod
    def _place(file: BinaryIO, cursor: str | None) -> _Cursor:
        at = _Cursor.load(cursor)
        if file.seek(0, SEEK_END) < at.offset:
            _log.warning("the file is shorter than before: it is played from the top")
            at = replace(at, offset=0, line=0)
        file.seek(at.offset)
        return at

    def _due(
        self, file: BinaryIO, at: _Cursor, now: int
    ) -> Iterator[tuple[_Cursor, Mention | None]]:
        """Line after line, with the cursor behind it, until one that is not due or not finished."""
        for raw in file:
            record = _record(raw, at.line + 1)
            if isinstance(record, RecordError):
                if not raw.endswith(b"\n"):
                    return
                _log.warning("%s", record.message)
                record = None
            if record is not None:
                at = at.begun_with(record, now)
                record = self._in_time(record, at)
                if self._speed and record.posted_at > now:
                    return
            at = replace(at, offset=at.offset + len(raw), line=at.line + 1)
            yield at, record

    def _in_time(self, mention: Mention, at: _Cursor) -> Mention:
        if not self._speed or at.begun is None or at.first is None:
            return mention
        later = round((mention.posted_at - at.first) / self._speed)
        return replace(mention, posted_at=at.begun + later)

    def _mentions(self) -> Iterator[Mention]:
        with self._opened() as file:
            for line, raw in enumerate(file, 1):
                record = _record(raw, line)
                if isinstance(record, Mention):
                    yield record


def _record(raw: bytes, line: int) -> Mention | RecordError | None:
    """What stands on a line; None on an empty one."""
    if not raw.strip():
        return None
    try:
        return parse_line(raw, line)
    except RecordError as error:
        return error
