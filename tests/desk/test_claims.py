"""Who is with whom: the most needed customer first, each to one agent, given back by itself."""

import pytest

from social_care.desk import CONSOLE_LEASE_MS, SCRIPT_LEASE_MS
from social_care.errors import ClaimTaken, NotFound
from social_care.models.views import View
from tests.network import Fault
from tests.world import HOUR, MINUTE, START, Shop


def test_next_hands_out_the_most_pressing_band_first_then_the_earliest_due(shop: Shop) -> None:
    noise = shop.hear("spam", "a")
    praise = shop.hear("lovely", "b")
    question = shop.hear("how?", "c")
    older = shop.hear("angry", "d", posted_at=START - MINUTE)
    complaint = shop.hear("angry", "e")
    urgent = shop.hear("burned", "f")
    order = [urgent, older, complaint, question, praise, noise]
    assert shop.queue() == order
    assert [shop.desk().next() for _ in range(7)] == [*order, None]


def test_what_is_late_in_a_lower_band_does_not_overtake(shop: Shop) -> None:
    shop.hear("how?", "late", posted_at=START - 5 * HOUR)
    urgent = shop.hear("burned", "kim")
    assert shop.desk().next() == urgent


def test_next_passes_over_customers_somebody_holds_the_caller_included(shop: Shop) -> None:
    first, second = shop.hear("burned", "kim"), shop.hear("angry", "lee")
    assert shop.desk("mary").next() == first
    assert shop.desk("sam").next() == second
    assert shop.desk("mary").next() is None


def test_a_customers_conversations_are_claimed_together(shop: Shop) -> None:
    question = shop.hear("how?", thread_key="one")
    complaint = shop.hear("burned", thread_key="two")
    other = shop.hear("lovely", "lee")
    assert shop.desk("mary").next() == complaint
    assert shop.desk("sam").next() == other
    rows = shop.desk().queue_rows([question, complaint])
    assert {row.claimed_by for row in rows.values()} == {"mary"}
    assert {wait["claimed_by"] for wait in (shop.wait(question), shop.wait(complaint))} == {"mary"}
    with pytest.raises(ClaimTaken, match="mary is with this customer"):
        shop.desk("sam").claim(question)


def link(shop: Shop, *names: str) -> None:
    """These authors are one person."""
    with shop.store.write() as tx:
        for name in names:
            tx.run(
                "UPDATE identities SET customer_id = (SELECT customer_id FROM identities"
                " WHERE author_id = :first) WHERE author_id = :name",
                first=names[0],
                name=name,
            )


def test_next_takes_the_linked_identities_of_a_customer_and_what_is_snoozed(shop: Shop) -> None:
    """One statement claims the customer: whatever network they write on, and what is put away."""
    shop.open_account("acme-mail", "mail")
    urgent = shop.hear("burned", "kim")
    mail = shop.hear("how?", "kim@post", account="acme-mail")
    snoozed = shop.hear("lovely", "kim", thread_key="two")
    link(shop, "kim", "kim@post")
    shop.desk("lee").snooze(snoozed, shop.now + HOUR)
    other = shop.hear("lovely", "pat")
    assert shop.desk("mary").next() == urgent
    assert shop.desk("sam").next() == other
    assert shop.desk("sam").next() is None
    every = [urgent, mail, snoozed]
    assert {row.claimed_by for row in shop.desk().queue_rows(every).values()} == {"mary"}
    assert {shop.wait(number)["claimed_by"] for number in every} == {"mary"}
    shown = shop.desk("mary").conversation(urgent).siblings
    assert {row.id for row in shown} == {mail, snoozed}
    shop.pass_time(minutes=61)
    shop.watch()
    shop.desk("mary").heartbeat(urgent, writing=False)
    assert shop.desk("sam").next() == other, "what wakes up is still theirs"


def test_next_passes_over_what_may_have_been_answered(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.ANSWER_LOST]
    item = shop.reply(conversation)
    assert shop.sent_state(item) == "uncertain"
    shop.desk("mary").release(conversation)
    assert shop.desk("sam").next() is None
    shop.desk("mary").settle(item.id, "discard")
    shop.desk("mary").release(conversation)
    assert shop.desk("sam").next() == conversation


def test_a_claim_covers_conversations_to_come(shop: Shop) -> None:
    shop.desk("mary").claim(shop.hear("how?", thread_key="one"))
    shop.pass_time(minutes=1)
    later = shop.hear("burned", thread_key="two")
    assert shop.desk("sam").next() is None
    wait = shop.wait(later)
    assert (wait["claimed_by"], wait["claimed_at"]) == ("mary", shop.now)


