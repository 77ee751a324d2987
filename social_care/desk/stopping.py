"""Stopping: nothing more leaves an account until somebody lets it go on."""

from social_care.desk.base import DeskBase
from social_care.errors import NotAllowed, NotFound
from social_care.models.views import StoppedOutbox
from social_care.storage import accounts
from social_care.storage.events import EventKind, log


class Stopping(DeskBase):
    """A flag on the account: what is on its way stays where it is, acts too."""

    def stopped(self) -> tuple[StoppedOutbox, ...]:
        """The accounts that send nothing now, because somebody said so."""
        return accounts.stopped(self._store.read())

    def stop_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        """Freeze what is on its way, of one account or of all; a call under way cannot be stopped.

        A lead's key. `emergency` is the command line's: anybody listed may pull the brake. Raises
        NotAllowed, NotFound.
        """
        return self._stop(True, account, emergency=emergency)

    def go_on_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        """Let it go on. Raises as `stop_sending`."""
        return self._stop(False, account, emergency=emergency)

    def _stop(self, stop: bool, account: str | None, *, emergency: bool) -> str:
        if self.role != "lead" and not emergency:
            raise NotAllowed(
                "only a lead stops everything, or lets it go on",
                f"in an emergency: social-care outbox {'hold' if stop else 'release'}",
            )
        with self._store.write(durable=True) as tx:
            touched = accounts.stop_outbox(tx, stop, account, by=self.agent, now=self.now())
            if not touched:  # whoever stops everything must not be told that all is well
                raise NotFound(
                    "there is no account yet" if account is None else f"no account {account!r}",
                    "accounts are known once a worker has run: social-care worker --once",
                )
            kind = EventKind.OUTBOX_STOPPED if stop else EventKind.OUTBOX_RELEASED
            row = accounts.by_name(tx, account) if account is not None else None
            account_id = row["id"] if row is not None else None
            log(tx, kind, self.now(), agent=self.agent, account=account_id, accounts=touched)
            what = account or ("1 account" if touched == 1 else f"{touched} accounts")
            if not stop:
                return f"{what}: sending again"
            waiting = sum(
                item.waiting for item in accounts.stopped(tx) if account in {None, item.account}
            )
            return f"{what}: nothing is sent until you release it, {waiting} wait"
