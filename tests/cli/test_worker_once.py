"""worker --once, init, and what a console starts, through the command line."""

import json
from pathlib import Path

import pytest

from social_care import config as configuration
from social_care.cli import console
from social_care.config import Config
from social_care.connectors.demo import DemoControl
from social_care.models.views import View
from social_care.storage import Store
from tests.cli.kit import CONFIG, Brand

SECOND_ACCOUNT = """
[[accounts]]
name = "other"
connector = "demo"
folder = "other-network"
story = false
"""
REPLAY = """
[[accounts]]
name = "rehearsal"
connector = "replay"
path = "mentions.jsonl"
"""


def test_a_round_tells_what_it_did_on_stderr_only(brand: Brand) -> None:
    brand.say("Where is my order, please?")
    done = brand.does("worker", "--once")
    assert done.stdout == ""
    assert done.stderr == "acme: 1 new, 0 changed, 0 own posts\n"


def test_one_account_that_fails_stops_no_other_and_the_exit_code_tells(brand: Brand) -> None:
    brand.configure(CONFIG, SECOND_ACCOUNT)
    brand.network.fault("check", "auth")
    DemoControl(brand.folder / "other-network").say("m1", "Where is my order?", brand.now)
    done = brand.run("worker", "--once")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "acme: the simulated network does not know this token" in done.stderr
    assert "account login" in done.stderr
    assert "acme: 0 new" not in done.stderr
    assert "other: 1 new" in done.stderr
    assert [row["account"] for row in brand.queue()] == ["other"]
    assert brand.run("worker", "--once").exit_code == 0


def test_a_secret_that_is_missing_blinds_its_account_and_not_the_worker(brand: Brand) -> None:
    blind = '[[accounts]]\nname = "fedi"\nconnector = "mastodon"\ntoken = "env:NOT_SET_HERE"\n'
    brand.configure(CONFIG, blind + 'base_url = "http://127.0.0.1:1"\n')
    brand.say("Where is my order, please?")
    done = brand.run("worker", "--once")
    assert done.exit_code == 1
    assert "fedi: the environment variable NOT_SET_HERE is not set" in done.stderr
    assert len(brand.queue()) == 1
    states = brand.rows(
        "SELECT DISTINCT a.name, s.state FROM streams s JOIN accounts a ON a.id = s.account_id"
        " ORDER BY a.name"
    )
    assert [tuple(row) for row in states] == [("acme", "ok"), ("fedi", "needs login")]


def test_every_account_that_is_written_wrongly_is_told_and_the_others_are_listened_to(
    brand: Brand,
) -> None:
    wrong = '[[accounts]]\nname = "x"\nconnector = "mastodn"\n' + SECOND_ACCOUNT.replace(
        "folder", "foldr"
    )
    brand.configure(CONFIG, wrong)
    brand.say("Where is my order, please?")
    said = brand.fails("worker", "--once")
    assert "x: there is no connector 'mastodn' (did you mean \"mastodon\"?)" in said
    assert "mastodon" in said
    assert "foldr" in said
    assert "folder" in said
    assert len(brand.queue()) == 1


def test_a_rate_limit_is_respected_and_told(brand: Brand) -> None:
    brand.network.fault("fetch", "rate", retry_at=brand.now + 60_000, stream="mentions")
    assert brand.run("worker", "--once").exit_code == 1
    brand.say("Where is my order, please?")
    said = brand.does("worker", "--once").stderr
    assert "mentions is not asked yet: the network wants us to wait" in said
    assert brand.queue() == []
    brand.pass_time(seconds=60)
    brand.does("worker", "--once")
    assert len(brand.queue()) == 1


def test_intervals_are_ignored(brand: Brand) -> None:
    for number in range(3):
        brand.say("Where is my order, please?", by=f"kim{number}")
        assert "1 new" in brand.does("worker", "--once").stderr


def test_without_accounts_there_is_nothing_to_do_and_nothing_wrong(brand: Brand) -> None:
    brand.configure(CONFIG.split("[[accounts]]", maxsplit=1)[0])
    said = brand.does("worker", "--once").stderr
    assert said == "no account yet, so nothing is listened to: social-care account add\n"


