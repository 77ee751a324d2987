"""What an export selects, and that it is one picture."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.errors import UsageError
from social_care.storage import report
from social_care.storage.report_streams import STREAMS, Selection, rows, statement
from tests.world import DAY, MINUTE, SECOND, START, Shop

ANSWERED = (20 * MINUTE + 10 * SECOND, 30 * MINUTE + 20 * SECOND)
"""When kim and ann are, after the start."""


def keys(shop: Shop, what: str, **selection: object) -> list[int]:
    """The rows selected, by their keys."""
    found = rows(shop.store.read(), what, Selection(**selection))  # type: ignore[arg-type]
    return [row[STREAMS[what].key] for row in found]


@pytest.fixture
def two(shop: Shop) -> Shop:
    """Two customers, ten minutes apart: kim is answered after twenty by mary, ann by sam later."""
    kim = shop.hear("angry")
    shop.pass_time(minutes=10)
    ann = shop.hear("angry", by="ann")
    shop.pass_time(minutes=10)
    shop.reply(kim)
    shop.pass_time(minutes=10)
    shop.reply(ann, agent="sam")
    shop.desk("sam").wow(ann, "sent a card")
    return shop


def test_rows_come_oldest_first_and_one_by_one(shop: Shop) -> None:
    for name in ("ann", "bob"):
        shop.reply(shop.hear("angry", by=name))
    shop.hear("angry", by="eve")
    found = rows(shop.store.read(), "responses", Selection())
    assert next(found)["customer"] == "ann"
    assert next(found)["customer"] == "bob"
    assert next(found, None) is None
    assert keys(shop, "responses", open_too=True) == [1, 2, 3]


def test_what_is_left_half_read_can_be_closed(two: Shop) -> None:
    found = rows(two.store.read(), "mentions", Selection())
    next(found)
    found.close()
    assert two.row("PRAGMA wal_checkpoint(TRUNCATE)")["busy"] == 0


@pytest.mark.parametrize("what", STREAMS)
def test_what_others_write_meanwhile_is_not_in_it(two: Shop, what: str) -> None:
    before = keys(two, what)
    found = rows(two.store.read(), what, Selection())
    seen = [next(found)]
    two.desk("lee")  # another room, the same file: a connection of its own
    other = Shop(two.path)
    other.now = two.now + MINUTE
    try:
        other.receive(other.mention("late", by="new", external_id="new"), account="acme")
        other.desk().tag(1, "changed")
        other.desk().resolve(1, wrap_up="praise")
    finally:
        other.close()
    seen += found
    assert [row[STREAMS[what].key] for row in seen] == before
    if "tags" in seen[0].keys():  # noqa: SIM118 - a Row is no dict
        assert {(row["tags"], row["wrap_up"]) for row in seen} == {("", "")}
    assert len(keys(two, what)) >= len(before)


@pytest.mark.parametrize(
    ("what", "by", "moments"),
    [
        ("responses", None, ANSWERED),
        ("responses", "waiting_since", (0, 10 * MINUTE)),
        ("responses", "ended_at", ANSWERED),
        ("conversations", None, (0, 10 * MINUTE)),
        (
            "conversations",
            "last_message_at",
            ANSWERED,
        ),
        ("mentions", None, (0, 10 * MINUTE)),
        ("mentions", "detected_at", (0, 10 * MINUTE)),
    ],
)
def test_a_period_is_half_open_by_the_moment_that_selects(
    two: Shop, what: str, by: str | None, moments: tuple[int, int]
) -> None:
    first, second = (START + moment for moment in moments)
    assert keys(two, what, by=by, since=first, until=second) == [1]
    assert keys(two, what, by=by, since=first, until=second + 1) == [1, 2]
    assert keys(two, what, by=by, since=first + 1) == [2]
    assert keys(two, what, by=by, until=first) == []
    assert keys(two, what, by=by, since=second, until=first) == []


def test_events_are_selected_by_when_they_happened(two: Shop) -> None:
    moments = [row["at"] for row in rows(two.store.read(), "events", Selection())]
    assert moments == sorted(moments)
    until = moments[len(moments) // 2]
    assert len(keys(two, "events", until=until)) == sum(moment < until for moment in moments)


def test_what_is_not_closed_is_in_no_period_by_closing(two: Shop) -> None:
    two.desk().resolve(1)
    assert keys(two, "conversations", by="closed_at", since=0) == [1]
    assert keys(two, "conversations", by="closed_at", until=two.now + DAY) == [1]
    assert keys(two, "conversations", by="closed_at", since=two.now + 1) == []


def test_an_open_wait_belongs_to_every_period_but_by_its_beginning(shop: Shop) -> None:
    shop.hear("angry")
    for by in (None, "responded_at", "ended_at"):
        assert keys(shop, "responses", open_too=True, by=by, since=START + DAY) == [1]
        assert keys(shop, "responses", by=by) == []
    assert keys(shop, "responses", open_too=True, by="waiting_since", since=START + 1) == []
    assert keys(shop, "responses", open_too=True, by="waiting_since", since=START) == [1]


@pytest.mark.parametrize(
    ("what", "agent", "expected"),
    [
        ("responses", "mary", [1]),
        ("responses", "sam", [2]),
        ("conversations", "sam", [2]),
        ("mentions", "mary", [1]),
        ("responses", "nobody", []),
        ("conversations", "nobody", []),
    ],
)
def test_an_agent_selects_what_is_theirs(
    two: Shop, what: str, agent: str, expected: list[int]
) -> None:
    assert keys(two, what, agent=agent) == expected


def test_an_agent_selects_conversations_given_to_them_too(two: Shop) -> None:
    two.desk().assign(1, "lee")
    assert keys(two, "conversations", agent="lee") == [1]
    assert keys(two, "conversations", agent="mary") == [1]


def test_an_agent_selects_what_they_did(two: Shop) -> None:
    found = rows(two.store.read(), "events", Selection(agent="sam"))
    assert {row["kind"] for row in found} >= {"submitted", "answered"}


@pytest.mark.parametrize("what", STREAMS)
def test_an_account_selects(two: Shop, what: str) -> None:
    two.open_account("other")
    two.hear("angry", by="zoe", account="other")
    assert keys(two, what, account="nobody") == []
    assert {row["account"] for row in rows(two.store.read(), what, Selection(account="acme"))} == {
        "acme"
    }
    if what != "responses":
        assert len(keys(two, what)) >= len(keys(two, what, account="acme"))


MOMENTS = [(what, by) for what, stream in STREAMS.items() for by in stream.moments]


@pytest.mark.parametrize(("what", "by"), MOMENTS)
def test_a_short_period_of_a_long_log_reads_what_it_holds_and_no_more(
    two: Shop, what: str, by: str
) -> None:
    """Nothing is scanned but what is small: accounts, and rows that were found by an index."""
    wanted = Selection(by=by, since=START, until=START + MINUTE)
    plan = two.rows(
        "EXPLAIN QUERY PLAN " + statement(what, wanted),
        since=START,
        until=START + MINUTE,
        account=None,
        agent=None,
        open_too=0,
    )
    scanned = {row["detail"] for row in plan if row["detail"].startswith("SCAN")}
    small = ("a", "(subquery-", "waits USING COVERING INDEX", "waits USING INDEX waits_open")
    missed = {each for each in scanned if not each.removeprefix("SCAN ").startswith(small)}
    assert missed == (set() if by != "closed_at" else {"SCAN conversations"})
    searched = " ".join(row["detail"] for row in plan)
    assert "SEARCH" in searched


@pytest.mark.parametrize(("what", "by"), MOMENTS)
@given(ends=st.tuples(st.integers(-5, 60), st.integers(-5, 60)), open_too=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_period_holds_what_its_moment_says(
    two: Shop, what: str, by: str, ends: tuple[int, int], open_too: bool
) -> None:
    """Found by an index, and told by hand from the whole log."""
    since, until = (START + end * MINUTE for end in ends)
    open_too = open_too and what == "responses"
    found = keys(two, what, by=by, since=since, until=until, open_too=open_too)
    everything = list(rows(two.store.read(), what, Selection(open_too=open_too)))
    moment = STREAMS[what].moments[by].expression
    columns = moment.removeprefix("coalesce(").removesuffix(")").split(", ")
    expected = []
    for row in everything:
        at = next((row[column] for column in columns if row[column] is not None), None)
        if since <= at < until if at is not None else what == "responses":
            expected.append(row[STREAMS[what].key])
    assert found == expected


@pytest.mark.parametrize("what", STREAMS)
def test_a_moment_that_a_table_does_not_have_is_a_usage_error(shop: Shop, what: str) -> None:
    with pytest.raises(UsageError, match="are not selected by nonsense"):
        keys(shop, what, by="nonsense")


@pytest.mark.parametrize("where", report._STOOD)
def test_who_waited_at_a_moment_is_sought_among_few(two: Shop, where: str) -> None:
    """And not among all who ever began to wait before it: the lead's screen asks every second."""
    plan = two.rows("EXPLAIN QUERY PLAN " + report._WAITS + where, until=START + MINUTE)
    (sought,) = [row["detail"] for row in plan if row["detail"].split()[1] == "w"]
    assert "waits_waiting_since" not in sought
    assert "INDEX waits_" in sought
