"""Files that come with the program: packed into the wheel, else in config/ of the checkout."""

from importlib.resources import files
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent.parent / "config"


def shipped(name: str) -> str:
    """A file that comes with the program, from the wheel or from the checkout's config/."""
    packed = files("social_care") / "config_files" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (_CHECKOUT / name).read_text(encoding="utf-8")


def shipped_files(folder: str, ending: str) -> list[tuple[str, str]]:
    """The files of a folder that comes with the program: their names, and what they say."""
    packed = files("social_care") / "config_files" / folder
    place = packed if packed.is_dir() else _CHECKOUT / folder
    found = [item for item in place.iterdir() if item.name.endswith(ending)]
    return [(item.name, item.read_text(encoding="utf-8")) for item in found]
