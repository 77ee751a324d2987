"""News in words: whoever is writing, or whose reply is held, is told what happened meanwhile."""

import json
from collections.abc import Callable

import pytest

from social_care.models import OutboxState, Visibility
from social_care.telling import SOMETHING
from tests.network import Fault
from tests.world import MINUTE, Shop

Deed = Callable[[Shop, int], object]


def native(shop: Shop, conversation: int) -> None:
    """Somebody answers Kim from the network's own app."""
    mention = shop.value(
        "SELECT external_id FROM mentions WHERE conversation_id = :id LIMIT 1", id=conversation
    )
    shop.receive(own=[shop.own_post(in_reply_to=mention)])


def deliver_at_once(shop: Shop) -> None:
    """The undo window is over, and no time has passed."""
    with shop.store.write() as tx:
        tx.run("UPDATE outbox SET due_at = :now", now=shop.now)
    shop.deliver()


def sam_answers(shop: Shop, conversation: int) -> None:
    """A colleague answers, and gives the customer back."""
    shop.submit(conversation, agent="sam")
    deliver_at_once(shop)
    shop.desk("sam").release(conversation)


def edits(shop: Shop, _: int) -> None:
    """The customer changes their message."""
    row = shop.row("SELECT * FROM mentions")
    mention = shop.mention(
        "angry, really", external_id=row["external_id"], version="2", posted_at=row["posted_at"]
    )
    shop.receive(mention)


def sam_submits_and(after: str) -> Deed:
    """A colleague's answer gets no further than the outbox."""

    def deed(shop: Shop, conversation: int) -> None:
        desk = shop.desk("sam")
        shop.submit(conversation, agent="sam")
        if after == "takes it back":
            desk.take_back()
        if after == "is refused":
            shop.network.faults = [Fault.REFUSED]
            deliver_at_once(shop)
        desk.release(conversation)

    return deed


HAPPENED: dict[str, tuple[Deed, str]] = {
    "wrote": (
        lambda shop, _: shop.hear("never\nmind"),
        "the customer wrote again AT: “never mind”",
    ),
    "wrote only a picture": (lambda shop, _: shop.hear(""), "the customer wrote again AT"),
    "wrote three times": (
        lambda shop, _: [shop.hear(text) for text in ("one", "two", "three")],
        "the customer wrote 3 times, last AT: “three”",
    ),
    "edited": (edits, "the customer changed a message AT: “angry, really”"),
    "native": (native, "somebody answered from the network's own app AT"),
    "answered": (sam_answers, "sam answered AT"),
    "on its way": (sam_submits_and("waits"), "an answer of sam's is on its way"),
    "taken back": (sam_submits_and("takes it back"), "sam wrote an answer, which was not sent"),
    "refused": (sam_submits_and("is refused"), "sam wrote an answer, which was not sent"),
    "by phone": (
        lambda shop, c: shop.desk("sam").answered(c, "phone"),
        "sam answered by phone AT",
    ),
    "elsewhere": (
        lambda shop, c: shop.desk("sam").answered(c, "other"),
        "sam answered elsewhere AT",
    ),
}


@pytest.mark.parametrize("what", HAPPENED)
def test_whoever_writes_is_told_what_happened_meanwhile(shop: Shop, what: str) -> None:
    deed, said = HAPPENED[what]
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    assert shop.desk().news_since(conversation, seen) == ()
    shop.pass_time(minutes=5)
    deed(shop, conversation)
    shop.pass_time(minutes=3)
    assert shop.desk().news_since(conversation, seen) == (said.replace("AT", "3m ago"),)
    now = shop.desk().conversation(conversation).seen
    assert shop.desk().news_since(conversation, now) == ()


@pytest.mark.parametrize("what", HAPPENED)
def test_what_happened_is_the_reason_why_a_reply_is_held(shop: Shop, what: str) -> None:
    deed, said = HAPPENED[what]
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.pass_time(minutes=5)
    deed(shop, conversation)
    shop.pass_time(minutes=3)
    desk = shop.desk("mary", time_zone="Asia/Kolkata")
    item = desk.submit(conversation, "sorry", private=False, seen=seen)
    assert item.state is OutboxState.HELD
    assert item.problem == said.replace("AT", "at 14:35")
    event = shop.row("SELECT data FROM events WHERE kind = 'outbox' ORDER BY id DESC LIMIT 1")
    assert json.loads(event["data"])["why"] == ["news"]


