"""Until when waiting mentions are to be answered: set when they come, and again when that changes.

What changes it is a new policy, a later window of the network, another place in the conversation
(what was a first answer is a next one). Open waits follow; the log and what has ended never do.
"""

from collections.abc import Callable, Collection

from social_care.models import Band, Category, VerdictSource, Visibility
from social_care.sla import Policy, stage_times
from social_care.storage import Store, Tx, alerts, asking, mentions, people, waits
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.targets import Asked

BATCH = 100
"""Waits in one transaction: some tens of milliseconds, in which nobody else can write."""


def measure(
    tx: Tx, policy: Policy, mention_ids: Collection[int], *, passed_by: int | None = None
) -> None:
    """Set the targets of these mentions by what they are now. What starts no wait keeps its own.

    A target that has passed by `passed_by` is not moved to a later time: what is late stays late.
    """
    for row in asking.asked(tx, mention_ids):
        if row["band_rank"] == Band.NONE or row["category"] == Category.CLOSING:
            continue
        due = _due(policy, row)
        if passed_by is None or row["due_at"] >= min(passed_by, due.due_at):
            mentions.set_due(tx, row["id"], due)


def _due(policy: Policy, row: Row) -> mentions.Due:
    asked = Asked(
        is_next=bool(row["is_next"]),
        is_private=Visibility(row["visibility"]).is_private,
        is_vip=bool(row["is_vip"]),
        followers=row["followers"],
        window_until=row["window_until"],
    )
    band, has_target = Band(row["band_rank"]), bool(row["has_target"])
    due = policy.due(row["posted_at"], band, has_target, asked)
    target_ms = None if due.target_s is None else due.target_s * 1000
    stages = stage_times(row["posted_at"], due.due_at, target_ms, policy.calendar)
    return mentions.Due(
        due_at=due.due_at,
        target_s=due.target_s,
        half_at=stages.half_at,
        at_risk_at=stages.at_risk_at,
        escalated_at=stages.escalated_at,
    )


def widen(tx: Tx, policy: Policy, conversation_id: int, now: int) -> None:
    """The customer wrote, and the network's window is open for longer: all that wait there have
    time until it closes."""
    wait = waits.of(tx, conversation_id)
    if wait is not None:
        measure(tx, policy, asking.waiting(tx, wait["id"]))
        waits.reshape(tx, wait["id"])
        alerts.unmute_ahead(tx, wait["id"], now)


# Again -------------------------------------------------------------------------------------------


def catch_up(store: Store, account: Row, policy: Policy, clock: Callable[[], int]) -> int:
    """Bring the account's open waits up to this policy; how many are due at another time now.

    Nothing is done where they are. Broken off, it goes on where it stopped.
    """
    moved, version = 0, policy.version
    if asking.policy_of(store.read(), account["id"]) != version:
        _mark_people(store, account["network"], policy)
        moved += _all(store, account["id"], policy, clock)
        with store.write(bump=False) as tx:
            asking.set_policy(tx, account["id"], version)
    return moved + measure_left(store, account, policy, clock)


def measure_left(store: Store, account: Row, policy: Policy, clock: Callable[[], int]) -> int:
    """The same for those waits alone that are to be measured, whatever the policy was before."""
    if not asking.unmeasured(store.read(), account["id"]):
        return 0
    with store.write(bump=False) as tx:
        rows = asking.unmeasured(tx, account["id"])
        return sum([_again(tx, policy, row, clock()) for row in rows])


def _mark_people(store: Store, network: str, policy: Policy) -> None:
    """Who is on the customer list, and who is not any more."""
    changed = [
        row["id"]
        for row in people.on_network(store.read(), network)
        if policy.special.is_vip(row["author_id"], row["handle"]) != bool(row["vip"])
    ]
    if changed:
        with store.write() as tx:
            people.turn_vip(tx, changed)


def _all(store: Store, account_id: int, policy: Policy, clock: Callable[[], int]) -> int:
    moved, after = 0, 0
    while True:
        with store.write(bump=False) as tx:
            rows = asking.of_others(tx, account_id, policy.version, after, BATCH)
            moved += sum([_again(tx, policy, row, clock()) for row in rows])
        if not rows:
            return moved
        after = rows[-1]["conversation_id"]


_MOMENTS = ("due_at", "target_s", "half_at", "at_risk_at", "escalated_at")


def _again(tx: Tx, policy: Policy, wait: Row, now: int) -> bool:
    """One open wait; True when it is due at another time now."""
    ids = asking.waiting(tx, wait["id"])
    corrected = {row["id"] for row in asking.asked(tx, ids) if row["source"] == VerdictSource.AGENT}
    measure(tx, policy, [each for each in ids if each not in corrected])
    measure(tx, policy, corrected, passed_by=now)
    waits.measured(tx, wait["id"], policy.version)
    fresh = waits.shaped(tx, wait["id"])
    if fresh is None or all(getattr(fresh, name) == wait[name] for name in _MOMENTS):
        return False
    waits.reshape(tx, wait["id"])
    alerts.unmute_ahead(tx, wait["id"], now)
    log(
        tx,
        EventKind.MEASURED,
        now,
        conversation=wait["conversation_id"],
        wait=wait["id"],
        policy=policy.version,
        due=fresh.due_at,
        due_before=wait["due_at"],
    )
    tx.bump = True
    return True
