"""Who shows no sign while a customer waits for them loses the customer, with a flag."""

import json
from collections.abc import Callable

import pytest

from social_care.desk import SCRIPT_LEASE_MS
from social_care.hours import Calendar
from social_care.models.presence import Silence
from social_care.storage.silence import Patience
from social_care.watch import watch
from tests.network import Fault
from tests.world import HOUR, MINUTE, START, Shop


def assignee(shop: Shop, conversation: int) -> str | None:
    """Whose it is for good."""
    return shop.desk().queue_rows([conversation])[conversation].assignee


def holder(shop: Shop, conversation: int) -> str | None:
    """Who is with the customer."""
    return shop.desk().queue_rows([conversation])[conversation].claimed_by


def sit(shop: Shop, conversation: int, agent: str, minutes: int) -> None:
    """A console stays open with the customer claimed, and nobody touches it."""
    for _ in range(2 * minutes):
        shop.pass_time(seconds=30)
        shop.desk(agent).heartbeat(conversation, writing=True)
        shop.watch()


# Assignees --------------------------------------------------------------------------------------


def test_an_assignee_who_is_silent_while_a_customer_waits_loses_them_after_ten_minutes(
    shop: Shop,
) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=10)
    assert shop.watch().returned == 0
    assert assignee(shop, conversation) == "sam"
    shop.pass_time(seconds=1)
    assert shop.watch().returned == 1
    assert assignee(shop, conversation) is None
    assert shop.desk("mary").next() == conversation


