"""Making a first configuration: a commented file that works as it is."""

import getpass
from pathlib import Path

from social_care.config import FILE_NAME, shipped
from social_care.errors import UsageError


def init(path: Path | None) -> Path:
    """Write the commented configuration to `path` (a file or a folder); never over an existing one.

    The Unix user becomes its first agent. Raises UsageError.
    """
    place = path or Path(FILE_NAME)
    if place.is_dir():
        place = place / FILE_NAME
    text = shipped(FILE_NAME).replace('name = "mary"', f'name = "{getpass.getuser()}"', 1)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(
            f"{place} is there already", "edit it, or give another place: social-care init PATH"
        ) from error
    except OSError as error:
        raise UsageError(f"cannot write {place}: {error.strerror}") from error
    return place
