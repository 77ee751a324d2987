"""A server that speaks X's API v2, in memory, in the shape X documents."""

import json
import re
from typing import Any
from urllib.parse import parse_qs

import httpx
from oauthlib import oauth1

from social_care.connectors.context import ConnectorContext, MemoryLedger, MemoryVault
from social_care.connectors.oauth import Tokens
from social_care.connectors.x import X
from social_care.net import parse_time
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.fake_x_network import Network, Tweet, names
from tests.connectors.fake_x_uploads import Uploads
from tests.connectors.world import DAY

BASE = "https://api.x.example"
BEARER = "AAAA-bearer"
USER_TOKEN = "user-tok-1"
REFRESH = "refresh-1"
PROBLEM = "https://api.twitter.com/2/problems/"
SECRETS = {
    "env:BEARER": BEARER,
    "env:CK": "consumer-key",
    "env:CS": "consumer-s3cret",
    "env:AT": "42-access",
    "env:AS": "access-s3cret",
    "env:CLIENT_SECRET": "client-s3cret",
}
KEYS = {
    "consumer_key": "env:CK",
    "consumer_secret": "env:CS",
    "access_token": "env:AT",
    "access_token_secret": "env:AS",
}
OAUTH2 = {"client_id": "client-7"}

DATE = "Sun, 01 Nov 2026 09:00:00 GMT"
_ALWAYS = {"id", "text", "edit_history_tweet_ids"}


def problem(kind: str, status: int, detail: str = "", **more: Any) -> dict[str, Any]:
    """An error as X words it."""
    place = "about:blank" if kind == "about:blank" else PROBLEM + kind
    return {"title": kind, "type": place, "status": status, "detail": detail or kind, **more}


