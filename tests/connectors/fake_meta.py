"""A server that speaks Meta's Graph API, in memory: one Page, one Instagram account."""

import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import parse_qs

import httpx

from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.fields import iso
from social_care.connectors.meta import Facebook, Instagram
from social_care.connectors.meta.graph import GraphConnector
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import Posted

BASE = "https://graph.example"
VERSION = "v26.0"
TOKEN = "EAApage42token"
SECRET = "app-secret-42"
PAGE = "1000"
IG = "17841400"
FACEBOOK_ONLY = {
    "parent",
    "can_comment",
    "can_reply_privately",
    "is_hidden",
    "comment_count",
    "attachment",
}
"""Fields that comments have and posts have not."""
INSTAGRAM_ONLY = {"text", "parent_id", "hidden"}
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


class FakeFacebook(FakeMeta):
    """A Page with one post of ours. Implements `world.ChangingWorld`; strangers comment."""

    def __init__(self) -> None:
        super().__init__()
        self.account = {"id": PAGE, "name": "Acme", "username": "acme"}
        self.post_id = self.page_post("Our new boots")

    @property
    def own_id(self) -> str:
        """The Page's number."""
        return PAGE

    def connect(self) -> Facebook:
        """A new process."""
        table = {"name": "acme-fb", "page_id": PAGE, "token": "env:TOKEN", "base_url": BASE}
        return Facebook.from_settings(table | self.table, self.context())

    def person(self, name: str) -> Item:
        """By their name; the id is of this Page only."""
        return self.people.setdefault(name, {"id": f"24{len(self.people):04d}", "name": name})

    def page_post(self, text: str, author: str | None = None, *, edge: str = "feed") -> str:
        """A post of ours, or of somebody on our Page or about it."""
        post_id = f"{PAGE}_{self.number()}"
        self.objects[post_id] = {
            "id": post_id,
            "from": self.person(author) if author else self.us(),
            "message": text,
            "created_time": graph_time(self.now),
            "permalink_url": f"https://www.facebook.example/{post_id}",
            "_at": self.now,
            "_edge": edge,
            "_text": text,
        }
        return post_id

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
        return self._comment(text, self.person(author), reply_to or below or self.post_id, **more)

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From Facebook's own pages."""
        return self.comment_as_us(text, reply_to or self.post_id)

    def comment_as_us(self, text: str, below: str) -> str:
        """A comment of the Page; a person tagged in it becomes a name."""
        shown = text
        for name, person in self.people.items():
            shown = shown.replace(f"@[{person['id']}]", name.title())
        return self._comment(shown, self.us(), below, _ours=True, _text=text)

    def edit(self, external_id: str, text: str) -> None:
        """Nothing but the words shows it."""
        self.objects[external_id]["message"] = text

    def below(self, object_id: str) -> list[Item]:
        """filter=stream: replies to comments too."""
        found = self.comments_of(object_id)
        for item in list(found):
            found += self.comments_of(item["id"])
        return sorted(found, key=lambda item: item["_at"], reverse=True)

    def wrong_field(self, item: Item, fields: str) -> str:
        """Posts have not what comments have."""
        asked = top_level(fields)
        return "" if "_below" in item else next(iter(asked & FACEBOOK_ONLY), "")

    def shown(self, item: Item, fields: str = "") -> Item:
        """With the number of comments where that is asked for."""
        shown = super().shown(item)
        if "comments.filter(stream)" in fields:
            below = self.below(item["id"])
            newest = max([item["_at"], *(each["_at"] for each in below)])
            shown["updated_time"] = graph_time(newest)
            shown["comments"] = {"data": [], "summary": {"total_count": len(below)}}
        return shown

    def more(
        self, method: str, path: list[str], asked: httpx.QueryParams, form: dict[str, str]
    ) -> httpx.Response:
        """The Page's lists."""
        edges = {"feed": {"feed", "visitor_posts"}, "visitor_posts": {"visitor_posts"}}
        if method != "GET" or path[0] != PAGE or len(path) < 2:
            return gone(path[0])
        wanted = edges.get(path[1], {path[1]})
        found = [item for item in self.objects.values() if item.get("_edge") in wanted]
        found.sort(key=lambda item: item["_at"], reverse=True)
        since = int(asked.get("since", "0")) * 1000
        return answer(self.listed([item for item in found if item["_at"] >= since], asked))

    def _comment(self, text: str, author: Item, below: str, **more: Any) -> str:
        number = self.number()
        top = self.objects.get(below, {})
        comment_id = f"{below.partition('_')[2] or below}_{number}"
        self.objects[comment_id] = {
            "id": comment_id,
            "from": author,
            "message": text,
            "created_time": graph_time(self.now),
            "permalink_url": f"https://www.facebook.example/{comment_id}",
            "can_comment": True,
            "can_reply_privately": True,
            "is_hidden": False,
            "_below": below,
            "_at": self.now,
            "_text": text,
            **({"parent": {"id": below}} if "_below" in top else {}),
            **more,
        }
        return comment_id


