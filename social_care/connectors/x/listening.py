"""What is heard on X: streams, threads, and known posts looked at again."""

import logging
from collections.abc import Iterator, Sequence

from social_care.connectors.base import Budget, Looked, Page
from social_care.connectors.fields import Malformed, text
from social_care.connectors.walk import Pull, reach, step
from social_care.connectors.x.errors import GONE_KINDS
from social_care.connectors.x.parse import (
    Place,
    is_ours,
    message_to_mention,
    message_to_own_post,
    to_mention,
    to_own_post,
)
from social_care.connectors.x.posts import Post, is_id, missing_in
from social_care.connectors.x.reading import Reader
from social_care.connectors.x.search import written
from social_care.connectors.x.settings import XSettings
from social_care.connectors.x.whoami import Whoami
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Stream
from social_care.query import Query

OWN_POSTS = "own posts"
MENTIONS = "mentions"
MESSAGES = "messages"
SEARCH = "search: "

MESSAGES_OVERLAP_MS = 5 * 60 * 1000
"""Messages cost by the page, and X delivers them in order."""
THREAD_LIMIT = 200
THREAD_PAGES = 2
PARENTS = 5
"""How many posts above a post are read one by one, where the search does not reach."""

_LOG = logging.getLogger(__name__)


class Listener:
    """Reads for one account."""

    def __init__(self, settings: XSettings, reader: Reader, whoami: Whoami) -> None:
        self._settings = settings
        self._reader = reader
        self._whoami = whoami
        self._queries = {SEARCH + str(query): query for query in settings.queries}

    def streams(self) -> list[Stream]:
        """Own posts first; messages only where we are logged in."""
        found = [Stream(name=OWN_POSTS, every_s=120), Stream(name=MENTIONS, every_s=90)]
        if self._settings.messages and self._settings.logs_in:
            found.append(Stream(name=MESSAGES, every_s=120))
        return [*found, *(Stream(name=name, every_s=300) for name in self._queries)]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        place = self._whoami.place()
        query = self._queries.get(stream)
        overlap = MESSAGES_OVERLAP_MS if stream == MESSAGES else self._settings.overlap
        since = reach(cursor, budget, overlap)
        walked = step(cursor, budget, overlap, self._pull(stream, place, since, budget.page_size))
        found = list(self._messages(walked.items, place, keyword=query is not None))
        return Page(
            cursor=walked.cursor,
            mentions=[item for item in found if isinstance(item, Mention) and _fits(item, query)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=walked.more,
        )

    def look_up(self, external_ids: Sequence[str]) -> Looked:
        """Posts as they stand now; direct messages cannot be looked at. Raises NetworkError."""
        asked = [one for one in external_ids if is_id(one)]
        if not asked:
            return Looked()
        place = self._whoami.place()
        posts, page = self._reader.look_again(asked)
        found = list(self._messages(posts, place, keyword=True))
        there = {item.external_id for item in found}
        gone = set(missing_in(page, GONE_KINDS)) - there
        return Looked(
            found=[item for item in found if isinstance(item, Mention)],
            gone=[one for one in asked if one in gone],
        )

    def thread(self, external_id: str) -> list[Mention | OwnPost]:
        """What everybody can read around a post: the last seven days, and what it answers."""
        if not is_id(external_id):
            return []  # a direct message: nobody else can read it
        place = self._whoami.place()
        asked = next(iter(self._reader.look_up([external_id])), None)
        if asked is None:
            raise NetworkError(ErrorClass.GONE, f"X has no post {external_id} any more")
        root = text(asked.data, "conversation_id") or external_id
        posts = {_id(post): post for post in [asked, *self._conversation(root)]}
        self._add_parents(posts, asked, root)
        found = [
            item
            for item in self._messages(list(posts.values()), place, keyword=True)
            if item.external_id != external_id and not item.visibility.is_private
        ]
        return sorted(found, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def _pull(self, stream: str, place: Place, since: int, size: int) -> Pull[Post]:
        reader, own_id = self._reader, place.me.id
        if stream == MENTIONS:
            return lambda token: reader.mentions(own_id, token, since, size)
        if stream == OWN_POSTS:
            return lambda token: reader.own_posts(own_id, token, since, size)
        if stream == MESSAGES:
            return lambda token: reader.messages(token, since, size)
        if stream in self._queries:
            query = written(self._queries[stream], place.me.handle)
            return lambda token: reader.search(query, token, since, size)
        raise NetworkError(ErrorClass.PERMISSION, f"x has no stream {stream!r}")

    def _messages(
        self, posts: Sequence[Post], place: Place, *, keyword: bool
    ) -> Iterator[Mention | OwnPost]:
        for post in posts:
            try:
                if message := _one(post, place, keyword=keyword):
                    yield message
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _conversation(self, root: str) -> list[Post]:
        found: list[Post] = []
        token: str | None = None
        for _ in range(THREAD_PAGES):
            page = self._reader.search(f"conversation_id:{root}", token, 0, THREAD_LIMIT)
            found += [post for _, post in page.items]
            token = page.next
            if token is None:
                break
        return found

    def _add_parents(self, posts: dict[str, Post], post: Post, root: str) -> None:
        """The first post of the thread, and upwards from this one until we know them all."""
        wanted = {root, post.refers_to("replied_to")} - {""} - set(posts)
        for _ in range(PARENTS):
            if not wanted:
                return
            above = self._reader.look_up(sorted(wanted))
            posts.update((_id(each), each) for each in above)
            wanted = {each.refers_to("replied_to") for each in above} - {""} - set(posts)


def _id(post: Post) -> str:
    return text(post.data, "id")


def _one(post: Post, place: Place, *, keyword: bool) -> Mention | OwnPost | None:
    """Raises Malformed. Reposts are reach, and in the numbers of what they repeat."""
    if "event_type" in post.data or "sender_id" in post.data:
        if text(post.data, "event_type") not in {"", "MessageCreate"}:
            return None
        ours = is_ours(post, place.me)
        return message_to_own_post(post, place) if ours else message_to_mention(post, place)
    if post.refers_to("retweeted"):
        return None
    if is_ours(post, place.me):
        return to_own_post(post, place)
    return to_mention(post, place, keyword=keyword)


def _fits(mention: Mention, query: Query | None) -> bool:
    return query is None or query.sieve(mention.text, mention.lang, mention.author.handle)
