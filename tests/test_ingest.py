"""What comes in, each once: mentions, re-reads, edits, deletions, reach, and our own posts."""

from dataclasses import replace

import pytest

from social_care.models import (
    NEVER_DUE,
    Change,
    ChangeKind,
    Media,
    Mention,
    Visibility,
)
from tests.world import HOUR, MINUTE, START, Shop


def test_a_mention_is_stored_as_the_platform_said_it(shop: Shop) -> None:
    mention = shop.mention(
        "My shoes <b>angry</b> [/] \x1b[2J",
        visibility=Visibility.UNLISTED,
        url="https://fake.example/1",
        lang="en",
        content_warning="shoes",
        media=(Media(kind="image", url="https://fake.example/a.png", alt="a shoe"),),
        reposts=3,
        likes=4,
        authored_at=START - HOUR,
        reply_ref={"cid": "x"},
        raw='{"id": 1}',
    )
    shop.receive(mention)
    row = shop.row("SELECT * FROM mentions JOIN mention_texts ON mention_id = id")
    assert row["text"] == mention.text
    assert (row["visibility"], row["url"], row["lang"]) == ("unlisted", mention.url, "en")
    assert (row["reposts"], row["likes"], row["authored_at"]) == (3, 4, START - HOUR)
    assert (row["reply_ref"], row["raw"]) == ('{"cid": "x"}', '{"id": 1}')
    view = shop.desk().conversation(row["conversation_id"])
    assert view.messages[0].media == mention.media
    assert view.messages[0].content_warning == "shoes"


def test_a_mention_seen_again_is_known(shop: Shop) -> None:
    mention = shop.mention("angry")
    assert shop.receive(mention).new == 1
    shop.pass_time(minutes=5)
    again = shop.receive(mention, stream="search")
    assert (again.new, again.known) == (0, 1)
    assert shop.value("SELECT count(*) FROM mentions") == 1
    assert shop.value("SELECT count(*) FROM assessments") == 1
    assert shop.value("SELECT detected_at FROM mentions") == START


def test_the_same_mention_twice_in_one_page_is_stored_once(shop: Shop) -> None:
    mention = shop.mention("angry")
    tally = shop.receive(mention, mention)
    assert (tally.new, tally.known) == (1, 1)


def test_the_same_id_on_another_account_is_another_mention(shop: Shop) -> None:
    shop.open_account("outlet", network="elsewhere")
    first, second = shop.mention("angry", external_id="1"), shop.mention("angry", external_id="1")
    shop.receive(first)
    shop.receive(second, account="outlet")
    assert shop.value("SELECT count(*) FROM waits WHERE ended_at IS NULL") == 2


def test_a_time_in_the_future_is_brought_back_to_now(shop: Shop) -> None:
    conversation = shop.hear("angry", posted_at=START + HOUR)
    assert shop.wait(conversation)["waiting_since"] == START
    row = shop.row("SELECT posted_at, detected_at FROM mentions")
    assert row["posted_at"] == row["detected_at"] == START
    assert shop.value("SELECT last_message_at FROM conversations") == START


def test_a_mention_waits_since_it_was_posted_not_since_we_saw_it(shop: Shop) -> None:
    conversation = shop.hear("angry", posted_at=START - 20 * MINUTE)
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["detected_at"]) == (START - 20 * MINUTE, START)
    assert wait["due_at"] == START + 10 * MINUTE


@pytest.mark.parametrize(
    ("text", "minutes"), [("burned", 15), ("angry", 30), ("how?", 60), ("lovely", 480)]
)
def test_each_band_has_its_target(shop: Shop, text: str, minutes: int) -> None:
    wait = shop.wait(shop.hear(text))
    assert wait["due_at"] == START + minutes * MINUTE
    assert wait["target_s"] == minutes * 60
    assert wait["kind"] == "first"


def test_a_mention_the_network_lets_nobody_answer_has_no_target(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False, can_reply_reason="locked")
    assert shop.is_waiting(conversation)
    assert shop.wait(conversation)["due_at"] == NEVER_DUE
    row = shop.desk().conversation(conversation).row
    assert (row.due_at, row.can_reply, row.can_reply_reason) == (None, False, "locked")


def test_history_is_kept_out_of_the_queue(shop: Shop) -> None:
    old = shop.mention("angry", posted_at=START - HOUR)
    shop.receive(old, history_before=START)
    conversation = shop.conversation_of(old)
    assert shop.state(conversation) == "resolved"
    assert shop.rows("SELECT * FROM waits") == []
    assert shop.hear("still angry") == conversation
    assert shop.wait(conversation)["waiting_since"] == START


