"""Every key of the table, pressed in every place where it works."""

from collections.abc import Callable
from dataclasses import replace
from string import ascii_letters

import pytest

from social_care.models.composing import Macro, SimilarHit
from social_care.models.views import MessageKind, PastConversation, View
from social_care.tui.keys import BY_KEY, KEYS, Key, Where
from social_care.tui.screens.answer_list import AnswerList
from social_care.tui.screens.dialog import Ask, Choice, Panel
from social_care.tui.screens.macro_list import MacroList
from social_care.tui.screens.palette import Palette
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import NOW, crowd, said


def deep_desk() -> FakeDesk:
    """Long enough everywhere to move up and down; Sam is in the middle."""
    views = crowd()
    past = PastConversation(
        id=1, channel="x", state=views[0].row.state, opened_at=NOW, wrap_up="", text="before"
    )
    for place, view in enumerate(views):
        long = tuple(said(n, f"message {n}", minutes_ago=100 - n) for n in range(80))
        customer = replace(view.customer, conversations=(past,) * 30)
        other = said(99, "me too", minutes_ago=50, kind=MessageKind.OTHER)
        can = replace(view.limits, can_like=True, can_hide=True)
        views[place] = replace(view, messages=long, customer=customer, around=(other,), limits=can)
    desk = FakeDesk(views)
    desk.wrap_ups = ("delivery", "returns")
    desk.book = (Macro(name="Thanks for praise", text="You have made our day."),)
    desk.searches = ["half sizes"]
    desk.alike = {4: (SimilarHit(conversation_id=2, score=0.5, shared=("sizes",)),)}
    return desk


async def go(agent: Console, where: Where) -> None:
    """Sam's conversation, in the given part of the screen, scrolled to its middle."""
    main = agent.main
    main.queue.move_to(4)
    main.show(4)
    if where is not Where.QUEUE:
        main.open(4)
    if where is Where.CUSTOMER:
        main.go(Where.CUSTOMER)
    if where is Where.COMPOSER:
        main.write(privately=False)
        main.composer.fill("Hello Sam")
    await agent.until(lambda: main.shown is not None and main.shown.row.id == 4)
    for pane in (main.thread, main.customer):
        pane.move_first()
        pane.move(10)
    await agent.settle()
    if where is Where.SEARCH:
        await search(agent)
    assert agent.where is where


async def search(agent: Console) -> None:
    """For what everybody says; the cursor on Sam again."""
    main = agent.main
    main.action_search()
    main.search_line.fill("message")
    await agent.until(lambda: main.results is not None and not main.is_looking)
    main.queue.move_to(4)
    await agent.settle()


def place(agent: Console, where: Where) -> int:
    """Where the cursor, or the scrolled pane, stands."""
    main = agent.main
    if where in {Where.QUEUE, Where.SEARCH}:
        return list(main.queue._ids).index(main.queue.selected or 0)
    return (main.customer if where is Where.CUSTOMER else main.thread).scroll_offset.y


Check = Callable[[Console, Where, int], bool]

MOVES: dict[str, Check] = {
    "down": lambda agent, where, before: place(agent, where) == before + 1,
    "up": lambda agent, where, before: place(agent, where) == before - 1,
    "page_down": lambda agent, where, before: place(agent, where) > before + 1,
    "page_up": lambda agent, where, before: place(agent, where) < before - 1,
    "first": lambda agent, where, before: before > place(agent, where) == 0,
    "last": lambda agent, where, before: place(agent, where) > before + 1,
}


def dialog(kind: type, words: str) -> Callable[[Console], bool]:
    return lambda agent: isinstance(agent.top, kind) and words in agent.text


