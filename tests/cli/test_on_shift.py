"""presence, handover and catch-up, as scripts and the plain mode use them."""

import pytest

from tests.cli.kit import CONFIG, Brand
from tests.world import START

SHIFTS = """
[[shifts]]
name = "day"
days = "mon-fri"
start = "09:00"
end = "18:00"
"""
PROMISE = "I will call on Friday"


@pytest.fixture
def busy(brand: Brand) -> Brand:
    """mary holds two customers; a third is free."""
    brand.configure(CONFIG, SHIFTS)
    for name in ("ann", "bob", "cat"):
        brand.say(f"Where is my order? asks {name}", by=name)
    brand.does("worker", "--once")
    for _ in range(2):
        brand.does("next", agent="mary")
    return brand


def claimed(brand: Brand) -> dict[int, str | None]:
    """Who holds what."""
    return {row["id"]: row["claimed_by"] for row in brand.queue()}


# presence ---------------------------------------------------------------------------------------


def test_the_crew_is_listed_with_the_shift_on_stderr(busy: Brand) -> None:
    busy.does("presence", "on", agent="mary")
    done = busy.does("presence")
    assert done.stderr == "day shift, until 18:00\n"
    assert done.stdout.splitlines() == [
        "joe          not seen yet",
        "mary         on     for 0s, holds 2",
    ]
    busy.pass_time(minutes=20)
    assert "mary         on     for 20m, not seen for 5m" in busy.does("presence").stdout


def test_the_crew_is_one_object_a_line_for_scripts(busy: Brand) -> None:
    busy.does("presence", "on", agent="mary")
    joe, mary = busy.json("presence", "--json")
    assert joe == {
        "agent": "joe",
        "state": None,
        "since": None,
        "at_work": False,
        "seen_until": None,
        "holds": 0,
    }
    assert (mary["state"], mary["since"]) == ("on", "2026-11-02T09:00:00.000+00:00")
    assert (mary["at_work"], mary["holds"]) == (True, 2)


def test_on_break_and_off_are_said(busy: Brand) -> None:
    said = busy.does("presence", "on", agent="mary").stderr
    assert said == "You are on: day shift, until 18:00\n"
    assert busy.does("presence", "on", agent="mary").stderr == "You are on already\n"
    said = busy.does("presence", "break", agent="mary").stderr
    assert said == "You are on a break since 09:00; 2 customers given back\n"
    assert set(claimed(busy).values()) == {None}
    said = busy.does("presence", "off", agent="mary").stderr
    assert said == "You are off since 09:00; you held nothing\n"


def test_next_after_a_break_says_that_one_is_on_again(busy: Brand) -> None:
    busy.does("presence", "break", agent="mary")
    done = busy.does("next", agent="mary")
    assert done.stderr == "you are on again\n"
    assert '"claimed_by": "mary"' in done.stdout
    assert busy.does("next", agent="mary").stderr == ""


def test_going_off_hands_over(busy: Brand) -> None:
    first, second = [row["id"] for row in busy.queue() if row["claimed_by"] == "mary"]
    words = ["presence", "off", "--to", f"{first}=joe", "--note", "Ann wants a call"]
    done = busy.does(*words, agent="mary")
    assert done.stderr == "You are off since 09:00; handed over: 1 to joe, 1 to the queue\n"
    rows = {row["id"]: row["assignee"] for row in busy.queue()}
    assert (rows[first], rows[second]) == ("joe", None)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["presence", "on", "--note", "x"], "are for going off"),
        (["presence", "--to", "1=joe"], "are for going off"),
        (["presence", "off", "--to", "joe"], "'joe' is no heir"),
        (["presence", "off", "--to", "1="], "'1=' is no heir"),
        (["presence", "off", "--to", "x=joe"], "'x=joe' is no heir"),
        (["presence", "on", "--json"], "--json is for the list"),
        (["presence", "asleep"], "is not one of 'on', 'break', 'off'"),
    ],
)
def test_what_makes_no_sense_is_refused(busy: Brand, words: list[str], why: str) -> None:
    assert why in busy.fails(*words, agent="mary", code=2)
    assert {one["state"] for one in busy.json("presence", "--json")} == {None}


def test_what_one_does_not_hold_cannot_be_handed_over(busy: Brand) -> None:
    (free,) = [each for each, holder in claimed(busy).items() if holder is None]
    said = busy.fails("presence", "off", "--to", f"{free}=mary", agent="joe", code=2)
    assert f"you do not hold {free}" in said
    assert busy.json("presence", "--json")[0]["state"] is None


def test_an_heir_who_is_not_listed_is_refused(busy: Brand) -> None:
    said = busy.fails("presence", "off", "--to", "1=zoe", agent="mary")
    assert "no agent 'zoe'" in said
    assert "joe" in said


# handover ---------------------------------------------------------------------------------------


