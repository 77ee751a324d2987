"""A report of a crash: what broke and where, in a file that can be shown to strangers.

No message, no variable and no line of anybody else's is in it, since any of them may quote a
customer or hold a secret: only types, our own files with line and function, versions, and the names
of the settings in use. Messages are added only where that is allowed, without what looks secret.
"""

import os
import platform
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path

from social_care import __version__
from social_care.redaction import redact
from social_care.text import clean

KEPT = 20
"""So many reports are kept, the newest."""
MOST_FRAMES = 60
_HOME = Path(__file__).parent
_NAME = re.compile(r"[A-Za-z_<][\w.<>]{0,99}", re.ASCII)
_SETTING = re.compile(r"[a-z][a-z_-]{0,39}")
_SHORT = re.compile(r"[\w.@/-]{1,40}", re.ASCII)
_LIBRARIES = ("textual", "rich", "click", "httpx", "sqlite-utils")
_DEEP = 8
"""So many causes, and so many errors of one group, are followed."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What was written, and what to say."""

    path: Path | None
    """None when the report could not be written."""
    sentence: str
    """For the screen: one or two sentences, none of them a customer's."""


def report(
    error: BaseException,
    *,
    now: int,
    folder: Path | None = None,
    settings: Mapping[str, object] | None = None,
    allow_text: bool = False,
) -> Crash:
    """Write a report, readable by its owner only; never raises.

    `now` is ms since 1970 UTC. `folder` is the user's log folder unless given; `settings` the
    configuration as read, of which only names are told; `allow_text` adds the errors' messages.
    """
    where = _where(error)
    broke = f"social-care broke: {_type(error)}{f' at {where}' if where else ''}."
    try:
        path = _write(_text(error, now, settings, allow_text), now, folder)
    except Exception as fault:  # noqa: BLE001 - a second crash must not hide the first
        return Crash(None, f"{broke} No report could be written ({_type(fault)}).")
    holds = "with the messages of errors" if allow_text else "without secrets and customers' words"
    return Crash(path, f"{broke} A report, {holds}, is in {clean(str(path))}")


def _text(
    error: BaseException, now: int, settings: Mapping[str, object] | None, allow_text: bool
) -> str:
    when = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="seconds")
    lines = ["social-care crash report", f"when: {when}", "", *_told(error, allow_text), ""]
    lines += [f"versions: {', '.join(_versions())}", f"terminal: {', '.join(_terminal())}"]
    lines += ["settings, names only:", *(f"  {line}" for line in _names(settings or {}))]
    return "\n".join(lines) + "\n"


# What broke ------------------------------------------------------------------------------------


def _told(error: BaseException, allow_text: bool, depth: int = 0) -> Iterator[str]:
    """The error with its causes, and those of a group."""
    indent = "  " * depth
    yield f"{indent}{_type(error)}{_message(error) if allow_text else ''}"
    for line in _frames(error.__traceback__):
        yield f"{indent}  {line}"
    if depth == _DEEP:
        return
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions[:_DEEP]:
            yield f"{indent}among them:"
            yield from _told(inner, allow_text, depth + 1)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield f"{indent}{'because of' if error.__cause__ else 'while handling'}:"
        yield from _told(cause, allow_text, depth + 1)


def _type(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    return name if _NAME.fullmatch(name) else "an error of an odd name"


def _message(error: BaseException) -> str:
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - it is broken enough already
        said = "(no message can be had)"
    return f": {redact(clean(said, limit=2_000))}" if said else ""


def _frames(traceback: TracebackType | None) -> list[str]:
    """Our own frames as file:line in function, oldest first; of others only whose, and how many."""
    lines: list[str] = []
    others = ""
    for place, owner in _walk(traceback):
        if place:
            lines.append(place)
            others = ""
        elif owner == others:
            lines[-1] = f"… in {owner}, several calls"
        else:
            lines.append(f"… in {owner}")
            others = owner
    if len(lines) > MOST_FRAMES:
        half = MOST_FRAMES // 2
        left_out = f"… {len(lines) - 2 * half} lines left out"
        lines = [*lines[:half], left_out, *lines[-half:]]
    return lines


def _walk(traceback: TracebackType | None) -> Iterator[tuple[str, str]]:
    """Every frame: its place if it is ours, else whose it is."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        path = Path(code.co_filename)
        if path.is_relative_to(_HOME) and _NAME.fullmatch(code.co_name):
            file = path.relative_to(_HOME.parent).as_posix()
            yield f"{file}:{traceback.tb_lineno} in {code.co_name}", ""
        else:
            owner = module.partition(".")[0]
            yield "", owner if owner in sys.stdlib_module_names | _installed() else "other code"
        traceback = traceback.tb_next


def _installed() -> frozenset[str]:
    """Names of libraries of ours, as they are imported."""
    return frozenset(name.replace("-", "_") for name in _LIBRARIES)


def _where(error: BaseException) -> str:
    ours = [place for place, _ in _walk(error.__traceback__) if place]
    return ours[-1].partition(" in ")[0] if ours else ""


# Where it ran ----------------------------------------------------------------------------------


def _versions() -> Iterator[str]:
    yield f"social-care {__version__}"
    yield f"Python {platform.python_version()}"
    yield f"SQLite {sqlite3.sqlite_version}"
    yield f"{platform.system()} {platform.machine()}"
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _terminal() -> Iterator[str]:
    for name in ("TERM", "COLORTERM", "LANG", "LC_ALL"):
        value = os.environ.get(name, "")
        if value:
            yield f"{name}={value if _SHORT.fullmatch(value) else '(odd)'}"
    for name in ("NO_COLOR", "TMUX", "STY", "SSH_CONNECTION"):
        if name in os.environ:
            yield f"{name} is set"


def _names(settings: Mapping[str, object]) -> Iterator[str]:
    """Sections with the names in them, and how often each section is there."""
    for section, content in settings.items():
        tables = content if isinstance(content, list) else [content]
        keys = {_setting(key) for table in tables if isinstance(table, dict) for key in table}
        times = f" ({len(tables)} times)" if isinstance(content, list) else ""
        yield f"{_setting(section)}{times}: {', '.join(sorted(keys)) or 'set'}"


def _setting(key: object) -> str:
    """A setting's name; what does not look like one may be anything."""
    return str(key) if _SETTING.fullmatch(str(key)) else "(an odd name)"


# The file --------------------------------------------------------------------------------------


def _write(text: str, now: int, folder: Path | None) -> Path:
    folder = folder or user_log_path("social-care", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in count():
        path = folder / f"crash-{stamp}-{number:03}.txt"
        try:
            # O_EXCL follows no link and writes over nobody's file.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        break
    _forget_old(folder, path)
    return path


def _forget_old(folder: Path, newest: Path) -> None:
    others = sorted(set(folder.glob("crash-*Z-*.txt")) - {newest})
    for old in others[: max(0, len(others) + 1 - KEPT)]:
        old.unlink(missing_ok=True)