EFFECTS: dict[str, Callable[[Console], bool]] = {
    "open": lambda agent: agent.where is Where.CONVERSATION,
    "next": lambda agent: agent.desk.calls["next"] == 1 and agent.main.shown_id == 1,
    "last_one": lambda agent: "no other conversation" in agent.said,
    "reply": lambda agent: agent.where is Where.COMPOSER and not agent.main.composer.private,
    "reply_privately": lambda agent: agent.where is Where.COMPOSER and agent.main.composer.private,
    "send_kept": lambda agent: "nothing to send" in agent.said,
    "claim": lambda agent: agent.desk.views[4].row.claimed_by == "mary",
    "resolve": dialog(Choice, "Resolve as"),
    "snooze": dialog(Choice, "tomorrow at 09:00"),
    "dismiss_it": lambda agent: ("dismiss", 4) in agent.desk.deeds,
    "elsewhere": dialog(Choice, "by phone"),
    "note": dialog(Ask, "Note for colleagues"),
    "wow": dialog(Ask, "WOW: what did you do for them?"),
    "undo": lambda agent: "undo" in agent.said,
    "take_back": lambda agent: "no reply of yours" in agent.said,
    "open_link": dialog(Panel, "https://social.example/@sam.example/4"),
    "copy_link": lambda agent: agent.app.clipboard == "https://social.example/@sam.example/4",
    "correct": dialog(Choice, "What is it?"),
    "fold": lambda agent: agent.main.thread.unfolded,
    "why": dialog(Panel, "Why it stands"),
    "help": dialog(Panel, "Keys"),
    "palette": lambda agent: isinstance(agent.top, Palette),
    "quit": lambda agent: not agent.app.is_running or agent.app._exit,
    "send": lambda agent: ("submit", 4, "Hello Sam", False) in agent.desk.deeds,
    "send_resolve": dialog(Choice, "On its way, then resolved"),
    "macro": dialog(MacroList, "Thanks for praise"),
    "recall": dialog(AnswerList, "None was sent yet"),
    "privacy": lambda agent: agent.main.composer.private,
    "still_with_you": lambda agent: agent.main.composer.holding,
    "editor": lambda agent: "terminal of its own" in agent.main.composer.problem,
    "decide": lambda agent: agent.where is Where.CONVERSATION,
    "like": lambda agent: ("like", 4) in agent.desk.deeds,
    "hide": lambda agent: ("hide", 4) in agent.desk.deeds,
    "delete_sent": lambda agent: "no reply of ours stands here" in agent.said,
    "stop_all": lambda agent: "only a lead stops all sending" in agent.said,
    "attach": dialog(Ask, "Attach a picture"),
    "versions": lambda agent: "no other version" in agent.text,
    "tag": dialog(Choice, "type one"),
    "assign": dialog(Choice, "Assign to"),
    "mute": lambda agent: agent.desk.views[4].row.muted,
    "repeat": lambda agent: "nothing to repeat yet" in agent.said,
    "select": lambda agent: agent.main.picked == {4} and agent.main.queue.selected == 5,
    "select_down": lambda agent: agent.main.picked == {4, 5} and agent.main.queue.selected == 5,
    "select_up": lambda agent: agent.main.picked == {3, 4} and agent.main.queue.selected == 3,
    "select_all": lambda agent: agent.main.picked == set(range(1, 8)),
    "similar": lambda agent: agent.main.picked == {4, 2} and agent.main.queue.ids == (4, 2),
    "search": lambda agent: agent.where is Where.SEARCH,
    "open_found": lambda agent: agent.where is Where.CONVERSATION and agent.main.shown_id == 4,
    "to_found": lambda agent: agent.where is Where.QUEUE and agent.main.is_searching,
    "keep_search": dialog(Ask, "Keep this search as a view"),
    "older_search": lambda agent: agent.main.search_line.text == "half sizes",
    "newer_search": lambda agent: agent.where is Where.QUEUE and agent.main.is_searching,
    "own_views": lambda agent: "no views of your own" in agent.said,
    "border_left": lambda agent: agent.main.widths in ({"queue-pane": 46}, {"customer": 42}),
    "border_right": lambda agent: agent.main.widths in ({"queue-pane": 50}, {"customer": 38}),
    "health": dialog(Panel, "All is well"),
    "lead": lambda agent: "only a lead sees the whole floor" in agent.said,
    "break": dialog(Choice, "a break: who has no draft of yours"),
    "catch_up": lambda agent: "only a lead switches catch-up" in agent.said,
    "digest": lambda agent: "only a lead reads the digest" in agent.said,
}