def test_the_time_begins_when_the_customer_does(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.reply(conversation, agent="sam")
    shop.pass_time(days=2)
    shop.watch()
    assert assignee(shop, conversation) == "sam", "nobody waits"
    shop.hear("how?")
    shop.pass_time(minutes=9)
    shop.watch()
    assert assignee(shop, conversation) == "sam"
    shop.pass_time(minutes=2)
    shop.watch()
    assert assignee(shop, conversation) is None


SIGNS: dict[str, Callable[[Shop, int], object]] = {
    "a draft": lambda shop, one: shop.desk("sam").save_draft(
        one, "Dear", private=False, draft=None
    ),
    "a note": lambda shop, one: shop.desk("sam").note(one, "called the store"),
    "a tag": lambda shop, one: shop.desk("sam").tag(one, "late parcel"),
    "a claim": lambda shop, one: shop.desk("sam").claim(one),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_keeps_the_customer_for_ten_minutes_more(shop: Shop, sign: str) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=9)
    SIGNS[sign](shop, conversation)
    shop.pass_time(minutes=10)
    shop.watch()
    assert assignee(shop, conversation) == "sam"
    shop.pass_time(seconds=1)
    shop.watch()
    assert assignee(shop, conversation) is None


def test_a_sign_of_a_colleague_is_none_of_the_assignees(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=9)
    shop.desk("lee").note(conversation, "where is sam?")
    shop.pass_time(minutes=2)
    shop.watch()
    assert assignee(shop, conversation) is None


def test_an_assignee_who_types_keeps_the_customer(shop: Shop) -> None:
    conversation, draft = shop.hear("angry"), None
    shop.desk().assign(conversation, "sam")
    shop.desk("sam").claim(conversation)
    for minute in range(30):
        shop.pass_time(minutes=1)
        draft = shop.desk("sam").save_draft(
            conversation, f"word {minute}", private=False, draft=draft
        )
        shop.watch()
    assert assignee(shop, conversation) == "sam"


# Claims -----------------------------------------------------------------------------------------


def test_an_open_console_with_a_claim_and_an_idle_draft_is_no_sign(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("sam").claim(conversation)
    shop.desk("sam").save_draft(conversation, "Dear", private=False, draft=None)
    sit(shop, conversation, "sam", 10)
    assert holder(shop, conversation) == "sam"
    sit(shop, conversation, "sam", 1)
    assert holder(shop, conversation) is None
    assert shop.wait(conversation)["claimed_by"] is None
    assert not shop.desk("sam").heartbeat(conversation, writing=True)
    assert shop.desk("sam").drafts()[0].draft.text == "Dear", "words are never lost"
    assert shop.desk("lee").next() == conversation


def test_a_claim_is_kept_by_words_in_another_conversation_of_the_customer(shop: Shop) -> None:
    one, two = shop.hear("angry", thread_key="one"), shop.hear("how?", thread_key="two")
    shop.desk("sam").claim(one)
    draft = None
    for minute in range(15):
        draft = shop.desk("sam").save_draft(two, f"word {minute}", private=False, draft=draft)
        sit(shop, one, "sam", 1)
    assert holder(shop, one) == holder(shop, two) == "sam"


def test_both_conversations_of_a_customer_who_is_let_go_are_flagged(shop: Shop) -> None:
    one, two = shop.hear("angry", thread_key="one"), shop.hear("how?", thread_key="two")
    shop.desk("sam").claim(one)
    sit(shop, one, "sam", 11)
    rows = shop.desk().queue_rows([one, two])
    assert {row.claimed_by for row in rows.values()} == {None}
    assert {row.silence.agent if row.silence else "" for row in rows.values()} == {"sam"}


def test_a_claim_without_anybody_who_waits_is_kept(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk("sam").claim(conversation)
    sit(shop, conversation, "sam", 30)
    assert holder(shop, conversation) == "sam"


def test_a_claim_of_a_script_lasts_as_long_as_it_was_promised(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("sam", lease_ms=SCRIPT_LEASE_MS).claim(conversation)
    shop.desk("mary").assign(conversation, "sam")
    shop.pass_time(minutes=14)
    shop.watch()
    assert (holder(shop, conversation), assignee(shop, conversation)) == ("sam", "sam")
    shop.pass_time(minutes=2)
    shop.watch()
    assert (holder(shop, conversation), assignee(shop, conversation)) == (None, None)


def test_whoever_has_answered_is_not_silent_while_the_network_is(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.network.faults = [Fault.ANSWER_LOST]
    shop.reply(conversation, agent="sam")
    sit(shop, conversation, "sam", 20)
    assert (holder(shop, conversation), assignee(shop, conversation)) == ("sam", "sam")


def test_whoever_said_still_with_you_is_silent_though_the_network_has_not_taken_it(
    shop: Shop,
) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.network.faults = [Fault.ANSWER_LOST]
    shop.reply(conversation, agent="sam", holding=True)
    sit(shop, conversation, "sam", 20)
    shop.watch()
    assert (holder(shop, conversation), assignee(shop, conversation)) == (None, None)


# The flag ---------------------------------------------------------------------------------------


def test_the_row_says_from_whom_it_came_back_and_how_long_they_were_silent(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=12)
    shop.watch()
    row = shop.desk().queue_rows([conversation])[conversation]
    assert row.silence == Silence(agent="sam", at=shop.now, silent_ms=12 * MINUTE)


def test_the_flag_is_gone_once_somebody_has_it_or_nobody_waits(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=12)
    shop.watch()
    shop.desk("lee").claim(conversation)
    assert shop.desk().queue_rows([conversation])[conversation].silence is None
    shop.desk("lee").release(conversation)
    assert shop.desk().queue_rows([conversation])[conversation].silence is not None
    shop.reply(conversation, agent="lee")
    shop.desk("lee").release(conversation)
    shop.pass_time(minutes=1)
    shop.hear("angry again")
    assert shop.desk().queue_rows([conversation])[conversation].silence is None


def test_the_log_says_whose_it_was_and_that_no_person_took_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.desk("sam").claim(conversation)
    sit(shop, conversation, "sam", 11)
    events = shop.rows("SELECT * FROM events WHERE json_extract(data, '$.silent') ORDER BY id")
    assert [(event["kind"], event["agent"]) for event in events] == [
        ("assigned", ""),
        ("released", ""),
    ]
    assert {json.loads(event["data"])["former"] for event in events} == {"sam"}


def test_the_conversation_tells_it_in_words(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=12)
    shop.watch()
    told = [message.text for message in shop.desk().conversation(conversation).around]
    assert told[-1] == "back from sam: silent for 12 min"


def test_a_lead_is_told_of_all_an_agent_of_their_own(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=11)
    shop.watch()
    (told,) = shop.desk("lee", role="lead").here().returned
    assert (told.conversation_id, told.customer, told.silence.agent) == (conversation, "Kim", "sam")
    assert shop.desk("sam").here().returned == (told,)
    assert shop.desk("mary").here().returned == ()
    shop.pass_time(minutes=61)
    assert shop.desk("sam").here().returned == ()


def test_consoles_look_again_when_something_comes_back(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=11)
    before = shop.store.revision()
    shop.watch()
    assert shop.store.revision() > before


# As it is configured ----------------------------------------------------------------------------


def test_how_long_is_configurable(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(minutes=3)
    watch(shop.store, shop.now, Patience(silent_ms=3 * MINUTE))
    assert assignee(shop, conversation) == "sam"
    shop.pass_time(seconds=1)
    watch(shop.store, shop.now, Patience(silent_ms=3 * MINUTE))
    assert assignee(shop, conversation) is None


def test_nothing_is_for_ever(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.pass_time(days=3)
    watch(shop.store, shop.now, Patience(silent_ms=0))
    assert assignee(shop, conversation) == "sam"


def test_nobody_is_silent_while_the_shop_is_closed(shop: Shop) -> None:
    """START is 09:00 UTC on a Monday: what is assigned at closing waits for the morning."""
    day = Calendar.weekly("UTC", {"mon-fri": ["09:00-17:00"]})
    patience = Patience(calendar=lambda _: day)
    shop.now = START + 8 * HOUR - 5 * MINUTE
    conversation = shop.hear("angry")
    shop.desk().assign(conversation, "sam")
    shop.now = START + 24 * HOUR + 5 * MINUTE
    watch(shop.store, shop.now, patience)
    assert assignee(shop, conversation) == "sam", "five minutes yesterday, five today"
    shop.pass_time(seconds=1)
    watch(shop.store, shop.now, patience)
    row = shop.desk().queue_rows([conversation])[conversation]
    assert row.assignee is None
    assert row.silence is not None
    assert row.silence.silent_ms == 10 * MINUTE + 1000
