"""What time alone changes: flags on waits, snoozes that end, assignees and answered ones silent."""

from dataclasses import dataclass

from social_care.storage import Store, alerts, claims, conversations, silence
from social_care.storage.alerts import Alert
from social_care.storage.events import EventKind, log
from social_care.storage.silence import PATIENCE, Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one round of watching did."""

    alerts: tuple[Alert, ...]
    woken: int
    settled: int
    returned: int


def watch(store: Store, now: int, patience: Patience = PATIENCE) -> Watched:
    """Raise what is due, each flag once; wake snoozes; resolve and give back what is silent."""
    with store.write(bump=False) as tx:
        raised = alerts.raise_due(tx, now)
        lost = claims.run_out_ahead(tx, now)
        woken = conversations.woken(tx, now)
        for conversation_id in woken:
            log(tx, EventKind.WOKEN, now, conversation=conversation_id)
        settled = conversations.settled(tx, now)
        for conversation_id in settled:
            log(tx, EventKind.RESOLVED, now, conversation=conversation_id, silent=True)
        returned = silence.give_back(tx, now, patience)
        tx.bump = bool(raised or lost or woken or settled or returned)
    return Watched(
        alerts=tuple(raised), woken=len(woken), settled=len(settled), returned=len(returned)
    )
