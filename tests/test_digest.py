"""The digest's facts, from a real database."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.digest import Team, _weeks_apart, gather
from social_care.digest_facts import Counted, Facts
from social_care.digest_words import page
from social_care.models import Stream, StreamState, Visibility
from social_care.models.views import View
from social_care.staffing_log import Window
from social_care.storage import accounts
from social_care.storage.events import EventKind, log
from social_care.storage.usages import StoredLedger
from social_care.wiring import make_measure
from tests.hours_kit import at
from tests.world import DAY, HOUR, MINUTE, START, Shop

TEAM = Team(
    brand="Acme",
    zone=ZoneInfo("UTC"),
    agents=("lee", "mary", "sam"),
    accounts=("acme",),
    brand_words=("acme",),
    measure=make_measure,
)


def facts(shop: Shop, hours: float = 8, **changed: Any) -> Facts:
    """Of a shift that began when the shop opened."""
    period = {"start": START, "end": START + round(hours * HOUR), "now": shop.now} | changed
    return gather(shop.store.read(), TEAM, **period)


def test_nothing_happened(shop: Shop) -> None:
    found = facts(shop)
    assert "Nobody wrote, and nobody waits." in _words(found)
    assert found.usual == ()


def test_kind_words_name_the_agent(shop: Shop) -> None:
    conversation = shop.hear("hello?", "kim")
    shop.reply(conversation, "here you are", "mary")
    shop.pass_time(minutes=1)
    shop.hear("Mary is lovely", "kim", url="https://social.example/1")
    shop.hear("lovely, said in private", "ann", visibility=Visibility.DIRECT)
    shop.pass_time(hours=9)
    shop.hear("lovely, after the shift", "bob")
    (praise,) = facts(shop).praise
    assert (praise.text, praise.customer, praise.named) == ("Mary is lovely", "Kim", ("mary",))
    assert praise.answered_by == ("mary",)
    assert facts(shop).people == (("mary", "was praised by name by Kim (fake)"),)


def test_a_deleted_praise_is_not_quoted(shop: Shop) -> None:
    mention = shop.mention("lovely", "kim")
    shop.receive(mention)
    shop.delete(mention)
    assert facts(shop).praise == ()


def test_who_still_waits_most_needed_first(shop: Shop) -> None:
    angry = shop.hear("angry", "ann")
    shop.pass_time(minutes=5)
    burned = shop.hear(
        "burned in private", "bob", visibility=Visibility.DIRECT, url="https://x.example/1"
    )
    shop.hear("a question?", "kim")
    shop.desk("mary").claim(angry)
    answered = shop.hear("angry too", "dan")
    shop.reply(answered, "sorry", "sam")
    first, second = facts(shop, hours=0.5).unanswered
    assert (first.conversation_id, first.text, first.url, first.held_by) == (burned, "", "", "")
    assert (second.conversation_id, second.text, second.held_by) == (angry, "angry", "mary")


def test_what_was_answered_after_the_shift_still_waited_at_its_end(shop: Shop) -> None:
    conversation = shop.hear("angry", "ann")
    shop.pass_time(hours=10)
    shop.reply(conversation, "sorry", "sam")
    assert [one.conversation_id for one in facts(shop).unanswered] == [conversation]
    assert facts(shop).figures.waiting == 1
    assert facts(shop, hours=11).unanswered == ()


def test_a_long_conversation_is_a_story(shop: Shop) -> None:
    for number in range(3):
        conversation = shop.hear("angry" if number < 2 else "lovely, all is well?", "kim")
        shop.pass_time(minutes=10)
        shop.reply(conversation, "sorry", "mary" if number else "sam")
        shop.pass_time(minutes=10)
    (story,) = facts(shop).stories
    assert (story.conversation_id, story.messages, story.agents) == (
        conversation,
        6,
        ("mary", "sam"),
    )
    assert (story.mood_before, story.mood_after) == (-0.6, 0.8)
    assert facts(shop, start=START - DAY, end=START).stories == ()


def test_by_hour_by_channel_and_how_long_it_took(shop: Shop) -> None:
    first = shop.hear("hello?", "kim")
    shop.pass_time(minutes=20)
    shop.reply(first, "yes", "mary")
    shop.pass_time(hours=1)
    second = shop.hear("hello?", "ann")
    shop.reply(second, "yes", "mary")
    found = facts(shop, hours=2)
    assert [(hour.label, hour.arrived, hour.answered) for hour in found.hours] == [
        ("09:00", 1, 1),
        ("10:00", 1, 1),
    ]
    assert found.channels == (Counted(label="fake", arrived=2, usual=None, answered=2),)
    assert [bar for bar in found.took if bar[1]] == [("under 5 min", 1), ("15–30 min", 1)]


def test_usual_is_the_same_shift_of_past_weeks(shop: Shop) -> None:
    shop.hear("the log begins", "old", posted_at=START - 15 * DAY)
    for week in (1, 2):
        for number in range(week * 2):
            shop.hear("hello?", f"c{week}{number}", posted_at=START - week * 7 * DAY + MINUTE)
    shop.hear("hello?", "kim")
    # what they knew then: all of these were found today, so that nothing is usual yet
    assert facts(shop).usual == ()
    with shop.store.write() as tx:
        tx.run("UPDATE mentions SET detected_at = posted_at")
    found = facts(shop)
    assert len(found.usual) == 2
    assert [hour.usual for hour in found.hours][:2] == [3.0, 0.0]
    assert found.usual_arrived == 3.0
    assert [channel.usual for channel in found.channels] == [3.0]
    assert "1 came (usual 3), 0 answered (usual 0)" in _words(found)


def test_usual_ends_by_the_clock_on_the_wall(shop: Shop) -> None:
    """On 25 October 2026 the clocks of London go back: that night has ten hours."""
    team = replace(TEAM, zone=ZoneInfo("Europe/London"))
    start, end = at("2026-10-24T21:00"), at("2026-10-25T06:00")
    for moment in ("2026-10-17T12:00", "2026-10-17T21:00", "2026-10-18T05:59", "2026-10-18T06:01"):
        shop.hear("hello?", moment, posted_at=at(moment))
    with shop.store.write() as tx:
        tx.run("UPDATE mentions SET detected_at = posted_at")
    found = gather(shop.store.read(), team, start=start, end=end, now=end)
    assert found.usual_arrived == 2


def came(shop: Shop, *moments: int) -> None:
    """Somebody writes at each moment, and is heard at once."""
    for moment in moments:
        shop.hear("hello?", str(moment), posted_at=moment)
    with shop.store.write() as tx:
        tx.run("UPDATE mentions SET detected_at = posted_at")


@pytest.mark.parametrize(
    ("days", "apart", "usual"),
    [
        (2, 7, (1.5, 2)),  # the same two days of the week, a week and two weeks before
        (7, 7, (2.5, 2)),
        (8, 14, (3.0, 1)),  # two weeks before: none overlaps
    ],
)
def test_several_days_are_compared_with_the_same_days_of_past_weeks(
    shop: Shop, days: int, apart: int, usual: tuple[float, int]
) -> None:
    came(shop, *(START - days_ago * DAY for days_ago in (15, 14, 12, 7, 6, 2)))
    came(shop, START)
    found = facts(shop, hours=24 * days)
    assert found.weeks_apart == apart // 7
    assert (found.usual_arrived, len(found.usual)) == usual
    assert found.arrived == 1


@given(
    start=st.integers(at("2026-01-01T00:00"), at("2026-12-31T00:00")),
    hours=st.integers(1, 24 * 100),
)
def test_what_is_compared_never_overlaps(start: int, hours: int) -> None:
    zone, end = ZoneInfo("Europe/London"), start + hours * HOUR
    apart = _weeks_apart(start, end, zone)
    ended = Window(start=end, end=end, zone=zone).weeks_ago(apart)
    assert ended <= start + HOUR  # an hour that comes twice may be in both
    assert hours > 7 * 24 * (apart - 1) - 2


def test_of_several_days_quiet_nights_are_left_out(shop: Shop) -> None:
    for hours, by in ((2, "kim"), (27, "ann")):
        shop.pass_time(hours=hours)
        shop.hear("hello?", by)
    labels = [hour.label for hour in facts(shop, hours=48).hours]
    assert labels == ["11:00", "12:00", "13:00", "14:00"]
    assert len(facts(shop, hours=9).hours) == 9, "of a shift every hour is told"


def test_without_a_past_nothing_is_usual_and_the_digest_says_why(shop: Shop) -> None:
    came(shop, START)
    told = _words(facts(shop, hours=24 * 7))
    assert "no usual yet: the same time 1 week before was before the first message" in told
    assert "(usual" not in told


def test_moods_before_and_after_our_answers(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.pass_time(minutes=5)
    shop.reply(conversation, "sorry", "mary")
    assert facts(shop).moods is None
    shop.pass_time(minutes=5)
    shop.hear("lovely", "kim")
    assert facts(shop).moods == (-0.6, 0.8)


def test_resolved_and_stayed_resolved(shop: Shop) -> None:
    for who in ("ann", "bob"):
        conversation = shop.hear("hello?", who)
        shop.reply(conversation, "yes", "mary")
        shop.desk("mary").resolve(conversation)
        shop.pass_time(minutes=1)
    found = facts(shop)
    assert (found.resolved, found.stayed) == (2, 2)
    shop.hear("again?", "bob")
    found = facts(shop)
    assert (found.resolved, found.stayed) == (2, 1)


def test_complaints_closed_unanswered_are_told(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.desk("mary").dismiss(conversation)
    shop.pass_time(minutes=1)
    assert "1 complaint was closed unanswered: read it" in _words(facts(shop))


def test_blind_streams_and_flags(shop: Shop) -> None:
    stream = Stream(name="mentions", every_s=60)
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, stream)
        accounts.stream_failed(
            tx,
            shop.account_id,
            "mentions",
            StreamState.NEEDS_LOGIN,
            shop.now,
            0,
            problem="it was refused",
            remedy="log in",
        )
        log(
            tx,
            EventKind.GAP,
            START + HOUR,
            account=shop.account_id,
            stream="mentions",
            blind_ms=15 * MINUTE,
            mentions=4,
        )
    shop.hear("angry", "kim")
    shop.pass_time(hours=1)
    shop.watch()
    found = facts(shop)
    assert found.broken[0][0].startswith("acme mentions: it was refused")
    assert found.broken[0][1] == "log in"
    assert found.happened == (
        "acme mentions was blind for 15m until 10:00, 4 messages came late",
        "flags: 1 escalated",
    )


def test_a_budget_is_told_when_it_is_used_up(shop: Shop) -> None:
    ledger = StoredLedger(shop.store, "acme")
    ledger.spend("reads", 299, 300, shop.now + 2 * HOUR, shop.now)
    assert facts(shop).broken == ()
    ledger.spend("reads", 1, 300, shop.now + 2 * HOUR, shop.now)
    assert facts(shop).broken == (("acme: reads: 300 of 300 used, anew in 2h", ""),)


def test_gestures_and_help_in_words(shop: Shop) -> None:
    conversation = shop.hear("hello?", "kim")
    shop.desk("sam").note(conversation, "the recall is known")
    shop.pass_time(minutes=1)
    shop.reply(conversation, "yes", "mary")
    assert facts(shop).people == (("sam", "left notes that helped mary"),)


def test_nobody_is_out_of_the_queue_for_being_told(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    facts(shop)
    assert shop.queue(View.TODO) == [conversation]


def _words(found: Facts) -> str:
    return "\n".join(
        getattr(block, "text", "") for each in page(found).sections for block in each.blocks
    )


def test_wows_are_told_with_what_they_changed(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim", visibility=Visibility.DIRECT, url="https://x.example/")
    shop.pass_time(minutes=1)
    shop.desk("sam").wow(conversation, "sent “flowers” to\x1b[31m her sister")
    shop.pass_time(minutes=1)
    shop.hear("lovely", "kim", visibility=Visibility.DIRECT)
    found = facts(shop)
    told = _words(found)
    assert "WOW by sam for Kim (fake): “sent ‘flowers’ to her sister”, went from −" in told
    assert found.people == (("sam", "did more than expected for Kim"),)
    assert page(found).subject.endswith("1 win")
    assert "x.example" not in str(page(found)), "a private message has no link"


def test_a_wow_that_was_undone_is_not_told(shop: Shop) -> None:
    shop.desk("sam").wow(shop.hear("angry", "kim"), "sent flowers")
    shop.desk("sam").undo()
    assert "WOW" not in _words(facts(shop))


def test_what_rises_in_a_script_without_spaces_is_no_pair_of_letters(shop: Shop) -> None:
    shop.hear("the log begins", "old", posted_at=START - 8 * DAY)
    shop.hear("ありがとう", "one", posted_at=START - 7 * DAY + MINUTE)
    with shop.store.write() as tx:
        tx.run("UPDATE mentions SET detected_at = posted_at")
    for number in range(9):
        shop.hear("ありがとうございました", f"c{number}")
    told = [(one.word, one.usual) for one in facts(shop).rising if not one.category]
    assert told == [("ありがとうございました", 0)], "nobody said all of it before"


def test_kudos_are_quoted(shop: Shop) -> None:
    shop.desk("lee").give_kudos("sam", "took the recall calls")
    assert facts(shop).people == (("sam", "“took the recall calls” (lee)"),)


def test_words_and_categories_that_rise(shop: Shop) -> None:
    shop.hear("the log begins", "old", posted_at=START - 8 * DAY)
    for number in range(6):
        shop.hear(f"hello number {number}?", f"u{number}", posted_at=START - 7 * DAY + MINUTE)
    with shop.store.write() as tx:
        tx.run("UPDATE mentions SET detected_at = posted_at")
    for number in range(8):
        shop.hear(f"acme insole burned my foot, friend {number}", f"c{number}")
    words = [rising.word for rising in facts(shop).rising]
    assert "insole" in words
    assert "acme" not in words
    (category,) = [rising for rising in facts(shop).rising if rising.category]
    assert (category.word, category.mentions, category.usual) == ("complaint", 8, 0)


def test_words_of_private_messages_are_not_shown(shop: Shop) -> None:
    for number in range(6):
        private = {"visibility": Visibility.DIRECT}
        shop.hear(f"my clinic refund, friend {number}", f"p{number}", **private)
        shop.hear(f"my insole, friend {number}", f"c{number}")
    words = [rising.word for rising in facts(shop).rising]
    assert "insole" in words
    assert not {"clinic", "refund"} & {*words}


def test_who_has_no_name_is_called_by_the_handle(shop: Shop) -> None:
    shop.hear("Mary is lovely", "kim")
    with shop.store.write() as tx:
        tx.run("UPDATE identity_profiles SET name = ''")
    assert [one.customer for one in facts(shop).praise] == ["kim"]


def test_who_waited_before_the_shift_waits_in_a_quiet_one(shop: Shop) -> None:
    shop.hear("a question?", "kim")
    found = facts(shop, start=START + MINUTE, end=START + 2 * MINUTE, now=START + 2 * MINUTE)
    assert page(found).subject == "no complaint waits"
    assert "1 waiting at the end" in _words(found)
