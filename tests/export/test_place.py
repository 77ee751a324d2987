"""Where an export goes: whole, or not at all."""

import errno
import io
import os
import threading
from pathlib import Path

import pytest

from social_care.errors import UsageError
from social_care.export.place import piped, whole_file
from tests.export.kit import busy, exported
from tests.world import Shop


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def put(path: Path, data: bytes = b"new") -> None:
    """Write a whole file."""
    with whole_file(path) as out:
        out.write(data)


def test_a_file_has_its_name_once_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with whole_file(path) as out:
        out.write(b"half")
        assert not path.exists()
        out.write(b" and half")
    assert path.read_bytes() == b"half and half"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_what_was_there_stays_when_it_fails(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"precious")

    def fail() -> None:
        with whole_file(path) as out:
            out.write(b"half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert path.read_bytes() == b"precious"
    assert names(tmp_path) == ["out.csv"]


def test_a_file_keeps_its_rights_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    path, new, usual = tmp_path / "out.csv", tmp_path / "new.csv", tmp_path / "usual"
    path.write_bytes(b"old")
    path.chmod(0o640)
    put(path)
    put(new)
    usual.touch()
    assert path.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "out.csv", tmp_path / "link.csv"
    target.write_bytes(b"old")
    link.symlink_to(target)
    put(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path / "there") == ["out.csv"]


def test_a_folder_and_a_place_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is a folder"):
        put(tmp_path)
    with pytest.raises(UsageError, match=r"cannot write .*nowhere: No such file"):
        put(tmp_path / "nowhere" / "out.csv")
    assert names(tmp_path) == []


def test_a_device_is_written_to_and_not_replaced() -> None:
    device = Path("/dev/null")
    before = device.stat()
    put(device)
    after = device.stat()
    assert (after.st_ino, after.st_rdev, after.st_mode) == (
        *(before.st_ino, before.st_rdev),
        before.st_mode,
    )


def test_a_named_pipe_gets_everything_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    put(pipe, b"rows" * 10_000)
    reader.join(30)
    assert got == [b"rows" * 10_000]
    assert pipe.is_fifo()


def test_a_pipe_gets_nothing_of_what_fails() -> None:
    to = io.BytesIO()

    def fail() -> None:
        with piped(to) as out:
            out.write(b"half")
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        fail()
    assert to.getvalue() == b""


class Slow(io.RawIOBase):
    """A reader who takes their time: while they read, the log of changes can be emptied."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.busy: list[int] = []
        self.got = b""

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, data: object) -> int:
        """Some more has come; meanwhile others write, and SQLite cleans up."""
        self.got += bytes(data)  # type: ignore[call-overload]
        self.shop.hear("where?", by="meanwhile")
        self.busy.append(self.shop.row("PRAGMA wal_checkpoint(TRUNCATE)")["busy"])
        return len(bytes(data))  # type: ignore[call-overload]


def test_a_slow_reader_holds_back_nobody(shop: Shop) -> None:
    slow = Slow(busy(shop))
    with piped(slow) as out:  # type: ignore[arg-type]
        out.write(exported(shop.store, "mentions"))
    assert slow.busy == [0]
    assert slow.got.count(b"\r\n") > 10
