"""account list and account test: how accounts do, what they would bring, what a search finds."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.export import iso
from social_care.storage import Store
from tests.cli.account_kit import PASSWORD, Net, install, mention
from tests.cli.kit import CONFIG, Brand, record
from tests.world import MINUTE

PLAIN = """
[[accounts]]
name = "fedi"
connector = "plain"
base_url = "https://plain.example"
password = "env:FEDI_PASSWORD"
queries = ["acme shoes"]
"""


@pytest.fixture
def net(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """An account on a network of its own beside the demo's."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    brand.configure(CONFIG, PLAIN)
    brand.env["FEDI_PASSWORD"] = PASSWORD
    yield from install(monkeypatch)


def listed(brand: Brand, name: str = "fedi") -> dict[str, Any]:
    """What `account list` says of an account."""
    (found,) = [each for each in brand.json("account", "list", "--json") if each["account"] == name]
    return found


# list


def test_accounts_that_no_worker_has_seen_are_listed(brand: Brand, net: Net) -> None:
    shown = brand.does("account", "list").stdout.splitlines()
    unseen = "not yet seen by a worker"
    assert shown == [f"acme: demo, {unseen}", f"fedi: plain, {unseen}"]
    found = listed(brand)
    assert (found["connector"], found["handle"], found["streams"]) == ("plain", None, [])
    assert net.calls == 0


def test_accounts_are_listed_with_all_that_is_known(brand: Brand, net: Net) -> None:
    brand.does("worker", "--once")
    found, now = listed(brand), brand.now
    assert found == {
        "account": "fedi",
        "connector": "plain",
        "channel": "plain",
        "handle": "acme",
        "log_in_ends": iso(now + 10 * MINUTE),
        "streams": found["streams"],
        "usage": [{"name": "calls", "used": 2, "allowed": 100, "until": iso(now + MINUTE)}],
    }
    assert [(each["stream"], each["state"]) for each in found["streams"]] == [
        ("mentions", "ok"),
        ("search: acme shoes", "ok"),
    ]
    assert all(each["last_success"] and each["next_try"] for each in found["streams"])
    shown = brand.does("account", "list").stdout
    assert "fedi: plain as acme\n  log-in ends " in shown
    assert "  search: acme shoes: ok; last read 0s ago; next try in 5m\n" in shown
    assert "  calls: 2 of 100 used, anew in 1m\n" in shown
    brand.pass_time(minutes=7)
    assert "last read 7m ago; next try at once\n" in brand.does("account", "list").stdout


def test_a_blind_stream_is_listed_with_its_remedy(brand: Brand, net: Net) -> None:
    net.blind = ("mentions",)
    brand.run("worker", "--once")
    (blind,) = [each for each in listed(brand)["streams"] if each["stream"] == "mentions"]
    assert (blind["state"], blind["last_success"]) != ("ok", blind["next_try"])
    assert blind["problem"] == "mentions is not for you"
    shown = brand.does("account", "list").stdout
    assert "    mentions is not for you\n    -> give the token the missing scope" in shown


def test_without_an_account_the_list_says_how_to_add_one(brand: Brand) -> None:
    brand.configure(CONFIG.split("[[accounts]]")[0])
    done = brand.does("account", "list")
    assert (done.stdout, "account add" in done.stderr) == ("", True)
    assert brand.does("account", "list", "--json").output == ""


# test


def contents(brand: Brand) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database but what is used up of the allowances."""
    store = Store(brand.db)
    tables = [row[0] for row in store.read().all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        " AND name <> 'usages'")]  # fmt: skip
    found = {
        name: [tuple(row) for row in store.read().all(f"SELECT * FROM {name}")] for name in tables
    }
    store.close()
    return found


def test_a_try_shows_who_we_are_and_what_a_poll_would_bring(brand: Brand, net: Net) -> None:
    net.says = [mention(1, "hello", brand.now), mention(2, "again", brand.now)]
    net.warnings = ("searches are slow there",)
    done = brand.does("account", "test", "fedi")
    for words in ("There we are acme.", "read, write", "searches are slow", "280 characters"):
        assert words in done.stderr, words
    assert done.stdout.splitlines() == [
        "mentions: 2 mentions, 0 own posts, and more behind them (read every 60 s)",
        "search: acme shoes: 2 mentions, 0 own posts, and more behind them (read every 300 s)",
    ]


def test_what_fails_while_the_rest_works_makes_a_try_fail(brand: Brand, net: Net) -> None:
    net.says = [mention(1, "hello", brand.now)]
    net.faults = (NetworkError(ErrorClass.AUTH, "nothing can be sent"),)
    done = brand.run("account", "test", "fedi")
    assert done.exit_code == 1
    assert "nothing can be sent; log the account in again: social-care account login fedi" in (
        done.stderr
    )
    assert "mentions: 1 mentions" in done.stdout


def test_a_try_stores_nothing_but_what_it_used_up(brand: Brand, net: Net) -> None:
    brand.does("worker", "--once")
    net.says = [mention(1, "hello", brand.now)]
    before = contents(brand)
    found = brand.json("account", "test", "fedi", "--json")
    assert [each["mentions"] for each in found] == [1, 1]
    assert found[0]["newest"] == iso(brand.now - MINUTE)
    assert contents(brand) == before
    assert listed(brand)["usage"][0]["used"] == 4


def test_a_stream_that_fails_is_told_with_its_remedy_and_the_others_are_tried(
    brand: Brand, net: Net
) -> None:
    net.blind = ("mentions",)
    done = brand.run("account", "test", "fedi", "--json")
    assert done.exit_code == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["problem"] == "mentions is not for you"
    assert "scope" in first["remedy"]
    assert second["mentions"] == 0
    shown = brand.run("account", "test", "fedi").stdout
    assert shown.startswith("mentions: mentions is not for you\n  -> give the token")


def test_an_account_that_cannot_be_checked_fails(brand: Brand, net: Net) -> None:
    net.passwords = set()
    assert "the password is refused" in brand.fails("account", "test", "fedi")


def test_the_streams_of_the_worker_itself_are_not_tried(brand: Brand, net: Net) -> None:
    """The demo's own are."""
    brand.say("hello")
    found = brand.json("account", "test", "acme", "--json")
    assert [each["stream"] for each in found] == ["own posts", "mentions"]
    assert found[1]["mentions"] == 1


