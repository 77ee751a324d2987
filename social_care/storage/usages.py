"""What accounts have used up of what their networks allow; see `connectors.context.Ledger`."""

from dataclasses import dataclass

from social_care.models import Usage
from social_care.storage import Store, Tx
from social_care.storage.connection import Row


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """One account's ledger, kept across restarts."""

    store: Store
    account: str

    def usage(self, name: str, now: int) -> Usage | None:
        """What is known and still holds; None past its `until`."""
        row = self.store.read().one(
            "SELECT u.* FROM usages u JOIN accounts a ON a.id = u.account_id"
            " WHERE a.name = :account AND u.name = :name AND u.until > :now",
            account=self.account,
            name=name,
            now=now,
        )
        return None if row is None else _usage(row)

    def note(self, name: str, usage: Usage) -> None:
        """Put what the network says in place of what we knew."""
        with self.store.write(bump=False) as tx:
            tx.run(
                "INSERT INTO usages (account_id, name, used, allowed, until)"
                " SELECT id, :name, :used, :allowed, :until FROM accounts WHERE name = :account"
                " ON CONFLICT (account_id, name) DO UPDATE SET used = excluded.used,"
                " allowed = excluded.allowed, until = excluded.until",
                account=self.account,
                name=name,
                used=usage.used,
                allowed=usage.allowed,
                until=usage.until,
            )

    def spend(self, name: str, amount: int, allowed: int, until: int, now: int) -> Usage:
        """Add to a count of our own, which begins at 0 again when its time is over."""
        with self.store.write(bump=False) as tx:
            row = tx.one(
                "INSERT INTO usages (account_id, name, used, allowed, until)"
                " SELECT id, :name, :amount, :allowed, :until FROM accounts WHERE name = :account"
                " ON CONFLICT (account_id, name) DO UPDATE SET allowed = :allowed, used = CASE"
                " WHEN usages.until > :now THEN used + :amount ELSE :amount END, until = CASE"
                " WHEN usages.until > :now THEN usages.until ELSE :until END RETURNING *",
                account=self.account,
                name=name,
                amount=amount,
                allowed=allowed,
                until=until,
                now=now,
            )
        return Usage(used=amount, allowed=allowed, until=until) if row is None else _usage(row)


def of_all(tx: Tx, now: int) -> list[tuple[str, str, Usage]]:
    """Account, name and usage of everything that still holds, for people to look at."""
    rows = tx.all(
        "SELECT a.name AS account, u.* FROM usages u JOIN accounts a ON a.id = u.account_id"
        " WHERE u.until > :now ORDER BY a.name, u.name",
        now=now,
    )
    return [(row["account"], row["name"], _usage(row)) for row in rows]


def _usage(row: Row) -> Usage:
    return Usage(used=row["used"], allowed=row["allowed"], until=row["until"])
