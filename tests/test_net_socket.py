"""The one door on a real connection, to a server without manners."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.net import ANSWER_S, Door
from tests.test_net import class_of


class Rude:
    """A server on loopback that reads a request and then does as it likes."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.served = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        for answer in self.answers:
            connection, _ = self._socket.accept()
            with connection:
                connection.recv(65536)
                self.served += 1
                connection.sendall(answer)

    def close(self) -> None:
        """Leave the port."""
        self._socket.close()


@pytest.fixture
def rude() -> Iterator[Rude]:
    """Closes silently twice, then answers, then closes again."""
    server = Rude(b"", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", b"")
    yield server
    server.close()


def test_a_server_that_hangs_up_is_asked_again_but_not_told_again(rude: Rude) -> None:
    """The same on a real connection: a read heals, a write is unknown."""
    waits: list[float] = []
    door = Door(rude.base, wait=waits.append)
    assert door.get("/x").json() == []
    assert rude.served == len(waits) + 1 == 3
    assert class_of(lambda: door.post("/x", json={})) is ErrorClass.UNKNOWN_OUTCOME
    assert rude.served == 4
    rude.close()
    assert class_of(lambda: door.post("/x", json={})) is ErrorClass.TRANSIENT
    door.close()


def test_an_answer_that_never_ends_is_given_up() -> None:
    """Each byte comes in time, the last one never: no timeout of a single read would end this."""
    server = Rude(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[" + b" " * 8)
    ticks = iter([0.0, ANSWER_S + 1])
    door = Door(server.base, ticks=lambda: next(ticks))
    with pytest.raises(NetworkError, match="did not come to an end in 120 s") as failed:
        door.get("/x")
    assert failed.value.error_class is ErrorClass.TRANSIENT
    door.close()
    server.close()
