"""Walking through posts and their comments: nothing is lost, nobody is silenced."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from social_care.connectors.base import Budget
from social_care.connectors.meta import nested_state
from social_care.connectors.meta.nested import (
    PAGES_PER_TURN,
    Nested,
    Parent,
    Parents,
    Read,
    Unreadable,
    Wish,
)
from social_care.connectors.meta.reading import newest_first
from social_care.connectors.walk import Listing, StaleToken
from social_care.errors import ErrorClass, NetworkError

START = 1_793_523_600_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass
class Posts:
    """A fake network: posts with comments, newest first, three to a page."""

    posts: dict[str, int] = field(default_factory=dict)
    comments: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    size: int = 3
    recheck_ms: int = 0
    broken: dict[str, Exception] = field(default_factory=dict)
    forgets: bool = False

    def add(self, post: str, at: int, text: str) -> str:
        """A comment; the post comes into being with its first one."""
        self.posts.setdefault(post, at)
        self.comments.setdefault(post, []).append((at, text))
        return text

    def horizon(self, floor: int, scanned: int, now: int) -> int:
        return now - 14 * DAY

    def first_floor(self, floor: int, scanned: int) -> int:
        return floor

    def scan(self, token: str | None, since: int) -> Parents[str]:
        self.asked.append("scan")
        if token is not None and self.forgets:
            raise StaleToken
        start = int(token or 0)
        newest = sorted((at, post) for post, at in self.posts.items() if at >= since)[::-1]
        found: list[Parent[str]] = [
            Parent(
                id=post, at=at, mark=f"{len(self.comments[post])}", count=len(self.comments[post])
            )
            for at, post in newest[start:][: self.size]
        ]
        onward = start + self.size
        return Parents(found=found, next=str(onward) if onward < len(newest) else None)

    def read(self, wish: Wish, first: Listing[str] | None) -> Read[str]:
        self.asked.append(wish.known.id)
        if wish.known.id in self.broken:
            raise self.broken[wish.known.id]
        return newest_first(wish, lambda token: self._pull(wish.known.id, token))

    def _pull(self, post: str, token: str | None) -> Listing[str]:
        newest = sorted(self.comments[post])[::-1]
        if token is not None:
            at, _, text = token.partition("/")
            newest = [entry for entry in newest if entry < (int(at), text)]
        page = newest[: self.size]
        more = len(newest) > self.size
        return Listing(items=page, next="{}/{}".format(*page[-1]) if more else None)


def budget(now: int, pages: int = 10) -> Budget:
    return Budget(now=now, backfill_from=START - DAY, pages=pages)


def poll(
    walk: Nested[str], cursor: str | None, now: int, pages: int = 10, stop_after: int = 1000
) -> tuple[list[str], str | None]:
    """One poll; broken off after so many pages, as a crash would."""
    seen: list[str] = []
    for _ in range(min(pages, stop_after)):
        step = walk.step(cursor, budget(now, pages))
        seen += [text for _, text in step.items]
        cursor = step.cursor
        if not step.more:
            break
    return seen, cursor


def texts(count: int, name: str = "c") -> Sequence[str]:
    return [f"{name}{number:03d}" for number in range(count)]


def test_the_first_poll_reads_below_every_post() -> None:
    """As far back as the backfill goes, and no further."""
    network = Posts()
    network.add("old", START - 3 * DAY, "too old")
    network.add("old", START - HOUR, "late on an old post")
    network.add("new", START - HOUR, "on a new post")
    seen, _ = poll(Nested(network, HOUR), None, START)
    assert sorted(seen) == ["late on an old post", "on a new post"]


def test_where_nothing_changed_nothing_is_read() -> None:
    """A quiet poll is one call."""
    network = Posts()
    network.add("a", START - HOUR, "one")
    walk = Nested(network, HOUR)
    _, cursor = poll(walk, None, START)
    network.asked.clear()
    seen, _ = poll(walk, cursor, START + 3 * MINUTE)
    assert (seen, network.asked) == ([], ["scan"])


def test_only_the_post_that_changed_is_read() -> None:
    """And only as far as it was read before, less the overlap: to the first page that is older."""
    network = Posts()
    for number, text in enumerate(texts(12)):
        network.add("a", START - 20 * HOUR + number * HOUR, text)
    network.add("b", START - HOUR, "other")
    walk = Nested(network, HOUR)
    _, cursor = poll(walk, None, START)
    network.asked.clear()
    network.add("a", START + MINUTE, "new")
    seen, _ = poll(walk, cursor, START + 3 * MINUTE)
    assert "new" in seen
    assert network.asked == ["scan", "a", "a"]


def test_what_did_not_change_is_read_again_after_a_while() -> None:
    """One deleted, one written: the number is the same."""
    network = Posts(recheck_ms=6 * HOUR)
    network.add("a", START - HOUR, "goes")
    walk = Nested(network, HOUR)
    _, cursor = poll(walk, None, START)
    network.comments["a"] = [(START + 5 * MINUTE, "comes")]
    seen, cursor = poll(walk, cursor, START + 10 * MINUTE)
    assert seen == []
    seen, _ = poll(walk, cursor, START + 7 * HOUR)
    assert seen == ["comes"]


def test_a_cap_leaves_the_rest_for_the_next_poll() -> None:
    """A long list is read over several polls, each begins with a look at all posts."""
    network = Posts()
    wanted = [network.add("a", START - HOUR + n, text) for n, text in enumerate(texts(60))]
    walk = Nested(network, HOUR)
    seen: set[str] = set()
    cursor: str | None = None
    for number in range(12):
        found, cursor = poll(walk, cursor, START + number * 3 * MINUTE, pages=6)
        seen |= set(found)
    assert seen == set(wanted)
    assert not json.loads(cursor or "")["known"]["a"].get("reading")


def test_a_flood_below_one_post_does_not_silence_the_others() -> None:
    """It takes its turn and goes to the end of the queue."""
    network = Posts()
    for number, text in enumerate(texts(300)):
        network.add("flood", START - HOUR + number, text)
    for post in "abc":
        network.add(post, START - 2 * HOUR, f"on {post}")
    seen, _ = poll(Nested(network, HOUR), None, START, pages=2 + PAGES_PER_TURN + 4)
    assert {"on a", "on b", "on c"} <= set(seen)


def test_a_post_that_cannot_be_read_goes_behind_the_rest() -> None:
    """Its failure is told, and the others are heard first."""
    network = Posts()
    network.add("bad", START - MINUTE, "unheard")
    network.add("good", START - HOUR, "heard")
    network.broken["bad"] = NetworkError(ErrorClass.TRANSIENT, "500 for this one only")
    walk = Nested(network, HOUR)
    first = walk.step(None, budget(START))
    with pytest.raises(NetworkError):
        walk.step(first.cursor, budget(START))
    seen: list[str] = []
    step = walk.step(first.cursor, budget(START + 3 * MINUTE))
    while step.more:
        seen += [text for _, text in step.items]
        try:
            step = walk.step(step.cursor, budget(START + 3 * MINUTE))
        except NetworkError:
            break
    assert seen == ["heard"]
    network.broken.clear()
    seen, _ = poll(walk, step.cursor, START + 6 * MINUTE)
    assert seen == ["unheard"]


def test_a_list_we_may_not_see_is_let_be() -> None:
    """Until its number changes again."""
    network = Posts()
    network.add("theirs", START - HOUR, "hidden")
    network.broken["theirs"] = Unreadable("not for us")
    walk = Nested(network, HOUR)
    _, cursor = poll(walk, None, START)
    network.asked.clear()
    _, cursor = poll(walk, cursor, START + 3 * MINUTE)
    assert network.asked == ["scan"]
    network.broken.clear()
    network.add("theirs", START + 4 * MINUTE, "seen")
    assert "seen" in poll(walk, cursor, START + 6 * MINUTE)[0]


def test_a_scan_whose_place_is_forgotten_begins_again_once() -> None:
    """Then it waits for the next poll; nothing is given up."""
    network = Posts(forgets=True)
    wanted = [network.add(f"p{n}", START - HOUR + n, f"on p{n}") for n in range(5)]
    walk = Nested(network, HOUR)
    seen, cursor = poll(walk, None, START, pages=30)
    assert network.asked.count("scan") == 4
    assert set(seen) == set(wanted[2:])
    network.forgets = False
    seen, _ = poll(walk, cursor, START + 3 * MINUTE, pages=30)
    assert set(wanted[:2]) <= set(seen)


def test_posts_too_old_to_look_at_are_forgotten() -> None:
    """The cursor does not grow for ever."""
    network = Posts()
    network.add("a", START - HOUR, "one")
    walk = Nested(network, HOUR)
    _, cursor = poll(walk, None, START)
    _, cursor = poll(walk, cursor, START + 15 * DAY)
    assert json.loads(cursor or "")["known"] == {}


def test_more_posts_than_can_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are let go, with a warning, and not read over and over."""
    monkeypatch.setattr("social_care.connectors.meta.nested.MOST_KNOWN", 3)
    network = Posts(size=10)
    for number in range(6):
        network.add(f"p{number}", START - HOUR + number * MINUTE, f"on p{number}")
    walk = Nested(network, HOUR)
    seen, cursor = poll(walk, None, START, pages=30)
    assert len(set(seen)) == 6
    _, cursor = poll(walk, cursor, START + 3 * MINUTE, pages=30)
    assert sorted(json.loads(cursor or "")["known"]) == ["p3", "p4", "p5"]
    network.asked.clear()
    poll(walk, cursor, START + 6 * MINUTE, pages=30)
    assert network.asked == ["scan"]


