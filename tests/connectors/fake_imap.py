"""An IMAP server in memory: the real imaplib talks to it over a socket that is none."""

import imaplib
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any, Protocol

from imap_tools import BaseMailBox

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Session(Protocol):
    """The server's end of one connection."""

    greeting: bytes

    def receive(self, data: bytes) -> bytes | None:
        """What it answers; None: it hangs up. May raise as a socket does."""
        ...


class FakeSocket:
    """As much of a socket as imaplib and smtplib use; what is sent is answered at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._incoming = bytearray(session.greeting)
        self._is_up = True

    def sendall(self, data: bytes) -> None:
        if not self._is_up:
            raise BrokenPipeError("the other side has hung up")
        said = self._session.receive(data)
        self._is_up = said is not None
        self._incoming += said or b""

    def makefile(self, *_: Any) -> "FakeSocket":
        return self

    def readline(self, limit: int = -1) -> bytes:
        end = self._incoming.find(b"\n") + 1
        return self._take(end or len(self._incoming))

    def read(self, size: int) -> bytes:
        return self._take(size)

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0

    def shutdown(self, how: int) -> None:
        self._is_up = False

    def close(self) -> None:
        """Nothing is held open."""

    def _take(self, size: int) -> bytes:
        taken = bytes(self._incoming[:size])
        del self._incoming[:size]
        return taken


class MemoryMailbox(BaseMailBox):
    """imap-tools on a session in memory."""

    def __init__(self, session: Session) -> None:
        self._session = session
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        session = self._session

        class Client(imaplib.IMAP4):
            def _create_socket(self, timeout: float | None) -> Any:
                return FakeSocket(session)

        return Client("memory")


@dataclass(slots=True)
class Stored:
    """A mail in a folder."""

    uid: int
    at: int
    """Milliseconds since 1970 UTC."""
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Folder:
    """A folder and what it is marked as."""

    mark: str = ""
    validity: int = 1
    mails: list[Stored] = field(default_factory=list)
    next_uid: int = 1

    def add(self, content: bytes, at: int) -> Stored:
        stored = Stored(uid=self.next_uid, at=at, content=content)
        self.next_uid += 1
        self.mails.append(stored)
        return stored

    def number_anew(self) -> None:
        """What a server does that has lost its index: other UIDs under another validity."""
        self.validity += 1
        self.next_uid = 1
        for stored in self.mails:
            stored.uid, self.next_uid = self.next_uid, self.next_uid + 1


@dataclass
class ImapServer:
    """Folders, one user, and the commands that came in."""

    clock: Callable[[], int]
    folders: dict[str, Folder] = field(
        default_factory=lambda: {"INBOX": Folder(), "Sent": Folder(mark="\\Sent")}
    )
    passwords: set[str] = field(default_factory=lambda: {"hunter2"})
    tokens: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    tells_next: bool = True
    """It says which UID comes next, as it should and need not."""
    react: Callable[[str], bytes | str | None] = lambda _: "as usual"
    """Answers a command out of turn: with these bytes, by hanging up, or "as usual"."""

    def asked(self, command: str) -> list[str]:
        """The commands that contain this."""
        return [line for line in self.log if command in line]


class ImapSession:
    """One connection."""

    def __init__(self, server: ImapServer, greeting: bytes = b"* OK ready\r\n") -> None:
        self.greeting = greeting
        self._server = server
        self._folder: Folder | None = None
        self._pending: tuple[bytes, str, int] | None = None
        self._literal = b""

    def receive(self, data: bytes) -> bytes | None:
        if self._pending is not None:
            return self._appended(data)
        if data == b"\r\n":
            return b""  # imaplib ends what it sends after a "+" in a piece of its own
        tag, _, rest = data.decode().rstrip("\r\n").partition(" ")
        if not rest:
            return self._token(tag)
        self._server.log.append(re.sub(r"(?<=^LOGIN ).*", "***", rest))
        said = self._server.react(rest)
        if not isinstance(said, str):
            return said.replace(b"TAG", tag.encode()) if said is not None else None
        name, _, words = rest.partition(" ")
        if name == "UID":
            name, _, words = words.partition(" ")
        answer: bytes = getattr(self, f"_{name.lower()}")(tag, words)
        return answer

    # Commands; each answers with the whole of its lines

    def _capability(self, tag: str, words: str) -> bytes:
        return _lines("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", f"{tag} OK done")

    def _login(self, tag: str, words: str) -> bytes:
        password = words.rpartition(" ")[2].strip('"')
        return self._let_in(tag, password in self._server.passwords)

    def _authenticate(self, tag: str, words: str) -> bytes:
        assert words == "XOAUTH2"
        self._tag = tag
        return b"+ \r\n"

    def _token(self, line: str) -> bytes:
        told = b64decode(line).decode()
        found = re.search(r"auth=Bearer (.*)\x01\x01", told)
        return self._let_in(self._tag, bool(found and found[1] in self._server.tokens))

    def _let_in(self, tag: str, known: bool) -> bytes:
        said = "OK in" if known else "NO [AUTHENTICATIONFAILED] Invalid credentials"
        return _lines(f"{tag} {said}")

    def _list(self, tag: str, words: str) -> bytes:
        folders = self._server.folders.items()
        lines = [f'* LIST (\\HasNoChildren {each.mark}) "/" "{name}"' for name, each in folders]
        return _lines(*lines, f"{tag} OK done")

    def _examine(self, tag: str, words: str) -> bytes:
        self._folder = self._server.folders.get(words.strip('"'))
        if self._folder is None:
            return _lines(f"{tag} NO [NONEXISTENT] Mailbox does not exist")
        return _lines(
            f"* {len(self._folder.mails)} EXISTS",
            f"* OK [UIDVALIDITY {self._folder.validity}] UIDs valid",
            *([f"* OK [UIDNEXT {self._folder.next_uid}] next"] if self._server.tells_next else []),
            f"{tag} OK [READ-ONLY] done",
        )

    def _search(self, tag: str, words: str) -> bytes:
        assert self._folder is not None
        found = [mail for mail in self._folder.mails if _matches(mail, words, self._folder)]
        return _lines(
            "* SEARCH" + "".join(f" {mail.uid}" for mail in found), f"{tag} OK SEARCH done"
        )

    def _fetch(self, tag: str, words: str) -> bytes:
        assert self._folder is not None
        asked, _, parts = words.partition(" ")
        uids = {int(uid) for uid in asked.split(",")}
        said = [
            _fetched(number, mail, parts)
            for number, mail in enumerate(self._folder.mails, 1)
            if mail.uid in uids
        ]
        return b"".join(said) + _lines(f"{tag} OK FETCH done")

    def _append(self, tag: str, words: str) -> bytes:
        found = re.fullmatch(r'"([^"]*)" \(\\Seen\) "[^"]*" \{(\d+)\}', words)
        assert found is not None, words
        if found[1] not in self._server.folders:
            return _lines(f"{tag} NO [TRYCREATE] no such mailbox")
        self._pending = (tag.encode(), found[1], int(found[2]))
        return b"+ go on\r\n"

    def _appended(self, data: bytes) -> bytes:
        assert self._pending is not None
        tag, name, size = self._pending
        self._literal += data
        if len(self._literal) < size + 2:
            return b""
        stored = self._server.folders[name].add(self._literal[:size], self._server.clock())
        stored.flags.add("\\Seen")
        self._pending, self._literal = None, b""
        return tag + b" OK [APPENDUID 1 1] done\r\n"

    def _noop(self, tag: str, words: str) -> bytes:
        return _lines(f"{tag} OK done")

    def _logout(self, tag: str, words: str = "") -> bytes:
        return _lines("* BYE bye", f"{tag} OK done")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the fake knows no command {name}")


def _matches(mail: Stored, criteria: str, folder: Folder) -> bool:
    left = criteria
    if left == "UID *":
        return mail is folder.mails[-1]
    if found := re.match(r"UID (\d+):(\d+|\*) ?", left):
        highest = max((each.uid for each in folder.mails), default=0)
        ends = sorted([int(found[1]), highest if found[2] == "*" else int(found[2])])
        if not ends[0] <= mail.uid <= ends[1]:
            return False
        left = left[found.end() :]
    if found := re.match(r"SINCE (\d\d)-(\w{3})-(\d{4})", left):
        day = datetime(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]), tzinfo=UTC)
        if EPOCH + timedelta(milliseconds=mail.at) < day:
            return False
        left = left[found.end() :]
    if found := re.match(r'HEADER (\S+) "([^"]*)"', left):
        header = str(message_from_bytes(mail.content).get(found[1], ""))
        if found[2] not in header:
            return False
        left = left[found.end() :]
    assert not left, f"the fake cannot search for {left}"
    return True


def _fetched(number: int, mail: Stored, parts: str) -> bytes:
    at = EPOCH + timedelta(milliseconds=mail.at)
    head = f"* {number} FETCH (UID {mail.uid} RFC822.SIZE {len(mail.content)}"
    if "INTERNALDATE" in parts:
        date = f"{at.day:02d}-{MONTHS[at.month - 1]}-{at:%Y %H:%M:%S} +0000"
        return f'{head} INTERNALDATE "{date}")\r\n'.encode()
    if "PEEK" not in parts:
        mail.flags.add("\\Seen")
    only_head = "[HEADER]" in parts
    content = mail.content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if only_head else mail.content
    what = "BODY[HEADER]" if only_head else "BODY[]"
    return f"{head} FLAGS () {what} {{{len(content)}}}\r\n".encode() + content + b")\r\n"


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
