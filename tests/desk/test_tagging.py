"""Marks by hand: tags, wrap-up codes, muting; each can be undone by itself."""

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.models import State
from tests.world import HOUR, Shop


def tags(shop: Shop, conversation: int) -> tuple[str, ...]:
    """What a conversation is tagged."""
    return shop.desk().queue_rows([conversation])[conversation].tags


def test_a_tag_is_given_once_and_taken_back(shop: Shop) -> None:
    conversation = shop.hear("how?")
    assert shop.desk().tag(conversation, " late  parcel ") == "Tagged Kim: late parcel"
    assert shop.desk("sam").tag(conversation, "late parcel") == "Kim is tagged late parcel already"
    assert tags(shop, conversation) == ("late parcel",)
    assert shop.desk("sam").undo() is None
    assert shop.desk().undo() == "Undone: tagged Kim"
    assert tags(shop, conversation) == ()


def test_a_tag_that_is_taken_away_comes_back_as_it_was(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk("sam").tag(conversation, "late")
    before = shop.rows("SELECT * FROM conversation_tags")
    shop.pass_time(minutes=5)
    assert shop.desk().untag(conversation, "late") == "Kim is no more tagged late"
    assert tags(shop, conversation) == ()
    shop.desk().undo()
    assert [tuple(row) for row in shop.rows("SELECT * FROM conversation_tags")] == [
        tuple(row) for row in before
    ]


@pytest.mark.parametrize("tag", ["", "  \u200b ", "a,b", "x" * 41])
def test_what_can_be_no_tag(shop: Shop, tag: str) -> None:
    conversation = shop.hear("how?")
    with pytest.raises(NotAllowed, match="tag"):
        shop.desk().tag(conversation, tag)
    with pytest.raises(NotAllowed, match="no tag"):
        shop.desk().untag(conversation, "late")
    with pytest.raises(NotFound):
        shop.desk().tag(conversation + 99, "late")


def test_known_tags_those_most_in_use_first(shop: Shop) -> None:
    one, two = shop.hear("how?", "kim"), shop.hear("how?", "ann")
    for conversation, tag in ((one, "late"), (one, "size"), (two, "size")):
        shop.desk().tag(conversation, tag)
    assert shop.desk().known_tags() == ("size", "late")


def test_the_log_names_a_tag_by_its_number(shop: Shop) -> None:
    shop.desk().tag(shop.hear("how?"), "late")
    assert shop.value("SELECT data FROM events WHERE kind = 'tagged'") == '{"tag":1}'


def test_a_tag_can_be_undone_whatever_has_happened_since(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk().tag(conversation, "late")
    shop.hear("hello??")
    shop.desk().undo()
    assert tags(shop, conversation) == ()


def test_a_muted_conversation_comes_back_only_for_what_presses(shop: Shop) -> None:
    conversation = shop.hear("how?")
    assert shop.desk().mute(conversation) == "Muted Kim: only what presses brings this back"
    assert shop.desk().queue_rows([conversation])[conversation].muted
    assert shop.is_waiting(conversation)
    shop.reply(conversation)
    shop.hear("and now?")
    assert shop.state(conversation) == State.ANSWERED
    shop.hear("it burned me")
    assert shop.state(conversation) == State.OPEN


def test_muting_is_undone_and_unmuting_too(shop: Shop) -> None:
    conversation, muted = shop.hear("how?"), "SELECT muted FROM conversations"
    shop.desk().mute(conversation)
    shop.hear("hello?")
    assert shop.desk().undo() == "Undone: muted Kim"
    assert shop.value(muted) == 0
    shop.desk().mute(conversation)
    assert shop.desk().unmute(conversation) == "Kim is heard again"
    shop.desk().undo()
    assert shop.value(muted) == 1


def test_muting_twice_is_one_deed(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk().mute(conversation)
    shop.desk().mute(conversation)
    shop.desk().undo()
    assert shop.desk().undo() is None


def test_a_wrap_up_code_can_be_set_without_closing(shop: Shop) -> None:
    conversation, code = shop.hear("how?"), "SELECT wrap_up FROM conversations"
    assert shop.desk().wrap_up(conversation, "refund") == "Kim: refund"
    shop.desk().wrap_up(conversation, "praise")
    assert shop.is_waiting(conversation)
    shop.desk().undo()
    assert shop.value(code) == "refund"
    with pytest.raises(NotAllowed, match="no wrap-up code"):
        shop.desk().wrap_up(conversation, "wonder")


def test_one_deed_after_the_other_is_undone_and_puts_back_what_was_before_each(shop: Shop) -> None:
    conversation, desk = shop.hear("lovely"), shop.desk()
    desk.assign(conversation, "sam")
    desk.tag(conversation, "a")
    desk.mute(conversation)
    desk.snooze(conversation, shop.now + HOUR)
    desk.tag(conversation, "b")
    desk.resolve(conversation)
    undone = [desk.undo() for _ in range(6)]
    assert undone == [
        f"Undone: {kind} Kim"
        for kind in ("resolved", "tagged", "snoozed", "muted", "tagged", "assigned")
    ]
    row = shop.row("SELECT state, assignee, muted, snooze_until FROM conversations")
    assert tuple(row) == ("open", None, 0, None)
    assert tags(shop, conversation) == ()
    assert desk.undo() is None


def test_what_came_between_two_deeds_still_keeps_the_first_from_being_undone(shop: Shop) -> None:
    """Undoing the later one must not make the conversation look untouched."""
    conversation, desk = shop.hear("lovely"), shop.desk()
    desk.assign(conversation, "sam")
    shop.hear("hello?")
    desk.mute(conversation)
    desk.undo()
    with pytest.raises(NotAllowed, match="moved on"):
        desk.undo()


def test_what_came_after_a_mute_keeps_earlier_deeds_from_being_undone(shop: Shop) -> None:
    conversation, desk = shop.hear("lovely"), shop.desk()
    desk.assign(conversation, "sam")
    desk.mute(conversation)
    shop.hear("it burned me")
    desk.undo()
    with pytest.raises(NotAllowed, match="moved on"):
        desk.undo()