class FakeInstagram(FakeMeta):
    """An account with one post. Implements `world.ChangingWorld`; strangers comment."""

    def __init__(self) -> None:
        super().__init__()
        self.account = {"id": IG, "username": "acme"}
        self.post_id = self.media("Our new boots")

    @property
    def own_id(self) -> str:
        """The account's number."""
        return IG

    def connect(self) -> Instagram:
        """A new process."""
        table = {
            "name": "acme-ig",
            "page_id": PAGE,
            "ig_id": IG,
            "token": "env:TOKEN",
            "base_url": BASE,
        }
        return Instagram.from_settings(table | self.table, self.context())

    def us(self) -> Item:
        """Ourselves, as `from` shows us."""
        return {"id": IG, "username": "acme"}

    def person(self, name: str) -> Item:
        """By their username."""
        return self.people.setdefault(name, {"id": f"99{len(self.people):04d}", "username": name})

    def media(self, caption: str, author: str | None = None) -> str:
        """A post of ours, or of somebody who tags us."""
        media_id = f"180{self.number()}"
        self.objects[media_id] = {
            "id": media_id,
            "caption": caption,
            "username": author or "acme",
            "timestamp": graph_time(self.now),
            "permalink": f"https://www.instagram.example/p/{media_id}/",
            "media_type": "IMAGE",
            "media_url": f"https://cdn.example/{media_id}.jpg",
            "_at": self.now,
            "_tags": author is not None,
        }
        return media_id

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
        return self._comment(text, self.person(author), reply_to or below or self.post_id, **more)

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From Instagram's own app."""
        return self.comment_as_us(text, reply_to or self.post_id)

    def has(self, object_id: str, edge: str) -> bool:
        """Posts have comments, comments have replies, replies have nothing."""
        item = self.objects.get(object_id, {})
        wanted = {"comments": "caption" in item, "replies": "_below" in item}
        return "parent_id" not in item and wanted.get(edge, False)

    def comment_as_us(self, text: str, below: str) -> str:
        """A comment of ours."""
        return self._comment(text, self.us(), below, _ours=True)

    def edit(self, external_id: str, text: str) -> None:
        """Comments cannot be edited."""

    def wrong_field(self, item: Item, fields: str) -> str:
        """Posts have not what comments have, and the other way round."""
        asked = top_level(fields)
        no_comment = asked & {"caption", "media_type"}
        return next(iter(no_comment if "_below" in item else asked & INSTAGRAM_ONLY), "")

    def shown(self, item: Item, fields: str = "") -> Item:
        """With the number of comments, or with replies inside, where that is asked for."""
        shown = super().shown(item)
        if "comments_count" in fields:
            tops = self.comments_of(item["id"])
            replies = sum(len(self.comments_of(each["id"])) for each in tops)
            shown["comments_count"] = len(tops) + replies
        if "replies" in fields:
            nested = httpx.QueryParams({"limit": "50"})
            shown["replies"] = self.listed(self.comments_of(item["id"])[::-1], nested)
        if "media{" in fields:
            post = self.objects.get(item["_post"], {})
            shown["media"] = super().shown(post)
        return shown

    def more(
        self, method: str, path: list[str], asked: httpx.QueryParams, form: dict[str, str]
    ) -> httpx.Response:
        """The account's lists, and answers to posts that name us."""
        if path[0] != IG or len(path) < 2:
            return gone(path[0])
        if method == "POST" and path[1] == "mentions":
            return answer({"id": self.comment_as_us(form["message"], form["media_id"])})
        tagged = path[1] == "tags"
        found = [item for item in self.objects.values() if item.get("_tags") is tagged]
        found.sort(key=lambda item: item["_at"], reverse=True)
        return answer(self.listed(found, asked))

    def _comment(self, text: str, author: Item, below: str, **more: Any) -> str:
        comment_id = f"179{self.number()}"
        above = self.objects.get(below, {})
        self.objects[comment_id] = {
            "id": comment_id,
            "text": text,
            "from": author,
            "username": author["username"],
            "timestamp": graph_time(self.now),
            "hidden": False,
            "_below": below,
            "_post": above.get("_post", below),
            "_at": self.now,
            "_text": text,
            **({"parent_id": below} if "_below" in above else {}),
            **more,
        }
        return comment_id
