"""Ten thousand keys at a console while the world goes on: nothing crashes, no word is lost."""

from pathlib import Path

import pytest

from tests.tui.console import MIDDLE, NARROW, WIDE
from tests.tui.monkey import days

SIZES = (NARROW, NARROW, MIDDLE, WIDE)


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over SSH no browser is opened."""
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")


async def test_a_few_hundred_presses(tmp_path: Path) -> None:
    hand = await days(tmp_path, 3, 300, NARROW, often=150, paints=True)
    assert len(hand.written) > 5, "who writes nothing can lose nothing"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 21))
async def test_ten_thousand_presses_in_all(tmp_path: Path, seed: int) -> None:
    size = SIZES[seed % len(SIZES)]
    hand = await days(tmp_path, seed, 500, size, often=200, paints=seed % 3 == 0)
    assert hand.pressed >= 500
    assert hand.written
