"""Flags as tests want them."""

from typing import Any

from social_care.models import AlertStage, Band, Category
from social_care.models.flags import Flag, Standing, Waiting
from social_care.models.spike import Example, Spike, SpikeKind
from tests.world import MINUTE, START

NOBODY = Standing(waiting=0, at_risk=0, late=0)


def late(number: int = 1, **more: Any) -> Flag:
    """A high complaint of Kim's that has been late for two minutes; `more` is of its wait."""
    usual: dict[str, Any] = {
        "wait_id": number,
        "conversation_id": 100 + number,
        "reached": AlertStage.LATE,
        "band": Band.HIGH,
        "category": Category.COMPLAINT,
        "customer": "Kim Osei",
        "text": "My boots leak",
        "private": False,
        "waiting_since": START - 32 * MINUTE,
        "due_at": START - 2 * MINUTE,
        "held_by": "",
        "url": f"https://social.example/@kim/{number}",
    }
    wait = Waiting(**(usual | more))
    return Flag(
        id=number,
        stage=wait.reached,
        at=START - 2 * MINUTE,
        account="acme",
        channel="mastodon",
        detail="",
        wait=wait,
    )


def at_risk(number: int = 1, **more: Any) -> Flag:
    """One that is due in four minutes."""
    soon = {"reached": AlertStage.AT_RISK, "due_at": START + 4 * MINUTE}
    return late(number, **(soon | more))


def escalated(number: int = 1, **more: Any) -> Flag:
    """One that has been late for a quarter of an hour."""
    long = {"reached": AlertStage.ESCALATED, "due_at": START - 15 * MINUTE}
    return late(number, **(long | more))


def account(number: int = 1, detail: str = "acme cannot be heard", name: str = "acme") -> Flag:
    """An account in trouble."""
    return Flag(
        id=number,
        stage=AlertStage.ACCOUNT,
        at=START,
        account=name,
        channel="mastodon",
        detail=detail,
    )


def spike(number: int = 1) -> Flag:
    """Something is happening to the brand."""
    return Flag(
        id=number,
        stage=AlertStage.SPIKE,
        at=START,
        account="",
        channel="",
        detail="31 mentions in 30 min, usually 2",
        spike=Spike(
            id=1,
            at=START,
            kind=SpikeKind.MENTIONS,
            window_ms=30 * MINUTE,
            count=31,
            of=31,
            usual=2.2,
            most=31,
            seen_at=START,
            words=("insole", "burned"),
            examples=(_example(1, "My insole burned!"), _example(2, ""), _example(3, "insole?")),
        ),
    )


def _example(number: int, said: str) -> Example:
    return Example(
        conversation_id=number,
        mention_id=number,
        channel="mastodon",
        text=said,
        url=f"https://social.example/@kim/{number}" if said else "",
    )
