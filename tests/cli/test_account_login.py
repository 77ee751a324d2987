"""account login: a new log-in or password for an account that keeps its history."""

import json
import sys
from collections.abc import Iterator

import pytest

from social_care import config as configuration
from social_care import wiring
from social_care.secrets import SecretReader
from tests.cli.account_kit import PASSWORD, TOKEN, Net, Plain, install, mention
from tests.cli.kit import CONFIG, Brand
from tests.world import MINUTE

PLAIN = """
[[accounts]]
name = "fedi"   # the first of them
connector = "plain"
base_url = "https://plain.example"
password = "{password}"
"""
OPENED = """
[[accounts]]  # by hand
name = "sky"
connector = "opened"
"""


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Two networks, on a machine without a keyring."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    yield from install(monkeypatch)


@pytest.fixture
def plain(brand: Brand, net: Net) -> Brand:
    """An account with a password in a file, which has stopped working."""
    brand.configure(CONFIG, PLAIN.format(password="file:keys/fedi"))
    (brand.folder / "keys").mkdir()
    (brand.folder / "keys" / "fedi").write_text(f"{PASSWORD}\n# of the brand\n")
    net.says = [mention(1, "where is my order?", brand.now)]
    brand.does("worker", "--once")
    net.passwords = {"new one"}
    brand.pass_time(minutes=5)
    assert "the password is refused" in brand.run("worker", "--once").stderr
    return brand


def streams(brand: Brand, name: str) -> list[tuple[int, int]]:
    """When each stream is asked again, and how often it has failed."""
    sql = (
        "SELECT s.next_at, s.failures FROM streams s JOIN accounts a ON a.id = s.account_id"
        " WHERE a.name = :name"
    )
    return [tuple(row) for row in brand.rows(sql, name=name)]


def session(brand: Brand, name: str) -> str | None:
    """What the vault holds."""
    return wiring.make_vault(configuration.load(brand.config), name).load()


# A new password


def test_a_new_password_goes_where_the_old_one_was(plain: Brand, net: Net) -> None:
    before = plain.config.read_text()
    done = plain.does("account", "login", "fedi", stdin="new one\n")
    assert (plain.folder / "keys" / "fedi").read_text() == "new one\n# of the brand\n"
    assert "There we are acme." in done.stderr
    assert "new one" not in done.output
    assert plain.config.read_text() == before


def test_its_streams_are_due_at_once_and_its_history_stays(plain: Brand, net: Net) -> None:
    assert all(next_at > plain.now and failures for next_at, failures in streams(plain, "fedi"))
    plain.does("account", "login", "fedi", stdin="new one\n")
    assert streams(plain, "fedi") == [(0, 0)]
    plain.does("worker", "--once")
    (row,) = plain.rows("SELECT count(*) FROM mentions m JOIN accounts a ON a.id = m.account_id"
                        " WHERE a.name = 'fedi'")  # fmt: skip
    assert row[0] == 1
    assert len(plain.rows("SELECT 1 FROM accounts WHERE name = 'fedi'")) == 1


def test_the_warning_of_the_old_log_ins_end_is_gone_at_once(plain: Brand, net: Net) -> None:
    """A worker that runs checks once a day only; until then the status line would warn."""

    def ends() -> int:
        (row,) = plain.rows("SELECT login_ends_at FROM accounts WHERE name = 'fedi'")
        return int(row["login_ends_at"])

    before = ends()
    plain.does("account", "login", "fedi", stdin="new one\n")
    assert ends() == before + 5 * MINUTE


def test_what_the_network_can_do_is_known_after_a_log_in_too(
    plain: Brand, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Plain, "delete", lambda *_: None, raising=False)
    plain.does("account", "login", "fedi", stdin="new one\n")
    (row,) = plain.rows("SELECT limits FROM accounts WHERE name = 'fedi'")
    known = json.loads(row["limits"])
    assert (known["can_delete"], known["can_like"]) == (True, False)


def test_a_wrong_password_changes_nothing(plain: Brand, net: Net) -> None:
    said = plain.fails("account", "login", "fedi", stdin="wrong\n")
    assert "account login fedi" in said
    assert "the password is refused" in said
    assert (plain.folder / "keys" / "fedi").read_text().startswith(PASSWORD)
    assert streams(plain, "fedi")[0][1] > 0


def test_one_that_was_mended_by_hand_is_only_checked(plain: Brand, net: Net) -> None:
    (plain.folder / "keys" / "fedi").write_text("new one")
    plain.does("account", "login", "fedi", stdin="\n")
    assert (plain.folder / "keys" / "fedi").read_text() == "new one"
    assert streams(plain, "fedi") == [(0, 0)]


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("env:FEDI_PASSWORD", "the environment variable FEDI_PASSWORD"),
        ("cmd:echo wrong", "the configured command"),
    ],
)
def test_what_we_cannot_write_is_said_where_to_put(
    brand: Brand, net: Net, reference: str, place: str
) -> None:
    """And a command is not shown: it may hold what nobody should read."""
    brand.configure(CONFIG, PLAIN.format(password=reference))
    brand.env["FEDI_PASSWORD"] = "wrong"
    said = brand.fails("account", "login", "fedi")
    assert f"it comes from {place}. Put a new one there." in said
    assert "the password is refused" in said
    assert "echo" not in said


