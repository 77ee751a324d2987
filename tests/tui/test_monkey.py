"""Ten thousand keys at a console while the world goes on: nothing crashes, no word is lost.

Hypothesis chooses every key and everything that happens around it. A failure tells the last sixty
(`Monkey.story`) and every step of the day, which `Phase.shrink` among the phases makes shorter.
"""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from textual.widgets import Input

from social_care.tui.keys import KEYS, LISTS, TYPING, Where, for_where
from social_care.tui.screens.attaching import PATH_TITLE
from social_care.tui.screens.dialog import Ask
from tests.parts_kit import PNG
from tests.tui.console import MIDDLE, NARROW, WIDE, Console, console
from tests.tui.monkey import Monkey, Sitting, Step, morning

SIZES = st.sampled_from((NARROW, NARROW, MIDDLE, WIDE))
ROLES = st.sampled_from(("agent", "lead"))
NUMBERS = st.integers(0, 250)
"""Whatever is chosen among: a key that works here, what happens elsewhere."""

LIKED = st.sampled_from(("r", "n", "enter", "escape", "j", "tab"))
"""Pressed more often than others: who never answers writes no word."""
MANGLED = ("alt+j", "alt+enter", "ctrl+q", "ctrl+c", "f7", "ctrl+left", "insert", "ctrl+h", "z")
"""Keys that mean nothing, or arrive where others were pressed."""
ANY = st.sampled_from(
    [*sorted({key for row in KEYS if row.command != "quit" for key in row.keys}), *MANGLED]
)
LISTS_OBEY = ("enter", "enter", "escape", "escape", "up", "down", "tab", "e", "space", "backspace")
FORMS_OBEY = ("j", "a", "c", "x", "i", "o", "plus", "asterisk", "equals_sign", "D", "C", "f3")
"""What the lead's screen and the forms know besides."""
IN_DIALOGS = st.sampled_from((*LISTS_OBEY, *FORMS_OBEY))
LONG_DAY = 60
"""Steps after which the console may be closed, and opened again."""


class Days(RuleBasedStateMachine):
    """One agent, or lead, over several consoles one after the other: words survive each."""

    hand: Monkey
    sitting: Sitting
    size: tuple[int, int]
    steps = 0
    """Since this console was opened."""
    broken = True
    """A step is being done, or has failed."""

    def __init__(self, folder: Path, *, paints: bool) -> None:
        super().__init__()
        self.folder, self.paints = folder, paints
        folder.mkdir()

    @initialize(size=SIZES, role=ROLES)
    def comes(self, size: tuple[int, int], role: str) -> None:
        self.size, self.hand = size, morning(self.folder, role)
        self.sits_down()

    def sits_down(self) -> None:
        self.steps, desk = 0, self.hand.shop.desk()
        self.sitting = Sitting(console(desk, self.size, paints=self.paints))
        self.broken = False

    @property
    def agent(self) -> Console:
        return self.sitting.agent

    def do(self, step: Step) -> None:
        self.steps, self.broken = self.steps + 1, True
        self.sitting.do(step)
        self.broken = False
        if self.agent.app._exit:
            self.sits_elsewhere()

    # -- where the hand is -------------------------------------------------------------------

    def in_front(self) -> bool:
        return self.agent.top is not self.agent.main

    def on_main(self) -> bool:
        return self.agent.top is self.agent.main

    def on_a_list(self) -> bool:
        return self.on_main() and self.agent.where not in TYPING

    def writes(self) -> bool:
        return self.on_main() and self.agent.where is Where.COMPOSER

    def names_a_picture(self) -> bool:
        return isinstance(self.agent.top, Ask) and self.agent.top._title == PATH_TITLE

    # -- what it does ------------------------------------------------------------------------

    def press(self, key: str) -> None:
        self.do(lambda agent: self.hand.press(agent, key))

    @precondition(on_main)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def keys_that_work_here(self, numbers: list[int]) -> None:
        """In a composer none that edits: a monkey would take its own words away."""
        for number in numbers:
            rows = [row for row in for_where(self.agent.where) if row.command != "quit"]
            row = rows[number % len(rows)]
            if self.on_main():
                self.press(row.keys[number % len(row.keys)])

    @precondition(on_a_list)
    @rule(key=ANY)
    def any_key(self, key: str) -> None:
        self.press(key)

    @precondition(on_main)
    @rule(key=LIKED)
    def a_key_it_likes(self, key: str) -> None:
        self.press(key)

    @precondition(on_a_list)
    @rule(where=st.sampled_from(sorted(LISTS)))
    def goes_to(self, where: Where) -> None:
        """As far as Tab leads."""
        for _ in LISTS:
            if self.on_a_list() and self.agent.where is not where:
                self.press("tab")

    @precondition(writes)
    @rule()
    def a_word(self) -> None:
        self.do(self.hand.write)

    @precondition(in_front)
    @rule(key=IN_DIALOGS)
    def a_key_in_a_dialog(self, key: str) -> None:
        self.press(key)

    @precondition(names_a_picture)
    @rule()
    def a_picture(self) -> None:
        (self.folder / "boot.png").write_bytes(PNG)
        self.agent.top.query_one(Input).value = str(self.folder / "boot.png")
        self.press("enter")

    @rule(number=NUMBERS)
    def meanwhile(self, number: int) -> None:
        self.do(lambda agent: self.hand.around(agent, number))

    @precondition(lambda self: self.steps > LONG_DAY)
    @rule()
    def sits_elsewhere(self) -> None:
        """The console is closed, and another one opened: every word is still there."""
        self.leaves()
        self.sits_down()

    # -- the end -----------------------------------------------------------------------------

    def leaves(self) -> None:
        self.broken = True
        self.sitting.do(self.closes)
        self.sitting.leave()
        self.hand.done.append("<a new console>")
        self.hand.check()

    async def closes(self, agent: Console) -> None:
        assert await agent.main.close(), self.hand.story()

    def teardown(self) -> None:
        if self.broken:
            if "sitting" in vars(self):
                self.sitting.give_up()
        else:
            self.leaves()
        if "hand" in vars(self):
            self.hand.close()


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over SSH no browser is opened."""
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")


def walk(folder: Path, number: int, *, days: int, steps: int, paints: bool) -> list[Monkey]:
    """So many days of so many steps: the hands that walked."""
    folders, hands = count(), []

    class Walk(Days):
        def __init__(self) -> None:
            super().__init__(folder / f"{next(folders)}", paints=paints)

        def teardown(self) -> None:
            hands.append(self.hand)
            super().teardown()

    chosen = settings(
        max_examples=days,
        stateful_step_count=steps,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Walk), settings=chosen)
    return hands


def test_a_few_hundred_presses(tmp_path: Path) -> None:
    hands = walk(tmp_path, 3, days=3, steps=80, paints=True)
    assert sum(len(hand.written) for hand in hands) > 5, "who writes nothing can lose nothing"


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, 16))
def test_ten_thousand_presses_in_all(tmp_path: Path, number: int) -> None:
    hands = walk(tmp_path, number, days=4, steps=200, paints=number % 3 == 0)
    assert sum(hand.pressed for hand in hands) >= 700  # of each of fifteen
    assert sum(len(hand.written) for hand in hands) > 10
