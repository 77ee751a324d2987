"""Files that come with the program: packed into the wheel, else in config/ of the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped(name: str) -> str:
    """The text of such a file."""
    return (_place() / name).read_text(encoding="utf-8")


def shipped_files(folder: str, ending: str) -> list[tuple[str, str]]:
    """The files of a folder that comes with the program: their names, and what they say."""
    found = sorted((_place() / folder).glob(f"*{ending}"))
    return [(item.name, item.read_text(encoding="utf-8")) for item in found]


def _place() -> Path:
    packed = _PACKAGE / "config_files"
    return packed if packed.is_dir() else _PACKAGE.parent / "config"
