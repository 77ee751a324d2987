"""Where words lie that are not in the database: a private folder that outlives a killed console.

While an editor has them, and while the database takes nothing.

A file is named after its conversation. Beside it stands a lock, which its console holds as long as
it lives: a file whose lock is free was left behind, and becomes a draft at the next start.
"""

import fcntl
import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from social_care.models.views import Draft

NEW = os.O_CREAT | os.O_EXCL

_NAME = re.compile(r"reply-(?P<conversation>\d+)-(?P<privacy>private|public)-\w+\.txt")
_STAMP = re.compile(r"(?P<id>\d+) (?P<revision>\d+)")


@dataclass(slots=True)
class Loan:
    """One text in one editor."""

    path: Path
    lock: int
    """An open file, locked."""

    def read(self) -> str:
        """The words as they lie there now. Raises OSError."""
        return _words(self.path)

    def write(self, words: str) -> None:
        """Other words in their place. Raises OSError."""
        self.path.write_text(words, encoding="utf-8")

    def stamp(self, draft: Draft | None) -> None:
        """What was saved of it, so that the next start goes on from there."""
        if draft is not None:
            os.pwrite(self.lock, f"{draft.id} {draft.revision}\n".ljust(48).encode(), 0)

    def forget(self) -> None:
        """Leave the words where they are, for the next start."""
        os.close(self.lock)

    def close(self) -> None:
        """The words are safe elsewhere: nothing is left of it."""
        self.path.unlink(missing_ok=True)
        _lock_of(self.path).unlink(missing_ok=True)
        os.close(self.lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Words that a killed console left behind."""

    path: Path
    conversation_id: int
    private: bool
    text: str
    draft_id: int | None
    """The draft they were last saved as, at `revision`; None when they never were."""
    revision: int

    def draft(self, agent: str) -> Draft | None:
        """That draft, as its console knew it."""
        if self.draft_id is None:
            return None
        return Draft(
            id=self.draft_id,
            conversation_id=self.conversation_id,
            agent=agent,
            text=self.text,
            private=self.private,
            revision=self.revision,
            updated_at=0,
        )

    def remove(self) -> None:
        """The words are safe elsewhere."""
        self.path.unlink(missing_ok=True)
        _lock_of(self.path).unlink(missing_ok=True)


def lend(folder: Path, conversation_id: int, *, private: bool, written: str) -> Loan:
    """Put the words into a file of the folder, which is its owner's only. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
    privacy = "private" if private else "public"
    path = folder / f"reply-{conversation_id}-{privacy}-{secrets.token_hex(4)}.txt"
    lock = os.open(_lock_of(path), NEW | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # first, so that nobody takes it for left
    with os.fdopen(os.open(path, NEW | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(written)
    return Loan(path, lock)


def left_behind(folder: Path) -> list[Left]:
    """What consoles that are gone have left here; those that live keep theirs."""
    if not folder.is_dir():
        return []
    found = (
        _left(path, named) for path in folder.iterdir() if (named := _NAME.fullmatch(path.name))
    )
    return [one for one in found if one is not None]


def _left(path: Path, named: re.Match[str]) -> Left | None:
    with suppress(OSError):
        if (stamp := _stamp(_lock_of(path))) is not None:
            known = _STAMP.match(stamp)
            return Left(
                path=path,
                conversation_id=int(named["conversation"]),
                private=named["privacy"] == "private",
                text=_words(path),
                draft_id=int(known["id"]) if known else None,
                revision=int(known["revision"]) if known else 0,
            )
    return None


def _stamp(lock: Path) -> str | None:
    """What was saved last; None while a living console holds the lock."""
    if not lock.exists():
        return ""
    descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    else:
        return os.pread(descriptor, 100, 0).decode("ascii", errors="replace")
    finally:
        os.close(descriptor)


def _words(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")
