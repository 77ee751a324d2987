"""How every screen looks: at three sizes, without colours and in high contrast.

The pictures are taken at a moment that never changes and lie in `__snapshots__/test_pictures` as
text. After a wanted change: pytest tests/tui/test_pictures.py --snapshot-update, and read the diff.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.tui.console import MIDDLE, NARROW
from tests.tui.picture import PictureFile, taken
from tests.tui.scenes import SCENES, Scene, in_trouble, insert, seen, written

BROAD = (200, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where it is looked at."""

    size: tuple[int, int]
    theme: str = "social-care"
    no_color: bool = False
    looks: bool = True
    """Whether colours and weights are kept with the words."""


TERMINALS = {
    "80x24": Terminal(size=NARROW),
    "120x40": Terminal(size=MIDDLE, looks=False),
    "200x60": Terminal(size=BROAD, looks=False),
    "no-colour": Terminal(size=NARROW, no_color=True),
    "high-contrast": Terminal(size=NARROW, theme="high-contrast"),
}
LIGHT = Terminal(size=NARROW, theme="light")

OTHERS: dict[str, tuple[Scene, Terminal]] = {
    "queue-light": (SCENES["queue"], LIGHT),
    "conversation-light": (SCENES["conversation"], LIGHT),
    "queue-with-troubles": (Scene(prepare=in_trouble), TERMINALS["80x24"]),
    "after-sending": (Scene(steps=written("ctrl+s", "apostrophe")), TERMINALS["80x24"]),
    "marks-in-the-text": (Scene(steps=insert), TERMINALS["80x24"]),
    "marks-in-the-text-no-colour": (Scene(steps=insert), TERMINALS["no-colour"]),
}
"""What is worth a picture, but not one on every terminal."""

PICTURES = {
    f"{name}-{where}": (scene, terminal)
    for name, scene in SCENES.items()
    for where, terminal in TERMINALS.items()
} | OTHERS


@pytest.mark.parametrize("name", PICTURES)
async def test_it_looks_as_it_did(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scene, terminal = PICTURES[name]
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    if terminal.no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with seen(scene, terminal.size, terminal.theme, tmp_path) as agent:
        picture = await taken(agent, looks=terminal.looks)
    assert picture == snapshot(extension_class=PictureFile)
