"""Whether everything is in order, and how to mend what is not."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from social_care.errors import SocialCareError
from social_care.lines import Line
from social_care.models import OutboxState, StreamHealth, StreamState, alike
from social_care.models.composing import MacroBook
from social_care.models.views import OutboxItem, StoppedOutbox
from social_care.revisit import SWEEP
from social_care.storage import Store, accounts, drafts, listening, outbox, usages
from social_care.targets import BANDS
from social_care.text import span, used
from social_care.worker import told

WARN_MS = 7 * 24 * 60 * 60 * 1000
"""How long before its end a log-in is warned of."""
SKEW_MS = 60_000
"""How far our clock may be from a network's; its answers take a moment themselves."""


MOST_SHARE = 0.5
"""Of a target that reading a stream may use up unnoticed."""
BRINGS_NOTHING = frozenset({"own posts", SWEEP})
"""Streams that bring no mention: nobody waits for them."""


class Verdict(StrEnum):
    """How a check went."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing is broken."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check."""

    what: str
    verdict: Verdict
    detail: str = ""
    remedy: str = ""


def fault(what: str, error: SocialCareError) -> Finding:
    """What went wrong, from an error made for showing; `what` may be an account."""
    return Finding(
        what=what, verdict=Verdict.FAULT, detail=error.args[0], remedy=error.remedy_for(what)
    )


def check_store(store: Store, now: int, configured: Collection[str]) -> Iterator[Finding]:
    """The database, the worker and the last word of every stream of a configured account."""
    tx = store.read()
    broken = tx.value("PRAGMA quick_check(1)")
    if broken == "ok":
        yield Finding(what="database", verdict=Verdict.OK, detail=str(store.path))
    else:
        yield Finding(
            what="database",
            verdict=Verdict.FAULT,
            detail=f"{store.path}: {broken}",
            remedy="restore a backup",
        )
    yield _worker(accounts.worker_seen(tx, now), now)
    if configured:
        streams = listening.health(tx, now, configured, all_streams=True)
        well = [stream for stream in streams if stream.state is StreamState.OK]
        blind = [stream for stream in streams if stream.state is not StreamState.OK]
        for stream in (*well, *alike(blind)):
            yield _stream(stream, now)
        yield from _left_behind(outbox.unsent(tx), configured)
    for account, name, usage in usages.of_all(tx, now):
        yield Finding(
            what=account,
            verdict=Verdict.OK,
            detail=f"{used(name, usage)}, anew {moment(usage.until)}",
        )
    yield from map(_stopped, accounts.stopped(tx))


def _left_behind(unsent: Sequence[OutboxItem], configured: Collection[str]) -> Iterator[Finding]:
    """What waits for an account that nobody sends from any more."""
    waiting = Counter(item.account for item in unsent if item.account not in configured)
    for account, count in waiting.items():
        yield Finding(
            what=account,
            verdict=Verdict.FAULT,
            detail=f"not in the configuration, but {count} in its outbox: nothing of it is sent",
            remedy="put the account back, or take back what waits; social-care outbox lists it",
        )


STUCK = (OutboxState.HELD, OutboxState.REFUSED, OutboxState.UNCERTAIN)
"""Nothing moves these but a person."""


def check_people(store: Store, listed: Collection[str]) -> Iterator[Finding]:
    """What people left who are not listed any more: nobody is reminded of it."""
    if not listed:
        return
    tx = store.read()
    unsent = [item for item in outbox.unsent(tx) if item.agent and item.agent not in listed]
    stuck = Counter(item.agent for item in unsent if item.state in STUCK)
    leaving = Counter(item.agent for item in unsent if item.state not in STUCK)
    begun = Counter(item.draft.agent for item in drafts.of_others_than(tx, listed))
    for agent in sorted({*stuck, *leaving, *begun}):
        counts = ((stuck, "need a person"), (leaving, "on their way"), (begun, "only drafts"))
        left = [f"{each[agent]} {what}" for each, what in counts if each[agent]]
        yield Finding(
            what=agent,
            verdict=Verdict.FAULT if stuck[agent] else Verdict.NOTE,
            detail=f"not listed under [[agents]] any more; of theirs: {', '.join(left)}",
            remedy="social-care outbox list --all names them, outbox settle and outbox take help",
        )


def _stopped(stopped: StoppedOutbox) -> Finding:
    """Nothing is sent, because somebody said so."""
    by = f" by {stopped.by}" if stopped.by else ""
    since = f" since {moment(stopped.since)}" if stopped.since is not None else ""
    return Finding(
        what=stopped.account,
        verdict=Verdict.NOTE,
        detail=f"its outbox is stopped{by}{since}: nothing is sent, {stopped.waiting} wait",
        remedy=f"social-care outbox release --account {stopped.account}",
    )


