"""Whether flags and mails reach those who are to have them, and how to mend what does not."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from social_care.alerting import Target, Telling
from social_care.doctor import Finding, Verdict, fault, moment
from social_care.errors import SocialCareError
from social_care.models.mails import MailItem, MailState
from social_care.secrets import is_reference
from social_care.storage import Store, flags, heartbeats, mails, notices

if TYPE_CHECKING:  # brings the network along: only a doctor at work needs it
    from social_care.mail import Mailer

TOLD_MS = 7 * 24 * 60 * 60 * 1000
"""How long a mail that was given up is told of."""


def check_telling(
    telling: Telling,
    mailer: "Mailer | None",
    resolve: Callable[[str], str],
) -> Iterator[Finding]:
    """The outside world: the mail server lets us in, and every reference leads somewhere."""
    if mailer is not None:
        server = mailer.settings.server
        try:
            mailer.check()
        except SocialCareError as error:
            yield fault("mail", error)
        else:
            detail = f"{server.host}:{server.port} takes mails from {mailer.settings.sender}"
            yield Finding(what="mail", verdict=Verdict.OK, detail=detail)
    addresses = {target.key: target.address for target in telling.targets if target.form}
    if telling.heartbeat_url:
        addresses["heartbeat"] = telling.heartbeat_url
    for what, address in addresses.items():
        if is_reference(address):
            try:
                resolve(address)
            except SocialCareError as error:
                yield fault(what, error)


def check_told(store: Store, telling: Telling, now: int) -> Iterator[Finding]:
    """What the database knows: who was told when, what waits, what was given up."""
    tx = store.read()
    for target in telling.targets:
        waiting = len(flags.lasting(tx, notices.queued(tx, target.key), now))
        yield _target(target, notices.health(tx, target.key), waiting)
    yield from (_mail(item) for item in mails.unsent(tx, now - TOLD_MS) if item.problem)
    beat = heartbeats.last(tx)
    if telling.heartbeat_url and beat is not None:
        yield _heartbeat(beat)


def _target(target: Target, health: notices.TargetHealth, waiting: int) -> Finding:
    wait = f"; flags that wait for it: {waiting}" if waiting else ""
    if health.failing_since is None:
        told = f"told last {moment(health.told_at)}" if health.told_at else "never told anything"
        return Finding(what=target.key, verdict=Verdict.OK, detail=f"{told}{wait}")
    return Finding(
        what=target.key,
        verdict=Verdict.FAULT,
        detail=f"fails since {moment(health.failing_since)}: {health.problem}{wait};"
        f" next try {moment(health.next_at)}",
        remedy=health.remedy,
    )


def _mail(item: MailItem) -> Finding:
    stands = (
        "given up"
        if item.state is MailState.FAILED
        else f"{item.tries} tries failed, next try {moment(item.next_at)}"
    )
    return Finding(
        what=f"mail to {item.recipient}",
        verdict=Verdict.FAULT,
        detail=f"{item.key}: {stands}: {item.problem}",
        remedy=item.remedy,
    )


def _heartbeat(beat: heartbeats.Heartbeat) -> Finding:
    if beat.failing_since is None:
        at = moment(beat.beat_at) if beat.beat_at else "never"
        return Finding(what="heartbeat", verdict=Verdict.OK, detail=f"heard last {at}")
    return Finding(
        what="heartbeat",
        verdict=Verdict.FAULT,
        detail=f"not heard since {moment(beat.failing_since)}: {beat.problem}",
        remedy=beat.remedy,
    )
