"""Another policy in the file: whoever waits is due by it once a worker has been there."""

import json
from datetime import datetime

from tests.cli.kit import CONFIG, Brand, iso
from tests.world import MINUTE

TIGHT = """
[targets]
normal = 20
high = 20
[[vips]]
handles = ["@Kim"]
[targets.vip]
normal = 5
high = 5
"""


def due(brand: Brand) -> dict[str, float | None]:
    """Minutes from now on, by customer."""
    return {
        row["customer"]: None if row["due"] is None else (ms(row["due"]) - brand.now) / MINUTE
        for row in brand.queue()
    }


def ms(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


def asked(brand: Brand, *names: str) -> None:
    for name in names:
        brand.say("Where is my order?", name)
    brand.does("worker", "--once")


def imported(brand: Brand, name: str) -> None:
    record = {
        "external_id": f"import {name}",
        "text": "Where is my order?",
        "created_at": iso(brand.now),
        "author": {"id": name, "handle": name},
    }
    brand.does("import", "-", stdin=json.dumps(record))


def test_a_worker_that_starts_brings_everybody_who_waits_up_to_the_file(brand: Brand) -> None:
    asked(brand, "kim", "sam")
    imported(brand, "lee")
    assert due(brand) == {"kim": 30, "sam": 30, "lee": 30}
    brand.configure(CONFIG, TIGHT)
    brand.does("worker", "--once")
    assert due(brand) == {"kim": 5, "sam": 20, "lee": 20}
    brand.configure(CONFIG, '[hours]\ntue = ["09:00-17:00"]\n')
    brand.does("worker", "--once")
    assert due(brand) == {"kim": 24.5 * 60, "sam": 24.5 * 60, "lee": 24.5 * 60}


def test_an_import_brings_those_before_it_up_to_the_file(brand: Brand) -> None:
    """No worker looks after the account."""
    imported(brand, "lee")
    brand.configure(CONFIG, TIGHT)
    imported(brand, "sam")
    assert due(brand) == {"lee": 20, "sam": 20}


def test_what_comes_in_after_that_is_due_by_the_file_at_once(brand: Brand) -> None:
    brand.configure(CONFIG, TIGHT)
    asked(brand, "kim", "sam")
    assert due(brand) == {"kim": 5, "sam": 20}


def test_an_account_whose_table_is_faulty_keeps_its_due_times(brand: Brand) -> None:
    """Its channel is not known then, and so is not how long its answers may take."""
    asked(brand, "sam")
    other = '[[accounts]]\nname = "other"\nconnector = "demo"\nfolder = "o"\nstory = false\n'
    brand.configure(CONFIG.replace('channel = "mastodon"', "every_s = 0"), other + TIGHT)
    assert brand.run("worker", "--once").exit_code == 1
    assert due(brand) == {"sam": 30}


def test_what_was_answered_stays_as_it_was_logged(brand: Brand) -> None:
    asked(brand, "kim")
    brand.pass_time(minutes=30)
    brand.does("reply", brand.queue()[0]["id"], "--text", "Here it is", agent="mary")
    brand.does("worker", "--once")
    before = brand.does("export", "responses").stdout
    assert ",true," in before
    brand.configure(CONFIG, TIGHT)
    brand.does("worker", "--once")
    assert brand.does("export", "responses").stdout == before


def test_the_policy_in_force_is_kept_with_who_waits(brand: Brand) -> None:
    asked(brand, "sam")
    (before,) = brand.rows("SELECT policy FROM waits")
    brand.configure(CONFIG, TIGHT)
    brand.does("worker", "--once")
    (after,) = brand.rows("SELECT policy FROM waits")
    assert before["policy"] != after["policy"] != ""
    (event,) = brand.rows("SELECT data FROM events WHERE kind = 'measured'")
    assert json.loads(event["data"])["policy"] == after["policy"]
