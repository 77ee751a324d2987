"""What is on the fake X: people, posts in all their versions, and direct messages."""

import re
from typing import Any

from social_care.connectors.fields import iso
from social_care.connectors.x.posts import EPOCH_MS
from tests.connectors.world import NOW, Posted

Tweet = dict[str, Any]

_LINK = re.compile(r"https?://\S+|(?<![\w.@])[\w.]+\.com(?:/\w+)?", re.IGNORECASE)
"""With or without its scheme: X finds a link in acme.com as well."""


class Network:
    """Strangers and we."""

    now = NOW

    def __init__(self) -> None:
        self.posts_by_id: dict[str, Tweet] = {}
        self.events: list[Tweet] = []
        self.users: dict[str, dict[str, Any]] = {}
        self.late: set[str] = set()
        """Posts that no list shows yet."""
        self._number = 0
        self.us = self.user("acme", "42")

    @property
    def own_id(self) -> str:
        """Our account's id."""
        return str(self.us["id"])

    def user(self, handle: str, user_id: str = "", **more: Any) -> dict[str, Any]:
        """A person there, made when first named."""
        if handle not in self.users:
            self.users[handle] = {
                "id": user_id or str(1000 + len(self.users)),
                "username": handle,
                "name": handle.title(),
                "verified": False,
                "verified_type": "none",
                "protected": False,
                "public_metrics": {
                    "followers_count": 7,
                    "following_count": 1,
                    "tweet_count": 3,
                    "listed_count": 0,
                },
            }
        self.users[handle].update(more)
        return self.users[handle]

    def post(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        mention: bool = True,
        **more: Any,
    ) -> str:
        """A stranger's post, which names us unless told not to."""
        words = f"@acme {text}" if mention else text
        tweet = self.add(self.user(author), words, reply_to)
        tweet.update(more)
        return str(tweet["id"])

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """From X's own app."""
        return str(self.add(self.us, text, reply_to)["id"])

    def message(self, text: str, author: str = "kim", *, to: str = "acme", **more: Any) -> str:
        """A direct message; its id as X has it."""
        sender, reader = self.user(author)["id"], self.user(to)["id"]
        event = {
            "id": self._new_id(),
            "event_type": "MessageCreate",
            "text": text,
            "sender_id": sender,
            "dm_conversation_id": "-".join(sorted((sender, reader), key=int)),
            "created_at": iso(self.now),
            **more,
        }
        self.events.append(event)
        return str(event["id"])

    def own_posts(self) -> list[Posted]:
        """Oldest first."""
        return [
            Posted(external_id=tweet["id"], text=tweet["text"], parent=self._parent(tweet))
            for tweet in self.posts_by_id.values()
            if tweet["author_id"] == self.own_id
        ]

    def delete(self, external_id: str) -> None:
        """With all its versions."""
        for one in self.posts_by_id[external_id]["edit_history_tweet_ids"]:
            self.posts_by_id.pop(one, None)

    def edit(self, external_id: str, text: str) -> None:
        """A new id; the old versions stay as they were, but for their history."""
        old = self.newest(external_id)
        new = {**old, "id": self._new_id(), "created_at": iso(self.now), **self.worded(text)}
        history = [*old["edit_history_tweet_ids"], new["id"]]
        self.posts_by_id[new["id"]] = new
        for one in history:
            self.posts_by_id[one]["edit_history_tweet_ids"] = history

    def newest(self, external_id: str) -> Tweet:
        """As X shows it."""
        return self.posts_by_id[self.posts_by_id[external_id]["edit_history_tweet_ids"][-1]]

    def listed(self) -> list[Tweet]:
        """Newest versions only, newest first."""
        there = (t for t in self.posts_by_id.values() if t["id"] not in self.late)
        newest = [t for t in there if t["edit_history_tweet_ids"][-1] == t["id"]]
        return sorted(newest, key=lambda tweet: int(tweet["id"]), reverse=True)

    def conversation(self, name: str) -> list[Tweet]:
        return [event for event in self.events if event["dm_conversation_id"] == name]

    def _parent(self, tweet: Tweet) -> str | None:
        return next((ref["id"] for ref in tweet.get("referenced_tweets", ())), None)

    def _new_id(self) -> str:
        self._number += 1
        return str(((self.now - EPOCH_MS) << 22) + self._number)

    def worded(self, text: str) -> dict[str, Any]:
        """Escaped, its links shortened, with its entities."""
        links: list[dict[str, Any]] = []

        def shorten(found: re.Match[str]) -> str:
            short = f"https://t.co/a{len(links)}"
            full = found[0] if "://" in found[0] else f"http://{found[0]}"
            links.append({"start": 0, "end": 1, "url": short, "expanded_url": full})
            return short

        text = _LINK.sub(shorten, text)
        names = [
            {"start": 0, "end": 1, "username": name, "id": self.users[name]["id"]}
            for name in re.findall(r"@(\w+)", text)
            if name in self.users
        ]
        entities = {key: found for key, found in (("urls", links), ("mentions", names)) if found}
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {"text": escaped, "entities": entities}

    def show_pictures(self, tweet: Tweet) -> None:
        """X puts a link to them behind the words."""
        place = f"https://x.com/acme/status/{tweet['id']}/photo/1"
        link = {"start": 0, "end": 1, "url": "https://t.co/p", "expanded_url": place}
        tweet["text"] += " https://t.co/p"
        tweet["entities"].setdefault("urls", []).append(link)

    def add(self, user: dict[str, Any], text: str, reply_to: str | None) -> Tweet:
        post_id = self._new_id()
        tweet: Tweet = {
            "id": post_id,
            "author_id": user["id"],
            "created_at": iso(self.now),
            "conversation_id": post_id,
            "edit_history_tweet_ids": [post_id],
            "lang": "en",
            "reply_settings": "everyone",
            "public_metrics": {
                "like_count": 2,
                "reply_count": 0,
                "retweet_count": 1,
                "quote_count": 0,
                "bookmark_count": 0,
                "impression_count": 9,
            },
            **self.worded(text),
        }
        if reply_to is not None:
            tweet["referenced_tweets"] = [{"type": "replied_to", "id": reply_to}]
            if (parent := self.posts_by_id.get(reply_to)) is not None:
                tweet["conversation_id"] = parent["conversation_id"]
                tweet["in_reply_to_user_id"] = parent["author_id"]
        self.posts_by_id[post_id] = tweet
        return tweet


def names(tweet: Tweet, user_id: str) -> bool:
    named = tweet.get("entities", {}).get("mentions", ())
    return any(one["id"] == user_id for one in named) and tweet["author_id"] != user_id
