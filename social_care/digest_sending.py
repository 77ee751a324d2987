"""Puts digests that are due into the outbox of mails."""

from collections.abc import Callable, Iterable
from email.message import EmailMessage

from social_care.digest_plan import DigestPlan, DueDigest, due
from social_care.storage import Store, Tx, mails, report_digest

Make = Callable[[DueDigest], EmailMessage]
"""Finds out and renders a digest."""
Addressed = Callable[[EmailMessage, str], bytes]
"""The whole mail for one recipient, as it goes over the wire: `mail.Mailer.addressed`."""


def queue_due(
    store: Store, plans: Iterable[DigestPlan], make: Make, addressed: Addressed, now: int
) -> int:
    """Queue what is due, each once per recipient and shift; how many mails.

    Of a shift that was over before we heard of anybody there is nothing to tell.
    """
    queued = 0
    for digest in due(plans, now):
        known = {item.recipient for item in mails.of_key(store.read(), digest.key)}
        wanted = [recipient for recipient in digest.plan.to if recipient not in known]
        if wanted and _listened(store.read(), digest.stint.end):
            queued += queue(store, digest.key, wanted, make(digest), addressed, now)
    return queued


def _listened(tx: Tx, end: int) -> bool:
    began = report_digest.first_mention_at(tx)
    return began is not None and began < end


def queue(
    store: Store,
    key: str,
    recipients: Iterable[str],
    message: EmailMessage,
    addressed: Addressed,
    now: int,
) -> int:
    """Queue one mail for each recipient who has not had one of this key; how many."""
    contents = {recipient: addressed(message, recipient) for recipient in recipients}
    with store.write(durable=True, bump=False) as tx:
        ids = [
            mails.queue(tx, key, recipient, now, subject=str(message["Subject"]), content=content)
            for recipient, content in contents.items()
        ]
    return sum(mail_id is not None for mail_id in ids)