def test_history_changes_nothing_in_a_conversation_that_is_open(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.receive(shop.mention("burned", posted_at=START - HOUR), history_before=START)
    assert shop.state(conversation) == "open"
    assert shop.wait(conversation)["waiting_since"] == START


@pytest.mark.parametrize(
    "minutes", [40, 24], ids=["late for a while", "at risk from this very moment"]
)
def test_stages_passed_before_an_import_are_muted(shop: Shop, minutes: int) -> None:
    shop.receive(shop.mention("angry", posted_at=START - minutes * MINUTE), mute_passed=True)
    assert shop.watch().alerts == ()
    shop.pass_time(minutes=45 - minutes)
    assert [alert.stage for alert in shop.watch().alerts] == ["escalated"]


def test_a_failing_page_stores_nothing(shop: Shop) -> None:
    good, bad = shop.mention("angry"), shop.mention("angry", "sam", can_reply_reason=None)
    with pytest.raises(Exception, match="NOT NULL"):
        shop.receive(good, bad)
    assert shop.value("SELECT count(*) FROM mentions") == 0
    assert shop.value("SELECT count(*) FROM identities") == 0
    assert shop.receive(good).new == 1


# Edits ------------------------------------------------------------------------------------------


def test_an_edit_keeps_the_former_text_and_is_assessed_again(shop: Shop) -> None:
    mention = shop.mention("a question?", version="1")
    shop.receive(mention)
    shop.pass_time(minutes=5)
    shop.edit(mention, "angry now")
    assert shop.value("SELECT text FROM mention_texts") == "angry now"
    former = shop.row("SELECT * FROM mention_versions")
    assert (former["text"], former["version"]) == ("a question?", "1")
    assert former["replaced_at"] == shop.now
    assert shop.value("SELECT count(*) FROM assessments") == 2
    message = shop.desk().conversation(shop.conversation_of(mention)).messages[0]
    assert (message.text, message.edited) == ("angry now", True)


def test_an_edit_shapes_the_wait_again(shop: Shop) -> None:
    mention = shop.mention("lovely")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.pass_time(minutes=5)
    shop.edit(mention, "burned")
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["due_at"]) == (START, START + 15 * MINUTE)
    assert (wait["band_rank"], wait["category"]) == (0, "complaint")
    shop.edit(mention, "lovely", version="3")
    assert shop.wait(conversation)["due_at"] == START + 480 * MINUTE


