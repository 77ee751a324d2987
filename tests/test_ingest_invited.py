"""A direct message that answers our invitation goes to whoever invited."""

import json
from typing import Any

import pytest

from social_care.models import Author, Replies, Visibility
from social_care.models.views import View
from social_care.query import parse
from social_care.triage.rules import Match, Rule, Rules
from tests.network import Fault
from tests.world import HOUR, MINUTE, Shop

ASK = "Sorry! Please send us a direct message."
DM = {"visibility": Visibility.DIRECT, "thread_key": "dm:kim"}


def invited(shop: Shop, text: str = ASK, by: str = "kim", agent: str = "mary", **how: Any) -> int:
    """Somebody complains in public and is asked to write privately; their conversation."""
    conversation = shop.hear("angry", by)
    shop.reply(conversation, text, agent, **how)
    shop.desk(agent).release(conversation)
    return conversation


def assignee(shop: Shop, conversation: int) -> str | None:
    """To whom a conversation was given."""
    return shop.desk().queue_rows([conversation])[conversation].assignee


def events(shop: Shop) -> list[dict[str, Any]]:
    """What the log says of assignments, oldest first."""
    rows = shop.rows("SELECT data FROM events WHERE kind = 'assigned' ORDER BY id")
    return [json.loads(row["data"]) for row in rows]


def test_the_direct_message_we_asked_for_goes_to_whoever_asked(shop: Shop) -> None:
    invited(shop)
    shop.pass_time(hours=2)
    asked_for = shop.hear("here I am, angry", **DM)
    assert assignee(shop, asked_for) == "mary"
    assert shop.desk("sam").next() is None
    assert shop.queue(View.MINE) == [asked_for]
    assert shop.desk("mary").next() == asked_for
    event = shop.row("SELECT * FROM events WHERE kind = 'assigned'")
    assert (event["agent"], event["conversation_id"], event["outbox_id"]) == ("", asked_for, 1)
    assert json.loads(event["data"]) == {"assignee": "mary", "invited": True}


def test_why_says_so_as_long_as_it_is_true(shop: Shop) -> None:
    invited(shop)
    asked_for = shop.hear("angry", **DM)
    line = "given to mary: they asked this customer to write privately"
    assert line in shop.desk("sam").why(asked_for)
    shop.desk().assign(asked_for, "sam")
    assert not any("given to" in said for said in shop.desk().why(asked_for))


@pytest.mark.parametrize(
    ("late", "given"),
    [(-MINUTE, True), (0, True), (1, False), (MINUTE, False)],
    ids=["71 h 59", "72 h", "72 h and 1 ms", "72 h 01"],
)
def test_an_invitation_holds_for_72_hours(shop: Shop, late: int, *, given: bool) -> None:
    invited(shop)
    shop.now += 72 * HOUR + late
    assert assignee(shop, shop.hear("angry", **DM)) == ("mary" if given else None)


def test_what_counts_is_when_it_was_written_not_when_we_heard(shop: Shop) -> None:
    invited(shop)
    written = shop.now + HOUR
    shop.pass_time(days=4)
    assert assignee(shop, shop.hear("angry", posted_at=written, **DM)) == "mary"


def test_what_was_written_before_we_asked_is_no_answer(shop: Shop) -> None:
    written = shop.now
    shop.pass_time(minutes=1)
    invited(shop)
    assert assignee(shop, shop.hear("angry", posted_at=written, **DM)) is None


def test_another_customer_was_not_invited(shop: Shop) -> None:
    invited(shop)
    assert assignee(shop, shop.hear("angry", "lee", **DM)) is None


def test_any_identity_of_the_customer_on_any_account_was(shop: Shop) -> None:
    invited(shop)
    shop.open_account("acme-mail", "mail")
    other = shop.hear("lovely", "kim@post", account="acme-mail")
    with shop.store.write() as tx:
        tx.run("UPDATE identities SET customer_id = 1")
    author = Author(id="kim@post", handle="kim@post")
    mail = shop.hear("angry", author=author, account="acme-mail", **DM)
    assert mail != other
    assert assignee(shop, mail) == "mary"


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.FOLLOWERS])
def test_only_a_direct_message_is_what_we_asked_for(shop: Shop, visibility: Visibility) -> None:
    invited(shop)
    assert assignee(shop, shop.hear("angry", visibility=visibility, thread_key="b")) is None


