"""account sweep: a person looks again, and may believe what the worker does not."""

import json
import sys
from collections.abc import Iterator

import pytest

from tests.cli.account_kit import PASSWORD, Net, install, mention
from tests.cli.kit import CONFIG, Brand
from tests.world import HOUR

SWEPT = """
[[accounts]]
name = "fedi"
connector = "swept"
base_url = "https://plain.example"
password = "env:FEDI_PASSWORD"
"""


@pytest.fixture
def net(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Ten mentions that a worker has stored, two hours ago."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    brand.configure(CONFIG, SWEPT)
    brand.env["FEDI_PASSWORD"] = PASSWORD
    for made in install(monkeypatch):
        made.says = [mention(number, "my boots leak", brand.now) for number in range(1, 11)]
        brand.does("worker", "--once")
        brand.now += 2 * HOUR
        yield made


def faults(brand: Brand) -> list[dict[str, str]]:
    """What doctor finds broken."""
    found = map(json.loads, brand.run("doctor", "--json").stdout.splitlines())
    return [each for each in found if each["verdict"] == "fault"]


def test_what_is_gone_is_told_and_erased(brand: Brand, net: Net) -> None:
    net.gone = {"m1", "m2"}
    done = brand.does("account", "sweep", "fedi")
    assert done.stderr.strip() == "fedi: 2 deleted, 0 changed, 8 as they were"


def test_what_was_looked_at_a_moment_ago_is_looked_at_again_when_a_person_asks(
    brand: Brand, net: Net
) -> None:
    brand.does("account", "sweep", "fedi")
    brand.pass_time(seconds=1)
    net.gone = {"m1"}
    done = brand.does("account", "sweep", "fedi")
    assert done.stderr.strip() == "fedi: 1 deleted, 0 changed, 9 as they were"


def test_very_much_is_believed_only_when_a_person_says_so(brand: Brand, net: Net) -> None:
    net.gone = {f"m{number}" for number in range(1, 7)}
    brand.run("worker", "--once")
    (blind,) = faults(brand)
    assert blind["what"] == "fedi deletions"
    assert blind["remedy"].endswith("social-care account sweep fedi --believe")
    assert "account sweep fedi --believe" in brand.fails("account", "sweep", "fedi")
    done = brand.does("account", "sweep", "fedi", "--believe")
    assert done.stderr.strip() == "fedi: 6 deleted, 0 changed, 4 as they were"
    assert faults(brand) == []


def test_a_network_that_cannot_be_asked_again_says_so(brand: Brand, net: Net) -> None:
    brand.configure(CONFIG, SWEPT.replace('"swept"', '"plain"'))
    done = brand.run("account", "sweep", "fedi")
    assert done.exit_code == 2
    assert "does not let us look" in done.stderr