class FakeX(Network, FakeServer):
    """Implements `world.ChangingWorld`. Logged in by OAuth 2 unless `account` says otherwise."""

    def __init__(self) -> None:
        FakeServer.__init__(self)
        Network.__init__(self)
        self.secrets = dict(SECRETS)
        self.account: dict[str, Any] = dict(OAUTH2)
        self.vault = MemoryVault()
        self.ledger = MemoryLedger()
        self.log_in()
        self.tokens = {BEARER, USER_TOKEN}
        self.refreshes = {REFRESH}
        self.headers: dict[str, str] = {}
        self.protected: set[str] = set()
        self.hidden: set[str] = set()
        self.liked: set[str] = set()
        self.uploads = Uploads()
        self.page_size = 100

    # The world

    def log_in(self, lasts_ms: int = 2 * 60 * 60 * 1000) -> None:
        """As a person did before."""
        scopes = "tweet.read users.read tweet.write tweet.moderate.write like.write media.write"
        self.vault.save(
            Tokens(
                access=USER_TOKEN,
                refresh=REFRESH,
                expires_at=self.now + lasts_ms,
                scopes=(*scopes.split(), "dm.read", "dm.write", "offline.access"),
            ).dump()
        )

    def context(self) -> ConnectorContext:
        """The outside world."""
        return ConnectorContext(
            clock=self.clock,
            secret=self.secrets.__getitem__,
            vault=self.vault,
            ledger=self.ledger,
            transport=self.transport,
            wait=self.waits.append,
        )

    def connect(self, **more: Any) -> X:
        """A new process; `more` goes into the account's table."""
        table = {"name": "acme-x", "connector": "x", "base_url": BASE, **self.account, **more}
        return X.from_settings(table, self.context())

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """Posts and messages."""
        path = request.url.path
        return request.method == "POST" and (path == "/2/tweets" or path.endswith("/messages"))

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """X's words."""
        return answer(problem("about:blank", 401, "Unauthorized"), 401)

    def rate_limited(self) -> httpx.Response:
        """Unix seconds, and no Retry-After."""
        headers = {
            "x-rate-limit-limit": "300",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str((self.now + 400_000) // 1000),
        }
        return answer(problem("about:blank", 429, "Too Many Requests"), 429, headers)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every call the connector makes."""
        path, asked = request.url.path.removeprefix("/2/"), request.url.params
        if path == "oauth2/token":
            return self._tokens(request)
        if not self._let_in(request):
            return self.unauthorised(request)
        response = self._serve(request, path.split("/"), asked)
        response.headers.update(self.headers)
        return response

    def _serve(
        self, request: httpx.Request, path: list[str], asked: httpx.QueryParams
    ) -> httpx.Response:
        match [request.method, *path]:
            case ["GET", "users", "me"]:
                return answer({"data": self._user(self.us)}, headers={"date": DATE})
            case ["GET", "users", "by", "username", handle]:
                return self._named(handle)
            case ["GET", "users", user_id, "mentions"]:
                return self._list(asked, [t for t in self.listed() if names(t, user_id)])
            case ["GET", "users", user_id, "tweets"]:
                return self._list(asked, [t for t in self.listed() if t["author_id"] == user_id])
            case ["GET", "tweets", "search", "recent"]:
                return self._search(asked)
            case ["GET", "tweets"]:
                return self._look_up(asked)
            case ["POST", "tweets"]:
                return self._publish(json.loads(request.content))
            case ["DELETE", "tweets", post_id]:
                return self._delete(post_id)
            case ["GET", "dm_events"]:
                return self._events(asked, self.events)
            case ["DELETE", "dm_events", event_id]:
                self.events = [event for event in self.events if event["id"] != event_id]
                return answer({"data": {"deleted": True}})
            case ["GET", "dm_conversations", "with", user_id, "dm_events"]:
                pair = "-".join(sorted((user_id, self.own_id), key=int))
                return self._events(asked, self.conversation(pair))
            case ["GET", "dm_conversations", conversation, "dm_events"]:
                return self._events(asked, self.conversation(conversation))
            case ["POST", "dm_conversations", "with", user_id, "messages"]:
                return self._write_to("-".join(sorted((user_id, self.own_id), key=int)), request)
            case ["POST", "dm_conversations", conversation, "messages"]:
                return self._write_to(conversation, request)
            case ["POST", "users", _, "likes"]:
                self.liked.add(json.loads(request.content)["tweet_id"])
                return answer({"data": {"liked": True}})
            case ["PUT", "tweets", post_id, "hidden"]:
                self.hidden.add(post_id)
                return answer({"data": {"hidden": json.loads(request.content)["hidden"]}})
            case [_, "media", *rest]:
                return self.uploads.serve(request, rest)
        return answer(problem("about:blank", 404, "Not Found"), 404)

    def _let_in(self, request: httpx.Request) -> bool:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind == "Bearer":
            return token in self.tokens
        return kind == "OAuth" and request.headers["Authorization"] == self._signed(request)

    def _signed(self, request: httpx.Request) -> str:
        """The header that this very request must bear, made with what we know of the keys."""
        said = dict(re.findall(r'(oauth_\w+)="([^"]*)"', request.headers["Authorization"]))
        signer = oauth1.Client(
            SECRETS["env:CK"],
            client_secret=SECRETS["env:CS"],
            resource_owner_key=SECRETS["env:AT"],
            resource_owner_secret=SECRETS["env:AS"],
            timestamp=str(self.now // 1000),
            nonce=said["oauth_nonce"],
        )
        address = str(request.url).replace("'", "%27")
        _, headers, _ = signer.sign(address, http_method=request.method)
        return str(headers["Authorization"])

    def _tokens(self, request: httpx.Request) -> httpx.Response:
        form = {key: value[0] for key, value in parse_qs(request.content.decode()).items()}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] not in self.refreshes:
            said = {"error": "invalid_request", "error_description": "token was invalid"}
            return answer(said, 400)
        number = len(self.tokens)
        self.tokens = {BEARER, f"user-tok-{number}"}
        self.refreshes = {f"refresh-{number}"}
        granted = {
            "token_type": "bearer",
            "expires_in": 7200,
            "access_token": f"user-tok-{number}",
            "refresh_token": f"refresh-{number}",
            "scope": "tweet.read users.read",
        }
        return answer(granted)

    def _user(self, user: dict[str, Any]) -> dict[str, Any]:
        return {key: user[key] for key in ("id", "name", "username")}

    def _named(self, handle: str) -> httpx.Response:
        if handle in self.users:
            return answer({"data": self._user(self.users[handle])}, headers={"date": DATE})
        return answer({"errors": [problem("resource-not-found", 404)]}, 404)

    # Lists

    def _list(self, asked: httpx.QueryParams, found: list[Tweet], least: int = 5) -> httpx.Response:
        size = int(asked["max_results"])
        if not least <= size <= 100:
            return answer(problem("invalid-request", 400, f"max_results: {size}"), 400)
        since = parse_time(asked["start_time"]) or 0
        if least == 10 and since < self.now - 7 * DAY:
            return answer(problem("invalid-request", 400, "start_time is too old"), 400)
        found = [tweet for tweet in found if (parse_time(tweet.get("created_at")) or 0) >= since]
        return self._page(asked, found, size, "tweet.fields")

    def _page(
        self, asked: httpx.QueryParams, found: list[Tweet], size: int, fields: str
    ) -> httpx.Response:
        token = asked.get("pagination_token") or asked.get("next_token")
        if token is not None:
            ids = [tweet["id"] for tweet in found]
            place = token.removeprefix("page-after-token-")
            if place not in ids:
                return answer(problem("invalid-request", 400, "Invalid token"), 400)
            found = found[ids.index(place) + 1 :]
        page = found[: min(size, self.page_size)]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page and len(found) > len(page):
            meta["next_token"] = f"page-after-token-{page[-1]['id']}"
        return answer(self._with_includes(asked, page, fields) | {"meta": meta})

    def _with_includes(
        self, asked: httpx.QueryParams, page: list[Tweet], fields: str
    ) -> dict[str, Any]:
        wanted = _ALWAYS | {"event_type"} | set(asked.get(fields, "").split(","))
        body: dict[str, Any] = {}
        if page:
            body["data"] = [{k: v for k, v in tweet.items() if k in wanted} for tweet in page]
        expansions = asked.get("expansions", "").split(",")
        includes: dict[str, Any] = {}
        if {"author_id", "sender_id"} & set(expansions):
            ids = {tweet.get("author_id", tweet.get("sender_id")) for tweet in page}
            includes["users"] = [user for user in self.users.values() if user["id"] in ids]
        if "attachments.media_keys" in expansions:
            includes["media"] = [item for tweet in page for item in tweet.get("_media", ())]
        filled = {name: items for name, items in includes.items() if items}
        return body | ({"includes": filled} if filled else {})

    def _search(self, asked: httpx.QueryParams) -> httpx.Response:
        query = asked["query"]
        if root := re.fullmatch(r"conversation_id:(\d+)", query):
            found = [t for t in self.listed() if t["conversation_id"] == root[1]]
        else:
            words = re.findall(r'(?<![\w:"-])(?:"([^"]+)"|([\w#@]+))', query.replace("(", " "))
            terms = [one or other for one, other in words if (one or other) != "OR"]
            found = [
                tweet
                for tweet in self.listed()
                if any(term.lower() in tweet["text"].lower() for term in terms)
                and not ("-from:acme" in query and tweet["author_id"] == self.own_id)
            ]
        return self._list(asked, found, least=10)

    def _look_up(self, asked: httpx.QueryParams) -> httpx.Response:
        ids = asked["ids"].split(",")
        there = [self.posts_by_id[one] for one in ids if one in self.posts_by_id]
        seen = [tweet for tweet in there if tweet["id"] not in self.protected]
        body = self._with_includes(asked, seen, "tweet.fields")
        kinds = {one: "resource-not-found" for one in ids if one not in self.posts_by_id}
        kinds |= {one: "not-authorized-for-resource" for one in ids if one in self.protected}
        errors = [
            problem(kind, 404, value=one, resource_id=one, resource_type="tweet", parameter="ids")
            for one, kind in kinds.items()
        ]
        return answer(body | ({"errors": errors} if errors else {}))

    # Writing

    def _publish(self, body: dict[str, Any]) -> httpx.Response:
        parent = body["reply"]["in_reply_to_tweet_id"]
        if parent not in self.posts_by_id:
            said = "You attempted to reply to a Tweet that is deleted or not visible to you."
            return answer(problem("about:blank", 403, said), 403)
        handle = next(
            name
            for name, user in self.users.items()
            if user["id"] == self.posts_by_id[parent]["author_id"]
        )
        words = f"@{handle} {body['text']}"
        escaped = self.worded(words)["text"]
        if any(post.text == escaped for post in self.own_posts()):
            said = "You are not allowed to create a Tweet with duplicate content."
            return answer(problem("about:blank", 403, said), 403)
        tweet = self.add(self.us, words, parent)
        tweet["_media_ids"] = body.get("media", {}).get("media_ids", [])
        if tweet["_media_ids"]:
            self.show_pictures(tweet)
        return answer({"data": {"id": tweet["id"], "text": tweet["text"]}}, 201)

    def _delete(self, post_id: str) -> httpx.Response:
        if post_id not in self.posts_by_id:
            return answer(problem("resource-not-found", 404), 404)
        self.delete(post_id)
        return answer({"data": {"deleted": True}})

    def _events(self, asked: httpx.QueryParams, events: list[Tweet]) -> httpx.Response:
        assert asked["event_types"] == "MessageCreate"
        return self._page(asked, events[::-1], int(asked["max_results"]), "dm_event.fields")

    def _write_to(self, conversation: str, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        more = {"dm_conversation_id": conversation}
        event_id = self.message(body["text"], "acme", **more)
        return answer({"data": {"dm_event_id": event_id, **more}}, 201)
