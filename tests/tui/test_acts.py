"""Acts on the network, the brake, and replies that only a person can decide about."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from social_care.models import OutboxKind, OutboxState
from social_care.models.views import Message, MessageKind, StoppedOutbox
from social_care.tui.keys import Where
from social_care.tui.screens.deciding import told
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MINUTE, NOW, answered, kim, said

LONDON = ZoneInfo("Europe/London")


# -- deleting -------------------------------------------------------------------------------------


async def test_our_newest_reply_is_shown_before_it_is_deleted() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "X")
        assert "Delete this reply on mastodon?" in agent.text
        assert "your boots left our house this morning" in agent.text
        assert "by joe" in agent.text
        await agent.press("escape")
        assert desk.calls["delete_reply"] == 0
        await agent.press("X", "enter")
        assert ("delete", 11, False) in desk.deeds
        assert "U takes it back" in agent.said


async def test_a_corrected_reply_is_written_at_once() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "X", "down", "enter")
        assert ("delete", 11, True) in desk.deeds
        assert agent.where is Where.COMPOSER


async def test_where_it_cannot_be_deleted_x_says_so_before_it_asks() -> None:
    desk = FakeDesk()
    limits = replace(desk.views[1].limits, can_delete=False)
    desk.views[1] = replace(desk.views[1], limits=limits)
    async with console(desk) as agent:
        await agent.press("enter", "X")
        assert agent.said == "replies cannot be deleted from here on mastodon: o opens it"
        assert agent.top is agent.main


async def test_x_stands_in_the_footer_only_where_it_would_work() -> None:
    desk = FakeDesk()
    async with console(desk, (200, 30)) as agent:
        await agent.press("enter")
        assert "X delete" in agent.lines[-1]
        desk.views[1] = replace(desk.views[1], messages=(said(1, "hello?", minutes_ago=3),))
        desk._changed = True
        await agent.look()
        assert "X delete" not in agent.lines[-1]


async def test_a_deleted_reply_is_no_reply_to_delete() -> None:
    desk = FakeDesk()
    gone = answered(11, "gone", minutes_ago=45, deleted=True)
    desk.views[1] = replace(desk.views[1], messages=(gone,))
    async with console(desk) as agent:
        await agent.press("enter", "X")
        assert agent.said == "no reply of ours stands here on the network"


async def test_liking_says_what_it_does_and_how_to_take_it_back() -> None:
    async with console() as agent:
        await agent.press("+")
        assert agent.said == "Likes it in 10 s (U takes it back)"


async def test_what_was_done_to_a_message_stands_under_it() -> None:
    desk = FakeDesk()
    message = said(12, "lovely shop", minutes_ago=9, liked=True, hidden=True)
    desk.views[1] = replace(desk.views[1], messages=(message,))
    async with console(desk) as agent:
        await agent.press("enter")
        assert "(liked by us, hidden from strangers by us)" in agent.text


# -- the brake ------------------------------------------------------------------------------------


async def test_a_lead_stops_everything_with_one_key_and_lets_it_go_on_with_the_same() -> None:
    desk = FakeDesk()
    desk.role = "lead"
    async with console(desk) as agent:
        await agent.press("!")
        assert agent.said == "Sending stopped: 3 replies wait. ! again goes on."
        assert "SENDING STOPPED by mary since 09:43: 3 replies wait" in agent.text
        await agent.press("enter")
        assert "SENDING STOPPED by mary" in agent.text
        await agent.press("!")
        assert "SENDING STOPPED" not in agent.text
        assert desk.calls["go on"] == 1


async def test_an_agent_is_told_who_may() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("!")
        assert agent.said == "only a lead stops all sending, or lets it go on"
        assert desk.state.stopped == ()


# -- deciding -------------------------------------------------------------------------------------


def uncertain(**about: object) -> Message:
    made = Message(
        kind=MessageKind.OUTBOX,
        id=5,
        at=NOW - 9 * MINUTE,
        author="joe",
        text="I am calling you now.",
        visibility=kim().row.visibility,
        state=OutboxState.UNCERTAIN,
        problem="the line was cut",
    )
    return replace(made, **about)  # type: ignore[arg-type]


def lines(message: Message) -> list[str]:
    made = told(message, kim(), NOW, LONDON)
    return ["".join(piece for piece, _ in line) for line in made]


def test_an_uncertain_reply_tells_all_that_is_known() -> None:
    tried = uncertain(tried_at=NOW - 8 * MINUTE, looks=2, looked_at=NOW - 6 * MINUTE)
    assert lines(tried) == [
        "To Kim Osei on mastodon, in public, by joe at 09:34:",
        "  I am calling you now.",
        "uncertain: the line was cut",
        "Tried at 09:35. We looked for it among our own posts on mastodon",
        "twice, last at 09:37.",
        "o opens the conversation there",
    ]


def test_before_the_first_look_it_says_so() -> None:
    assert "We have not looked for it yet." in lines(uncertain())


@pytest.mark.parametrize("words", ["x " * 4000, "\x1b[31mred\x07", "[b]bold[/b]"])
def test_its_words_fit_and_do_nothing(words: str) -> None:
    made = lines(uncertain(text=words))
    assert len(made) <= 9
    assert all(len(line) <= 70 and "\x1b" not in line for line in made)


async def test_the_dialog_fits_80_by_24_and_o_looks_from_within(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    desk = FakeDesk()
    long = uncertain(text="word " * 400, tried_at=NOW, looks=2, looked_at=NOW)
    desk.views[1] = replace(desk.views[1], messages=(*kim().messages, long))
    async with console(desk) as agent:
        await agent.press("enter", "enter")
        said = ("To Kim Osei", "last at 09:43", "it is there:", "not there", "back to a draft")
        for words in said:
            assert words in agent.text.replace("\n", " "), words
        await agent.press("o")
        assert "https://social.example" in agent.text
        await agent.press("escape")
        assert "it is there:" in agent.text
        await agent.type("send")
        assert "> send it again" in agent.text


async def test_a_refused_like_is_tried_again_or_left() -> None:
    desk = FakeDesk()
    like = uncertain(act=OutboxKind.LIKE, state=OutboxState.REFUSED, text="likes a message")
    desk.views[1] = replace(desk.views[1], messages=(*kim().messages, like))
    async with console(desk) as agent:
        await agent.press("enter", "enter")
        assert "> try again" in agent.text
        assert "leave it" in agent.text


async def test_a_brake_that_somebody_pulls_is_seen_at_the_next_look() -> None:
    async with console() as agent:
        by = StoppedOutbox(account="acme-fedi", by="lee", since=NOW, waiting=2)
        agent.desk.state = replace(agent.desk.state, stopped=(by,))
        agent.desk._changed = True
        await agent.look()
        assert "SENDING STOPPED by lee since 09:43: 2 replies wait" in agent.text
