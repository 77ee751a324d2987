"""What a writer has seen: news counts once it was long enough in sight."""

from dataclasses import replace

from social_care.tui.writing import READING_MS, Writing
from tests.tui.people import NOW, kim

BEFORE = kim()
NEWS = replace(BEFORE, seen=BEFORE.seen + 1)
MORE = replace(BEFORE, seen=BEFORE.seen + 2)


def writing() -> Writing:
    begun = Writing(conversation_id=1, private=False)
    begun.take(BEFORE, NOW)
    return begun


def test_the_first_look_is_no_news() -> None:
    begun = Writing(conversation_id=1, private=False)
    assert not begun.take(BEFORE, NOW)
    assert begun.seen(NOW) == BEFORE.seen


def test_reading_the_same_again_is_no_news() -> None:
    assert not writing().take(BEFORE, NOW + 5)


def test_a_new_message_is_news() -> None:
    assert writing().take(NEWS, NOW)


def test_news_of_a_moment_ago_has_not_been_seen() -> None:
    begun = writing()
    begun.take(NEWS, NOW)
    assert begun.seen(NOW + READING_MS - 1) == BEFORE.seen


def test_news_that_stood_there_has_been_seen() -> None:
    begun = writing()
    begun.take(NEWS, NOW)
    assert begun.seen(NOW + READING_MS) == NEWS.seen


def test_of_two_news_the_first_is_seen_when_it_stood_long_enough() -> None:
    begun = writing()
    begun.take(NEWS, NOW)
    begun.take(MORE, NOW + READING_MS)
    assert begun.seen(NOW + READING_MS) == NEWS.seen
    assert begun.seen(NOW + 2 * READING_MS) == MORE.seen


def test_news_in_quick_succession_hides_nothing() -> None:
    begun = writing()
    begun.take(NEWS, NOW)
    begun.take(MORE, NOW + 10)
    assert begun.seen(NOW + READING_MS) == BEFORE.seen


def test_who_has_read_nothing_has_seen_nothing() -> None:
    assert Writing(conversation_id=1, private=False).seen(NOW) == 0
