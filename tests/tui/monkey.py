"""A monkey at the keyboard, and the world that goes on around it. A seed gives the same day again.

It presses what the table of keys has, writes words of its own into composers, and does something
in every dialog. Meanwhile customers write, a colleague works, a worker sends. What must hold
whatever it does is checked as it goes: see `Monkey`.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from social_care.errors import SocialCareError
from social_care.models import Mention
from social_care.models.views import View
from social_care.tui.keys import KEYS, Where, for_where
from tests.network import Fault
from tests.tui.console import Console, console
from tests.world import Shop

NAMES = ("kim", "bob", "lee", "ann", "zoe", "ida", "max", "eva")
SAID = ("angry!", "burned my foot", "how?", "lovely boots", "urgent? where is it", "spam", "thanks")
IN_DIALOGS = ("enter", "enter", "escape", "escape", "up", "down", "tab", "e", "space", "backspace")
MANGLED = ("alt+j", "alt+enter", "ctrl+q", "ctrl+c", "f7", "ctrl+left", "insert", "ctrl+h", "z")
"""Keys that mean nothing, or arrive where others were pressed."""

LEAVES = {"quit"}
"""What ends the console: done on purpose, between two days."""

LIKED = ("r", "n", "enter", "escape", "j")
"""Pressed more often than others: who never answers writes no word."""

AROUND = 0.12
"""How often something happens around the monkey instead of a key."""


class World:
    """Everybody else: on connections of their own, as other processes are."""

    def __init__(self, shop: Shop, random: Random) -> None:
        self.shop, self.random = shop, random
        self.beside = Shop(shop.path)
        self.beside.clock = shop.clock  # type: ignore[method-assign]
        self.mentions: list[Mention] = []

    def turn(self) -> str:
        """Something happens; what it was."""
        turns: tuple[Callable[[], object], ...] = (
            self._writes,
            self._writes,
            self._colleague_claims,
            self._colleague_answers,
            self._colleague_finishes,
            self._worker_sends,
            self._worker_sends,
            self._takes_it_back,
            self._time_passes,
        )
        turn = self.random.choice(turns)
        self.beside.now = self.shop.now
        with suppress(SocialCareError):  # refused, as others are every day
            turn()
        return turn.__name__

    def _writes(self) -> None:
        mention = self.beside.mention(self.random.choice(SAID), self.random.choice(NAMES))
        self.beside.receive(mention)
        self.mentions.append(mention)

    def _any(self) -> int:
        return self.random.choice(self.beside.desk("sam").queue_ids(View.ALL))

    def _colleague_claims(self) -> None:
        self.beside.desk("sam").claim(self._any(), writing=self.random.random() < 0.5)

    def _colleague_answers(self) -> None:
        self.beside.submit(self._any(), "Sam is on it.", "sam")

    def _colleague_finishes(self) -> None:
        desk, wanted = self.beside.desk("sam"), self._any()
        self.random.choice((desk.resolve, desk.dismiss))(wanted)

    def _worker_sends(self) -> None:
        if self.random.random() < 0.3:
            self.beside.network.faults = [self.random.choice(list(Fault))]
        self.shop.pass_time(seconds=self.random.choice((0, 5, 11)))
        self.beside.deliver()
        self.beside.watch()

    def _takes_it_back(self) -> None:
        if self.mentions:
            self.beside.delete(self.random.choice(self.mentions))

    def _time_passes(self) -> None:
        self.shop.pass_time(minutes=self.random.choice((0.5, 3, 20)))
        self.beside.watch()


@dataclass(slots=True)
class Monkey:
    """Presses keys at a console over a real desk.

    Nothing crashes it; every word that was written in a composer can be found again; a change from
    outside leaves cursor, place, conversation and text where they were.
    """

    shop: Shop
    random: Random
    world: World
    done: list[str] = field(default_factory=list)
    """What was pressed and what happened, for whoever reads a failure."""
    written: dict[str, int] = field(default_factory=dict)
    """Every word written in a composer, and the conversation it was for."""
    pressed: int = 0

    async def day(self, agent: Console, presses: int) -> None:
        """So many presses, or until the console is left."""
        ends = self.pressed + presses
        while self.pressed < ends and not agent.app._exit:
            if self.random.random() < AROUND:
                await self.around(agent)
            elif agent.top is agent.main and agent.where is Where.COMPOSER:
                await self.write(agent)
            else:
                await self.press(agent, self.key(agent))

    def key(self, agent: Console) -> str:
        """The next key: mostly one that means something here."""
        if agent.top is not agent.main:
            return self.random.choice(IN_DIALOGS)
        if self.random.random() < 0.05:
            return self.random.choice(MANGLED)
        if self.random.random() < 0.25:
            return self.random.choice(LIKED)
        rows = for_where(agent.where) if self.random.random() < 0.9 else KEYS
        row = self.random.choice([row for row in rows if row.command not in LEAVES])
        return self.random.choice(row.keys)

    async def press(self, agent: Console, key: str) -> None:
        """One key."""
        self.done.append(key)
        self.pressed += 1
        await agent.press(key)

    async def write(self, agent: Console) -> None:
        """A word that nobody has written before, or a key of the composer."""
        if self.random.random() < 0.6:
            await self.press(agent, self.key_while_writing())
            return
        writing, word = agent.main.writing, f"word{len(self.written)}x"
        assert writing is not None
        self.done.append(word)
        self.pressed += len(word) + 1
        await agent.type(f"{word} ")
        if word in agent.main.composer.text:
            self.written[word] = writing.conversation_id

    def key_while_writing(self) -> str:
        """None that edits: a monkey would take its own words away."""
        rows = [row for row in for_where(Where.COMPOSER) if row.command not in LEAVES]
        return self.random.choice(self.random.choice(rows).keys)

    async def around(self, agent: Console) -> None:
        """Something happens elsewhere, and the console looks."""
        before, dialog = standing(agent), agent.top
        self.done.append(f"<{await asyncio.to_thread(self.world.turn)}>")
        await agent.look()
        after = standing(agent)
        if before.selected not in agent.main.queue.ids:
            after.selected = before.selected  # it has left the list: the cursor must go somewhere
            if before.where is Where.QUEUE:
                after = replace(before, where=after.where)  # where both are in sight, it follows
        assert after == before, f"{self.story()}\n{before}\n{after}"
        assert agent.top is dialog, self.story()

    def check(self) -> None:
        """Every word is a draft, a version, on its way, held, or sent."""
        for conversation_id in sorted(set(self.written.values())):
            kept = "\n".join(texts_of(self.shop, conversation_id))
            words = [word for word, where in self.written.items() if where == conversation_id]
            assert [word for word in words if word not in kept] == [], self.story()

    def story(self) -> str:
        """The end of what was done."""
        return " ".join(self.done[-60:])


@dataclass(slots=True)
class Standing:
    """What a change from outside must not touch."""

    where: Where
    selected: int | None
    shown: int | None
    writing: int | None
    text: str


def standing(agent: Console) -> Standing:
    """Where the agent is."""
    main = agent.main
    return Standing(
        where=main.where,
        selected=main.queue.selected,
        shown=main.shown_id,
        writing=main.writing.conversation_id if main.writing is not None else None,
        text=main.composer.text,
    )


def texts_of(shop: Shop, conversation_id: int) -> Iterator[str]:
    """Whatever the agent can find of their own words there."""
    desk = shop.desk()
    yield from (one.text for one in desk.draft_versions(conversation_id))
    yield from (item.text for item in desk.outbox(mine=False))
    yield from (one.text for one in desk.conversation(conversation_id).messages)


@contextmanager
def monkey(folder: Path, seed: int) -> Iterator[Monkey]:
    """A monkey, a morning with a few customers, and a world around it."""
    random, shop = Random(seed), Shop(folder / "shop.db")
    world = World(shop, random)
    try:
        for _ in range(6):
            world._writes()
            shop.pass_time(minutes=1)
        yield Monkey(shop, random, world)
    finally:
        world.beside.close()
        shop.close()


async def days(
    folder: Path, seed: int, presses: int, size: tuple[int, int], *, often: int, paints: bool
) -> Monkey:
    """So many presses, over several consoles one after the other: words survive each."""
    with monkey(folder, seed) as hand:
        while hand.pressed < presses:
            async with console(hand.shop.desk(), size, paints=paints) as agent:
                await hand.day(agent, min(often, presses - hand.pressed))
                assert await agent.main.close(), hand.story()
            hand.done.append("<a new console>")
            hand.check()
        return hand
