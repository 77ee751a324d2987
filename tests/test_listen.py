"""A poll: pages with their cursor, the first one apart, failures that stay with their stream."""

import json
from collections.abc import Sequence

import pytest

from social_care.connectors.base import PAGES_PER_POLL, Page
from social_care.errors import ErrorClass, NetworkError
from social_care.listen import Poll, is_due, poll
from social_care.models import Change, ChangeKind, Mention, Stream, StreamState
from social_care.storage import listening
from social_care.storage.connection import Row
from tests.world import DAY, HOUR, MINUTE, START, Shop

MENTIONS = Stream(name="mentions", every_s=60)
OWN = Stream(name="own", every_s=60)


def listen(shop: Shop, stream: Stream = MENTIONS, backfill_ms: int = DAY) -> Poll:
    """One poll of one stream."""
    intake = shop.intake(stream="to be named by the poll")
    return poll(shop.store, shop.network, stream, intake, shop.clock, backfill_ms)


def script(shop: Shop, *pages: Page | BaseException, stream: str = "mentions") -> None:
    """What the network answers next."""
    shop.network.pages.setdefault(stream, []).extend(pages)


def page(cursor: str, *mentions: Mention, more: bool = False) -> Page:
    """One page of mentions."""
    return Page(cursor=cursor, mentions=mentions, more=more)


def stream_row(shop: Shop, name: str = "mentions") -> Row:
    """The stored state of a stream."""
    return shop.row("SELECT * FROM streams WHERE name = :name", name=name)


def heard_once(shop: Shop) -> None:
    """Put the first poll behind us."""
    listen(shop)
    shop.pass_time(minutes=1)


def test_a_poll_takes_every_page_and_keeps_the_last_cursor(shop: Shop) -> None:
    script(shop, page("1", shop.mention("angry"), more=True), page("2", shop.mention("how?")))
    done = listen(shop)
    assert (done.tally.new, done.error) == (2, None)
    assert shop.network.fetched == [("mentions", None), ("mentions", "1")]
    row = stream_row(shop)
    assert (row["cursor"], row["state"], row["failures"]) == ("2", "ok", 0)
    assert (row["ok_at"], row["next_at"]) == (START, START + MINUTE)
    listen(shop)
    assert shop.network.fetched[-1] == ("mentions", "2")
    assert shop.value("SELECT DISTINCT stream FROM mentions") == "mentions"


def test_a_poll_stops_after_so_many_pages_and_the_next_goes_on(shop: Shop) -> None:
    pages = [page(str(n), shop.mention("angry", f"p{n}"), more=True) for n in range(12)]
    script(shop, *pages, page("end"))
    assert listen(shop).tally.new == PAGES_PER_POLL
    assert stream_row(shop)["cursor"] == "9"
    assert listen(shop).tally.new == 2
    assert stream_row(shop)["cursor"] == "end"


def test_a_page_and_its_cursor_are_stored_together_or_not_at_all(shop: Shop) -> None:
    good, bad = shop.mention("angry"), shop.mention("angry", can_reply_reason=None)
    script(shop, page("1", good, more=True), page("2", shop.mention("more"), bad))
    with pytest.raises(Exception, match="NOT NULL"):
        listen(shop)
    assert stream_row(shop)["cursor"] == "1"
    assert shop.value("SELECT count(*) FROM mentions") == 1


