"""Delete, like, hide and stop at the desk: who may, what is said, what the network cannot."""

from collections.abc import Callable

import pytest

from social_care.errors import Conflict, ErrorClass, NotAllowed, NotFound
from social_care.models import Visibility
from social_care.models.views import MessageKind
from social_care.storage import accounts
from tests.acting_kit import act, empower, reply_id
from tests.network import Fault
from tests.world import MINUTE, SECOND, START, Shop


@pytest.mark.parametrize("power", ["delete", "like", "hide"])
def test_what_the_network_cannot_do_is_refused_at_once_with_what_to_do(
    shop: Shop, power: str
) -> None:
    empower(shop, but=power)
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    deeds: dict[str, Callable[[], str]] = {
        "delete": lambda: shop.desk().delete_reply(reply_id(shop, item)),
        "like": lambda: shop.desk().like(conversation),
        "hide": lambda: shop.desk().hide(conversation),
    }
    refused = deeds.pop(power)
    with pytest.raises(NotAllowed, match="from here on fake") as error:
        refused()
    assert "open it in the browser (o)" in error.value.remedy
    assert shop.rows("SELECT 1 FROM outbox WHERE kind <> 'reply'") == []
    for deed in deeds.values():
        deed()


def test_anybody_listed_may_take_back_what_anybody_wrote(shop: Shop) -> None:
    empower(shop)
    item = shop.reply(shop.hear("angry"), agent="mary")
    said = shop.desk("sam").delete_reply(reply_id(shop, item))
    assert said == "Deletes the reply to Kim in 10 s (U takes it back)"
    event = shop.row("SELECT * FROM events WHERE kind = 'act'")
    assert (event["agent"], event["data"]) == ("sam", '{"act":"delete","reply":1}')


def test_the_words_of_a_corrected_answer_are_the_correctors_draft_as_private_as_they_were(
    shop: Shop,
) -> None:
    empower(shop)
    conversation = shop.hear("angry", visibility=Visibility.DIRECT)
    item = shop.reply(conversation, "your order 12 is lost")
    shop.desk("sam").save_draft(conversation, "begun already", private=True, draft=None)
    said = shop.desk("sam").delete_reply(reply_id(shop, item), corrected=True)
    assert said.endswith("; its words are in your draft, to be corrected")
    draft = shop.desk("sam").conversation(conversation).draft
    assert draft is not None
    assert (draft.text, draft.private) == ("your order 12 is lost", True)
    assert len(shop.rows("SELECT 1 FROM drafts WHERE agent = 'sam'")) == 2
    assert shop.desk("mary").conversation(conversation).draft is None


def test_only_replies_that_are_out_can_be_deleted(shop: Shop) -> None:
    empower(shop)
    with pytest.raises(NotFound, match="no reply 7"):
        shop.desk().delete_reply(7)
    shop.receive(own=[shop.own_post(to=None, thread_key="elsewhere")])  # answers nobody we know
    with pytest.raises(NotFound, match="no reply 1"):
        shop.desk().delete_reply(1)


def test_what_somebody_has_only_seen_over_there_is_deleted_over_there(shop: Shop) -> None:
    empower(shop)
    shop.network.faults = [Fault.ANSWER_LOST]
    shop.network.shows_posts = False
    item = shop.reply(shop.hear("angry"))
    for _ in range(3):
        shop.pass_time(minutes=2)
        act(shop)
    shop.desk().settle(item.id, "there")
    with pytest.raises(NotAllowed, match="do not know its address"):
        shop.desk().delete_reply(reply_id(shop, item))


def test_hiding_says_that_the_customer_still_waits(shop: Shop) -> None:
    empower(shop)
    said = shop.desk().hide(shop.hear("angry"))
    assert said.startswith("Hides Kim's message from strangers in 10 s (U takes it back)")
    assert said.endswith("; it still wants an answer")


def test_liking_is_of_the_newest_message_and_of_each_once(shop: Shop) -> None:
    network = empower(shop)
    conversation = shop.hear("lovely", external_id="one")
    shop.desk().like(conversation)
    with pytest.raises(Conflict, match="mary is liking this message already"):
        shop.desk("sam").like(conversation)
    shop.pass_time(seconds=10)
    act(shop)
    with pytest.raises(Conflict, match="mary has done that already"):
        shop.desk("sam").like(conversation)
    shop.hear("lovely too", external_id="two")
    shop.desk("sam").like(conversation)
    shop.desk("sam").hide(conversation)  # hiding is another thing
    shop.pass_time(seconds=10)
    act(shop)
    assert ("like", "two") in network.done


