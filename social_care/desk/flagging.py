"""What is flagged, and what of it is new to this console."""

from social_care.alert_words import headline
from social_care.desk.base import DeskBase
from social_care.models.flags import Flagged
from social_care.storage import flags


class Flagging(DeskBase):
    """Flags as a console shows them."""

    def flagged(self, since: int | None = None) -> Flagged:
        """Now; its news are the flags raised after the flag `since`, none where that is None."""
        tx, now = self._store.read(), self.now()
        new = [] if since is None else flags.raised_since(tx, since, now)
        return Flagged(
            lasting=flags.lasting_count(tx, now), newest=flags.newest(tx), news=headline(new, now)
        )
