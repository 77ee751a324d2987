"""Where a mention belongs: threads, siblings, reopening, twins, and what starts no wait."""

import pytest

from social_care.models import Author, Visibility
from social_care.models.views import View
from tests.world import DAY, START, Shop


def test_a_thread_is_one_conversation_per_author(shop: Shop) -> None:
    first = shop.hear("angry", "kim", thread_key="t")
    assert shop.hear("and more", "kim", thread_key="t") == first
    assert shop.hear("me too, angry", "lee", thread_key="t") != first


def test_another_thread_of_the_same_author_is_a_sibling(shop: Shop) -> None:
    question = shop.hear("how?", thread_key="one")
    complaint = shop.hear("burned", thread_key="two")
    praise = shop.hear("lovely", thread_key="three")
    assert len({question, complaint, praise}) == 3
    view = shop.desk().conversation(question)
    assert [row.id for row in view.siblings] == [complaint, praise]
    assert {past.id for past in view.customer.conversations} == {complaint, praise}


def test_an_author_is_known_by_id_not_by_handle(shop: Shop) -> None:
    first = shop.hear("angry", author=Author(id="1", handle="kim", name="Kim"), thread_key="a")
    shop.hear("more", author=Author(id="1", handle="kim_new", name="Kim O."), thread_key="b")
    shop.hear("angry", author=Author(id="2", handle="kim", name="Another Kim"), thread_key="c")
    assert shop.value("SELECT count(*) FROM identities") == 2
    identity = shop.desk().conversation(first).customer.identities[0]
    assert (identity.handle, identity.name) == ("kim_new", "Kim O.")


