"""How every screen looks: at three sizes, without colours and in high contrast.

The pictures are taken at a moment that never changes and lie in `__snapshots__/test_pictures` as
text. After a wanted change: pytest tests/tui/test_pictures.py --snapshot-update, and read the diff.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from syrupy.assertion import SnapshotAssertion

from social_care.models import OutboxState
from social_care.models.composing import Macro, MacroActions, SimilarHit
from social_care.models.views import OutboxItem
from social_care.tui.recall import THEME_KEY
from tests.tui.console import MIDDLE, NARROW, Console, console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.fake_help import answer
from tests.tui.people import MINUTE, NOW
from tests.tui.picture import PictureFile, taken

Steps = Callable[[Console], Awaitable[None]]
BROAD = (200, 60)


def desk() -> FakeDesk:
    """A morning on which everything there is to see is there."""
    made = FakeDesk()
    made.sign_off, made.wrong = " ^MC", ("recieve",)
    made.wrap_ups = ("delivery", "returns", "sizing")
    made.tags = ("late parcel", "recall")
    made.searches = ["half sizes"]
    made.book = (
        Macro(name="Found it", key="f", text="Good news, {first_name|and sorry}: I have found it."),
        Macro(
            name="Sorry for a late parcel",
            key="l",
            text="Hi {first_name}, I am sorry: you should have had your parcel by now.",
            actions=MacroActions(tags=("late parcel",), assign="me"),
        ),
    )
    made.answers = [
        answer("They come in half sizes.", customer_first_words="Do they come in halves?"),
        answer("Print the label again, please.", agent="joe", channel="email"),
    ]
    made.alike = {4: (SimilarHit(conversation_id=5, score=0.9, shared=("sizes", "runners")),)}
    return made


def uncertain() -> OutboxItem:
    """A reply to Kim of which nobody knows whether it was sent."""
    return OutboxItem(
        id=71,
        conversation_id=1,
        account="acme-fedi",
        agent="mary",
        state=OutboxState.UNCERTAIN,
        text="I am calling you now.",
        private=False,
        submitted_at=NOW - MINUTE,
        due_at=NOW - MINUTE,
        problem="timed out",
        version=1,
    )


# -- the ways there --------------------------------------------------------------------------------


def keys(*pressed: str) -> Steps:
    async def steps(agent: Console) -> None:
        await agent.press(*pressed)

    return steps


def then_typed(words: str, *pressed: str) -> Steps:
    async def steps(agent: Console) -> None:
        await agent.press(*pressed)
        await agent.type(words)

    return steps


async def write(agent: Console) -> None:
    await agent.press("n", "r")
    agent.main.composer.area.insert(
        "Kim, I am so sorry. Please look after him first; I am calling you in one minute on the"
        " number of your last order."
    )
    await agent.until(lambda: agent.desk.calls["save_draft"] > 0 and agent.main.composer.saved)


async def sent(agent: Console) -> None:
    await write(agent)
    await agent.press("ctrl+s", "apostrophe")


async def decide(agent: Console) -> None:
    agent.desk.items = [uncertain()]
    agent.desk.change(1, claimed_by="mary")
    await agent.look()
    await agent.press("enter", "enter")


async def insert(agent: Console) -> None:
    """A macro with a gap, and a word that no dictionary knows."""
    await agent.press("n", "r", "f2")
    await agent.type("late")
    await agent.press("enter", "end")
    await agent.type(" You recieve it on Friday.")
    await agent.until(lambda: bool(agent.main.composer.area.misspelt))
    await agent.until(lambda: agent.main.composer.saved)


async def trouble(agent: Console) -> None:
    agent.desk.state = status(worker_alive=False, held_accounts=("acme-x",), always_open=True)
    agent.main.reload()
    await agent.settle()


SCREENS: dict[str, Steps] = {
    "queue": keys(),
    "conversation": keys("n"),
    "customer": keys("n", "tab"),
    "composer": write,
    "deciding": decide,
    "macros": then_typed("late", "n", "r", "f2"),
    "search": then_typed("sizes", "slash"),
    "palette": then_typed("res", "colon"),
    "help": keys("question_mark"),
    "health": keys("H"),
    "wrap-up": keys("j", "e"),
    "similar": keys("j", "j", "j", "equals_sign"),
    "preview": keys("x", "x", "x", "d"),
}
"""Every screen there is, and how one comes to it."""


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

OTHERS: dict[str, tuple[Steps, Terminal]] = {
    "queue-light": (keys(), LIGHT),
    "conversation-light": (keys("n"), LIGHT),
    "queue-with-troubles": (trouble, TERMINALS["80x24"]),
    "after-sending": (sent, TERMINALS["80x24"]),
    "answers-sent-before": (keys("n", "r", "ctrl+r"), TERMINALS["120x40"]),
    "marks-in-the-text": (insert, TERMINALS["80x24"]),
    "marks-in-the-text-no-colour": (insert, TERMINALS["no-colour"]),
}
"""What is worth a picture, but not one on every terminal."""

PICTURES = {
    f"{screen}-{name}": (steps, terminal)
    for screen, steps in SCREENS.items()
    for name, terminal in TERMINALS.items()
} | OTHERS


@pytest.mark.parametrize("name", PICTURES)
async def test_it_looks_as_it_did(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, terminal = PICTURES[name]
    if terminal.no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    made = desk()
    made.memory[THEME_KEY] = terminal.theme
    async with console(made, terminal.size) as agent:
        await steps(agent)
        picture = await taken(agent, looks=terminal.looks)
    assert picture == snapshot(extension_class=PictureFile)
