"""triage with the team's rules: tried from the command line before they work on customers."""

import json
from typing import Any

import pytest

from tests.cli.kit import Brand

RULES = """
[[rules]]
name = "wholesale"
text = 'wholesale OR "bulk order"'
band = "low"
tag = ["b2b", "bulk"]
assign = "joe"

[[rules]]
name = "giveaways"
when = "before"
text = "giveaway"
channel = "x"
dismiss = true
stop = true

[[rules]]
name = "press"
author = ["@press", "77"]
raise_to = "high"

[[rules]]
name = "outlet"
account = "acme"
tag = "ours"

[[rules]]
name = "runs away"
regex = "(a|aa)+$"
dismiss = true
"""


@pytest.fixture(autouse=True)
def ruled(brand: Brand) -> None:
    """The brand's team has rules."""
    brand.configure(more=RULES)


def verdicts(brand: Brand, *records: dict[str, Any], options: tuple[str, ...] = ()) -> list[Any]:
    """What `--jsonl -` prints for these records."""
    lines = "\n".join(map(json.dumps, records))
    done = brand.does("triage", "--jsonl", "-", *options, stdin=lines)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_rules_that_fired_are_named_and_what_they_did(brand: Brand) -> None:
    shown = brand.does("triage", "My wholesale shoes fell apart, this is a disgrace!").stdout
    assert "band       low\n" in shown
    assert "tags       b2b, bulk\n" in shown
    assert "given to   joe\n" in shown
    assert 'because    rule "wholesale": set to low, tagged b2b, bulk, given to joe\n' in shown


def test_channel_author_and_account_can_be_tried(brand: Brand) -> None:
    assert "rule" not in brand.does("triage", "giveaway").stdout
    shown = brand.does("triage", "giveaway", "--channel", "x").stdout
    assert 'dismissed  by rule "giveaways"\n' in shown
    assert "sentiment  not scored" in shown
    assert "band       high" in brand.does("triage", "hello", "--author", "press").stdout
    shown = brand.does("triage", "hello", "--account", "acme").stdout
    assert "tags       ours\n" in shown
    assert 'rule "outlet"' in shown


def test_an_account_brings_its_channel(brand: Brand) -> None:
    brand.configure(more=RULES.replace('channel = "x"', 'channel = "mastodon"'))
    assert "dismissed" in brand.does("triage", "giveaway", "--account", "acme").stdout


def test_an_account_that_is_none_of_ours_is_a_usage_error(brand: Brand) -> None:
    said = brand.fails("triage", "hello", "--account", "acne", code=2)
    assert "no account 'acne' (did you mean \"acme\"?)" in said


def test_every_line_names_the_rules_that_fired(brand: Brand) -> None:
    found = verdicts(
        brand,
        {"text": "hello"},
        {"text": "wholesale"},
        {"text": "giveaway", "channel": "x"},
        {"text": "wholesale", "author": "press", "account": "acme"},
        {"text": "hello", "author": {"handle": "somebody", "id": 77}},
    )
    assert [verdict["rules"] for verdict in found] == [
        [],
        ["wholesale"],
        ["giveaways"],
        ["wholesale", "press", "outlet"],
        ["press"],
    ]
    assert (found[2]["sentiment"], found[2]["complaint"], found[2]["category"]) == (
        None,
        None,
        "other",
    )


def test_options_stand_in_for_what_a_line_does_not_say(brand: Brand) -> None:
    records: list[dict[str, Any]] = [{"text": "giveaway"}, {"text": "giveaway", "channel": "email"}]
    found = verdicts(brand, *records, options=("--channel", "x"))
    assert [verdict["rules"] for verdict in found] == [["giveaways"], []]


def test_an_author_that_is_none_is_told_by_its_line(brand: Brand) -> None:
    done = brand.run("triage", "--jsonl", "-", stdin='{"text": "x", "author": {"handle": 5}}')
    assert (done.exit_code, done.stdout) == (1, "")
    assert "line 1: author.handle: expected text" in done.stderr


def test_a_pattern_that_runs_away_is_told_and_matches_nothing(brand: Brand) -> None:
    (found,) = verdicts(brand, {"text": "a" * 5_000 + "!"})
    assert found["rules"] == []


def test_private_details_are_told_and_card_numbers_masked(brand: Brand) -> None:
    said = "My order #12345678 is broken, refund 4111 1111 1111 1111!!!"
    shown = brand.does("triage", said).stdout
    assert "private    card number, order number, for everybody to read\n" in shown
    assert "because    a private detail in public: card number, order number\n" in shown
    assert "1111 1111 1111" not in shown
    public, direct = verdicts(brand, {"text": said}, {"text": said, "visibility": "direct"})
    assert public["reasons"][-1].startswith("a private detail in public")
    assert "private" not in " ".join(direct["reasons"])


def test_a_fault_in_a_rule_is_told_with_its_line(brand: Brand) -> None:
    brand.configure(more=RULES + '\n[[rules]]\nname = "odd"\nregex = "(a"\nstop = true\n')
    line = brand.config.read_text().splitlines().index('regex = "(a"') + 1
    told = brand.fails("triage", "hello")
    assert f"""rule 6 "odd", line {line}: regex: '(a' cannot be used""" in told


def test_what_comes_in_obeys_the_rules(brand: Brand) -> None:
    conversation = brand.hear("a bulk order, card 4111 1111 1111 1111")
    (row,) = brand.queue()
    assert (row["id"], row["band"]) == (conversation, "low")
    assert row["tags"] == ["b2b", "bulk", "ours"]
    assert row["text"] == "a bulk order, card 4111 **** **** 1111"
    assert "#b2b #bulk #ours: a bulk order, card 4111 **** **** 1111" in brand.does("queue").stdout
    assert brand.rows("SELECT assignee FROM conversations")[0]["assignee"] == "joe"
    assert "4111 1111 1111 1111" in brand.rows("SELECT text FROM mention_texts")[0]["text"]


def test_what_is_imported_obeys_the_rules(brand: Brand) -> None:
    brand.imported(
        {
            "external_id": "1",
            "text": "wholesale",
            "created_at": "2026-11-02T08:59:00Z",
            "author": {"handle": "press"},
        }
    )
    (row,) = brand.queue()
    assert (row["band"], row["tags"]) == ("high", ["b2b", "bulk"])