def test_an_edit_never_ends_a_wait(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.edit(mention, "spam")
    conversation = shop.conversation_of(mention)
    assert shop.is_waiting(conversation)
    assert shop.wait(conversation)["due_at"] == START + 30 * MINUTE
    assert conversation in shop.queue()


def test_an_edit_into_a_complaint_makes_a_mention_wait_that_did_not(shop: Shop) -> None:
    mention = shop.mention("spam")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    assert not shop.is_waiting(conversation)
    shop.edit(mention, "angry")
    assert shop.is_waiting(conversation)
    assert shop.wait(conversation)["due_at"] == START + 30 * MINUTE


def test_an_edit_of_what_is_long_over_starts_no_wait(shop: Shop) -> None:
    mention = shop.mention("lovely", version="1")
    shop.receive(mention, history_before=START + 1)
    shop.pass_time(days=8)
    shop.edit(mention, "angry")
    assert not shop.is_waiting(shop.conversation_of(mention))


def test_an_edit_of_an_answered_mention_does_not_ask_for_another_answer(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.reply(conversation)
    shop.edit(mention, "angry (typo mended)")
    assert not shop.is_waiting(conversation)
    assert shop.state(conversation) == "answered"


def test_an_edit_that_presses_more_cuts_a_snooze(shop: Shop) -> None:
    mention = shop.mention("lovely")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.desk().snooze(conversation, START + 300 * MINUTE)
    shop.edit(mention, "burned")
    snoozed_until = shop.value("SELECT snooze_until FROM conversations")
    assert snoozed_until <= START + 12 * MINUTE


def test_an_edit_holds_a_reply_that_has_not_left(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    item = shop.submit(shop.conversation_of(mention))
    shop.edit(mention, "burned")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "held"


def test_a_stream_that_knows_no_versions_does_not_undo_an_edit(shop: Shop) -> None:
    mention = shop.mention("angry", version="1")
    shop.receive(mention)
    tally = shop.receive(replace(mention, text="as another stream shows it", version=""))
    assert (tally.edited, tally.known) == (0, 1)
    assert shop.value("SELECT text FROM mention_texts") == "angry"


def test_a_mention_and_its_edit_in_one_page(shop: Shop) -> None:
    mention = shop.mention("a question?", version="1")
    shop.receive(mention, replace(mention, text="angry", version="2"))
    assert shop.value("SELECT text FROM mention_texts") == "angry"
    assert _found(shop, "question") == []
    assert len(_found(shop, "angry")) == 1


def test_on_an_edit_a_mention_does_not_count_as_its_own_predecessor(shop: Shop) -> None:
    first, second = shop.mention("angry"), shop.mention("angry still")
    shop.receive(first, second)
    assert [subject.unanswered for subject in shop.assessor.subjects] == [0, 1]
    shop.edit(second, "angry and more")
    assert shop.assessor.subjects[-1].unanswered == 1
    shop.edit(first, "angry at first")
    assert shop.assessor.subjects[-1].unanswered == 0


# Deletions --------------------------------------------------------------------------------------


def test_a_deletion_removes_the_words_and_keeps_the_fact(shop: Shop) -> None:
    mention = shop.mention("angry secret", version="1", url="https://fake.example/1")
    shop.receive(mention)
    shop.edit(mention, "angry other secret")
    shop.pass_time(minutes=2)
    assert shop.delete(mention).deleted == 1
    for table in ("mention_texts", "mention_versions", "assessment_reasons"):
        assert shop.value(f"SELECT count(*) FROM {table}") == 0
    row = shop.row("SELECT * FROM mentions")
    assert (row["deleted_at"], row["url"]) == (shop.now, "")
    assert row["posted_at"] == START
    message = shop.desk().conversation(row["conversation_id"]).messages[0]
    assert (message.text, message.deleted) == ("", True)


def test_deleting_the_last_unanswered_mention_ends_the_wait(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.pass_time(minutes=2)
    shop.delete(mention)
    wait = shop.wait(conversation)
    assert (wait["outcome"], wait["ended_at"]) == ("deleted", shop.now)
    assert shop.state(conversation) == "resolved"
    assert shop.rows("SELECT * FROM responses") == []


def test_deleting_one_of_two_shapes_the_wait_by_the_other(shop: Shop) -> None:
    first, second = shop.mention("burned"), shop.mention("how?", posted_at=START + 1)
    shop.receive(first)
    shop.pass_time(minutes=1)
    shop.receive(second)
    conversation = shop.conversation_of(first)
    shop.delete(first)
    wait = shop.wait(conversation)
    assert wait["ended_at"] is None
    assert (wait["waiting_since"], wait["due_at"]) == (START + 1, START + 1 + HOUR)
    assert wait["band_rank"] == 2


def test_after_the_newest_was_deleted_the_older_one_can_still_be_answered(shop: Shop) -> None:
    first, second = shop.mention("angry"), shop.mention("more")
    shop.receive(first, second)
    shop.delete(second)
    conversation = shop.conversation_of(first)
    row = shop.desk().conversation(conversation).row
    assert (row.can_reply, row.text) == (True, "angry")
    item = shop.reply(conversation)
    assert shop.sent_state(item) == "sent"
    assert shop.network.posts[0].parent == first.external_id


def test_a_deletion_of_the_last_holds_the_queued_reply(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    item = shop.submit(shop.conversation_of(mention))
    shop.delete(mention)
    assert shop.sent_state(item) == "held"
    assert "deleted" in shop.desk().outbox()[0].problem
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.network.sends == []


def test_a_mention_and_its_deletion_in_one_page(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention, changes=[shop.deletion(mention)])
    assert shop.wait(shop.conversation_of(mention))["outcome"] == "deleted"
    assert _found(shop, "angry") == []


def test_a_deleted_mention_that_shows_up_again_stays_deleted(shop: Shop) -> None:
    mention = shop.mention("angry", version="1")
    shop.receive(mention)
    shop.delete(mention)
    shop.edit(mention, "angry again")
    assert shop.value("SELECT count(*) FROM mention_texts") == 0
    assert shop.delete(mention).deleted == 0


def test_a_deletion_of_something_unknown_is_nothing(shop: Shop) -> None:
    assert shop.delete(shop.mention()).deleted == 0


def test_deleting_what_was_answered_changes_no_response(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.reply(shop.conversation_of(mention))
    before = tuple(shop.response())
    shop.delete(mention)
    assert tuple(shop.response()) == before


# Reach ------------------------------------------------------------------------------------------


def test_reposts_are_reach_and_never_mentions(shop: Shop) -> None:
    mention = shop.mention("angry", reposts=1)
    shop.receive(mention)
    shop.receive(replace(mention, reposts=7, likes=2))
    reach = Change(external_id=mention.external_id, kind=ChangeKind.REACH, at=shop.now, reposts=40)
    assert shop.receive(changes=[reach]).deleted == 0
    shop.receive(replace(mention, reposts=None, likes=None))  # this look does not tell
    row = shop.row("SELECT reposts, likes FROM mentions")
    assert (row["reposts"], row["likes"]) == (40, 2)


def _found(shop: Shop, word: str) -> list[int]:
    rows = shop.rows("SELECT rowid FROM mentions_fts WHERE mentions_fts MATCH :word", word=word)
    return [row["rowid"] for row in rows]


def test_words_are_found_and_old_or_deleted_ones_are_not(shop: Shop) -> None:
    def word(text: str) -> Mention:
        mention = shop.mention(text, by=text, version="1")
        shop.receive(mention)
        return mention

    kept, edited, deleted = word("umbrella"), word("sandal"), word("slipper")
    shop.edit(edited, "boot")
    shop.delete(deleted)
    assert len(_found(shop, "umbrella")) == len(_found(shop, "boot")) == 1
    assert _found(shop, "sandal") == _found(shop, "slipper") == []
    assert shop.conversation_of(kept)
