"""An Instagram account in memory: its posts, comments and messages."""

from typing import Any

import httpx

from social_care.connectors.meta import Instagram
from tests.connectors.fake_meta import BASE, PAGE, FakeMeta, Item, gone, graph_time, top_level
from tests.connectors.fake_server import answer

IG = "17841400"
INSTAGRAM_ONLY = {"text", "parent_id", "hidden"}


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

    def has(self, object_id: str, edge: str) -> bool:
        """Posts have comments, comments have replies, replies have nothing."""
        item = self.objects.get(object_id, {})
        wanted = {"comments": "caption" in item, "replies": "_below" in item}
        return "parent_id" not in item and wanted.get(edge, False)

    def comment_as_us(self, text: str, below: str) -> str:
        """A comment of ours."""
        return self.comment(text, self.us(), below, _ours=True)

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

    def comment(self, text: str, author: Item, below: str, **more: Any) -> str:
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
