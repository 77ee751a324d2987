"""From a flag to the people who are to know: once, soon, together, and only if it is still true."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from social_care.alert_words import Message
from social_care.alerting import Route, Target
from social_care.announce import Announcer
from social_care.errors import ErrorClass, NetworkError
from social_care.hours import Calendar
from social_care.models import AlertStage
from social_care.storage import alerts, notices
from tests.world import DAY, HOUR, MINUTE, SECOND, START, Shop

EVERYTHING = Route(stages=frozenset(AlertStage))
NIGHT = Calendar.weekly("Europe/London", {"mon-sun": ["22:00-07:00"]})
LEAD, HOOK = "mail:lead@acme.example", "hook:env:SLACK"


@dataclass
class Outlet:
    """Takes messages, unless it has an error."""

    told: list[Message] = field(default_factory=list)
    error: NetworkError | None = None

    def __call__(self, told: Message) -> None:
        if self.error is not None:
            raise self.error
        self.told.append(told)

    @property
    def subjects(self) -> list[str]:
        return [told.subject for told in self.told]


class Office:
    """A shop whose flags go to a lead, and to a chat."""

    def __init__(self, shop: Shop, *routes: Route, hook: Sequence[Route] = (EVERYTHING,)) -> None:
        self.shop = shop
        self.lead, self.hook = Outlet(), Outlet()
        outlets = {_target(LEAD, routes or (EVERYTHING,)): self.lead}
        if hook:
            outlets[_target(HOOK, hook)] = self.hook
        self.announcer = Announcer(
            shop.store, outlets, lambda: shop.now, brand="Acme Shoes", zone="Europe/London"
        )

    def tick(self) -> list[str]:
        """What a worker does every other second."""
        self.shop.watch()
        self.announcer.route()
        return [said for each in self.announcer.targets if (said := self.announcer.tell(each))]

    def work(self, **time: int) -> None:
        """Tick every ten seconds for a while."""
        until = self.shop.now + _ms(**time)
        while self.shop.now < until:
            self.shop.pass_time(seconds=10)
            self.tick()


def _ms(minutes: int = 0, hours: int = 0) -> int:
    return minutes * MINUTE + hours * HOUR


def _target(key: str, routes: Sequence[Route]) -> Target:
    return Target(key=key, address=key.partition(":")[2], form=None, routes=tuple(routes))


@pytest.fixture
def office(shop: Shop) -> Office:
    return Office(shop)


def test_a_flag_is_told_to_every_target_once(shop: Shop, office: Office) -> None:
    conversation = shop.hear("angry")
    office.tick()
    assert (office.lead.told, office.hook.told) == ([], [])
    shop.pass_time(minutes=24)
    office.tick()
    (told,) = office.lead.told
    assert office.hook.subjects == office.lead.subjects
    assert told.subject.startswith("due in 6m: ")
    assert told.payload["alerts"][0]["conversation"] == conversation
    office.work(minutes=5)
    assert len(office.lead.told) == 1


def test_every_stage_is_told_and_none_twice(shop: Shop, office: Office) -> None:
    shop.hear("angry")
    office.work(hours=2)
    stages = [subject.split(" ")[0].rstrip(",") for subject in office.lead.subjects]
    assert stages == ["due", "LATE", "ESCALATED"]


def test_seven_flags_of_one_moment_are_one_message(shop: Shop, office: Office) -> None:
    for number in range(7):
        shop.hear("angry", f"kim{number}")
    shop.pass_time(minutes=31)
    office.tick()
    (told,) = office.lead.told
    assert len(told.items) == 7
    assert told.subject == "7 late · 7 waiting"


def test_what_comes_soon_after_a_message_waits_for_the_next(shop: Shop, office: Office) -> None:
    for number in range(4):
        shop.hear("angry", f"kim{number}")
        shop.pass_time(minutes=1)
    shop.pass_time(minutes=20)
    office.work(minutes=12)
    assert [len(told.items) for told in office.lead.told[:2]] == [1, 3]
    first, second = (told.at for told in office.lead.told[:2])
    assert second - first == 5 * MINUTE


def test_after_downtime_the_highest_stage_is_told_and_no_other(shop: Shop, office: Office) -> None:
    shop.hear("angry")
    shop.pass_time(hours=9)
    office.tick()
    office.work(minutes=20)
    (subject,) = office.lead.subjects
    assert subject.startswith("ESCALATED, LATE 8h")


def test_what_was_answered_meanwhile_is_not_told(shop: Shop) -> None:
    office = Office(shop, Route(quiet=NIGHT), hook=())
    shop.now = START + 13 * HOUR  # 22:00
    first, second = shop.hear("angry", "kim"), shop.hear("angry", "sam")
    office.work(hours=1)
    assert office.lead.told == []
    shop.reply(first)
    shop.now = START + 22 * HOUR - 1
    office.tick()
    assert office.lead.told == []
    shop.now += 1
    office.tick()
    (told,) = office.lead.told
    assert [each["conversation"] for each in told.payload["alerts"]] == [second]
    assert told.subject.startswith("ESCALATED, LATE 8h")
    office.work(hours=1)
    assert len(office.lead.told) == 1


def test_what_a_weekend_has_held_is_one_message_on_monday_at_nine(shop: Shop) -> None:
    weekend = {"mon-fri": ["00:00-09:00", "18:00-24:00"], "sat-sun": ["00:00-24:00"]}
    office = Office(shop, Route(quiet=Calendar.weekly("Europe/London", weekend)), hook=())
    shop.now = START + 4 * DAY + 10 * HOUR  # Friday 19:00
    for number in range(15):
        shop.hear("angry" if number % 3 else "how?", f"kim{number}")
    office.work(hours=1)
    shop.now = START + 7 * DAY - 1
    office.tick()
    assert office.lead.told == []
    shop.now += 1
    office.tick()
    office.work(minutes=20)
    (told,) = office.lead.told
    assert told.subject == "10 escalated · 15 waiting"
    assert told.summary == "15 waiting, 15 late"
    assert told.moment.startswith("Mon 09 Nov 2026, 09:00")


def test_urgent_ones_and_accounts_wake_the_lead(shop: Shop) -> None:
    office = Office(shop, Route(quiet=NIGHT), hook=())
    shop.now = START + 13 * HOUR
    shop.hear("angry", "sam")
    shop.hear("burned", "kim")
    office.work(minutes=16)
    (told,) = office.lead.told
    assert "urgent complaint" in told.subject
    with shop.store.write() as tx:
        alerts.raise_once(
            tx, AlertStage.ACCOUNT, "account:acme:login", shop.now, detail="acme is out",
            account_id=shop.account_id,
        )  # fmt: skip
    office.work(minutes=2)
    assert office.lead.subjects[1] == "acme is out"


def test_an_undone_closing_brings_back_what_was_not_told_yet(shop: Shop) -> None:
    office = Office(shop, Route(quiet=NIGHT), hook=())
    shop.now = START + 13 * HOUR
    conversation = shop.hear("angry")
    office.work(minutes=50)
    shop.desk().resolve(conversation, anyway=True)
    office.tick()
    shop.desk().undo()
    shop.now = START + 22 * HOUR
    office.tick()
    assert len(office.lead.told) == 1


def test_what_was_withdrawn_a_day_ago_is_forgotten(shop: Shop) -> None:
    office = Office(shop, Route(quiet=NIGHT), hook=())
    shop.now = START + 13 * HOUR
    conversation = shop.hear("angry")
    office.work(minutes=35)
    shop.reply(conversation)
    assert notices.queued(shop.store.read(), LEAD)
    shop.now += DAY + MINUTE
    shop.hear("angry again", "sam")
    office.work(minutes=35)
    states = [row["state"] for row in shop.rows("SELECT state FROM notices ORDER BY id")]
    assert states[0] == "dropped"


def test_what_turns_out_to_be_no_complaint_is_not_told_unless_it_is_one_again(
    shop: Shop, office: Office
) -> None:
    office.lead.error = NetworkError(ErrorClass.TRANSIENT, "down")
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.pass_time(minutes=31)
    office.tick()
    office.lead.error = None
    shop.edit(mention, "how?")
    office.work(minutes=10)
    assert office.lead.told == []
    shop.edit(mention, "angry after all", version="3")
    office.work(minutes=1)
    assert len(office.lead.told) == 1


def test_a_target_that_fails_is_tried_again_and_stops_no_other(shop: Shop, office: Office) -> None:
    office.lead.error = NetworkError(ErrorClass.TRANSIENT, "SMTP: refused", remedy="mend it")
    shop.hear("angry")
    shop.pass_time(minutes=31)
    tried = []
    for _ in range(90):
        if office.tick():
            tried.append((shop.now - START - 31 * MINUTE) // SECOND)
        shop.pass_time(seconds=10)
    assert len(office.hook.told) == 2
    assert tried == [0, 30, 90, 210, 450]
    health = notices.health(shop.store.read(), LEAD)
    assert (health.problem, health.remedy) == ("SMTP: refused", "mend it")
    assert (health.tries, health.failing_since) == (5, START + 31 * MINUTE)
    office.lead.error = None
    office.work(minutes=8)
    (told,) = office.lead.told
    assert told.subject.startswith("ESCALATED"), "as it stands now, in one message"
    assert notices.health(shop.store.read(), LEAD).failing_since is None


def test_a_target_that_says_when_is_asked_then(shop: Shop, office: Office) -> None:
    until = START + 60 * MINUTE  # 29 minutes from when it is said
    office.hook.error = NetworkError(ErrorClass.RATE, "too many", retry_at=until)
    shop.hear("angry")
    shop.pass_time(minutes=31)
    office.tick()
    assert notices.health(shop.store.read(), HOOK).next_at == until


def test_what_is_told_survives_a_restart(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=31)
    Office(shop).tick()
    again = Office(shop)
    again.work(minutes=5)
    assert again.lead.told == []


def test_what_was_queued_before_a_crash_is_told_after_it(shop: Shop) -> None:
    """The message left, and its worker died before it could remember that: twice, not never."""
    shop.hear("angry")
    shop.pass_time(minutes=31)
    before = Office(shop, hook=())

    def dies(told: Message) -> None:
        before.lead.told.append(told)
        raise KeyboardInterrupt

    before.announcer._outlets = {next(iter(before.announcer.targets)): dies}
    with pytest.raises(KeyboardInterrupt):
        before.tick()
    again = Office(shop, hook=())
    again.tick()
    assert again.lead.told == [], "another worker may be telling it just now"
    shop.now += notices.LEASE_MS
    again.tick()
    assert len(before.lead.told) == len(again.lead.told) == 1


def test_two_workers_tell_it_once(shop: Shop) -> None:
    one, other = Office(shop, hook=()), Office(shop, hook=())
    shop.hear("angry")
    shop.pass_time(minutes=31)

    def meanwhile(told: Message) -> None:
        one.lead.told.append(told)
        other.tick()

    one.announcer._outlets = {next(iter(one.announcer.targets)): meanwhile}
    one.tick()
    other.tick()
    assert (len(one.lead.told), len(other.lead.told)) == (1, 0)


def test_muted_stages_and_a_database_from_before_are_told_to_nobody(shop: Shop) -> None:
    shop.receive(shop.mention("angry", posted_at=START - 2 * HOUR), mute_passed=True)
    office = Office(shop)
    office.work(minutes=5)
    assert office.lead.told == []
    assert shop.value("SELECT count(*) FROM alerts WHERE muted = 1") == 3


def test_without_a_target_nothing_is_kept_for_one_that_is_added_later(shop: Shop) -> None:
    nobody: dict[Any, Any] = {}
    silent = Announcer(shop.store, nobody, lambda: shop.now, brand="Acme", zone="UTC")
    shop.hear("angry")
    shop.pass_time(minutes=31)
    shop.watch()
    silent.route()
    office = Office(shop)
    office.work(minutes=5)
    assert office.lead.told == []


def test_nothing_waits_for_a_clock_that_was_set_back(shop: Shop, office: Office) -> None:
    """Neither a cool-down, nor a pause, nor a worker that died in the middle of telling."""
    shop.now = START + 3 * HOUR
    shop.hear("angry")
    shop.pass_time(minutes=24)
    office.hook.error = NetworkError(ErrorClass.TRANSIENT, "down")
    office.tick()
    assert (len(office.lead.told), len(office.hook.told)) == (1, 0)
    with shop.store.write() as tx:
        tx.run("UPDATE notice_targets SET taken_until = :until", until=shop.now + 3 * MINUTE)
    office.hook.error = None
    shop.now = START
    shop.hear("burned", "sam")
    shop.pass_time(minutes=13)
    office.tick()
    assert [len(office.lead.told), len(office.hook.told)] == [2, 1]


def test_a_server_that_wants_to_be_left_alone_for_a_day_is_asked_again_in_half_an_hour(
    shop: Shop, office: Office
) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=31)
    retry_at = shop.now + DAY
    office.hook.error = NetworkError(ErrorClass.RATE, "429", retry_at=retry_at)
    office.tick()
    office.hook.error = None
    shop.pass_time(minutes=29)
    office.tick()
    assert office.hook.told == []
    shop.pass_time(minutes=1)
    office.tick()
    assert len(office.hook.told) == 1


def test_a_complaint_that_was_told_and_becomes_urgent_at_night_wakes_somebody(
    shop: Shop,
) -> None:
    office = Office(shop, Route(quiet=NIGHT), hook=())
    shop.now = START + 12 * HOUR  # 21:00
    mention = shop.mention("angry")
    shop.receive(mention)
    office.work(minutes=50)
    assert [subject.split(" ")[0].rstrip(",") for subject in office.lead.subjects] == [
        "LATE",
        "ESCALATED",
    ]
    shop.now = START + 14 * HOUR  # 23:00
    shop.edit(mention, "angry and burned")
    office.work(minutes=20)
    (told,) = office.lead.told[2:]
    assert "urgent complaint" in told.subject