def check_macros(book: MacroBook) -> Iterator[Finding]:
    """The prepared answers: how many there are, and every file that is none."""
    yield Finding(what="macros", verdict=Verdict.OK, detail=f"{len(book.macros)} ready")
    for problem in book.problems:
        yield Finding(
            what="macros",
            verdict=Verdict.FAULT,
            detail=problem,
            remedy="mend the file; until then its macro is missing",
        )


def _stream(stream: StreamHealth, now: int) -> Finding:
    """A stream's state, its last success and its next try."""
    last = f"last read {moment(stream.ok_at)}" if stream.ok_at else "never read"
    again = f"next try {moment(stream.next_at)}" if stream.next_at > now else "next try at once"
    what = f"{stream.account} {stream.stream}"
    if stream.state is StreamState.OK:
        return Finding(what=what, verdict=Verdict.OK, detail=f"{stream.state}; {last}; {again}")
    return Finding(
        what=what,
        verdict=Verdict.FAULT,
        detail=f"{stream.state}: {stream.problem}; {last}; {again}",
        remedy=stream.remedy,
    )


def _login(account: str, ends_at: int, now: int) -> Finding:
    """A token that is about to die tells first."""
    ended = ends_at <= now
    return Finding(
        what=account,
        verdict=Verdict.FAULT if ended else Verdict.NOTE,
        detail=f"its log-in {'ended' if ended else 'ends'} {moment(ends_at)}",
        remedy=f"social-care account login {account}",
    )


def moment(at: int) -> str:
    """ISO 8601 in UTC, to the minute."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%MZ}"


def _worker(seen_at: int | None, now: int) -> Finding:
    if accounts.lives(seen_at, now):
        return Finding(what="worker", verdict=Verdict.OK, detail="running")
    return Finding(
        what="worker",
        verdict=Verdict.NOTE,
        detail="not running: nothing is fetched or sent",
        remedy="start it: social-care worker",
    )


def check_line(line: Line, now: int) -> Iterator[Finding]:
    """One account: who we are there, what it cannot do, whether its polls can meet its targets."""
    try:
        health = line.connector.check()
    except Exception as error:  # noqa: BLE001 - a bug in one connector must not hide the others
        yield fault(
            line.name, error if isinstance(error, SocialCareError) else told(error, line.name)
        )
        return
    yield Finding(
        what=line.name,
        verdict=Verdict.OK,
        detail=f"{line.connector.channel} as {health.own_handle or health.own_id}"
        + (f"; may {', '.join(health.scopes)}" if health.scopes else ""),
    )
    if health.server_time is not None:
        yield from _clock(line.name, health.server_time - now)
    if health.expires_at is not None and health.expires_at < now + WARN_MS:
        yield _login(line.name, health.expires_at, now)
    yield from (fault(line.name, error) for error in health.faults)
    for warning in health.warnings:
        yield Finding(what=line.name, verdict=Verdict.NOTE, detail=warning)
    for stream in line.streams():
        if stream.name not in BRINGS_NOTHING:
            yield from _too_slow(line, stream.name, stream.every_s)


def _clock(account: str, ahead_ms: int) -> Iterator[Finding]:
    """Response times are differences between our clock and theirs."""
    if abs(ahead_ms) > SKEW_MS:
        way = "behind" if ahead_ms > 0 else "ahead of"
        yield Finding(
            what="clock",
            verdict=Verdict.FAULT,
            detail=f"this machine is {span(abs(ahead_ms))} {way} {account}'s server",
            remedy="set the clock, and keep it right by NTP",
        )


def _too_slow(line: Line, stream: str, every_s: int) -> Iterator[Finding]:
    """A message may be as old as the interval before we know of it: what that leaves of targets."""
    for band in BANDS:
        minutes = line.policy.special.shortest(line.policy.targets, band)
        share = 0.0 if minutes is None else every_s / (minutes * 60)
        if share > MOST_SHARE:
            used_up = f"may be used up by {int(share * 100)} % before we know"
            lost = "cannot be met" if share >= 1 else used_up
            yield Finding(
                what=f"{line.name} {stream}",
                verdict=Verdict.NOTE,
                detail=f"read every {every_s} s: the target of {band.label} ({minutes} min) {lost}",
                remedy="read more often [accounts.poll], or give more time [accounts.targets]",
            )


def is_faulty(findings: Sequence[Finding]) -> bool:
    """Whether any check failed."""
    return any(finding.verdict is Verdict.FAULT for finding in findings)
