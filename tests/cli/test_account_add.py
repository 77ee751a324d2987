"""account add: asked, tried out, stored by reference; and nothing left behind when it fails."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care import config as configuration
from social_care import enrol, wiring
from social_care.config import shipped
from social_care.errors import ErrorClass, NetworkError
from social_care.secrets import SecretReader
from tests.cli.account_kit import PASSWORD, TOKEN, Net, install
from tests.cli.kit import CONFIG, Brand
from tests.keyring_kit import FakeKeyring


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Two networks to set up, on a machine without a keyring."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    yield from install(monkeypatch)


def typed(*lines: str) -> str:
    """What a person types."""
    return "".join(f"{line}\n" for line in lines)


SERVER = "https://plain.example"
PLAIN = ("fedi", SERVER, PASSWORD, "", "")


def table(brand: Brand, name: str) -> dict[str, object]:
    """The account's table as the configuration now has it."""
    found = configuration.load(brand.config)
    (account,) = [each for each in found.accounts if each.name == name]
    return dict(account.table)


def is_untouched(brand: Brand) -> bool:
    """No trace of anybody having tried."""
    left = {path.name for path in brand.folder.iterdir()}
    nothing_kept = not list((brand.folder / "secrets").glob("*"))
    return brand.config.read_text() == CONFIG and nothing_kept and "vault" not in left


def test_an_account_is_set_up_by_its_questions(brand: Brand, net: Net) -> None:
    net.warnings = ("searches are slow there",)
    done = brand.does("account", "add", "plain", stdin=typed(*PLAIN[:3], '"a, b" -c, boots', "us"))
    assert table(brand, "fedi") == {
        "name": "fedi",
        "connector": "plain",
        "base_url": SERVER,
        "password": "file:secrets/fedi.password",
        "queries": ['"a, b" -c', "boots"],
        "region": "us",
    }
    said = done.stderr
    for words in (
        "Plain Talk", "2. Make an app password.", "App password (not shown",
        "There we are acme.", "read, write", "searches are slow there", "The log-in ends",
        "+ read mentions", "- send pictures: there are none", f"fedi stands in {brand.config}",
    ):  # fmt: skip
        assert words in said, words
    assert done.stdout == ""
    assert PASSWORD not in done.output
    assert SecretReader(brand.folder)("file:secrets/fedi.password") == PASSWORD
    assert (brand.folder / "secrets" / "fedi.password").stat().st_mode & 0o777 == 0o600


def test_the_worker_listens_to_it_then(brand: Brand, net: Net) -> None:
    brand.does("account", "add", "plain", stdin=typed(*PLAIN))
    brand.does("worker", "--once")
    (row,) = brand.rows("SELECT own_handle FROM accounts WHERE name = 'fedi'")
    assert row["own_handle"] == "acme"


def test_one_that_reads_and_cannot_send_is_asked_about_before_it_is_stored(
    brand: Brand, net: Net
) -> None:
    """A mailbox whose SMTP server was mistyped."""
    net.faults = (NetworkError(ErrorClass.TRANSIENT, "nothing can be sent"),)
    said = brand.fails("account", "add", "plain", stdin=typed(*PLAIN, "n", "n"))
    assert "nothing can be sent" in said
    assert is_untouched(brand)
    brand.does("account", "add", "plain", stdin=typed(*PLAIN, "y"))
    assert table(brand, "fedi")


def test_comments_and_all_else_in_the_file_stay(brand: Brand, net: Net) -> None:
    """The shipped file is nearly nothing but comments."""
    text = shipped("social-care.toml").rstrip("\n")
    brand.configure(text)
    brand.config.chmod(0o640)
    brand.does("account", "add", "plain", stdin=typed(*PLAIN))
    after = brand.config.read_text()
    assert after.startswith(text + "\n\n[[accounts]]\n")
    assert after.endswith('password = "file:secrets/fedi.password"\nregion = "eu"\n')
    assert brand.config.stat().st_mode & 0o777 == 0o640


def test_what_is_typed_cannot_break_the_file(brand: Brand, net: Net) -> None:
    """Quotes, backslashes, control characters, comments, what is no UTF-8."""
    region = 'a"\\ b] #\x7f\x1b[2J\u2028é'
    stdin = typed("fedi", SERVER, PASSWORD, "", region).encode().replace(b"]", b"\xff")
    brand.does("account", "add", "plain", stdin=stdin)
    assert table(brand, "fedi")["region"] == region.replace("]", "\ufffd")


