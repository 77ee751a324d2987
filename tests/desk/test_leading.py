"""The shift as its lead sees it, and kudos."""

from zoneinfo import ZoneInfo

import pytest

from social_care.desk import Desk
from social_care.desk.leading import AgentLine, Floor
from social_care.errors import NotAllowed
from social_care.models import Band
from social_care.models.presence import PresenceState
from social_care.shifts import Shift, so_far
from social_care.storage import kudos, presence
from tests.world import HOUR, MINUTE, START, Shop

DAY = Shift(name="day", days=frozenset(range(7)), start=8 * 60, end=16 * 60, zone=ZoneInfo("UTC"))


def lead(shop: Shop) -> Desk:
    return shop.desk("lee", role="lead", shifts=(DAY,))


def floor(shop: Shop) -> Floor:
    return lead(shop).floor()


def line(shop: Shop, name: str) -> AgentLine:
    (found,) = [each for each in floor(shop).agents if each.name == name]
    return found


def comes(shop: Shop, *names: str) -> None:
    """They open their consoles."""
    with shop.store.write() as tx:
        for name in names:
            presence.say(tx, name, PresenceState.ON, shop.now, shop.now + HOUR)


def test_agents_stand_by_the_alphabet(shop: Shop) -> None:
    assert [each.name for each in floor(shop).agents] == ["lee", "mary", "sam"]


def test_what_each_holds_and_since_when_their_customers_wait(shop: Shop) -> None:
    first = shop.hear("angry", "kim")
    shop.pass_time(minutes=10)
    second = shop.hear("hello?", "ann")
    comes(shop, "mary")
    for conversation in (first, second):
        shop.desk("mary").claim(conversation)
    mary = line(shop, "mary")
    assert (mary.holds, mary.waiting_since, mary.due_at) == (2, START, START + 30 * MINUTE)
    assert (mary.writes, mary.free_since) == (False, None)
    assert line(shop, "sam").holds == 0


def test_who_is_free_and_since_when(shop: Shop) -> None:
    comes(shop, "mary", "sam")
    conversation = shop.hear("hello?", "kim")
    shop.pass_time(minutes=5)
    shop.reply(conversation, agent="mary")
    shop.desk("mary").release(conversation)
    done = shop.now
    shop.pass_time(minutes=4)
    assert line(shop, "mary").free_since == done
    shop.pass_time(hours=2)  # not seen any more
    assert line(shop, "mary").free_since is None


def test_the_third_angry_one_in_a_row_asks_for_a_breather(shop: Shop) -> None:
    comes(shop, "mary", "sam")
    for name in ("ann", "bob"):
        shop.reply(shop.hear("angry", name), agent="mary")
        shop.pass_time(minutes=1)
    assert line(shop, "mary").angry_in_a_row == 0
    shop.desk("mary").claim(shop.hear("angry", "dan"))
    assert line(shop, "mary").angry_in_a_row == 3
    assert line(shop, "sam").angry_in_a_row == 0


def test_a_kind_one_between_is_a_breather(shop: Shop) -> None:
    comes(shop, "mary")
    for text, name in (("angry", "ann"), ("hello?", "bob"), ("angry", "dan")):
        shop.reply(shop.hear(text, name), agent="mary")
        shop.pass_time(minutes=1)
    shop.desk("mary").claim(shop.hear("angry", "eve"))
    assert line(shop, "mary").angry_in_a_row == 0


def test_yesterdays_anger_is_slept_over(shop: Shop) -> None:
    for name in ("ann", "bob", "dan"):
        shop.reply(shop.hear("angry", name), agent="mary")
    shop.pass_time(hours=5)
    comes(shop, "mary")
    assert line(shop, "mary").angry_in_a_row == 0


def test_the_queue_by_channel_and_band(shop: Shop) -> None:
    for text, name in (("angry", "ann"), ("angry", "bob"), ("hello?", "dan")):
        shop.hear(text, name)
    assert floor(shop).waiting == {"fake": {Band.HIGH: 2, Band.NORMAL: 1}}


