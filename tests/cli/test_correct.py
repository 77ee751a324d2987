"""`correct`: the agent's verdict from the command line, as the console gives it."""

from datetime import datetime

import pytest

from tests.cli.kit import Brand, iso, record
from tests.world import HOUR, MINUTE, START


def test_the_verdict_is_recorded_and_the_queue_follows(brand: Brand) -> None:
    conversation = brand.hear("What lovely shoes!")
    said = brand.does("correct", conversation, "--category", "complaint", agent="mary").stderr
    assert said == "Kim corrected: complaint, high\n"
    row = brand.queue()[0]
    assert (row["category"], row["band"]) == ("complaint", "high")
    assert row["reasons"] == ["corrected by mary (was praise, low)"]
    assert 0 < row["score"] <= 100


def test_the_target_is_the_accounts_own(brand: Brand) -> None:
    brand.configure(more="\n[accounts.targets]\nurgent = 7\n")
    conversation = brand.hear("What lovely shoes!")
    since = brand.now
    brand.does("correct", conversation, "--band", "urgent", agent="mary")
    assert brand.rows("SELECT due_at FROM waits")[0][0] == since + 7 * MINUTE


def test_noise_is_dismissed_on_demand(brand: Brand) -> None:
    conversation = brand.hear("Where is my order?")
    brand.does("correct", conversation, "--category", "noise", "--dismiss", agent="mary")
    assert brand.queue() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "--category, --band or both"),
        (["--category", "rant"], "Invalid value"),
        (["--band", "lowest"], "Invalid value"),
    ],
)
def test_what_is_no_verdict_is_a_usage_error(brand: Brand, words: list[str], told: str) -> None:
    conversation = brand.hear("Where is my order?")
    assert told in brand.fails("correct", conversation, *words, agent="mary", code=2)


def test_a_verdict_needs_somebody_who_gives_it(brand: Brand) -> None:
    conversation = brand.hear("Where is my order?")
    assert "--agent NAME" in brand.fails("correct", conversation, "--band", "high")


def test_an_import_that_nobody_can_answer_gets_its_target_all_the_same(brand: Brand) -> None:
    brand.imported(record(1, "https://shop.example/deal"))
    conversation = brand.queue("all")[0]["id"]
    brand.does("correct", conversation, "--category", "question", agent="mary")
    assert datetime.fromisoformat(brand.queue()[0]["due"]) == datetime.fromisoformat(
        iso(START + HOUR)
    )
