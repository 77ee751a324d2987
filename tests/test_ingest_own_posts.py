"""Our own posts: never mentions; from the network's own app they answer what came before them."""

from typing import Any

from social_care.models import Author, OwnPost, Visibility
from tests.network import Fault
from tests.world import MINUTE, START, Shop


def _answer_natively(shop: Shop, to: str, **fields: Any) -> OwnPost:
    post = shop.own_post(in_reply_to=to, **fields)
    shop.receive(own=[post])
    return post


def test_what_we_wrote_never_becomes_a_mention(shop: Shop) -> None:
    ours = Author(id="us", handle="acme")
    assert shop.receive(shop.mention("angry?", author=ours)).new == 0
    assert shop.rows("SELECT * FROM mentions") == []


def test_what_another_account_of_ours_wrote_is_no_mention_either(shop: Shop) -> None:
    shop.open_account("support")
    theirs = Author(id="us@support", handle="acme_support")
    assert shop.receive(shop.mention("angry?", author=theirs)).new == 0
    assert shop.rows("SELECT * FROM mentions") == []


def test_the_same_author_id_on_another_network_is_a_customer(shop: Shop) -> None:
    shop.open_account("support", network="elsewhere")
    theirs = Author(id="us@support", handle="kim")
    assert shop.receive(shop.mention("angry?", author=theirs)).new == 1


