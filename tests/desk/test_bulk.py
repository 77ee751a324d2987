"""Many at once: counted first, refused by customer, done in small steps, undone as one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.desk import Desk
from social_care.errors import NotAllowed
from social_care.models import Author, Limits, Replies, State, Visibility
from social_care.models.bulk import BulkDeed, BulkKind
from tests.world import HOUR, MINUTE, SECOND, START, Shop

RESOLVE = BulkDeed(kind=BulkKind.RESOLVE)
DISMISS = BulkDeed(kind=BulkKind.DISMISS)
SNOOZE = BulkDeed(kind=BulkKind.SNOOZE, until=START + HOUR)
ASSIGN = BulkDeed(kind=BulkKind.ASSIGN, agent="sam")
TAG = BulkDeed(kind=BulkKind.TAG, tag="insole")
ANSWER = BulkDeed(kind=BulkKind.ANSWER, text="{greeting}, it is mended.")
EVERY = [RESOLVE, DISMISS, SNOOZE, ASSIGN, TAG, ANSWER]

NAMES = ["Kim Osei", "🌸LUNA🌸xx", "sneaker_1992", "Dr. Ann Lee", "Acme Deals Ltd"]


def crowd(
    shop: Shop, text: str = "how?", names: list[str] = NAMES, account: str = "acme"
) -> list[int]:
    """Customers of these names write the same."""
    return [
        shop.hear(
            text,
            f"{account}{number}",
            author=Author(id=f"{account}{number}", handle=f"{account}{number}", name=name),
            account=account,
        )
        for number, name in enumerate(names)
    ]


def snapshot(shop: Shop) -> list[list[tuple[object, ...]]]:
    """Everything about conversations and waits but their counters."""
    columns = "state, state_at, wait_id, waiting_since, band_rank, due_at, assignee, assigned_at"
    wanted = (
        f"SELECT {columns}, snooze_until, wrap_up, muted FROM conversations ORDER BY id",
        "SELECT id, outcome, ended_at, ended_by, due_at FROM waits ORDER BY id",
        "SELECT * FROM conversation_tags ORDER BY conversation_id, tag",
        "SELECT state FROM outbox WHERE state <> 'discarded' ORDER BY id",
    )
    return [[tuple(row) for row in shop.rows(sql)] for sql in wanted]


def states(shop: Shop) -> list[str]:
    """The state of every conversation."""
    return [row["state"] for row in shop.rows("SELECT state FROM conversations ORDER BY id")]


def outgoing(shop: Shop) -> list[tuple[str, int]]:
    """What is about to leave: its text, and in how many seconds."""
    rows = shop.rows(
        "SELECT t.text, o.due_at FROM outbox o JOIN outbox_texts t ON t.outbox_id = o.id"
        " WHERE o.state = 'queued' ORDER BY o.due_at, o.id"
    )
    return [(row["text"], (row["due_at"] - shop.now) // SECOND) for row in rows]


# All kinds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.kind)
def test_what_the_preview_counts_is_done_and_undone_by_one_key(shop: Shop, deed: BulkDeed) -> None:
    ids = crowd(shop)
    before = snapshot(shop)
    preview = shop.desk().bulk_preview(ids, deed)
    assert (preview.count, preview.refused) == (5, ())
    assert snapshot(shop) == before, "a preview changes nothing"
    done = shop.desk().bulk(ids, deed, seen=preview.seen)
    assert (done.count, done.refused) == (5, ())
    assert done.said == f"{deed.kind.done.capitalize()} 5"
    assert snapshot(shop) != before
    undone = shop.desk().undo()
    assert undone is not None
    assert undone.startswith("Undone: 5 × ")
    assert snapshot(shop) == before
    assert shop.desk().undo() is None


@pytest.mark.parametrize("deed", [RESOLVE, DISMISS, SNOOZE, ANSWER], ids=lambda deed: deed.kind)
def test_whoever_a_colleague_is_with_is_left_alone(shop: Shop, deed: BulkDeed) -> None:
    ids = crowd(shop)
    shop.desk("sam").claim(ids[1])
    for result in (shop.desk().bulk_preview(ids, deed), shop.desk().bulk(ids, deed)):
        assert result.count == 4
        assert [(each.conversation_id, each.why) for each in result.refused] == [
            (ids[1], "sam is with them")
        ]
        assert result.refused[0].customer == "🌸LUNA🌸xx"
        assert ", 1 not (1 × sam is with them)" in result.said
    assert not shop.rows("SELECT 1 FROM outbox WHERE conversation_id = :id", id=ids[1])
    assert shop.state(ids[1]) == State.OPEN


@pytest.mark.parametrize("deed", [TAG, ASSIGN], ids=lambda deed: deed.kind)
def test_marks_are_given_whoever_is_with_the_customer(shop: Shop, deed: BulkDeed) -> None:
    ids = crowd(shop)
    shop.desk("sam").claim(ids[1])
    assert shop.desk().bulk(ids, deed).count == 5


def test_the_same_conversation_twice_is_one_and_one_that_is_gone_is_told(shop: Shop) -> None:
    (one, *_) = crowd(shop)
    done = shop.desk().bulk([one, 999, one], TAG)
    assert (done.count, [each.why for each in done.refused]) == (1, ["gone"])


def test_what_is_so_already_is_not_counted(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().resolve(ids[0])
    shop.desk().dismiss(ids[1])
    assert [each.why for each in shop.desk().bulk_preview(ids, RESOLVE).refused] == [
        "resolved already"
    ]
    assert [each.why for each in shop.desk().bulk_preview(ids, DISMISS).refused] == [
        "dismissed already"
    ]
    assert shop.desk().bulk_preview(ids, ANSWER).said == (
        "3 to be answered over 0m 10s, 2 not (1 × resolved already; 1 × dismissed already)"
    )


def test_complaints_are_resolved_only_on_purpose(shop: Shop) -> None:
    ids = crowd(shop, "angry")
    assert [each.why for each in shop.desk().bulk(ids, RESOLVE).refused] == [
        "an unanswered complaint"
    ] * 5
    assert shop.desk().bulk(ids, BulkDeed(kind=BulkKind.RESOLVE, anyway=True)).count == 5


def test_who_has_waited_too_long_is_not_put_off(shop: Shop) -> None:
    late = crowd(shop)
    shop.pass_time(minutes=55)
    new = shop.hear("how?", "new")
    deed = BulkDeed(kind=BulkKind.SNOOZE, until=shop.now + HOUR)
    done = shop.desk().bulk([*late, new], deed)
    assert (done.count, {each.why for each in done.refused}) == (
        1, {"has waited too long to be put off"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "deed",
    [
        BulkDeed(kind=BulkKind.TAG, tag=" "),
        BulkDeed(kind=BulkKind.RESOLVE, wrap_up="wonder"),
        BulkDeed(kind=BulkKind.ASSIGN, agent="nobody"),
        BulkDeed(kind=BulkKind.SNOOZE, until=START),
        BulkDeed(kind=BulkKind.ANSWER, text="It is mended."),
    ],
    ids=lambda deed: deed.kind,
)
def test_what_can_be_done_with_none_is_told_at_once(shop: Shop, deed: BulkDeed) -> None:
    ids, before = crowd(shop), snapshot(shop)
    for act in (shop.desk().bulk_preview, shop.desk().bulk):
        with pytest.raises(NotAllowed):
            act(ids, deed)
    assert snapshot(shop) == before
    assert shop.desk().undo() is None


def test_progress_is_told(shop: Shop) -> None:
    told: list[tuple[int, int]] = []
    shop.desk().bulk(crowd(shop)[:3], TAG, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Undo ---------------------------------------------------------------------------------------------


def test_what_has_moved_on_stays_and_is_counted(shop: Shop) -> None:
    ids = crowd(shop, "lovely")
    shop.desk().bulk(ids, RESOLVE)
    shop.hear("wait, how?", "acme1")
    assert shop.desk().undo() == (
        "Undone: 4 × resolved; too late for 1: the conversation has moved on since"
    )
    assert states(shop) == ["open"] * 5
    assert shop.desk().undo() is None, "the rest is not tried again and again"


def test_when_nothing_can_be_undone_it_is_said(shop: Shop) -> None:
    (one, *_) = crowd(shop, "lovely")
    shop.desk().bulk([one], RESOLVE)
    shop.hear("wait, how?", "acme0")
    with pytest.raises(NotAllowed, match="moved on"):
        shop.desk().undo()


def test_many_of_which_nothing_came_are_passed_over(shop: Shop) -> None:
    ids = crowd(shop, "angry")
    shop.desk().assign(ids[0], "lee")
    for _ in range(3):
        assert shop.desk().bulk(ids, RESOLVE).count == 0
    assert shop.desk().undo() == "Undone: assigned Kim Osei"
    assert shop.desk().undo() is None


def test_a_deed_before_many_can_be_undone_after_them(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().assign(ids[0], "lee")
    shop.desk().bulk(ids, TAG)
    shop.desk().bulk(ids, ASSIGN)
    shop.desk().undo()
    shop.desk().undo()
    assert shop.desk().undo() == "Undone: assigned Kim Osei"


def test_a_crash_in_the_middle_of_many_leaves_one_deed_that_can_be_undone(shop: Shop) -> None:
    ids, before = crowd(shop), snapshot(shop)

    def crash(done: int, of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.desk().bulk(ids, DISMISS, progress=crash)
    assert shop.desk().undo() == "Undone: 3 × dismissed"
    assert snapshot(shop) == before


def test_what_is_done_after_many_is_no_part_of_them(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().bulk(ids[:2], TAG)
    shop.desk().dismiss(ids[3])
    assert shop.desk().undo() == "Undone: dismissed Dr. Ann Lee"
    assert shop.desk().undo() == "Undone: 2 × tagged"


# Answers ------------------------------------------------------------------------------------------


def test_everybody_gets_words_of_their_own_one_after_the_other(shop: Shop) -> None:
    greetings = ("Hi {first_name|there}", "Hello {first_name|there}")
    desk = shop.desk("mary", initials="MC", replies=Replies(greetings=greetings, pace_s=7))
    ids = crowd(shop)
    preview = desk.bulk_preview(ids, ANSWER)
    assert preview.samples == (
        "Hi Kim, it is mended. ^MC",
        "Hello Luna, it is mended. ^MC",
        "Hi there, it is mended. ^MC",
    )
    assert preview.said == "5 to be answered over 0m 28s"
    desk.bulk(ids, ANSWER, seen=preview.seen)
    assert outgoing(shop) == [
        ("Hi Kim, it is mended. ^MC", 10),
        ("Hello Luna, it is mended. ^MC", 17),
        ("Hi there, it is mended. ^MC", 24),
        ("Hello Ann, it is mended. ^MC", 31),
        ("Hi there, it is mended. ^MC", 38),
    ]


def test_each_account_has_its_own_pace_and_a_second_bulk_follows_the_first(shop: Shop) -> None:
    shop.open_account("other")
    ids = [
        *crowd(shop, names=["A Bee", "Cee Dee"]),
        *crowd(shop, names=["Eve", "Flo"], account="other"),
    ]
    assert shop.desk().bulk_preview(ids, ANSWER).lasts_s == 5
    shop.desk().bulk(ids, ANSWER)
    assert sorted(due for _, due in outgoing(shop)) == [10, 10, 15, 15]
    more = [shop.hear("how?", "zoe")]
    shop.desk().bulk(more, ANSWER)
    assert max(due for _, due in outgoing(shop)) == 20


def test_they_are_sent_like_any_other_and_end_the_waits(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().bulk(ids, BulkDeed(kind=BulkKind.ANSWER, text="{greeting}!", resolve=True))
    shop.pass_time(seconds=10)
    shop.deliver()
    assert states(shop).count("resolved") == 1, "the others wait for their turn"
    shop.pass_time(seconds=20)
    shop.deliver()
    assert states(shop) == ["resolved"] * 5
    assert shop.value("SELECT count(*) FROM responses") == 5


def test_what_has_left_cannot_be_taken_back_the_rest_can(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().bulk(ids, ANSWER)
    shop.pass_time(seconds=16)
    shop.deliver()
    assert shop.desk().undo() == "Undone: 3 × submitted; too late for 2: the answer has left"
    assert outgoing(shop) == []
    assert states(shop).count("open") == 3


def test_nobody_is_held_by_whoever_has_answered_many(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().claim(ids[0])
    shop.desk().bulk(ids, ANSWER)
    held = [row["conversation_id"] for row in shop.rows("SELECT * FROM claims")]
    assert held == [ids[0]]


def test_nobody_is_answered_who_wrote_again_or_was_answered_since_the_count(shop: Shop) -> None:
    ids = crowd(shop)
    preview = shop.desk().bulk_preview(ids, ANSWER)
    shop.hear("never mind", "acme0")
    shop.reply(ids[1], agent="sam")
    shop.desk("sam").release(ids[1])
    done = shop.desk().bulk(ids, ANSWER, seen=preview.seen)
    assert (done.count, sorted(each.why for each in done.refused)) == (
        3, ["answered already", "they wrote again, or were answered, since you looked"],
    )  # fmt: skip


def test_a_draft_or_an_answer_on_its_way_keeps_many_from_being_answered_over_it(shop: Shop) -> None:
    ids = crowd(shop)
    shop.desk().save_draft(ids[0], "Dear Kim", private=False, draft=None)
    shop.desk("sam").save_draft(ids[1], "not mine", private=False, draft=None)
    shop.submit(ids[2])
    done = shop.desk().bulk(ids, ANSWER)
    assert (done.count, [each.why for each in done.refused]) == (
        3, ["you have a draft there", "an answer is on its way"],
    )  # fmt: skip


def test_who_cannot_be_answered_so_is_told(shop: Shop) -> None:
    shop.open_account("short", limits=Limits(max_length=10))
    shop.open_account("shy", limits=Limits(can_private=True))
    ids = [
        shop.hear("how?", "ada", account="short"),
        shop.hear("how?", "bob", can_reply=False),
        shop.hear("how?", "c", author=Author(id="c", handle="c", name="🌸")),
        shop.hear("how?", "dan", account="shy", visibility=Visibility.DIRECT),
        shop.hear("how?", "eve", account="shy"),
        shop.hear("how?", "flo"),
        shop.hear("how?", "gil", account="shy", visibility=Visibility.FOLLOWERS),
    ]
    text = "Hi {first_name}, call 07700 900123"
    said = {
        each.conversation_id: each.why
        for each in shop.desk().bulk(ids, BulkDeed(kind=BulkKind.ANSWER, text=text)).refused
    }
    assert said[ids[0]].startswith("too long by ")
    assert said[ids[1]] == "cannot be answered there"
    assert said[ids[2]] == "{first_name} is not known"
    assert ids[3] not in said, "in private a number may be told"
    assert {said[each] for each in ids[4:7]} == {"it would tell strangers: phone"}
    private = BulkDeed(kind=BulkKind.ANSWER, text=text, private=True)
    said = {each.conversation_id: each.why for each in shop.desk().bulk(ids, private).refused}
    assert ids[4] not in said
    assert said[ids[5]] == "no private answer to a public post there"
    assert not shop.rows("SELECT 1 FROM outbox WHERE state = 'held'")


def scatter(shop: Shop, desk: Desk, ids: list[int], doings: list[int]) -> None:
    """Something happens to each of them."""
    for each, doing in zip(ids, doings, strict=True):
        match doing:
            case 1:
                shop.desk("sam").claim(each)
            case 2:
                desk.resolve(each, anyway=True)
            case 3:
                desk.dismiss(each)
            case 4:
                shop.submit(each)
            case 5:
                desk.save_draft(each, "words", private=False, draft=None)
            case 6:
                desk.snooze(each, shop.now + MINUTE)
            case _:
                pass


@settings(max_examples=25)
@given(doings=st.lists(st.integers(0, 7), min_size=5, max_size=5), which=st.integers(0, 5))
def test_whatever_has_happened_the_preview_is_what_is_done(
    tmp_path_factory: Any, doings: list[int], which: int
) -> None:
    shop = Shop(tmp_path_factory.mktemp("bulk") / "shop.db")
    try:
        deed, ids = EVERY[which], crowd(shop)
        scatter(shop, shop.desk(), ids, doings)
        before = snapshot(shop)
        preview = shop.desk().bulk_preview(ids, deed)
        done = shop.desk().bulk(ids, deed, seen=preview.seen)
        assert (done.count, done.refused) == (preview.count, preview.refused)
        if done.count:
            shop.desk().undo()
            assert snapshot(shop) == before
    finally:
        shop.close()
