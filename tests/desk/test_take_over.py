"""Taking over: from the holder one has seen, at once, and nothing of theirs is lost."""

import json
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from social_care.desk import Desk, DeskSettings
from social_care.errors import ClaimTaken, NotFound
from social_care.storage import Store
from tests import truth
from tests.world import MINUTE, START, Shop


def held_by(shop: Shop, conversation: int) -> str | None:
    """Who is with the customer, as every screen shows it."""
    return shop.desk("lee").queue_rows([conversation])[conversation].claimed_by


def test_whoever_takes_over_is_told_from_whom_and_holds_the_customer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation, writing=True)
    before = shop.store.revision()
    assert shop.desk("sam").take_over(conversation) == "mary"
    assert held_by(shop, conversation) == "sam"
    assert shop.store.revision() > before, "every console looks again"
    event = shop.row("SELECT * FROM events WHERE kind = 'taken over'")
    assert (event["agent"], json.loads(event["data"])) == ("sam", {"former": "mary"})
    assert event["conversation_id"] == conversation
    truth.claims_are_stamped(shop)


@pytest.mark.parametrize("holder", [None, "sam"])
def test_who_is_free_or_ours_is_just_claimed(shop: Shop, holder: str | None) -> None:
    conversation = shop.hear("angry")
    if holder:
        shop.desk(holder).claim(conversation)
    assert shop.desk("sam").take_over(conversation) == ""
    assert held_by(shop, conversation) == "sam"
    assert shop.rows("SELECT * FROM events WHERE kind = 'taken over'") == []


def test_a_claim_that_ran_out_is_nobodys_to_take_over(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=3)
    assert shop.desk("sam").take_over(conversation, holder="mary") == ""
    assert held_by(shop, conversation) == "sam"
    assert shop.rows("SELECT * FROM events WHERE kind = 'taken over'") == []


def test_the_former_learns_by_the_next_heartbeat_and_cannot_steal_back(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.desk("sam").take_over(conversation)
    assert not shop.desk("mary").heartbeat(conversation, writing=True)
    shop.desk("mary").release(conversation)
    with pytest.raises(ClaimTaken, match="sam"):
        shop.desk("mary").claim(conversation)
    assert held_by(shop, conversation) == "sam"
    shop.pass_time(minutes=3)
    assert not shop.desk("mary").heartbeat(conversation, writing=True), "nor once it has run out"
    assert shop.desk("sam").heartbeat(conversation, writing=False)


def test_the_formers_words_stay_theirs(shop: Shop) -> None:
    conversation = shop.hear("angry")
    mary, sam = shop.desk("mary"), shop.desk("sam")
    mary.claim(conversation, writing=True)
    draft = mary.save_draft(conversation, "Dear Kim", private=False, draft=None)
    seen = mary.conversation(conversation).seen
    sam.take_over(conversation)
    with pytest.raises(ClaimTaken, match="sam is with this customer"):
        mary.submit(conversation, "Dear Kim", private=False, seen=seen, draft=draft)
    assert shop.rows("SELECT * FROM outbox") == []
    assert mary.conversation(conversation).draft == draft
    assert sam.conversation(conversation).draft is None
    kept = mary.save_draft(conversation, "Dear Kim, sorry", private=False, draft=draft)
    assert kept.id == draft.id


def test_all_of_the_customers_conversations_change_hands(shop: Shop) -> None:
    one, two = shop.hear("how?", thread_key="one"), shop.hear("angry", thread_key="two")
    shop.desk("mary").claim(one)
    shop.pass_time(minutes=1)
    shop.desk("sam").take_over(two)
    assert (held_by(shop, one), held_by(shop, two)) == ("sam", "sam")
    stamps = {shop.wait(number)["claimed_by"] for number in (one, two)}
    assert stamps == {"sam"}
    assert shop.wait(one)["claimed_at"] == START + MINUTE


def test_queue_lasts_until_who_answered_had_the_customer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=1)
    shop.desk("sam").take_over(conversation)
    shop.pass_time(minutes=1.5)
    shop.reply(conversation, agent="sam")
    response = shop.response()
    assert (response["agent"], response["queue_ms"]) == ("sam", 2 * MINUTE)
    assert response["handling_ms"] == 1.5 * MINUTE
    truth.check(shop)


def test_of_two_who_saw_the_same_holder_the_second_is_told(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.desk("sam").take_over(conversation, holder="mary")
    with pytest.raises(ClaimTaken, match="sam"):
        shop.desk("lee").take_over(conversation, holder="mary")
    assert held_by(shop, conversation) == "sam"
    assert shop.desk("lee").take_over(conversation) == "sam"


def test_nobodys_conversation_cannot_be_taken_over(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no conversation 404"):
        shop.desk().take_over(404)


def press_take_over(path: str, agent: str, conversation: int, start: Any, results: Any) -> None:
    """One agent, in a process of their own, sees mary there and takes over."""
    store = Store(Path(path))
    desk = Desk(store, DeskSettings(agent=agent, clock=lambda: START))
    start.wait()
    try:
        results.put((agent, desk.take_over(conversation, holder="mary")))
    except ClaimTaken as taken:
        results.put((agent, f"lost to {taken.agent}"))
    store.close()


@pytest.mark.long
def test_of_takeovers_at_once_in_many_processes_one_wins(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    context = get_context("spawn")
    start, results = context.Barrier(4), context.Queue()
    agents = [
        context.Process(
            target=press_take_over,
            args=(str(shop.path), f"agent {n}", conversation, start, results),
        )
        for n in range(4)
    ]
    for agent in agents:
        agent.start()
    said = dict(results.get(timeout=120) for _ in agents)
    for agent in agents:
        agent.join(60)
        agent.close()
    results.close()
    winners = [name for name, answer in said.items() if answer == "mary"]
    assert len(winners) == 1
    assert {answer for answer in said.values() if answer != "mary"} == {f"lost to {winners[0]}"}
    assert held_by(shop, conversation) == winners[0]
    assert shop.value("SELECT count(*) FROM events WHERE kind = 'taken over'") == 1