def test_a_native_answer_ends_the_wait(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.pass_time(minutes=5)
    posted_at = shop.now - MINUTE
    _answer_natively(shop, mention.external_id, posted_at=posted_at)
    response = shop.response()
    assert (response["source"], response["agent"]) == ("native", "")
    assert response["responded_at"] == posted_at
    assert response["elapsed_ms"] == 4 * MINUTE
    conversation = shop.conversation_of(mention)
    assert shop.state(conversation) == "answered"
    assert [message.text for message in shop.desk().conversation(conversation).messages] == [
        "angry",
        "we answer",
    ]


def test_a_native_answer_read_twice_counts_once(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    post = _answer_natively(shop, mention.external_id)
    assert shop.receive(own=[post]).own == 0
    assert shop.value("SELECT count(*) FROM responses") == 1


def test_a_native_answer_answers_only_what_was_posted_before_it(shop: Shop) -> None:
    first = shop.mention("angry")
    shop.receive(first)
    shop.pass_time(minutes=2)
    later = shop.mention("how?", posted_at=shop.now)
    shop.receive(later)
    _answer_natively(shop, first.external_id, posted_at=START + MINUTE)
    response = shop.response()
    assert response["waiting_since"] == START
    wait = shop.wait(shop.conversation_of(first))
    assert (wait["kind"], wait["ended_at"]) == ("next", None)
    assert wait["waiting_since"] == START + 2 * MINUTE
    assert shop.value("SELECT group_concat(mention_id) FROM response_mentions") == "1"


def test_a_native_answer_that_came_before_its_mention_waits_for_it(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.pass_time(minutes=3)
    _answer_natively(shop, mention.external_id, posted_at=START + MINUTE)
    assert shop.value("SELECT count(*) FROM replies WHERE conversation_id IS NULL") == 1
    shop.receive(mention)
    response = shop.response()
    assert (response["source"], response["responded_at"]) == ("native", START + MINUTE)
    assert shop.state(shop.conversation_of(mention)) == "answered"


def test_a_mention_and_its_native_answer_in_one_page(shop: Shop) -> None:
    mention = shop.mention("angry", posted_at=START - MINUTE)
    shop.receive(mention, own=[shop.own_post(in_reply_to=mention.external_id)])
    assert shop.response()["elapsed_ms"] == MINUTE


def test_a_mention_that_came_late_was_answered_by_what_was_posted_after_it(shop: Shop) -> None:
    first, late = shop.mention("angry"), shop.mention("and how?", posted_at=START + MINUTE)
    shop.receive(first)
    shop.pass_time(minutes=3)
    _answer_natively(shop, first.external_id, posted_at=START + 2 * MINUTE)
    shop.receive(late)
    assert not shop.is_waiting(shop.conversation_of(late))
    assert shop.value("SELECT count(*) FROM responses") == 2


def test_a_further_own_post_continues_the_thread(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    first = _answer_natively(shop, mention.external_id)
    second = _answer_natively(shop, first.external_id)
    row = shop.row("SELECT * FROM replies WHERE external_id = :id", id=second.external_id)
    assert row["conversation_id"] == shop.conversation_of(mention)


def test_an_own_post_to_somebody_else_in_the_thread_answers_nobody_here(shop: Shop) -> None:
    kim = shop.mention("angry", thread_key="a long thread")
    shop.receive(kim)
    shop.pass_time(minutes=1)
    _answer_natively(shop, "what lee wrote", thread_key="a long thread")
    assert shop.is_waiting(shop.conversation_of(kim))
    lee = shop.mention(
        "how?", "lee", external_id="what lee wrote", thread_key="a long thread", posted_at=START
    )
    shop.receive(lee)
    assert shop.state(shop.conversation_of(lee)) == "answered"
    assert shop.is_waiting(shop.conversation_of(kim))


def test_an_answer_to_somebody_we_do_not_know_yet_is_not_given_to_the_next_who_writes(
    shop: Shop,
) -> None:
    _answer_natively(shop, "what lee wrote", thread_key="a long thread", posted_at=START + 1)
    shop.pass_time(minutes=1)
    kim = shop.mention("angry", thread_key="a long thread", posted_at=START)
    shop.receive(kim)
    assert shop.is_waiting(shop.conversation_of(kim))


def test_a_private_own_post_finds_the_thread_without_a_parent(shop: Shop) -> None:
    fields: dict[str, Any] = {"visibility": Visibility.DIRECT, "thread_key": "dm:1"}
    conversation = shop.hear("angry", **fields)
    shop.pass_time(minutes=1)
    shop.receive(own=[shop.own_post(to=None, **fields)])
    assert shop.state(conversation) == "answered"
    assert shop.response()["source"] == "native"


def test_a_private_own_post_read_before_its_mention(shop: Shop) -> None:
    fields: dict[str, Any] = {"visibility": Visibility.DIRECT, "thread_key": "dm:1"}
    shop.receive(own=[shop.own_post(to=None, **fields)])
    assert shop.state(shop.hear("angry", posted_at=START - 1, **fields)) == "answered"


def test_a_public_post_of_ours_answers_nobody(shop: Shop) -> None:
    shop.receive(own=[shop.own_post("Summer sale!", to=None, thread_key="sale")])
    conversation = shop.hear("angry", thread_key="sale", posted_at=START + 1)
    assert shop.is_waiting(conversation)


def test_a_native_answer_holds_a_reply_that_has_not_left(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    item = shop.submit(shop.conversation_of(mention))
    _answer_natively(shop, mention.external_id)
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.sent_state(item) == "held"
    assert shop.network.posts == []


def test_a_native_post_where_nobody_waited_still_holds_a_reply(shop: Shop) -> None:
    mention = shop.mention("spam")
    shop.receive(mention)
    item = shop.submit(shop.conversation_of(mention))
    _answer_natively(shop, mention.external_id)
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.sent_state(item) == "held"


# While a reply of ours may be on the network ----------------------------------------------------


def _uncertain(shop: Shop, fault: Fault) -> tuple[int, str]:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.network.faults = [fault]
    shop.network.shows_posts = False
    shop.reply(conversation)
    return conversation, mention.external_id


def test_our_own_reply_read_before_we_knew_it_was_sent_is_credited_to_its_agent(
    shop: Shop,
) -> None:
    conversation, parent = _uncertain(shop, Fault.ANSWER_LOST)
    post = shop.network.posts[0]
    _answer_natively(shop, parent, external_id=post.external_id, posted_at=post.at)
    assert shop.is_waiting(conversation)
    shop.network.shows_posts = True
    shop.pass_time(minutes=2)
    shop.deliver()
    response = shop.response()
    assert (response["source"], response["agent"]) == ("console", "mary")
    assert response["responded_at"] == post.at
    assert shop.value("SELECT count(*) FROM replies") == 1


def test_a_new_mention_does_not_make_our_uncertain_reply_somebody_elses(shop: Shop) -> None:
    conversation, parent = _uncertain(shop, Fault.ANSWER_LOST)
    post = shop.network.posts[0]
    _answer_natively(shop, parent, external_id=post.external_id, posted_at=post.at)
    shop.pass_time(seconds=1)
    shop.hear("how?")
    assert shop.rows("SELECT * FROM responses") == []
    shop.network.shows_posts = True
    shop.pass_time(minutes=2)
    shop.deliver()
    assert shop.response()["agent"] == "mary"
    assert shop.wait(conversation)["kind"] == "next"


def test_somebody_elses_answer_read_meanwhile_counts_once_ours_was_not_sent(shop: Shop) -> None:
    conversation, parent = _uncertain(shop, Fault.DROPPED)
    answered_at = shop.pass_time(seconds=20)
    _answer_natively(shop, parent)
    assert shop.is_waiting(conversation)
    shop.pass_time(hours=3)
    item = shop.desk().outbox()[0]
    shop.desk().settle(item.id, "discard")
    response = shop.response()
    assert (response["source"], response["responded_at"]) == ("native", answered_at)
    assert shop.state(conversation) == "answered"


def test_a_refused_reply_lets_somebody_elses_answer_count(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.network.faults = [Fault.REFUSED]
    shop.network.on_send = lambda _: _answer_natively(shop, mention.external_id)
    shop.reply(shop.conversation_of(mention))
    assert shop.response()["source"] == "native"


def test_an_own_post_after_ours_answers_what_came_between(shop: Shop) -> None:
    conversation, _ = _uncertain(shop, Fault.ANSWER_LOST)
    later = shop.mention("how?", posted_at=shop.pass_time(seconds=5))
    shop.receive(later)
    shop.pass_time(seconds=5)
    _answer_natively(shop, later.external_id)
    shop.network.shows_posts = True
    shop.pass_time(minutes=2)
    shop.deliver()
    sources = [row["source"] for row in shop.rows("SELECT source FROM responses ORDER BY id")]
    assert sources == ["console", "native"]
    assert shop.state(conversation) == "answered"


def test_what_a_person_found_on_the_network_is_the_post_we_read_there(shop: Shop) -> None:
    conversation, parent = _uncertain(shop, Fault.ANSWER_LOST)
    post = shop.network.posts[0]
    _answer_natively(
        shop, parent, text="@kim  sorry", external_id=post.external_id, posted_at=post.at
    )
    item = shop.desk().outbox()[0]
    shop.desk().settle(item.id, "there")
    reply = shop.row("SELECT * FROM replies")
    assert (reply["external_id"], reply["outbox_id"]) == (post.external_id, item.id)
    assert shop.response()["responded_at"] == post.at
    assert shop.state(conversation) == "answered"


def test_what_a_person_found_is_not_taken_for_somebody_elses_post(shop: Shop) -> None:
    _, parent = _uncertain(shop, Fault.ANSWER_LOST)
    theirs = _answer_natively(shop, parent, text="something else")
    item = shop.desk().outbox()[0]
    shop.desk().settle(item.id, "there")
    row = shop.row("SELECT * FROM replies WHERE external_id = :id", id=theirs.external_id)
    assert (row["outbox_id"], row["agent"]) == (None, "")
    assert shop.response()["agent"] == "mary"
