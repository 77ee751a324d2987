"""A network that omits, reorders, repeats, edits and floods; and a fuse that crashes us anywhere.

The list begins with the newest, as every network's does. What it leaves out of a page it shows
later, while the item is younger than `HIDES_MS`; what its people delete is gone at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

from social_care.connectors.base import OVERLAP_MS, Budget, Health, Looked, Page
from social_care.connectors.walk import Listing, Pull, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Author,
    Limits,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    Sent,
    Stream,
)
from social_care.storage import Store, Tx
from tests.world import MINUTE

HIDES_MS = 30 * MINUTE
"""Within the overlap that every poll reads again."""
MENTIONS, SEARCH = Stream(name="mentions", every_s=60), Stream(name="search: boots", every_s=120)


class Crash(BaseException):
    """The process dies: nobody catches this."""


@dataclass(slots=True)
class Fuse:
    """Burns down step by step; at its end everything stops. None never burns."""

    left: int | None = None

    def burn(self) -> None:
        """One step further."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Crash


class FusedStore(Store):
    """A store that may crash before a transaction, at its end before the commit, and after it."""

    fuse: Fuse

    @contextmanager
    def write(self, *, durable: bool = False, bump: bool = True) -> Iterator[Tx]:
        """See `Store.write`."""
        self.fuse.burn()
        with Store.write(self, durable=durable, bump=bump) as tx:
            yield tx
            self.fuse.burn()
        self.fuse.burn()


@dataclass(slots=True, kw_only=True)
class FickleNetwork:
    """A connector and its network in one; `moody` until it is told to behave."""

    fuse: Fuse
    mood: Random
    page_size: int = 3
    moody: bool = True
    now: int = 0
    posts: dict[str, Mention] = field(default_factory=dict)
    made: int = 0
    channel: str = "fickle"
    network: str = "fickle"
    limits: Limits = field(default_factory=Limits)
    look_up_at_once: int = 100
    thread_every_s: int = 60

    # The other side -----------------------------------------------------------------------------

    def post(self, at: int, *, found: bool, parent: str | None = None) -> str:
        """Somebody writes; `found` by the search as well, a `parent` makes it part of a thread."""
        number, self.made = self.made, self.made + 1
        external_id = f"p{number}"
        root = self.posts[parent].thread_key if parent else external_id
        by = self.posts[parent].author.id if parent else f"author{number % 5}"
        self.posts[external_id] = Mention(
            external_id=external_id,
            text=f"{'boots ' if found else ''}angry, number {number}",
            posted_at=at,
            author=Author(id=by, handle=by),
            thread_key=root,
            in_reply_to=parent,
            version="1",
        )
        return external_id

    def edit(self, external_id: str) -> None:
        """Its author changes what it says."""
        mention = self.posts[external_id]
        version = str(int(mention.version) + 1)
        self.posts[external_id] = replace(mention, text=f"{mention.text}!", version=version)

    def vanish(self, external_id: str) -> bool:
        """Its author deletes it, whether we have seen it or not; not what others answer, as those
        answers would be in no list and in no thread that we can find."""
        answered = any(post.in_reply_to == external_id for post in self.posts.values())
        if not answered:
            del self.posts[external_id]
        return not answered

    # The connector ------------------------------------------------------------------------------

    def check(self) -> Health:
        """Always well."""
        return Health(own_id="us", own_handle="us", limits=self.limits)

    def streams(self) -> Sequence[Stream]:
        """Two lists that share most of what is in them."""
        return (MENTIONS, SEARCH)

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page of the walk."""
        self.fuse.burn()
        walked = step(cursor, budget, OVERLAP_MS, self._pull(stream, budget.now))
        self.fuse.burn()
        return Page(cursor=walked.cursor, mentions=walked.items, more=walked.more)

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:
        """As they stand now."""
        self.fuse.burn()
        return Looked(
            found=[self.posts[each] for each in external_ids if each in self.posts],
            gone=[each for each in external_ids if each not in self.posts],
        )

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """All of it, in no order."""
        self.fuse.burn()
        if external_id not in self.posts:
            raise NetworkError(ErrorClass.GONE, "it is not there any more")
        root = self.posts[external_id].thread_key
        found = [post for post in self.posts.values() if post.thread_key == root]
        self.mood.shuffle(found)
        return found

    def _pull(self, stream: str, now: int) -> Pull[Mention]:
        def pull(token: str | None) -> Listing[Mention]:
            listed = sorted(
                (post for post in self.posts.values() if self._lists(stream, post)),
                key=lambda post: (post.posted_at, post.external_id),
                reverse=True,
            )
            keys = [f"{post.posted_at:015d}/{post.external_id}" for post in listed]
            start = next((n for n, key in enumerate(keys) if token is None or key < token), None)
            page = [] if start is None else listed[start : start + self.page_size]
            onward = f"{page[-1].posted_at:015d}/{page[-1].external_id}" if page else None
            shown = [(post.posted_at, post) for post in page if not self._hides(post, now)]
            if self.moody:
                shown += self.mood.sample(shown, self.mood.randint(0, len(shown)))
                self.mood.shuffle(shown)
            return Listing(items=shown, next=onward)

        return pull

    def _lists(self, stream: str, post: Mention) -> bool:
        """What answers others is in no list: only the thread has it."""
        if post.in_reply_to is not None:
            return False
        return stream == MENTIONS.name or post.text.startswith("boots")

    def _hides(self, post: Mention, now: int) -> bool:
        return self.moody and now - post.posted_at < HIDES_MS and self.mood.random() < 0.3

    # Not needed here ----------------------------------------------------------------------------

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Nothing is sent."""
        raise AssertionError("nothing is sent here")

    def send(self, prepared: Prepared) -> Sent:
        """Nothing is sent."""
        raise AssertionError("nothing is sent here")

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Nothing is sent."""
        raise AssertionError("nothing is sent here")

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """Nothing is sent."""
        raise AssertionError("nothing is sent here")

    def close(self) -> None:
        """Nothing to give back."""