@pytest.mark.parametrize(
    "cursor", ["", "{}", "[]", "null", '{"v":2}', '{"v":1,"floor":"x"}', '{"v":1,"floor":1e999}']
)
def test_a_cursor_nobody_can_read_begins_again(cursor: str) -> None:
    """Reading too much is harmless; refusing would blind the stream."""
    network = Posts()
    network.add("a", START - HOUR, "one")
    seen, after = poll(Nested(network, HOUR), cursor, START)
    assert seen == ["one"]
    assert nested_state.load(after) is not None


def test_a_cursor_keeps_everything() -> None:
    """Whatever the state is, it comes back from the store as it was."""
    network = Posts()
    for number, text in enumerate(texts(30)):
        network.add(f"p{number % 7}", START - HOUR + number, text)
    walk, cursor = Nested(network, HOUR), None
    for _ in range(8):
        cursor = walk.step(cursor, budget(START)).cursor
        state = nested_state.load(cursor)
        assert state is not None
        assert nested_state.dump(state) == cursor


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_whatever_breaks(seed: int) -> None:
    """Comments come all the time, polls are capped, broken off and started in a new process."""
    chance, network = Random(seed), Posts()
    walk: Nested[str] = Nested(network, HOUR)
    cursor: str | None = None
    seen: set[str] = set()
    wanted: set[str] = set()
    now = START
    for _ in range(60):
        now += chance.choice([20_000, MINUTE, 3 * MINUTE, 20 * MINUTE])
        for _ in range(chance.choice([0, 0, 1, 3, 25])):
            post = f"p{chance.randrange(9)}"
            wanted.add(network.add(post, now - chance.randrange(30 * MINUTE), f"{len(wanted)}"))
        network.broken = {}
        if chance.random() < 0.2:
            post = f"p{chance.randrange(9)}"
            network.broken[post] = NetworkError(ErrorClass.TRANSIENT, "502")
        if chance.random() < 0.3:
            walk = Nested(network, HOUR)
        stop_after = chance.choice([1, 2, 5, 1000])
        for _ in range(min(stop_after, 8)):
            try:
                step = walk.step(cursor, budget(now, 8))
            except NetworkError:
                break
            seen |= {text for _, text in step.items}
            cursor = step.cursor
            if not step.more:
                break
    network.broken = {}
    for _ in range(200):
        now += 3 * MINUTE
        network.asked.clear()
        found, cursor = poll(walk, cursor, now, pages=8)
        seen |= set(found)
        if set(network.asked) == {"scan"}:
            break
    assert wanted - seen == set()
    assert set(network.asked) == {"scan"}, "it never comes to rest"
