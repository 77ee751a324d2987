"""YouTube: comments on our channel and on videos about us, within a daily allowance."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from social_care.connectors.base import Budget, Guide, Health, Looked, Page, Talk
from social_care.connectors.context import ConnectorContext, plain_http_warning
from social_care.connectors.fields import Json, text
from social_care.connectors.oauth import log_in
from social_care.connectors.walk import Listing, step
from social_care.connectors.youtube import settings as account_settings
from social_care.connectors.youtube.again import by_id, look_again
from social_care.connectors.youtube.api import IDS_AT_ONCE, Api, token_door
from social_care.connectors.youtube.guide import GUIDE
from social_care.connectors.youtube.login import TESTING_LASTS_MS, DatedVault
from social_care.connectors.youtube.messages import Messages
from social_care.connectors.youtube.parse import UNPUBLISHED, VIDEO, Placed, top_of
from social_care.connectors.youtube.quota import CARE
from social_care.connectors.youtube.reply import (
    body_of,
    build,
    is_it,
    limits_of,
    thread_of,
    to_sent,
)
from social_care.connectors.youtube.rounds import read_round
from social_care.connectors.youtube.search import Search
from social_care.connectors.youtube.settings import SCOPE, YouTubeSettings
from social_care.connectors.youtube.threads import PLAIN, replies, threads
from social_care.connectors.youtube.words import explained
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Prepared, Reply, Sent, Stream
from social_care.query import Query

REPLIES = "replies"
COMMENTS = "comments"
HELD = "held"
SPAM = "likely spam"
SEARCH = "search: "

COMMENTS_EVERY_S = 300
HELD_EVERY_S = 900
SPAM_EVERY_S = 1800
SEARCH_EVERY_S = 1800
DAY_S = 24 * 60 * 60
THREAD_LIMIT = 200

_MODERATED = dict(zip((HELD, SPAM), UNPUBLISHED, strict=True))


class YouTube:
    """See `connectors.base.Connector`."""

    channel = "youtube"
    network = "youtube"
    guide: ClassVar[Guide] = GUIDE
    look_up_at_once = IDS_AT_ONCE

    def __init__(self, settings: YouTubeSettings, context: ConnectorContext) -> None:
        self._settings = settings
        self._api = Api(settings, context)
        self._messages = Messages(self._api, settings)
        self._searches = {
            f"{SEARCH}{query}": Search(query, self._api, self._messages, settings)
            for query in settings.queries
        }
        self.limits = limits_of(settings.max_length)

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "YouTube":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(account_settings.read(account, context), context)

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """Log in with the person's help. The tokens go to the vault, nothing to the table."""
        settings = account_settings.read(account, context)
        door = token_door(settings, context)
        try:
            tokens = log_in(settings.client(), door, talk, context.clock)
        finally:
            door.close()
        if not tokens.refresh:
            raise NetworkError(
                ErrorClass.AUTH,
                "Google gave no token to renew the log-in with",
                remedy="remove the app on myaccount.google.com/connections, then log in again",
            )
        DatedVault(context.vault).save_dated(tokens.dump(), context.clock())
        return {}

    def check(self) -> Health:
        """Ask who we are and since when we are logged in. Raises NetworkError."""
        own_id, handle = self._messages.own(again=True)
        scopes, logged_in_at = self._api.log_in_of()
        warnings = plain_http_warning(self._settings.base_url)
        if scopes and SCOPE not in scopes:
            warnings += (f"the scope {SCOPE} is missing: log in again and allow everything asked",)
        lasts = self._settings.testing and logged_in_at is not None
        return Health(
            own_id=own_id,
            own_handle=handle,
            limits=self.limits,
            warnings=warnings,
            scopes=scopes,
            expires_at=(logged_in_at or 0) + TESTING_LASTS_MS if lasts else None,
            server_time=self._messages.server_time,
        )

    def streams(self) -> Sequence[Stream]:
        """Replies first, since our own answers are among them; searches as often as they may."""
        found = [
            Stream(name=REPLIES, every_s=COMMENTS_EVERY_S),
            Stream(name=COMMENTS, every_s=COMMENTS_EVERY_S),
            Stream(name=HELD, every_s=HELD_EVERY_S),
        ]
        if self._settings.spam:
            found.append(Stream(name=SPAM, every_s=SPAM_EVERY_S))
        a_round = sum(len(query.alternatives) for query in self._settings.queries)
        every_s = max(SEARCH_EVERY_S, DAY_S * a_round // self._settings.allowance.searches + 1)
        return found + [Stream(name=name, every_s=every_s) for name in self._searches]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        if stream == REPLIES:
            own_id, _ = self._messages.own()
            return read_round(self._api, self._messages, own_id, cursor, budget)
        if stream in self._searches:
            return self._searches[stream].fetch(cursor, budget)
        if stream in {COMMENTS, HELD, SPAM}:
            return self._comments(stream, cursor, budget)
        raise NetworkError(ErrorClass.PERMISSION, f"youtube has no stream {stream!r}")

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply, the person's handle before it where they would not be told otherwise.

        Raises NetworkError(REFUSED).
        """
        return build(reply, self.limits, now)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        posted = self._api.post("/comments", {"part": "snippet"}, body_of(prepared))
        return to_sent(posted, prepared, self._api.clock())

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look for it in its thread. Raises NetworkError."""
        own_id, _ = self._messages.own()
        try:
            found = [
                to_sent(comment, prepared, self._api.clock())
                for comment in replies(self._api, thread_of(prepared), bucket=CARE)
                if is_it(comment, prepared, own_id)
            ]
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                return None  # the thread has been deleted, and all that was said in it
            raise
        return min(found, key=lambda sent: sent.accepted_at, default=None)

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Never: YouTube knows no key, and the same words again are a second comment."""
        return False

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The thread a comment stands in, oldest first. Raises NetworkError."""
        if external_id.startswith(VIDEO):
            return []
        known = self._messages.place_of(external_id)
        root = known.thread if known else self._ask_thread_of(external_id)
        found = self._api.page("/commentThreads", {"part": "snippet", "id": root, **PLAIN}).items
        if not found:
            raise NetworkError(ErrorClass.GONE, "the thread is deleted or hidden")
        top = top_of(found[0])
        rest = [Placed(comment, top.place) for comment in replies(self._api, root)]
        messages = [item for item in self._messages.of([top, *rest]) if _is_public(item)]
        around = [item for item in messages if item.external_id != external_id]
        return sorted(around, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def close(self) -> None:
        """Give back connections."""
        self._api.close()

    # Powers

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """See `connectors.base.Sweeps`. Videos are not looked at again."""
        return look_again(self._api, self._messages, external_ids)

    def delete(self, external_id: str) -> None:
        """See `connectors.base.Deletes`."""
        try:
            self._api.change("DELETE", "/comments", {"id": external_id})
        except NetworkError as error:
            if error.error_class is not ErrorClass.GONE:
                raise

    def hide(self, external_id: str) -> None:
        """See `connectors.base.Hides`. It is held for review, which can be undone."""
        asked = {"id": external_id, "moderationStatus": _MODERATED[HELD]}
        self._api.change("POST", "/comments/setModerationStatus", asked)
        self._messages.hold(external_id)

    def searches(self, query: Query) -> Sequence[str]:
        """See `connectors.base.ExplainsQueries`. Each of these costs one of the day's searches."""
        return explained(query)

    # Reading

    def _comments(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        own_id, _ = self._messages.own()
        asked = {"part": "snippet", "allThreadsRelatedToChannelId": own_id}
        if stream in _MODERATED:
            asked["moderationStatus"] = _MODERATED[stream]

        def pull(token: str | None) -> Listing[Json]:
            return threads(self._api, asked, token)

        walked = step(cursor, budget, self._settings.overlap, pull)
        placed = [top_of(thread, held=stream in _MODERATED) for thread in walked.items]
        found = self._messages.of(placed)
        return Page(
            cursor=walked.cursor,
            mentions=[item for item in found if isinstance(item, Mention)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=walked.more,
        )

    def _ask_thread_of(self, external_id: str) -> str:
        found = by_id(self._api, [external_id])
        if not found:
            raise NetworkError(ErrorClass.GONE, "the comment is deleted or hidden")
        return text(found[0], "snippet", "parentId") or external_id


def _is_public(item: Mention | OwnPost) -> bool:
    return not item.visibility.is_private
