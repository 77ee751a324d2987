"""Flags and mails through the command line, to a real SMTP server and a real web server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from social_care.storage import Store, mails
from tests.cli.kit import CONFIG, Brand
from tests.hook_kit import Hook, hook
from tests.smtp_kit import PASSWORD, Receiver, serving

TELLING = """
[worker]
heartbeat_url = "env:HEARTBEAT"

[mail]
host = "127.0.0.1"
port = {port}
security = "none"
user = "brand"
password = "env:SMTP_PASSWORD"
from = "Acme Care <care@acme.example>"

[[alerts]]
to = ["lead@acme.example"]
quiet = "22:00-07:00"

[[alerts]]
url = "env:SLACK_WEBHOOK"
stages = ["late", "escalated", "account"]

[[alerts]]
url = "env:PROGRAM"
format = "json"
"""
SECRET = "/services/T0/B0/s3cr3t"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def port(receiver: Receiver) -> Iterator[int]:
    with serving(receiver) as port:
        yield port


@pytest.fixture
def slack() -> Iterator[Hook]:
    with hook() as made:
        yield made


@pytest.fixture
def program() -> Iterator[Hook]:
    with hook() as made:
        yield made


@pytest.fixture
def told(brand: Brand, port: int, slack: Hook, program: Hook) -> Brand:
    """A brand whose flags go everywhere."""
    brand.configure(CONFIG, TELLING.format(port=port))
    brand.env |= {
        "SMTP_PASSWORD": PASSWORD,
        "SLACK_WEBHOOK": slack.base + SECRET,
        "PROGRAM": program.base + "/in",
        "HEARTBEAT": program.base + "/beat/s3cr3t",
    }
    return brand


def doctor(brand: Brand) -> dict[str, dict[str, Any]]:
    found = brand.run("doctor", "--json").stdout.splitlines()
    return {item["what"]: item for item in map(json.loads, found)}


def test_a_round_listens_watches_and_tells_in_this_order(
    told: Brand, receiver: Receiver, slack: Hook, program: Hook
) -> None:
    told.hear("My son's foot is burned by your insole, we are at the hospital", by="kim")
    assert receiver.mails == []
    told.pass_time(minutes=16)
    told.does("worker", "--once")
    (mail,) = receiver.messages
    assert mail["To"] == "lead@acme.example"
    assert mail["Subject"].startswith("Acme Shoes: LATE 1m: Kim on mastodon, urgent complaint")
    assert "\"My son's foot is burned by your insole" in mail.get_content()
    assert slack.posted[0]["text"].startswith("*Acme Shoes*: LATE 1m: Kim on mastodon")
    posts = [path for method, path in program.asked if method == "POST"]
    assert posts == ["/in"]
    assert program.posted[0]["alerts"][0]["stage"] == "late"
    told.pass_time(minutes=1)
    told.does("worker", "--once")
    assert (len(receiver.mails), len(slack.posted)) == (1, 1)
    assert program.asked.count(("GET", "/beat/s3cr3t")) == 3


def test_what_fails_stops_no_account_and_doctor_says_how_to_mend_it(
    told: Brand, receiver: Receiver, slack: Hook, program: Hook
) -> None:
    told.env["SMTP_PASSWORD"] = "wrong"
    slack.status = 404
    told.hear("My son's foot is burned by your insole, we are at the hospital", by="kim")
    told.pass_time(minutes=16)
    done = told.does("worker", "--once")
    assert "hook:env:SLACK_WEBHOOK: 127.0.0.1 answered 404" in done.stderr
    assert "mail:lead@acme.example: SMTP 127.0.0.1 answered 535" in done.stderr
    assert len(program.posted) == 1
    found = doctor(told)
    lead, chat = found["mail:lead@acme.example"], found["hook:env:SLACK_WEBHOOK"]
    assert (lead["verdict"], chat["verdict"]) == ("fault", "fault")
    assert "flags that wait for it: 1" in lead["detail"]
    assert "fails since 2026-11-02T09:16Z" in chat["detail"]
    assert chat["remedy"] == "check the address behind [[alerts]] url, and its format"
    assert found["mail"]["remedy"].startswith("check [mail] user and password")
    assert found["hook:env:PROGRAM"]["detail"].startswith("told last 2026-11-02T09:16Z")
    assert found["heartbeat"]["verdict"] == "ok"
    everything = json.dumps(found) + done.stderr
    assert "s3cr3t" not in everything
    assert "wrong" not in everything
    told.env["SMTP_PASSWORD"] = PASSWORD
    told.pass_time(minutes=1)
    told.does("worker", "--once")
    assert len(receiver.mails) == 1
    assert doctor(told)["mail:lead@acme.example"]["verdict"] == "ok"


def test_a_reference_that_leads_nowhere_is_a_fault_and_stops_nothing_else(
    told: Brand, slack: Hook
) -> None:
    del told.env["PROGRAM"], told.env["HEARTBEAT"]
    told.hear("My son's foot is burned by your insole, we are at the hospital", by="kim")
    told.pass_time(minutes=16)
    done = told.does("worker", "--once")
    assert "the environment variable PROGRAM is not set" in done.stderr
    assert "heartbeat: the environment variable HEARTBEAT is not set" in done.stderr
    assert len(slack.posted) == 1
    found = [json.loads(line) for line in told.run("doctor", "--json").stdout.splitlines()]
    faults = {item["what"] for item in found if item["verdict"] == "fault"}
    assert faults == {"hook:env:PROGRAM", "heartbeat"}


def test_an_account_that_cannot_be_heard_is_told_at_night(
    told: Brand, receiver: Receiver, program: Hook
) -> None:
    told.pass_time(hours=14)
    told.network.fault("check", "auth")
    told.run("worker", "--once")
    (mail,) = receiver.messages
    assert mail["Subject"].startswith("Acme Shoes: acme has lost its log-in, not heard")
    assert program.posted[0]["alerts"][0]["stage"] == "account"
    told.pass_time(minutes=30)
    told.does("worker", "--once")
    assert len(receiver.mails) == 1
    assert told.rows("SELECT count(*) FROM alerts WHERE withdrawn_at IS NULL")[0][0] == 0


def test_a_mail_in_the_outbox_leaves_and_one_that_is_refused_is_in_doctor(
    told: Brand, receiver: Receiver
) -> None:
    queue(told.db, told.now)
    receiver.recipient = "550 5.1.1 no such user"
    done = told.does("worker", "--once")
    assert "mail to nobody@acme.example: SMTP 127.0.0.1 answered 550" in done.stderr
    found = doctor(told)["mail to nobody@acme.example"]
    assert found["detail"].startswith("digest:day: given up: SMTP 127.0.0.1 answered 550")
    assert "correct it in the configuration" in found["remedy"]


def queue(db: Path, now: int) -> None:
    store = Store(db)
    with store.write() as tx:
        mails.queue(tx, "digest:day", "nobody@acme.example", now, subject="s", content=b"To: x")
    store.close()