def test_nothing_is_left_to_like_when_the_customer_has_deleted_it(shop: Shop) -> None:
    empower(shop)
    mention = shop.mention("lovely")
    shop.receive(mention)
    shop.delete(mention)
    with pytest.raises(NotAllowed, match="deleted every message"):
        shop.desk().like(shop.conversation_of(mention))


def test_a_refused_act_makes_room_for_a_new_one(shop: Shop) -> None:
    network = empower(shop)
    item = shop.reply(shop.hear("angry"))
    shop.desk("mary").delete_reply(reply_id(shop, item))
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.REFUSED, False)]
    act(shop)
    shop.desk("sam").delete_reply(reply_id(shop, item))
    states = shop.rows("SELECT agent, state FROM outbox WHERE kind = 'delete' ORDER BY id")
    assert [tuple(row) for row in states] == [("mary", "discarded"), ("sam", "queued")]


def test_an_act_is_no_news_to_a_colleague_who_is_answering(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    item = shop.submit(conversation, agent="sam")
    shop.desk("mary").like(conversation)
    shop.pass_time(seconds=10)
    act(shop)
    assert shop.sent_state(item) == "sent"


def test_an_act_teaches_nobody_what_its_agent_has_not_read(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("burned")
    shop.desk().like(conversation)  # from the list, unread
    assert shop.submit(conversation, seen=seen).state == "held"


# Stopping -----------------------------------------------------------------------------------------


def test_a_lead_stops_everything_and_everybody_sees_who_and_since_when(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.desk("mary").like(conversation)
    lead = shop.desk("lee", role="lead")
    assert lead.stop_sending() == "1 account: nothing is sent until you release it, 2 wait"
    shop.pass_time(minutes=5)
    lead.stop_sending("acme")  # pressing it again does not make it younger
    status = shop.desk("mary").status()
    (stopped,) = status.stopped
    assert status.held_accounts == ("acme",)
    assert (stopped.account, stopped.by, stopped.since) == ("acme", "lee", START)
    assert stopped.waiting == 2
    act(shop)
    assert shop.network.sends == []
    assert lead.go_on_sending("acme") == "acme: sending again"
    assert shop.desk("mary").status().stopped == ()
    act(shop)
    act(shop)
    assert len(shop.network.sends) == 1
    events = shop.rows(
        "SELECT kind, agent, at, account_id FROM events WHERE kind LIKE 'outbox_%' ORDER BY id"
    )
    assert [tuple(row) for row in events] == [
        ("outbox_stopped", "lee", START, None),
        ("outbox_stopped", "lee", START + 5 * MINUTE, shop.account_id),
        ("outbox_released", "lee", START + 5 * MINUTE, shop.account_id),
    ]


def test_in_the_console_only_a_lead_stops_or_goes_on(shop: Shop) -> None:
    desk = shop.desk()
    for deed, command in ((desk.stop_sending, "hold"), (desk.go_on_sending, "release")):
        with pytest.raises(NotAllowed, match="only a lead") as error:
            deed()
        assert error.value.remedy.endswith(f"social-care outbox {command}")
    assert shop.desk().status().stopped == ()
    assert "nothing is sent" in shop.desk().stop_sending(emergency=True)


def test_an_account_that_is_not_there_is_never_reported_as_stopped(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no account 'acmee'"):
        shop.desk("lee", role="lead").stop_sending("acmee")
    assert shop.rows("SELECT 1 FROM events WHERE kind LIKE 'outbox_%'") == []


def test_what_is_stopped_can_still_be_taken_back(shop: Shop) -> None:
    item = shop.submit(shop.hear("angry"))
    with shop.store.write() as tx:
        accounts.stop_outbox(tx, True)
    shop.pass_time(hours=1)
    taken = shop.desk().take_back()
    assert taken is not None
    assert taken.id == item.id


def test_while_a_reply_is_being_deleted_it_still_stands(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    shop.pass_time(seconds=1)
    shop.desk().delete_reply(reply_id(shop, item))
    shop.pass_time(seconds=9)
    act(shop)
    assert not shop.is_waiting(conversation)
    reply, line = shop.desk().conversation(conversation).messages[-2:]
    assert (reply.kind, reply.deleted) == (MessageKind.REPLY, False)
    assert (line.act, line.text) == ("delete", "delete our reply from the network")
    assert line.due_at == shop.now + SECOND
