"""The lines above and below the panes: figures, views, troubles, notices."""

from dataclasses import replace
from typing import Any

import pytest

from social_care.models import OutboxState, StreamHealth, StreamState
from social_care.models.spike import Spike, SpikeKind
from social_care.models.views import Counts, OutboxItem, View
from social_care.tui.widgets.status_line import Notice, StatusLine
from social_care.tui.widgets.top_bar import TopBar, ViewTabs, in_target, title, waiting
from social_care.tui.widgets.trouble import troubles
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.lines_kit import LONDON, plain
from tests.tui.people import HOUR, MINUTE, NOW


def counts(**about: Any) -> Counts:
    return replace(FakeDesk().counts(), **about)


# -- the top -----------------------------------------------------------------------------------


def test_the_top_line_says_how_the_shift_stands() -> None:
    bar = TopBar("Acme Shoes", "mary")
    bar.set_reactive(TopBar.counts, counts(waiting=7, at_risk=2, late=1))
    bar.set_reactive(TopBar.status, status(in_target=0.86))
    line = plain(*bar.lines(80))
    assert line.startswith(" Acme Shoes  mary ")
    assert line.endswith(" 7 waiting · 2 at risk · 1 LATE   in target 86% ")


def test_what_is_zero_is_not_said() -> None:
    assert [text for text, _ in waiting(counts(waiting=3, at_risk=0, late=0))] == ["3 waiting"]


def test_nobody_waiting_is_said_calmly() -> None:
    assert waiting(counts(waiting=0)) == [("nobody waits", "good")]


def test_where_not_everything_is_heard_nobody_is_no_calm_word() -> None:
    for deaf in (status(worker_alive=False), status(streams=(blind(),))):
        assert waiting(counts(waiting=0), deaf) == [("nobody heard waiting", "warn")]
    assert waiting(counts(waiting=0), status()) == [("nobody waits", "good")]


def test_before_anything_is_known_nothing_is_claimed() -> None:
    assert waiting(None) == []
    assert in_target(status(in_target=None)) == ("", "")


def test_the_terminals_title_holds_figures_only() -> None:
    assert title(counts(waiting=7, late=1)) == "7 · 1 late · social-care"
    assert title(counts(waiting=0, late=0)) == "0 · social-care"
    assert title(None) == "social-care"


def tabs(view: View, width: int, **by_view: int) -> str:
    bar = ViewTabs()
    bar.set_reactive(ViewTabs.view, view)
    shown = {View(name): count for name, count in by_view.items()}
    bar.set_reactive(ViewTabs.counts, counts(by_view=shown) if by_view else counts())
    return plain(*bar.lines(width))


def test_on_a_narrow_screen_they_are_short_so_that_who_is_late_is_in_sight() -> None:
    busy = {"todo": 53, "mine": 0, "unclaimed": 53, "complaints": 19, "risk": 16}
    assert tabs(View.TODO, 80, **busy) == (
        "[1 To answer 53] 2 Mine  3 Unclaimed 53  4 Complaints 19  5 At risk 16  …"
    )
    assert tabs(View.TODO, 80) == (
        "[1 Needs answer 7] 2 Mine  3 Unclaimed 6  4 Complaints 7  5 At risk, late 7  …"
    )
    assert tabs(View.TODO, 160, **busy).startswith("[1 Needs answer 53] 2 Mine  3 Unclaimed")


def test_views_stand_with_their_numbers_and_counts() -> None:
    assert tabs(View.TODO, 160).startswith("[1 Needs answer 7] 2 Mine  3 Unclaimed 6 ")


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("width", [80, 120, 160])
def test_the_view_shown_is_always_in_sight(view: View, width: int) -> None:
    line = tabs(view, width, todo=1600, answered=13, all=1700)
    assert "[" in line
    assert "]" in line
    assert len(line) <= width


# -- troubles ----------------------------------------------------------------------------------


def blind(**about: Any) -> StreamHealth:
    values: dict[str, Any] = {
        "account": "acme-x",
        "channel": "x",
        "stream": "mentions",
        "state": StreamState.NEEDS_LOGIN,
        "blind_since": NOW - 7 * HOUR,
        "next_at": NOW,
        "problem": "the token was revoked",
        "remedy": "social-care account login acme-x",
    }
    return StreamHealth(**(values | about))


def test_when_all_is_well_there_is_nothing_to_say() -> None:
    assert troubles(status(), counts(), LONDON) == []


def test_a_stopped_worker_comes_first_and_says_what_to_do() -> None:
    found = troubles(status(worker_alive=False, streams=(blind(),)), counts(), LONDON)
    assert found[0] == (
        "worker stopped 09:43: nothing is fetched or sent — run: social-care worker"
    )


def test_a_worker_that_never_ran_has_no_time() -> None:
    said = troubles(status(worker_alive=False, worker_seen_at=None), None, LONDON)[0]
    assert said.startswith("worker stopped: nothing is fetched or sent")


def test_a_blind_stream_says_since_when_why_and_the_remedy() -> None:
    (said,) = troubles(status(streams=(blind(),)), None, LONDON)
    assert said == (
        "acme-x mentions: blind since 02:43, next try 09:43 — needs login"
        " — the token was revoked"
        " — social-care account login acme-x"
    )


def test_streams_in_the_same_trouble_share_a_line() -> None:
    same = [blind(), blind(stream="own posts", blind_since=NOW - 8 * HOUR, next_at=NOW + HOUR)]
    other = blind(stream="search: boots", problem="no such search")
    said = troubles(status(streams=(same[0], other, same[1])), None, LONDON)
    assert len(said) == 2
    assert said[0].startswith("acme-x mentions, own posts: blind since 01:43, next try 09:43")