def test_networks_are_listed_and_chosen_by_number_or_name(brand: Brand, net: Net) -> None:
    names = [name for name, _ in enrol.guides()]
    assert {"plain", "opened", "mastodon"} <= set(names)
    assert not {"demo", "replay"} & set(names)
    number = str(names.index("plain") + 1)
    for choice, name in ((number, "one"), ("plain", "two"), ("plain talk", "three")):
        said = brand.does("account", "add", stdin=typed(choice, name, *PLAIN[1:])).stderr
        assert "Plain Talk" in said
        assert table(brand, name)["connector"] == "plain"


@pytest.mark.parametrize("choice", ["0", "99", "plan", "\u0661"])
def test_a_choice_that_is_none_is_told(brand: Brand, net: Net, choice: str) -> None:
    said = brand.fails("account", "add", stdin=typed(choice), code=2)
    assert f"there is no connector '{choice}'" in said
    assert "there are: " in said


def test_a_name_is_proposed_and_a_bad_one_refused(brand: Brand, net: Net) -> None:
    brand.does("account", "add", "plain", stdin=typed("acme", "a/b", ".x", "", *PLAIN[1:]))
    assert table(brand, "plain")
    said = brand.does("account", "add", "plain", stdin=typed("", *PLAIN[1:])).stderr
    assert "Enter: plain-2" in said
    assert table(brand, "plain-2")["password"] == "file:secrets/plain-2.password"


@pytest.mark.parametrize("name", ["acme", "a/b", ".x", " "])
def test_a_bad_name_on_the_line_is_refused_at_once(brand: Brand, net: Net, name: str) -> None:
    brand.fails("account", "add", "plain", "--name", name, code=2)
    brand.does("account", "add", "plain", "--name", "good", stdin=typed(*PLAIN[1:]))
    assert table(brand, "good")


def test_what_is_needed_is_asked_until_it_is_there(brand: Brand, net: Net) -> None:
    stdin = typed("fedi", "", "", SERVER, "", PASSWORD, "", "")
    assert brand.does("account", "add", "plain", stdin=stdin).stderr.count("is needed") == 3


def test_a_secret_that_lies_somewhere_already_is_left_there(brand: Brand, net: Net) -> None:
    brand.env["FEDI_PASSWORD"] = PASSWORD
    stdin = typed("fedi", SERVER, "env:FEDI_PASSWORD", "", "")
    brand.does("account", "add", "plain", stdin=stdin)
    assert table(brand, "fedi")["password"] == "env:FEDI_PASSWORD"
    assert not (brand.folder / "secrets").exists()


