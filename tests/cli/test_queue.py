"""queue and next: what waits, in the console's order, for scripts and for people."""

import json

import pytest

from social_care.models.views import View
from tests.cli.kit import Brand, iso, record
from tests.world import MINUTE, START

KEYS = [
    "id", "account", "channel", "customer", "text", "category", "band", "score", "sentiment",
    "reasons", "state", "waiting_since", "due", "claimed_by", "unread", "can_reply", "tags",
    "vip", "reply_until", "private_until", "arrived_late",
    "assignee", "promise", "back_from",
]  # fmt: skip
"""The contract, in its order."""

ANGRY = "My shoes fell apart after a week, this is a disgrace!"
QUESTION = "Hello, where can I find your shop in Leeds?"
HOSTILE = "hello \x1b[2J\x1b]0;owned\x07 \x9b31m \u202etxt.exe \x7f [/] [@click=app.quit]x[/]"


@pytest.fixture
def busy(brand: Brand) -> Brand:
    """A question, and a complaint that came ten minutes later."""
    brand.say(QUESTION, by="ann")
    brand.pass_time(minutes=10)
    brand.say(ANGRY, by="bob")
    brand.does("worker", "--once")
    return brand


def test_a_row_has_the_keys_of_the_contract_in_their_order(busy: Brand) -> None:
    rows = busy.queue()
    assert [list(row) for row in rows] == [KEYS, KEYS]


def test_a_row_says_what_is_known_of_the_customer_who_waits(busy: Brand) -> None:
    row = busy.queue()[0]
    assert row["reasons"]
    assert all(isinstance(reason, str) for reason in row["reasons"])
    assert -1 <= row["sentiment"] < 0
    assert 0 < row["score"] <= 100
    rest = {name: row[name] for name in KEYS if name not in {"reasons", "sentiment", "score"}}
    assert rest == {
        "id": row["id"],
        "account": "acme",
        "channel": "mastodon",
        "customer": "bob",
        "text": ANGRY,
        "category": "complaint",
        "band": "high",
        "state": "open",
        "waiting_since": "2026-11-02T09:10:00.000+00:00",
        "due": "2026-11-02T09:40:00.000+00:00",
        "claimed_by": None,
        "unread": True,
        "can_reply": True,
        "tags": [],
        "vip": False,
        "reply_until": None,
        "private_until": None,
        "arrived_late": False,
        "assignee": None,
        "promise": None,
        "back_from": None,
    }


def test_the_most_pressing_comes_first_though_it_came_last(busy: Brand) -> None:
    assert [row["customer"] for row in busy.queue()] == ["bob", "ann"]


def test_inside_a_band_the_earliest_due_comes_first(brand: Brand) -> None:
    brand.imported(
        record(2, created_at=iso(START - MINUTE)),
        record(1, created_at=iso(START)),
        record(3, created_at=iso(START - 2 * MINUTE)),
    )
    assert [row["customer"] for row in brand.queue()] == ["kim3", "kim2", "kim1"]


def test_the_text_is_the_newest_unanswered_and_the_wait_the_oldest(brand: Brand) -> None:
    first = brand.say(ANGRY, by="bob", external_id="b1", thread_key="t")
    since = brand.now
    brand.pass_time(minutes=5)
    brand.say("Are you even there?", by="bob", in_reply_to=first, thread_key="t")
    brand.does("worker", "--once")
    row = brand.queue()[0]
    assert row["text"] == "Are you even there?"
    assert row["waiting_since"] == iso(since).replace("+00:00", ".000+00:00")
    assert row["band"] == "high"


def test_json_of_an_empty_queue_is_nothing_and_nobody_talks(brand: Brand) -> None:
    done = brand.does("queue", "--json")
    assert (done.stdout, done.stderr) == ("", "")


def test_an_empty_queue_is_told_to_people_on_stderr(brand: Brand) -> None:
    done = brand.does("queue")
    assert done.stdout == ""
    assert "nothing here" in done.stderr


@pytest.mark.parametrize("view", list(View))
def test_every_view_of_the_console_can_be_asked_for(busy: Brand, view: View) -> None:
    busy.does("queue", "--view", view.value, agent="mary")
    asked = busy.json("queue", "--view", view.value, "--json", agent="mary")
    customers = {View.TODO: 2, View.UNCLAIMED: 2, View.ALL: 2, View.COMPLAINTS: 1}
    assert len(asked) == customers.get(view, 0)