def test_a_crash_between_two_pages_loses_and_repeats_nothing(shop: Shop) -> None:
    first, second = shop.mention("angry"), shop.mention("how?", "lee")

    script(shop, page("1", first, more=True), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        listen(shop)
    script(shop, page("2", first, second))
    assert listen(shop).tally.new == 1
    assert shop.network.fetched[-1] == ("mentions", "1")


# The first poll ---------------------------------------------------------------------------------


def test_the_first_poll_brings_the_backfill_into_the_queue_with_its_true_waiting_time(
    shop: Shop,
) -> None:
    recent = shop.mention("angry", "kim", posted_at=START - 3 * HOUR)
    old = shop.mention("angry", "lee", posted_at=START - 30 * HOUR)
    script(shop, page("1", recent, old))
    listen(shop)
    waiting = shop.conversation_of(recent)
    assert shop.queue() == [waiting]
    assert shop.wait(waiting)["waiting_since"] == START - 3 * HOUR
    assert shop.state(shop.conversation_of(old)) == "resolved"


def stages(shop: Shop) -> Sequence[tuple[str, int]]:
    """What was recorded, and whether it was muted."""
    return [
        (row["stage"], row["muted"])
        for row in shop.rows("SELECT stage, muted FROM alerts ORDER BY wait_id, at, id")
    ]


def test_stages_passed_before_the_first_poll_never_alert_and_later_ones_do(shop: Shop) -> None:
    script(shop, page("1", shop.mention("angry", posted_at=START - 40 * MINUTE)))
    listen(shop)
    assert shop.watch().alerts == ()
    assert stages(shop) == [("at_risk", 1), ("late", 1)]
    shop.pass_time(minutes=5)
    assert [alert.stage for alert in shop.watch().alerts] == ["escalated"]


def test_what_is_late_when_a_later_poll_finds_it_alerts_at_once(shop: Shop) -> None:
    heard_once(shop)
    script(shop, page("2", shop.mention("angry", posted_at=START - 40 * MINUTE)))
    listen(shop)
    assert [alert.stage for alert in shop.watch().alerts] == ["late"]


def test_a_first_poll_that_broke_off_is_still_the_first(shop: Shop) -> None:
    error = NetworkError(ErrorClass.TRANSIENT, "the network is down")
    script(shop, page("1", shop.mention("how?"), more=True), error)
    assert listen(shop).error is error
    shop.pass_time(minutes=2)
    recent = shop.mention("angry", "lee", posted_at=START - 40 * MINUTE)
    script(shop, page("2", recent, shop.mention("angry", "sam", posted_at=START - 2 * DAY)))
    listen(shop)
    assert shop.watch().alerts == ()
    assert shop.state(shop.conversation_of(recent)) == "open"
    assert len(shop.queue()) == 2


def test_a_first_poll_of_very_many_pages_is_still_the_first(shop: Shop) -> None:
    script(shop, *[page(str(n), more=True) for n in range(PAGES_PER_POLL)])
    listen(shop)
    script(shop, page("end", shop.mention("angry", posted_at=START - 40 * MINUTE)))
    listen(shop)
    assert shop.watch().alerts == ()
    listen(shop)
    assert stream_row(shop)["ok_at"] == START


# Failures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error_class", "state"),
    [
        (ErrorClass.AUTH, StreamState.NEEDS_LOGIN),
        (ErrorClass.PERMISSION, StreamState.OFF),
        (ErrorClass.QUOTA, StreamState.OUT_OF_BUDGET),
        (ErrorClass.RATE, StreamState.DELAYED),
        (ErrorClass.TRANSIENT, StreamState.DELAYED),
    ],
)
def test_a_failure_says_what_it_means_and_how_to_mend_it(
    shop: Shop, error_class: ErrorClass, state: StreamState
) -> None:
    heard_once(shop)
    error = NetworkError(error_class, "it says no")
    script(shop, error)
    assert listen(shop).error is error
    (health,) = listening.health(shop.store.read(), shop.now)
    assert (health.state, health.problem, health.remedy) == (
        state,
        "it says no",
        error.remedy.replace("NAME", "acme"),
    )
    assert health.blind_since == START
    assert health.next_at > shop.now
    assert shop.desk().status().streams == (health,)


def test_one_streams_failure_is_not_anothers(shop: Shop) -> None:
    script(shop, NetworkError(ErrorClass.AUTH, "no"), stream="own")
    listen(shop, OWN)
    listen(shop)
    assert stream_row(shop, "own")["state"] == "needs login"
    assert stream_row(shop, "mentions")["state"] == "ok"


