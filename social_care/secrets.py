"""References to secrets: resolved where they are needed and never kept by us, except on request.

    env:NAME               an environment variable
    file:PATH              the first line of a file
    cmd:COMMAND            the first line a command prints
    keyring:SERVICE/USER   the desktop's keyring, where the `keyring` package is installed

What rotates (sessions, refresh tokens) lives in the vault; see `vault`.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from social_care import keyrings
from social_care.errors import SecretError
from social_care.vault import SERVICE, write_privately

FOLDER = "secrets"
"""Below the config file's folder: one file per secret that we were given to keep."""
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
        import shlex  # few keep their secrets behind a command

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
        service, _, user = place.partition("/")
        secret = keyrings.get(service, user)
        if secret is None:
            raise SecretError(f"the keyring holds nothing for {service}/{user}")
        return secret


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with exit code {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {COMMAND_TIMEOUT_S} seconds"
    return error.strerror or "" if isinstance(error, OSError) else "it is no UTF-8 text"


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


# Keeping ------------------------------------------------------------------------------------------

KINDS = ("env:", "file:", "cmd:", "keyring:")


def is_reference(text: str) -> bool:
    """Whether this says where a secret is, rather than being one."""
    return text.startswith(KINDS) and text not in KINDS


def keep(folder: Path, account: str, key: str, secret: str) -> str:
    """Store a new secret; the reference to it. Nothing that is kept already is replaced.

    In the desktop's keyring where there is one to use, else in a file that only its owner can
    read, below `folder`, the config file's. Raises SecretError, which never holds the secret.
    """
    name = f"{account}.{key}"
    reference = f"keyring:{SERVICE}/{{}}" if keyrings.is_usable() else f"file:{FOLDER}/{{}}"
    tries = (name, *(f"{name}.{number}" for number in range(2, 1000)))
    free = next(each for each in map(reference.format, tries) if not _is_taken(folder, each))
    replace(folder, free, secret)
    return free


def can_replace(reference: str) -> bool:
    """Whether we can write where the reference points to."""
    return is_reference(reference) and reference.startswith(("file:", "keyring:"))


def replace(folder: Path, reference: str, secret: str) -> None:
    """Put another secret where the reference points to. Raises SecretError."""
    kind, _, place = reference.partition(":")
    if kind == "keyring":
        service, _, user = place.partition("/")
        keyrings.put(service, user, secret)
        return
    assert kind == "file", "see can_replace"
    path = folder / Path(place).expanduser()
    try:
        _replace_line(path.resolve(), secret)
    except (OSError, ValueError) as error:
        raise SecretError(
            f"cannot write the secret to {path}: {_why(error)}", "check its folder and rights"
        ) from None


def _replace_line(path: Path, secret: str) -> None:
    """Only the first line is the secret; who may read the file was somebody's decision."""
    try:
        rest = path.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        rest, mode = [], 0o600
    write_privately(path, "".join([f"{secret}\n", *rest]), mode)


def forget(folder: Path, reference: str) -> None:
    """Delete what `keep` stored. Raises SecretError."""
    kind, _, place = reference.partition(":")
    if kind == "keyring":
        service, _, user = place.partition("/")
        keyrings.forget(service, user)
    elif kind == "file":
        try:
            (folder / place).unlink(missing_ok=True)
        except OSError as error:
            raise SecretError(f"cannot delete {folder / place}: {error.strerror}") from None


def _is_taken(folder: Path, reference: str) -> bool:
    kind, _, place = reference.partition(":")
    if kind == "keyring":
        service, _, user = place.partition("/")
        return keyrings.get(service, user) is not None
    return os.path.lexists(folder / place)
