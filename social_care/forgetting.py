"""What has been told is forgotten after a while: notices and mails are on their way, no log."""

from social_care.storage import Store, mails, notices

KEPT_MS = 30 * 24 * 60 * 60 * 1000
"""Longer than a digest is made up for, and than doctor tells of a mail that was given up."""
AT_ONCE = 1000
"""Rows in one transaction, in which nobody else can write."""


def forget(store: Store, now: int) -> int:
    """Delete what was told, dropped or given up a month ago; how many rows.

    Flags stay, and with them what the log and the digests count.
    """
    forgotten = 0
    for forget_some in (notices.forget, mails.forget):
        while True:
            with store.write(bump=False) as tx:
                gone = forget_some(tx, now - KEPT_MS, AT_ONCE)
            forgotten += gone
            if gone < AT_ONCE:
                break
    return forgotten
