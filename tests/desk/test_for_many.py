"""Words for many at once are kept like a draft, and a draft knows what its macros promise."""

from social_care.models.composing import ForMany, MacroActions
from tests.world import Shop


def texts(shop: Shop) -> list[str]:
    return [row["text"] for row in shop.rows("SELECT text FROM bulk_drafts ORDER BY id")]


def test_words_for_many_are_saved_over_what_their_writer_saw(shop: Shop) -> None:
    first = shop.desk().keep_for_many("{greeting}, so", None)
    second = shop.desk().keep_for_many("{greeting}, sorry", first)
    assert first is not None
    assert second == ForMany(id=first.id, text="{greeting}, sorry", revision=first.revision + 1)
    assert shop.desk().for_many() == second
    assert texts(shop) == ["{greeting}, sorry"]


def test_a_stale_session_overwrites_nothing(shop: Shop) -> None:
    first = shop.desk().keep_for_many("one", None)
    shop.desk().keep_for_many("one more", first)
    shop.pass_time(seconds=1)
    there = shop.desk().keep_for_many("another", first)
    assert texts(shop) == ["one more", "another"]
    assert shop.desk().for_many() == there


def test_what_was_sent_makes_room_for_what_was_written_before(shop: Shop) -> None:
    shop.desk().keep_for_many("older", None)
    shop.pass_time(seconds=1)
    newer = shop.desk().keep_for_many("newer", None)
    assert shop.desk().keep_for_many("", newer) is None
    assert texts(shop) == ["older"]


def test_words_that_another_session_changed_are_not_removed(shop: Shop) -> None:
    first = shop.desk().keep_for_many("one", None)
    shop.desk().keep_for_many("one more", first)
    assert shop.desk().keep_for_many(" ", first) is None
    assert texts(shop) == ["one more"]


def test_everybody_has_their_own(shop: Shop) -> None:
    shop.desk().keep_for_many("mary's", None)
    assert shop.desk("sam").for_many() is None
    assert shop.desk().keep_for_many("  ", None) is not shop.desk().for_many()
    assert texts(shop) == ["mary's"]


LATE = MacroActions(resolve=True, tags=("late", "parcel"), wrap_up="delivery", snooze_minutes=60)


def test_what_a_macro_promises_is_kept_with_the_draft(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = shop.desk().save_draft(conversation, "Sorry", private=False, draft=None, along=LATE)
    assert draft.along == LATE
    shown = shop.desk().conversation(conversation).draft
    assert shown is not None
    assert shown.along == LATE
    assert shop.desk().drafts()[0].draft.along == LATE
    again = shop.desk().save_draft(conversation, "Sorry!", private=False, draft=draft)
    assert again.along == MacroActions()


def test_what_another_version_knows_besides_is_left_to_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().save_draft(conversation, "Sorry", private=False, draft=None, along=LATE)
    with shop.store.write() as tx:
        tx.run('UPDATE drafts SET along = \'{"tags": ["late"], "sings": true}\'')
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.along == MacroActions(tags=("late",))


def test_what_is_typed_for_many_wakes_no_console(shop: Shop) -> None:
    before = shop.store.revision()
    kept = shop.desk().keep_for_many("{greeting}, so", None)
    shop.desk().keep_for_many("{greeting}, sorry", kept)
    assert shop.store.revision() == before
