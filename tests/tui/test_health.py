"""H: what is wrong comes with how to mend it, in words, at 80 columns."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from social_care.models import StreamHealth, StreamState, Usage
from social_care.models.account import Recovered
from social_care.models.health import Health, Unreached
from social_care.models.spike import Example, Spike, SpikeKind
from social_care.models.views import StoppedOutbox
from social_care.tui.widgets.health_lines import WIDTH, command_in, health_lines
from social_care.tui.widgets.lines import width_of
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.people import HOUR, MINUTE, NOW

ZONE = ZoneInfo("Europe/London")
DAY = 24 * HOUR


def stream(name: str = "mentions", **about: object) -> StreamHealth:
    values: dict[str, object] = {
        "account": "acme-fedi",
        "channel": "mastodon",
        "stream": name,
        "state": StreamState.OK,
        "blind_since": None,
        "ok_at": NOW - MINUTE,
        "next_at": NOW + MINUTE,
        "problem": "",
        "remedy": "",
    }
    return StreamHealth(**(values | about))  # type: ignore[arg-type]


REFUSED = stream(
    "search acme shoes -giveaway",
    state=StreamState.NEEDS_LOGIN,
    blind_since=NOW - HOUR,
    ok_at=NOW - HOUR,
    problem="the token was refused: " + "it has been revoked over there " * 5,
    remedy="log in again: social-care account login acme-fedi",
)


def health(**about: object) -> Health:
    values: dict[str, object] = {
        "status": status(),
        "streams": (stream(),),
        "usages": (),
        "logins": (),
    }
    return Health(**(values | about))  # type: ignore[arg-type]


def told(about: Health) -> str:
    lines = health_lines(about, NOW, ZONE)
    return "\n".join("".join(text for text, _ in line) for line in lines)


def test_what_is_happening_and_what_is_over_is_listed_with_where_to_read_it() -> None:
    example = Example(conversation_id=12, mention_id=1, channel="x", text="", url="")
    values: dict[str, Any] = {
        "kind": SpikeKind.MENTIONS,
        "window_ms": 30 * MINUTE,
        "of": 31,
        "count": 31,
        "most": 40,
        "usual": 2.0,
        "words": ("insole", "burned"),
    }
    now = Spike(id=2, at=NOW - MINUTE, seen_at=NOW, examples=(example,), **values)
    over = Spike(id=1, at=NOW - 5 * HOUR, seen_at=NOW - 4 * HOUR, **values)
    lines = told(health(spikes=(now, over)))
    assert "31 mentions in 30 min, usually 2: insole," in lines
    assert "-> read the conversations 12" in lines
    assert lines.count("! spike") == 1
    assert lines.count("over") == 1
    assert max(width_of(line) for line in health_lines(health(spikes=(now,)), NOW, ZONE)) <= WIDTH


def test_whom_flags_do_not_reach_is_told_with_what_mends_it() -> None:
    silent = Unreached(
        target="mail:lead@acme.example",
        since=NOW - HOUR,
        next_at=NOW + MINUTE,
        problem="SMTP mail.acme.example answered 554: \x1b[31mgo away",
        remedy="check [mail] from and the recipient's address",
    )
    about = health(unreached=(silent,))
    said = told(about)
    assert said.startswith("1 trouble, marked !")
    assert "! alerts" in said
    assert "do not reach mail:lead@acme.example since" in " ".join(said.split())
    assert "answered 554: go away" in said
    assert "next try 09:44" in said
    assert "next try" not in told(health(unreached=(replace(silent, next_at=NOW),)))
    assert "-> check [mail] from" in said
    assert max(width_of(line) for line in health_lines(about, NOW, ZONE)) <= WIDTH


def test_all_is_well() -> None:
    said = told(health())
    assert said.startswith("All is well.")
    assert "!" not in said
    assert "mentions          ok, read 1m ago" in said


@pytest.mark.parametrize(
    ("about", "words", "command"),
    [
        (
            {"status": status(worker_alive=False, worker_seen_at=NOW - 5 * MINUTE)},
            "stopped, last seen 5m ago: nothing is fetched or",
            "social-care worker",
        ),
        (
            {"status": status(worker_alive=False, has_accounts=False)},
            "none runs, and no account is configured yet",
            "social-care account add",
        ),
        (
            {
                "status": status(
                    stopped=(StoppedOutbox(account="acme-fedi", by="joe", since=NOW, waiting=3),)
                )
            },
            "acme-fedi stopped by joe since 09:43, 3 wait",
            "social-care outbox release",
        ),
        (
            {"status": status(streams=(REFUSED,)), "streams": (stream(), REFUSED)},
            "needs login, read 1h ago",
            "social-care account login acme-fedi",
        ),
        (
            {
                "status": status(logins_ending=(("acme-fedi", NOW + 3 * DAY),)),
                "logins": (("acme-fedi", NOW + 3 * DAY),),
            },
            "ends in 3d",
            "social-care account login acme-fedi",
        ),
    ],
)
def test_every_trouble_is_marked_and_has_its_remedy(
    about: dict[str, object], words: str, command: str
) -> None:
    said = told(health(**about))
    marked = [line for line in said.splitlines() if line.startswith(" ! ")]
    assert any(words in line for line in marked), said
    assert f"-> {command}" in said or command in said
    assert command_in(health(**about)) == command


def test_a_worker_that_is_starting_is_told_without_a_remedy() -> None:
    about = health(status=status(worker_alive=False, worker_starting=True))
    assert "   worker            starting" in told(about)
    assert command_in(about) == ""


def test_what_is_used_up_and_when_it_begins_anew() -> None:
    usages = (
        ("acme-fedi", "reads", Usage(used=300, allowed=300, until=NOW + 5 * MINUTE)),
        ("acme-fedi", "writes", Usage(used=1, allowed=300, until=NOW + 5 * MINUTE)),
    )
    said = told(health(usages=usages))
    assert " ! used up           reads: 300 of 300 used, anew in 5m" in said
    assert "   used up           writes: 1 of 300 used, anew in 5m" in said


def test_a_log_in_that_lasts_is_no_trouble() -> None:
    said = told(health(logins=(("acme-fedi", NOW + 60 * DAY),)))
    assert "log-in            ends in 60d" in said
    assert "!" not in said


def test_no_line_is_wider_than_the_panel() -> None:
    about = health(status=status(streams=(REFUSED,)), streams=(REFUSED,))
    assert all(width_of(line) <= WIDTH for line in health_lines(about, NOW, ZONE))


def test_what_networks_say_acts_on_nothing() -> None:
    hostile = stream(state=StreamState.DELAYED, problem="a\x1b[2Jb\nc", remedy="\x9b31m")
    assert not any(ord(sign) < 32 and sign != "\n" for sign in told(health(streams=(hostile,))))


async def test_one_key_away_from_a_trouble_that_does_not_fit() -> None:
    desk = FakeDesk()
    desk.state = status(streams=(REFUSED,))
    async with console(desk) as agent:
        (line,) = [line for line in agent.lines if line.startswith(" ! ")]
        assert line.rstrip().endswith("(H)")
        await agent.press("H")
        assert "Health (y copies: social-care account login acme-fedi)" in agent.text
        assert "1 trouble, marked !" in agent.text
        await agent.press("y")
        assert agent.app.clipboard == "social-care account login acme-fedi"
        assert agent.top is agent.main
        await agent.press("H", "escape")
        assert agent.top is agent.main


@pytest.mark.parametrize(("late", "said"), [(3, "3 came late"), (0, "nothing was missed")])
async def test_a_stream_that_listens_again_is_told_once(late: int, said: str) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        found = Recovered(
            event_id=7, account="acme-x", stream="mentions", blind_ms=5 * MINUTE, mentions=late
        )
        desk.state = replace(desk.state, recovered=found)
        agent.main.reload()
        await agent.settle()
        assert agent.said == f"acme-x mentions listens again after 5m: {said}"
        agent.main.notice = None
        agent.main.reload()
        await agent.settle()
        assert agent.said == ""