def test_pauses_grow_up_to_a_quarter_of_an_hour(shop: Shop) -> None:
    pauses = []
    for _ in range(7):
        script(shop, NetworkError(ErrorClass.TRANSIENT, "down"))
        listen(shop)
        pauses.append((stream_row(shop)["next_at"] - shop.now) // MINUTE)
        shop.now = stream_row(shop)["next_at"]
    assert pauses == [1, 2, 4, 8, 15, 15, 15]
    listen(shop)
    assert (stream_row(shop)["failures"], stream_row(shop)["problem"]) == (0, "")


def test_a_wait_that_the_network_asks_for_holds_even_for_once(shop: Shop) -> None:
    until = START + 7 * MINUTE
    script(shop, NetworkError(ErrorClass.RATE, "slow down", retry_at=until))
    listen(shop)
    shop.now = until - 1
    assert not is_due(shop.store, shop.account_id, MENTIONS, shop.now, at_once=True)
    shop.now = until
    assert is_due(shop.store, shop.account_id, MENTIONS, shop.now, at_once=True)


def test_a_later_failure_does_not_shorten_that_wait(shop: Shop) -> None:
    until = START + 7 * MINUTE
    script(shop, NetworkError(ErrorClass.RATE, "slow down", retry_at=until))
    listen(shop)
    script(shop, NetworkError(ErrorClass.TRANSIENT, "no answer to who we are"))
    listen(shop)
    assert not is_due(shop.store, shop.account_id, MENTIONS, until - 1, at_once=True)


def test_a_stream_is_due_after_its_interval_or_at_once(shop: Shop) -> None:
    assert is_due(shop.store, shop.account_id, MENTIONS, START, at_once=False)
    listen(shop)
    assert not is_due(shop.store, shop.account_id, MENTIONS, START + MINUTE - 1, at_once=False)
    assert is_due(shop.store, shop.account_id, MENTIONS, START + MINUTE - 1, at_once=True)
    assert is_due(shop.store, shop.account_id, MENTIONS, START + MINUTE, at_once=False)


def test_a_stream_waits_for_no_clock_that_was_set_back(shop: Shop) -> None:
    listen(shop)
    assert not is_due(shop.store, shop.account_id, MENTIONS, START - 14 * MINUTE, at_once=False)
    assert is_due(shop.store, shop.account_id, MENTIONS, START - 15 * MINUTE, at_once=False)
    slow = Stream(name="own", every_s=7200)
    listen(shop, slow)
    assert not is_due(shop.store, shop.account_id, slow, START, at_once=False)
    assert is_due(shop.store, shop.account_id, slow, START - 1, at_once=False)


def test_a_gap_is_written_down_when_the_stream_listens_again(shop: Shop) -> None:
    heard_once(shop)
    script(shop, NetworkError(ErrorClass.TRANSIENT, "down"))
    listen(shop)
    shop.pass_time(minutes=9)
    script(shop, page("3", shop.mention("angry")))
    listen(shop)
    event = shop.row("SELECT * FROM events WHERE kind = 'gap'")
    assert json.loads(event["data"]) == {
        "stream": "mentions",
        "blind_ms": 10 * MINUTE,
        "mentions": 1,
    }


def test_a_gap_that_is_read_in_two_goes_is_one_gap_with_all_that_was_missed(shop: Shop) -> None:
    """The first go breaks off half-way; what it brought was missed as well."""
    heard_once(shop)
    script(shop, NetworkError(ErrorClass.TRANSIENT, "down"))
    listen(shop)
    shop.pass_time(minutes=9)
    half = page("3", shop.mention("angry"), shop.mention("angry", "lee"), more=True)
    script(shop, half, NetworkError(ErrorClass.TRANSIENT, "down"))
    listen(shop)
    script(shop, page("4", shop.mention("how?", "max")))
    listen(shop)
    event = shop.row("SELECT * FROM events WHERE kind = 'gap'")
    assert json.loads(event["data"])["mentions"] == 3


@pytest.mark.parametrize(("minutes", "gaps"), [(7, 0), (20, 1)])
def test_a_short_wait_that_the_network_asked_for_is_no_gap(
    shop: Shop, minutes: int, gaps: int
) -> None:
    heard_once(shop)
    until = shop.now + minutes * MINUTE
    script(shop, NetworkError(ErrorClass.RATE, "spacing out the rest", retry_at=until))
    listen(shop)
    shop.now = until
    listen(shop)
    assert stream_row(shop)["state"] == "ok"
    assert len(shop.rows("SELECT * FROM events WHERE kind = 'gap'")) == gaps


def test_a_stream_nobody_read_for_long_has_a_gap_too(shop: Shop) -> None:
    """The worker was off: nothing failed, and still nobody listened."""
    heard_once(shop)
    shop.pass_time(minutes=14)
    listen(shop)
    assert shop.rows("SELECT * FROM events WHERE kind = 'gap'") == []
    shop.pass_time(hours=8)
    script(shop, page("3", shop.mention("angry"), shop.mention("how?", "lee")))
    listen(shop)
    listen(shop)
    event = shop.row("SELECT * FROM events WHERE kind = 'gap'")
    assert json.loads(event["data"])["blind_ms"] == 8 * HOUR
    told = shop.desk().status().recovered
    assert told is not None
    assert (told.account, told.stream, told.mentions) == ("acme", "mentions", 2)
    shop.pass_time(minutes=11)
    assert shop.desk().status().recovered is None


def test_what_was_stored_before_a_failure_is_kept(shop: Shop) -> None:
    script(
        shop,
        page("1", shop.mention("angry"), more=True),
        NetworkError(ErrorClass.RATE, "enough", retry_at=START + HOUR),
    )
    done = listen(shop)
    assert (done.tally.new, stream_row(shop)["cursor"]) == (1, "1")
    assert stream_row(shop)["next_at"] == START + HOUR


# Telling the consoles ---------------------------------------------------------------------------


def test_only_what_is_new_makes_the_consoles_look_again(shop: Shop) -> None:
    mention = shop.mention("angry")
    script(shop, page("1", mention))
    before = shop.store.revision()
    listen(shop)
    assert shop.store.revision() > before
    reach = Change(external_id=mention.external_id, kind=ChangeKind.REACH, at=START, reposts=5)
    script(shop, page("2", mention), Page(cursor="3", changes=[reach]), page("4"))
    known = shop.store.revision()
    for _ in range(3):
        listen(shop)
    assert shop.store.revision() == known
    script(shop, Page(cursor="5", changes=[shop.deletion(mention)]))
    listen(shop)
    assert shop.store.revision() > known
