"""note, resolve, snooze, dismiss, answered: what the console does, for scripts."""

import pytest

from tests.cli.kit import Brand, iso
from tests.world import DAY, HOUR, MINUTE

ANGRY = "My shoes fell apart after a week, this is a disgrace!"
QUESTION = "Hello, where can I find your shop in Leeds?"
ACTS = {
    "claim": [],
    "reply": ["--text", "Sorry"],
    "note": ["--text", "called twice"],
    "wow": ["--text", "sent a card"],
    "resolve": [],
    "snooze": ["--minutes", "5"],
    "dismiss": [],
    "answered": [],
}


def states(brand: Brand) -> list[str]:
    """Every conversation's state."""
    return [row["state"] for row in brand.queue("all")]


@pytest.mark.parametrize("name", [*ACTS, "next", "outbox"])
def test_what_is_done_in_a_persons_name_needs_a_listed_person(brand: Brand, name: str) -> None:
    wanted = brand.hear(QUESTION)
    words = ["hold"] if name == "outbox" else [] if name == "next" else [wanted, *ACTS[name]]
    assert "--agent NAME" in brand.fails(name, *words)
    said = brand.fails(name, *words, agent="mallory")
    assert "no agent 'mallory'" in said
    assert "mary, joe" in said


@pytest.mark.parametrize("name", ACTS)
def test_the_name_can_come_from_the_environment(brand: Brand, name: str) -> None:
    wanted = brand.hear(QUESTION)
    brand.env["SOCIAL_CARE_AGENT"] = "mary"
    brand.does(name, wanted, *ACTS[name])


@pytest.mark.parametrize("name", [name for name in ACTS if name != "claim"])
def test_talk_goes_to_stderr_and_stdout_stays_empty(brand: Brand, name: str) -> None:
    wanted = brand.hear(QUESTION)
    done = brand.does(name, wanted, *ACTS[name], agent="mary")
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize("name", ACTS)
def test_nobody_can_act_on_a_conversation_that_is_not_there(brand: Brand, name: str) -> None:
    said = brand.fails(name, 77, *ACTS[name], agent="mary")
    assert "no conversation 77" in said
    assert "queue --view all" in said


def test_a_note_is_kept_with_its_writer_and_moves_nothing(brand: Brand) -> None:
    wanted = brand.hear(QUESTION)
    brand.does("note", wanted, agent="joe", stdin="She called twice.\n")
    (row,) = brand.rows("SELECT agent, text FROM notes")
    assert (row["agent"], row["text"].strip()) == ("joe", "She called twice.")
    assert states(brand) == ["open"]


def test_a_wow_is_kept_told_and_taken_back(brand: Brand) -> None:
    wanted = brand.hear(QUESTION)
    said = brand.does("wow", wanted, "--text", "sent flowers", agent="joe").stderr
    assert said.endswith(": sent flowers\n")
    assert "WOW by joe:\n    sent flowers" in brand.does("show", wanted).stdout
    brand.pass_time(minutes=1)
    told = " ".join(brand.does("digest").stdout.split())
    assert "WOW by joe for" in told
    assert "“sent flowers”" in told
    assert brand.does("export", "wows").stdout.count("sent flowers") == 1
    brand.does("undo", agent="joe")
    assert brand.rows("SELECT * FROM wows") == []
    assert "needs a few words" in brand.fails("wow", wanted, "--text", " ", agent="joe")


def test_an_empty_note_is_refused(brand: Brand) -> None:
    assert "empty note" in brand.fails("note", brand.hear(QUESTION), agent="joe", stdin="\n")


def test_resolving_an_unanswered_complaint_needs_anyway_and_says_so(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    assert "--anyway" in brand.fails("resolve", wanted, agent="mary")
    assert states(brand) == ["open"]
    brand.does("resolve", wanted, "--anyway", agent="mary")
    assert states(brand) == ["resolved"]


def test_a_wrap_up_is_kept_with_the_conversation(brand: Brand) -> None:
    brand.does("resolve", brand.hear(QUESTION), "--wrap-up", "order", agent="mary")
    assert brand.rows("SELECT wrap_up FROM conversations")[0]["wrap_up"] == "order"


def test_a_wrap_up_that_is_none_is_told_with_those_there_are(brand: Brand) -> None:
    said = brand.fails("resolve", brand.hear(QUESTION), "--wrap-up", "odrer", agent="mary")
    assert "codes: answered, order," in said
    assert "--anyway" not in said


def test_dismissing_takes_it_out_of_the_queue(brand: Brand) -> None:
    brand.does("dismiss", brand.hear(QUESTION), agent="mary")
    assert (brand.queue(), states(brand)) == ([], ["dismissed"])


def test_a_snooze_by_minutes_ends_by_itself(brand: Brand) -> None:
    wanted = brand.hear(QUESTION)
    brand.does("snooze", wanted, "--minutes", 5, agent="mary")
    assert (brand.queue(), len(brand.queue("snoozed"))) == ([], 1)
    brand.pass_time(minutes=5)
    brand.does("worker", "--once")
    assert len(brand.queue()) == 1


def test_a_snooze_until_a_time_is_cut_where_the_target_is_at_risk(brand: Brand) -> None:
    wanted = brand.hear(QUESTION)
    said = brand.does("snooze", wanted, "--until", iso(brand.now + DAY), agent="mary").stderr
    assert "cannot hide" in said
    until = brand.rows("SELECT snooze_until FROM conversations")[0]["snooze_until"]
    assert until == brand.now + 48 * MINUTE


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--minutes", "5", "--until", "2026-12-01T00:00Z"],
        ["--minutes", "0"],
        ["--minutes", "9" * 20],
        ["--until", "tomorrow"],
        ["--until", "2026-12-01"],
        ["--until", "2026-12-01T09:00"],
    ],
)
def test_a_snooze_that_says_no_clear_moment_is_a_usage_error(
    brand: Brand, words: list[str]
) -> None:
    brand.fails("snooze", brand.hear(QUESTION), *words, agent="mary", code=2)
    assert states(brand) == ["open"]


def test_a_time_without_a_zone_is_refused_with_an_example(brand: Brand) -> None:
    wanted = brand.hear(QUESTION)
    said = brand.fails("answered", wanted, "--at", "2026-11-02T09:00", agent="mary", code=2)
    assert "no time zone" in said
    assert "+00:00" in said


def test_answered_elsewhere_is_logged_at_the_time_given(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.pass_time(hours=2)
    at = iso(brand.now - HOUR)
    brand.does("answered", wanted, "--how", "phone", "--at", at, agent="joe")
    (row,) = brand.rows("SELECT * FROM responses")
    assert (row["source"], row["how"], row["agent"]) == ("elsewhere", "phone", "joe")
    assert row["responded_at"] == brand.now - HOUR
    assert row["elapsed_ms"] == HOUR


def test_answered_in_the_future_or_before_the_question_is_refused(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    for at in (iso(brand.now + 1000), iso(brand.now - 1000)):
        brand.fails("answered", wanted, "--at", at, agent="joe")
    assert brand.rows("SELECT 1 FROM responses") == []


def test_answered_in_a_way_we_do_not_know_is_a_usage_error(brand: Brand) -> None:
    said = brand.fails("answered", brand.hear(ANGRY), "--how", "pigeon", agent="joe", code=2)
    assert "phone" in said