def test_what_came_while_a_reply_waited_to_leave_is_said_in_the_brands_time(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.pass_time(seconds=5)
    shop.hear("hello?")
    shop.pass_time(seconds=5)
    shop.time_zone = "America/New_York"
    shop.deliver()
    (held,) = shop.desk().outbox()
    assert held.problem == "the customer wrote again at 04:00: “hello?”"


def test_what_is_long_past_has_its_day(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=5)
    shop.hear("hello?")
    shop.pass_time(days=2)
    held = shop.submit(conversation, seen=1)
    assert held.problem == "the customer wrote again on 2 Nov at 09:05: “hello?”"


def test_several_things_are_told_in_their_order(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("first")
    native(shop, conversation)
    shop.pass_time(seconds=30)
    shop.hear("second")
    shop.desk("sam").answered(conversation, "phone")
    shop.pass_time(seconds=30)
    assert shop.desk().news_since(conversation, 1) == (
        "somebody answered from the network's own app 1m ago",
        "the customer wrote 2 times, last 30s ago: “second”",
        "sam answered by phone 30s ago",
    )


def test_of_much_the_newest_is_told(shop: Shop) -> None:
    conversation = shop.hear("angry")
    for number in range(7):
        posted = shop.mention(f"how {number}?", posted_at=shop.now)
        shop.receive(posted)
        shop.delete(posted)
    told = shop.desk().news_since(conversation, 1)
    gone = "the customer deleted a message 0s ago"
    wrote = "the customer wrote 7 times, last 0s ago"
    assert told == ("4 earlier changes", gone, gone, wrote, gone)


def test_a_quote_is_short_clean_and_gives_no_card_away(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("\x1b[31m@acme [/] 4111 1111 1111 1111 " + "x" * 500)
    (said,) = shop.desk().news_since(conversation, 1)
    quote = said.partition("“")[2].rstrip("”")
    assert quote.startswith("[/] 4111 **** **** 1111 xxx")
    assert (len(quote), "\x1b" in quote) == (80, False)


def test_what_was_erased_since_is_quoted_no_more(shop: Shop) -> None:
    conversation = shop.hear("angry")
    mention = shop.mention("my secret")
    shop.receive(mention)
    shop.delete(mention)
    told = " ".join(shop.desk().news_since(conversation, 1))
    assert "secret" not in told
    assert "the customer deleted a message" in told


def test_an_answer_elsewhere_that_was_undone_is_no_news(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("sam").answered(conversation, "phone")
    shop.desk("sam").undo()
    assert shop.desk().news_since(conversation, 1) == ()
    assert shop.submit(conversation, seen=1).problem == SOMETHING, "held all the same: it was news"


def test_news_of_before_it_was_counted_is_said_in_general(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("more")
    with shop.store.write() as tx:
        tx.run("DELETE FROM conversation_news")
    held = shop.submit(conversation, seen=1)
    assert (held.state, held.problem) == (OutboxState.HELD, SOMETHING)


def test_an_agents_own_reply_is_no_news_to_them(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.submit(conversation, "one", seen=seen)
    shop.pass_time(seconds=3)
    shop.hear("hello?")
    held = shop.submit(conversation, "two", seen=seen)
    assert held.problem == "the customer wrote again at 09:00: “hello?”"


def test_the_news_hold_no_words(shop: Shop) -> None:
    conversation = shop.hear("angry about something")
    shop.desk("sam").answered(conversation, "phone")
    native(shop, conversation)
    shop.hear("psst", visibility=Visibility.DIRECT)
    rows = [tuple(row) for row in shop.rows("SELECT * FROM conversation_news ORDER BY number")]
    assert len(rows) == shop.desk().conversation(conversation).seen == 4
    assert not {"angry", "psst"} & set(" ".join(map(str, rows)).split())
    assert all(row[3] <= shop.now for row in rows)
    assert shop.now - rows[0][3] < MINUTE
