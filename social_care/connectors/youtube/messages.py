"""Comments as mentions and own posts, and what is remembered of where each one stands."""

import logging
from collections.abc import Iterable, Sequence

from social_care.connectors.fields import Json, Malformed, obj, text
from social_care.connectors.memory import Memory
from social_care.connectors.youtube.api import Api
from social_care.connectors.youtube.authors import Authors
from social_care.connectors.youtube.parse import (
    HELD,
    Place,
    Placed,
    author_id_of,
    to_mention,
    to_own_post,
    to_video_mention,
)
from social_care.connectors.youtube.quota import CARE
from social_care.connectors.youtube.settings import YouTubeSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost

REMEMBERED = 20_000

_LOG = logging.getLogger(__name__)


class Messages:
    """Tells ourselves from others; leaves out what is malformed."""

    def __init__(self, api: Api, settings: YouTubeSettings) -> None:
        self._api = api
        self._account = settings.name
        self._authors = Authors(api, asks=settings.reach)
        self._own: tuple[str, str] | None = None
        self.server_time: int | None = None
        """What Google's clock said when it was last asked who we are; ms since 1970 UTC."""
        self._places: Memory[Place] = Memory(REMEMBERED)
        self._held: Memory[bool] = Memory(REMEMBERED)

    def own(self, *, again: bool = False) -> tuple[str, str]:
        """Our channel's id and handle; asked for once. Raises NetworkError."""
        if self._own is None or again:
            found = self._api.page("/channels", {"part": "snippet", "mine": "true"}, bucket=CARE)
            channel = next((item for item in found.items if text(item, "id")), {})
            if not channel:
                raise NetworkError(
                    ErrorClass.PERMISSION,
                    "this Google account has no YouTube channel",
                    remedy="log in again and choose the brand's channel",
                )
            snippet = obj(channel, "snippet")
            handle = text(snippet, "customUrl").lstrip("@") or text(snippet, "title")
            self._own, self.server_time = (text(channel, "id"), handle), found.sent_at
        return self._own

    def of(self, comments: Iterable[Placed]) -> list[Mention | OwnPost]:
        """What could be read of them, in their order."""
        placed = list(comments)
        own_id, _ = self.own()
        others = [author for item in placed if (author := author_id_of(item.comment)) != own_id]
        followers = self._authors.followers(others)
        found: list[Mention | OwnPost] = []
        for item in placed:
            author = author_id_of(item.comment)
            try:
                found.append(
                    to_own_post(item)
                    if author == own_id
                    else to_mention(item, followers.get(author))
                )
                self._remember(text(item.comment, "id"), item.place)
            except Malformed as error:
                self._leave_out(error)
        return found

    def videos(self, found: Sequence[Json]) -> list[Mention]:
        """Search results; our own videos are none of them."""
        own_id, _ = self.own()
        channels = {id(item): text(item, "snippet", "channelId") for item in found}
        others = [item for item in found if channels[id(item)] != own_id]
        followers = self._authors.followers(channels[id(item)] for item in others)
        mentions = []
        for item in others:
            try:
                mentions.append(to_video_mention(item, followers.get(channels[id(item)])))
            except Malformed as error:
                self._leave_out(error)
        return mentions

    def place_of(self, external_id: str) -> Place | None:
        """Where a comment stands that was read by this process; None when it was not."""
        return self._places.get(external_id)

    def is_held(self, external_id: str) -> bool:
        """Whether it was seen held for review: then it may be missing without being deleted."""
        return bool(self._held.get(external_id))

    def hold(self, external_id: str) -> None:
        """We have just hidden it."""
        self._held.put(external_id, True)

    def _remember(self, comment_id: str, place: Place) -> None:
        self._places.put(comment_id, place)
        self._held.put(comment_id, place.cannot_reply == HELD)

    def _leave_out(self, error: Malformed) -> None:
        _LOG.warning("%s: left out: %s", self._account, error)
