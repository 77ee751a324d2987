"""A Facebook Page in memory: its posts, comments and messages."""

from typing import Any

import httpx

from social_care.connectors.meta import Facebook
from tests.connectors.fake_meta import BASE, PAGE, FakeMeta, Item, gone, graph_time, top_level
from tests.connectors.fake_server import answer

FACEBOOK_ONLY = {
    "parent",
    "can_comment",
    "can_reply_privately",
    "is_hidden",
    "comment_count",
    "attachment",
}
"""Fields that comments have and posts have not."""


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

    def comment_as_us(self, text: str, below: str) -> str:
        """A comment of the Page; a person tagged in it becomes a name."""
        shown = text
        for name, person in self.people.items():
            shown = shown.replace(f"@[{person['id']}]", name.title())
        return self.comment(shown, self.us(), below, _ours=True, _text=text)

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

    def comment(self, text: str, author: Item, below: str, **more: Any) -> str:
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