def test_what_one_holds_is_listed(busy: Brand) -> None:
    first, second = [row["id"] for row in busy.queue() if row["claimed_by"] == "mary"]
    busy.does("snooze", second, "--minutes", 30, "--reason", PROMISE, agent="mary")
    found = busy.json("handover", "holds", "--json", agent="mary")
    assert found == [
        {"id": first, "held": ["claim"], "heir": None},
        {"id": second, "held": ["claim", "snooze", "promise"], "heir": None},
    ]
    lines = busy.does("handover", "holds", agent="mary").stdout.splitlines()
    assert lines[1].endswith(
        "[claim, snooze, promise (promised by mary: I will call on Friday)] -> queue"
    )


def test_who_comes_next_reads_what_was_left_once(busy: Brand) -> None:
    first, second = [row["id"] for row in busy.queue() if row["claimed_by"] == "mary"]
    busy.does("presence", "off", "--to", f"{first}=joe", "--note", "Ann wants a call", agent="mary")
    assert busy.json("handover", "list", "--json", agent="joe")[0] == {
        "id": 1,
        "agent": "mary",
        "at": "2026-11-02T09:00:00.000+00:00",
        "note": "Ann wants a call",
        "read": False,
        "items": [
            {"id": first, "held": ["claim"], "heir": "joe"},
            {"id": second, "held": ["claim"], "heir": None},
        ],
    }
    told = busy.does("handover", "list", agent="joe").stdout
    assert told == "     1  mary at 09:00: 2 conversations  not read yet\n"
    shown = busy.does("handover", agent="joe").stdout.splitlines()
    assert shown[0] == "handover 1 from mary at 09:00"
    assert shown[1] == "  note: Ann wants a call"
    assert shown[2].endswith("[claim] -> joe")
    assert shown[3].endswith("[claim] -> queue")
    again = busy.does("handover", "print", agent="joe")
    assert again.stdout == ""
    assert "nothing was handed over that you have not read" in again.stderr
    assert busy.does("handover", "print", 1, agent="joe").stdout.splitlines() == shown
    assert "not read" not in busy.does("handover", "list", agent="joe").stdout


def test_a_handover_that_is_not_there_is_said(busy: Brand) -> None:
    assert "no handover 7" in busy.fails("handover", "print", 7, agent="joe")


def test_what_was_written_in_a_note_does_not_act_on_the_terminal(busy: Brand) -> None:
    busy.does("presence", "off", "--note", "\x1b[2J\u202e[/]", agent="mary")
    shown = busy.does("handover", agent="joe").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[/]" in shown


# promises ---------------------------------------------------------------------------------------


def test_a_promise_is_in_the_queue_for_scripts_and_for_people(busy: Brand) -> None:
    wanted = next(row["id"] for row in busy.queue() if row["claimed_by"] == "mary")
    until = "2026-11-06T09:00+00:00"
    busy.does("snooze", wanted, "--until", until, "--reason", PROMISE, agent="mary")
    (row,) = busy.queue("snoozed")
    assert row["promise"] == {
        "by": "mary",
        "until": "2026-11-06T09:00:00.000+00:00",
        "text": PROMISE,
    }
    shown = busy.does("queue", "--view", "snoozed").stdout
    assert "[promised by mary: I will call on Friday]" in shown


def test_who_was_silent_is_in_the_queue(busy: Brand) -> None:
    busy.configure(CONFIG, "\n[assignment]\nsilent_minutes = 3\n")
    held = next(row["id"] for row in busy.queue() if row["claimed_by"] == "mary")
    busy.does("presence", "off", "--to", f"{held}=joe", agent="mary")
    busy.pass_time(minutes=4)
    busy.does("worker", "--once")
    row = next(row for row in busy.queue() if row["id"] == held)
    assert (row["assignee"], row["back_from"]) == (None, "joe")
    assert "[back from joe: silent for 4 min]" in busy.does("queue").stdout


# catch-up ---------------------------------------------------------------------------------------


def test_a_lead_switches_catch_up_for_everybody(busy: Brand) -> None:
    assert busy.does("catch-up").stdout == "catch-up: off\n"
    said = busy.does("catch-up", "on", agent="joe").stderr
    assert said == "Catch-up is on: every third pull is the oldest late\n"
    busy.pass_time(minutes=5)
    assert busy.does("catch-up").stdout == "catch-up: on since 09:00 by joe\n"
    assert "already" in busy.does("catch-up", "on", agent="joe").stderr
    assert busy.does("catch-up", "off", agent="joe").stderr.startswith("Catch-up is off")
    assert busy.does("catch-up").stdout == "catch-up: off\n"


def test_nobody_else_does(busy: Brand) -> None:
    assert "only a lead switches catch-up" in busy.fails("catch-up", "on", agent="mary")
    assert busy.does("catch-up").stdout == "catch-up: off\n"


def test_next_serves_the_oldest_late_as_the_third(brand: Brand) -> None:
    for minutes, name in ((300, "old"), (200, "older"), (5, "one"), (4, "two"), (3, "three")):
        at = START - minutes * 60_000
        brand.say(f"Where is my order? asks {name}", by=name, posted_at=at)
    brand.does("worker", "--once")
    brand.does("catch-up", "on", agent="joe")
    found = [brand.json("next", agent="mary")[0]["customer"] for _ in range(5)]
    assert found == ["one", "two", "old", "three", "older"]
