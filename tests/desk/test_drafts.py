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
