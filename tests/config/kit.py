"""Configuration files that are written and read, for tests."""

import re
from pathlib import Path

import pytest

from social_care.config import FILE_NAME, Config, load
from social_care.errors import ConfigError

PROSE = re.compile(r"^# (\[+\w|[a-z_-]+ = )")


NO_HOLIDAYS = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//acme//\nEND:VCALENDAR\n"


def uncommented(text: str) -> str:
    """The shipped file with every setting in it, those shown as examples too."""
    return "\n".join(line[2:] if PROSE.match(line) else line for line in text.splitlines())


def written(folder: Path, text: str) -> Path:
    """A configuration file."""
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Config:
    """What a configuration says."""
    return load(written(folder, text))


def faults(folder: Path, text: str) -> list[str]:
    """All that is wrong with a configuration."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return caught.value.problems
