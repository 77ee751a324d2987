"""A server that speaks Meta's Graph API, in memory: what its two networks share."""

import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import parse_qs

import httpx

from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.fields import iso
from social_care.connectors.meta.graph import GraphConnector
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import Posted

BASE = "https://graph.example"
VERSION = "v26.0"
TOKEN = "EAApage42token"
SECRET = "app-secret-42"
PAGE = "1000"
Item = dict[str, Any]


def graph_time(ms: int) -> str:
    """As Graph writes it: 2026-11-01T09:00:00+0000."""
    return f"{iso(ms)[:19]}+0000"


def refusal(code: int, subcode: int = 0, status: int = 400, **more: Any) -> httpx.Response:
    """An error as Graph gives it."""
    error = {"message": f"trouble {code}", "type": "OAuthException", "code": code, **more}
    return answer({"error": {**error, **({"error_subcode": subcode} if subcode else {})}}, status)


def top_level(fields: str) -> set[str]:
    """The fields asked of an object itself, without what is asked of those inside it."""
    while "{" in fields:
        fields = re.sub(r"\{[^{}]*\}", "", fields)
    return set(fields.split(","))


def gone(object_id: str) -> httpx.Response:
    """What Graph says of what is not there, or cannot be seen."""
    return refusal(100, 33, message=f"Object with ID '{object_id}' does not exist")


