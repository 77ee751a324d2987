"""Judging known mentions again: the queue follows, people's words and the log stay as they are."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from social_care.models import Assessment, Band, Category
from social_care.query import parse
from social_care.reassess import BATCH, Changes, Judges, reassess
from social_care.sla import Policy
from social_care.triage import Subject
from social_care.triage.judge import Assessor
from social_care.triage.rules import NO_RULES, Match, Rule, Rules
from tests.desk.test_undo import snapshot
from tests.world import DAY, HOUR, MINUTE, START, Shop


@dataclass(slots=True)
class Other:
    """Another table: the shop's verdicts, but for texts with one of these words."""

    before: Assessor
    verdicts: dict[str, tuple[Category, Band]]
    subjects: list[Subject] = field(default_factory=list)

    def assess(self, subject: Subject) -> Assessment:
        self.subjects.append(subject)
        verdict = self.before.assess(subject)
        for word, (category, band) in self.verdicts.items():
            if word in subject.text:
                return replace(verdict, category=category, band=band, reasons=(f"now: {word}",))
        return verdict


COMPLAINT = (Category.COMPLAINT, Band.HIGH)
NOISE = (Category.NOISE, Band.NONE)


def judges(shop: Shop, triage: Assessor | None = None, rules: Rules = NO_RULES) -> Judges:
    return Judges(
        triage=triage or shop.assessor,
        rules=rules,
        policy=lambda *_: Policy(shop.targets, shop.calendar),
        fingerprint="one",
    )


def again(shop: Shop, verdicts: dict[str, tuple[Category, Band]]) -> Changes:
    """Under another table."""
    return reassess(shop.store, judges(shop, Other(shop.assessor, verdicts)), shop.clock)


def shown(shop: Shop, conversation: int) -> tuple[str, str]:
    row = shop.desk().queue_rows([conversation])[conversation]
    return row.category, row.band.label


def history(shop: Shop) -> None:
    """A morning with a bit of everything."""
    kim = shop.hear("angry")
    shop.pass_time(minutes=2)
    shop.hear("how?")
    shop.pass_time(minutes=2)
    shop.reply(kim)
    shop.pass_time(minutes=2)
    shop.hear("thanks")
    shop.pass_time(minutes=2)
    shop.hear("burned again")
    shop.hear("spam", "ad")
    edited, deleted = shop.mention("lovely", "lee"), shop.mention("angry", "jo")
    shop.receive(edited, deleted)
    shop.pass_time(minutes=2)
    shop.edit(edited, "lovely? no")
    shop.delete(deleted)
    shop.hear("hola?", "ana")
    shop.desk().resolve(shop.hear("lovely", "sam"))
    shop.desk().snooze(shop.hear("lovely", "pat"), shop.now + HOUR)


# What stays -------------------------------------------------------------------------------------


def test_under_the_same_table_nothing_changes(shop: Shop) -> None:
    history(shop)
    before = snapshot(shop)
    count = shop.value("SELECT count(*) FROM assessments")
    changes = reassess(shop.store, judges(shop), shop.clock)
    assert (changes.changed, changes.begun, changes.moves) == (0, 0, {})
    assert changes.looked_at == shop.value("SELECT count(*) FROM mention_texts")
    assert snapshot(shop) == before
    assert shop.value("SELECT count(*) FROM assessments") == count


def test_every_mention_is_judged_by_what_was_known_when_it_came(shop: Shop) -> None:
    history(shop)
    by_text = {subject.text: subject for subject in shop.assessor.subjects}
    shop.assessor.subjects.clear()
    reassess(shop.store, judges(shop), shop.clock)
    assert shop.assessor.subjects
    for subject in shop.assessor.subjects:
        assert subject == by_text[subject.text]


