"""A brand with as many customers as a bench wants, written straight into its tables.

Everything is invented and follows from the seed; what a poll would write is written in bulk, since
a million mentions, page by page, take longer than all that is measured with them.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from social_care.models import NEVER_DUE, NO_WAIT_RANK, Limits
from social_care.storage import Store, accounts
from social_care.storage.connection import Tx

START = 1_793_610_000_000
MINUTE = 60_000

NAMES = ("Kim", "Lee", "Sam", "Dana", "Priya", "Jo", "Ravi", "Lena", "Tom", "Ada")
SAID = (
    "the left sole came off on the first walk",
    "where is my order, it was due on Monday",
    "the box arrived open and one boot is missing",
    "do the trail runners come in half sizes",
    "my card was charged twice for one pair",
    "Lena was so kind on the phone today",
    "the return label still says invalid",
    "can I change the address of my parcel",
)
BANDS = (0, 1, 1, 1, 2, 2, 2, 3, 3, 3)

_TABLES: dict[str, str] = {
    "customers": "id, created_at",
    "identities": "id, network, author_id, customer_id, created_at, followers",
    "identity_profiles": "identity_id, handle, name, updated_at",
    "customer_links": "identity_id, customer_id, linked_at",
    "conversations": "id, account_id, identity_id, state, state_at, opened_at, wait_id,"
    " waiting_since, band_rank, due_at, language, last_message_at, last_mention_id",
    "threads": "account_id, identity_id, thread_key, conversation_id",
    "waits": "id, conversation_id, kind, first_mention_id, waiting_since, detected_at, due_at,"
    " target_s, half_at, at_risk_at, escalated_at, band_rank, category, score, outcome, ended_at",
    "mentions": "id, account_id, external_id, canonical_id, identity_id, conversation_id, wait_id,"
    " stream, kind, visibility, thread_key, posted_at, detected_at, can_reply, assessment_id,"
    " due_at, target_s, half_at, at_risk_at, escalated_at",
    "mention_texts": "mention_id, text",
    "assessments": "id, mention_id, made_at, language, sentiment, category, complaint, score,"
    " band_rank",
    "assessment_reasons": "assessment_id, reasons",
}


def build(path: Path, conversations: int, still_open: int, *, seed: int = 1) -> None:
    """One customer, conversation and mention each; the newest `still_open` of them wait."""
    store = Store(path)
    try:
        with store.write() as tx:
            account = accounts.ensure(tx, "acme", "demo", "mastodon", "bench")
            accounts.introduce(tx, account, "us", "acme", Limits())
            for first in range(1, conversations + 1, 10_000):
                last = min(first + 10_000, conversations + 1)
                rows = list(_rows(account, range(first, last), conversations - still_open, seed))
                _insert(tx, rows)
            tx.run(
                "INSERT INTO mentions_fts(rowid, text) SELECT mention_id, text FROM mention_texts"
            )
    finally:
        store.close()


def lengthen(path: Path, messages: int) -> None:
    """Have the customer who comes first in the queue write until there are so many messages."""
    store = Store(path)
    try:
        with store.write() as tx:
            first = tx.one(
                "SELECT id, account_id, identity_id, wait_id, last_message_at FROM conversations"
                " WHERE state = 'open' ORDER BY band_rank, due_at, id LIMIT 1"
            )
            assert first is not None
            offset = int(tx.value("SELECT max(id) FROM mentions"))
            for number in range(1, messages):
                mention, posted = offset + number, first["last_message_at"] - number * MINUTE
                row = tx.one("SELECT * FROM mentions WHERE conversation_id = :id", id=first["id"])
                assert row is not None
                name = f"m{mention}"
                changed = {"id": mention, "external_id": name, "canonical_id": name}
                tx.insert("mentions", **{**row, **changed, "posted_at": posted})
                said = f"message {number}: {SAID[number % len(SAID)]}, {SAID[number % 7]}"
                tx.insert("mention_texts", mention_id=mention, text=said)
    finally:
        store.close()


def _insert(tx: Tx, rows: list[dict[str, tuple[object, ...]]]) -> None:
    for table, listed in _TABLES.items():
        columns = listed.split(", ")
        marks = ", ".join(f":{name}" for name in columns)
        tx.run_many(
            f"INSERT INTO {table} ({listed}) VALUES ({marks})",
            [dict(zip(columns, row[table], strict=True)) for row in rows],
        )


def _rows(
    account: int, numbers: range, closed: int, seed: int
) -> Iterator[dict[str, tuple[object, ...]]]:
    chance = random.Random(seed * 1_000_003 + numbers.start)
    for number in numbers:
        waits = number > closed
        band = chance.choice(BANDS)
        posted = START - (2_000_000 - number) * 1_000
        target = (15, 30, 60, 480)[band] * MINUTE
        due, risk, half = posted + target, posted + target * 4 // 5, posted + target // 2
        late = posted + target * 3 // 2
        ended = None if waits else posted + target // 3
        name = f"{chance.choice(NAMES)} {number}"
        text = f"{chance.choice(SAID)} ({number}), {chance.choice(SAID)}"
        key = f"thread {number}"
        yield {
            "customers": (number, posted),
            "identities": (number, "bench", f"a{number}", number, posted, chance.randrange(5_000)),
            "identity_profiles": (number, f"someone{number}", name, posted),
            "customer_links": (number, number, posted),
            "conversations": (
                *(number, account, number, "open" if waits else "resolved", posted, posted),
                *((number, posted, band, due) if waits else (None, None, NO_WAIT_RANK, NEVER_DUE)),
                *("en", posted, number),
            ),
            "threads": (account, number, key, number),
            "waits": (
                *(number, number, "first", number, posted, posted + 5_000, due, target // 1000),
                *(half, risk, late, band, "complaint" if band < 2 else "question", 50),
                *(None if waits else "answered", ended),
            ),
            "mentions": (
                *(number, account, f"m{number}", f"m{number}", number, number, number),
                *("mentions", "mention", "public", key, posted, posted + 5_000, 1, number),
                *(due, target // 1000, half, risk, late),
            ),
            "mention_texts": (number, text),
            "assessments": (number, number, posted, "en", -0.3, "complaint", 0.7, 50, band),
            "assessment_reasons": (number, '["no answer so far"]'),
        }
