"""References to secrets, resolved where they are needed and never kept; and the vault.

    env:NAME               an environment variable
    file:PATH              the first line of a file
    cmd:COMMAND            the first line a command prints
    keyring:SERVICE/USER   the desktop's keyring, where the `keyring` package is installed

What rotates (sessions, refresh tokens) lives in a vault: one 0600 file per account beside the
database, replaced by rename and written through to the disk before it is used.
"""

import fcntl
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from social_care.errors import SecretError

COMMAND_TIMEOUT_S = 30
_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class SecretReader:
    """Resolves references; relative paths are relative to `folder`, the config file's."""

    folder: Path

    def __call__(self, reference: str) -> str:
        """The secret behind a reference. Raises SecretError, which never holds the secret."""
        kind, _, rest = reference.partition(":")
        resolvers = {
            "env": self._env,
            "file": self._file,
            "cmd": self._cmd,
            "keyring": self._keyring,
        }
        if kind not in resolvers or not rest:
            raise SecretError(
                "a secret must be given as a reference, not as itself",
                "write env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER",
            )
        secret = resolvers[kind](rest).strip()
        if not secret:
            where = kind if kind == "cmd" else f"{kind}:{rest}"  # a command may hold a secret
            raise SecretError(f"the secret behind {where} is empty", "is it in the first line?")
        return secret

    def _env(self, name: str) -> str:
        if name not in os.environ:
            raise SecretError(
                f"the environment variable {name} is not set",
                f"set it where the worker starts: export {name}=...",
            )
        return os.environ[name]

    def _file(self, path: str) -> str:
        place = self.folder / Path(path).expanduser()
        try:
            return _first_line(place.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
            raise SecretError(
                f"cannot read the secret in {place}: {why}", "check the path and its rights"
            ) from None

    def _cmd(self, command: str) -> str:
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise SecretError(f"a cmd: reference cannot be read: {error}") from None
        if not words:
            raise SecretError("a cmd: reference names no command")
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, from their config
                words,
                capture_output=True,
                text=True,
                check=True,
                timeout=COMMAND_TIMEOUT_S,
                cwd=self.folder,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            # without its cause: that one shows the command's arguments and what it printed
            raise SecretError(
                f"the command {words[0]} for a secret failed: {_why(error)}",
                "run it by hand where the worker starts",
            ) from None
        return _first_line(done.stdout)

    def _keyring(self, place: str) -> str:
        try:
            import keyring
            from keyring.errors import KeyringError
        except ImportError as error:
            raise SecretError(
                "keyring: references need the keyring package",
                "pip install keyring, or use env: or file:",
            ) from error
        service, _, user = place.partition("/")
        try:
            secret = keyring.get_password(service, user)
        except KeyringError as error:
            raise SecretError(
                f"the keyring cannot be asked for {service}/{user}: {type(error).__name__}",
                "unlock it where the worker runs, or use env: or file:",
            ) from error
        if secret is None:
            raise SecretError(f"the keyring holds nothing for {service}/{user}")
        return str(secret)


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with exit code {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {COMMAND_TIMEOUT_S} seconds"
    return error.strerror or "" if isinstance(error, OSError) else "it printed no UTF-8 text"


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


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
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(session)
            _sync(self.path.parent)
        except OSError as error:
            raise _unusable(self.path, error) from error

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Held by whoever renews what is in here: one at a time, in all processes."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_name(f".{self.path.name}.lock"), _LOCK_FLAGS, 0o600)
        except OSError as error:
            raise _unusable(self.path, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _replace(self, session: str) -> None:
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=self.path.parent, delete=False
        ) as file:  # made 0600
            fresh = Path(file.name)
            try:
                file.write(session)
                file.flush()
                os.fsync(file.fileno())
                fresh.replace(self.path)
            except BaseException:
                fresh.unlink()
                raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: Exception) -> SecretError:
    why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
    return SecretError(f"the vault {path} cannot be used: {why}", "check its folder and rights")
