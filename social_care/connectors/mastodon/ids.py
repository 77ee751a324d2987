"""The ids of statuses, in the form that lasts."""

import re

from social_care.connectors.fields import Json, text

_TIMED = re.compile(r"\A\d{10}(?=[0-9a-f]{32}\Z)")


def lasting_id(status_id: str) -> str:
    """The same id for the whole life of a status.

    snac2 begins ids with the seconds of the last edit, so every edit gives another one; it finds a
    status by what follows, whatever these ten digits are.
    """
    return _TIMED.sub("0" * 10, status_id)


def id_of(status: Json) -> str:
    """A status's id; empty when it has none."""
    return lasting_id(text(status, "id"))


def parent_of(status: Json) -> str:
    """Id of the status it answers; empty when it answers none."""
    return lasting_id(text(status, "in_reply_to_id"))
