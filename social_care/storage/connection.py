"""Connections, transactions and SQLite's troubles, translated once. No business logic.

Autocommit connections, one per thread; every write is one `write()` that opens BEGIN IMMEDIATE (a
deferred transaction that reads and then writes fails at once under contention, whatever the busy
timeout). Cursors are exhausted at once: a half-read one pins the write-ahead log.
"""

import sqlite3
import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from social_care.errors import SchemaError, StoreError

BUSY_TIMEOUT_S = 10.0
CACHE_KIB = 512
"""Of pages, for each thread: the system keeps the file in memory anyway, and more is no faster."""
SWITCHES = 100
"""How often to try before giving up on a file that many open at once."""
Row = sqlite3.Row


class Tx:
    """A connection, as the storage files see it: named parameters in, all rows out."""

    def __init__(self, connection: sqlite3.Connection, *, bump: bool = False) -> None:
        self._connection = connection
        self.bump = bump
        """Whether consoles should look again once this transaction is committed."""

    def run(self, sql: str, /, **values: Any) -> int:
        """Execute one statement; the number of rows it changed."""
        with translated():
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Execute one statement for each of `rows`."""
        with translated():
            self._connection.executemany(sql, rows)

    def insert(self, table: str, /, **values: Any) -> int:
        """Insert one row; its id. Table and column names come from code, never from data."""
        columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        with translated():
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            return self._connection.execute(sql, values).lastrowid or 0

    def all(self, sql: str, /, **values: Any) -> list[Row]:
        """Every row of a query, or of a statement with RETURNING."""
        with translated():
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, /, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self.all(sql, **values)
        return rows[0] if rows else None

    def value(self, sql: str, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, **values)
        return None if row is None else row[0]

    def ids(self, sql: str, /, **values: Any) -> Sequence[int]:
        """Whole numbers, one a row: quicker than rows, and eight bytes each, however many."""
        with translated():
            cursor = self._connection.cursor()
            cursor.row_factory = None
            return array("q", chain.from_iterable(cursor.execute(sql, values)))

    def stream(self, sql: str, /, **values: Any) -> Iterator[Row]:
        """Rows one by one, for exports that must not hold them all; exhaust it or close it."""
        with translated():
            cursor = self._connection.execute(sql, values)
            try:
                yield from cursor
            finally:
                cursor.close()


class Connections:
    """One connection per thread to one database file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def read(self) -> Tx:
        """This thread's connection, for reading."""
        return Tx(self._get())

    @contextmanager
    def write(self, *, durable: bool = False, bump: bool = True) -> Iterator[Tx]:
        """One transaction: all of it, or nothing when the block raises.

        `durable` waits for the disk (what a person did, and every outbox step); `bump` tells the
        consoles that something they show has changed, and can be set later as `tx.bump`.
        """
        connection = self._get()
        with translated():
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
        tx = Tx(connection, bump=bump)
        try:
            yield tx
            with translated():
                if tx.bump:
                    connection.execute("UPDATE revision SET value = value + 1")
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def data_version(self) -> int:
        """Changes when another connection commits; belongs to the calling thread's connection."""
        return int(self.read().value("PRAGMA data_version"))

    def close(self) -> None:
        """Close every thread's connection. The object must not be used afterwards."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()

    def _get(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_connection(self.path)
            with self._lock:
                self._all.append(connection)
            self._local.connection = connection
        return connection


def open_connection(path: Path) -> sqlite3.Connection:
    """Open `path` with our settings; a new file is made readable by its owner only.

    Nothing is written to it: it may turn out to be somebody else's. Raises StoreError when it
    cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot open the database {path}: {error.strerror}",
            "check its rights, or choose another place with --db PATH or [store] path",
        ) from error
    with translated():
        # Only `close` crosses threads; each thread keeps to its own connection otherwise.
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and the writer no longer wait for each other. The file remembers it.

    When several processes open a new file at once, SQLite lets one switch and refuses the others
    without waiting; an empty transaction does wait, and then the switch is done already.
    """
    for _ in range(SWITCHES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            with translated():
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
        else:
            return
    with translated():
        connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into ours. Integrity errors stay: they are bugs, not weather."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as error:
        raise StoreError(*_operational(error)) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # its kinds are about calls, not about files
            raise StoreError(*_refused(error)) from error
        raise SchemaError(*_not_ours(error)) from error


def _not_ours(error: sqlite3.DatabaseError) -> tuple[str, str]:
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
        return (
            f"the database is damaged: {error}",
            "stop worker and consoles, put a copy in its place, or save what sqlite3 can: .recover",
        )
    return (
        f"this file is not a social-care database: {error}",
        "give another file with --db PATH or [store] path",
    )


def _operational(error: sqlite3.OperationalError) -> tuple[str, str]:
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ("the database is busy: another process keeps writing", "try again")
    if code.startswith("SQLITE_FULL"):
        return ("the disk is full: nothing was saved", "make room, then try again")
    if code.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR")):
        return (f"the database cannot be used: {error}", "check the file, its folder and rights")
    return _refused(error)


def _refused(error: sqlite3.Error) -> tuple[str, str]:
    return (f"the database refused a statement: {error}", "this is a bug: please report it")
