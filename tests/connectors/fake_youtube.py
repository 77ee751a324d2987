"""YouTube's Data API in memory, in the documented shape: a channel, its videos and strangers'."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from social_care.connectors.context import ConnectorContext, Ledger, MemoryLedger, MemoryVault
from social_care.connectors.fields import iso
from social_care.connectors.oauth import Tokens
from social_care.connectors.youtube import YouTube
from social_care.connectors.youtube.login import DatedVault
from social_care.connectors.youtube.settings import SCOPE
from tests.connectors.fake_server import FakeServer, answer
from tests.connectors.world import DAY, Posted

BASE = "https://youtube.example/youtube/v3"
TOKEN_URL = "https://oauth.example/token"
OUR_CHANNEL = "UC-acme"
OUR_VIDEO = "vid-acme"
HOUR = 60 * 60 * 1000
SECRETS = {"env:YT_ID": "acme-app", "env:YT_SECRET": "s3cret-s3cret"}
Json = dict[str, Any]


def refusal(
    status: int, reason: str, message: str = "The request cannot be done."
) -> httpx.Response:
    """An error as Google writes it."""
    errors = [{"domain": "youtube", "reason": reason, "message": message}]
    return answer({"error": {"code": status, "message": message, "errors": errors}}, status)


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment as YouTube holds it."""

    id: str
    text: str
    author: str
    video: str
    owner: str
    at: int
    updated_at: int
    parent: str | None = None
    status: str = "published"
    can_reply: bool = True
    more: Json = field(default_factory=dict)
    """Further or other fields of its snippet."""


@dataclass(slots=True, kw_only=True)
class Video:
    """A stranger's video."""

    id: str
    title: str
    channel: str
    at: int
    comments_off: bool = False


