"""Reddit, one brand's account: what is said to it and about it, and what it answers."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from social_care.connectors.base import Budget, Guide, Health, Looked, Page, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, Malformed, text
from social_care.connectors.reddit import lists
from social_care.connectors.reddit.api import Api
from social_care.connectors.reddit.around import MOST, look_up, read_around
from social_care.connectors.reddit.guide import GUIDE
from social_care.connectors.reddit.health import health, read_me, switched_off
from social_care.connectors.reddit.parse import (
    COMMENT,
    MESSAGE,
    POST,
    Me,
    is_gone,
    to_mention,
    to_own_post,
)
from social_care.connectors.reddit.reply import (
    COMPOSE_CALL,
    EARLY_MS,
    LIMITS,
    build,
    call_of,
    form_of,
    is_it,
    is_private,
    posted,
    to_sent,
)
from social_care.connectors.reddit.search import explained
from social_care.connectors.reddit.settings import RedditSettings, read_settings
from social_care.connectors.reddit.streams import OURS, Feed, feeds
from social_care.connectors.walk import step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Change,
    ChangeKind,
    Mention,
    MentionKind,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
    Stream,
)
from social_care.query import Query

LOOK_BACK_PAGES = 5
"""How many pages of what we wrote are searched for a reply that may have been accepted."""

_LOG = logging.getLogger(__name__)


class Reddit:
    """See `connectors.base`: Connector, Sweeps, FollowsThreads, Deletes, Likes, Guided, LogsIn."""

    channel = "reddit"
    network = "reddit"
    guide: ClassVar[Guide] = GUIDE
    look_up_at_once = 100
    thread_every_s = 300

    def __init__(self, settings: RedditSettings, context: ConnectorContext) -> None:
        self._settings = settings
        self._api = Api(settings, context)
        self._feeds = feeds(settings)
        self._me: Me | None = None
        self.limits = LIMITS

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Reddit":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(read_settings(account, context), context)

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """A permanent log-in, kept in the vault. Raises NetworkError or ConfigError.

        Being told to log in is leave enough to call Reddit, `enabled` or not.
        """
        api = Api(read_settings({**account, "enabled": True}, context), context)
        try:
            api.session.log_in(talk)
        finally:
            api.close()
        return {}

    def check(self) -> Health:
        """Ask who we are, unless Reddit is switched off. Raises NetworkError."""
        if not self._settings.enabled:
            return switched_off(self._settings, self.limits)
        self._me, found = health(self._api, self._settings, self.limits)
        return found

    def streams(self) -> Sequence[Stream]:
        """What we wrote, our inbox, every search and every watched community."""
        return [Stream(name=name, every_s=feed.every_s) for name, feed in self._feeds.items()]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        feed = self._feeds.get(stream)
        if feed is None:
            raise NetworkError(ErrorClass.PERMISSION, f"reddit has no stream {stream!r}")
        me = self._known_me()
        source = lists.Source(
            path=feed.path.replace(OURS, quote(me.name, safe="")), params=feed.params
        )
        walked = step(
            cursor,
            budget,
            self._settings.overlap,
            lambda token: lists.read(self._api, source, token, budget.page_size),
        )
        ours = [thing for thing in walked.items if me.wrote(thing)]
        theirs = [thing for thing in walked.items if not me.wrote(thing)]
        return Page(
            cursor=walked.cursor,
            mentions=list(self._wanted(theirs, feed)),
            own_posts=list(self._own_posts(ours)),
            changes=list(self._deletions(theirs, budget.now)),
            more=walked.more,
        )

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply. Raises NetworkError(REFUSED)."""
        return build(reply, self._settings.subject, now)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        found, answer = self._api.post(call_of(prepared), form_of(prepared))
        if call_of(prepared) == COMPOSE_CALL:
            return self._composed(prepared)
        return to_sent(posted(found, answer), prepared, self._api.clock())

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look among our comments or our sent messages. Raises NetworkError."""
        me = self._known_me()
        for thing in self._written_since(prepared, me):
            if is_it(thing, prepared, me):
                return to_sent(thing, prepared, self._api.clock())
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Never: Reddit knows no keys, and takes the same comment twice."""
        return False

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """What stands around this comment or post, oldest first. Raises NetworkError."""
        me = self._known_me()
        things = [
            thing
            for thing in read_around(self._api, external_id)
            if text(thing, "name") != external_id and not is_gone(thing)
        ]
        ours = [thing for thing in things if me.wrote(thing)]
        own = {text(thing, "name") for thing in ours}
        messages: list[Mention | OwnPost] = list(self._own_posts(ours))
        for thing in things:
            if not me.wrote(thing):
                answers_us = text(thing, "parent_id") in own
                kind = MentionKind.REPLY if answers_us else MentionKind.COMMENT
                messages += self._mentions([thing], kind)
        return sorted(messages, key=lambda item: item.posted_at)[-MOST:]

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """Comments and posts as they stand now; private messages cannot be looked up."""
        names = [name for name in external_ids if name.startswith((COMMENT, POST))]
        names = names[: self.look_up_at_once]
        if not names:
            return Looked()
        there = look_up(self._api, names)
        live = [there[name] for name in names if name in there and not is_gone(there[name])]
        gone = [name for name in names if name not in there or is_gone(there[name])]
        return Looked(found=list(self._mentions(live, MentionKind.COMMENT)), gone=gone)

    def delete(self, external_id: str) -> None:
        """Take a comment back; one that is gone already is a success. Raises NetworkError."""
        if external_id.startswith(MESSAGE):
            raise NetworkError(
                ErrorClass.REFUSED, "Reddit does not take a private message back from its reader"
            )
        try:
            self._api.post("/api/del", {"id": external_id})
        except NetworkError as error:
            if error.error_class is not ErrorClass.GONE:
                raise

    def like(self, target: ReplyTarget) -> None:
        """Upvote it; twice is once. Raises NetworkError."""
        if target.external_id.startswith(MESSAGE):
            raise NetworkError(ErrorClass.REFUSED, "a private message cannot be upvoted")
        self._api.post("/api/vote", {"id": target.external_id, "dir": "1"})

    def searches(self, query: Query) -> Sequence[str]:
        """See `connectors.base.ExplainsQueries`. Watched communities are sifted here."""
        return explained(query)

    def close(self) -> None:
        """Give back connections."""
        self._api.close()

    # Reading

    def _known_me(self) -> Me:
        if self._me is None:
            self._me, *_ = read_me(self._api)
        return self._me

    def _wanted(self, things: Sequence[Json], feed: Feed) -> Iterator[Mention]:
        live = [thing for thing in things if not is_gone(thing)]
        return filter(feed.wanted, self._mentions(live, feed.kind))

    def _mentions(self, things: Sequence[Json], kind: MentionKind) -> Iterator[Mention]:
        for thing in things:
            try:
                yield to_mention(thing, kind)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _own_posts(self, things: Sequence[Json]) -> Iterator[OwnPost]:
        for thing in things:
            try:
                yield to_own_post(thing)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _deletions(self, things: Sequence[Json], now: int) -> Iterator[Change]:
        """What is gone stays in the lists, without its words."""
        for thing in things:
            if is_gone(thing) and text(thing, "name"):
                name = text(thing, "name")
                yield Change(external_id=name, kind=ChangeKind.DELETED, at=now)

    # Recognising what we sent

    def _composed(self, prepared: Prepared) -> Sent:
        """Reddit takes a new message without saying what it has become."""
        try:
            found = self.find_sent(prepared)
        except NetworkError as error:
            raise _accepted_somewhere(error.message) from error
        if found is None:
            raise _accepted_somewhere("it is not among the sent messages yet")
        return found

    def _written_since(self, prepared: Prepared, me: Me) -> Iterator[Json]:
        """What we wrote since the reply was prepared, newest first."""
        path = f"/user/{quote(me.name, safe='')}/comments"
        source = lists.Source(
            path="/message/sent" if is_private(prepared) else path, params={"sort": "new"}
        )
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            listing = lists.read(self._api, source, token, lists.AT_ONCE)
            yield from (thing for _, thing in listing.items)
            times = [at for at, _ in listing.items]
            token = listing.next
            if token is None or max(times, default=0) < prepared.prepared_at - EARLY_MS:
                return


def _accepted_somewhere(why: str) -> NetworkError:
    return NetworkError(
        ErrorClass.UNKNOWN_OUTCOME, f"Reddit took the private message, but not to be seen: {why}"
    )