def test_next_marks_what_it_opens_as_read(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert shop.desk().queue_rows([conversation])[conversation].unread
    shop.desk().next()
    assert not shop.desk().queue_rows([conversation])[conversation].unread
    shop.hear("and more")
    assert shop.desk().queue_rows([conversation])[conversation].unread
    shop.desk().mark_read(conversation)
    assert not shop.desk().queue_rows([conversation])[conversation].unread


def test_next_passes_over_what_is_given_to_somebody_else(shop: Shop) -> None:
    given, free = shop.hear("burned", "kim"), shop.hear("angry", "lee")
    shop.desk("mary").assign(given, "sam")
    assert shop.desk("mary").next() == free
    assert shop.desk("sam").next() == given


def test_next_passes_over_what_is_answered_already_and_on_its_way(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation)
    shop.desk().release(conversation)
    assert shop.desk("sam").next() is None
    shop.hear("hello?")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "held"
    assert shop.desk("sam").next() == conversation


def test_next_hands_out_whom_a_holding_reply_is_on_its_way_to(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, "still with you", holding=True)
    shop.desk().release(conversation)
    assert shop.desk("sam").next() == conversation


def test_next_hands_out_a_conversation_whose_reply_was_refused(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation)
    shop.desk().release(conversation)
    assert shop.desk("mary").next() == conversation


@pytest.mark.parametrize(
    ("languages", "text", "handed_out"),
    [
        (("en",), "angry", True),
        (("en",), "hola angry", False),
        (("es",), "hola angry", True),
        (("en",), "zzz angry", True),
        (("en",), "bonjour angry", True),
        ((), "hola angry", False),
    ],
)
def test_next_keeps_to_the_languages_of_the_agent(
    shop: Shop, languages: tuple[str, ...], text: str, *, handed_out: bool
) -> None:
    conversation = shop.hear(text)
    found = shop.desk("mary", languages=languages, spoken=("en", "es")).next()
    assert (found == conversation) is handed_out


# The lease --------------------------------------------------------------------------------------


def test_a_claim_comes_back_by_itself(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").next()
    shop.now += CONSOLE_LEASE_MS - 1
    assert shop.desk("sam").next() is None
    shop.now += 1
    assert shop.queue(View.UNCLAIMED) == [conversation]
    assert shop.desk("sam").next() == conversation


def test_a_heartbeat_prolongs_a_claim_and_says_what_the_holder_does(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    for _ in range(10):
        shop.pass_time(seconds=30)
        assert shop.desk("mary").heartbeat(conversation, writing=True)
    row = shop.desk("sam").queue_rows([conversation])[conversation]
    assert (row.claimed_by, row.claim_doing) == ("mary", "writes")


def test_a_heartbeat_says_when_the_claim_is_lost(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=3)
    assert shop.desk("mary").heartbeat(conversation, writing=False), "nobody else took it"
    shop.pass_time(minutes=3)
    shop.desk("sam").claim(conversation)
    assert not shop.desk("mary").heartbeat(conversation, writing=True)
    assert shop.desk("sam").queue_rows([conversation])[conversation].claimed_by == "sam"


def test_heartbeats_do_not_make_the_consoles_look_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().claim(conversation)
    before = shop.store.revision()
    shop.desk().heartbeat(conversation, writing=True)
    assert shop.store.revision() == before


def test_a_claim_from_a_script_lasts_longer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary", lease_ms=SCRIPT_LEASE_MS).claim(conversation)
    shop.pass_time(minutes=14)
    with pytest.raises(ClaimTaken):
        shop.desk("sam").claim(conversation)


def test_released_is_free_at_once(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.desk("sam").release(conversation)
    with pytest.raises(ClaimTaken):
        shop.desk("sam").claim(conversation)
    shop.desk("mary").release(conversation)
    shop.desk("sam").claim(conversation)


def test_claiming_again_is_renewing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=1)
    shop.desk("mary").claim(conversation, writing=True)
    shop.pass_time(seconds=90)
    with pytest.raises(ClaimTaken) as taken:
        shop.desk("sam").claim(conversation)
    assert taken.value.agent == "mary"
    assert shop.value("SELECT count(*) FROM events WHERE kind = 'claimed'") == 1


def test_a_conversation_that_does_not_exist_cannot_be_claimed(shop: Shop) -> None:
    for act in (shop.desk().claim, shop.desk().release):
        with pytest.raises(NotFound, match="no conversation 404"):
            act(404)
    with pytest.raises(NotFound):
        shop.desk().heartbeat(404, writing=False)


def test_closing_the_last_open_conversation_gives_the_customer_back(shop: Shop) -> None:
    one, two = shop.hear("how?", thread_key="one"), shop.hear("lovely", thread_key="two")
    shop.desk("mary").claim(one)
    shop.desk("mary").resolve(one)
    with pytest.raises(ClaimTaken):
        shop.desk("sam").claim(two)
    shop.desk("mary").dismiss(two)
    shop.desk("sam").claim(two)


# What the log says about claims -----------------------------------------------------------------


def test_queue_ends_with_the_claim_and_handling_with_the_submit(shop: Shop) -> None:
    conversation = shop.hear("angry", posted_at=START - MINUTE)
    shop.pass_time(minutes=2)
    shop.desk().claim(conversation)
    shop.pass_time(minutes=1.5)
    shop.desk().heartbeat(conversation, writing=True)
    shop.pass_time(minutes=1.5)
    shop.reply(conversation)
    response = shop.response()
    parts = [response[f"{part}_ms"] for part in ("detection", "queue", "handling", "delivery")]
    assert parts == [MINUTE, 2 * MINUTE, 3 * MINUTE, 10_000]
    assert response["elapsed_ms"] == response["business_ms"] == 6 * MINUTE + 10_000


def test_a_reply_without_a_claim_claims_at_that_instant(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=5)
    shop.reply(conversation)
    response = shop.response()
    assert (response["queue_ms"], response["handling_ms"]) == (5 * MINUTE, 0)
    with pytest.raises(ClaimTaken):
        shop.desk("sam").claim(conversation)


def test_a_released_claim_leaves_no_trace_in_the_times(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=1)
    shop.desk("mary").release(conversation)
    assert tuple(shop.wait(conversation)[name] for name in ("claimed_at", "claimed_by")) == (
        None,
        None,
    )
    shop.pass_time(minutes=4)
    shop.desk("sam").claim(conversation)
    shop.pass_time(minutes=1)
    shop.reply(conversation, agent="sam")
    response = shop.response()
    assert (response["queue_ms"], response["handling_ms"]) == (5 * MINUTE, MINUTE)


@pytest.mark.parametrize("next_agent", [None, "sam"])
def test_going_on_to_the_next_customer_does_not_forget_the_work_on_this_one(
    shop: Shop, next_agent: str | None
) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=2)
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=1)
    shop.submit(conversation)
    shop.pass_time(seconds=5)
    shop.desk("mary").release(conversation)
    if next_agent is not None:
        shop.desk(next_agent).claim(conversation)
    shop.pass_time(seconds=5)
    shop.deliver()
    response = shop.response()
    parts = [response[f"{part}_ms"] for part in ("detection", "queue", "handling", "delivery")]
    assert parts == [0, 2 * MINUTE, MINUTE, 10_000]


def test_a_native_answer_after_a_claim_ran_out_was_handled_by_nobody(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.desk("mary").claim(shop.conversation_of(mention))
    shop.pass_time(hours=1)
    shop.receive(own=[shop.own_post(in_reply_to=mention.external_id)])
    response = shop.response()
    assert (response["queue_ms"], response["handling_ms"]) == (HOUR, 0)


@pytest.mark.parametrize("agent", ["mary", "sam"])
def test_a_claim_that_ran_out_leaves_no_trace_in_the_times(shop: Shop, agent: str) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(hours=1)
    shop.desk(agent).claim(conversation)
    shop.pass_time(minutes=1)
    shop.reply(conversation, agent=agent)
    response = shop.response()
    assert (response["queue_ms"], response["handling_ms"]) == (HOUR, MINUTE)
    assert response["agent"] == agent


def test_a_wait_that_opens_under_a_claim_is_claimed_when_it_is_detected(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.desk().claim(conversation)
    posted_at = shop.now
    shop.pass_time(minutes=1)
    shop.hear("how?", posted_at=posted_at)
    shop.pass_time(seconds=30)
    shop.reply(conversation)
    response = shop.row("SELECT * FROM responses ORDER BY id DESC LIMIT 1")
    assert (response["detection_ms"], response["queue_ms"]) == (MINUTE, 0)
    assert response["handling_ms"] == 30_000


def test_what_came_while_a_claim_had_run_out_is_claimed_when_it_is_renewed(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(minutes=3)
    shop.hear("how?")
    assert shop.wait(conversation)["claimed_by"] is None
    shop.pass_time(minutes=1)
    assert shop.desk().heartbeat(conversation, writing=False)
    wait = shop.wait(conversation)
    assert (wait["claimed_by"], wait["claimed_at"]) == ("mary", shop.now)


def test_a_wait_split_off_by_an_answer_is_not_claimed_before_its_agent_came(shop: Shop) -> None:
    first = shop.mention("angry")
    shop.receive(first)
    shop.pass_time(minutes=1)
    conversation = shop.hear("how?")
    shop.pass_time(minutes=1)
    shop.desk().claim(conversation)
    shop.receive(own=[shop.own_post(in_reply_to=first.external_id, posted_at=START + 1)])
    wait = shop.wait(conversation)
    assert (wait["detected_at"], wait["claimed_at"]) == (START + MINUTE, START + 2 * MINUTE)
