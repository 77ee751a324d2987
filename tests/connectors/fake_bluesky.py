"""A Bluesky service, data server and app view in memory, with the names its errors have."""

import json
import re
from hashlib import sha256
from typing import Any

import httpx

from social_care.connectors.bluesky import Bluesky
from social_care.connectors.bluesky.session import BlueskySettings
from social_care.connectors.bluesky.text import tid
from social_care.connectors.context import MemoryVault
from social_care.connectors.fields import iso
from social_care.net import parse_time
from social_care.query import parse
from tests.connectors.fake_bluesky_chat import FakeChat
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import Posted

SERVICE = "https://sky.example"
PDS = "https://pds.sky.example"
OUR_DID = "did:plc:acme"
POST = "app.bsky.feed.post"
Record = dict[str, Any]


def error(name: str, status: int = 400, message: str = "", **headers: str) -> httpx.Response:
    """A refusal as XRPC words it."""
    return answer({"error": name, "message": message or name}, status, headers)


def cid_of(record: Record) -> str:
    """Same content, same cid."""
    return "bafy" + sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:20]


class FakeBluesky(FakeServer):
    """Implements `world.ChangingWorld`."""

    def __init__(self) -> None:
        super().__init__()
        self.password = "app-pass"
        self.given_password = "app-pass"
        self.pds = PDS
        self.vault = MemoryVault()
        self.queries: tuple[str, ...] = ()
        self.records: dict[str, Record] = {}
        self.indexed: dict[str, int] = {}
        self.access: set[str] = set()
        self.expired: set[str] = set()
        self.refreshes: set[str] = set()
        self.logins = 0
        self.closed: dict[str, dict[str, Any]] = {}
        self.messages: bool | None = None
        self.chat = FakeChat(self, OUR_DID)
        self.blobs: dict[str, bytes] = {}
        self._serial = 0

    # The world

    @property
    def own_id(self) -> str:
        """Our DID."""
        return OUR_DID

    def connect(self) -> Bluesky:
        """A new process with the same vault."""
        settings = BlueskySettings(
            name="acme-sky",
            handle="acme.example",
            password=lambda: self.given_password,
            base_url=SERVICE,
            queries=tuple(map(parse, self.queries)),
            messages=self.messages,
        )
        return Bluesky(settings, self.clock, self.vault, self.transport, wait=self.waits.append)

    def post(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        mention: bool = True,
        indexed_at: int | None = None,
        **more: Any,
    ) -> str:
        """A stranger's post with a facet that names us, unless `mention` is false."""
        record: Record = {"$type": POST, "text": text, "createdAt": iso(self.now), **more}
        if mention:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": OUR_DID}
            index = {"byteStart": 0, "byteEnd": 1}
            record["facets"] = [{"index": index, "features": [feature]}]
        return self._add(f"did:plc:{author}", record, reply_to, indexed_at)

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From the app."""
        record = {"$type": POST, "text": text, "createdAt": iso(self.now)}
        return self._add(OUR_DID, record, reply_to)

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(
                external_id=uri,
                text=record["text"],
                parent=_parent(record),
            )
            for uri, record in self.records.items()
            if uri.startswith(f"at://{OUR_DID}/{POST}/")
        ]

    def delete(self, external_id: str) -> None:
        """Its author deletes it, wherever it shows."""
        del self.records[external_id]

    def edit(self, external_id: str, text: str) -> None:
        """The network has no edits, but a record can be written anew: the same address, another
        cid."""
        self.records[external_id] = {**self.records[external_id], "text": text}

    def likes(self) -> list[str]:
        """The posts we like, once for every record that says so."""
        prefix = f"at://{OUR_DID}/app.bsky.feed.like/"
        return [
            record["subject"]["uri"]
            for uri, record in self.records.items()
            if uri.startswith(prefix)
        ]

    def expire(self, *, refresh_too: bool = False) -> None:
        """Every access token given so far has run out; the refresh tokens too, if asked."""
        self.expired |= self.access
        self.access.clear()
        if refresh_too:
            self.refreshes.clear()

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """Records, and direct messages."""
        return request.url.path.endswith(("putRecord", "sendMessage"))

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """No token at all."""
        return error("AuthMissing", 401, "Authentication Required")

    def rate_limited(self) -> httpx.Response:
        """Unix seconds and seconds to wait."""
        reset = {"ratelimit-reset": str(self.now // 1000 + 290), "retry-after": "290"}
        return error("RateLimitExceeded", 429, "Rate Limit Exceeded", **reset)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every method the connector calls."""
        method, asked = request.url.path.removeprefix("/xrpc/"), request.url.params
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "com.atproto.server.createSession":
            return self._create_session(json.loads(request.content))
        if method == "com.atproto.server.refreshSession":
            return self._refresh_session(token)
        if token in self.expired:
            return error("ExpiredToken", 400, "Token has expired")
        if token not in self.access:
            return error("InvalidToken", 400, "Token could not be verified")
        if method.startswith("chat.bsky."):
            return self.chat.serve(method, request)
        match method:
            case "com.atproto.server.getSession":
                return answer({"did": OUR_DID, "handle": "acme.example", "active": True})
            case "app.bsky.notification.listNotifications":
                return self._page(asked, self._notifications(asked), "notifications")
            case "app.bsky.feed.searchPosts":
                found = [self._view(uri) for uri in self._by_time() if self._is_hit(uri, asked)]
                return self._page(asked, found, "posts")
            case "com.atproto.repo.listRecords":
                return self._page(asked, self._own_records(), "records")
            case "com.atproto.repo.getRecord":
                return self._get_record(asked)
            case "com.atproto.repo.putRecord":
                return self._put_record(json.loads(request.content))
            case "com.atproto.repo.deleteRecord":
                body = json.loads(request.content)
                uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
                gone = self.records.pop(uri, None)
                return answer({} if gone is None else {"commit": {"cid": "x", "rev": "y"}})
            case "com.atproto.repo.uploadBlob":
                return self._upload_blob(request)
            case "app.bsky.feed.getPosts":
                assert len(asked.get_list("uris")) <= 25
                uris = [uri for uri in asked.get_list("uris") if uri in self.records]
                return answer({"posts": [self._view(uri) for uri in uris]})
            case "app.bsky.actor.getProfiles":
                return self._profiles(asked.get_list("actors"))
            case "app.bsky.feed.getPostThread":
                return self._thread(asked["uri"])
        return error("MethodNotImplemented", 501)

    def _create_session(self, body: dict[str, Any]) -> httpx.Response:
        self.logins += 1
        if body["password"] != self.password:
            return error("AuthenticationRequired", 401, "Invalid identifier or password")
        return self._session()

    def _refresh_session(self, token: str) -> httpx.Response:
        if token not in self.refreshes:
            return error("ExpiredToken", 400, "Token has been revoked")
        self.refreshes.remove(token)
        return self._session()

    def _session(self) -> httpx.Response:
        self._serial += 1
        access, refresh = f"access-{self._serial}", f"refresh-{self._serial}"
        self.access.add(access)
        self.refreshes.add(refresh)
        service = {"id": "#atproto_pds", "serviceEndpoint": self.pds}
        return answer(
            {
                "did": OUR_DID,
                "handle": "acme.example",
                "accessJwt": access,
                "refreshJwt": refresh,
                "didDoc": {"id": OUR_DID, "service": [service]},
            }
        )

    def _page(
        self, asked: httpx.QueryParams, found: list[dict[str, Any]], name: str
    ) -> httpx.Response:
        start = int(asked.get("cursor", "0"))
        limit = int(asked["limit"])
        onward = {"cursor": str(start + limit)} if start + limit < len(found) else {}
        return answer({name: found[start : start + limit], **onward})

    def _by_time(self) -> list[str]:
        posts = [uri for uri in self.records if f"/{POST}/" in uri]
        return sorted(posts, key=lambda uri: self.indexed[uri], reverse=True)

    def _is_hit(self, uri: str, asked: httpx.QueryParams) -> bool:
        record, author = self.records[uri], _handle(uri.split("/")[2])
        since = parse_time(asked["since"])
        assert since is not None
        for minus, word in re.findall(r'(-?)("[^"]*"|\S+)', asked["q"]):
            there = word == "*" or word.strip('"').lower() in str(record["text"]).lower()
            if there is bool(minus):
                return False
        return (
            self.indexed[uri] >= since
            and asked.get("lang", record.get("langs", [None])[0]) == record.get("langs", [None])[0]
            and asked.get("author", author) == author
        )

    def _upload_blob(self, request: httpx.Request) -> httpx.Response:
        link = "bafk" + sha256(request.content).hexdigest()[:20]
        self.blobs[link] = request.content
        mime = request.headers["content-type"]
        size = len(request.content)
        blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": size}
        return answer({"blob": blob})

    def _notifications(self, asked: httpx.QueryParams) -> list[dict[str, Any]]:
        found = []
        for uri in self._by_time():
            record, reason = self.records[uri], None
            if (_parent(record) or "").startswith(f"at://{OUR_DID}/"):
                reason = "reply"
            elif "facets" in record:
                reason = "mention"
            if reason in asked.get_list("reasons") and not uri.startswith(f"at://{OUR_DID}/"):
                view = self._view(uri)
                kept = {key: view[key] for key in ("uri", "cid", "author", "record", "indexedAt")}
                found.append({**kept, "reason": reason, "isRead": False})
        return found

    def _own_records(self) -> list[dict[str, Any]]:
        own = [uri for uri in self.records if uri.startswith(f"at://{OUR_DID}/{POST}/")]
        return [
            {"uri": uri, "cid": cid_of(self.records[uri]), "value": self.records[uri]}
            for uri in sorted(own, reverse=True)
        ]

    def _get_record(self, asked: httpx.QueryParams) -> httpx.Response:
        uri = f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}"
        if uri not in self.records:
            return error("RecordNotFound", 400, f"Could not locate record: {uri}")
        return answer({"uri": uri, "cid": cid_of(self.records[uri]), "value": self.records[uri]})

    def _put_record(self, body: dict[str, Any]) -> httpx.Response:
        uri, record = f"at://{body['repo']}/{body['collection']}/{body['rkey']}", body["record"]
        there = self.records.get(uri)
        if there is not None and there != record and body["swapRecord"] is None:
            return error("InvalidSwap", 400, f"Record was at {cid_of(there)}")
        if there is None:
            self.records[uri] = record
            self.indexed[uri] = self.now
        return answer({"uri": uri, "cid": cid_of(record), "validationStatus": "valid"})

    def _profiles(self, dids: list[str]) -> httpx.Response:
        if len(dids) > 25:
            return error("UpstreamFailure", 502, "Upstream service unreachable")
        found = [{"did": did, "handle": _handle(did), "followersCount": 42} for did in dids]
        return answer({"profiles": found})

    def _thread(self, uri: str) -> httpx.Response:
        if uri not in self.records:
            return error("NotFound", 400, f"Post not found: {uri}")
        node: dict[str, Any] = {"post": self._view(uri)}
        parent = _parent(self.records[uri])
        if parent:
            node["parent"] = (
                {"post": self._view(parent)}
                if parent in self.records
                else {"uri": parent, "notFound": True}
            )
        node["replies"] = [
            {"post": self._view(other)}
            for other, record in self.records.items()
            if _parent(record) == uri
        ]
        return answer({"thread": node})

    def _view(self, uri: str) -> dict[str, Any]:
        did = uri.split("/")[2]
        record = self.records[uri]
        view = {
            "uri": uri,
            "cid": cid_of(record),
            "author": {"did": did, "handle": _handle(did), "displayName": _handle(did).title()},
            "record": record,
            "indexedAt": iso(self.indexed[uri]),
            "likeCount": 0,
            "repostCount": 0,
            "viewer": {"like": "at://x"} if uri in self.likes() else {},
        }
        return {**view, **self.closed.get(uri, {})}

    def _add(
        self, did: str, record: Record, reply_to: str | None, indexed_at: int | None = None
    ) -> str:
        if reply_to:
            parent = {"uri": reply_to, "cid": cid_of(self.records[reply_to])}
            root = self.records[reply_to].get("reply", {}).get("root", parent)
            record["reply"] = {"root": root, "parent": parent}
        uri = f"at://{did}/{POST}/{tid(self.now * 1000 + len(self.records), 7)}"
        self.records[uri] = record
        self.indexed[uri] = self.now if indexed_at is None else indexed_at
        return uri


def _parent(record: Record) -> str | None:
    found = record.get("reply", {}).get("parent", {}).get("uri")
    return None if found is None else str(found)


def _handle(did: str) -> str:
    return f"{did.rpartition(':')[2]}.example"
