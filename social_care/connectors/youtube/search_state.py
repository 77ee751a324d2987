"""What the cursor of a search holds between two pages."""

import json
from dataclasses import dataclass, field
from typing import Self

from social_care.connectors.base import Budget
from social_care.connectors.cursor import restored
from social_care.connectors.fields import Json
from social_care.connectors.youtube.threads import Counts

VERSION = 1
MOST_VIDEOS = 25
"""So many videos of one search are read: the newest."""
LIVE_MS = 30 * 24 * 60 * 60 * 1000


@dataclass(slots=True, kw_only=True)
class Video:
    """Somebody's video that a search found."""

    published: int
    """Times are in ms since 1970 UTC."""
    read_at: int = 0
    walk: str | None = None


@dataclass(slots=True, kw_only=True)
class SearchState:
    """Changed while a page is read, and saved with it."""

    floor: int
    walks: list[str | None]
    videos: dict[str, Video] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    began: int = 0
    searched: int = 0
    used: int = 0
    read_at: int = 0

    @classmethod
    def first(cls, budget: Budget, alternatives: int) -> Self:
        """Before the first poll."""
        return cls(floor=budget.backfill_from, walks=[None] * alternatives)

    def begin(self, now: int) -> None:
        """Begin a poll."""
        self.began, self.searched, self.used = now, 0, 0

    def follow(self, video_id: str, published: int) -> None:
        """Read a video's comments from now on."""
        self.videos.setdefault(video_id, Video(published=published))

    def trim(self, now: int) -> bool:
        """Let go of old videos; True when others had to go for want of room."""
        for key in [key for key, video in self.videos.items() if video.published < now - LIVE_MS]:
            del self.videos[key]
        too_many = len(self.videos) > MOST_VIDEOS
        newest = sorted(self.videos.items(), key=lambda item: item[1].published, reverse=True)
        self.videos = dict(newest[:MOST_VIDEOS])
        self.counts.forget(now - LIVE_MS)
        return too_many

    def unread(self) -> list[str]:
        """The videos not read in this poll, the longest unread first."""
        left = [key for key, video in self.videos.items() if video.read_at < self.began]
        return sorted(left, key=lambda key: self.videos[key].read_at)

    def dump(self) -> str:
        """As a cursor."""
        return json.dumps(
            {
                "v": VERSION,
                "floor": self.floor,
                "walks": self.walks,
                "videos": {
                    key: [video.published, video.read_at, video.walk]
                    for key, video in self.videos.items()
                },
                "counts": self.counts.dump(),
                "began": self.began,
                "searched": self.searched,
                "used": self.used,
                "read_at": self.read_at,
            },
            separators=(",", ":"),
        )

    @classmethod
    def load(cls, cursor: str | None, alternatives: int) -> Self | None:
        """From a cursor; None when there is none that can be read."""
        return restored(cursor, lambda saved: cls._of(saved, alternatives), VERSION)

    @classmethod
    def _of(cls, saved: Json, alternatives: int) -> Self:
        if len(saved["walks"]) != alternatives:
            raise ValueError("the query has changed")
        return cls(
            floor=int(saved["floor"]),
            walks=[_text(walk) for walk in saved["walks"]],
            videos={
                str(key): Video(published=int(at), read_at=int(read_at), walk=_text(walk))
                for key, (at, read_at, walk) in saved["videos"].items()
            },
            counts=Counts.load(saved["counts"]),
            began=int(saved["began"]),
            searched=int(saved["searched"]),
            used=int(saved["used"]),
            read_at=int(saved["read_at"]),
        )


def _text(saved: object) -> str | None:
    return None if saved is None else str(saved)
