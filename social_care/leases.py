"""Leases: one worker looks after an account, and another takes over where it has died."""

import os
import socket

from social_care.storage import Tx, accounts


def take(tx: Tx, account_id: int, worker: str, now: int) -> bool:
    """Take or renew the account for this worker; False while another has it."""
    if accounts.lease(tx, account_id, worker, now):
        return True
    owner = accounts.get(tx, account_id)["lease_owner"]
    if not has_died(owner):
        return False
    accounts.give_back(tx, owner)  # a crash here costs nothing: its lease need not run out
    return accounts.lease(tx, account_id, worker, now)


def has_died(owner: str) -> bool:
    """True when a worker of this machine is certainly gone; others can only time out."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
