"""A server that speaks Mastodon's API, in memory: as documented, or with the quirks of snac2."""

import json
from hashlib import md5
from html import escape
from typing import Any

import httpx

from social_care.connectors.fields import iso
from social_care.connectors.mastodon import Mastodon
from social_care.connectors.mastodon.api import MastodonSettings
from tests.connectors.fake_server import HTML, FakeServer, answer
from tests.connectors.world import Posted

BASE = "https://social.example"
TOKEN = "tok-en-42"
Status = dict[str, Any]


class FakeMastodon(FakeServer):
    """Implements `world.World`."""

    quirks = False

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN}
        self.token = TOKEN
        self.statuses: list[Status] = []
        self.notifications: list[dict[str, Any]] = []
        self.keys: dict[str, Status] = {}
        self.honours_keys = True
        self.policy: dict[str, str] | None = {}
        self.max_characters = 500
        self.queries: tuple[str, ...] = ()
        self.idempotency = False
        self.us = self._account("acme")

    # The world

    @property
    def own_id(self) -> str:
        """Our account's id."""
        return str(self.us["id"])

    def connect(self) -> Mastodon:
        """A new process."""
        settings = MastodonSettings(
            name="acme-fedi",
            base_url=BASE,
            token=lambda: self.token,
            queries=self.queries,
            idempotency=self.idempotency,
        )
        return Mastodon(settings, self.clock, self.transport, wait=self.waits.append)

    def post(
        self,
        text: str,
        author: str = "kim@far.example",
        *,
        reply_to: str | None = None,
        visibility: str = "public",
        mention: bool = True,
        **more: Any,
    ) -> str:
        """A stranger's post, which notifies us unless it does not mention us."""
        status = self._add(self._account(author), text, reply_to, visibility, to_us=mention)
        status |= more
        if mention:
            number = 1000 + len(self.notifications)
            self.notifications.append(
                {
                    "id": str(self.now * 1000 + number) if self.quirks else str(number),
                    "type": "mention",
                    "created_at": iso(self.now),
                    "account": status["account"],
                    "status": status,
                }
            )
        return str(status["id"])

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From the server's own pages."""
        return str(self._add(self.us, text, reply_to, "public")["id"])

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(
                external_id=status["id"],
                text=status["source"],
                parent=status["in_reply_to_id"],
            )
            for status in self.statuses
            if status["account"].get("id") == self.own_id
        ]

    def status(self, status_id: str) -> Status:
        """As the server holds it."""
        return next(status for status in self.statuses if status["id"] == status_id)

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """Only new statuses."""
        return request.method == "POST" and request.url.path == "/api/v1/statuses"

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """Mastodon says why, snac2 says nothing, and on reads with another number."""
        if self.quirks:
            return httpx.Response(422 if request.method == "GET" else 401, headers=HTML)
        return answer({"error": "The access token is invalid"}, 401)

    def rate_limited(self) -> httpx.Response:
        """There is no Retry-After."""
        headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Reset": iso(self.now + 200_000)}
        return answer({"error": "Too many requests"}, 429, headers)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every call the connector makes."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return self.unauthorised(request)
        path, asked = request.url.path, request.url.params
        match path.removeprefix("/api/").split("/"):
            case ["v1", "accounts", "verify_credentials"]:
                return answer(self.us)
            case ["v2", "instance"] if not self.quirks:
                return answer(self._instance())
            case ["v1", "instance"]:
                return answer(self._instance())
            case ["v2", "notifications", "policy"] if self.policy is not None:
                return answer(self.policy)
            case ["v1", "notifications"]:
                return answer(self._page(self.notifications, asked, limited=True))
            case ["v1", "accounts", account_id, "statuses"]:
                own = [item for item in self.statuses if item["account"].get("id") == account_id]
                if self.quirks:
                    own = [item for item in own if item["visibility"] == "public"]
                return answer(self._page(own, asked, limited=not self.quirks))
            case ["v2", "search"]:
                found = [item for item in self.statuses if asked["q"] in item["source"]]
                statuses = self._page(found, asked, limited=not self.quirks)
                return answer({"accounts": [], "hashtags": [], "statuses": statuses})
            case ["v1", "statuses", status_id, "context"]:
                return self._context(status_id)
            case ["v1", "statuses"] if request.method == "POST":
                return self._publish(request)
        return self._not_found()

    def _not_found(self) -> httpx.Response:
        if self.quirks:
            return httpx.Response(404, headers=HTML, content=b"<h1>404 Not Found</h1>")
        return answer({"error": "Record not found"}, 404)

    def _page(
        self, found: list[dict[str, Any]], asked: httpx.QueryParams, *, limited: bool
    ) -> list[dict[str, Any]]:
        newest_first = found[::-1]
        if limited and "max_id" in asked:
            ids = [item["id"] for item in newest_first]
            newest_first = newest_first[ids.index(asked["max_id"]) + 1 :]
        return newest_first[: int(asked["limit"])] if limited else newest_first

    def _context(self, status_id: str) -> httpx.Response:
        if not any(status["id"] == status_id for status in self.statuses):
            return self._not_found()
        ancestors: list[Status] = []
        parent = self.status(status_id)["in_reply_to_id"]
        while parent and any(status["id"] == parent for status in self.statuses):
            ancestors.insert(0, self.status(parent))
            parent = ancestors[0]["in_reply_to_id"]
        below = {status_id}
        for status in self.statuses:
            if status["in_reply_to_id"] in below:
                below.add(status["id"])
        descendants = [item for item in self.statuses if item["id"] in below - {status_id}]
        return answer({"ancestors": ancestors, "descendants": descendants})

    def _publish(self, request: httpx.Request) -> httpx.Response:
        body, key = json.loads(request.content), request.headers["Idempotency-Key"]
        if self.honours_keys and not self.quirks and key in self.keys:
            return answer(self.keys[key])
        if len(body["status"]) > self.max_characters:
            return answer({"error": "Validation failed: Text character limit exceeded"}, 422)
        status = self._add(self.us, body["status"], body["in_reply_to_id"], body["visibility"])
        status |= {"spoiler_text": body["spoiler_text"], "language": body.get("language")}
        self.keys[key] = status
        return answer(status)

    def _instance(self) -> dict[str, Any]:
        statuses = {
            "max_characters": self.max_characters,
            "characters_reserved_per_url": 32 if self.quirks else 23,
        }
        version = "4.0.0 (not true; really snac/2.75)" if self.quirks else "4.5.1"
        return {"version": version, "configuration": {"statuses": statuses}}

    def _account(self, acct: str) -> dict[str, Any]:
        user, _, host = acct.partition("@")
        return {
            "id": md5(acct.encode()).hexdigest() if self.quirks else str(sum(acct.encode())),
            "acct": acct,
            "username": user,
            "display_name": user.title(),
            "url": f"https://{host or 'social.example'}/@{user}",
            "followers_count": 7,
            "bot": False,
        }

    def _add(
        self,
        account: dict[str, Any],
        text: str,
        reply_to: str | None,
        visibility: str,
        *,
        to_us: bool = False,
    ) -> Status:
        number = 100 + len(self.statuses)
        uri = f"{account['url']}/statuses/{number}"
        status_id = str(number)
        if self.quirks:
            status_id = f"{self.now // 1000:010d}{md5(uri.encode()).hexdigest()}"
            visibility = "private" if visibility == "direct" else visibility
        words = escape(text, quote=False).replace("\n", "<br>")
        us = '<span class="h-card"><a class="u-url mention" href="x">@<span>acme</span></a></span> '
        known = {status["id"]: status["account"].get("id") for status in self.statuses}
        status: Status = {
            "id": status_id,
            "uri": uri,
            "url": uri,
            "account": account,
            "created_at": iso(self.now),
            "edited_at": None,
            "content": f"<p>{us if to_us else ''}{words}</p>",
            "source": text,
            "visibility": visibility,
            "spoiler_text": "",
            "language": "en",
            "in_reply_to_id": reply_to,
            "in_reply_to_account_id": known.get(reply_to or ""),
            "media_attachments": [],
            "reblog": None,
            "reblogs_count": 0,
            "favourites_count": 0,
        }
        self.statuses.append(status)
        return status


class FakeSnac(FakeMastodon):
    """No v2 instance, no working `max_id` but for notifications, no idempotency, no "direct"."""

    quirks = True

    def __init__(self) -> None:
        super().__init__()
        self.policy = None
