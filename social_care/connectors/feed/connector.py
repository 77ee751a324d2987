"""The feed connector: each feed of an account is a stream, and nothing can be answered there."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import httpx

from social_care.connectors.base import Budget, Guide, Health, Page, Question
from social_care.connectors.context import (
    ConnectorContext,
    Ledger,
    MemoryLedger,
    plain_http_warning,
)
from social_care.connectors.feed.guard import Resolve, resolve
from social_care.connectors.feed.identity import Recognised, recognise
from social_care.connectors.feed.mention import Place, to_mention, to_own_post
from social_care.connectors.feed.reader import Reader
from social_care.connectors.feed.settings import FeedSettings, Kind, Source, read_settings
from social_care.connectors.feed.state import State, Whereabouts
from social_care.connectors.fields import Malformed
from social_care.connectors.memory import Memory
from social_care.connectors.one_way import OneWay
from social_care.connectors.table import Table
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Stream
from social_care.net import NetSettings

OWN_ID = "feed"
CLAIMS = 20_000
"""Of so many entries it is remembered which feed brings them."""

_LOG = logging.getLogger(__name__)


class Feed(OneWay):
    """See `connectors.base.Connector`."""

    takes_no_answers = "a feed takes no answers"
    instead = "answer on the page, then mark it answered elsewhere"
    channel = "feed"
    network = "feed"
    limits = Limits()
    guide: ClassVar[Guide] = Guide(
        network="RSS and Atom feeds",
        steps=(
            'Most blogs have their feed at /feed/; pages name it in <link rel="alternate">.',
            "WordPress has all comments at /comments/feed/: give them an account of their own.",
            'For Google Alerts: google.com/alerts, "Deliver to: RSS feed", then copy the address.',
        ),
        questions=(
            Question(
                key="feeds",
                ask="Addresses of the feeds",
                help="such as https://blog.example/feed/",
                many=True,
            ),
            Question(
                key="kind",
                ask="What they hold: articles or comments",
                help="comments are gathered by the article they stand under",
                default="articles",
            ),
            Question(
                key="queries",
                ask="Only entries with these words",
                help='such as "acme shoes" -giveaway; nothing: all entries',
                optional=True,
                many=True,
            ),
            Question(
                key="own_names",
                ask="Names under which you comment yourselves",
                help="your own comments then count as answers; anybody can use a name, though",
                optional=True,
                many=True,
            ),
        ),
        can=("new entries and changed ones", "comments by article, with your own as answers"),
        cannot=(
            "answering: feeds are one-way; open the page with o, then mark it answered with E",
            "noticing deletions: an old entry leaves a feed just as a deleted one does",
        ),
    )

    def __init__(
        self,
        settings: FeedSettings,
        clock: Callable[[], int],
        ledger: Ledger | None = None,
        transport: httpx.BaseTransport | None = None,
        *,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._settings = settings
        self._reader = Reader(
            settings, clock, ledger or MemoryLedger(), transport, net, wait, resolve
        )
        self._sources = {source.stream: source for source in settings.sources}
        self._claims: Memory[str] = Memory(CLAIMS)

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Feed":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        table = Table(account)
        settings = read_settings(table, context.secret)
        table.finish()
        return cls(
            settings,
            context.clock,
            context.ledger,
            context.transport,
            net=context.net,
            wait=context.wait,
        )

    def check(self) -> Health:
        """Read every feed once. One that fails is a warning: it must not blind the others."""
        warnings: list[str] = []
        for source in self._settings.sources:
            if source.user:
                warnings.extend(plain_http_warning(source.server))
            warnings.extend(f"{source.stream}: {said}" for said in self._faults(source))
        return Health(
            own_id=OWN_ID, own_handle="feed", limits=self.limits, warnings=tuple(warnings)
        )

    def _faults(self, source: Source) -> Iterator[str]:
        try:
            document, where = self._reader.read(source, Whereabouts())
        except NetworkError as error:
            yield f"{error.message}; {error.remedy}"
            return
        if where.moves:
            yield f"it has moved to {where.moved_to}; change its address in the account's table"
        if document is not None and not document.is_whole:
            yield "it is damaged; entries may be missing"

    def streams(self) -> Sequence[Stream]:
        """One for each feed."""
        return [
            Stream(name=source.stream, every_s=source.every_s) for source in self._settings.sources
        ]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """All that stands in the feed, unless it has not changed. Raises NetworkError."""
        source = self._sources.get(stream)
        if source is None:
            raise NetworkError(ErrorClass.PERMISSION, f"there is no feed {stream!r} any more")
        state = State.load(cursor, budget.backfill_from)
        for known in state.known.values():
            if known.ours:
                self._claims.first(known.external_id, stream)
        document, where = self._reader.read(source, state.where)
        state = state.asked(where)
        if document is None:
            return Page(cursor=state.dump())
        state, found = recognise(
            source,
            state,
            document.entries,
            budget.now,
            lambda each: self._claims.first(each, stream) == stream,
        )
        place = Place(source=source, site=document.title, now=budget.now)
        messages = list(self._messages(found, place, state.floor))
        return Page(
            cursor=state.dump(),
            mentions=[item for item in messages if isinstance(item, Mention)],
            own_posts=[item for item in messages if isinstance(item, OwnPost)],
        )

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:  # noqa: ARG002
        """A feed cannot be asked for one thread; what it says of it arrives by polling."""
        return []

    def close(self) -> None:
        """Give back connections."""
        self._reader.close()

    def _messages(
        self, found: Sequence[Recognised], place: Place, floor: int
    ) -> Iterator[Mention | OwnPost]:
        for each in found:
            try:
                message = self._message(each, place)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", place.source.stream, error)
                continue
            if each.known.ours and message.posted_at >= floor and self._is_wanted(message):
                yield message

    def _message(self, found: Recognised, place: Place) -> Mention | OwnPost:
        mention = to_mention(found, place)
        is_comment = place.source.kind is Kind.COMMENTS
        if is_comment and mention.author.name.casefold() in self._settings.own_names:
            return to_own_post(found, place)
        return mention

    def _is_wanted(self, message: Mention | OwnPost) -> bool:
        queries = self._settings.queries
        if not queries or isinstance(message, OwnPost):
            return True
        author = message.author.handle
        return any(query.matches(message.text, message.lang, author) for query in queries)