class FakeMeta(FakeServer):
    """What both networks share. `objects` holds everything by its id."""

    account: Item

    post_id: str
    """The post of ours that people comment on, unless it is said below which."""

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.tokens = {TOKEN}
        self.app_secret = ""
        self.table: Item = {}
        self.objects: dict[str, Item] = {}
        self.conversations: dict[str, Item] = {}
        self.people: dict[str, Item] = {}
        self.debug: Item = {}
        self.usage: dict[str, str] = {}
        self.page_size = 100
        self.numbers = 5000

    def context(self) -> ConnectorContext:
        """The outside world of a connector here."""
        return ConnectorContext(
            clock=self.clock,
            secret=lambda reference: self.token if reference == "env:TOKEN" else self.app_secret,
            vault=MemoryVault(),
            transport=self.transport,
            wait=self.waits.append,
        )

    def number(self) -> str:
        """A new id."""
        self.numbers += 1
        return str(self.numbers)

    def person(self, name: str) -> Item:
        """Somebody, as `from` shows them."""
        raise NotImplementedError

    def comments_of(self, object_id: str) -> list[Item]:
        """Comments directly below this, newest first."""
        found = [item for item in self.objects.values() if item.get("_below") == object_id]
        return sorted(found, key=lambda item: item["_at"], reverse=True)

    # People

    def post(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        below: str = "",
        **more: Any,
    ) -> str:
        """Somebody comments on a post of ours."""
        return self.comment(text, self.person(author), reply_to or below or self.post_id, **more)

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From the network's own pages or app."""
        return self.comment_as_us(text, reply_to or self.post_id)

    def comment(self, text: str, author: Item, below: str, **more: Any) -> str:
        """A new comment below a post or a comment."""
        raise NotImplementedError

    def message(self, text: str, author: str = "kim", *, ours: bool = False, **more: Any) -> str:
        """A message from somebody to us, or from us to them."""
        sender = self.person(author)
        conversation = self.conversations.setdefault(
            f"t_{sender['id']}",
            {"id": f"t_{sender['id']}", "_with": sender, "_messages": [], "_at": self.now},
        )
        item = {
            "id": f"m_{self.number()}x",
            "from": self.us() if ours else sender,
            "message": text,
            "created_time": graph_time(self.now),
            "_at": self.now,
            **more,
        }
        conversation["_messages"].insert(0, item)
        conversation["_at"] = self.now
        return str(item["id"])

    def us(self) -> Item:
        """Ourselves, as `from` shows us."""
        return {"id": self.account["id"], "name": "Acme"}

    def delete(self, external_id: str) -> None:
        """Its author deletes a comment, and all below it goes with it."""
        del self.objects[external_id]

    def own_posts(self) -> list[Posted]:
        """Our comments and messages, oldest first."""
        texts = [
            (item["_at"], number, item)
            for number, item in enumerate(self.objects.values())
            if item.get("_ours") and item.get("_below")
        ]
        return [
            Posted(external_id=item["id"], text=item["_text"], parent=item["_below"])
            for _, _, item in sorted(texts)
        ]

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """Comments and messages."""
        last = request.url.path.rsplit("/", 1)[-1]
        return request.method == "POST" and last in {"comments", "replies", "messages", "mentions"}

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """With 400, and a number in the body."""
        return refusal(190, 460, message="Error validating access token")

    def rate_limited(self) -> httpx.Response:
        """With 400 as well; the time stands in a header."""
        usage = {self.account["id"]: [{"type": "pages", "call_count": 100, "total_time": 20}]}
        usage[self.account["id"]][0]["estimated_time_to_regain_access"] = 19
        refused = refusal(32, message="Page request limit reached")
        refused.headers["X-Business-Use-Case-Usage"] = json.dumps(usage)
        return refused

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every call the connectors make."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return self.unauthorised(request)
        if self.app_secret:
            proof = hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            if request.url.params.get("appsecret_proof") != proof:
                return refusal(100, message="Invalid appsecret_proof provided")
        version, _, path = request.url.path.removeprefix("/").partition("/")
        if version != VERSION:
            return refusal(2635)
        served = self._route(request, path.split("/"))
        served.headers.update(self.usage)
        return served

    def _route(self, request: httpx.Request, path: list[str]) -> httpx.Response:
        asked = request.url.params
        form = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
        match request.method, path:
            case "GET", ["debug_token"]:
                return answer({"data": self.debug})
            case "GET", [""] if "ids" in asked:
                return self._many(asked)
            case "GET", [page_id, "conversations"] if page_id == PAGE:
                return self._conversations(asked)
            case "POST", [page_id, "messages"] if page_id == PAGE:
                return self._send(json.loads(request.content))
            case "GET", [conversation_id, "messages"]:
                return self._messages(conversation_id, asked)
            case "GET", [object_id, edge] if self.has(object_id, edge):
                return self._comments(object_id, asked)
            case "POST", [object_id, edge] if self.has(object_id, edge):
                return answer({"id": self.comment_as_us(form["message"], object_id)})
            case "DELETE", [object_id] if object_id in self.objects:
                self.delete(object_id)
                return answer({"success": True})
            case "POST", [object_id, "likes"] if object_id in self.objects:
                self.objects[object_id]["_liked"] = True
                return answer({"success": True})
            case "POST", [object_id] if object_id in self.objects:
                self.objects[object_id].update({f"_{key}": form[key] for key in form})
                return answer({"success": True})
            case "GET", [object_id] if object_id == self.account["id"]:
                return answer(self.account)
            case "GET", [object_id] if object_id in self.objects:
                return self._one(object_id, asked)
        return self.more(request.method, path, asked, form)

    def more(
        self, method: str, path: list[str], asked: httpx.QueryParams, form: dict[str, str]
    ) -> httpx.Response:
        """Override: what only this network has."""
        return gone(path[0])

    def has(self, object_id: str, edge: str) -> bool:
        """Whether this object has a list of comments under this name."""
        return object_id in self.objects and edge == "comments"

    def comment_as_us(self, text: str, below: str) -> str:
        """Override: a comment of ours."""
        raise NotImplementedError

    def wrong_field(self, item: Item, fields: str) -> str:
        """Override: a field that this kind of object has not, or an empty text."""
        raise NotImplementedError

    def shown(self, item: Item, fields: str = "") -> Item:
        """As the API gives it."""
        return {key: value for key, value in item.items() if not key.startswith("_")}

    def _one(self, object_id: str, asked: httpx.QueryParams) -> httpx.Response:
        wrong = self.wrong_field(self.objects[object_id], asked.get("fields", ""))
        if wrong:
            return refusal(100, message=f"Tried accessing nonexisting field ({wrong})")
        return answer(self.shown(self.objects[object_id], asked.get("fields", "")))

    def _many(self, asked: httpx.QueryParams) -> httpx.Response:
        """One that is missing spoils it for all."""
        ids = asked["ids"].split(",")
        for object_id in ids:
            if object_id not in self.objects:
                return gone(object_id)
        for object_id in ids:
            wrong = self._one(object_id, asked)
            if wrong.status_code != 200:
                return wrong
        fields = asked["fields"]
        return answer({each: self.shown(self.objects[each], fields) for each in ids})

    def listed(self, found: list[Item], asked: httpx.QueryParams) -> Item:
        """A page of a list, with cursors that name a place in it."""
        size = min(int(asked.get("limit", 25)), self.page_size)
        start = int(asked.get("after", "0"))
        shown = [self.shown(item, asked.get("fields", "")) for item in found[start:][:size]]
        page: Item = {"data": shown}
        if start + size < len(found):
            after = str(start + size)
            page["paging"] = {
                "cursors": {"before": str(start), "after": after},
                "next": f"{BASE}/next?access_token={self.token}&limit={size}&after={after}",
            }
        return page

    def _comments(self, object_id: str, asked: httpx.QueryParams) -> httpx.Response:
        found = self.below(object_id)
        since = int(asked.get("since", "0")) * 1000
        return answer(self.listed([item for item in found if item["_at"] >= since], asked))

    def below(self, object_id: str) -> list[Item]:
        """Override: what the list below this shows."""
        return self.comments_of(object_id)

    def _conversations(self, asked: httpx.QueryParams) -> httpx.Response:
        since = int(asked["updated_after_ms"])
        found = [item for item in self.conversations.values() if item["_at"] >= since]
        found.sort(key=lambda item: item["_at"], reverse=True)
        page = self.listed(found, asked)
        nested = httpx.QueryParams({"limit": "20"})
        for item in page["data"]:
            known = self.conversations[item["id"]]
            item["updated_time"] = graph_time(known["_at"])
            item["participants"] = {"data": [known["_with"], self.us()]}
            item["messages"] = self.listed(known["_messages"], nested)
        return answer(page)

    def _messages(self, conversation_id: str, asked: httpx.QueryParams) -> httpx.Response:
        if conversation_id not in self.conversations:
            return gone(conversation_id)
        return answer(self.listed(self.conversations[conversation_id]["_messages"], asked))

    def _send(self, body: Item) -> httpx.Response:
        recipient, words = body["recipient"], body["message"]["text"]
        if "comment_id" in recipient:
            comment = self.objects.get(recipient["comment_id"])
            if comment is None:
                return gone(recipient["comment_id"])
            if comment.get("_answered"):
                return refusal(10900, message="Activity already replied to")
            comment["_answered"] = True
            recipient = {"id": comment["from"]["id"]}
        names = {person["id"]: name for name, person in self.people.items()}
        message_id = self.message(words, names[recipient["id"]], ours=True, _sent=body)
        return answer({"recipient_id": recipient["id"], "message_id": message_id})

    def connect(self) -> GraphConnector:
        """Override: a new process."""
        raise NotImplementedError
