"""A search: finds videos that speak of the brand, and reads what is said under them.

Searches are scarce (a hundred a day), comments are not. So each alternative of a query costs one
search a poll; the videos found are read for thirty days, a unit each, the longest unread first.

Its cursor: `floor` (nothing older is wanted), `walks` (one per alternative, see `walk`), `videos`
(each with when it was published and last read, and a walk through its threads), `counts` (see
`threads`), and the poll in progress: `began`, `searched` (alternatives done), `used`, `read_at`.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from social_care.connectors.base import Budget, Page
from social_care.connectors.fields import Json, iso, obj
from social_care.connectors.walk import ABANDONED_MS, Listing, step
from social_care.connectors.youtube.api import IDS_AT_ONCE, Api
from social_care.connectors.youtube.messages import Messages
from social_care.connectors.youtube.parse import (
    VIDEO,
    Placed,
    posted_at,
    top_of,
    video_id_of,
)
from social_care.connectors.youtube.quota import SEARCHES
from social_care.connectors.youtube.search_state import MOST_VIDEOS, SearchState, Video
from social_care.connectors.youtube.settings import YouTubeSettings
from social_care.connectors.youtube.threads import ReplyReader, threads
from social_care.connectors.youtube.words import words_of
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost
from social_care.query import Alternative, Query

SEARCH_OVERLAP_MS = 12 * 60 * 60 * 1000
"""New videos take their time until a search finds them."""
SEARCHES_A_POLL = 2
"""Pages of results that one poll may take for one alternative."""
RETRY_MS = 30 * 60 * 1000
"""When a poll that found no search left is tried again."""
CLOSED_MS = 24 * 60 * 60 * 1000
"""When a video whose comments cannot be read is looked at again."""
VIDEOS_A_PAGE = 5
PAGES_A_VIDEO = 3

_LOG = logging.getLogger(__name__)


class Search:
    """One query."""

    def __init__(self, query: Query, api: Api, messages: Messages, settings: YouTubeSettings):
        self._query = query
        self._api = api
        self._messages = messages
        self._settings = settings

    def fetch(self, cursor: str | None, budget: Budget) -> Page:
        """Either the comments of a few videos or one page of search results.

        Videos come first: when there are no more searches today, they are read all the same.
        """
        number = len(self._query.alternatives)
        state = SearchState.load(cursor, number) or SearchState.first(budget, number)
        if not state.used or abs(budget.now - state.read_at) > ABANDONED_MS:
            state.begin(budget.now)
        to_search = number - state.searched
        if state.unread() and state.used + to_search < budget.pages:
            found: Sequence[Mention | OwnPost] = self._read_videos(state, budget)
        elif to_search:
            found = self._find_videos(state, budget)
        else:
            found = ()
        state.used, state.read_at = state.used + 1, budget.now
        left = state.searched < number or bool(state.unread())
        more = left and state.used < budget.pages
        if not more:
            state.used = 0
        return Page(
            cursor=state.dump(),
            mentions=[item for item in found if isinstance(item, Mention) and self._fits(item)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=more,
        )

    def _fits(self, item: Mention) -> bool:
        judge = self._query.sieve
        if self._settings.only_matching and not item.thread_key.startswith(VIDEO):
            judge = self._query.matches
        return judge(item.text, item.lang, item.author.handle)

    # Finding videos

    def _find_videos(self, state: SearchState, budget: Budget) -> list[Mention]:
        number = state.searched
        alternative = self._query.alternatives[number]
        allowed = replace(budget, pages=SEARCHES_A_POLL, backfill_from=state.floor)

        def pull(token: str | None) -> Listing[Json]:
            return self._results(alternative, state.floor, token)

        try:
            walked = step(state.walks[number], allowed, SEARCH_OVERLAP_MS, pull)
        except NetworkError as error:
            if error.error_class is ErrorClass.QUOTA:
                error.retry_at = budget.now + RETRY_MS  # not midnight: for the videos' sake
            raise
        state.walks[number] = walked.cursor
        if not walked.more:
            state.searched += 1
        own_id, _ = self._messages.own()
        for result in walked.items:
            if obj(result, "snippet").get("channelId") != own_id:
                state.follow(video_id_of(result), posted_at(result) or 0)
        if state.trim(budget.now):
            _LOG.info("%s: only the newest %d videos are read", self._settings.name, MOST_VIDEOS)
        return self._messages.videos(walked.items)

    def _results(self, alternative: Alternative, floor: int, token: str | None) -> Listing[Json]:
        page = self._api.page("/search", asked_of(alternative, floor), token, bucket=SEARCHES)
        timed = [(posted_at(item), item) for item in page.items if video_id_of(item)]
        return Listing(items=[(at, item) for at, item in timed if at is not None], next=page.next)

    # Reading what is said under them

    def _read_videos(self, state: SearchState, budget: Budget) -> list[Mention | OwnPost]:
        placed: list[Placed] = []
        reader = ReplyReader(self._api, state.counts)
        faults: list[NetworkError] = []
        turns = state.unread()[:VIDEOS_A_PAGE]
        for number, key in enumerate(turns):
            try:
                self._read_video(key, state, budget, reader, placed)
            except NetworkError as error:
                if error.error_class.is_limit and (number or placed):
                    break  # what was read is kept; the next call is refused as well, and told
                if error.error_class is ErrorClass.TRANSIENT:
                    faults.append(error)
                elif error.error_class not in {ErrorClass.PERMISSION, ErrorClass.GONE}:
                    raise
                self._pass_over(state.videos[key], error, budget.now)
            if not reader.finished:
                break
        if faults and len(faults) == len(turns):
            raise faults[0]
        found = [item for item in self._messages.of(placed) if item.posted_at >= state.floor]
        return sorted(found, key=lambda item: item.posted_at)

    def _pass_over(self, video: Video, error: NetworkError, now: int) -> None:
        """It has had its turn: one that YouTube stumbles over for this poll, one without comments,
        gone or private for a day. The others are read all the same."""
        _LOG.warning("%s: a video is passed over: %s", self._settings.name, error.message)
        passing = error.error_class is ErrorClass.TRANSIENT
        video.read_at = now if passing else now + CLOSED_MS

    def _read_video(
        self,
        key: str,
        state: SearchState,
        budget: Budget,
        reader: ReplyReader,
        placed: list[Placed],
    ) -> None:
        """Adds to `placed` page by page, as the walk moves on: a failure loses nothing."""
        asked, video = {"part": "snippet,replies", "videoId": key}, state.videos[key]
        allowed = replace(budget, pages=PAGES_A_VIDEO, backfill_from=state.floor)
        more = True
        while more:
            walked = step(
                video.walk,
                allowed,
                self._settings.overlap,
                lambda token: threads(self._api, asked, token),
            )
            for thread in walked.items:
                top = top_of(thread, keyword=True)
                placed += [top, *reader.read(thread, top)]
            if not reader.finished:
                return  # the next page begins here again, or threads further down would be missed
            video.walk, more = walked.cursor, walked.more
        video.read_at = budget.now


def asked_of(alternative: Alternative, floor: int) -> dict[str, object]:
    """The parameters of a search for videos published since `floor` (ms UTC)."""
    asked: dict[str, object] = {
        "part": "snippet",
        "q": words_of(alternative),
        "type": "video",
        "order": "date",
        "maxResults": IDS_AT_ONCE,
        "publishedAfter": iso(floor),
    }
    if len(alternative.languages) == 1:
        asked["relevanceLanguage"] = alternative.languages[0]
    return asked