def test_the_shift_so_far(shop: Shop) -> None:
    shop.reply(shop.hear("hello?", "ann"))
    shop.pass_time(hours=1)
    shop.hear("angry", "bob")
    found = floor(shop)
    assert (found.shift, found.start) == ("day 08:00–16:00", START - HOUR)
    assert [(each.label, each.arrived, each.answered) for each in found.hours] == [
        ("08:00", 0, 0),
        ("09:00", 1, 1),
        ("10:00", 1, 0),
    ]
    assert (found.figures.responses, found.figures.waiting) == (1, 1)
    assert [each.level for each in found.hours] == [None, 1.0, None]


def test_between_shifts_the_last_one_is_told_and_who_waits_now(shop: Shop) -> None:
    shop.hear("angry", "ann")
    shop.pass_time(hours=9)  # 18:00, two hours after the shift
    shop.reply(1)
    shop.hear("hello?", "bob")
    shop.hear("angry", "dan")
    found = floor(shop)
    assert (found.shift, found.start) == ("day 08:00–16:00, Mon 2 Nov", START - HOUR)
    assert found.end == START + 7 * HOUR
    assert [each.label for each in found.hours] == [f"{hour:02}:00" for hour in range(8, 16)]
    assert sum(each.arrived for each in found.hours) == 1
    assert sum(each.answered for each in found.hours) == 0
    assert (found.figures.waiting, found.figures.service_level) == (1, 0.0)  # as it stood then
    assert (found.at_once.waiting, found.at_once.late) == (2, 0)


def test_it_tells_the_time_that_the_digest_tells(shop: Shop) -> None:
    for _ in range(30):
        told = so_far((DAY,), shop.now, ZoneInfo("UTC"))
        assert (floor(shop).start, floor(shop).end) == (told.start, told.end)
        shop.pass_time(minutes=50)


def test_without_shifts_the_last_day_counts(shop: Shop) -> None:
    shop.hear("angry", "ann")
    shop.pass_time(hours=23, minutes=30)
    shop.hear("angry", "bob")
    found = shop.desk("lee", role="lead").floor()
    assert (found.shift, found.start) == ("", START)
    assert [each.arrived for each in found.hours] == [1, *[0] * 22, 1]


def test_the_wows_of_the_shift_the_newest_first(shop: Shop) -> None:
    conversation = shop.hear("angry")
    for agent in ("sam", "mary"):
        shop.desk(agent).wow(conversation, f"a card by {agent}")
        shop.pass_time(minutes=1)
    assert [one.agent for one in floor(shop).wows] == ["mary", "sam"]
    shop.pass_time(days=1)
    assert floor(shop).wows == ()


def test_only_a_lead_sees_the_floor(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        shop.desk("mary").floor()


class TestKudos:
    def test_they_are_read_once(self, shop: Shop) -> None:
        assert lead(shop).give_kudos("mary", "  what a kind\nanswer ") == "Kudos for mary"
        (found,) = shop.desk("mary").kudos_to_read()
        assert (found.given_by, found.text, found.conversation_id) == (
            "lee",
            "what a kind answer",
            None,
        )
        shop.desk("mary").have_read_kudos(found.id)
        assert shop.desk("mary").kudos_to_read() == ()
        assert len(kudos.given(shop.store.read(), START, START + 1)) == 1

    @pytest.mark.parametrize(
        ("agent", "words", "told"),
        [
            ("lee", "well done, me", "no colleague"),
            ("nobody", "x", "there are: mary, sam"),
            ("sam", " ", "few words"),
        ],
    )
    def test_not_to_oneself_not_to_nobody_not_without_words(
        self, shop: Shop, agent: str, words: str, told: str
    ) -> None:
        with pytest.raises(NotAllowed) as error:
            lead(shop).give_kudos(agent, words)
        assert told in str(error.value)

    def test_what_is_kept_is_inert(self, shop: Shop) -> None:
        lead(shop).give_kudos("mary", "\x1b[31mgreat\u202e")
        (found,) = shop.desk("mary").kudos_to_read()
        assert "\x1b" not in found.text
        assert "\u202e" not in found.text