def test_bad_weather_says_nothing_against_a_password(plain: Brand, net: Net) -> None:
    """It is kept, and the person knows that nobody has checked it."""
    net.down = True
    said = plain.fails("account", "login", "fedi", stdin="new one\n")
    assert "could not be checked" in said
    assert "the network is down" in said
    assert (plain.folder / "keys" / "fedi").read_text().startswith("new one")
    assert streams(plain, "fedi") == [(0, 0)]


def test_another_persons_log_in_gets_no_history_that_is_not_theirs(plain: Brand, net: Net) -> None:
    net.who = "other"
    said = plain.fails("account", "login", "fedi", stdin="new one\n")
    assert "that is other; fedi has the history of acme: nothing was changed" in said
    assert (plain.folder / "keys" / "fedi").read_text().startswith(PASSWORD)


def test_a_reference_in_place_of_a_secret_is_refused(plain: Brand, net: Net) -> None:
    said = plain.fails("account", "login", "fedi", stdin="env:X\n", code=2)
    assert "into the configuration" in said


# A new log-in


def test_a_log_in_renews_the_session_and_what_it_brings(brand: Brand, net: Net) -> None:
    brand.configure(CONFIG, OPENED + 'token = "file:token"\n')
    (brand.folder / "token").write_text("old")
    brand.does("account", "login", "sky", stdin="good\n")
    assert session(brand, "sky") == "session of acme"
    assert (brand.folder / "token").read_text() == f"{TOKEN}\n"


def test_a_key_that_is_not_in_the_table_yet_is_put_there(brand: Brand, net: Net) -> None:
    """Of this account and no other, below whatever stands around it."""
    brand.configure(CONFIG, PLAIN.format(password="env:X") + OPENED + "[targets]\nhigh = 5\n")
    before = brand.config.read_text()
    brand.does("account", "login", "sky", stdin="good\n")
    line = 'token = "file:secrets/sky.token"\n'
    expected = before.replace("[[accounts]]  # by hand\n", f"[[accounts]]  # by hand\n{line}")
    assert brand.config.read_text() == expected
    assert SecretReader(brand.folder)("file:secrets/sky.token") == TOKEN


def test_a_token_that_belongs_elsewhere_is_handed_over(brand: Brand, net: Net) -> None:
    """On stdout and nowhere else, so that a script can take it."""
    brand.configure(CONFIG, OPENED + 'token = "env:SKY_TOKEN"\n')
    done = brand.does("account", "login", "sky", stdin="good\n")
    assert done.stdout == f"{TOKEN}\n"
    assert TOKEN not in done.stderr
    assert "where the environment variable SKY_TOKEN takes it from" in done.stderr


def test_a_code_that_is_refused_changes_nothing(brand: Brand, net: Net) -> None:
    brand.configure(CONFIG, OPENED + 'token = "file:token"\n')
    (brand.folder / "token").write_text("old")
    assert "that code is refused" in brand.fails("account", "login", "sky", stdin="bad\n\n")
    assert (session(brand, "sky"), (brand.folder / "token").read_text()) == (None, "old")


@pytest.mark.parametrize(("typed", "asks"), [("\n" + TOKEN, 1), ("\nwrong\ngood", 2)])
def test_a_token_copied_over_there_needs_no_log_in_if_it_is_good(
    brand: Brand, net: Net, typed: str, asks: int
) -> None:
    """No code, but a token: a wrong one leads back to the code."""
    brand.configure(CONFIG, OPENED.replace("opened", "handed") + 'token = "file:token"\n')
    (brand.folder / "token").write_text("old")
    done = brand.does("account", "login", "sky", stdin=f"{typed}\n")
    assert done.stderr.count("Paste the code") == asks
    assert (brand.folder / "token").read_text() == f"{TOKEN}\n"


def test_an_apps_secret_that_is_refused_can_be_given_anew(brand: Brand, net: Net) -> None:
    """With which the log-in is tried once more."""
    keys = 'client_secret = "file:secret"\ntoken = "env:SKY_TOKEN"\n'
    brand.configure(CONFIG, OPENED + keys)
    (brand.folder / "secret").write_text("old")
    done = brand.does("account", "login", "sky", stdin=f"{PASSWORD}\ngood\n")
    assert "that is not the app's secret" in done.stderr
    assert (brand.folder / "secret").read_text() == f"{PASSWORD}\n"
    assert session(brand, "sky") == "session of acme"


# What cannot be logged in


def test_a_name_nobody_knows_is_answered_with_those_that_are(brand: Brand, net: Net) -> None:
    said = brand.fails("account", "login", "acne", code=2)
    assert '"acme"' in said


def test_a_connector_without_a_log_in_says_so(brand: Brand, net: Net) -> None:
    assert "demo has no log-in" in brand.fails("account", "login", "acme", code=2)
