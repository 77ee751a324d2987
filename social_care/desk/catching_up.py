"""Working off a backlog: switched by a lead, for everybody at once."""

from social_care.desk.base import DeskBase
from social_care.errors import NotAllowed
from social_care.models.presence import CatchUp
from social_care.storage import catching_up


class CatchingUp(DeskBase):
    """One pull in three serves the oldest late, the others the first that can still be met."""

    def catch_up(self, on: bool) -> str:
        """Switch it. Raises NotAllowed for everybody but leads."""
        if self.role != "lead":
            raise NotAllowed("only a lead switches catch-up", "ask a lead")
        with self._store.write(durable=True) as tx:
            switch = catching_up.start if on else catching_up.stop
            tx.bump = switch(tx, self.agent, self.now())
            if not on:
                return "Catch-up is off: the queue's own order again"
            already = "" if tx.bump else " already"
            return f"Catch-up is on{already}: every third pull is the oldest late"

    def catching_up(self) -> CatchUp | None:
        """Since when, and by whom; None: the queue's own order holds."""
        return catching_up.state(self._store.read())