def test_an_unknown_view_is_a_usage_error_that_names_the_known_ones(brand: Brand) -> None:
    said = brand.fails("queue", "--view", "everything", code=2)
    assert "todo" in said
    assert "snoozed" in said


def test_the_queue_is_read_without_being_anybody(busy: Brand) -> None:
    assert len(busy.does("queue").stdout.splitlines()) == 2


def test_a_line_for_people_begins_with_what_is_fixed_and_ends_with_the_words(busy: Brand) -> None:
    busy.pass_time(hours=1)
    first, second = busy.does("queue").stdout.splitlines()
    assert first.split()[1:5] == ["HIGH", "LATE", "30m", "mastodon"]
    assert first.endswith(f"Bob: {ANGRY}")
    assert second.split()[1:4] == ["NORMAL", "LATE", "10m"]


def test_a_mention_with_escape_codes_never_reaches_the_terminal_raw(brand: Brand) -> None:
    brand.say(HOSTILE, by="eve", author={"id": "eve", "name": "E\x1b[31mve", "handle": "e\x9bve"})
    brand.does("worker", "--once")
    for words in (["queue"], ["queue", "--json"], ["next"], ["outbox"], ["queue", "--view", "all"]):
        shown = brand.does(*words, agent="mary").stdout
        assert not {
            character for character in shown if not (character.isprintable() or character == "\n")
        }


def test_json_holds_the_text_as_the_customer_sent_it_even_so(brand: Brand) -> None:
    brand.hear(HOSTILE, by="eve")
    assert brand.queue()[0]["text"] == HOSTILE


def test_one_object_stands_on_one_line_whatever_is_in_the_text(brand: Brand) -> None:
    brand.hear("one\ntwo\r\nthree\u2028four\u0085five", by="eve")
    shown = brand.does("queue", "--json").stdout
    assert len(shown.splitlines()) == 1
    assert json.loads(shown)["text"] == "one\ntwo\r\nthree\u2028four\u0085five"


def test_next_claims_the_most_needed_and_prints_one_row_of_the_queue(busy: Brand) -> None:
    expected = busy.queue()[0]
    done = busy.does("next", agent="mary")
    assert done.stderr == ""
    printed = json.loads(done.stdout)
    assert printed == {**expected, "claimed_by": "mary", "unread": False}
    assert list(printed) == KEYS
    assert busy.queue()[0] == printed


def test_next_never_hands_out_the_same_customer_twice(busy: Brand) -> None:
    handed = [
        json.loads(busy.does("next", agent=name).stdout)["customer"] for name in ("mary", "joe")
    ]
    assert handed == ["bob", "ann"]


@pytest.mark.parametrize("agent", ["mary", "joe"])
def test_next_prints_nothing_at_all_and_exits_1_when_nobody_is_left(
    busy: Brand, agent: str
) -> None:
    busy.does("next", agent="mary")
    busy.does("next", agent="mary")
    done = busy.run("next", agent=agent)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")


def test_a_claim_from_the_command_line_comes_back_after_fifteen_minutes(busy: Brand) -> None:
    busy.does("next", agent="mary")
    busy.pass_time(minutes=14, seconds=59)
    assert busy.queue()[0]["claimed_by"] == "mary"
    busy.pass_time(seconds=1)
    assert busy.queue()[0]["claimed_by"] is None
    assert json.loads(busy.does("next", agent="joe").stdout)["customer"] == "bob"


def test_claim_prints_the_row_it_claimed(busy: Brand) -> None:
    wanted = busy.queue()[1]["id"]
    printed = json.loads(busy.does("claim", wanted, agent="joe").stdout)
    assert (printed["id"], printed["claimed_by"]) == (wanted, "joe")


def test_claiming_somebody_elses_customer_says_whose(busy: Brand) -> None:
    wanted = busy.queue()[0]["id"]
    busy.does("claim", wanted, agent="joe")
    assert "joe is with this customer" in busy.fails("claim", wanted, agent="mary")
