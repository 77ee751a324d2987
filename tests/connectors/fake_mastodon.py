"""A server that speaks Mastodon's API, in memory: as documented, or with the quirks of snac2."""

import json
import re
from hashlib import md5
from html import escape
from typing import Any

import httpx

from social_care.connectors.fields import iso
from social_care.connectors.mastodon import Mastodon
from social_care.connectors.mastodon.settings import MastodonSettings
from social_care.query import parse
from tests.connectors.fake_mastodon_desk import FakeLogIns, FakePictures
from tests.connectors.fake_server import HTML, FakeServer, answer
from tests.connectors.world import Posted

BASE = "https://social.example"
TOKEN = "tok-en-42"
Status = dict[str, Any]


class FakeMastodon(FakeServer):
    """Implements `world.ChangingWorld`."""

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
        self.tags: tuple[str, ...] = ()
        self.idempotency = False
        self.version = "4.5.1"
        self.scopes: list[str] | None = ["read", "write"]
        self.favourited: list[str] = []
        self.pictures = FakePictures()
        self.log_ins = FakeLogIns(self.tokens)
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
            queries=tuple(map(parse, self.queries)),
            tags=self.tags,
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
        return self._lasting(status["id"])

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From the server's own pages."""
        return self._lasting(self._add(self.us, text, reply_to, "public")["id"])

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(
                external_id=self._lasting(status["id"]),
                text=status["source"],
                parent=self._lasting(status["in_reply_to_id"] or "") or None,
            )
            for status in self.statuses
            if status["account"].get("id") == self.own_id
        ]

    def delete(self, external_id: str) -> None:
        """Its author deletes it; the notification goes with it."""
        status = self.status(external_id)
        self.statuses.remove(status)
        self.notifications = [item for item in self.notifications if item["status"] is not status]

    def edit(self, external_id: str, text: str) -> None:
        """Same status; snac2 gives it another id all the same, and names it so to its replies."""
        status = self.status(external_id)
        status |= {"source": text, "edited_at": iso(self.now), "content": _paragraph(text)}
        if self.quirks:
            replies = [item for item in self.statuses if item["in_reply_to_id"] == status["id"]]
            status["id"] = f"{self.now // 1000:010d}{external_id[10:]}"
            for reply in replies:
                reply["in_reply_to_id"] = status["id"]

    def status(self, status_id: str) -> Status:
        """As the server holds it; snac2 does not look at the time in an id."""
        found = self._find(status_id)
        assert found is not None, f"there is no status {status_id}"
        return found

    def _find(self, status_id: str) -> Status | None:
        wanted = self._lasting(status_id)
        return next((item for item in self.statuses if self._lasting(item["id"]) == wanted), None)

    def _lasting(self, status_id: str) -> str:
        """The id for the world outside: what the server itself does not look at is left out."""
        return f"{0:010d}{status_id[10:]}" if self.quirks and status_id else status_id

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
        if request.url.path == "/oauth/token":
            return self.log_ins.token(request)
        if request.url.path == "/api/v1/apps":
            return self.log_ins.register(request)
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
                found = [item for item in self.statuses if self._says(item, asked["q"])]
                statuses = self._page(found, asked, limited=not self.quirks)
                return answer({"accounts": [], "hashtags": [], "statuses": statuses})
            case ["v1", "statuses", status_id, "context"]:
                return self._context(status_id)
            case ["v1", "statuses"] if request.method == "POST":
                return self._publish(request)
            case ["v1", "statuses"] if not self.quirks:
                ids = asked.get_list("id[]")
                assert len(ids) <= 20
                return answer([item for item in self.statuses if item["id"] in ids])
            case ["v1", "statuses", status_id] if self._find(status_id) is not None:
                if request.method == "GET":
                    return answer(self.status(status_id))
                if not self.quirks:
                    self.delete(status_id)
                    return answer({"id": status_id})
            case ["v1", "statuses", status_id, "favourite"] if self._find(status_id) is not None:
                self.favourited.append(status_id)
                return answer(self.status(status_id))
            case ["v1", "timelines", "tag", tag]:
                found = [item for item in self.statuses if f"#{tag}" in item["source"].split()]
                return answer(self._page(found, asked, limited=True))
            case ["v1", "apps", "verify_credentials"] if self.scopes is not None:
                return answer({"name": "social-care", "scopes": self.scopes})
            case ["v2", "media"]:
                return self.pictures.take(request)
            case ["v1", "media", media_id]:
                return self.pictures.state(media_id)
        return self._not_found()

    def _says(self, status: Status, words: str) -> bool:
        """As snac2 searches, by a regular expression; or as Mastodon does, word by word."""
        text = status["source"]
        if self.quirks:
            return re.search(words, text, re.IGNORECASE) is not None
        for minus, kind, word in re.findall(r'(-?)(?:(language|from):)?("[^"]*"|\S+)', words):
            value = word.strip('"').lower()
            there = {
                "language": value == status["language"],
                "from": value == status["account"].get("acct"),
                "": value in text.lower(),
            }[kind]
            if there is bool(minus):
                return False
        return True

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
        status = self._find(status_id)
        if status is None:
            return self._not_found()
        ancestors: list[Status] = []
        above = self._find(status["in_reply_to_id"] or "")
        while above is not None:
            ancestors.insert(0, above)
            above = self._find(above["in_reply_to_id"] or "")
        below = {status["id"]}
        for item in self.statuses:
            if item["in_reply_to_id"] in below:
                below.add(item["id"])
        descendants = [item for item in self.statuses if item["id"] in below - {status["id"]}]
        return answer({"ancestors": ancestors, "descendants": descendants})

    def _publish(self, request: httpx.Request) -> httpx.Response:
        body, key = json.loads(request.content), request.headers["Idempotency-Key"]
        if self.honours_keys and not self.quirks and key in self.keys:
            return answer(self.keys[key])
        if len(body["status"]) > self.max_characters:
            return answer({"error": "Validation failed: Text character limit exceeded"}, 422)
        status = self._add(self.us, body["status"], body["in_reply_to_id"], body["visibility"])
        status |= {"spoiler_text": body["spoiler_text"], "language": body.get("language")}
        status["media_attachments"] = [{"id": each} for each in body.get("media_ids", ())]
        self.keys[key] = status
        return answer(status)

    def _instance(self) -> dict[str, Any]:
        statuses = {
            "max_characters": self.max_characters,
            "characters_reserved_per_url": 32 if self.quirks else 23,
            "max_media_attachments": 2,
        }
        media = {
            "supported_mime_types": ["image/jpeg", "image/png", "video/mp4"],
            "image_size_limit": 1000,
            "description_limit": 100,
        }
        return {
            "version": self.version,
            "configuration": {"statuses": statuses, "media_attachments": media},
        }

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
        parent = self._find(reply_to or "")
        status: Status = {
            "id": status_id,
            "uri": uri,
            "url": uri,
            "account": account,
            "created_at": iso(self.now),
            "edited_at": None,
            "content": _paragraph(text, to_us=to_us),
            "source": text,
            "visibility": visibility,
            "spoiler_text": "",
            "language": "en",
            "in_reply_to_id": parent["id"] if parent else reply_to,
            "in_reply_to_account_id": parent["account"].get("id") if parent else None,
            "mentions": [{"id": self.own_id, "acct": "acme"}] if to_us else [],
            "media_attachments": [],
            "reblog": None,
            "reblogs_count": 0,
            "favourites_count": 0,
        }
        self.statuses.append(status)
        return status


def _paragraph(text: str, *, to_us: bool = False) -> str:
    words = escape(text, quote=False).replace("\n", "<br>")
    us = '<span class="h-card"><a class="u-url mention" href="x">@<span>acme</span></a></span> '
    return f"<p>{us if to_us else ''}{words}</p>"


class FakeSnac(FakeMastodon):
    """No v2 instance, no working `max_id` but for notifications, no idempotency, no "direct".

    An id begins with the time of the last edit, which is not looked at when a status is asked for.
    """

    quirks = True

    def __init__(self) -> None:
        super().__init__()
        self.policy = None
        self.scopes = None
        self.version = "4.0.0 (not true; really snac/2.75)"
