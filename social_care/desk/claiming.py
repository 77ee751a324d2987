"""Who is with whom: next, claim, heartbeat, release."""

from social_care.desk.base import DeskBase
from social_care.storage import claims, conversations, presence, pulling


class Claiming(DeskBase):
    """Claims: one row per customer, a lease that comes back by itself, never a dialog."""

    def next(self) -> int | None:
        """Claim the customer who needs us most; the conversation to open, or None if none is left.

        Ten agents pressing it at once get ten different customers: one statement does it all.
        Whoever was on a break is back by it.
        """
        now = self.now()
        with self._store.write(durable=True) as tx:
            until = now + self._settings.lease_ms
            back = presence.works(tx, self.agent, now, until)
            row = pulling.take_next(
                tx,
                self.agent,
                now,
                until,
                languages=self._settings.languages,
                spoken=self._settings.spoken,
                speakers=self._settings.speakers,
            )
            if row is not None:
                conversations.mark_read(tx, row["conversation_id"])
            tx.bump = row is not None or back
        return None if row is None else int(row["conversation_id"])

    def claim(self, conversation_id: int, *, writing: bool = False) -> None:
        """Hold this conversation's customer. Raises ClaimTaken (says who), NotFound."""
        with self._store.write(durable=True) as tx:
            self._take(tx, conversation_id, claims.WRITES if writing else claims.READS)

    def take_over(self, conversation_id: int, *, holder: str | None = None) -> str:
        """Hold this conversation's customer, whoever does now; the former holder's name.

        Empty when they were free or ours. The former's draft stays theirs, and their console learns
        of it by its next heartbeat. `holder` is who our screen shows; without it, who holds them
        now. Raises ClaimTaken when somebody else was faster, NotFound.
        """
        former = holder if holder is not None else self._holder(conversation_id)
        if former in {None, "", self.agent}:
            self.claim(conversation_id)
            return ""
        with self._store.write(durable=True) as tx:
            customer_id, now = self._customer(tx, conversation_id), self.now()
            until = now + self._settings.lease_ms
            if claims.take_over(
                tx, customer_id, conversation_id, str(former), self.agent, now, until
            ):
                presence.works(tx, self.agent, now, until)
                return str(former)
            self._take(tx, conversation_id, claims.READS)  # given back meanwhile, or taken
            return ""

    def _holder(self, conversation_id: int) -> str | None:
        """Who holds the customer, read before the deed: whoever comes between is not robbed."""
        tx = self._store.read()
        return claims.holder(tx, self._customer(tx, conversation_id), self.now())

    def release(self, conversation_id: int) -> None:
        """Give the customer back; nothing happens when they are not ours."""
        with self._store.write(durable=True) as tx:
            customer_id = self._customer(tx, conversation_id)
            tx.bump = claims.release(tx, customer_id, self.agent, self.now())

    def heartbeat(self, conversation_id: int, *, writing: bool) -> bool:
        """Prolong our claim, silently. False when somebody else has it now."""
        with self._store.write(bump=False) as tx:
            customer_id = self._customer(tx, conversation_id)
            now = self.now()
            doing = claims.WRITES if writing else claims.READS
            until = now + self._settings.lease_ms
            return claims.renew(tx, customer_id, self.agent, now, until, doing)

    def mark_read(self, conversation_id: int) -> None:
        """Somebody has opened it."""
        with self._store.write() as tx:
            conversations.mark_read(tx, conversation_id)
