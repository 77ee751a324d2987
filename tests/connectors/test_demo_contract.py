"""The demo connector passes the suite every connector passes, with and without honoured keys."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from social_care.connectors.demo.control import FAULTS
from tests.connectors.contract import ConnectorContract
from tests.connectors.demo_kit import Account, quiet
from tests.connectors.world import NOW, Fault, Posted, World

FAULT_NAMES = {
    Fault.UNAUTHORISED: "auth",
    Fault.RATE_LIMITED: "rate",
    Fault.DOWN: "down",
    Fault.BAD_JSON: "down",
    Fault.UNREACHABLE: "down",
    Fault.ANSWER_LOST: "lose_answer",
}
OFTEN = 4


class DemoOnTrial:
    """The simulated network as the contract's other side."""

    own_id = "acmeshoes"

    def __init__(self, account: Account) -> None:
        self._account = account
        self._written = 0
        self.connect = account.connect

    @property
    def now(self) -> int:
        return self._account.now

    @now.setter
    def now(self, now: int) -> None:
        self._account.now = now

    def post(self, text: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        self._written += 1
        name = f"x{self._written}"
        who = {"id": author, "handle": author}
        self._account.control.say(name, text, self.now, author=who, in_reply_to=reply_to)
        return name

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        self._written += 1
        name = f"native-{self._written}"
        self._account.control.answer_natively(name, text, self.now, in_reply_to=reply_to or "")
        return name

    def own_posts(self) -> Sequence[Posted]:
        return [
            Posted(external_id=post.external_id, text=post.text, parent=post.in_reply_to)
            for post in self._account.world.posts()
        ]

    def calls(self) -> int:
        return sum(path.stat().st_mtime_ns for path in self._account.folder.iterdir())

    def fail(self, fault: Fault | None) -> None:
        self._account.control.calm()
        name = FAULT_NAMES[fault] if fault else None
        for operation, faults in FAULTS.items():
            for _ in range(OFTEN if name in faults else 0):
                self._account.control.fault(operation, str(name))


class TestDemo(ConnectorContract):
    """A network that does not honour keys."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return DemoOnTrial(quiet(tmp_path))


class TestDemoWithHonouredKeys(ConnectorContract):
    """A network that makes no second post of a key it knows."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return DemoOnTrial(quiet(tmp_path, idempotent=True))


def test_the_world_of_the_contract_starts_when_it_says(tmp_path: Path) -> None:
    """Without a start in its table a world begins at the first use."""
    account = quiet(tmp_path)
    account.connect().check()
    assert account.world.facts(account.connect()._settings.facts).start == NOW
