"""A log-in is renewed once, however many threads and processes want to: with a real server."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Lock, Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from social_care.connectors.oauth import Client, RotatingToken, Tokens
from social_care.net import Door
from social_care.vault import FileVault

NOW = 1_793_523_600_000


class TokenServer(ThreadingHTTPServer):
    """Renews the newest refresh token only; a second use of an old one would end the log-in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Renewal)
        self.asked: list[str] = []
        self.lock = Lock()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Renewal(BaseHTTPRequestHandler):
    """One request for new tokens."""

    server: TokenServer

    def do_POST(self) -> None:
        """Renew."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        with self.server.lock:
            self.server.asked += form["refresh_token"]
            number = len(self.server.asked)
        body = {"access_token": f"access {number}", "refresh_token": f"refresh {number}"}
        content = json.dumps(body | {"expires_in": 7200}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is given
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[TokenServer]:
    """A token endpoint on loopback."""
    made = TokenServer()
    thread = Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    """A log-in whose access token has ended."""
    made = FileVault(tmp_path / "vault" / "acme")
    made.save(Tokens(access="access 0", refresh="refresh 0", expires_at=NOW).dump())
    return made


def token(base: str, path: str) -> tuple[Door, RotatingToken]:
    """As a process makes it; the door is for closing."""
    client = Client(authorize_url="", token_url="/token", id="app")
    door = Door(base)
    return door, RotatingToken(lambda: client, door, FileVault(Path(path)), lambda: NOW)


def renew(base: str, path: str, start: Any, results: Any) -> None:
    """One process that needs a good token, at the same moment as the others."""
    door, made = token(base, path)
    start.wait()
    results.put(made.current())
    door.close()


def test_processes_renew_once(server: TokenServer, vault: FileVault) -> None:
    context = get_context("spawn")
    start, results = context.Barrier(3), context.Queue()
    words = (server.base, str(vault.path), start, results)
    processes = [context.Process(target=renew, args=words) for _ in range(3)]
    for process in processes:
        process.start()
    found = [results.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(60)
        process.close()
    results.close()
    assert found == ["access 1"] * 3
    assert server.asked == ["refresh 0"]


@pytest.mark.parametrize("shared", [True, False])
def test_threads_renew_once(server: TokenServer, vault: FileVault, shared: bool) -> None:
    """Those of one connector, and those of two on one vault."""
    made = [token(server.base, str(vault.path)) for _ in range(1 if shared else 4)]
    start, found = Barrier(4), []

    def want(number: int) -> None:
        start.wait()
        found.append(made[number % len(made)][1].current())

    threads = [Thread(target=want, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for door, _ in made:
        door.close()
    assert found == ["access 1"] * 4
    assert server.asked == ["refresh 0"]
