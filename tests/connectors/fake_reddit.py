"""Reddit in memory, as its API is documented: listings, an inbox, refusals with status 200."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs

import httpx

from social_care.connectors.context import ConnectorContext, MemoryLedger, MemoryVault
from social_care.connectors.oauth import Tokens
from social_care.connectors.reddit import Reddit
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import Posted

Thing = dict[str, Any]
SECRETS = {
    "env:SECRET": "app-secret",
    "env:PASSWORD": "pass-word",
    "env:REFRESH": "refresh-1",
}
TABLE = {
    "name": "acme-reddit",
    "connector": "reddit",
    "enabled": True,
    "username": "acme",
    "client_id": "app-id",
    "client_secret": "env:SECRET",
}
INBOX = {
    "mentions": "username_mention",
    "comments": "comment_reply",
    "selfreply": "post_reply",
}


class FakeReddit(FakeServer):
    """Implements `world.ChangingWorld`. `way` is how strangers address us."""

    def __init__(self, way: str = "mention") -> None:
        super().__init__()
        self.way = way
        self.table: dict[str, Any] = dict(TABLE)
        self.secrets = dict(SECRETS)
        self.vault = MemoryVault()
        self.ledger = MemoryLedger()
        self.things: list[Thing] = []
        self.tokens: set[str] = set()
        self.refresh_tokens = {"refresh-1"}
        self.password = "pass-word"
        self.scope = "identity read history privatemessages submit edit vote"
        self.me: Thing = {"id": "acme1", "name": "acme", "has_verified_email": True}
        self.error: list[Any] | None = None
        self.headers: dict[str, str] = {}
        self.votes: list[str] = []
        self.delivers = True

    # The world

    @property
    def own_id(self) -> str:
        """Our account's id."""
        return "t2_acme1"

    @property
    def context(self) -> ConnectorContext:
        """What a connector is given."""
        return ConnectorContext(
            clock=self.clock,
            secret=self.secrets.__getitem__,
            vault=self.vault,
            ledger=self.ledger,
            transport=self.transport,
            wait=self.waits.append,
        )

    def logged_in(self) -> "FakeReddit":
        """Somebody has been through the browser's log-in."""
        self.vault.save(Tokens(access="", refresh="refresh-1", expires_at=0).dump())
        return self

    def connect(self) -> Reddit:
        """A new process."""
        return Reddit.from_settings(self.table, self.context)

    def post(
        self, text: str, author: str = "kim", *, reply_to: str | None = None, **more: Any
    ) -> str:
        """A stranger's comment, post or private message."""
        match self.way:
            case "message":
                return self.message(text, author, reply_to=reply_to, **more)
            case "post":
                return self.submit(text, author, **more)
        return self.comment(text, author, reply_to=reply_to, inbox="mentions", **more)

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From Reddit's own pages."""
        if self.way == "message":
            return self.message(text, "acme", reply_to=reply_to)
        return self.comment(text, "acme", reply_to=reply_to)

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(
                external_id=thing["name"],
                text=str(thing.get("body") or thing.get("selftext")),
                parent=thing.get("parent_id"),
            )
            for thing in self.things
            if thing["author"] == "acme"
        ]

    def delete(self, external_id: str) -> None:
        """It stays in every list, without its words and its author."""
        thing = self.thing(external_id)
        del thing["author_fullname"]
        field = "selftext" if external_id.startswith("t3") else "body"
        thing |= {"author": "[deleted]", field: "[deleted]"}

    def edit(self, external_id: str, text: str) -> None:
        """Titles cannot be changed."""
        thing = self.thing(external_id)
        field = "selftext" if external_id.startswith("t3") else "body"
        thing |= {field: text, "edited": float(self.now // 1000)}

    def comment(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        inbox: str = "",
        sub: str = "boots",
        **more: Any,
    ) -> str:
        """Under a post of somebody's, unless it answers something else."""
        parent = reply_to or self.submit("Which boots?", "host", sub=sub)
        link = parent if parent.startswith("t3") else str(self.thing(parent)["link_id"])
        thing = self._add("t1", author, text, sub) | {
            "link_id": link,
            "parent_id": parent,
            "permalink": f"/r/{sub}/comments/{link[3:]}/which_boots/{len(self.things) + 1}/",
            "edited": False,
            "locked": False,
            "archived": False,
            "inbox": inbox,
        }
        return self._keep(thing | more)

    def submit(self, text: str, author: str = "kim", *, sub: str = "boots", **more: Any) -> str:
        """A post."""
        thing = self._add("t3", author, "", sub)
        del thing["body"]
        thing |= {
            "title": "A post",
            "selftext": text,
            "is_self": True,
            "permalink": f"/r/{sub}/comments/{thing['name'][3:]}/a_post/",
            "url": "https://www.reddit.com/r/boots/",
            "edited": False,
            "locked": False,
            "archived": False,
            "over_18": False,
            "num_crossposts": 0,
            "removed_by_category": None,
        }
        return self._keep(thing | more)

    def message(
        self, text: str, author: str = "kim", *, reply_to: str | None = None, **more: Any
    ) -> str:
        """A private message."""
        parent = self.thing(reply_to) if reply_to else None
        first = (parent["first_message_name"] or parent["name"]) if parent else None
        thing = self._add("t4", author, text, None) | {
            "subject": f"re: {parent['subject']}" if parent else "Order 1234",
            "dest": "acme" if author != "acme" else "kim",
            "parent_id": reply_to,
            "first_message_name": first,
            "context": "",
        }
        return self._keep(thing | more)

    def thing(self, name: str) -> Thing:
        """As Reddit holds it."""
        return next(thing for thing in self.things if thing["name"] == name)

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """New comments and messages."""
        return request.url.path in {"/api/comment", "/api/compose"}

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """How it refuses a token."""
        return answer({"message": "Unauthorized", "error": 401}, 401)

    def rate_limited(self) -> httpx.Response:
        """Seconds, as everywhere on Reddit."""
        headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "312"}
        return answer({"message": "Too Many Requests", "error": 429}, 429, headers)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every call the connector makes."""
        if request.url.host == "www.reddit.com" and request.url.path == "/api/v1/access_token":
            return self._log_in(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return self.unauthorised(request)
        served = self._write(request) if request.method == "POST" else self._read(request)
        served.headers.update(self.headers)
        return served

    def _log_in(self, request: httpx.Request) -> httpx.Response:
        asked = form_of(request)
        good = (
            asked.get("refresh_token") in self.refresh_tokens
            or (asked.get("username"), asked.get("password")) == ("acme", self.password)
            or asked.get("code") == "good-code"
        )
        if not good:
            return answer({"error": "invalid_grant"})
        token = f"access-{len(self.tokens) + 1}"
        self.tokens.add(token)
        given = {"access_token": token, "token_type": "bearer", "expires_in": 3600}
        if asked["grant_type"] == "authorization_code":
            given["refresh_token"] = "refresh-1"
        return answer(given | {"scope": self.scope})

    def _read(self, request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        match request.url.path.split("/")[1:]:
            case ["api", "v1", "me"]:
                return answer(self.me)
            case ["api", "info"]:
                names = asked["id"].split(",")
                found = [thing for thing in self.things if thing["name"] in names]
                return self._listing(found, asked, whole=True)
            case ["user", "acme", "overview"]:
                return self._listing(self._by_us("t1", "t3"), asked)
            case ["user", "acme", "comments"]:
                return self._listing(self._by_us("t1"), asked)
            case ["message", "sent"]:
                return self._listing(self._by_us("t4") if self.delivers else [], asked)
            case ["message", "messages"]:
                return self._listing(self._conversations(), asked)
            case ["message", box] if box in INBOX:
                found = [self._seen_in_inbox(thing) for thing in self._in_box(box)]
                return self._listing(found, asked)
            case ["search"]:
                found = [post for post in self._kind("t3") if _is_found(post, asked["q"])]
                return self._listing(found, asked)
            case ["r", sub, "comments"]:
                here = [thing for thing in self._kind("t1") if thing["subreddit"] == sub]
                return self._listing(here, asked)
            case ["comments", link]:
                return self._around(f"t3_{link}", asked)
        return answer({"message": "Not Found", "error": 404}, 404)

    def _write(self, request: httpx.Request) -> httpx.Response:
        asked = form_of(request)
        assert asked["api_type"] == "json"
        if self.error is not None:
            return answer({"json": {"errors": [self.error]}})
        match request.url.path:
            case "/api/comment":
                return answer(
                    {"json": {"errors": [], "data": {"things": [self._commented(asked)]}}}
                )
            case "/api/compose":
                more = {"dest": asked["to"], "subject": asked["subject"]}
                self.message(asked["text"], "acme", **more)
                return answer({"json": {"errors": []}})
            case "/api/del":
                self.things = [thing for thing in self.things if thing["name"] != asked["id"]]
                return answer({})
            case "/api/vote":
                self.votes.append(f"{asked['id']} {asked['dir']}")
                return answer({})
        return answer({"message": "Not Found", "error": 404}, 404)

    def _commented(self, asked: Mapping[str, str]) -> Thing:
        parent = asked["thing_id"]
        new = self.message if parent.startswith("t4") else self.comment
        name = new(asked["text"], "acme", reply_to=parent)
        return {"kind": name[:2], "data": self.thing(name)}

    # Lists

    def _listing(
        self, found: list[Thing], asked: httpx.QueryParams, *, whole: bool = False
    ) -> httpx.Response:
        """Newest first; `after` something that is not there is nothing."""
        newest_first = found[::-1]
        limit = len(found) if whole else int(asked["limit"])
        if "after" in asked:
            names = [thing["name"] for thing in newest_first]
            start = names.index(asked["after"]) + 1 if asked["after"] in names else len(names)
            newest_first = newest_first[start:]
        page = newest_first[:limit]
        after = page[-1]["name"] if len(newest_first) > limit else None
        return answer(listing(page, after, raw="raw_json" in asked))

    def _kind(self, *kinds: str) -> list[Thing]:
        return [thing for thing in self.things if thing["name"][:2] in kinds]

    def _by_us(self, *kinds: str) -> list[Thing]:
        return [thing for thing in self._kind(*kinds) if thing["author"] == "acme"]

    def _in_box(self, box: str) -> list[Thing]:
        return [thing for thing in self._kind("t1") if thing["inbox"] == box]

    def _seen_in_inbox(self, thing: Thing) -> Thing:
        """The inbox leaves out a comment's post and whether it was edited or locked."""
        hidden = {"link_id", "permalink", "edited", "locked", "archived"}
        shown = {key: value for key, value in thing.items() if key not in hidden}
        kind = INBOX[thing["inbox"]]
        context = f"{thing['permalink']}?context=3"
        return shown | {"was_comment": True, "type": kind, "context": context}

    def _conversations(self) -> list[Thing]:
        """The first message of each, with all others below it; last written to, first shown."""
        messages = self._kind("t4")
        trees: dict[str, list[Thing]] = {}
        for message in messages:
            trees.setdefault(message["first_message_name"] or message["name"], []).append(message)
        ordered = sorted(trees.values(), key=lambda tree: messages.index(tree[-1]))
        return [tree[0] | {"replies": listing(tree[1:]) if tree[1:] else ""} for tree in ordered]

    def _around(self, link: str, asked: httpx.QueryParams) -> httpx.Response:
        """The post, and the comment with all above and below it."""
        if not any(thing["name"] == link for thing in self.things):
            return answer({"message": "Not Found", "error": 404}, 404)
        under = [thing for thing in self._kind("t1") if thing["link_id"] == link]
        if "comment" not in asked:
            top = [self._tree(thing, under) for thing in under if thing["parent_id"] == link]
            return answer([listing([self.thing(link)]), listing(top)])
        line = self._tree(self.thing(f"t1_{asked['comment']}"), under)
        while not line["parent_id"].startswith("t3"):
            line = self.thing(line["parent_id"]) | {"replies": listing([line])}
        return answer([listing([self.thing(link)]), listing([line])])

    def _tree(self, thing: Thing, under: list[Thing]) -> Thing:
        answers = [one for one in under if one["parent_id"] == thing["name"]]
        below = listing([self._tree(one, under) for one in answers])
        return thing | {"replies": below if answers else ""}

    def _add(self, kind: str, author: str, text: str, sub: str | None) -> Thing:
        return {
            "name": f"{kind}_{100 + len(self.things)}",
            "author": author,
            "author_fullname": f"t2_{author}1",
            "body": text,
            "created_utc": self.now / 1000,
            "subreddit": sub,
            "score": 1,
            "replies": "",
        }

    def _keep(self, thing: Thing) -> str:
        self.things.append(thing)
        return str(thing["name"])


def _is_found(post: Thing, query: str) -> bool:
    """By one author or one phrase, as far as the tests ask."""
    if query.startswith("author:"):
        return bool(post["author"] == query.removeprefix("author:"))
    return query.split('"')[1] in f"{post['title']} {post['selftext']}"


def form_of(request: httpx.Request) -> dict[str, str]:
    """The fields of a form."""
    return {key: values[0] for key, values in parse_qs(request.content.decode()).items()}


def listing(things: list[Thing], after: str | None = None, *, raw: bool = True) -> Thing:
    """As Reddit wraps it; without raw_json its texts come half escaped."""
    if not raw:
        things = json.loads(escape(json.dumps(things), quote=False))
    children = [{"kind": thing["name"][:2], "data": thing} for thing in things]
    return {"kind": "Listing", "data": {"after": after, "children": children}}
