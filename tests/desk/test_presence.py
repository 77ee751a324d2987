"""On, on a break, off: by an agent's own word, and by what they do."""

import json
from zoneinfo import ZoneInfo

import pytest

from social_care.desk import CONSOLE_LEASE_MS, SCRIPT_LEASE_MS
from social_care.models.presence import AgentPresence, PresenceState
from social_care.shifts import Shift
from tests.world import HOUR, START, Shop

SPEAKERS = {"mary": ("en",), "sam": ("es",), "lee": ("en", "fr")}


def me(shop: Shop, agent: str = "mary") -> AgentPresence:
    """How one stands, by their own desk."""
    return shop.desk(agent).here().me


def speaking(shop: Shop) -> None:
    """Desks that know who speaks what."""
    for agent, languages in SPEAKERS.items():
        shop.desk(agent, languages=languages, spoken=("en", "es", "fr"), speakers=SPEAKERS)


# The word ---------------------------------------------------------------------------------------


def test_nobody_is_known_before_a_console_opens(shop: Shop) -> None:
    assert me(shop) == AgentPresence(agent="mary")
    assert not me(shop).is_at_work


def test_opening_a_console_puts_its_agent_on_and_says_so_once(shop: Shop) -> None:
    before = shop.store.revision()
    assert shop.desk().arrive() == "You are on"
    assert shop.store.revision() > before
    assert (me(shop).state, me(shop).since, me(shop).is_here) == (PresenceState.ON, START, True)
    shop.pass_time(minutes=5)
    assert shop.desk().arrive() == "", "a second console"
    assert me(shop).since == START


def test_it_says_until_when_the_shift_goes_on(shop: Shop) -> None:
    day = Shift(
        name="day", days=frozenset({0}), start=540, end=1080, zone=ZoneInfo("Europe/London")
    )
    desk = shop.desk("mary", shifts=(day,), time_zone="Europe/London")
    assert desk.arrive() == "You are on: day shift, until 18:00"
    (stint,) = desk.shifts_now()
    assert (stint.shift, stint.end) == (day, START + 9 * HOUR)


def test_a_console_is_seen_by_its_heartbeat_and_not_when_it_is_closed(shop: Shop) -> None:
    shop.desk().arrive()
    shop.pass_time(seconds=110)
    before = shop.store.revision()
    shop.desk().still_here()
    assert shop.store.revision() == before, "nobody has to look"
    shop.pass_time(seconds=110)
    assert me(shop).is_at_work
    shop.now += CONSOLE_LEASE_MS
    assert not me(shop).is_at_work
    assert me(shop).state is PresenceState.ON, "what they said of themselves stays"
    shop.desk().still_here()
    assert me(shop).is_at_work
    shop.desk().leave()
    assert not me(shop).is_here


def test_it_survives_a_restart(shop: Shop) -> None:
    shop.desk().take_break()
    again = Shop(shop.path)
    assert again.desk("mary").here().me.state is PresenceState.BREAK
    again.close()


def test_the_log_says_when_somebody_was_on_and_holds_no_words(shop: Shop) -> None:
    shop.desk().arrive()
    shop.desk().arrive()
    shop.desk().take_break()
    shop.desk().arrive()
    events = shop.rows("SELECT agent, data FROM events WHERE kind = 'presence' ORDER BY id")
    found = [json.loads(row["data"]) for row in events]
    assert found == [
        {"state": "on", "before": None},
        {"state": "break", "before": "on"},
        {"state": "on", "before": "break"},
    ]
    assert {row["agent"] for row in events} == {"mary"}


def test_everybody_is_listed_seen_or_not(shop: Shop) -> None:
    shop.desk("sam").arrive()
    shop.desk("sam").claim(shop.hear("angry"))
    crew = shop.desk("lee").crew()
    assert [(one.agent, one.state, one.holds) for one in crew] == [
        ("lee", None, 0),
        ("mary", None, 0),
        ("sam", PresenceState.ON, 1),
    ]


# A break ----------------------------------------------------------------------------------------


def test_a_break_gives_back_for_whom_nothing_is_written_and_keeps_the_others(shop: Shop) -> None:
    shop.desk().arrive()
    free, kept = shop.hear("angry", "pat"), shop.hear("burned", "kim")
    for each in (free, kept):
        shop.desk().claim(each)
    shop.desk().save_draft(kept, "Dear Kim", private=False, draft=None)
    said = shop.desk().take_break()
    assert said == (
        "You are on a break since 09:00; 1 customer given back; kept, with your draft: Kim"
    )
    rows = shop.desk().queue_rows([free, kept])
    assert [rows[each].claimed_by for each in (free, kept)] == [None, "mary"]
    assert shop.desk("sam").next() == free
    assert me(shop).state is PresenceState.BREAK


def test_a_draft_in_another_conversation_of_the_customer_keeps_them_too(shop: Shop) -> None:
    one, two = shop.hear("angry", thread_key="one"), shop.hear("how?", thread_key="two")
    shop.desk().claim(one)
    shop.desk().save_draft(two, "Dear Kim", private=False, draft=None)
    shop.desk().take_break()
    assert shop.desk().queue_rows([one])[one].claimed_by == "mary"


