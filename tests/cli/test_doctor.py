"""doctor: every kind of fault, said with its remedy, and exit 1."""

import json
import socket
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.kit import CONFIG, Brand

MASTODON = """
[[accounts]]
name = "fedi"
connector = "mastodon"
base_url = "http://127.0.0.1:{port}"
token = "env:FEDI_TOKEN"
"""
TOKEN = "tok-en-nobody-may-see"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A loopback port nobody listens on, for as long as the test lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries of a read follow at once."""

    class Impatience:
        def wait(self, _seconds: float) -> bool:
            return False

    monkeypatch.setattr("social_care.net.Event", Impatience)


def findings(brand: Brand, *, faulty: bool) -> list[dict[str, Any]]:
    """What doctor finds; its exit code tells whether there is a fault."""
    done = brand.run("doctor", "--json")
    assert done.exit_code == int(faulty), done.output
    assert done.stderr == ""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(item) == ["what", "verdict", "detail", "remedy"] for item in found)
    assert faulty == any(item["verdict"] == "fault" for item in found)
    return found


def faults(brand: Brand) -> list[dict[str, Any]]:
    """What is broken."""
    return [item for item in findings(brand, faulty=True) if item["verdict"] == "fault"]


def test_a_healthy_brand_has_no_faults(brand: Brand) -> None:
    brand.does("worker", "--once")
    found = {item["what"]: item for item in findings(brand, faulty=False)}
    assert found["configuration"]["detail"] == str(brand.config)
    assert found["database"]["detail"] == str(brand.db)
    assert found["acme"]["detail"] == "mastodon as acmeshoes"
    assert (found["worker"]["verdict"], found["worker"]["remedy"]) == (
        "note", "start it: social-care worker",
    )  # fmt: skip


def test_people_are_told_the_same_with_the_remedy_below(brand: Brand) -> None:
    lines = brand.does("doctor").stdout.splitlines()
    assert f"ok     configuration: {brand.config}" in lines
    note = lines.index("note   worker: not running: nothing is fetched or sent")
    assert lines[note + 1] == "       -> start it: social-care worker"


def test_without_agents_or_accounts_the_next_step_is_told(brand: Brand) -> None:
    brand.configure('[brand]\nname = "Acme"\n[store]\npath = "care.db"\n')
    found = {item["what"]: item for item in findings(brand, faulty=False)}
    assert found["agents"]["remedy"] == "add [[agents]] with a name"
    assert found["accounts"]["remedy"] == "social-care account add"


def test_a_configuration_that_cannot_be_used_is_a_fault_with_every_problem(brand: Brand) -> None:
    brand.configure(CONFIG, "[targts]\nx = 1\n[worker]\nstart = 1\n")
    (fault,) = faults(brand)
    assert fault["what"] == "configuration"
    assert "targts" in fault["detail"]
    assert "worker.start" in fault["detail"]


def test_a_configuration_that_is_not_there_is_a_fault_with_its_remedy(brand: Brand) -> None:
    brand.config.unlink()
    (fault,) = faults(brand)
    assert "social-care init" in fault["remedy"]


def test_another_programs_database_is_a_fault_and_is_left_as_it_was(brand: Brand) -> None:
    brand.db.unlink()
    connection = sqlite3.connect(brand.db)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = brand.db.read_bytes()
    found = findings(brand, faulty=True)
    fault = next(item for item in found if item["what"] == "database")
    assert fault["verdict"] == "fault"
    assert "another program" in fault["detail"]
    assert "--db PATH" in fault["remedy"]
    assert any(item["what"] == "acme" and item["verdict"] == "ok" for item in found)
    assert brand.db.read_bytes() == before


def test_a_file_that_is_no_database_is_a_fault(brand: Brand) -> None:
    brand.db.write_bytes(b"just some text, and not little of it" * 100)
    assert [item["what"] for item in faults(brand)] == ["database"]


def test_an_account_that_cannot_be_reached_is_a_fault_that_hides_the_token(
    brand: Brand, closed_port: int
) -> None:
    brand.configure(CONFIG, MASTODON.format(port=closed_port))
    brand.env["FEDI_TOKEN"] = TOKEN
    (fault,) = faults(brand)
    assert fault["what"] == "fedi"
    assert "127.0.0.1" in fault["detail"]
    assert fault["remedy"]
    assert TOKEN not in brand.run("doctor").output
    assert TOKEN not in brand.run("doctor", "--debug").output


def test_a_secret_that_leads_nowhere_is_a_fault_with_its_remedy(
    brand: Brand, closed_port: int
) -> None:
    brand.configure(CONFIG, MASTODON.format(port=closed_port))
    (fault,) = faults(brand)
    assert "FEDI_TOKEN is not set" in fault["detail"]
    assert "export FEDI_TOKEN" in fault["remedy"]


@pytest.mark.parametrize("token", [TOKEN, f"env {TOKEN}"])
def test_a_secret_written_into_the_file_is_a_fault_that_is_not_repeated(
    brand: Brand, closed_port: int, token: str
) -> None:
    brand.configure(CONFIG, MASTODON.format(port=closed_port).replace("env:FEDI_TOKEN", token))
    (fault,) = faults(brand)
    assert "env:NAME" in fault["remedy"]
    assert TOKEN not in json.dumps(fault)


def test_an_account_that_is_written_wrongly_is_a_fault_and_the_others_are_checked(
    brand: Brand,
) -> None:
    brand.configure(CONFIG, '[[accounts]]\nname = "x"\nconnector = "mastodon"\ntokn = "y"\n')
    found = {item["what"]: item for item in findings(brand, faulty=True)}
    assert "tokn" in found["x"]["detail"]
    assert found["acme"]["verdict"] == "ok"


def test_a_login_the_network_refuses_is_a_fault(brand: Brand) -> None:
    brand.network.fault("check", "auth")
    (fault,) = faults(brand)
    assert (fault["what"], "account login" in fault["remedy"]) == ("acme", True)


def test_a_stream_that_is_blind_is_a_fault_until_it_is_well_again(brand: Brand) -> None:
    brand.network.fault("fetch", "down", stream="mentions")
    brand.run("worker", "--once")
    (fault,) = faults(brand)
    assert fault["what"] == "acme mentions"
    assert fault["detail"].startswith("delayed: the simulated network is down; never read; next")
    assert fault["remedy"]
    brand.does("worker", "--once")
    findings(brand, faulty=False)


def test_an_account_that_was_taken_out_of_the_configuration_is_no_fault(brand: Brand) -> None:
    brand.network.fault("check", "auth")
    brand.run("worker", "--once")
    brand.configure(CONFIG.replace('name = "acme"', 'name = "renamed"'))
    findings(brand, faulty=False)


def test_a_target_that_no_poll_can_meet_is_a_note(brand: Brand) -> None:
    brand.configure(CONFIG + "every_s = 1200\n")
    notes = [item for item in findings(brand, faulty=False) if "every 1200 s" in item["detail"]]
    assert {item["detail"].split(": ")[1] for item in notes} == {
        "the target of urgent (15 min) cannot be met",
        "the target of high (30 min) may be used up by 66 % before we know",
    }
    assert all("[accounts.targets]" in item["remedy"] for item in notes)


def test_what_a_network_answers_never_acts_on_the_terminal(brand: Brand) -> None:
    brand.network.fault("check", "down", words="\x1b[2J down \x9b2J\u202e")
    for words in (["doctor"], ["doctor", "--json"]):
        brand.network.fault("check", "down", words="\x1b[2J down \x9b2J\u202e")
        shown = brand.run(*words).stdout
        assert "down" in shown
        assert all(character.isprintable() or character == "\n" for character in shown)


def test_doctor_needs_nobody(brand: Brand) -> None:
    brand.env["SOCIAL_CARE_AGENT"] = "not-listed"
    findings(brand, faulty=False)
