"""Adding to the configuration file without touching what stands there, comments included.

The new text is read and checked as a whole before it takes the old one's place by rename; whatever
goes wrong, the file is as it was.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from social_care.config import check
from social_care.errors import ConfigError, SocialCareError
from social_care.vault import write_privately

Value = str | Sequence[str]

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*accounts[ \t]*\]\][ \t]*(?:#.*)?\r?\n?", re.MULTILINE)


def add_account(path: Path, table: Mapping[str, Value]) -> None:
    """Put an account's table at the end of the file. Raises ConfigError or SocialCareError."""
    text, data = _read(path)
    data["accounts"] = [*data.get("accounts", ()), dict(table)]
    lines = ["[[accounts]]", *(_line(key, value) for key, value in table.items())]
    gap = "" if not text or text.endswith("\n") else "\n"
    _replace(path, text, f"{text}{gap}\n" + "".join(f"{line}\n" for line in lines), data)


def set_key(path: Path, account: str, key: str, value: Value) -> None:
    """Give an account a key that it does not have yet. Raises ConfigError or SocialCareError."""
    text, data = _read(path)
    number = [table["name"] for table in data["accounts"]].index(account)
    data["accounts"][number][key] = value
    headers = list(_HEADER.finditer(text))
    if len(headers) <= number:
        raise _not_there(path, f"the table of {account} cannot be found", _line(key, value))
    at = headers[number].end()
    _replace(path, text, f"{text[:at]}{_line(key, value)}\n{text[at:]}", data)


def _line(key: str, value: Value) -> str:
    """TOML writes texts and lists of texts as JSON does, but for one control character."""
    written = value if isinstance(value, str) else list(value)
    return f"{key} = {json.dumps(written, ensure_ascii=False)}".replace("\x7f", "\\u007f")


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """What stands in the file, which must be sound already."""
    text = _text(path)
    check(text, path)
    return text, tomllib.loads(text)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read", [str(error)]) from error


def _replace(path: Path, old: str, new: str, wanted: Mapping[str, Any]) -> None:
    """`wanted` is all that the new text must say, no more and no less."""
    check(new, path)
    if tomllib.loads(new) != wanted:
        raise _not_there(path, "adding to it would change something else", "")
    if _text(path) != old:
        raise _not_there(path, "somebody has just changed it", "")
    try:
        write_privately(path.resolve(), new, path.stat().st_mode & 0o777)
    except OSError as error:
        raise SocialCareError(
            f"cannot write {path}: {error.strerror}", "check its folder and rights"
        ) from error


def _not_there(path: Path, why: str, line: str) -> SocialCareError:
    by_hand = f"write it by hand: {line}" if line else "try again, or write it by hand"
    return SocialCareError(f"{path} was left as it is: {why}", by_hand)
