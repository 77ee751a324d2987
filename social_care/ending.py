"""Ending the workers of a database: the one a console has started belongs to no terminal."""

import os
import signal
import socket
from collections.abc import Callable
from threading import Event

from social_care.errors import NotAllowed, StoreError
from social_care.storage import Store, accounts

PATIENCE_S = 60
"""How long a worker may take to finish what is under way."""
LOOK_EVERY_S = 0.1


def end(store: Store, clock: Callable[[], int]) -> list[int]:
    """Ask every worker of this machine to end, and wait until all have; the processes that were.

    Raises NotAllowed for somebody else's, StoreError when one takes too long.
    """
    since = clock() - accounts.WORKER_SILENT_MS
    found = accounts.workers_on(store.read(), socket.gethostname(), since)
    for process in found:
        _ask(process)
    for _ in range(round(PATIENCE_S / LOOK_EVERY_S)):
        left = set(found) & set(accounts.workers_on(store.read(), socket.gethostname(), since))
        if not any(map(_is_there, left)):
            return found
        Event().wait(LOOK_EVERY_S)
    raise StoreError(
        f"the worker has not ended in {PATIENCE_S} s", "wait: it finishes what is under way"
    )


def _ask(process: int) -> None:
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        return  # it was killed, and its last sign of life is not old yet
    except PermissionError as error:
        raise NotAllowed(
            f"the worker (process {process}) is another user's", "end it as that user, or as root"
        ) from error


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
