"""Every screen there is, and how one comes to it: for the pictures in `test_pictures.py`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from social_care.desk import Desk
from social_care.models import OutboxState
from social_care.models.composing import Macro, MacroActions, SimilarHit
from social_care.models.handover import Handover, HandoverItem, Held
from social_care.models.presence import CatchUp
from social_care.models.views import Draft, MessageKind, OutboxItem
from social_care.tui.recall import THEME_KEY
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.fake_help import answer
from tests.tui.lead_kit import lead, three_at_work
from tests.tui.people import HOUR, MINUTE, NOW, said

Steps = Callable[[Console], Awaitable[None]]
Prepare = Callable[[FakeDesk], object]


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


# -- what makes the morning a special one ----------------------------------------------------------


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


def two_versions(made: FakeDesk) -> None:
    one = Draft(
        id=1,
        conversation_id=1,
        agent="mary",
        text="Kim, I have called the hospital.",
        private=False,
        revision=1,
        updated_at=NOW - MINUTE,
    )
    made.kept[1] = one
    made.versions = [replace(one, id=2, text="Kim, I am so", updated_at=NOW - 9 * MINUTE)]


def own_views(made: FakeDesk) -> None:
    made.save_view("sizes", "sizes")
    made.save_view("angry mails", "channel:email", shared=True)


def holds(made: FakeDesk) -> tuple[HandoverItem, ...]:
    return (
        HandoverItem(row=made.views[1].row, held=(Held.CLAIM, Held.DRAFT)),
        HandoverItem(row=made.views[4].row, held=(Held.ASSIGNED,)),
    )


def hands_full(made: FakeDesk) -> None:
    made.held = holds(made)


def handed_over(made: FakeDesk) -> None:
    items = tuple(
        replace(one, heir=heir) for one, heir in zip(holds(made), ("mary", None), strict=True)
    )
    note = "Kim wants a call before noon"
    left = Handover(id=1, agent="joe", at=NOW - HOUR, note=note, items=items, is_read=False)
    made.left = (left,)


def backlog(made: FakeDesk) -> None:
    made.floor_now = replace(made.floor_now, catch_up=CatchUp(since=NOW - HOUR, by="lee"))


def flagged(made: FakeDesk) -> None:
    made.flags += ["LATE 2m: Kim Osei", "LATE 1m: Sam"]


def others_wrote(made: FakeDesk) -> None:
    about = (
        said(
            98, "Same with mine, it gets hot.", minutes_ago=8, kind=MessageKind.OTHER, author="Ann"
        ),
        said(99, "assigned to joe", minutes_ago=6, kind=MessageKind.EVENT, author="lee"),
    )
    made.views[1] = replace(made.views[1], around=about)


def in_trouble(made: FakeDesk) -> None:
    made.state = status(worker_alive=False, held_accounts=("acme-x",), always_open=True)


def reply_is_uncertain(made: FakeDesk) -> None:
    made.items = [uncertain()]
    made.change(1, claimed_by="mary")


# -- the ways there --------------------------------------------------------------------------------


def keys(*pressed: str) -> Steps:
    async def steps(agent: Console) -> None:
        await agent.press(*pressed)

    return steps


def typed(words: str, *before: str, then: tuple[str, ...] = ()) -> Steps:
    async def steps(agent: Console) -> None:
        await agent.press(*before)
        await agent.type(words)
        await agent.press(*then)

    return steps


def written(*then: str) -> Steps:
    async def steps(agent: Console) -> None:
        await agent.press("n", "r")
        agent.main.composer.area.insert(
            "Kim, I am so sorry. Please look after him first; I am calling you in one minute on the"
            " number of your last order."
        )
        await agent.until(lambda: agent.desk.calls["save_draft"] > 0 and agent.main.composer.saved)
        await agent.press(*then)

    return steps


async def insert(agent: Console) -> None:
    """A macro with a gap, and a word that no dictionary knows."""
    await agent.press("n", "r", "f2")
    await agent.type("late")
    await agent.press("enter", "end")
    await agent.type(" You recieve it on Friday.")
    await agent.until(lambda: bool(agent.main.composer.area.misspelt))
    await agent.until(lambda: agent.main.composer.saved)


NOTHING = keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One screen, and how one comes to it."""

    steps: Steps = NOTHING
    prepare: Prepare = lambda _: None
    teaches: bool = False
    leads: bool = False
    """Over a real desk, a lead's."""


