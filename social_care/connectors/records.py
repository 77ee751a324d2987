"""Import records: mentions that somebody wrote into a file, as JSON Lines or CSV.

A record is an object with `external_id`, `text` and `created_at` (ISO 8601 with its offset), and
may have `author {id, handle, name, followers, verified, url}`, `url`, `in_reply_to`, `thread_id`,
`lang`, `visibility`, `reposts`, `likes` and `media`. Other fields are kept in `raw` and not read.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from threading import Lock
from typing import Any

from social_care.connectors.record_fields import FieldError, Fields
from social_care.errors import SocialCareError
from social_care.models import Author, Mention, MentionKind, Visibility
from social_care.text import clean_line

CANNOT_REPLY = "imported: answer it in its own app, then mark it answered"
LARGEST_CELL = 16 * 1024 * 1024
"""Characters in one CSV cell. More is taken for a quote that was never closed."""

_NEEDED = ("external_id", "text", "created_at")
_BOM = "\ufeff"
_limit_lock = Lock()


class RecordError(SocialCareError):
    """One record that cannot be used: where it stands, which field, what is wrong."""

    def __init__(self, line: int, field: str, problem: str, remedy: str) -> None:
        place = f"line {line}: {field}" if field else f"line {line}"
        super().__init__(f"{place}: {problem}", remedy)
        self.line = line
        """Where the record begins in its file, counted from 1."""
        self.field = field
        """Dotted name of the field; empty when the whole record is meant."""


def parse_record(obj: Mapping[str, Any], line: int) -> Mention:
    """The mention that a record stands for. Raises RecordError.

    `author.id` defaults to the handle. A record that names neither is by somebody unknown, who is
    the same person within one thread and nobody else: two strangers are never taken for one.
    """
    try:
        return _mention(Fields(obj), obj)
    except FieldError as error:
        raise RecordError(line, error.name, error.problem, error.remedy) from None


def parse_line(text: bytes | str, line: int) -> Mention:
    """The mention that a line of a JSON Lines file stands for. Raises RecordError."""
    try:
        # strict=False: a bare tab in a text is no reason to lose what a customer wrote
        obj = json.loads(_without_bom(_decoded(text), line), strict=False)
    except json.JSONDecodeError as error:
        problem = f"this is not JSON: {error.msg} at character {error.colno}"
        raise RecordError(line, "", problem, "write one JSON object on each line") from None
    except (ValueError, RecursionError) as error:
        problem = f"this JSON cannot be read: {clean_line(str(error))}"
        raise RecordError(line, "", problem, "write one plain object on each line") from None
    if not isinstance(obj, dict):
        problem = "this is JSON, but not an object"
        raise RecordError(line, "", problem, 'write {"external_id": ...} on each line')
    return parse_record(obj, line)


def read_jsonl(lines: Iterable[bytes | str], *, before: int = 0) -> Iterator[Mention | RecordError]:
    """Read record after record; what cannot be used comes as its error, and reading goes on.

    Blank lines are skipped. Broken UTF-8 becomes U+FFFD. `before` is how many lines of the file
    were read already.
    """
    for number, line in enumerate(lines, before + 1):
        text = _without_bom(_decoded(line), number)
        if text.strip():
            try:
                yield parse_line(text, number)
            except RecordError as error:
                yield error


def read_csv(
    lines: Iterable[bytes | str], *, header: bytes | str | None = None, before: int = 0
) -> Iterator[Mention | RecordError]:
    """Read record after record; what cannot be used comes as its error, and reading goes on.

    The first line names the columns: the fields of a record, with `author.handle` or
    `author_handle` for the author's. Comma, semicolon or tab may part them. An empty cell is an
    absent field. `media` holds addresses parted by semicolons. Whoever goes on in the middle of a
    file gives its `header`, and how many lines, with that one, came `before`.
    """
    decoded = map(_decoded, lines)
    top = next(decoded, "") if header is None else _decoded(header)
    top = _without_bom(top, line=1)
    skipped = 0 if header is None else before - 1
    delimiter = max(",;\t", key=top.count)
    reader = csv.reader(chain([top], decoded), delimiter=delimiter, strict=True)
    try:
        columns = _columns(_next_row(reader, skipped) or [])
    except RecordError as error:
        yield error
        return
    while True:
        line = reader.line_num + 1 + skipped
        try:
            row = _next_row(reader, skipped)
            if row is None:
                return
            if row:
                yield parse_record(_record(columns, row, line), line)
        except RecordError as error:
            yield error


def _mention(fields: Fields, obj: Mapping[str, Any]) -> Mention:
    for name in _NEEDED:
        fields.needed(name)
    external_id = fields.id("external_id")
    if not external_id:
        raise FieldError("external_id", "is empty", "give every record an id of its own")
    parent = fields.id("in_reply_to") or None
    thread_key = fields.id("thread_id") or parent or external_id
    visibility = fields.visibility("visibility")
    return Mention(
        external_id=external_id,
        text=fields.text("text"),
        posted_at=fields.instant("created_at"),
        author=_author(fields.part("author"), thread_key),
        thread_key=thread_key,
        canonical_id=external_id,
        kind=_kind(parent, visibility),
        visibility=visibility,
        url=fields.text("url").strip(),
        in_reply_to=parent,
        lang=fields.text("lang").strip() or None,
        media=fields.media("media"),
        reposts=fields.count("reposts") or 0,
        likes=fields.count("likes") or 0,
        can_reply=False,
        keeps_target=True,
        can_reply_reason=CANNOT_REPLY,
        raw=_raw(obj),
    )


def _raw(obj: Mapping[str, Any]) -> str:
    raw = json.dumps(obj, ensure_ascii=False, default=str)
    try:
        raw.encode()
    except UnicodeEncodeError:
        return json.dumps(obj, default=str)
    return raw


def _author(fields: Fields, thread_key: str) -> Author:
    handle = fields.id("handle").removeprefix("@")
    return Author(
        id=fields.id("id") or handle or f"unknown:{thread_key}",
        handle=handle,
        name=fields.text("name"),
        url=fields.text("url").strip(),
        followers=fields.count("followers"),
        verified=fields.flag("verified"),
    )


def _kind(parent: str | None, visibility: Visibility) -> MentionKind:
    if visibility is Visibility.DIRECT:
        return MentionKind.DIRECT_MESSAGE
    return MentionKind.REPLY if parent else MentionKind.MENTION


def _decoded(line: bytes | str) -> str:
    return line.decode("utf-8", "replace") if isinstance(line, bytes) else line


def _without_bom(text: str, line: int) -> str:
    return text.removeprefix(_BOM) if line == 1 else text


def _columns(row: list[str]) -> list[str]:
    names = [name.strip().lower().replace("author_", "author.", 1) for name in row]
    remedy = "the first line must name the columns, such as external_id,text,created_at"
    for name in _NEEDED:
        if name not in names:
            found = clean_line(", ".join(names)) or "nothing"
            raise RecordError(1, name, f"there is no such column, only {found}", remedy)
    double = next((name for name in names if name and names.count(name) > 1), None)
    if double is not None:
        raise RecordError(1, clean_line(double), "there are two such columns", remedy)
    return names


def _next_row(reader: Any, skipped: int) -> list[str] | None:
    """The next row, None at the end. Raises RecordError where the quoting is broken.

    The module's limit on cells holds for the whole process, so it is raised for one row at a time.
    """
    line = reader.line_num + 1 + skipped
    with _limit_lock:
        usual = csv.field_size_limit(LARGEST_CELL)
        try:
            row: list[str] | None = next(reader, None)
        except csv.Error as error:
            problem = f"this is not CSV: {error}"
            remedy = "double every quote inside a cell, and close every quote that is opened"
            raise RecordError(line, "", problem, remedy) from None
        finally:
            csv.field_size_limit(usual)
        return row


def _record(columns: list[str], row: list[str], line: int) -> dict[str, Any]:
    if len(row) != len(columns):
        problem = f"{len(row)} cells, but {len(columns)} columns"
        raise RecordError(line, "", problem, "put quotes around cells that hold commas or newlines")
    record: dict[str, Any] = {}
    for name, cell in zip(columns, row, strict=True):
        whole, _, part = name.partition(".")
        if name == "media":
            record[name] = [url.strip() for url in cell.split(";") if url.strip()]
        elif whole == "author" and part:
            record.setdefault(whole, {}).update({part: cell} if cell else {})
        elif cell or name == "text":
            record[name] = cell
    return record
