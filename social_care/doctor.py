"""Whether everything is in order, and how to mend what is not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from social_care.errors import SocialCareError
from social_care.models import Band
from social_care.storage import Store, accounts
from social_care.worker import Line


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
    """What went wrong, from an error made for showing."""
    return Finding(what=what, verdict=Verdict.FAULT, detail=error.args[0], remedy=error.remedy)


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
    yield _worker(accounts.worker_seen(tx), now)
    for stream in accounts.health(tx):
        if stream.account not in configured:
            continue  # nobody looks after it any more, so it can never get well
        yield Finding(
            what=f"{stream.account} {stream.stream}",
            verdict=Verdict.FAULT,
            detail=f"{stream.state}: {stream.problem}",
            remedy=stream.remedy,
        )
    for account in accounts.stopped(tx):
        yield Finding(
            what=account,
            verdict=Verdict.NOTE,
            detail="its outbox is stopped: nothing is sent",
            remedy="social-care outbox release",
        )


def _worker(seen_at: int | None, now: int) -> Finding:
    if seen_at is not None and now - seen_at <= accounts.WORKER_SILENT_MS:
        return Finding(what="worker", verdict=Verdict.OK, detail="running")
    return Finding(
        what="worker",
        verdict=Verdict.NOTE,
        detail="not running: nothing is fetched or sent",
        remedy="start it: social-care worker",
    )


def check_line(line: Line) -> Iterator[Finding]:
    """One account: who we are there, what it cannot do, whether its polls can meet its targets."""
    try:
        health = line.connector.check()
    except SocialCareError as error:
        yield fault(line.name, error)
        return
    yield Finding(
        what=line.name,
        verdict=Verdict.OK,
        detail=f"{line.connector.channel} as {health.own_handle or health.own_id}",
    )
    for warning in health.warnings:
        yield Finding(what=line.name, verdict=Verdict.NOTE, detail=warning)
    for stream in line.streams():
        yield from _too_slow(line, stream.name, stream.every_s)


def _too_slow(line: Line, stream: str, every_s: int) -> Iterator[Finding]:
    for band in Band:
        target_ms = line.policy.targets.target_ms(band)
        if target_ms is not None and every_s * 1000 >= target_ms:
            yield Finding(
                what=f"{line.name} {stream}",
                verdict=Verdict.NOTE,
                detail=f"polled every {every_s} s: the target of {band.label} cannot be met",
                remedy="poll more often, or give the account longer [accounts.targets]",
            )


def is_faulty(findings: Sequence[Finding]) -> bool:
    """Whether any check failed."""
    return any(finding.verdict is Verdict.FAULT for finding in findings)
