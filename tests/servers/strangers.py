"""People on the real servers who know nothing of social-care: they post, reply and read along."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.servers import oauth
from tests.servers.oauth import request
from tests.servers.waiting import eventually

__all__ = [
    "BlueskyAccount",
    "BlueskyPost",
    "MastodonAccount",
    "MastodonStatus",
    "eventually",
    "unique",
]


def unique(name: str) -> str:
    """The name with a tail no other call gives it."""
    return f"{name}{uuid.uuid4().hex[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyPost:
    """A post as the network shows it; `root` and `parent` are at-URIs, None on a first post."""

    uri: str
    cid: str
    handle: str
    did: str
    text: str
    root: str | None
    parent: str | None
    root_cid: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyAccount:
    """A logged-in account on a personal data server."""

    pds: str
    handle: str
    did: str
    password: str
    token: str

    @classmethod
    def join(cls, pds: str, name: str) -> "BlueskyAccount":
        """A new account whose handle begins with `name` (at most 10 letters)."""
        label, password = unique(name), uuid.uuid4().hex
        asked = {"handle": f"{label}.test", "email": f"{label}@example.test", "password": password}
        return cls._opened(pds, "createAccount", asked)

    @classmethod
    def log_in(cls, pds: str, handle: str, password: str) -> "BlueskyAccount":
        """A session for an account there is; an app password will do."""
        return cls._opened(pds, "createSession", {"identifier": handle, "password": password})

    @classmethod
    def _opened(cls, pds: str, method: str, asked: dict[str, str]) -> "BlueskyAccount":
        url = f"{pds}/xrpc/com.atproto.server.{method}"
        made = request("POST", url, json=asked).json()
        return cls(
            pds=pds,
            handle=made["handle"],
            did=made["did"],
            password=asked["password"],
            token=made["accessJwt"],
        )

    def create_app_password(self, name: str = "social-care") -> str:
        made = self._call("POST", "com.atproto.server.createAppPassword", json={"name": name})
        return str(made["password"])

    def post(
        self,
        text: str,
        *,
        mention: "BlueskyAccount | None" = None,
        reply_to: BlueskyPost | None = None,
    ) -> BlueskyPost:
        """Publish; the text of a `mention` must hold that account's "@handle"."""
        moment = datetime.now(UTC)  # noqa: TID251 - strangers live by the clock on the wall
        record: dict[str, Any] = {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        if mention is not None:
            record["facets"] = [_mention_facet(text, mention)]
        if reply_to is not None:
            record["reply"] = _reply_refs(reply_to)
        asked = {"repo": self.did, "collection": record["$type"], "record": record}
        made = self._call("POST", "com.atproto.repo.createRecord", json=asked)
        author = {"handle": self.handle, "did": self.did}
        return _bluesky_post({**made, "author": author, "record": record})

    def rewrite(self, post: BlueskyPost, text: str) -> None:
        """Put another record in the place of this one: the same address, another cid."""
        moment = datetime.now(UTC)  # noqa: TID251 - strangers live by the clock on the wall
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": moment.isoformat()}
        self._call("POST", "com.atproto.repo.putRecord", json={**_place(post), "record": record})

    def delete(self, post: BlueskyPost) -> None:
        """Take a post of this account back."""
        self._call("POST", "com.atproto.repo.deleteRecord", json=_place(post))

    def seen(self, uri: str) -> dict[str, Any]:
        """A post as the network shows it now, as it came; empty when it is gone."""
        posts = self._call("GET", "app.bsky.feed.getPosts", params={"uris": [uri]})["posts"]
        return dict(posts[0]) if posts else {}

    def replies(self, uri: str) -> list[BlueskyPost]:
        """Every reply below this post, parents before children; empty while there is none."""
        asked = {"uri": uri, "depth": 100, "parentHeight": 0}
        answer = self._call("GET", "app.bsky.feed.getPostThread", params=asked)
        return list(_below(answer["thread"]))

    def notifications(self) -> list[dict[str, Any]]:
        """The newest page of what the network notifies this account of, as it came."""
        answer = self._call("GET", "app.bsky.notification.listNotifications")
        found: list[dict[str, Any]] = answer["notifications"]
        return found

    def _call(self, method: str, name: str, **content: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}"}
        answer = request(method, f"{self.pds}/xrpc/{name}", headers=headers, **content)
        body: dict[str, Any] = answer.json()
        return body


def _place(post: BlueskyPost) -> dict[str, str]:
    repo, collection, key = post.uri.removeprefix("at://").split("/")
    return {"repo": repo, "collection": collection, "rkey": key}


def _mention_facet(text: str, account: BlueskyAccount) -> dict[str, Any]:
    """The part of the text that names the account, in UTF-8 bytes, end exclusive."""
    word = f"@{account.handle}"
    start = len(text[: text.index(word)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(word.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": account.did}],
    }


def _reply_refs(post: BlueskyPost) -> dict[str, dict[str, str | None]]:
    parent: dict[str, str | None] = {"uri": post.uri, "cid": post.cid}
    root = {"uri": post.root, "cid": post.root_cid} if post.root else parent
    return {"root": root, "parent": parent}


def _bluesky_post(view: dict[str, Any]) -> BlueskyPost:
    reply = view["record"].get("reply") or {}
    root, parent = reply.get("root", {}), reply.get("parent", {})
    return BlueskyPost(
        uri=view["uri"],
        cid=view["cid"],
        handle=view["author"]["handle"],
        did=view["author"]["did"],
        text=view["record"]["text"],
        root=root.get("uri"),
        parent=parent.get("uri"),
        root_cid=root.get("cid"),
    )


def _below(thread: dict[str, Any]) -> Iterator[BlueskyPost]:
    for reply in thread.get("replies") or []:
        if "post" in reply:  # not so when it is blocked or gone
            yield _bluesky_post(reply["post"])
            yield from _below(reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonStatus:
    """A status as the API shows it; `content` is HTML, `acct` the author's address."""

    id: str
    uri: str
    acct: str
    content: str
    in_reply_to_id: str | None
    visibility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonAccount:
    """A logged-in account on a server with the Mastodon API."""

    base_url: str
    user: str
    token: str
    password: str = field(repr=False)

    @classmethod
    def log_in(cls, base_url: str, user: str, password: str) -> "MastodonAccount":
        token = oauth.token(base_url, user, password)
        return cls(base_url=base_url, user=user, token=token, password=password)

    def post(
        self, text: str, *, reply_to: MastodonStatus | None = None, visibility: str = "public"
    ) -> MastodonStatus:
        """Publish; "@user" in the text mentions a user of the same server."""
        asked = {"status": text, "visibility": visibility}
        if reply_to is not None:
            asked["in_reply_to_id"] = reply_to.id
        return _mastodon_status(self._call("POST", "statuses", data=asked))

    def edit(self, status: MastodonStatus, text: str) -> None:
        """Change what a status of this account says; snac2 gives it another id."""
        self._call("PUT", f"statuses/{status.id}", data={"status": text})

    def delete(self, status: MastodonStatus) -> None:
        """On the server's own pages: snac2's API does not delete."""
        request(
            "POST",
            f"{self.base_url}/{self.user}/admin/action",
            auth=(self.user, self.password),
            data={"id": status.uri, "actor": f"{self.base_url}/{self.user}", "action": "Delete"},
            follow_redirects=True,
        )

    def seen(self, status_id: str) -> dict[str, Any]:
        """A status as the server shows it now, as it came."""
        found: dict[str, Any] = self._call("GET", f"statuses/{status_id}")
        return found

    def replies(self, status_id: str) -> list[MastodonStatus]:
        """Every reply below this status; empty while there is none."""
        context = self._call("GET", f"statuses/{status_id}/context")
        return [_mastodon_status(status) for status in context["descendants"]]

    def notifications(self) -> list[dict[str, Any]]:
        """The newest page of what the server notifies this account of, as it came."""
        found: list[dict[str, Any]] = self._call("GET", "notifications")
        return found

    def _call(self, method: str, path: str, **content: Any) -> Any:
        headers = {"authorization": f"Bearer {self.token}"}
        return request(method, f"{self.base_url}/api/v1/{path}", headers=headers, **content).json()


def _mastodon_status(status: dict[str, Any]) -> MastodonStatus:
    return MastodonStatus(
        id=status["id"],
        uri=status["uri"],
        acct=status["account"]["acct"],
        content=status["content"],
        in_reply_to_id=status["in_reply_to_id"],
        visibility=status["visibility"],
    )
