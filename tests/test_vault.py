"""The vault for what rotates: durable, private, one renewal at a time, in a file or a keyring."""

import os
import traceback
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from social_care import keyrings, wiring
from social_care.config import Config
from social_care.errors import SecretError
from social_care.vault import SERVICE, FileVault, KeyringVault
from tests.keyring_kit import FakeKeyring

SECRET = "hunter2-do-not-show"


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    """A vault that does not exist yet."""
    return FileVault(tmp_path / "vault" / "acme")


def test_a_vault_gives_back_what_was_saved_last_to_whoever_asks(vault: FileVault) -> None:
    assert vault.load() is None
    for session in ("first", "second ☂\nline", SECRET):
        vault.save(session)
        assert FileVault(vault.path).load() == session


def test_only_its_owner_can_read_it(vault: FileVault) -> None:
    old = os.umask(0)
    try:
        vault.save(SECRET)
        vault.save(SECRET)
    finally:
        os.umask(old)
    assert vault.path.stat().st_mode & 0o777 == 0o600
    assert vault.path.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_replaced_and_never_written_over(vault: FileVault) -> None:
    vault.save("old")
    with vault.path.open() as reader:
        vault.save("new")
        assert reader.read() == "old"
    assert vault.load() == "new"
    assert list(vault.path.parent.iterdir()) == [vault.path]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_save_that_fails_keeps_the_old_one_and_leaves_nothing_behind(
    vault: FileVault, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    vault.save("old")

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os if moment == "fsync" else Path, moment, fail)
        with pytest.raises(SecretError, match="No space left") as caught:
            vault.save(SECRET)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert vault.load() == "old"
    assert list(vault.path.parent.iterdir()) == [vault.path]


def test_it_is_on_the_disk_before_it_takes_the_old_ones_place(
    vault: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("fsync")
        fsync(descriptor)

    def replaced(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    vault.save(SECRET)
    assert steps == ["fsync", "replace", "fsync"]


def test_a_vault_that_cannot_be_used_says_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file where the folder should be")
    broken = FileVault(tmp_path / "vault" / "acme")
    with pytest.raises(SecretError, match="vault/acme cannot be used"):
        broken.save(SECRET)
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(SecretError, match="no UTF-8"):
        FileVault(tmp_path / "bytes").load()


# One at a time ----------------------------------------------------------------------------------


def count_up(path: str, times: int, start: Any) -> None:
    """Read, add one and save, as whoever renews does."""
    vault = FileVault(Path(path))
    start.wait()
    for _ in range(times):
        with vault.exclusive():
            vault.save(str(int(vault.load() or "0") + 1))


def test_processes_renew_one_after_the_other(vault: FileVault) -> None:
    """Nothing that one has saved is overwritten by another that had read before."""
    context = get_context("spawn")
    start = context.Barrier(3)
    words = (str(vault.path), 20, start)
    processes = [context.Process(target=count_up, args=words) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
        process.close()
    assert vault.load() == "60"


@pytest.mark.parametrize("kind", [FileVault, KeyringVault])
def test_threads_wait_for_each_other_and_a_failure_lets_the_next_in(
    tmp_path: Path, kind: type[FileVault | KeyringVault]
) -> None:
    """Nothing has to be there yet."""
    path, inside, entered = tmp_path / "vault" / "acme", Event(), Event()

    def other() -> None:
        inside.set()
        with kind(path).exclusive():
            entered.set()

    thread = Thread(target=other)

    def renew() -> None:
        with kind(path).exclusive():
            thread.start()
            assert inside.wait(60)
            assert not entered.is_set()
            raise RuntimeError("the renewal failed")

    with pytest.raises(RuntimeError, match="renewal"):
        renew()
    thread.join(60)
    assert entered.is_set()


def test_the_lock_is_nobody_elses_to_read_and_no_vault_of_its_own(vault: FileVault) -> None:
    with vault.exclusive():
        vault.save(SECRET)
    lock, kept = sorted(vault.path.parent.iterdir())
    assert (lock.name, kept) == (".acme.lock", vault.path)
    assert lock.stat().st_mode & 0o777 == 0o600
    assert lock.read_bytes() == b""


def test_a_lock_that_cannot_be_made_says_where(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file where the folder should be")
    with (
        pytest.raises(SecretError, match="vault/acme cannot be used"),
        FileVault(tmp_path / "vault" / "acme").exclusive(),
    ):
        raise AssertionError("nobody gets in")


# In the keyring ---------------------------------------------------------------------------------


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """A keyring in memory."""
    made = FakeKeyring()
    made.install(monkeypatch)
    return made


def test_a_keyring_vault_gives_back_what_was_saved_last(
    tmp_path: Path, keyring: FakeKeyring
) -> None:
    """Two brands with an account of the same name have two."""
    one, two = KeyringVault(tmp_path / "a" / "acme"), KeyringVault(tmp_path / "b" / "acme")
    assert one.load() is None
    one.save("old")
    one.save(SECRET)
    two.save("of another brand")
    assert KeyringVault(one.path).load() == SECRET
    assert keyring.kept[SERVICE, str(one.path)] == SECRET
    assert not one.path.exists()


def test_a_locked_keyring_is_told_without_the_secret(tmp_path: Path, keyring: FakeKeyring) -> None:
    keyring.locked = True
    vault = KeyringVault(tmp_path / "acme")
    for call in (vault.load, lambda: vault.save(SECRET)):
        with pytest.raises(SecretError, match="KeyringError") as caught:
            call()
        assert "unlock" in caught.value.remedy
        assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("vault", "kind"), [("file", FileVault), ("keyring", KeyringVault)])
def test_the_configuration_chooses(
    tmp_path: Path, vault: str, kind: type[FileVault | KeyringVault]
) -> None:
    config = Config(path=None, store=tmp_path / "care.db", vault=vault)
    assert wiring.make_vault(config, "acme") == kind(tmp_path / "vault" / "acme")


@pytest.mark.parametrize(("priority", "usable"), [(5, True), (0, False), (-1, False)])
def test_a_keyring_is_used_only_where_it_keeps_something(
    keyring: FakeKeyring, priority: float, usable: bool
) -> None:
    """The package has backends that fail, and one that forgets."""
    keyring.priority = priority
    assert keyrings.is_usable() is usable


def test_forgetting_what_is_not_there_is_no_error(keyring: FakeKeyring) -> None:
    keyrings.put("s", "u", SECRET)
    keyrings.forget("s", "u")
    keyrings.forget("s", "u")
    assert keyring.kept == {}