def test_a_picture_is_a_draft_and_an_empty_one_is_none(shop: Shop) -> None:
    pictured, empty = shop.hear("angry", "pat"), shop.hear("how?", "kim")
    for each in (pictured, empty):
        shop.desk().claim(each)
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
    with shop.store.write() as tx:
        tx.insert(
            "attachments",
            conversation_id=pictured,
            agent="mary",
            position=0,
            name="shoe.png",
            mime="image/png",
            alt="a shoe",
            size=len(png),
            content=png,
            attached_at=shop.now,
        )
    draft = shop.desk().save_draft(empty, "Dear", private=False, draft=None)
    shop.desk().save_draft(empty, "", private=False, draft=draft)
    shop.desk().take_break()
    rows = shop.desk().queue_rows([pictured, empty])
    assert [rows[each].claimed_by for each in (pictured, empty)] == ["mary", None]


def test_what_is_assigned_stays_assigned(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk().assign(conversation, "mary")
    assert shop.desk().take_break() == "You are on a break since 09:00"
    assert shop.desk().queue_rows([conversation])[conversation].assignee == "mary"


@pytest.mark.parametrize("away", ["take_break", "go_off"])
@pytest.mark.parametrize("deed", ["next", "claim", "submit", "take over"])
def test_whoever_takes_a_customer_is_back_by_it(shop: Shop, away: str, deed: str) -> None:
    conversation = shop.hear("angry")
    shop.desk().arrive()
    getattr(shop.desk(), away)()
    shop.pass_time(minutes=12)
    match deed:
        case "next":
            assert shop.desk().next() == conversation
        case "claim":
            shop.desk().claim(conversation)
        case "submit":
            shop.submit(conversation)
        case "take over":
            shop.desk("sam").claim(conversation)
            shop.desk().take_over(conversation, holder="sam")
    assert (me(shop).state, me(shop).since) == (PresenceState.ON, shop.now)
    assert me(shop).is_here


def test_looking_for_work_that_is_not_there_ends_a_break_too(shop: Shop) -> None:
    shop.desk().take_break()
    before = shop.store.revision()
    assert shop.desk().next() is None
    assert me(shop).state is PresenceState.ON
    assert shop.store.revision() > before


def test_a_script_makes_nobody_known(shop: Shop) -> None:
    shop.hear("angry")
    shop.desk().next()
    assert me(shop).state is None


def test_a_script_is_seen_as_long_as_its_claims_last(shop: Shop) -> None:
    desk = shop.desk("mary", lease_ms=SCRIPT_LEASE_MS)
    desk.arrive()
    shop.pass_time(minutes=14)
    assert me(shop).is_at_work
    shop.hear("angry")
    desk.next()
    shop.pass_time(minutes=14)
    assert me(shop).is_at_work
    shop.pass_time(minutes=2)
    assert not me(shop).is_at_work


# Languages --------------------------------------------------------------------------------------


def test_a_language_is_its_speakers_while_they_are_at_work(shop: Shop) -> None:
    speaking(shop)
    spanish = shop.hear("hola angry")
    shop.desk("mary").arrive()
    shop.desk("sam").arrive()
    assert shop.desk("mary").next() is None
    assert shop.desk("sam").next() == spanish


@pytest.mark.parametrize("away", ["take_break", "go_off", "leave"])
def test_a_language_is_anybodys_when_its_speakers_are_away(shop: Shop, away: str) -> None:
    speaking(shop)
    spanish = shop.hear("hola angry")
    shop.desk("mary").arrive()
    shop.desk("sam").arrive()
    getattr(shop.desk("sam"), away)()
    assert shop.desk("mary").next() == spanish


def test_a_speaker_who_was_not_seen_for_two_minutes_is_away(shop: Shop) -> None:
    speaking(shop)
    spanish = shop.hear("hola angry")
    shop.desk("sam").arrive()
    shop.pass_time(minutes=3)
    shop.desk("mary").arrive()
    assert shop.desk("mary").next() == spanish


def test_where_nobody_is_known_to_be_at_work_every_listed_speaker_counts(shop: Shop) -> None:
    speaking(shop)
    shop.hear("hola angry")
    assert shop.desk("mary").next() is None
    shop.desk("sam").arrive()
    shop.pass_time(minutes=3)
    assert shop.desk("mary").next() is None, "nobody is seen any more"


def test_one_s_own_languages_count_whoever_is_there(shop: Shop) -> None:
    speaking(shop)
    french = shop.hear("bonjour angry")
    shop.desk("sam").arrive()
    shop.pass_time(seconds=30)
    assert shop.desk("lee").next() == french


def test_a_script_without_a_word_does_not_change_whose_a_language_is(shop: Shop) -> None:
    speaking(shop)
    spanish = shop.hear("hola angry")
    english = shop.hear("angry", "pat")
    assert shop.desk("mary").next() == english
    assert shop.desk("mary").next() is None
    assert shop.desk("sam").next() == spanish


def test_times_are_told_on_the_brands_clock(shop: Shop) -> None:
    desk = shop.desk("mary", time_zone="America/New_York")
    assert desk.take_break() == "You are on a break since 04:00"


def test_who_takes_a_break_is_seen_until_their_console_is_silent(shop: Shop) -> None:
    shop.desk().take_break()
    assert me(shop).is_here
    shop.now += CONSOLE_LEASE_MS - 1
    assert me(shop).is_here
    shop.now += 1
    assert not me(shop).is_here
