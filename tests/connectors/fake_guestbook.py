"""The guestbook of docs/connectors.md: its connector, taken from the page, and its server."""

import json
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from social_care.connectors.base import Connector
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.fields import iso
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import Posted

PAGE = Path(__file__).parent.parent.parent / "docs" / "connectors.md"
TOKEN = "owners-token"
PAGE_SIZE = 20


@cache
def guestbook() -> ModuleType:
    """The module that the page tells its reader to save."""
    code = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    (source,) = code.findall(PAGE.read_text(encoding="utf-8"))
    module = ModuleType("guestbook")
    sys.modules["guestbook"] = module
    exec(compile(source, str(PAGE), "exec"), module.__dict__)
    return module


class FakeGuestbook(FakeServer):
    """Implements `world.ChangingWorld`."""

    own_id = "owner"

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[dict[str, Any]] = []

    def connect(self) -> Connector:
        """A new process."""
        context = ConnectorContext(
            clock=self.clock,
            secret={"env:ACME_GUESTBOOK_TOKEN": TOKEN}.__getitem__,
            vault=MemoryVault(),
            transport=self.transport,
            wait=self.waits.append,
        )
        account = {
            "name": "acme-guestbook",
            "connector": "guestbook",
            "base_url": "https://guestbook.example",
            "token": "env:ACME_GUESTBOOK_TOKEN",
        }
        made: Connector = guestbook().Guestbook.from_settings(account, context)
        return made

    def post(self, text: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        """Somebody leaves a line."""
        return str(self._add(text, author, reply_to)["id"])

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """The owner answers on the page itself."""
        return str(self._add(text, self.own_id, reply_to)["id"])

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(external_id=entry["id"], text=entry["text"], parent=entry["parent"])
            for entry in self.entries
            if entry["author"]["id"] == self.own_id
        ]

    def delete(self, external_id: str) -> None:
        """It disappears."""
        self.entries = [entry for entry in self.entries if entry["id"] != external_id]

    def edit(self, external_id: str, text: str) -> None:
        """Its words change."""
        self._entry(external_id).update(text=text, edited_at=iso(self.now))

    # The server

    def serve(self, request: httpx.Request) -> httpx.Response:
        """At its best."""
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.unauthorised(request)
        if request.url.path == "/api/me":
            return answer({"id": self.own_id, "name": "Acme Shoes"})
        assert request.url.path == "/api/entries"
        if request.method == "POST":
            body = json.loads(request.content)
            return answer(self._add(body["text"], self.own_id, body["parent"]), 201)
        return answer(self._listed(request.url.params))

    def posts(self, request: httpx.Request) -> bool:
        """Whether it makes an entry."""
        return request.method == "POST"

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """How it refuses a token."""
        return answer({"error": "who are you?"}, 401)

    def rate_limited(self) -> httpx.Response:
        """How it says that we ask too much."""
        return answer({"error": "slow down"}, 429, {"retry-after": "30"})

    def _listed(self, asked: httpx.QueryParams) -> dict[str, Any]:
        if "ids" in asked:
            wanted = asked["ids"].split(",")
            return {"entries": [entry for entry in self.entries if entry["id"] in wanted]}
        if "thread" in asked:
            root = self._entry(asked["thread"])["root"]
            return {"entries": [entry for entry in self.entries if entry["root"] == root]}
        newest_first = self.entries[::-1]
        if "before" in asked:
            ids = [entry["id"] for entry in newest_first]
            newest_first = newest_first[ids.index(asked["before"]) + 1 :]
        page = newest_first[:PAGE_SIZE]
        more = len(newest_first) > PAGE_SIZE
        return {"entries": page, "next": page[-1]["id"] if more else None}

    def _entry(self, external_id: str) -> dict[str, Any]:
        return next(entry for entry in self.entries if entry["id"] == external_id)

    def _add(self, text: str, author: str, parent: str | None) -> dict[str, Any]:
        entry_id = f"e{len(self.requests)}-{len(self.entries)}"
        entry = {
            "id": entry_id,
            "text": text,
            "author": {"id": author, "name": author.title()},
            "parent": parent,
            "root": self._entry(parent)["root"] if parent else entry_id,
            "url": f"https://guestbook.example/#{entry_id}",
            "created_at": iso(self.now),
            "edited_at": "",
        }
        self.entries.append(entry)
        return entry
