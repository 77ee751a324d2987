"""An account that cannot be heard, or soon cannot, is an alert: once while it lasts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from social_care.models import AlertStage, StreamHealth, StreamState, Usage, alike
from social_care.storage import Store, accounts, alerts, listening, usages

BLIND_INTERVALS = 3
"""So many without a successful poll are an alert."""
FAILED_POLLS = 3
"""So many in a row are one where none has ever succeeded."""
ENDS_SOON_MS = 7 * 24 * 60 * 60 * 1000
COOL_DOWN_MS = 15 * 60 * 1000
"""What comes and goes is told at most so often."""
PREFIX = "account:"
_DAILY = ("money", "units")
"""Allowances of a day, which no waiting for a moment brings back."""


class Trouble(StrEnum):
    """What can be the matter with an account; each is a flag of its own."""

    BLIND = "blind"
    LOGIN = "login"
    ENDS = "ends"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """One trouble of one account."""

    account: str
    trouble: Trouble
    detail: str
    """What is the matter and how to mend it."""

    @property
    def key(self) -> str:
        """What its flag is raised under."""
        return f"{PREFIX}{self.account}:{self.trouble}"


def watch_accounts(store: Store, configured: Collection[str], zone: str, now: int) -> int:
    """Raise what is new and withdraw what is over; the number of flags raised."""
    tx = store.read()
    found = list(
        ailments(
            listening.health(tx, now, configured) if configured else (),
            [end for end in accounts.logins_ending(tx, now + ENDS_SOON_MS) if end[0] in configured],
            [used for used in usages.of_all(tx, now) if used[0] in configured],
            zone,
            now,
        )
    )
    with store.write(bump=False) as tx:
        raised = 0
        for ailment in found:
            row = accounts.by_name(tx, ailment.account)
            raised += (
                alerts.raise_once(
                    tx,
                    AlertStage.ACCOUNT,
                    ailment.key,
                    now,
                    detail=ailment.detail,
                    account_id=row["id"] if row else None,
                    cool_down_ms=COOL_DOWN_MS,
                )
                is not None
            )
        lasting = [ailment.key for ailment in found]
        theirs = accounts.of_other_workers(tx, configured, now)
        over = alerts.withdraw_others(tx, PREFIX, lasting, now, but_of=theirs)
        tx.bump = bool(raised or over)
    return raised


def ailments(
    streams: Sequence[StreamHealth],
    logins: Sequence[tuple[str, int]],
    used: Sequence[tuple[str, str, Usage]],
    zone: str,
    now: int,
) -> Iterator[Ailment]:
    """What is the matter, by the streams that are not well, log-ins that end, and allowances.

    At most one ailment for each account and trouble.
    """
    found = [*_of_streams(streams, zone, now), *_of_logins(logins, zone, now), *_of_usages(used)]
    seen: set[str] = set()
    for ailment in found:
        if ailment.key not in seen:
            seen.add(ailment.key)
            yield ailment


def _of_streams(streams: Sequence[StreamHealth], zone: str, now: int) -> Iterator[Ailment]:
    for stream in alike(each for each in streams if _matters(each, now)):
        trouble, words = _TROUBLES.get(stream.state, (Trouble.BLIND, "cannot be heard"))
        since = f" since {_moment(stream.ok_at, zone)}" if stream.ok_at is not None else ""
        why = f": {stream.problem}" if stream.problem else ""
        how = f"; {stream.remedy}" if stream.remedy else ""
        yield Ailment(
            account=stream.account,
            trouble=trouble,
            detail=f"{stream.account} {words}{since} ({stream.stream}){why}{how}",
        )


_TROUBLES = {
    StreamState.NEEDS_LOGIN: (Trouble.LOGIN, "has lost its log-in, not heard"),
    StreamState.OUT_OF_BUDGET: (Trouble.BUDGET, "has used up its budget, not heard"),
}


def _matters(stream: StreamHealth, now: int) -> bool:
    """One failed poll is weather; a refused log-in and an empty purse are not."""
    if stream.state in _TROUBLES or not stream.every_s:
        return True
    if stream.ok_at is None:
        return stream.failures >= FAILED_POLLS or not stream.failures  # none: it never ended
    return now - stream.ok_at > BLIND_INTERVALS * stream.every_s * 1000


def _of_logins(logins: Sequence[tuple[str, int]], zone: str, now: int) -> Iterator[Ailment]:
    for account, ends_at in logins:
        words = "ended" if ends_at <= now else "ends"
        yield Ailment(
            account=account,
            trouble=Trouble.ENDS,
            detail=f"{account}: its log-in {words} {_moment(ends_at, zone)};"
            f" social-care account login {account}",
        )


def _of_usages(used: Sequence[tuple[str, str, Usage]]) -> Iterator[Ailment]:
    for account, name, usage in used:
        if name.startswith(_DAILY) and not usage.left:
            yield Ailment(
                account=account,
                trouble=Trouble.BUDGET,
                detail=f"{account} has used up its budget of the day ({name});"
                " raise it, or wait for the next period",
            )


def _moment(at: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%a %d %b %H:%M}"
