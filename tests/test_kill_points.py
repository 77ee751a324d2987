"""A worker is killed with -9 at every point around the call, on every kind of network there is.

Whatever it had done by then, the customer gets one answer: a second worker sends what certainly did
not arrive, finds what did, sends again only what cannot become two posts, and asks a person about
the rest.
"""

from typing import Literal

import httpx
import pytest

from tests.cli.kit import Brand
from tests.connectors.fake_mastodon import FakeMastodon, FakeSnac, Status
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import FakeX
from tests.crash_worker import Moment
from tests.kill_kit import ANSWER, KILLED, Stage, staged
from tests.kinds import KINDS, Kind, bluesky, mastodon, x

pytestmark = pytest.mark.long

COMPLAINT = "My boots fell apart after a week, I want my money back!"
SNAC = Kind(name="snac2", opens=mastodon(FakeSnac))
NAMES = ("kim", "lee", "sam")
CERTAIN = {Moment.BEFORE_MARK, Moment.AFTER_RECORD}
"""Killed then, a worker has either not begun or was done."""


def by_name(value: object) -> str:
    return value.name if isinstance(value, Kind) else str(value)


@pytest.mark.parametrize("moment", list(Moment), ids=by_name)
@pytest.mark.parametrize("kind", KINDS, ids=by_name)
def test_one_answer_arrives_whenever_the_worker_is_killed(
    brand: Brand, kind: Kind, moment: Moment
) -> None:
    with staged(brand, kind) as stage:
        stage.submit(stage.hear(COMPLAINT))
        assert stage.work(dies=moment) == KILLED, stage.said()
        assert stage.states() == [left_behind(moment)]
        assert stage.there() == int(moment.has_arrived)
        settle(stage)
        if not is_known(kind, moment):
            assert stage.states() == ["uncertain"]
            assert stage.there() == int(moment.has_arrived)
            decide(stage, "there" if moment.has_arrived else "again")
        is_answered_once(stage)


@pytest.mark.parametrize("kind", KINDS[::2], ids=by_name)
def test_workers_that_die_at_every_point_they_come_to(brand: Brand, kind: Kind) -> None:
    """One after the other, and once more after a person's decision, if one is needed."""
    with staged(brand, kind) as stage:
        stage.submit(stage.hear(COMPLAINT))
        for decision in ("again", "there"):
            deaths = [dies_at(stage, moment) for moment in Moment]
            assert deaths[:2] != [False, False]
            settle(stage)
            if stage.states() == ["uncertain"]:
                decide(stage, "there" if stage.there() else "again")
            if stage.states() == ["sent"]:
                break
            assert decision == "again"
        is_answered_once(stage)


@pytest.mark.parametrize("moment", list(Moment), ids=by_name)
def test_the_replies_before_and_behind_it_are_sent_once(brand: Brand, moment: Moment) -> None:
    kind = Kind(name="Mastodon", opens=mastodon())
    with staged(brand, kind) as stage:
        asked = {name: stage.hear(COMPLAINT, f"{name}@far.example") for name in NAMES}
        for name, conversation in asked.items():
            stage.submit(conversation, f"Dear {name}")
        assert stage.work(dies=moment, nth=2) == KILLED
        assert stage.states() == ["sent", left_behind(moment), "queued"]
        settle(stage)
        if not is_known(kind, moment):
            assert stage.states() == ["sent", "uncertain", "sent"]
            decide(stage, "again")
        assert stage.states() == ["sent"] * 3
        assert [stage.there(f"Dear {name}") for name in NAMES] == [1, 1, 1]
        stage.check()


@pytest.mark.parametrize("moment", list(Moment), ids=by_name)
@pytest.mark.parametrize(
    "kind", [Kind(name="Bluesky", opens=bluesky, resends=True), SNAC], ids=by_name
)
def test_a_long_answer_goes_on_where_its_worker_was_killed(
    brand: Brand, kind: Kind, moment: Moment
) -> None:
    """No part is repeated, none is left out, and each stands behind the one before it."""
    with staged(brand, kind) as stage:
        stage.submit(stage.hear(COMPLAINT), "We are sorry for your boots. " * 38, split=True)
        count = len(stage.states())
        assert count >= 3
        assert stage.work(dies=moment, nth=2) == KILLED
        assert stage.states() == ["sent", left_behind(moment), *["queued"] * (count - 2)]
        settle(stage)
        if not is_known(kind, moment):
            assert stage.states() == ["sent", "uncertain", *["queued"] * (count - 2)]
            decide(stage, "again")
        assert stage.states() == ["sent"] * count
        posts = stage.world.own_posts()
        assert [post.text[-6:].strip() for post in posts] == [
            f"({number}/{count})" for number in range(1, count + 1)
        ]
        parents = [post.parent for post in posts]
        assert parents[1:] == [post.external_id for post in posts[:-1]]
        stage.check()


