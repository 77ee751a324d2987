"""One mailbox over IMAP: read without leaving a trace, and file what we sent.

The connection is kept between polls and made anew when it is found broken. Mails are only ever
peeked at: whether they are read is the business of those who read them in their mail program.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from threading import RLock
from typing import TypeVar

from imap_tools import BaseMailBox

from social_care.connectors.mail.dial import DialImap
from social_care.connectors.mail.keys import Access
from social_care.connectors.mail.refusals import BROKEN, imap_errors, said_by
from social_care.errors import ErrorClass, NetworkError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_MS = 24 * 60 * 60 * 1000
_SENT_NAMES = ("sent", "sent items", "sent messages", "sent mail")
"""What the folder is called where a server marks none."""
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_LARGEST_UID = 2**32 - 1

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a folder's list says of a mail."""

    uid: int
    arrived_at: int | None
    """Milliseconds since 1970 UTC, by the server's clock."""
    size: int


class Mailbox:
    """May be used by several threads, one at a time."""

    def __init__(self, access: Access, dial: DialImap) -> None:
        self._access = access
        self._dial = dial
        self._lock = RLock()
        self._box: BaseMailBox | None = None

    def reading(self, folder: str, work: Callable[["Folder"], T]) -> T:
        """Do something with a folder. Raises NetworkError; PERMISSION when there is no such one."""
        return self._on_line(lambda box: work(Folder(box, folder)))

    def sent_folder(self) -> str | None:
        """The folder for sent mail: as marked by the server, else by its usual name."""
        return self._on_line(_sent_folder)

    def file(self, mail: bytes, folder: str) -> None:
        """Put a mail there as one that was read. Raises NetworkError."""
        self._on_line(lambda box: box.append(mail, folder, flag_set=["\\Seen"]), again=False)

    def close(self) -> None:
        """Give back the connection."""
        with self._lock:
            box, self._box = self._box, None
            if box is not None:
                _hang_up(box)

    def _on_line(self, work: Callable[[BaseMailBox], T], *, again: bool = True) -> T:
        """A kept connection may have died in silence: then once more on a new one."""
        with self._lock:
            kept = self._box is not None
            try:
                return self._attempt(work)
            except NetworkError as error:
                if not (kept and again and error.error_class is ErrorClass.TRANSIENT):
                    raise
            return self._attempt(work)

    def _attempt(self, work: Callable[[BaseMailBox], T]) -> T:
        box = self._box = self._box or self._access.key.log_in(self._log_in)
        try:
            with imap_errors(self._access.server, self._access.clock()):
                return work(box)
        except NetworkError as error:
            if error.error_class is not ErrorClass.PERMISSION:
                self.close()  # after an error nobody knows what the next answer belongs to
            raise

    def _log_in(self, secret: str) -> BaseMailBox:
        now = self._access.clock()
        with imap_errors(self._access.server, now):
            box = self._dial(self._access.server, self._access.net)
        try:
            with imap_errors(self._access.server, now, login=True):
                if self._access.key.is_token:
                    box.xoauth2(self._access.key.user, secret, initial_folder=None)
                else:
                    box.login(self._access.key.user, secret, initial_folder=None)
        except NetworkError:
            _hang_up(box)
            raise
        return box


class Folder:
    """One folder, opened for reading only."""

    def __init__(self, box: BaseMailBox, name: str) -> None:
        self._box = box
        box.folder.set(name, readonly=True)
        said = box.client.response("UIDVALIDITY")[1]
        self.validity = _text(said[-1]) if said and said[-1] else ""
        """While this stays, UIDs mean the same mails."""
        said = box.client.response("UIDNEXT")[1]
        self._next = _text(said[-1]) if said and said[-1] else ""

    def newest(self) -> int:
        """The highest UID given so far; 0 when there never was one."""
        if self._next.isdecimal():
            return int(self._next) - 1
        return max(map(int, self._box.uids("UID *", charset=None)), default=0)

    def uids(self, low: int, high: int | None = None, since: int | None = None) -> list[int]:
        """The UIDs there are from `low` to `high`, ascending; of mails since that day (ms UTC)."""
        criteria = f"UID {low}:{high or '*'}"
        if since is not None:
            # SINCE compares days in the server's time zone: a day early, `arrived_at` tells more.
            criteria += f" SINCE {_day(since - _DAY_MS)}"
        found = (int(uid) for uid in self._box.uids(criteria, charset=None))
        # "900:*" also finds 899 when that is the newest.
        return sorted({uid for uid in found if low <= uid <= (high or _LARGEST_UID)})

    def with_message_id(self, message_id: str) -> list[int]:
        """The UIDs of mails whose Message-ID contains this."""
        found = self._box.uids(f'HEADER Message-ID "{message_id}"', charset=None)
        return sorted(int(uid) for uid in found)

    def entries(self, uids: Sequence[int]) -> list[Entry]:
        """When these arrived and how large they are, newest first; what is gone is left out."""
        if not uids:
            return []
        wanted = ",".join(map(str, uids))
        status, data = self._box.client.uid("FETCH", wanted, "(UID INTERNALDATE RFC822.SIZE)")
        if status != "OK":
            raise ValueError(f"the server answered {status} when it was asked for a list of mails")
        asked = set(uids)
        found = {entry.uid: entry for entry in _entries(data) if entry.uid in asked}
        return sorted(found.values(), key=lambda entry: -entry.uid)

    def mail(self, uid: int, *, headers_only: bool) -> Message | None:
        """The mail itself; None when it has gone meanwhile. Raises RecursionError on a bomb."""
        found = self._box.fetch(
            uid_list=[str(uid)], mark_seen=False, headers_only=headers_only, bulk=False
        )
        return next((item.obj for item in found if item.obj.keys()), None)


def _entries(data: Sequence[object]) -> Iterator[Entry]:
    for item in data:
        line = item[0] if isinstance(item, tuple) else item
        uid = _UID.search(line) if isinstance(line, bytes) else None
        if uid is None or not isinstance(line, bytes):
            continue
        size, arrived = _SIZE.search(line), _ARRIVED.search(line)
        yield Entry(
            uid=int(uid[1]),
            size=int(size[1]) if size else 0,
            arrived_at=_moment(arrived[1]) if arrived else None,
        )


def _moment(written: bytes) -> int | None:
    try:
        moment = parsedate_to_datetime(_text(written).replace("-", " ", 2))
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, TypeError, OverflowError):
        return None


def _day(at: int) -> str:
    """A date as SEARCH takes it: 01-Nov-2026."""
    day = _EPOCH + timedelta(milliseconds=max(at, 0))
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


def _sent_folder(box: BaseMailBox) -> str | None:
    folders = box.folder.list()
    for folder in folders:
        if "\\sent" in {flag.lower() for flag in folder.flags}:
            return folder.name
    for folder in folders:
        if folder.name.lower().rpartition(folder.delim or "/")[2] in _SENT_NAMES:
            return folder.name
    return None


def _hang_up(box: BaseMailBox) -> None:
    try:
        box.logout()
    except BROKEN as error:
        # It is broken or the server is gone: nothing is lost but politeness.
        _LOG.debug("log-out failed: %s", said_by(error))
        box.client.shutdown()


def _text(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
