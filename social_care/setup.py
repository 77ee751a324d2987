"""Making a first configuration: a commented file that works as it is."""

import json
from pathlib import Path

from social_care.config import FILE_NAME, shipped, unix_user
from social_care.errors import UsageError

_EXAMPLE = 'name = "mary"\ninitials = "MC"'


def init(path: Path | None) -> Path:
    """Write the commented configuration to `path` (a file or a folder); never over an existing one.

    The Unix user becomes its first agent. Raises UsageError.
    """
    place = path or Path(FILE_NAME)
    if place.is_dir():
        place = place / FILE_NAME
    if place.exists() or place.is_symlink():
        raise UsageError(
            f"{place} is there already", "edit it, or give another place: social-care init PATH"
        )
    text = shipped(FILE_NAME)
    if user := unix_user():
        text = text.replace(_EXAMPLE, _listed(user), 1)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {place}: {error.strerror}") from error
    return place


def _listed(user: str) -> str:
    """A user's name as TOML writes a text, which is as JSON does."""
    name, initials = (json.dumps(text, ensure_ascii=False) for text in (user, user[:1].upper()))
    return f"name = {name}\ninitials = {initials}"