def test_a_stream_that_never_worked_says_so() -> None:
    assert "never read" in troubles(status(streams=(blind(blind_since=None),)), None, LONDON)[0]


def test_stopped_outboxes_and_stuck_replies_are_named() -> None:
    found = troubles(
        status(held_accounts=("acme-x",)), counts(uncertain=2, refused=1, held=0), LONDON
    )
    assert found[0].startswith("acme-x: replies are held back")
    assert found[1].startswith("replies that need a decision: 2 uncertain, 1 refused")


# -- the status line ---------------------------------------------------------------------------


def item(state: OutboxState = OutboxState.QUEUED, due_in_s: int = 9) -> OutboxItem:
    return OutboxItem(
        id=1,
        conversation_id=1,
        account="a",
        agent="mary",
        state=state,
        text="Hi",
        private=False,
        submitted_at=NOW,
        due_at=NOW + due_in_s * 1000,
        problem="",
        version=1,
    )


def status_line(width: int = 80, **about: Any) -> str:
    line = StatusLine()
    values = {"now": NOW, "status": status()} | about
    for name, value in values.items():
        line.set_reactive(getattr(StatusLine, name), value)
    return plain(*line.lines(width))


def test_on_a_narrow_screen_the_way_back_stays_in_sight() -> None:
    notice = Notice(text="Tagged Fatoumata Keita: late parcel — u undoes")
    said = status_line(notice=notice, outbox=[item(due_in_s=7)])
    assert said.startswith(f" Sending in 7s: U · {notice.text} ")
    long = Notice(text="Tagged Fatoumata Keita: late parcel, a very long one indeed — u undoes")
    said = status_line(notice=long, outbox=[item(due_in_s=7)])
    assert said.startswith(" Sending in 7s: U · Tagged Fatoumata")
    assert said.rstrip().endswith("… — u undoes")
    assert len(said) == 80


def test_what_asks_for_a_second_key_is_whole_beside_a_reply_on_its_way() -> None:
    asks = Notice(text="an unanswered complaint — press e once more to resolve it")
    sent = [item(due_in_s=7), item(due_in_s=2)]
    assert f"Sending in 7s: U · {asks.text}" in status_line(notice=asks, outbox=sent)
    assert "(+1) — U takes it back · " in status_line(120, notice=asks, outbox=sent)


def test_the_last_deed_stands_with_its_way_back() -> None:
    said = status_line(notice=Notice(text="Resolved Kim O. — u undoes"))
    assert said.startswith(" Resolved Kim O. — u undoes ")
    assert said.endswith(" worker ok ")


def test_a_reply_counts_down() -> None:
    assert status_line(outbox=[item()]).startswith(" Sending in 9s — U takes it back")


def test_of_many_replies_the_newest_counts_down() -> None:
    said = status_line(outbox=[item(), item(due_in_s=2)])
    assert "Sending in 9s (+1)" in said


def test_a_reply_whose_window_is_over_waits_for_the_worker() -> None:
    assert "Waits for the worker" in status_line(outbox=[item(due_in_s=-1)])


def test_a_stopped_worker_is_never_ok() -> None:
    assert "worker ok" not in status_line(status=status(worker_alive=False))


def test_without_an_account_the_worker_is_not_what_is_missing() -> None:
    lonely = status(worker_alive=False, has_accounts=False)
    assert troubles(lonely, None, LONDON) == [
        "no account yet: nothing is listened to — run: social-care account add"
    ]


def test_a_worker_that_is_starting_is_neither_ok_nor_an_alarm() -> None:
    starting = status(worker_alive=False, worker_seen_at=None, worker_starting=True)
    assert troubles(starting, None, LONDON) == []
    assert "worker starting" in status_line(status=starting)


def test_how_much_is_flagged_stands_before_what_matters_less() -> None:
    assert status_line(flagged=1).endswith(" 1 alert · worker ok ")
    notice = Notice(text="x" * 62)
    assert status_line(flagged=12, notice=notice).endswith(" 12 alerts ")
    assert "alert" not in status_line()


SPIKE = Spike(
    id=1,
    at=NOW - MINUTE,
    kind=SpikeKind.MENTIONS,
    window_ms=30 * MINUTE,
    count=31,
    of=31,
    usual=2.25,
    most=33,
    seen_at=NOW,
    words=("insole", "burned"),
)


def test_something_that_is_happening_stands_before_what_matters_less() -> None:
    said = "spike: 31 mentions in 30 min, usually 2: insole"
    line = status_line(status=status(spike=SPIKE), flagged=3)
    assert f"3 alerts · {said} · worker ok" in line
    notice = Notice(text="Resolved Kim Osei — u undoes")
    assert status_line(50, status=status(spike=SPIKE), notice=notice).endswith(" spike: insole ")
    wordless = replace(SPIKE, words=(), usual=None)
    assert status_line(40, status=status(spike=wordless), notice=None).endswith(
        " spike: 31 mentions in 30 min "
    )
    assert status_line(52, status=status(spike=wordless), notice=notice).endswith(" press H ")
    line = status_line(80, status=status(spike=SPIKE), notice=notice)
    assert line.strip().endswith(said)


def test_always_open_is_said_where_there_is_room() -> None:
    assert "always open: no hours configured" in status_line(status=status(always_open=True))
    long = Notice(text="x" * 60)
    assert status_line(notice=long, status=status(always_open=True)).rstrip().endswith("worker ok")