BACK = {
    Where.QUEUE: Where.QUEUE,
    Where.CONVERSATION: Where.QUEUE,
    Where.CUSTOMER: Where.CONVERSATION,
    Where.COMPOSER: Where.CONVERSATION,
    Where.SEARCH: Where.CONVERSATION,
}
TAB = {
    Where.QUEUE: Where.CONVERSATION,
    Where.CONVERSATION: Where.CUSTOMER,
    Where.CUSTOMER: Where.QUEUE,
}


def effect(row: Key, key: str, where: Where, before: int) -> Callable[[Console], bool]:
    if row.command in MOVES:
        return lambda agent: MOVES[row.command](agent, where, before)
    if row.command == "back":
        return lambda agent: agent.where is BACK[where]
    if row.command == "next_pane":
        return lambda agent: agent.where is TAB[where]
    if row.command == "view":
        return lambda agent: agent.main.queue_view is list(View)[int(key) - 1]
    return EFFECTS[row.command]


async def fresh(agent: Console, where: Where) -> None:
    """A morning on which nothing has been done yet, and the keyboard in the given place."""
    while agent.top is not agent.main:
        agent.app.pop_screen()
        await agent.settle()
    main, desk = agent.main, deep_desk()
    agent.desk.__dict__.update(desk.__dict__)
    main.end_writing()
    main.end_search()
    main._end_alike()
    main.widths, main.picked = {}, frozenset()
    main.shown_id = main.shown = main.notice = main._before = main._entered = None
    main.queue_view, agent.app._clipboard = View.TODO, ""
    main.go(Where.QUEUE)
    main.reload()
    await agent.settle()
    await go(agent, where)


def presses(row: Key) -> list[tuple[str, Where]]:
    """Every key in every place; of nine views one is enough in each, and one leaves but once."""
    keys = row.keys if row.command != "view" else ("4", "9")
    if row.command == "quit":
        return [("Q", Where.CONVERSATION)]
    return [(key, where) for where in Where if where in row.where for key in keys]


@pytest.mark.long
@pytest.mark.parametrize("row", KEYS, ids=lambda row: f"{row.command} {row.shown}")
async def test_the_key_does_what_the_table_says_wherever_it_works(
    row: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    async with console(deep_desk(), MIDDLE) as agent:
        for key, where in presses(row):
            await fresh(agent, where)
            before = place(agent, where)
            come_true = effect(row, key, where, before)
            assert not come_true(agent) or row.command in ALREADY, (key, where)
            await agent.pilot.press(key)
            await agent.until(lambda: come_true(agent))  # noqa: B023 - awaited at once


ALREADY = {"back", "decide", "last_one"}
"""Their effect is that one stays where one is, in one of the places."""


def test_every_command_has_an_effect_that_is_checked() -> None:
    checked = {*EFFECTS, *MOVES, "back", "next_pane", "view"}
    assert {row.command for row in KEYS} == checked


@pytest.mark.parametrize("number", range(1, 10))
async def test_each_digit_shows_its_view(number: int) -> None:
    async with console() as agent:
        await agent.press(str(number))
        assert agent.main.queue_view is list(View)[number - 1]


MEANINGLESS = (*ascii_letters, *(f"f{n}" for n in range(1, 13)), "ctrl+r", "ctrl+q", "ctrl+s")
"""Unless the table says otherwise."""


@pytest.mark.parametrize("where", [Where.QUEUE, Where.CONVERSATION, Where.CUSTOMER])
async def test_keys_without_a_meaning_do_nothing(where: Where) -> None:
    desk = deep_desk()
    async with console(desk, MIDDLE) as agent:
        await go(agent, where)
        deeds, rows = list(desk.deeds), {n: view.row for n, view in desk.views.items()}
        for key in (key for key in MEANINGLESS if (where, key) not in BY_KEY):
            await agent.press(key)
            assert agent.top is agent.main, key
            assert desk.deeds == deeds, key
            assert {n: view.row for n, view in desk.views.items()} == rows, key
            assert agent.where is where, key
            assert not agent.app._exit, key
