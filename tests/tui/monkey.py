"""A monkey at the keyboard, and the world that goes on around it.

It presses what the table of keys has, writes words of its own into composers, and does something
in every dialog. Meanwhile customers write, a colleague works, a worker sends. Hypothesis decides
what comes next (see `test_monkey.py`); what must hold whatever it does is checked as it goes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from social_care.errors import SocialCareError
from social_care.models import Limits, MediaLimits, Mention
from social_care.models.views import View
from social_care.shifts import Shift
from social_care.storage import accounts
from social_care.tui.keys import TABLE, Where
from tests.network import Fault
from tests.tui.console import Console
from tests.world import Shop

Step = Callable[[Console], Awaitable[None]]

NAMES = ("kim", "bob", "lee", "ann", "zoe", "ida", "max", "eva")
SAID = ("angry!", "burned my foot", "how?", "lovely boots", "urgent? where is it", "spam", "thanks")

TAKES_ALL = Limits(
    can_private=True,
    can_like=True,
    can_hide=True,
    can_delete=True,
    media=MediaLimits(most=4, mimes=("image/png",), max_bytes=1_000_000, alt_length=1_500),
)
"""A network on which nothing is greyed."""
DAY = Shift(name="day", days=frozenset(range(7)), start=8 * 60, end=16 * 60, zone=ZoneInfo("UTC"))

MOVES = frozenset({
    "up", "down", "page_up", "page_down", "first", "last", "next_pane", "open", "next", "last_one",
    "view", "own_views", "search", "open_found", "to_found", "older_search", "newer_search", "back",
    "select", "select_down", "select_up", "similar", "send", "send_kept", "send_resolve", "undo",
    "take_back", "repeat",
})  # fmt: skip
"""Commands after which one may be elsewhere. After every other one the cursor is where it was,
unless its conversation has left the list."""


class World:
    """Everybody else: on connections of their own, as other processes are."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.random = Random(0)
        self.beside = Shop(shop.path)
        self.beside.clock = shop.clock  # type: ignore[method-assign]
        self.mentions: list[Mention] = []
        for _ in range(6):
            self._writes()
            shop.pass_time(minutes=1)

    def turn(self, seed: int) -> str:
        """Something happens; what it was."""
        self.random = Random(seed)
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
    world: World
    done: list[str] = field(default_factory=list)
    """What was pressed and what happened, for whoever reads a failure."""
    written: dict[str, int] = field(default_factory=dict)
    """Every word written in a composer, and the conversation it was for."""
    pressed: int = 0
    reached: set[str] = field(default_factory=set)
    """Commands given on the main screen, with their place, and dialogs that were in front."""

    async def press(self, agent: Console, key: str) -> None:
        """One key."""
        before, row = standing(agent), TABLE.by_key.get((agent.where, key))
        on_main = agent.top is agent.main
        if on_main and row is not None:
            self.reached.add(f"{agent.where}: {row.command}")
        self.done.append(key)
        self.pressed += 1
        await agent.press(key)
        if on_main and row is not None and row.command not in MOVES:
            self.check_same(agent, before)
        self.check_place(agent)

    async def write(self, agent: Console) -> None:
        """A word that nobody has written before."""
        writing, word = agent.main.writing, f"word{len(self.written)}x"
        assert writing is not None
        self.done.append(word)
        self.pressed += len(word) + 1
        await agent.type(f"{word} ")
        if word in agent.main.composer.text:
            self.written[word] = writing.conversation_id

    async def around(self, agent: Console, seed: int) -> None:
        """Something happens elsewhere, and the console looks."""
        before, dialog = standing(agent), agent.top
        self.done.append(f"<{await asyncio.to_thread(self.world.turn, seed)}>")
        await agent.look()
        after = standing(agent)
        if before.selected not in agent.main.queue.ids:
            after.selected = before.selected  # it has left the list: the cursor must go somewhere
            if before.where is Where.QUEUE:
                after = replace(before, where=after.where)  # where both are in sight, it follows
        assert after == before, f"{self.story()}\n{before}\n{after}"
        assert agent.top is dialog, self.story()
        self.check_place(agent)

    def check_same(self, agent: Console, before: "Standing") -> None:
        """A key that leads nowhere has left the cursor and the conversation alone."""
        after = standing(agent)
        if before.selected in agent.main.queue.ids:
            about = {before.shown, before.selected if before.where is Where.QUEUE else before.shown}
            same = after.selected == before.selected and after.shown in about
            assert same, f"{self.story()}\n{before}\n{after}"

    def check_place(self, agent: Console) -> None:
        """What is in sight is what the keys are about."""
        main = agent.main
        if not isinstance(agent.top, type(main)):
            self.reached.add(type(agent.top).__name__)
        assert main.shown is None or main.shown.row.id == main.shown_id, self.story()
        assert main.queue.selected is None or main.queue.selected in main.queue.ids, self.story()
        if main.where is Where.COMPOSER:
            assert main.writing is not None, self.story()
            assert main.writing.conversation_id == main.shown_id, self.story()

    def check(self) -> None:
        """Every word is a draft, a version, on its way, held, or sent."""
        for conversation_id in sorted(set(self.written.values())):
            kept = "\n".join(texts_of(self.shop, conversation_id))
            words = [word for word, where in self.written.items() if where == conversation_id]
            assert [word for word in words if word not in kept] == [], self.story()

    def story(self) -> str:
        """The end of what was done."""
        return " ".join(self.done[-60:])

    def close(self) -> None:
        """The shop and everybody around it go home."""
        self.world.beside.close()
        self.shop.close()


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


def morning(folder: Path, role: str) -> Monkey:
    """A monkey, a morning with a few customers, and a world around it."""
    shop = Shop(folder / "shop.db")
    with shop.store.write() as tx:
        accounts.introduce(tx, shop.account_id, "us", "acme", TAKES_ALL)
    shop.network.limits = TAKES_ALL
    shop.desk("mary", role=role, shifts=(DAY,), digest=lambda: "WINS\n  none yet")
    return Monkey(shop, World(shop))


class Sitting:
    """A console that stays open between the steps of a machine, all in one task of one loop."""

    agent: Console

    def __init__(self, opened: AbstractAsyncContextManager[Console]) -> None:
        self._loop = asyncio.new_event_loop()
        self._steps: asyncio.Queue[tuple[Step, asyncio.Future[None]] | None] = asyncio.Queue()
        self._task = self._loop.create_task(self._sit(opened))
        self.do(Console.settle)

    async def _sit(self, opened: AbstractAsyncContextManager[Console]) -> None:
        async with opened as self.agent:
            while (given := await self._steps.get()) is not None:
                step, done = given
                try:
                    await step(self.agent)
                except BaseException as problem:  # noqa: BLE001 - breaks where the step was asked for
                    done.set_exception(problem)
                else:
                    done.set_result(None)

    def do(self, step: Step) -> None:
        """One step of somebody's. Raises what breaks in it, and what breaks the console."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._steps.put_nowait((step, done))
        either = asyncio.wait({done, self._task}, return_when=asyncio.FIRST_COMPLETED)
        self._loop.run_until_complete(either)
        if self._task.done():
            self._task.result()
        if self.agent.app.crashed is not None:
            raise self.agent.app.crashed
        done.result()

    def leave(self) -> None:
        """The console is closed, and the loop with it. Raises what has broken it."""
        self._steps.put_nowait(None)
        try:
            self._loop.run_until_complete(self._task)
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()

    def give_up(self) -> None:
        """It has broken already: no word more of it."""
        self._task.cancel()
        with suppress(BaseException):
            self._loop.run_until_complete(self._task)
        self._loop.close()
