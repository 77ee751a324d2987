"""How networks are reached, how often, and where secrets are kept: what the configuration says."""

from pathlib import Path

import pytest

from social_care import wiring
from social_care.config.sections import Net
from social_care.errors import ConfigError
from social_care.models import Stream
from social_care.net import Door, NetSettings
from tests.config.kit import faults, read

ACCOUNT = '[[accounts]]\nname = "acme"\nconnector = "demo"\nfolder = "network"\n'


def test_without_a_word_it_is_the_doors_own_patience(tmp_path: Path) -> None:
    (account,) = read(tmp_path, ACCOUNT).accounts
    assert account.net == Net()
    usual = NetSettings()
    for name in ("proxy", "ca_file", "connect_s", "read_s", "max_bytes"):
        assert getattr(account.net, name) == getattr(usual, name), name


def test_every_setting_of_the_network_is_read(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    text = """
    [net]
    proxy = "http://proxy.example:3128"
    ca_file = "ca.pem"
    connect_seconds = 2.5
    read_seconds = 30
    max_megabytes = 2
    """
    (account,) = read(tmp_path, text + ACCOUNT).accounts
    assert account.net == Net(
        proxy="http://proxy.example:3128",
        ca_file=str(tmp_path / "ca.pem"),
        connect_s=2.5,
        read_s=30,
        max_bytes=2 * 1024 * 1024,
    )


def test_an_account_has_a_way_of_its_own_and_the_rest_from_all(tmp_path: Path) -> None:
    for name in ("all.pem", "own.pem"):
        (tmp_path / name).touch()
    text = "[net]\nproxy = 'http://all.example'\nca_file = 'all.pem'\nread_seconds = 9\n" + ACCOUNT
    own = "proxy = 'https://own.example'\nca_file = 'own.pem'\n"
    other = ACCOUNT.replace('"acme"', '"other"')
    first, second = read(tmp_path, text + own + other).accounts
    assert (first.net.proxy, first.net.ca_file) == (
        "https://own.example", str(tmp_path / "own.pem"),
    )  # fmt: skip
    assert (second.net.proxy, second.net.ca_file) == (
        "http://all.example", str(tmp_path / "all.pem"),
    )  # fmt: skip
    assert (first.net.read_s, second.net.read_s) == (9, 9)


def test_connectors_are_given_it(tmp_path: Path) -> None:
    config = read(tmp_path, "[net]\nread_seconds = 9\nmax_megabytes = 1\n" + ACCOUNT)
    context = wiring.connector_context(config, config.accounts[0])
    assert (context.net.read_s, context.net.max_bytes) == (9, 1024 * 1024)


WRONG = """
[net]
proxy = "proxy.example:3128"
ca_file = "gone.pem"
connect_seconds = 0
max_megabytes = 0.5
retries = 3
[secrets]
vault = "keychain"
path = "x"
"""


def test_all_that_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    own = 'proxy = "socks5://x"\nca_file = ""\n[accounts.poll]\nmentions = 5\nsearch = "often"\n'
    problems = faults(tmp_path, WRONG + ACCOUNT + own)
    assert sorted(problem.partition(": ")[0] for problem in problems) == [
        "accounts[0].poll.mentions",
        "accounts[0].poll.search",
        "accounts[0].proxy",
        "net.ca_file",
        "net.connect_seconds",
        "net.max_megabytes",
        "net.proxy",
        "net.retries",
        "secrets.path",
        "secrets.vault",
    ]


def test_certificates_that_are_none_are_told_by_the_account(tmp_path: Path) -> None:
    """Where they are used: reading the configuration opens no such file."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificates")
    with pytest.raises(ConfigError, match=r"ca\.pem cannot be used") as caught:
        Door("https://social.example", NetSettings(ca_file=str(path)))
    assert caught.value.problems


@pytest.mark.parametrize(
    ("said", "vault"), [("", "file"), ("[secrets]\nvault = 'keyring'\n", "keyring")]
)
def test_where_what_rotates_is_kept(tmp_path: Path, said: str, vault: str) -> None:
    assert read(tmp_path, said).vault == vault


# How often


def test_streams_are_polled_as_often_as_the_account_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the whole name, or by its first word for all that begin with it."""
    poll = '[accounts.poll]\nmentions = 15\nsearch = 600\n"search: boots" = 30\n'
    config = read(tmp_path, ACCOUNT + poll)
    line = wiring.make_line(config, config.accounts[0])
    line.connector.close()
    names = ("mentions", "own posts", "search: boots", "search: acme")
    streams = [Stream(name=name, every_s=60) for name in names]
    monkeypatch.setattr(line.connector, "streams", lambda: streams)
    assert {stream.name: stream.every_s for stream in line.streams()} == {
        "mentions": 15,
        "own posts": 60,
        "search: boots": 30,
        "search: acme": 600,
    }
