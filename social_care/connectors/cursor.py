"""Reads a cursor that is JSON; one that cannot be read makes a stream begin again, never stop."""

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


def restored(cursor: str | None, make: Callable[[Any], T], version: int | None = None) -> T | None:
    """What `make` finds in the JSON; None before the first poll, or when it makes no sense.

    With a version, only a cursor whose "v" is the same is handed to `make`, which may raise
    whatever taking apart a wrong value raises.
    """
    if cursor is None:
        return None
    try:
        saved = json.loads(cursor)
        if version is not None and saved["v"] != version:
            raise ValueError(f"version {saved['v']}")
        return make(saved)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # Beginning again reads too much, which is harmless; refusing would blind the stream.
        _LOG.warning("a cursor cannot be read (%s); the stream begins again", error)
        return None
