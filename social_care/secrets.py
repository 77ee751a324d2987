"""References to secrets, resolved where they are needed and never kept; and the vault.

    env:NAME               an environment variable
    file:PATH              the first line of a file
    cmd:COMMAND            the first line a command prints
    keyring:SERVICE/USER   the desktop's keyring, where the `keyring` package is installed

What rotates (sessions, refresh tokens) lives in a vault: one 0600 file per account beside the
database, replaced by rename and written through to the disk before it is used.
"""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from social_care.errors import SecretError

COMMAND_TIMEOUT_S = 30


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
            raise SecretError(f"the secret behind {kind}:{rest} is empty")
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
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"cannot read the secret in {place}: {error}") from error

    def _cmd(self, command: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, from their config
                shlex.split(command),
                capture_output=True,
                text=True,
                check=True,
                timeout=COMMAND_TIMEOUT_S,
                cwd=self.folder,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise SecretError(
                f"the command for a secret failed: {shlex.split(command)[:1]}"
                f" ({type(error).__name__})"
            ) from error
        return _first_line(done.stdout)

    def _keyring(self, place: str) -> str:
        try:
            import keyring
        except ImportError as error:
            raise SecretError(
                "keyring: references need the keyring package",
                "pip install keyring, or use env: or file:",
            ) from error
        service, _, user = place.partition("/")
        secret = keyring.get_password(service, user)
        if secret is None:
            raise SecretError(f"the keyring holds nothing for {service}/{user}")
        return str(secret)


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

    def save(self, session: str) -> None:
        """Keep it durably before returning: a used refresh token must never be the only copy."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=self.path.parent, delete=False
        ) as file:  # made 0600
            file.write(session)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