class FakeYouTube(FakeServer):
    """Implements `world.ChangingWorld`."""

    def __init__(self) -> None:
        super().__init__()
        self.comments: list[Comment] = []
        self.videos: list[Video] = []
        self.access = "ya29.first"
        self.refresh = "1//refresh"
        self.refresh_is_good = True
        self.vault = MemoryVault()
        self.ledger: Ledger = MemoryLedger()
        self.shown_replies = 5
        self.shown_by_id = {"published", "heldForReview", "likelySpam"}
        self.page_size: int | None = None
        self.stale: set[str] = set()
        self.table: Json = {}
        DatedVault(self.vault).save_dated(
            Tokens(
                access=self.access,
                refresh=self.refresh,
                expires_at=self.now + 365 * DAY,
                scopes=(SCOPE,),
            ).dump(),
            self.now,
        )

    # The world

    @property
    def own_id(self) -> str:
        """Our channel."""
        return OUR_CHANNEL

    def context(self) -> ConnectorContext:
        """The outside world of a process."""
        return ConnectorContext(
            clock=self.clock,
            secret=SECRETS.__getitem__,
            vault=self.vault,
            ledger=self.ledger,
            transport=self.transport,
            wait=self.waits.append,
        )

    def account(self, **more: Any) -> Json:
        """Its table."""
        return {
            "name": "acme-tube",
            "connector": "youtube",
            "client_id": "env:YT_ID",
            "client_secret": "env:YT_SECRET",
            "base_url": BASE,
            "token_url": TOKEN_URL,
            **self.table,
            **more,
        }

    def connect(self) -> YouTube:
        """A new process."""
        return YouTube.from_settings(self.account(), self.context())

    def post(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        video: str = OUR_VIDEO,
        **more: Any,
    ) -> str:
        """A stranger's comment; a reply hangs under the first comment whatever it answers."""
        return self._add(text, f"UC-{author}", reply_to, video, **more).id

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From YouTube Studio."""
        return self._add(text, OUR_CHANNEL, reply_to, OUR_VIDEO).id

    def publish(self, title: str, channel: str = "UC-vlog", **more: Any) -> str:
        """Somebody's new video."""
        number = len(self.videos)
        video = Video(id=f"vid-{number}", title=title, channel=channel, at=self.now, **more)
        self.videos.append(video)
        return video.id

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(external_id=comment.id, text=comment.text, parent=comment.parent)
            for comment in self.comments
            if comment.author == OUR_CHANNEL
        ]

    def delete(self, external_id: str) -> None:
        """With all its replies."""
        gone = {external_id}
        self.comments = [item for item in self.comments if not gone & {item.id, item.parent}]

    def edit(self, external_id: str, text: str) -> None:
        """It bears the time of the change from now on."""
        comment = self.comment(external_id)
        comment.text, comment.updated_at = text, self.now

    def comment(self, external_id: str) -> Comment:
        """As YouTube holds it."""
        return next(comment for comment in self.comments if comment.id == external_id)

    def _add(
        self, text: str, author: str, reply_to: str | None, video: str, **more: Any
    ) -> Comment:
        parent = self.comment(reply_to) if reply_to else None
        top = (parent.parent or parent.id) if parent else None
        number = len(self.comments)
        owners = {item.id: item.channel for item in self.videos}
        comment = Comment(
            id=f"{top}.r{number}" if top else f"Ug{number}",
            text=text,
            author=author,
            video=parent.video if parent else video,
            owner=owners.get(video, OUR_CHANNEL),
            at=self.now,
            updated_at=self.now,
            parent=top,
            **more,
        )
        self.comments.append(comment)
        return comment

    # The server

    def posts(self, request: httpx.Request) -> bool:
        """Only new comments."""
        return request.method == "POST" and request.url.path.endswith("/comments")

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """The token endpoint says it in OAuth's words."""
        if request.url.path == "/token":
            return answer({"error": "invalid_grant", "error_description": "Token revoked"}, 400)
        return refusal(401, "authError", "Invalid Credentials")

    def rate_limited(self) -> httpx.Response:
        """There is no Retry-After."""
        return refusal(429, "rateLimitExceeded", "Too many requests a minute")

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Every call the connector makes."""
        path = request.url.path.removeprefix("/youtube/v3")
        if path == "/token":
            return self._renew(request)
        if request.headers.get("Authorization") != f"Bearer {self.access}":
            return self.unauthorised(request)
        asked = request.url.params
        match request.method, path:
            case "GET", "/channels":
                return self._channels(asked)
            case "GET", "/commentThreads":
                return self._threads(asked)
            case "GET", "/comments":
                return self._list(asked)
            case "GET", "/search":
                return self._search(asked)
            case "POST", "/comments":
                return self._publish(request)
            case "DELETE", "/comments":
                return self._remove(asked["id"])
            case "POST", "/comments/setModerationStatus":
                self.comment(asked["id"]).status = asked["moderationStatus"]
                return httpx.Response(204)
        return refusal(404, "notFound")

    def _renew(self, request: httpx.Request) -> httpx.Response:
        asked = dict(httpx.QueryParams(request.content.decode()))
        if not self.refresh_is_good or asked["client_secret"] != SECRETS["env:YT_SECRET"]:
            return self.unauthorised(request)
        body = {"access_token": self.access, "expires_in": 3599, "scope": SCOPE}
        if asked["grant_type"] == "authorization_code":
            body["refresh_token"] = self.refresh
        return answer(body)

    def _channels(self, asked: httpx.QueryParams) -> httpx.Response:
        if "mine" in asked:
            snippet = {"title": "Acme Shoes", "customUrl": "@acme"}
            return _page([{"id": OUR_CHANNEL, "snippet": snippet}], asked)
        ids = asked["id"].split(",")
        return _page(
            [
                {
                    "id": each,
                    "statistics": {
                        "subscriberCount": "42",
                        "hiddenSubscriberCount": each == "UC-private",
                    },
                }
                for each in ids
                if each != "UC-shy"
            ],
            asked,
        )

    def _threads(self, asked: httpx.QueryParams) -> httpx.Response:
        status = asked.get("moderationStatus", "published")
        tops = [item for item in self.comments if item.parent is None]
        if "id" in asked:
            ids = asked["id"].split(",")
            found = [item for item in tops if item.id in ids and item.status == "published"]
            return _page([self.thread(item) for item in found], asked)
        if "videoId" in asked:
            off = {video.id for video in self.videos if video.comments_off}
            if asked["videoId"] in off:
                return refusal(403, "commentsDisabled", "The video has disabled comments.")
            tops = [item for item in tops if item.video == asked["videoId"]]
        else:
            tops = [item for item in tops if item.owner == asked["allThreadsRelatedToChannelId"]]
        found = [item for item in tops if item.status == status]
        with_replies = "replies" in asked["part"]
        return self._paged([self.thread(item, with_replies) for item in found[::-1]], asked)

    def _paged(self, items: list[Json], asked: httpx.QueryParams) -> httpx.Response:
        token = asked.get("pageToken", "")
        if token in self.stale:
            return refusal(400, "invalidPageToken", "The page token is not valid.")
        size = min(int(asked["maxResults"]), self.page_size or 100)
        start = next((n + 1 for n, item in enumerate(items) if token == f"after-{item['id']}"), 0)
        page = items[start : start + size]
        more = start + size < len(items)
        return _page(page, asked, f"after-{page[-1]['id']}" if more else None)

    def thread(self, top: Comment, with_replies: bool = True) -> Json:
        """A thread as lists give it: with the last few of its replies."""
        replies = self.replies(top.id)
        shown = replies[-self.shown_replies :] if with_replies and self.shown_replies else []
        found: Json = {
            "kind": "youtube#commentThread",
            "id": top.id,
            "snippet": {
                "channelId": top.owner,
                "videoId": top.video,
                "topLevelComment": self.resource(top),
                "canReply": top.can_reply,
                "totalReplyCount": len(replies),
                "isPublic": top.status == "published",
            },
        }
        return found | ({"replies": {"comments": [self.resource(item) for item in shown]}})

    def replies(self, top_id: str) -> list[Comment]:
        """Oldest first."""
        return [item for item in self.comments if item.parent == top_id]

    def resource(self, comment: Comment, *, with_video: bool = True) -> Json:
        """A comment as lists give it."""
        name = "@acme" if comment.author == OUR_CHANNEL else comment.author.replace("UC-", "@")
        snippet: Json = {
            "channelId": comment.owner,
            "textDisplay": comment.text,
            "textOriginal": comment.text,
            "authorDisplayName": name,
            "authorProfileImageUrl": "https://yt3.example/a.jpg",
            "authorChannelUrl": f"http://www.youtube.com/{name}",
            "authorChannelId": {"value": comment.author},
            "likeCount": 3,
            "publishedAt": iso(comment.at),
            "updatedAt": iso(comment.updated_at),
        }
        snippet |= {"parentId": comment.parent} if comment.parent else {}
        snippet |= {"videoId": comment.video} if with_video else {}
        return {"kind": "youtube#comment", "id": comment.id, "snippet": snippet | comment.more}

    def _list(self, asked: httpx.QueryParams) -> httpx.Response:
        if "id" in asked:
            if "maxResults" in asked:
                return refusal(400, "operationNotSupported", "Not together with ids.")
            ids = asked["id"].split(",")
            there = [each for each in self.comments if each.status in self.shown_by_id]
            found = [self.resource(each, with_video=False) for each in there]
            return _page([item for item in found if item["id"] in ids], asked)
        if not any(comment.id == asked["parentId"] for comment in self.comments):
            return refusal(404, "commentNotFound")
        return self._paged([self.resource(item) for item in self.replies(asked["parentId"])], asked)

    def _search(self, asked: httpx.QueryParams) -> httpx.Response:
        words = asked["q"].replace('"', "").lower()
        found = [
            {
                "kind": "youtube#searchResult",
                "id": {"kind": "youtube#video", "videoId": video.id},
                "snippet": {
                    "publishedAt": iso(video.at),
                    "channelId": video.channel,
                    "channelTitle": "Vlog",
                    "title": video.title,
                    "description": "",
                },
            }
            for video in self.videos[::-1]
            if words in video.title.lower() and iso(video.at) >= asked["publishedAfter"]
        ]
        return self._paged(found, asked)

    def _publish(self, request: httpx.Request) -> httpx.Response:
        snippet = json.loads(request.content)["snippet"]
        parent = snippet["parentId"]
        if not any(comment.id == parent for comment in self.comments):
            return refusal(404, "commentNotFound")
        return answer(self.resource(self._add(snippet["textOriginal"], OUR_CHANNEL, parent, "")))

    def _remove(self, comment_id: str) -> httpx.Response:
        if not any(comment.id == comment_id for comment in self.comments):
            return refusal(404, "commentNotFound")
        self.delete(comment_id)
        return httpx.Response(204)


def _page(items: list[Json], asked: httpx.QueryParams, onward: str | None = None) -> httpx.Response:
    found: Json = {"pageInfo": {"resultsPerPage": len(items)}, "items": items}
    return answer(found | ({"nextPageToken": onward} if onward else {}))
