"""The folder connector: what other tools export into a folder is listened to like a network.

What stood in a file at the last poll already is read, and again when the file grows or changes.
Nothing is ever written there, and files may come, go and be replaced at any time.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any, ClassVar, Self

from social_care.connectors.base import Budget, Guide, Health, Page, Question
from social_care.connectors.context import ConnectorContext
from social_care.connectors.folder.reading import read_part
from social_care.connectors.folder.state import UNSEEN, FileState, FolderState, Look
from social_care.connectors.one_way import OneWay
from social_care.connectors.table import Table
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Stream
from social_care.text import clean_line

STREAM = "files"
PATTERNS = ("*.jsonl", "*.csv")
MOST_FILES = 2000
"""So many files are watched, the latest; the others should be moved away when they are read."""

_LOG = logging.getLogger(__name__)


class Folder(OneWay):
    """See `connectors.base.Connector`."""

    takes_no_answers = "a file takes no answers"
    channel = "files"
    limits = Limits()
    guide: ClassVar[Guide] = Guide(
        network="A folder of exports",
        steps=(
            "Let the other tool write its export into one folder, as JSON Lines or CSV.",
            "A record needs external_id, text and created_at (ISO 8601 with its offset).",
            "It may have author, url, in_reply_to, thread_id, lang and more, as for import.",
        ),
        questions=(
            Question(key="path", ask="The folder"),
            Question(
                key="pattern",
                ask="Which files",
                help="such as *.jsonl",
                default=", ".join(PATTERNS),
                many=True,
            ),
        ),
        can=("new files, grown files and changed records, each once",),
        cannot=("answering: answer where it was written, then mark it answered with E",),
    )

    def __init__(
        self,
        path: Path,
        patterns: Sequence[str] = PATTERNS,
        every_s: int = 30,
        name: str = "files",
    ) -> None:
        self._path = path
        self._patterns = tuple(patterns)
        self._every_s = every_s
        self.network = f"files:{name}"
        """Two tools may call different people by the same name."""

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> Self:  # noqa: ARG003
        """Make one of an account's table: `path`, `pattern`, `every_s`. Raises ConfigError."""
        table = Table(account)
        path = table.path("path")
        patterns = _patterns(table)
        every_s = table.whole("every_s", 1, 86_400, 30)
        table.finish()
        return cls(path, patterns, every_s, table.name)

    def check(self) -> Health:
        """See whether the folder can be read. Raises NetworkError."""
        found = self._look_around()
        wanted = ", ".join(self._patterns)
        warnings = () if found else (f"there is no file {wanted} in {self._path} yet",)
        return Health(own_id="files", own_handle="files", limits=self.limits, warnings=warnings)

    def streams(self) -> Sequence[Stream]:
        """The folder."""
        return [Stream(name=STREAM, every_s=self._every_s)]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:  # noqa: ARG002
        """What stood in the files at the last poll already. Raises NetworkError.

        The age of a record is its own; a file that cannot be read is logged and tried again.
        """
        state, looks = FolderState.load(cursor), self._look_around()
        files = {name: state.files.get(name, FileState()) for name in looks}
        mentions: list[Mention] = []
        more = False
        for name, look in looks.items():
            room = budget.page_size - len(mentions)
            grows = files[name].has_grown(look)
            if (grows or files[name].is_still(look)) and room > 0:
                files[name], found = self._read(name, files[name], room, grows=grows)
                mentions += found
            is_left = grows or files[name].is_still(look)
            more = more or (is_left and len(mentions) >= budget.page_size)
            files[name] = files[name].seen(look)
        return Page(cursor=FolderState(files=files).dump(), mentions=mentions, more=more)

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:  # noqa: ARG002
        """Nothing but what has arrived already."""
        return []

    def close(self) -> None:
        """Nothing is kept open."""

    def _read(
        self, name: str, file: FileState, room: int, *, grows: bool
    ) -> tuple[FileState, list[Mention]]:
        begin, until = (file.place, file.look.size) if grows else (file.begin(), None)
        try:
            part = read_part(self._path / name, begin, room, until)
        except FileNotFoundError:
            return file, []  # moved away just now, as other tools do
        except OSError as problem:
            _LOG.warning("%s cannot be read: %s", clean_line(name), problem.strerror)
            return file, []
        read = file.look if part.is_all else UNSEEN
        return (
            FileState(look=file.look, read=read, place=part.place),
            [replace(mention, version=_version(mention)) for mention in part.mentions],
        )

    def _look_around(self) -> dict[str, Look]:
        """How the files look now, the oldest first."""
        try:
            found = dict(self._files())
        except OSError as problem:
            raise NetworkError(
                ErrorClass.TRANSIENT,
                f"{self._path} cannot be read: {problem.strerror}",
                remedy="make the folder readable, or correct `path` in the account's table",
            ) from problem
        if len(found) > MOST_FILES:
            _LOG.warning(
                "%s holds %d files; the latest %d are watched: move away what was read",
                self._path,
                len(found),
                MOST_FILES,
            )
        latest = sorted(found, key=lambda name: (found[name].mtime, name))[-MOST_FILES:]
        return {name: found[name] for name in latest}

    def _files(self) -> Iterator[tuple[str, Look]]:
        for path in self._path.iterdir():
            wanted = any(fnmatchcase(path.name, pattern) for pattern in self._patterns)
            if not wanted or path.name.startswith("."):
                continue
            try:
                found = path.stat()
            except FileNotFoundError:
                continue  # moved away just now, or a link that leads nowhere
            if S_ISREG(found.st_mode):
                yield path.name, Look(found.st_size, found.st_mtime_ns)


def _patterns(table: Table) -> tuple[str, ...]:
    written = table.get("pattern", PATTERNS)
    patterns = (written,) if isinstance(written, str) else table.texts("pattern") or PATTERNS
    for pattern in patterns:
        if not pattern.strip() or "/" in pattern:
            table.note("pattern", "must be a file name with * in it, such as *.jsonl")
    return patterns


def _version(mention: Mention) -> str:
    """Another one when the words are others."""
    return sha256(mention.text.encode("utf-8", "replace")).hexdigest()[:16]
