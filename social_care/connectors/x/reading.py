"""The lists and look-ups of X, page by page: paid for, and every post in its newest version."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from social_care.connectors.fields import Json, Malformed, iso, obj, objs, text
from social_care.connectors.walk import Listing, StaleToken
from social_care.connectors.x.api import Api
from social_care.connectors.x.errors import InvalidRequest, said_in
from social_care.connectors.x.posts import (
    EVENT_EXPANSIONS,
    EVENT_FIELDS,
    EXPANSIONS,
    MEDIA_FIELDS,
    TWEET_FIELDS,
    USER_FIELDS,
    Post,
    posts_in,
    time_of,
)
from social_care.connectors.x.prices import READ_MESSAGE, READ_OWN, READ_POST, READ_USER
from social_care.connectors.x.purse import Purpose, Purse
from social_care.errors import ErrorClass, NetworkError
from social_care.redaction import redact

AT_ONCE = 100
MESSAGES_AT_ONCE = 25
"""Of messages every page costs, however old they are: X cannot be asked for the new ones only."""
SEARCHABLE_MS = 7 * 24 * 60 * 60 * 1000 - 60_000
"""How old a post may be to be found; a minute less than X says, for clocks that differ."""

_WHOLE = {
    "tweet_fields": TWEET_FIELDS,
    "user_fields": USER_FIELDS,
    "media_fields": MEDIA_FIELDS,
    "expansions": EXPANSIONS,
}
_KNOWN = {"tweet_fields": TWEET_FIELDS}
_EVENT = {
    "dm_event_fields": EVENT_FIELDS,
    "event_types": "MessageCreate",
    "user_fields": USER_FIELDS,
    "media_fields": MEDIA_FIELDS,
    "expansions": EVENT_EXPANSIONS,
}

_LOG = logging.getLogger(__name__)


class Reader:
    """What can be read for money. Times are ms since 1970 UTC."""

    def __init__(self, api: Api, purse: Purse, *, owns_app: bool) -> None:
        self._api = api
        self._purse = purse
        self._own_price = READ_OWN if owns_app else READ_POST

    def mentions(self, own_id: str, token: str | None, since: int, size: int) -> Listing[Post]:
        """Who named us. Never by `since_id`: with that X leaves some out."""

        def ask(most: int) -> Any:
            return self._api.tweepy.get_users_mentions(
                own_id,
                max_results=most,
                start_time=_seconds(since),
                pagination_token=token,
                user_auth=self._api.can_write,
                **_WHOLE,
            )

        return self._listing(ask, token, self._own_price, 5, size)

    def own_posts(
        self, own_id: str, token: str | None, since: int, size: int, purpose: Purpose = Purpose.READ
    ) -> Listing[Post]:
        """What we wrote, in its newest version; nobody has to tell us who we are."""

        def ask(most: int) -> Any:
            return self._api.tweepy.get_users_tweets(
                own_id,
                max_results=most,
                start_time=_seconds(since),
                pagination_token=token,
                exclude="retweets",
                tweet_fields=TWEET_FIELDS,
                user_auth=self._api.can_write,
            )

        return self._listing(ask, token, self._own_price, 5, size, users=0, purpose=purpose)

    def search(self, query: str, token: str | None, since: int, size: int) -> Listing[Post]:
        """What a query in X's own language finds among the posts of the last week."""
        since = max(since, self._api.clock() - SEARCHABLE_MS)

        def ask(most: int) -> Any:
            return self._api.tweepy.search_recent_tweets(
                query,
                max_results=most,
                start_time=_seconds(since),
                next_token=token,
                sort_order="recency",
                **_WHOLE,
            )

        return self._listing(ask, token, READ_POST, 10, size)

    def messages(self, token: str | None, since: int, size: int) -> Listing[Post]:
        """Direct messages of every conversation, theirs and ours. X lists them in order, so a page
        that reaches back far enough is the last."""

        def ask(most: int) -> Any:
            return self._api.tweepy.get_direct_message_events(
                max_results=most, pagination_token=token, **_EVENT
            )

        page = self._listing(ask, token, READ_MESSAGE, 1, min(size, MESSAGES_AT_ONCE))
        return page if all(at >= since for at, _ in page.items) else replace(page, next=None)

    def conversation(self, *, participant: str = "", conversation: str = "") -> list[Post]:
        """The newest messages of one conversation: with one person, or a group by its name."""
        most = self._purse.items(READ_MESSAGE, 1, MESSAGES_AT_ONCE, Purpose.REPLY)
        page = obj(
            self._api.tweepy.get_direct_message_events(
                participant_id=participant or None,
                dm_conversation_id=conversation or None,
                max_results=most,
                dm_event_fields=EVENT_FIELDS,
                event_types="MessageCreate",
            )
        )
        _check(page)
        self._pay(page, READ_MESSAGE)
        return posts_in(page)

    def look_up(self, ids: Sequence[str]) -> list[Post]:
        """Up to 100 posts by their ids, in their newest version."""
        self._purse.need([f"post {one}" for one in ids], READ_POST + READ_USER, Purpose.READ)
        page = self._posts(ids)
        self._pay(page, READ_POST)
        return self._newest(posts_in(page))

    def look_again(self, ids: Sequence[str]) -> tuple[list[Post], Json]:
        """The same for posts that are known, and the whole answer. Authors and pictures, for which
        X charges twice as much as for the post, come only with those that were edited."""
        self._purse.need([f"post {one}" for one in ids], READ_POST, Purpose.LOOK_AGAIN)
        page = self._posts(ids, _KNOWN)
        self._pay(page, READ_POST)
        return self._newest(posts_in(page)), page

    def _listing(
        self,
        ask: Callable[[int], Any],
        token: str | None,
        price: int,
        least: int,
        size: int,
        *,
        users: int = READ_USER,
        purpose: Purpose = Purpose.READ,
    ) -> Listing[Post]:
        most = max(least, min(size, AT_ONCE))
        most = self._purse.items(price + users, least, most, purpose)
        try:
            page = obj(ask(most))
        except InvalidRequest as error:
            if token is not None:
                raise StaleToken from error
            raise
        _check(page)
        self._pay(page, price)
        return Listing(
            items=list(_timed(self._newest(posts_in(page)))),
            next=text(page, "meta", "next_token") or None,
        )

    def _newest(self, posts: list[Post]) -> list[Post]:
        """The same posts as they stand now: by the id of an old version X gives the old words."""
        newer = {post.id: newest for post in posts if (newest := _newer(post))}
        if not newer:
            return posts
        page = self._posts(list(newer.values())[:AT_ONCE])
        self._pay(page, READ_POST)
        found = {text(post.data, "id"): post for post in posts_in(page)}
        return [found.get(newer.get(text(post.data, "id"), ""), post) for post in posts]

    def _posts(self, ids: Sequence[str], wanted: Mapping[str, Any] = _WHOLE) -> Json:
        # As the user where we are one: protected posts that we may see are not gone.
        as_user = self._api.can_write
        return obj(self._api.tweepy.get_tweets(list(ids), user_auth=as_user, **wanted))

    def _pay(self, page: Json, price: int) -> None:
        read = [(f"post {text(post.data, 'id')}", price) for post in posts_in(page)]
        users = objs(page, "includes", "users")
        self._purse.pay([*read, *((f"user {text(user, 'id')}", READ_USER) for user in users)])


def _check(page: Json) -> None:
    """An empty list has its `meta`, and says so. An answer with neither that nor posts is none, and
    must not pass for silence. Raises NetworkError(TRANSIENT)."""
    if isinstance(page.get("meta"), dict) or isinstance(page.get("data"), list):
        return
    said = redact(" ".join(said_in(page).split())[:300])
    raise NetworkError(
        ErrorClass.TRANSIENT, f"X answered without the list it was asked for{said and ': '}{said}"
    )


def _timed(posts: Iterable[Post]) -> Iterator[tuple[int, Post]]:
    for post in posts:
        at = time_of(post.data)
        if at is None:
            _LOG.warning("left out: a post without a time: %s", text(post.data, "id")[:30])
        else:
            yield at, post


def _newer(post: Post) -> str:
    try:
        newest = post.versions[-1]
    except Malformed:
        return ""  # whoever makes a mention of it will say so
    return newest if newest != text(post.data, "id") else ""


def _seconds(at: int) -> str:
    """As X takes times: whole seconds."""
    return f"{iso(at)[:19]}Z"
