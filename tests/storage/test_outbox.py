"""The outbox moves along the permitted steps and no others, and each step is written down."""

import json
from itertools import product

import pytest

from social_care.models import TRANSITIONS, OutboxState
from social_care.storage import letter, outbox
from tests.world import Shop

DESIGN = {
    "queued": {"sending", "held", "discarded"},
    "held": {"queued", "discarded"},
    "sending": {"sent", "delayed", "refused", "uncertain"},
    "delayed": {"sending", "discarded"},
    "uncertain": {"sent", "queued", "discarded"},
    "sent": set(),
    "discarded": set(),
}
"""Written once more, so that a change of the table must be meant. `refused` is tested apart."""


def test_the_steps_are_those_of_the_design() -> None:
    assert {state: set(TRANSITIONS[OutboxState(state)]) for state in DESIGN} == DESIGN
    assert OutboxState.QUEUED in TRANSITIONS[OutboxState.REFUSED]
    assert TRANSITIONS[OutboxState.REFUSED] <= {OutboxState.QUEUED, OutboxState.DISCARDED}


@pytest.fixture
def item_id(shop: Shop) -> int:
    """A queued reply."""
    return shop.submit(shop.hear("angry")).id


def put(shop: Shop, item_id: int, state: OutboxState) -> None:
    """Bring it to a state by permitted steps, so that the history stays true."""
    ways = {
        OutboxState.QUEUED: (),
        OutboxState.HELD: (OutboxState.HELD,),
        OutboxState.SENDING: (OutboxState.SENDING,),
        OutboxState.SENT: (OutboxState.SENDING, OutboxState.SENT),
        OutboxState.DELAYED: (OutboxState.SENDING, OutboxState.DELAYED),
        OutboxState.REFUSED: (OutboxState.SENDING, OutboxState.REFUSED),
        OutboxState.UNCERTAIN: (OutboxState.SENDING, OutboxState.UNCERTAIN),
        OutboxState.DISCARDED: (OutboxState.DISCARDED,),
    }
    with shop.store.write() as tx:
        for step in ways[state]:
            assert outbox.move(tx, item_id, step, shop.now)


@pytest.mark.parametrize(("before", "after"), list(product(OutboxState, OutboxState)))
def test_a_step_is_possible_exactly_when_it_is_permitted(
    shop: Shop, item_id: int, before: OutboxState, after: OutboxState
) -> None:
    put(shop, item_id, before)
    events = shop.value("SELECT count(*) FROM events")
    with shop.store.write() as tx:
        moved = outbox.move(tx, item_id, after, shop.now, problem="why", due_at=1)
    allowed = after in TRANSITIONS[before]
    row = shop.row("SELECT o.*, t.problem FROM outbox o JOIN outbox_texts t")
    assert moved is allowed
    assert row["state"] == (after if allowed else before)
    assert (row["problem"], row["due_at"] == 1) == (("why", True) if allowed else ("", False))
    assert shop.value("SELECT count(*) FROM events") == events + allowed


def test_a_step_says_who_took_it(shop: Shop, item_id: int) -> None:
    with shop.store.write() as tx:
        outbox.move(tx, item_id, OutboxState.HELD, 1, agent="mary", anyway=True)
    event = shop.row("SELECT * FROM events WHERE kind = 'outbox'")
    assert (event["agent"], event["at"], event["outbox_id"]) == ("mary", 1, item_id)
    assert json.loads(event["data"]) == {"before": "queued", "after": "held", "anyway": True}


def test_what_does_not_exist_does_not_move(shop: Shop) -> None:
    with shop.store.write() as tx:
        assert not outbox.move(tx, 404, OutboxState.HELD, 1)
        assert outbox.get(tx, 404) is None


def test_what_is_frozen_comes_back_as_it_was(shop: Shop, item_id: int) -> None:
    tx = shop.store.read()
    row = outbox.get(tx, item_id)
    assert row is not None
    assert letter.frozen(row) is None
    prepared = shop.network.prepare(letter.reply_of(tx, row), shop.now)
    with shop.store.write() as write:
        letter.freeze(write, item_id, prepared)
    stored = outbox.get(tx, item_id)
    assert stored is not None
    assert letter.frozen(stored) == prepared


def test_the_connector_is_told_whom_and_what_a_reply_answers(shop: Shop) -> None:
    shop.submit(
        shop.hear(
            "angry",
            external_id="m",
            url="https://fake.example/m",
            content_warning="cw",
            lang="en",
            reply_ref={"cid": "x"},
        ),
        "sorry",
    )
    row = outbox.get(shop.store.read(), 1)
    assert row is not None
    reply = letter.reply_of(shop.store.read(), row)
    assert (reply.text, reply.visibility) == ("sorry", "public")
    target = reply.target
    assert (target.external_id, target.thread_key) == ("m", "thread of kim")
    assert (target.author_id, target.author_handle) == ("kim", "kim")
    assert (target.content_warning, target.lang, target.reply_ref) == ("cw", "en", {"cid": "x"})


def test_a_look_at_what_is_no_longer_uncertain_changes_nothing(shop: Shop, item_id: int) -> None:
    with shop.store.write() as tx:
        outbox.looked(tx, item_id, shop.now, asked=True, problem="why")
    row = shop.row("SELECT o.looks, o.asked, t.problem FROM outbox o JOIN outbox_texts t")
    assert tuple(row) == (0, 0, "")