def test_relative_paths_of_an_account_are_relative_to_the_file(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.configure(CONFIG, REPLAY)
    line = '{"external_id": "1", "text": "hello?", "created_at": "2026-11-02T08:00:00Z"}\n'
    (brand.folder / "mentions.jsonl").write_text(line)
    monkeypatch.chdir("/")
    brand.does("worker", "--once")
    assert [row["account"] for row in brand.queue()] == ["rehearsal"]
    assert (brand.folder / "network").is_dir()


def test_what_a_network_says_never_acts_on_the_terminal(brand: Brand) -> None:
    brand.network.fault("check", "down", words="\x1b]0;owned\x07 down \x9b2J")
    done = brand.run("worker", "--once")
    assert all(character.isprintable() or character == "\n" for character in done.stderr)


# What a console starts --------------------------------------------------------------------------


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The logs of the workers that would have been started."""
    logs: list[Path] = []

    def spawn(config: Config, log: Path, *, detached: bool) -> None:
        assert detached
        logs.append(log)

    monkeypatch.setattr(console, "_spawn", spawn)
    return logs


def start(brand: Brand) -> None:
    """What opening a console does about the worker."""
    config, store = configuration.load(brand.config), Store(brand.db)
    try:
        console._start_worker(config, store)
    finally:
        store.close()


def test_a_console_starts_a_worker_when_none_runs(brand: Brand, spawned: list[Path]) -> None:
    start(brand)
    assert spawned == [brand.folder / "care.worker.log"]


def test_a_console_starts_none_beside_one_that_gave_a_sign_of_life(
    brand: Brand, spawned: list[Path]
) -> None:
    store = Store(brand.db)
    with store.write() as tx:
        tx.insert("workers", id="w", pid=1, host="h", started_at=0, seen_at=brand.now)
    store.close()
    brand.pass_time(seconds=30)
    start(brand)
    assert spawned == []
    brand.pass_time(seconds=1)
    start(brand)
    assert len(spawned) == 1


def test_the_demo_is_a_brand_at_work_that_leaves_no_trace() -> None:
    with console.demo_brand(seed=1, speed=1.0, agent="mary") as desk:
        folder = Path(desk._store.path).parent
        assert desk.agent == "mary"
        assert desk.queue_ids(View.TODO)
        assert desk.status().worker_alive
        assert desk.status().streams == ()
    assert not folder.exists()


def test_an_account_whose_table_is_faulty_is_off_and_stops_no_other(brand: Brand) -> None:
    faulty = CONFIG.replace('"acme"\nconnector = "demo"', '"bad"\nconnector = "demo"\nspeeed = 2')
    brand.configure(CONFIG, faulty[faulty.index("[[accounts]]") :].replace("network", "other"))
    brand.network.say("m1", "my boots leak", brand.now)
    done = brand.run("worker", "--once")
    assert done.exit_code == 1
    assert "acme: 1 new" in done.stderr
    assert "speeed: is not known here" in done.stderr
    found = [json.loads(line) for line in brand.run("doctor", "--json").stdout.splitlines()]
    off = [each for each in found if each["what"] == "bad all streams"]
    assert [each["detail"].split(":")[0] for each in off] == ["off"]
    assert "start the worker again" in off[0]["remedy"]
    brand.configure()
    brand.does("worker", "--once")


def test_a_known_account_that_becomes_faulty_keeps_what_is_known_of_it(brand: Brand) -> None:
    good = CONFIG[CONFIG.index("[[accounts]]") :].replace('"acme"', '"good"')
    brand.configure(CONFIG, good.replace('"network"', '"other"'))
    brand.does("worker", "--once")
    before = brand.rows("SELECT network, channel, own_id FROM accounts WHERE name = 'acme'")
    brand.configure(CONFIG.replace("story = false", "stori = false"), good)
    assert brand.run("worker", "--once").exit_code == 1
    after = brand.rows("SELECT network, channel, own_id FROM accounts WHERE name = 'acme'")
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
