"""What strangers write is inert in every pane: no markup, no control, no crash."""

from dataclasses import replace

import pytest
from rich.segment import Segment
from textual.color import Color

from social_care import text
from social_care.models import Media, OutboxState
from social_care.models.views import Draft, MessageKind, PastConversation
from tests.tui.console import NARROW, WIDE, Console, console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.hostile import HOSTILE
from tests.tui.people import NOW, identity, noted, row, said, view


def hostile_desk(words: str) -> FakeDesk:
    """The words stand wherever a stranger, or a network, can put them."""
    about = row(
        1,
        customer_name=words,
        customer_handle=words,
        text=words,
        channel=words,
        reasons=(words, words),
        language=words,
        can_reply_reason=words,
        claimed_by="mary",
    )
    media = Media(kind=words, url=words, alt=words)
    past = PastConversation(
        id=9, channel=words, state=about.state, opened_at=NOW, wrap_up=words, text=words
    )
    reply = said(2, words, minutes_ago=1, kind=MessageKind.OUTBOX, state=OutboxState.HELD)
    shown = view(
        about,
        said(1, words, minutes_ago=9, author=words, content_warning=words, media=(media,)),
        replace(reply, problem=words),
        noted(3, words, minutes_ago=2, author=words),
        siblings=(about,),
        prefix=words[:50],
        url=words,
    )
    person = replace(shown.customer, name=words, conversations=(past,))
    person = replace(person, identities=(identity(about, handle=words, network=words),))
    desk = FakeDesk(
        [replace(shown, customer=person), view(row(2, text=words, customer_name=words))]
    )
    desk.brand = words
    desk.state = status(held_accounts=(words,))
    desk.wrap_ups = (words, "ok")
    desk.kept[1] = Draft(
        id=1,
        conversation_id=1,
        agent="mary",
        text=words[:2_000],
        private=False,
        revision=1,
        updated_at=NOW,
    )
    return desk


def assert_inert(agent: Console) -> None:
    width = agent.app.size.width
    for strip in agent.top._compositor.render_strips():
        assert strip.cell_length == width
        for segment in strip:
            assert segment.text.isprintable() or not text.bare_control(segment.text)
            assert not (segment.style and segment.style.meta and "@click" in segment.style.meta)


WALK = (
    ("enter",),
    ("enter", "escape"),
    ("r",),
    ("escape",),
    ("tab",),
    ("escape", "p"),
    ("escape", "o"),
    ("y",),
    ("e",),
    ("escape", "i"),
    ("escape", "question_mark"),
    ("escape", "colon"),
    ("escape", "d"),
    ("g", "G", "u", "n"),
)
"""Through every pane, panel and dialog; the screen is looked at after each step."""


KINDS = (0, 3, 5, 6, 7, 9, 14)
"""Markup, escapes, controls, bidi, broken pairs, piles of marks, and a text without end."""
SIZED = [*((HOSTILE[kind], WIDE) for kind in KINDS), (HOSTILE[1], NARROW)]
"""Rows and threads are tested with all of them; a walk takes seconds."""


@pytest.mark.parametrize(("words", "size"), SIZED, ids=range(len(SIZED)))
async def test_hostile_words_harm_no_pane(words: str, size: tuple[int, int]) -> None:
    async with console(hostile_desk(words), size) as agent:
        assert_inert(agent)
        for keys in WALK:
            await agent.pilot.press(*keys)
            await agent.settle()
            assert_inert(agent)
            assert agent.app.is_running
            assert not agent.app._exit


async def test_a_click_on_a_strangers_words_quits_nothing() -> None:
    async with console(hostile_desk("[@click=app.quit]press me[/]"), WIDE) as agent:
        for x in range(2, 150, 24):
            for y in range(3, 30, 8):
                await agent.pilot.click(offset=(x, y))
        await agent.settle()
        assert not agent.app._exit


async def test_the_last_filter_stops_what_no_cleaning_has_seen() -> None:
    async with console() as agent:
        raw = [Segment("a\x1b]52;c;eA==\x07b\u202ec\ud800")]
        last = agent.app.get_line_filters()[-1]
        assert last.apply(raw, Color(0, 0, 0))[0].text == "a\ufffd]52;c;eA==\ufffdb\ufffdc\ufffd"


async def test_the_clipboard_gets_nothing_but_a_link() -> None:
    async with console(hostile_desk("https://ok.example/\x1b]52;c;eA==\x07")) as agent:
        await agent.press("y")
        assert "\x1b" not in agent.app.clipboard