SCENES: dict[str, Scene] = {
    "queue": Scene(),
    "conversation": Scene(steps=keys("n")),
    "around": Scene(steps=keys("n", "f"), prepare=others_wrote),
    "customer": Scene(steps=keys("n", "tab")),
    "composer": Scene(steps=written()),
    "picture": Scene(steps=written("f4")),
    "and-resolve": Scene(steps=written("f9")),
    "versions": Scene(steps=keys("enter", "f8"), prepare=two_versions),
    "deciding": Scene(steps=keys("enter", "enter"), prepare=reply_is_uncertain),
    "deleting": Scene(steps=keys("enter", "X")),
    "macros": Scene(steps=typed("late", "n", "r", "f2")),
    "answers": Scene(steps=keys("n", "r", "ctrl+r")),
    "search": Scene(steps=typed("sizes", "slash")),
    "search-of-before": Scene(steps=keys("slash", "up")),
    "kept-search": Scene(steps=typed("sizes", "slash", then=("ctrl+s",))),
    "own-views": Scene(steps=keys("v"), prepare=own_views),
    "palette": Scene(steps=typed("res", "colon")),
    "help": Scene(steps=keys("question_mark")),
    "why": Scene(steps=keys("p")),
    "link": Scene(steps=keys("o")),
    "health": Scene(steps=keys("H")),
    "wrap-up": Scene(steps=keys("j", "e")),
    "snooze": Scene(steps=keys("j", "j", "j", "s")),
    "elsewhere": Scene(steps=keys("E")),
    "tag": Scene(steps=keys("t")),
    "assign": Scene(steps=keys("a")),
    "note": Scene(steps=typed("the store will call her", "i")),
    "correcting": Scene(steps=keys("P", "enter")),
    "taking-over": Scene(steps=keys("j", "j", "c")),
    "similar": Scene(steps=keys("j", "j", "j", "equals_sign")),
    "answer-all": Scene(steps=keys("j", "j", "j", "equals_sign", "r")),
    "preview": Scene(steps=keys("x", "x", "x", "d")),
    "wow": Scene(steps=keys("w")),
    "shift": Scene(steps=keys("B")),
    "going-off": Scene(steps=typed("off", "B", then=("enter",)), prepare=hands_full),
    "handovers": Scene(prepare=handed_over),
    "catch-up": Scene(prepare=backlog),
    "alerts": Scene(prepare=flagged),
    "tutor": Scene(teaches=True),
    "nobody-waits": Scene(prepare=lambda made: made.views.clear()),
    "lead": Scene(steps=keys("L", "j"), leads=True),
    "lead-help": Scene(steps=keys("L", "question_mark"), leads=True),
    "kudos": Scene(steps=keys("L", "j", "plus"), leads=True),
    "digest": Scene(steps=keys("D"), leads=True),
}


@asynccontextmanager
async def seen(
    scene: Scene, size: tuple[int, int], theme: str, folder: Path
) -> AsyncIterator[Console]:
    """The console where the scene has led."""
    with ExitStack() as stack:
        made: FakeDesk | Desk = desk()
        if scene.leads:
            made = lead(stack.enter_context(three_at_work(folder)))
        if isinstance(made, FakeDesk):
            scene.prepare(made)
        made.remember(THEME_KEY, theme)
        async with console(made, size, teaches=scene.teaches) as agent:
            await scene.steps(agent)
            yield agent