def test_it_may_come_in_the_same_thread_or_in_an_old_one(shop: Shop) -> None:
    old = shop.hear("how?", visibility=Visibility.DIRECT, thread_key="dm:kim")
    shop.reply(old, agent="sam")
    shop.desk("sam").release(old)
    same = invited(shop)
    shop.hear("angry", visibility=Visibility.DIRECT)
    assert assignee(shop, same) == "mary"
    other = invited(shop, by="lee")
    old = shop.hear("angry", "lee", visibility=Visibility.DIRECT, thread_key="dm:lee")
    assert (assignee(shop, other), assignee(shop, old)) == (None, "mary")


def test_only_the_first_message_that_wants_an_answer_is_given(shop: Shop) -> None:
    """Or a silent inviter would get it back with every further message."""
    invited(shop)
    shop.hear("spam", **DM)
    asked_for = shop.hear("angry", **DM)
    assert assignee(shop, asked_for) == "mary"
    shop.pass_time(minutes=11)
    assert shop.watch().returned == 1
    shop.hear("how?", **DM)
    assert assignee(shop, asked_for) is None
    assert [event.get("assignee") for event in events(shop)] == ["mary", None]


def test_an_inviter_who_is_off_gives_it_back_after_ten_silent_minutes(shop: Shop) -> None:
    invited(shop, agent="gone")
    asked_for = shop.hear("angry", **DM)
    assert assignee(shop, asked_for) == "gone"
    assert shop.desk("sam").next() is None
    shop.pass_time(minutes=11)
    shop.watch()
    assert shop.desk("sam").next() == asked_for


def test_the_newest_invitation_counts(shop: Shop) -> None:
    conversation = invited(shop)
    shop.pass_time(hours=1)
    shop.hear("hello?")
    shop.reply(conversation, "DM us, please", "sam")
    shop.desk("sam").release(conversation)
    assert assignee(shop, shop.hear("angry", **DM)) == "sam"


def test_nobody_loses_what_was_given_to_them(shop: Shop) -> None:
    old = shop.hear("how?", **DM)
    shop.desk().assign(old, "lee")
    invited(shop)
    shop.pass_time(minutes=1)
    shop.hear("angry", **DM)
    assert assignee(shop, old) == "lee"


def test_an_invitation_goes_before_a_rule(shop: Shop) -> None:
    shop.rules = Rules((Rule(name="angry", match=Match(text=parse("angry")), assign="lee"),))
    conversation = shop.hear("angry")
    assert assignee(shop, conversation) == "lee"
    shop.reply(conversation, ASK)
    assert assignee(shop, shop.hear("angry", **DM)) == "mary"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Sorry!", {}),
        ("We sent you a direct message.", {}),
        (ASK, {"holding": True}),
    ],
)
def test_what_is_an_invitation(shop: Shop, text: str, how: dict[str, Any]) -> None:
    invited(shop, text, **how)
    given = assignee(shop, shop.hear("angry", **DM))
    assert given == ("mary" if text == ASK else None)


def test_a_private_reply_invites_nobody(shop: Shop) -> None:
    shop.reply(shop.hear("angry", visibility=Visibility.DIRECT, thread_key="dm:1"), ASK)
    shop.desk().release(1)
    assert assignee(shop, shop.hear("angry", **DM)) is None


def test_an_invitation_counts_once_it_is_sent(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, ASK)
    assert assignee(shop, shop.hear("angry", **DM)) is None
    shop.reply(conversation, ASK)
    assert (
        assignee(shop, shop.hear("angry", visibility=Visibility.DIRECT, thread_key="b")) == "mary"
    )


def test_a_mended_reply_invites_by_its_new_words(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, ASK)
    shop.reply(conversation, "Sorry!")
    shop.pass_time(days=1)
    assert assignee(shop, shop.hear("angry", **DM)) is None


def test_the_brands_own_words_invite(shop: Shop) -> None:
    shop.desk(replies=Replies(invitations=("knock at our door",)))
    invited(shop, "Do knock at our door!")
    assert assignee(shop, shop.hear("angry", **DM)) == "mary"


def test_history_is_given_to_nobody(shop: Shop) -> None:
    invited(shop)
    old = shop.mention("angry", posted_at=shop.now, **DM)
    shop.receive(old, history_before=shop.now + 1)
    assert assignee(shop, shop.conversation_of(old)) is None
