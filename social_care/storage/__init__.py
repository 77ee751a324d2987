"""The only SQL. `Store` hands out transactions; one file per noun holds the statements.

Functions take a `Tx` first: called inside `store.write()` they are part of that transaction, and
with `store.read()` they only read. Decisions inside a write are conditional UPDATEs or INSERTs on
a version or unique key, so the same statements hold on a server that runs them side by side.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from social_care.errors import SchemaError
from social_care.storage.connection import Connections, Tx, open_connection, write_ahead
from social_care.storage.schema import VERSION, migrate, version_of

__all__ = ["Store", "Tx"]


class Store:
    """One database: one brand. Opening it brings the schema up to date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            _prepare(path)
        except SchemaError as error:
            raise SchemaError(f"{path}: {error.message}", error.remedy) from error
        self._connections = Connections(path)

    def read(self) -> Tx:
        """The calling thread's connection, for reading."""
        return self._connections.read()

    def write(self, *, durable: bool = False, bump: bool = True) -> AbstractContextManager[Tx]:
        """One transaction, all or nothing. See `Connections.write`."""
        return self._connections.write(durable=durable, bump=bump)

    def data_version(self) -> int:
        """Cheap: changes when another connection commits. Always ask from the same thread."""
        return self._connections.data_version()

    def revision(self) -> int:
        """Changes when something that screens show was committed, by anyone."""
        return int(self.read().value("SELECT value FROM revision"))

    def close(self) -> None:
        """Close every connection; the store must not be used afterwards."""
        self._connections.close()


def _prepare(path: Path) -> None:
    connection = open_connection(path)
    try:
        version = version_of(connection)  # raises before a stranger's file is touched
        write_ahead(connection)
        if version < VERSION:
            migrate(connection)
    finally:
        connection.close()
