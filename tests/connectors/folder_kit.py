"""A folder that others write into, and whoever reads it."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from social_care.connectors.base import Budget, Page
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.fields import iso
from social_care.connectors.folder import Folder
from tests.connectors.world import DAY, NOW

CONTEXT = ConnectorContext(clock=lambda: NOW, secret=str, vault=MemoryVault())
HEAD = "external_id,text,created_at,author_handle\n"


def row(external_id: str, text: str = "Hello") -> str:
    """One good row of CSV."""
    return f'{external_id},"{text}",{iso(NOW)},kim\n'


class Drop:
    """A folder that another tool writes into, and the cursor of whoever reads it."""

    def __init__(self, path: Path, **table: Any) -> None:
        self.path = path
        self.table = {"path": str(path), **table}
        self.cursor: str | None = None
        self.ticks = 0

    def write(self, name: str, *lines: str, mode: str = "a") -> Path:
        """Add lines to a file; its time moves on whatever this machine's clock does."""
        file = self.path / name
        with file.open(mode, encoding="utf-8") as out:
            out.writelines(lines)
        self.ticks += 1
        os.utime(file, ns=(self.ticks * 10**9, self.ticks * 10**9))
        return file

    def poll(self, size: int = 80) -> Page:
        """One fetch, by a new process."""
        connector = Folder.from_settings(self.table, CONTEXT)
        allowed = Budget(now=NOW, backfill_from=NOW - DAY, page_size=size)
        page = connector.fetch("files", self.cursor, allowed)
        self.cursor = page.cursor
        return page

    def settle(self, size: int = 80) -> Page:
        """Two polls: by the second everything stood there at the last one."""
        first, second = self.poll(size), self.poll(size)
        return replace(second, mentions=[*first.mentions, *second.mentions])
