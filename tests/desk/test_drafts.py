"""Drafts: nothing typed is lost, whatever else happens at the same desk."""

import pytest

from social_care.errors import NotFound
from social_care.models.views import Draft, View
from tests.world import Shop


def texts(shop: Shop) -> list[str]:
    """Every stored draft, oldest first."""
    return [row["text"] for row in shop.rows("SELECT text FROM drafts ORDER BY id")]


def save(shop: Shop, conversation: int, text: str, draft: Draft | None = None) -> Draft:
    """Mary types."""
    return shop.desk().save_draft(conversation, text, private=False, draft=draft)


def test_a_draft_is_saved_over_the_version_its_writer_saw(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = save(shop, conversation, "Dear")
    shop.pass_time(seconds=1)
    second = shop.desk().save_draft(conversation, "Dear Kim", private=True, draft=first)
    assert (second.id, second.revision) == (first.id, first.revision + 1)
    assert (second.text, second.private, second.updated_at) == ("Dear Kim", True, shop.now)
    assert shop.desk().conversation(conversation).draft == second
    assert texts(shop) == ["Dear Kim"]


def test_a_stale_session_makes_a_second_version_and_overwrites_nothing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = save(shop, conversation, "Dear")
    shop.pass_time(seconds=1)
    here = save(shop, conversation, "Dear Kim", first)
    there = save(shop, conversation, "Hello", first)
    assert there.id != here.id
    assert texts(shop) == ["Dear Kim", "Hello"]
    assert save(shop, conversation, "Dear Kim,", here).id == here.id
    assert save(shop, conversation, "Hello!", there).id == there.id
    assert texts(shop) == ["Dear Kim,", "Hello!"]


def test_the_newest_version_is_shown(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = save(shop, conversation, "one")
    save(shop, conversation, "two")
    shop.pass_time(seconds=1)
    shown = save(shop, conversation, "one, later", first)
    assert shop.desk().conversation(conversation).draft == shown


def test_every_agent_has_a_draft_of_their_own(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "from mary")
    shop.desk("sam").save_draft(conversation, "from sam", private=False, draft=None)
    shown = shop.desk("sam").conversation(conversation).draft
    assert shown is not None
    assert shown.text == "from sam"
    row = shop.desk().queue_rows([conversation])[conversation]
    assert set(row.drafts) == {"mary", "sam"}
    assert shop.queue(View.DRAFTS, "mary") == [conversation]
    assert shop.queue(View.DRAFTS, "lee") == []


def test_a_draft_survives_the_loss_of_the_claim(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation, writing=True)
    draft = save(shop, conversation, "Dear")
    shop.pass_time(minutes=5)
    shop.desk("sam").claim(conversation)
    assert save(shop, conversation, "Dear Kim", draft).text == "Dear Kim"


def test_a_draft_survives_a_crash(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "Dear")
    shop.store.close()
    assert texts(shop) == ["Dear"]


def test_a_draft_is_discarded_only_in_the_version_its_writer_saw(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = save(shop, conversation, "Dear")
    second = save(shop, conversation, "Dear Kim", first)
    shop.desk().discard_draft(first)
    assert texts(shop) == ["Dear Kim"]
    shop.desk().discard_draft(second)
    assert texts(shop) == []


def test_what_is_typed_after_the_draft_was_sent_elsewhere_is_a_new_draft(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = save(shop, conversation, "Dear")
    shop.submit(conversation, "Dear", draft=draft)
    save(shop, conversation, "Dear Kim", draft)
    assert texts(shop) == ["Dear Kim"]


def test_saving_wakes_no_console_unless_there_is_a_new_version(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = save(shop, conversation, "D")
    before = shop.store.revision()
    for text in ("De", "Dea", "Dear"):
        draft = save(shop, conversation, text, draft)
    assert shop.store.revision() == before
    save(shop, conversation, "a second session")
    assert shop.store.revision() > before


def test_any_character_can_be_typed(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert save(shop, conversation, "half \ud800 nul\0 [/] \x1b").text == "half � nul [/] \x1b"


def test_there_is_no_draft_without_a_conversation(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no conversation 404"):
        save(shop, 404, "Dear")


# Lists and versions -----------------------------------------------------------------------------


def test_an_agents_drafts_are_listed_newest_first(shop: Shop) -> None:
    kim, lee, empty = shop.hear("angry", "kim"), shop.hear("how?", "lee"), shop.hear("hm", "pat")
    save(shop, lee, "Dear Lee")
    shop.pass_time(minutes=1)
    save(shop, kim, "Dear Kim")
    save(shop, empty, "")
    shop.desk("sam").save_draft(kim, "from sam", private=False, draft=None)
    listed = shop.desk().drafts()
    assert [(item.customer_name, item.draft.text) for item in listed] == [
        ("Kim", "Dear Kim"),
        ("Lee", "Dear Lee"),
    ]
    first = listed[0]
    assert (first.conversation_id, first.channel, first.versions) == (kim, "fake", 1)
    assert (first.updated_at, first.answered_since) == (shop.now, "")
    assert shop.desk("lee").drafts() == ()


def test_both_versions_can_be_reached(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = save(shop, conversation, "one")
    second = save(shop, conversation, "two")
    save(shop, conversation, "")
    assert shop.desk().draft_versions(conversation) == (second, first)
    (listed,) = shop.desk().drafts()
    assert (listed.draft, listed.versions) == (second, 2)
    shop.pass_time(seconds=1)
    first = save(shop, conversation, "one, later", first)
    assert shop.desk().draft_versions(conversation) == (first, second)
    assert shop.desk().drafts()[0].draft == first
    assert shop.desk("sam").draft_versions(conversation) == ()
    with pytest.raises(NotFound):
        shop.desk().draft_versions(404)


# Answered meanwhile -----------------------------------------------------------------------------


def notices(shop: Shop, conversation: int) -> set[str]:
    """What Mary is told about her draft, in the conversation and in both lists."""
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    (version,), (item,) = shop.desk().draft_versions(conversation), shop.desk().drafts()
    return {draft.answered_since, version.answered_since, item.answered_since} | {
        item.draft.answered_since
    }


def answer_natively(shop: Shop, conversation: int) -> None:
    """Somebody uses the network's own app."""
    sql = "SELECT external_id FROM mentions WHERE conversation_id = :id"
    shop.receive(own=[shop.own_post(in_reply_to=shop.value(sql, id=conversation))])


def test_a_native_answer_marks_the_drafts_of_others_and_keeps_them(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = save(shop, conversation, "Dear")
    assert notices(shop, conversation) == {""}
    shop.pass_time(minutes=1)
    answer_natively(shop, conversation)
    shop.pass_time(minutes=3)
    assert notices(shop, conversation) == {"answered from the network's own app 3m ago"}
    assert texts(shop) == ["Dear"]
    marked = shop.desk().conversation(conversation).draft
    assert marked is not None
    assert save(shop, conversation, "Dear Kim", marked).id == draft.id
    assert notices(shop, conversation) == {""}, "whoever goes on has read it"


def test_an_answer_read_late_marks_what_was_written_after_it_was_given(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    given = shop.now
    shop.pass_time(minutes=2)
    save(shop, conversation, "Dear")
    shop.pass_time(minutes=2)
    shop.receive(own=[shop.own_post(in_reply_to=mention.external_id, posted_at=given)])
    assert notices(shop, conversation) == {"answered from the network's own app 4m ago"}


def test_a_draft_begun_after_the_answer_is_not_marked(shop: Shop) -> None:
    conversation = shop.hear("angry")
    answer_natively(shop, conversation)
    shop.pass_time(seconds=1)
    save(shop, conversation, "One more thing")
    assert notices(shop, conversation) == {""}


def test_a_colleagues_answer_marks_it_too(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "Dear")
    shop.pass_time(minutes=1)
    item = shop.submit(conversation, agent="sam")
    assert notices(shop, conversation) == {"an answer of sam's is on its way"}
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "sent"
    shop.pass_time(minutes=1)
    assert notices(shop, conversation) == {"sam answered 1m ago"}


def test_an_answer_that_was_taken_back_marks_nothing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "Dear")
    shop.submit(conversation, agent="sam")
    shop.desk("sam").take_back()
    assert notices(shop, conversation) == {""}


def test_an_answer_by_phone_marks_it_until_it_is_undone(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "Dear")
    shop.desk("sam").answered(conversation, "phone")
    shop.pass_time(minutes=2)
    assert notices(shop, conversation) == {"sam answered by phone 2m ago"}
    shop.desk("sam").undo()
    assert notices(shop, conversation) == {""}


def test_ones_own_answer_and_the_customers_words_mark_nothing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    save(shop, conversation, "and another thing")
    shop.reply(conversation)
    shop.hear("thanks")
    assert notices(shop, conversation) == {""}


def test_of_a_second_version_both_sessions_are_told(shop: Shop) -> None:
    conversation = shop.hear("angry")
    stale = save(shop, conversation, "Dear")
    save(shop, conversation, "Dear Kim", stale)
    before = shop.store.revision()
    save(shop, conversation, "Dear Mr Kim", stale)
    assert shop.store.revision() > before
    assert len(shop.desk().draft_versions(conversation)) == 2
