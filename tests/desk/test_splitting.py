"""Long answers at the desk: how they would go out, and how what has not left comes back."""

from dataclasses import replace

import pytest

from social_care.errors import Conflict, NotAllowed
from social_care.models import OutboxState
from social_care.models.views import MessageKind, OutboxItem
from tests import truth
from tests.network import Fault
from tests.parts_kit import LONG_TEXT, PARTS, SHORT, limit, posted, states, submit
from tests.world import Shop

SENT = OutboxState.SENT


@pytest.fixture(autouse=True)
def long_answers(shop: Shop) -> None:
    """Thirty-one characters are all it takes, and a part stands under the one before."""
    limit(shop, SHORT)


# Taking back ------------------------------------------------------------------------------------


def test_taking_back_takes_all_of_it_as_it_was_typed(shop: Shop) -> None:
    text = LONG_TEXT.replace("way. It", "way.\n\nIt")
    conversation, first = submit(shop, text)
    taken = shop.desk().take_back()
    assert taken is not None
    assert (taken.id, taken.state, taken.text, taken.problem) == (
        first.id,
        OutboxState.DISCARDED,
        text,
        "",
    )
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == text
    assert shop.value("SELECT count(*) FROM drafts") == 1
    assert states(shop) == ["discarded"] * 3
    steps = "SELECT count(*) FROM events WHERE kind = 'outbox'"
    assert shop.value(steps) == 3, "none was held on the way"
    shop.pass_time(minutes=1)
    shop.deliver()
    assert posted(shop) == []


def test_what_is_out_already_is_named(shop: Shop) -> None:
    conversation, _ = submit(shop)
    shop.network.faults = [Fault.NONE, Fault.TRANSIENT]
    shop.pass_time(seconds=10)
    shop.deliver()
    taken = shop.desk().take_back()
    assert taken is not None
    assert taken.problem == "part 1 of 3 is out already"
    assert taken.text == "A new pair is on its way. It comes on Friday."
    assert states(shop) == [SENT, "discarded", "discarded"]
    assert shop.desk().take_back() is None
    assert shop.is_waiting(conversation)


def test_the_rest_can_be_had_while_a_part_is_being_sent(shop: Shop) -> None:
    conversation, _ = submit(shop)
    taken: list[OutboxItem | None] = []
    shop.network.on_send = lambda _: taken.append(shop.desk().take_back()) if not taken else None
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [item and item.problem for item in taken] == ["part 1 of 3 may be out already"]
    assert posted(shop) == [PARTS[0]]
    assert shop.is_waiting(conversation), "the rest of the answer is a draft again"
    truth.check(shop)


def test_the_last_part_cannot_be_had_while_it_is_being_sent(shop: Shop) -> None:
    submit(shop)
    refused = []

    def take_back(_: object) -> None:
        if len(shop.network.posts) == 2:
            with pytest.raises(Conflict, match="is being sent"):
                shop.desk().take_back()
            refused.append(True)

    shop.network.on_send = take_back
    shop.pass_time(seconds=10)
    shop.deliver()
    assert refused == [True]
    assert posted(shop) == list(PARTS)


# Splitting --------------------------------------------------------------------------------------


def test_the_agent_sees_how_it_would_go_out(shop: Shop) -> None:
    conversation = shop.hear("angry")
    desk = shop.desk()
    assert desk.parts(conversation, LONG_TEXT, private=False) == PARTS
    assert desk.parts(conversation, " Sorry. ", private=False) == ("Sorry.",)
    limit(shop, replace(SHORT, mentions_author=True))
    assert len(desk.parts(conversation, LONG_TEXT, private=False)) == 4, "@kim is counted"
    limit(shop, replace(SHORT, private_length=100))
    assert desk.parts(conversation, LONG_TEXT, private=True) == (LONG_TEXT,)


def test_too_long_says_that_it_could_go_in_parts(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="too long by 38: the limit is 31") as no:
        shop.submit(conversation, LONG_TEXT)
    assert no.value.remedy == "shorten it, or send it in 3 parts"
    with pytest.raises(NotAllowed) as no:
        shop.submit(conversation, "x https://acme.example/" + "x" * 30)
    assert no.value.remedy == "shorten it"
    assert shop.rows("SELECT * FROM outbox") == []


def test_what_fits_is_one_reply_whatever_was_agreed(shop: Shop) -> None:
    _, item = submit(shop, "Sorry, Kim.")
    assert (item.part, item.parts, item.text) == (0, 1, "Sorry, Kim.")
    assert shop.value("SELECT thread_of FROM outbox") is None
    shop.pass_time(seconds=10)
    shop.deliver()
    (line,) = (
        line
        for line in shop.desk().conversation(item.conversation_id).messages
        if line.kind is MessageKind.REPLY
    )
    assert (line.part, line.parts) == (0, 1)


def test_a_refused_reply_can_be_mended_by_a_longer_one(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    refused = shop.reply(conversation, "no good")
    first = shop.submit(conversation, LONG_TEXT, split=True)
    assert first.id == refused.id
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS)


def test_a_stopped_outbox_stops_between_two_parts(shop: Shop) -> None:
    submit(shop)
    lead = shop.desk("lee", role="lead")
    shop.network.on_send = lambda _: lead.stop_sending("acme")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == [PARTS[0]]
