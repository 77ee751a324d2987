"""Why a figure is what it is: which part of the way, who waited, what was broken, who was on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from social_care.figures import Key, WaitRow, is_answered, mean
from social_care.hours import Calendar
from social_care.models import StreamState, WaitKind
from social_care.models.explanation import LongWait, Outage, Stay
from social_care.period import Period, Told, tell
from social_care.storage import Tx, listening, report, report_explain

LONGEST = 10
BREAKDOWNS = ((Key.HOUR,), (Key.CHANNEL,), (Key.BAND,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A period, and what its figures are made of."""

    since: int
    until: int
    told: Told
    longest: Sequence[LongWait]
    """Answered or not; the longest first."""
    longest_share: float | None
    """How much of all the time that answered customers waited was that of the ten longest, 0..1;
    None without an answer."""
    mean_without_s: float | None
    """The mean of the others' responses, first and next; None where there are no others."""
    outages: Sequence[Outage]
    on: Sequence[Stay]
    also_worked: Sequence[str]
    """Who did something and had not said that they are on."""


def explain(
    tx: Tx, period: Period, calendar: Callable[[str], Calendar], accounts: Sequence[str] = ()
) -> Explanation:
    """Explain a period with both ends; `accounts` are those of the configuration."""
    since, until, at = period.since, period.until, period.at
    assert since is not None
    assert until is not None
    waits = report.waits(tx, since=since, until=until, open_too=True)
    by_length = sorted(waits, key=lambda row: (-_waited(row, at), row.wait_id))
    on = report_explain.stays(tx, since, at)
    return Explanation(
        since=since,
        until=at,
        told=tell(tx, period, calendar, BREAKDOWNS),
        longest=_longest(tx, by_length[:LONGEST], at),
        outages=[*report_explain.outages(tx, since, until), *_blind_now(tx, period, accounts)],
        on=on,
        also_worked=[
            name
            for name in report_explain.worked(tx, since, until)
            if name not in {stay.agent for stay in on}
        ],
        **_weight_of_the_longest(waits),
    )


def _weight_of_the_longest(waits: Sequence[WaitRow]) -> dict[str, Any]:
    times = sorted(row.elapsed_ms or 0 for row in waits if is_answered(row))
    others_ms = mean(times[:-LONGEST])
    return {
        "longest_share": sum(times[-LONGEST:]) / sum(times) if sum(times) else None,
        "mean_without_s": None if others_ms is None else others_ms / 1000,
    }


def _longest(tx: Tx, rows: Sequence[WaitRow], until: int) -> list[LongWait]:
    persons = report_explain.persons(tx, [row.wait_id for row in rows])
    return [
        LongWait(
            conversation_id=persons[row.wait_id]["conversation_id"],
            account=row.account,
            channel=row.channel,
            customer=persons[row.wait_id]["customer"],
            kind=WaitKind(row.kind),
            band=row.band,
            category=row.category,
            outcome=row.outcome,
            waiting_since=row.waiting_since,
            waited_ms=_waited(row, until),
            parts=_parts(row),
            url=persons[row.wait_id]["url"],
        )
        for row in rows
    ]


def _waited(row: WaitRow, until: int) -> int:
    if row.elapsed_ms is not None:
        return row.elapsed_ms
    return max(0, (until if row.ended_at is None else row.ended_at) - row.waiting_since)


def _parts(row: WaitRow) -> tuple[tuple[str, int], ...]:
    found = {
        "detection": row.detection_ms,
        "queue": row.queue_ms,
        "handling": row.handling_ms,
        "delivery": row.delivery_ms,
    }
    return tuple((name, ms) for name, ms in found.items() if ms is not None)


def _blind_now(tx: Tx, period: Period, accounts: Sequence[str]) -> list[Outage]:
    """Streams that are blind, if the period lasts until now and they were blind in it."""
    if period.at < period.now:
        return []
    return [
        Outage(
            account=each.account,
            stream=each.stream,
            since=each.blind_since,
            until=None,
            mentions=None,
        )
        for each in listening.health(tx, period.now, accounts)
        if each.state is not StreamState.OK
    ]