def test_a_keyring_keeps_it_where_there_is_one(
    brand: Brand, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = FakeKeyring()
    keyring.install(monkeypatch)
    brand.does("account", "add", "plain", stdin=typed(*PLAIN))
    assert table(brand, "fedi")["password"] == "keyring:social-care/fedi.password"
    assert keyring.kept == {("social-care", "fedi.password"): PASSWORD}


# With a log-in of its own


def test_a_log_in_brings_a_session_and_a_token(brand: Brand, net: Net) -> None:
    done = brand.does("account", "add", "opened", stdin=typed("sky", PASSWORD, "", "good"))
    assert "https://opened.example/authorize" in done.stderr
    assert table(brand, "sky") == {
        "name": "sky",
        "connector": "opened",
        "client_secret": "file:secrets/sky.client_secret",
        "token": "file:secrets/sky.token",
    }
    assert SecretReader(brand.folder)("file:secrets/sky.token") == TOKEN
    config = configuration.load(brand.config)
    assert wiring.make_vault(config, "sky").load() == "session of acme"
    assert not {PASSWORD, TOKEN} & set(done.output.split())


def test_where_a_token_is_enough_nobody_has_to_log_in(brand: Brand, net: Net) -> None:
    net.sessions = {None}  # type: ignore[arg-type]
    brand.does("account", "add", "opened", stdin=typed("sky", "", TOKEN))
    assert set(table(brand, "sky")) == {"name", "connector", "token"}


def test_a_token_that_is_refused_leads_to_the_log_in(brand: Brand, net: Net) -> None:
    done = brand.does("account", "add", "opened", stdin=typed("sky", "", "wrong", "good"))
    assert "the token is refused. So now the log-in." in done.stderr
    assert SecretReader(brand.folder)("file:secrets/sky.token") == TOKEN


# When it fails


def test_a_wrong_answer_can_be_mended_without_typing_the_rest_again(brand: Brand, net: Net) -> None:
    first = ("fedi", "plain.example", "wrong", "boots", "us", "y")
    stdin = typed(*first, SERVER, "", "-", "", "n", "y", "", PASSWORD, "", "")
    said = brand.does("account", "add", "plain", stdin=stdin).stderr
    assert "base_url: must be an address" in said
    assert "the password is refused" in said
    assert table(brand, "fedi") == {
        "name": "fedi",
        "connector": "plain",
        "base_url": SERVER,
        "password": "file:secrets/fedi.password",
        "region": "us",
    }
    assert SecretReader(brand.folder)("file:secrets/fedi.password") == PASSWORD


def test_an_account_that_cannot_be_checked_is_kept_if_the_person_says_so(
    brand: Brand, net: Net
) -> None:
    net.down = True
    said = brand.does("account", "add", "plain", stdin=typed(*PLAIN, "y")).stderr
    assert "the network is down" in said
    assert "There we are" not in said
    assert table(brand, "fedi")["password"] == "file:secrets/fedi.password"


@pytest.mark.parametrize(
    "lines",
    [
        (*PLAIN[:2], "wrong", "", "", "n", "n"),
        (*PLAIN[:2], "wrong", "", ""),
        ("fedi", "no address", PASSWORD, "", "", "n"),
        PLAIN[:2],
        (),
    ],
)
def test_whoever_gives_up_leaves_nothing_behind(
    brand: Brand, net: Net, lines: tuple[str, ...]
) -> None:
    said = brand.fails("account", "add", "plain", stdin=typed(*lines))
    assert "nothing was" in said
    assert is_untouched(brand)


def test_a_log_in_that_is_refused_leaves_nothing_behind(brand: Brand, net: Net) -> None:
    brand.fails("account", "add", "opened", stdin=typed("sky", "", "", "bad", "n", "n"))
    assert is_untouched(brand)


def test_a_file_that_cannot_be_added_to_is_left_as_it_is(brand: Brand, net: Net) -> None:
    """A list written inline cannot be continued; the secret is not kept for nothing."""
    text = CONFIG.split("[[accounts]]")[0]
    inline = 'accounts = [{name = "acme", connector = "demo", folder = "network"}]\n' + text
    brand.configure(inline)
    brand.fails("account", "add", "plain", stdin=typed(*PLAIN))
    assert brand.config.read_text() == inline
    assert list((brand.folder / "secrets").iterdir()) == []


def test_a_file_that_somebody_changed_meanwhile_is_left_as_it_is(
    brand: Brand, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's work is overwritten."""
    check = configuration.check

    def slowly(text: str, path: Path) -> configuration.Config:
        brand.config.write_text(CONFIG + "# mine\n")
        return check(text, path)

    monkeypatch.setattr("social_care.amend.check", slowly)
    said = brand.fails("account", "add", "plain", stdin=typed(*PLAIN))
    assert "somebody has just changed it" in said
    assert brand.config.read_text() == CONFIG + "# mine\n"
    assert list((brand.folder / "secrets").iterdir()) == []


def test_a_disk_that_is_full_leaves_the_file_as_it_is(
    brand: Brand, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("social_care.amend.write_privately", fail)
    assert "No space left" in brand.fails("account", "add", "plain", stdin=typed(*PLAIN))
    assert brand.config.read_text() == CONFIG
    assert list((brand.folder / "secrets").iterdir()) == []


def test_without_a_configuration_there_is_nothing_to_add_to(
    brand: Brand, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from social_care.cli import main

    monkeypatch.chdir(brand.folder / "..")
    done = CliRunner().invoke(main, ["--db", str(brand.db), "account", "add", "plain"])
    assert done.exit_code == 2
    assert "social-care init" in done.stderr


def test_what_has_no_questions_is_written_by_hand(brand: Brand, net: Net) -> None:
    assert "by questions" in brand.fails("account", "add", "demo", code=2)


# The real ones


@pytest.mark.parametrize("name", [name for name, _ in enrol.guides()])
def test_every_guide_can_be_asked_and_its_secrets_are_secret(name: str) -> None:
    """Texts for people, keys a connector knows, and nothing secret with a default."""
    guide = enrol.guide_of(name)
    assert guide is not None
    assert guide.network
    assert guide.can
    keys = [question.key for question in guide.questions]
    assert len(set(keys)) == len(keys)
    for question in guide.questions:
        assert question.ask[-1] not in ":?."
        assert not (question.secret and question.default)
        looks_secret = any(word in question.key for word in ("secret", "token", "password"))
        assert question.secret or not looks_secret, question.key
