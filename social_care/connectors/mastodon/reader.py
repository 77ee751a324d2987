"""Reads one account of a Mastodon server: its streams, threads, and statuses looked at again."""

import logging
from collections.abc import Callable, Iterator, Sequence

from social_care.connectors.base import Budget, Looked, Page
from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.mastodon import lists
from social_care.connectors.mastodon.api import Api, status_path
from social_care.connectors.mastodon.ids import id_of
from social_care.connectors.mastodon.parse import Place, to_mention, to_own_post
from social_care.connectors.mastodon.search import Search, searches
from social_care.connectors.mastodon.server import Me, Server, read_me, read_server
from social_care.connectors.mastodon.settings import MastodonSettings
from social_care.connectors.mastodon.sweep import Sweep
from social_care.connectors.mastodon.threads import Threads
from social_care.connectors.walk import Pull, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Stream

OWN_POSTS = "own posts"
MENTIONS = "mentions"
SEARCH = "search: "
TAG = "tag: "

THREAD_LIMIT = 200

Message = Mention | OwnPost
Keeps = Callable[[Mention], bool]
_LOG = logging.getLogger(__name__)


class Reader:
    """Knows who we are there and what kind of server it is, once it had to ask."""

    def __init__(self, settings: MastodonSettings, api: Api) -> None:
        self._settings = settings
        self._api = api
        self._sweep = Sweep(api)
        self._searches = searches(settings.queries)
        self._me: Me | None = None
        self._server: Server | None = None
        self.threads = Threads(api)

    def me(self) -> Me:
        """Who we are. Raises NetworkError."""
        if self._me is None:
            self._me = read_me(self._api)
        return self._me

    def server(self) -> Server:
        """What kind of server it is. Raises NetworkError."""
        if self._server is None:
            self._server = read_server(self._api)
        return self._server

    def known_server(self) -> Server:
        """What is known so far: what needs no more must not fail for want of it."""
        return self._server or Server()

    def ask_again(self) -> None:
        """Both are asked for anew."""
        self._me = self._server = None

    def streams(self) -> list[Stream]:
        """Own posts, mentions, every hashtag and every search."""
        often = [OWN_POSTS, MENTIONS]
        others = [TAG + tag for tag in self._settings.tags]
        others += [SEARCH + wanted for wanted in self._searches]
        return [
            *(Stream(name=name, every_s=60) for name in often),
            *(Stream(name=name, every_s=120) for name in others),
        ]

    def page(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError; PERMISSION where the server has no such list."""
        pull, keeps = self._pull(stream, budget.page_size)
        walked = step(cursor, budget, self._settings.overlap, pull)
        found = list(self.messages(walked.items, keyword=stream.startswith((SEARCH, TAG))))
        return Page(
            cursor=walked.cursor,
            mentions=[item for item in found if isinstance(item, Mention) and keeps(item)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=walked.more,
        )

    def thread(self, external_id: str) -> list[Message]:
        """What everybody can read around this status, oldest first. Raises NetworkError."""
        context = self.context(external_id)
        around = objs(context, "ancestors") + objs(context, "descendants")
        ancestor = next(map(id_of, objs(context, "ancestors")), external_id)
        for status in around:
            self.threads.remember(id_of(status), ancestor)
        messages = [item for item in self.messages(around) if not item.visibility.is_private]
        return sorted(messages, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def context(self, status_id: str) -> Json:
        """What the server has around this status. Raises NetworkError; GONE when it is gone."""
        path = status_path(status_id, "context")
        return obj(self._api.get(path, missing=ErrorClass.GONE))

    def look_up(self, external_ids: Sequence[str]) -> Looked:
        """Statuses as they stand now. Threads are not asked for: whoever looks knows them."""
        seen = self._sweep.look(external_ids)
        found = self.messages(
            list(seen.there.values()), keyword=True, root=self.threads.root_at_hand
        )
        return Looked(found=[item for item in found if isinstance(item, Mention)], gone=seen.gone)

    def messages(
        self,
        statuses: Sequence[Json | None],
        *,
        keyword: bool = False,
        root: Callable[[Json], str] | None = None,
    ) -> Iterator[Message]:
        """Statuses as our values, ours told apart; broken ones are left out with a warning.

        Raises NetworkError when a thread cannot be asked for: read the page again.
        """
        own_id = self.me().id
        for status in statuses:
            if not status or obj(status, "reblog"):
                continue
            try:
                place = self._place(status, own_id, keyword, root or self.threads.root)
                ours = text(status, "account", "id") == own_id
                yield to_own_post(status, place) if ours else to_mention(status, place)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _place(
        self, status: Json, own_id: str, keyword: bool, root: Callable[[Json], str]
    ) -> Place:
        if not id_of(status):
            raise Malformed("a status without an id")
        return Place(
            root=root(status),
            own_id=own_id,
            blurs_direct=self.server().blurs_direct,
            keyword=keyword,
        )

    def _pull(self, stream: str, size: int) -> tuple[Pull[Json | None], Keeps]:
        api = self._api
        if stream == MENTIONS:
            return lambda token: lists.notifications(api, token, size), _all
        if stream == OWN_POSTS:
            return lambda token: lists.own_statuses(api, self.me().id, token, size), _all
        tag = stream.removeprefix(TAG)
        if stream.startswith(TAG) and tag in self._settings.tags:
            return lambda token: lists.tagged_statuses(api, tag, token, size), _all
        wanted = self._searches.get(stream.removeprefix(SEARCH))
        if stream.startswith(SEARCH) and wanted is not None:
            search = Search(wanted, self.server())
            words = search.text()
            return lambda token: lists.found_statuses(api, words, token, size), search.keeps
        raise NetworkError(ErrorClass.PERMISSION, f"mastodon has no stream {stream!r}")


def _all(mention: Mention) -> bool:  # noqa: ARG001 - a stream that is not a search keeps all
    return True
