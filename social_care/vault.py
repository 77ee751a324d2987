"""The vault: where an account's rotating secret lives (a session, a refresh token).

One 0600 file per account beside the database, replaced by rename and written through to the disk
before it is used; or the desktop's keyring. Never the database.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from social_care import keyrings
from social_care.errors import SecretError

SERVICE = "social-care"
"""What our secrets are filed under in a keyring."""
_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class FileVault:
    """One account's rotating secret in a file only its owner can read."""

    path: Path

    def load(self) -> str | None:
        """The text last saved, by whichever process; None when there is none."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(self.path, error) from error

    def save(self, session: str) -> None:
        """Keep it durably before returning: a used refresh token must never be the only copy."""
        try:
            write_privately(self.path, session)
        except OSError as error:
            raise _unusable(self.path, error) from error

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Held by whoever renews what is in here: one at a time, in all processes."""
        with _locked(self.path):
            yield


@dataclass(frozen=True, slots=True)
class KeyringVault:
    """One account's rotating secret in the desktop's keyring."""

    path: Path
    """Where a FileVault would be: names the entry, so that two brands never share one, and beside
    it lies the lock."""

    def load(self) -> str | None:
        """The text last saved, by whichever process; None when there is none."""
        return keyrings.get(SERVICE, str(self.path))

    def save(self, session: str) -> None:
        """Keep it before returning."""
        keyrings.put(SERVICE, str(self.path), session)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Held by whoever renews what is in here: one at a time, in all processes."""
        with _locked(self.path):
            yield


def write_privately(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file, through to the disk; only its owner can read the new one unless `mode` says
    otherwise. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        fresh = Path(file.name)  # made 0600
        try:
            if mode != 0o600:
                fresh.chmod(mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink()
            raise
    _sync(path.parent)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path.with_name(f".{path.name}.lock"), _LOCK_FLAGS, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: Exception) -> SecretError:
    why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
    return SecretError(f"the vault {path} cannot be used: {why}", "check its folder and rights")