def test_a_correction_stays_whatever_triage_says(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().correct(conversation, category=Category.QUESTION)
    changes = again(shop, {"lovely": COMPLAINT})
    assert shown(shop, conversation) == ("question", "normal")
    assert (changes.kept, changes.changed) == (1, 0)


def test_a_correction_that_was_taken_back_does_not(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().correct(conversation, category=Category.QUESTION)
    shop.desk().undo()
    again(shop, {"lovely": COMPLAINT})
    assert shown(shop, conversation) == ("complaint", "high")


def test_the_log_is_not_rewritten(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.reply(conversation)
    response, wait = tuple(shop.response()), tuple(shop.wait(conversation))
    changes = again(shop, {"how": COMPLAINT})
    assert changes.changed == 1
    assert (tuple(shop.response()), tuple(shop.wait(conversation))) == (response, wait)
    assert shop.value("SELECT category FROM v_mentions") == "complaint"


def test_no_clock_is_stopped(shop: Shop) -> None:
    conversation = shop.hear("angry")
    again(shop, {"angry": NOISE})
    wait = shop.wait(conversation)
    assert (wait["ended_at"], wait["due_at"]) == (None, START + 30 * MINUTE)
    assert wait["category"] == "noise"


# What follows -----------------------------------------------------------------------------------


def test_an_open_wait_takes_its_new_place(shop: Shop) -> None:
    first, second = shop.hear("how?", "kim"), shop.hear("lovely", "lee")
    changes = again(shop, {"lovely": COMPLAINT})
    assert shop.queue() == [second, first]
    assert shop.wait(second)["due_at"] == START + 30 * MINUTE
    assert changes.moves == {"low high": 1}
    event = shop.row("SELECT * FROM events WHERE kind = 'reassessed'")
    assert (event["conversation_id"], event["agent"]) == (second, "")


def test_a_message_taken_for_noise_waits_now(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.pass_time(minutes=10)
    changes = again(shop, {"spam": COMPLAINT})
    assert changes.begun == 1
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["due_at"]) == (START, START + 30 * MINUTE)


def test_a_closing_that_is_none_any_more_waits_now(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(minutes=1)
    shop.hear("thanks for nothing")
    again(shop, {"nothing": COMPLAINT})
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("open", True)


@pytest.mark.parametrize("since", ["answered", "resolved", "dismissed", "muted", "over"])
def test_what_is_settled_does_not_begin_to_wait(shop: Shop, since: str) -> None:
    conversation = shop.hear("spam")
    shop.pass_time(minutes=1)
    match since:
        case "answered":
            shop.receive(own=[shop.own_post("no thanks", in_reply_to="m1")])
        case "resolved":
            shop.desk().resolve(conversation)
        case "dismissed":
            shop.desk().dismiss(conversation)
        case "muted":
            with shop.store.write() as tx:
                tx.run("UPDATE conversations SET muted = 1")
        case _:
            with shop.store.write() as tx:
                tx.run("UPDATE conversations SET state = 'answered'")
            shop.pass_time(days=8)
    changes = again(shop, {"spam": COMPLAINT})
    assert (changes.changed, changes.begun) == (1, 0)
    assert not shop.is_waiting(conversation)


def test_imported_history_does_not_begin_to_wait(shop: Shop) -> None:
    mention = shop.mention("lovely", posted_at=START - DAY)
    shop.receive(mention, history_before=START)
    again(shop, {"lovely": COMPLAINT})
    assert not shop.is_waiting(shop.conversation_of(mention))


def test_a_new_rule_of_the_team_counts(shop: Shop) -> None:
    conversation = shop.hear("lovely, says the press")
    rule = Rule(name="press", match=Match(text=parse("press")), band=Band.URGENT, tags=("press",))
    reassess(shop.store, judges(shop, rules=Rules((rule,))), shop.clock)
    assert shown(shop, conversation) == ("praise", "urgent")
    assert shop.value("SELECT tag FROM conversation_tags") == "press"


def test_a_rule_that_dismisses_begins_no_wait_and_ends_none(shop: Shop) -> None:
    waiting, idle = shop.hear("angry raffle"), shop.hear("spam raffle", "ad")
    rule = Rule(name="raffle", match=Match(text=parse("raffle")), band=Band.LOW, dismiss=True)
    reassess(shop.store, judges(shop, rules=Rules((rule,))), shop.clock)
    assert shop.is_waiting(waiting)
    assert not shop.is_waiting(idle)


def test_only_what_was_posted_since_is_judged(shop: Shop) -> None:
    old = shop.hear("lovely old", "kim")
    shop.pass_time(hours=2)
    new = shop.hear("lovely new", "lee")
    other = Other(shop.assessor, {"lovely": COMPLAINT})
    reassess(shop.store, judges(shop, other), shop.clock, since=START + HOUR)
    assert (shown(shop, old)[1], shown(shop, new)[1]) == ("low", "high")
    assert [subject.text for subject in other.subjects] == ["lovely new"]


# In what order, and broken off ------------------------------------------------------------------


def test_those_who_may_wait_come_first_and_everybody_once(shop: Shop) -> None:
    shop.desk().resolve(shop.hear("lovely one", "kim"))
    shop.hear("lovely two", "lee")
    shop.desk().resolve(shop.hear("lovely three", "jo"))
    shop.hear("lovely four", "pat")
    shop.pass_time(seconds=1)
    other = Other(shop.assessor, {})
    told: list[tuple[int, int]] = []
    reassess(shop.store, judges(shop, other), shop.clock, progress=lambda *done: told.append(done))
    words = [subject.text.split()[1] for subject in other.subjects]
    assert words == ["two", "four", "one", "three"]
    assert told[-1] == (4, 4)


class Stop(Exception):
    """The power fails."""


def crowd(shop: Shop, count: int) -> None:
    shop.receive(*(shop.mention(f"lovely {n}", f"kim{n}") for n in range(count)))
    shop.pass_time(seconds=1)


def until(batches: int) -> Callable[[int, int], None]:
    left = [batches]

    def progress(done: int, of: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise Stop

    return progress


def test_broken_off_it_goes_on_where_it_stopped(shop: Shop) -> None:
    crowd(shop, 3 * BATCH + 5)
    other = Other(shop.assessor, {"lovely": COMPLAINT})
    with pytest.raises(Stop):
        reassess(shop.store, judges(shop, other), shop.clock, progress=until(2))
    assert len(other.subjects) == 2 * BATCH
    changes = reassess(shop.store, judges(shop, other), shop.clock)
    assert len(other.subjects) == changes.looked_at == changes.changed == 3 * BATCH + 5
    assert changes.moves == {"low high": 3 * BATCH + 5}
    assert shop.rows("SELECT * FROM reassessments") == []


@pytest.mark.parametrize("what", ["table", "since"])
def test_with_another_table_or_time_it_begins_again(shop: Shop, what: str) -> None:
    crowd(shop, 2 * BATCH)
    other = Other(shop.assessor, {"lovely": COMPLAINT})
    with pytest.raises(Stop):
        reassess(shop.store, judges(shop, other), shop.clock, progress=until(1))
    by = judges(shop, other)
    if what == "table":
        by = replace(by, fingerprint="two")
    since = 1 if what == "since" else 0
    assert reassess(shop.store, by, shop.clock, since=since).looked_at == 2 * BATCH


def test_a_failure_in_a_batch_leaves_that_batch_undone(shop: Shop) -> None:
    crowd(shop, BATCH + 5)

    class Failing(Other):
        def assess(self, subject: Subject) -> Assessment:
            if subject.text == f"lovely {BATCH + 2}":
                raise Stop
            return Other.assess(self, subject)

    with pytest.raises(Stop):
        reassess(
            shop.store, judges(shop, Failing(shop.assessor, {"lovely": COMPLAINT})), shop.clock
        )
    assert shop.value("SELECT count(*) FROM waits WHERE band_rank = 1") == BATCH


def test_what_an_agent_says_meanwhile_stays(shop: Shop) -> None:
    crowd(shop, BATCH + 1)
    last = shop.value("SELECT max(id) FROM conversations")
    desk = shop.desk()

    def progress(done: int, of: int) -> None:
        if done == BATCH:
            desk.correct(last, category=Category.QUESTION)

    other = Other(shop.assessor, {"lovely": COMPLAINT})
    changes = reassess(shop.store, judges(shop, other), shop.clock, progress=progress)
    assert shown(shop, last) == ("question", "normal")
    assert changes.kept == 1


def test_what_comes_in_meanwhile_is_not_judged_twice(shop: Shop) -> None:
    shop.hear("lovely")
    shop.pass_time(seconds=1)
    came: list[int] = []

    def progress(done: int, of: int) -> None:
        if not came:
            came.append(shop.hear("lovely too", "late"))

    other = Other(shop.assessor, {})
    reassess(shop.store, judges(shop, other), shop.clock, progress=progress)
    assert [subject.text for subject in other.subjects] == ["lovely"]


def test_a_dry_run_tells_the_same_and_writes_nothing(shop: Shop) -> None:
    history(shop)
    shop.pass_time(seconds=1)
    other = Other(shop.assessor, {"how": COMPLAINT, "spam": COMPLAINT})
    before = [list(map(tuple, shop.rows(f"SELECT * FROM {name}"))) for name in TABLES]
    told = reassess(shop.store, judges(shop, other), shop.clock, dry_run=True)
    assert [list(map(tuple, shop.rows(f"SELECT * FROM {name}"))) for name in TABLES] == before
    done = reassess(shop.store, judges(shop, other), shop.clock)
    assert told == done
    assert (told.changed, told.begun) == (2, 1)


TABLES = ("mentions", "assessments", "waits", "conversations", "events", "reassessments", "alerts")
