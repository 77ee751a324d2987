"""Doors of fake networks on the loopback, for callers in other processes.

A door shows its `guest` every post that comes, before and after its network has it: by then the
caller may have died, and is not answered.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, TCPServer, ThreadingTCPServer
from threading import Lock, Thread
from typing import Any

import httpx

from tests.connectors.fake_imap import ImapSession, Session
from tests.connectors.fake_mail import FakeMail, SmtpSession
from tests.connectors.fake_server import FakeServer

LOOPBACK = "127.0.0.1"
_NOT_OURS = {"content-length", "transfer-encoding", "connection"}

Guest = Callable[[str], bool]
"""Told "before" or "after" for each post; True: nobody is there any more to be answered."""


class HttpFront:
    """One address that stands for `origin` of a fake."""

    def __init__(
        self, fake: FakeServer, guest: Guest, origin: str = "https://fake.example"
    ) -> None:
        self._fake, self._guest, self._origin, self._lock = fake, guest, origin, Lock()
        front = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                self.close_connection = True
                if self.raw_requestline and self.parse_request():
                    front._serve(self)

            def log_message(self, *_: Any) -> None:
                """Tests talk enough."""

        self._server = _Http((LOOPBACK, 0), Handler)

    @contextmanager
    def opened(self) -> Iterator[str]:
        """Its address, without a trailing slash."""
        with _running(self._server):
            yield f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def _serve(self, call: BaseHTTPRequestHandler) -> None:
        body = call.rfile.read(int(call.headers.get("content-length", 0)))
        address, headers = self._origin + call.path, list(call.headers.items())
        request = httpx.Request(call.command, address, headers=headers, content=body)
        is_post = self._fake.posts(request)
        if is_post and self._guest("before"):
            return
        with self._lock:
            answer = self._fake._handle(request)
        if not (is_post and self._guest("after")):
            _answer(call, answer)


def _answer(call: BaseHTTPRequestHandler, answer: httpx.Response) -> None:
    content = answer.content
    call.send_response(answer.status_code)
    for name, value in answer.headers.items():
        if name not in _NOT_OURS:
            call.send_header(name, value)
    call.send_header("content-length", str(len(content)))
    call.end_headers()
    call.wfile.write(content)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """A caller that is killed in the middle of a call leaves it so."""


class _Tcp(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, *_: Any) -> None:
        """As above."""


@contextmanager
def mail_opened(fake: FakeMail, guest: Guest) -> Iterator[tuple[int, int]]:
    """The ports of its IMAP and its SMTP server, neither encrypted."""

    def smtp(line: "_Line") -> None:
        _talk_smtp(line, SmtpSession(fake), guest)

    def imap(line: "_Line") -> None:
        _talk(line, ImapSession(fake.imap))

    with ExitStack() as stack:
        servers = [_Tcp((LOOPBACK, 0), _handler(talk)) for talk in (imap, smtp)]
        for server in servers:
            stack.enter_context(_running(server))
        yield servers[0].server_address[1], servers[1].server_address[1]


class _Line:
    """One connection: whole lines in, whole answers out."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def hear(self) -> bytes:
        """Up to the end of a line; nothing once the caller is gone."""
        heard = b""
        while not heard.endswith(b"\r\n"):
            piece = self._end.recv(65536)
            if not piece:
                return b""
            heard += piece
        return heard

    def say(self, words: bytes) -> None:
        """To the caller."""
        self._end.sendall(words)


def _handler(talk: Callable[[_Line], None]) -> type[BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            talk(_Line(self.request))

    return Handler


def _talk(line: _Line, session: Session) -> None:
    line.say(session.greeting)
    while heard := line.hear():
        said = session.receive(heard)
        if said is None:
            return
        line.say(said)


def _talk_smtp(line: _Line, session: SmtpSession, guest: Guest) -> None:
    """A post is a mail that has come to its end, the dot on a line of its own."""
    line.say(session.greeting)
    mail = b""
    while heard := line.hear():
        mail = mail + heard if session.takes_mail else b""
        is_post = mail.endswith(b"\r\n.\r\n")
        if is_post and guest("before"):
            return
        said = session.receive(heard)
        if said is None or (is_post and guest("after")):
            return
        line.say(said)


@contextmanager
def _running(server: TCPServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