def test_a_mention_within_seven_days_reopens(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(days=6.9)
    assert shop.hear("how?") == conversation
    assert shop.state(conversation) == "open"
    assert shop.wait(conversation)["kind"] == "next"
    assert shop.value("SELECT count(*) FROM events WHERE kind = 'reopened'") == 1


def test_a_later_mention_starts_a_new_linked_conversation(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(days=7.1)
    later = shop.hear("how?")
    assert later != conversation
    row = shop.row("SELECT * FROM conversations WHERE id = :id", id=later)
    assert row["previous_id"] == conversation
    assert shop.wait(later)["kind"] == "first"
    assert shop.state(conversation) == "answered"
    assert shop.hear("and?") == later


def test_resolving_itself_after_silence_does_not_prolong_the_time_to_reopen(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(days=7.1)
    shop.watch()
    assert shop.state(conversation) == "resolved"
    shop.pass_time(days=1)
    assert shop.hear("how?") != conversation


def test_what_a_person_resolved_late_can_still_be_reopened(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(days=5)
    shop.desk().resolve(conversation)
    shop.pass_time(days=5)
    assert shop.hear("how?") == conversation


def test_an_open_conversation_is_never_over(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(days=30)
    assert shop.hear("hello?") == conversation


@pytest.mark.parametrize(("text", "reopens"), [("lovely", False), ("how?", False), ("angry", True)])
def test_a_dismissed_conversation_comes_back_only_for_what_presses(
    shop: Shop, text: str, reopens: bool
) -> None:
    conversation = shop.hear("lovely")
    shop.desk().dismiss(conversation)
    shop.pass_time(hours=1)
    assert shop.hear(text) == conversation
    assert shop.is_waiting(conversation) is reopens
    assert shop.state(conversation) == ("open" if reopens else "dismissed")


@pytest.mark.parametrize(("text", "reopens"), [("how?", False), ("burned", True)])
def test_a_muted_conversation_comes_back_only_for_what_presses(
    shop: Shop, text: str, reopens: bool
) -> None:
    conversation = shop.hear("lovely")
    shop.desk().resolve(conversation)
    with shop.store.write() as tx:
        tx.run("UPDATE conversations SET muted = 1")
    assert shop.hear(text) == conversation
    assert shop.is_waiting(conversation) is reopens


def test_noise_starts_no_wait_and_stands_last_in_the_queue(shop: Shop) -> None:
    noise = shop.hear("spam", "sam")
    praise = shop.hear("lovely", "kim")
    assert shop.queue() == [praise, noise]
    assert not shop.is_waiting(noise)
    counts = shop.desk().counts()
    assert (counts.waiting, counts.by_view[View.TODO]) == (1, 2)
    row = shop.desk().queue_rows([noise])[noise]
    assert (row.waiting_since, row.due_at, row.stage) == (None, None, None)


def test_thanks_after_an_answer_start_no_wait_and_change_no_state(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    assert shop.hear("thanks!") == conversation
    assert shop.state(conversation) == "answered"
    assert not shop.is_waiting(conversation)
    assert shop.desk().queue_rows([conversation])[conversation].unread


def test_thanks_before_any_answer_wait(shop: Shop) -> None:
    assert shop.is_waiting(shop.hear("thanks in advance"))


def test_noise_does_not_wake_a_snoozed_or_resolved_conversation(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + DAY)
    shop.hear("spam")
    assert shop.state(conversation) == "snoozed"
    shop.desk().resolve(conversation)
    shop.hear("spam")
    assert shop.state(conversation) == "resolved"


def test_a_mention_that_waits_wakes_a_snoozed_conversation(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + DAY)
    shop.hear("and one more thing?")
    assert shop.state(conversation) == "open"
    assert shop.value("SELECT snooze_until FROM conversations") is None


def test_the_language_of_a_conversation_is_the_last_that_was_recognised(shop: Shop) -> None:
    conversation = shop.hear("hola angry")
    shop.hear("zzz")
    assert shop.desk().queue_rows([conversation])[conversation].language == "es"


# Twins ------------------------------------------------------------------------------------------


def test_one_post_seen_by_two_accounts_waits_once(shop: Shop) -> None:
    shop.open_account("support", network="other.example")
    uri = "https://social.example/posts/1"
    first = shop.hear("angry", canonical_id=uri, external_id="11")
    second = shop.hear("angry", canonical_id=uri, external_id="77", account="support")
    assert first != second
    assert shop.queue() == [first]
    assert shop.state(second) == "resolved"
    assert shop.value("SELECT twin_of FROM mentions WHERE external_id = '77'") == 1
    assert shop.value("SELECT count(*) FROM waits") == 1


def test_what_is_said_to_the_second_account_alone_waits_there(shop: Shop) -> None:
    shop.open_account("support", network="other.example")
    uri = "https://social.example/posts/1"
    shop.hear("angry", canonical_id=uri, external_id="11")
    second = shop.hear("angry", canonical_id=uri, external_id="77", account="support")
    assert shop.hear("are you there?", account="support") == second
    assert shop.is_waiting(second)


def test_two_accounts_of_one_network_see_the_same_number_by_the_same_author(shop: Shop) -> None:
    shop.open_account("support")
    shop.hear("angry", external_id="11")
    second = shop.hear("angry", external_id="11", account="support")
    assert not shop.is_waiting(second)


def test_a_copy_that_can_be_answered_is_no_twin_of_one_that_cannot(shop: Shop) -> None:
    shop.open_account("import", network="import:import")
    shop.open_account("archive", network="import:archive")
    uri = "https://social.example/posts/1"
    imported = shop.hear("angry", canonical_id=uri, account="import", can_reply=False)
    live = shop.hear("angry", canonical_id=uri)
    again = shop.hear("angry", canonical_id=uri, account="archive", can_reply=False)
    assert shop.is_waiting(imported)
    assert shop.is_waiting(live)
    assert not shop.is_waiting(again)


@pytest.mark.parametrize("fate", ["kept out of the queue", "deleted"])
def test_a_copy_waits_when_the_first_does_not(shop: Shop, fate: str) -> None:
    shop.open_account("support", network="other.example")
    uri = "https://social.example/posts/1"
    first = shop.mention("angry", canonical_id=uri)
    if fate == "deleted":
        shop.receive(first)
        shop.delete(first)
    else:
        shop.receive(first, history_before=START + 1)
    assert shop.is_waiting(shop.hear("angry", canonical_id=uri, account="support"))


def test_the_same_number_by_somebody_else_is_another_post(shop: Shop) -> None:
    shop.open_account("support")
    shop.hear("angry", "kim", external_id="11")
    assert shop.is_waiting(shop.hear("angry", "lee", external_id="11", account="support"))


def test_a_twin_is_edited_without_waiting(shop: Shop) -> None:
    shop.open_account("support")
    shop.hear("angry", external_id="11", version="1")
    twin = shop.mention("angry", external_id="11", version="1")
    shop.receive(twin, account="support")
    edited = shop.mention("burned", external_id="11", version="2")
    assert shop.receive(edited, account="support").edited == 1
    assert shop.value("SELECT count(*) FROM waits") == 1


# Several unanswered mentions --------------------------------------------------------------------


def test_a_wait_of_several_mentions_is_shaped_by_all_of_them(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.pass_time(minutes=40)
    shop.hear("angry")
    wait = shop.wait(conversation)
    assert wait["waiting_since"] == START
    assert wait["due_at"] == START + 60 * 60_000
    assert wait["target_s"] == 3600
    assert (wait["band_rank"], wait["category"]) == (1, "complaint")
    row = shop.desk().queue_rows([conversation])[conversation]
    assert (row.unanswered, row.text, row.reasons) == (2, "angry", ("says 'angry'",))


def test_an_earlier_mention_that_comes_late_makes_the_wait_older(shop: Shop) -> None:
    conversation = shop.hear("how?", posted_at=START)
    shop.pass_time(minutes=1)
    shop.hear("burned", posted_at=START - 120_000)
    wait = shop.wait(conversation)
    assert wait["waiting_since"] == START - 120_000
    assert wait["detected_at"] == shop.now
    assert wait["due_at"] == START + 13 * 60_000
    assert shop.desk().conversation(conversation).row.text == "how?"


def test_a_complaint_among_questions_is_an_unanswered_complaint(shop: Shop) -> None:
    conversation = shop.hear("pressing?")
    shop.hear("angry")
    assert shop.wait(conversation)["category"] == "complaint"
    other = shop.hear("urgent?", "lee")
    shop.hear("angry", "lee")
    assert shop.wait(other)["category"] == "complaint"
    assert shop.queue(View.COMPLAINTS) == [other, conversation]


def test_a_direct_message_is_answered_privately_even_if_nobody_says_so(shop: Shop) -> None:
    conversation = shop.hear("angry", visibility=Visibility.DIRECT, thread_key="dm:1")
    item = shop.submit(conversation)
    assert item.private
    assert shop.value("SELECT visibility FROM outbox") == "direct"
