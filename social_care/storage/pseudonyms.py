"""The key that customers' tokens in pseudonymised exports follow from: one for each database."""

import secrets

from social_care.storage import Store

KEY_BYTES = 32


def key(store: Store, now: int) -> bytes:
    """The database's key, made when it is first asked for. It never leaves with an export.

    Whoever has the database has the customers' handles beside it: it is no better kept elsewhere,
    and lost with the tokens of all earlier exports if it were.
    """
    found = store.read().value("SELECT key FROM pseudonym_key")
    if found is None:
        with store.write(durable=True, bump=False) as tx:
            tx.run(
                "INSERT INTO pseudonym_key (id, key, made_at) VALUES (1, :key, :now)"
                " ON CONFLICT (id) DO NOTHING",  # another export may be faster
                key=secrets.token_bytes(KEY_BYTES),
                now=now,
            )
            found = tx.value("SELECT key FROM pseudonym_key")
    return bytes(found)