def test_what_no_list_shows_is_a_persons_to_decide(brand: Brand) -> None:
    """It is there, and two looks do not find it: nobody sends it again by himself."""
    with staged(brand, Kind(name="X", opens=x)) as stage:
        stage.submit(stage.hear(COMPLAINT))
        assert stage.work(dies=Moment.AFTER_ARRIVAL) == KILLED
        assert isinstance(stage.world, FakeX)
        stage.world.late = {post.external_id for post in stage.world.own_posts()}
        settle(stage)
        assert stage.states() == ["uncertain"]
        decide(stage, "there")
        is_answered_once(stage)


def test_what_no_list_shows_is_sent_again_under_its_key_only(brand: Brand) -> None:
    """The server knows it again, whatever its lists say."""
    opens = mastodon(ForgetfulMastodon, trusted=True)
    with staged(brand, Kind(name="Mastodon", opens=opens)) as stage:
        stage.submit(stage.hear(COMPLAINT))
        assert stage.work(dies=Moment.AFTER_ARRIVAL) == KILLED
        settle(stage)
        assert isinstance(stage.world, ForgetfulMastodon)
        assert stage.world.asked_to_post() == 2
        is_answered_once(stage)


class ForgetfulMastodon(FakeMastodon):
    """Shows our own posts nowhere."""

    def _page(
        self, found: list[Status], asked: httpx.QueryParams, *, limited: bool
    ) -> list[Status]:
        others = [item for item in found if item["account"].get("id") != self.own_id]
        return super()._page(others, asked, limited=limited)

    def _context(self, status_id: str) -> httpx.Response:
        return answer({"ancestors": [], "descendants": []})

    def asked_to_post(self) -> int:
        """How often."""
        return sum(map(self.posts, self.requests))


@pytest.mark.parametrize("kind", KINDS[::4], ids=by_name)
def test_what_a_person_discards_is_never_sent(brand: Brand, kind: Kind) -> None:
    with staged(brand, kind) as stage:
        conversation = stage.hear(COMPLAINT)
        stage.submit(conversation)
        assert stage.work(dies=Moment.BEFORE_ARRIVAL) == KILLED
        assert stage.work() == 0
        decide(stage, "discard")
        assert (stage.states(), stage.there()) == (["discarded"], 0)
        with stage.desk() as desk:
            draft = desk.conversation(conversation).draft
            assert draft is not None
            assert draft.text == ANSWER
        assert brand.rows("SELECT 1 FROM responses") == []
        stage.check()


def left_behind(moment: Moment) -> str:
    """What stands in the outbox of a worker killed then."""
    if moment is Moment.BEFORE_MARK:
        return "queued"
    return "sent" if moment is Moment.AFTER_RECORD else "sending"


def is_known(kind: Kind, moment: Moment) -> bool:
    """Whether all comes right without a person."""
    if moment in CERTAIN or (kind.files_after and moment is Moment.BEFORE_RECORD):
        return True
    return kind.resends or (moment.has_arrived and not kind.files_after)


def dies_at(stage: Stage, moment: Moment) -> bool:
    """A worker that dies there, if it comes there; then time goes by."""
    code = stage.work(dies=moment)
    assert code in {0, KILLED}, stage.said()
    assert stage.there() <= 1
    stage.pass_time(61)
    return code == KILLED


def settle(stage: Stage) -> None:
    """Other workers take over, until there is nothing left to do; never is there a second post."""
    for _ in range(3):
        assert stage.work() == 0, stage.said()
        assert stage.there() <= 1
        stage.pass_time(61)


def decide(stage: Stage, decision: Literal["there", "again", "discard"]) -> None:
    """A person has looked on the network."""
    (item,) = stage.uncertain()
    with stage.desk() as desk:
        desk.settle(item, decision)
    settle(stage)


def is_answered_once(stage: Stage) -> None:
    """Over there, in the outbox and in the log."""
    assert stage.states() == ["sent"], stage.said()
    assert stage.there() == 1
    (response,) = stage.brand.rows("SELECT * FROM responses")
    assert (response["agent"], response["source"]) == ("mary", "console")
    stage.check()