def test_a_login_that_is_refused_says_what_to_type(brand: Brand, net: Net) -> None:
    net.passwords = set()
    assert "social-care account login fedi" in brand.fails("account", "test", "fedi")


# test --query


@pytest.fixture
def stored(brand: Brand, net: Net) -> Brand:
    """Mentions of two accounts."""
    net.says = [
        mention(1, "I love Acme Shoes!", brand.now),
        mention(2, "a giveaway of acme shoes", brand.now),
        mention(3, "where is my order?", brand.now),
    ]
    brand.does("worker", "--once")
    imported = brand.imported(record(1, "acme shoes\x1b[2J are fine", lang="en"))
    assert imported.exit_code == 0
    net.calls = 0
    return brand


def test_a_search_is_tried_on_what_we_have_without_any_network(stored: Brand, net: Net) -> None:
    net.down = True
    words = (
        "account",
        "test",
        "fedi",
        "--query",
        '"acme shoes" -giveaway',
        "--query",
        "order OR x",
    )
    first, second = stored.json(*words, "--json")
    assert first == {
        "account": "fedi",
        "query": '"acme shoes" -giveaway',
        "asked": ['find("acme shoes" -giveaway)'],
        "matched": 1,
        "of": 3,
        "examples": first["examples"],
    }
    (example,) = first["examples"]
    assert (example["account"], example["author"], example["text"]) == (
        "fedi", "kim", "I love Acme Shoes!",
    )  # fmt: skip
    assert (second["matched"], second["asked"]) == (1, ["find(order)", "find(x)"])
    assert net.calls == 0


def test_people_see_it_in_words_that_act_on_no_terminal(stored: Brand) -> None:
    shown = stored.does("account", "test", "fedi", "--query", "acme", "--all").stdout
    assert shown.startswith("acme: 3 of 4 mentions\n  the network is asked: find(acme)\n")
    assert "kim: I love Acme Shoes!" in shown
    assert "\x1b" not in shown


def test_imported_mentions_can_be_searched_too(stored: Brand) -> None:
    """No network is asked for those, so nothing is said of one."""
    (found,) = stored.json("account", "test", "import", "--query", "acme lang:en", "--json")
    assert (found["matched"], found["of"], found["asked"]) == (1, 1, [])


def test_a_deleted_mention_is_not_searched(stored: Brand) -> None:
    store = Store(stored.db)
    with store.write() as tx:
        tx.run("UPDATE mentions SET deleted_at = 1 WHERE external_id = 'm1'")
    store.close()
    (found,) = stored.json("account", "test", "fedi", "--query", "acme", "--json")
    assert (found["matched"], found["of"]) == (1, 2)


def test_only_a_few_examples_are_shown(brand: Brand, net: Net) -> None:
    net.says = [mention(number, f"acme {number}", brand.now) for number in range(1, 20)]
    brand.does("worker", "--once")
    (found,) = brand.json("account", "test", "fedi", "--query", "acme", "--json")
    assert (found["matched"], len(found["examples"])) == (19, 5)
    assert found["examples"][0]["text"] == "acme 1", "the newest first"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fedi", "--query", "(a OR b)"), "parentheses"),
        (("fedi", "--all"), "--all goes with --query"),
        (("gone", "--query", "a"), "no account 'gone'"),
        (("fedy",), 'did you mean "fedi"'),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    brand: Brand, net: Net, words: tuple[str, ...], told: str
) -> None:
    assert told in brand.fails("account", "test", *words, code=2)


def test_global_options_stand_anywhere(brand: Brand, net: Net) -> None:
    db = str(brand.folder / "other.db")
    for words in (
        ("--db", db, "account", "list", "--json"),
        ("account", "--db", db, "list", "--json"),
        ("account", "list", "--json", "--db", db),
    ):
        assert len(brand.json(*words)) == 2
        assert (brand.folder / "other.db").exists()
        (brand.folder / "other.db").unlink()
