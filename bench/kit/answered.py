"""A crowd's customers, each of them answered: what the response-time log is exported from."""

import random
from pathlib import Path

from bench.kit.crowd import build
from social_care.storage import Store
from social_care.storage.connection import Tx

AGENTS = ("mary", "sam", "lee", "joe")
BATCH = 10_000

_TABLES: dict[str, str] = {
    "replies": "id, account_id, external_id, canonical_id, conversation_id, agent, thread_key,"
    " visibility, url, posted_at, detected_at",
    "responses": "id, wait_id, conversation_id, account_id, source, agent, reply_id, kind,"
    " category, band_rank, visibility, sentiment_before, waiting_since, detected_at, claimed_at,"
    " submitted_at, responded_at, due_at, target_s, elapsed_ms, business_ms, detection_ms,"
    " queue_ms, handling_ms, delivery_ms, within_target, recorded_at",
    "response_mentions": "response_id, mention_id",
    "events": "at, kind, agent, account_id, conversation_id, wait_id, data",
    "conversation_tags": "conversation_id, tag, at",
}


def build_answered(path: Path, responses: int, *, seed: int = 1) -> None:
    """A database with that many answered waits, one in each conversation."""
    build(path, responses, 0, seed=seed)
    store = Store(path)
    chance = random.Random(seed)
    try:
        with store.write() as tx:
            tx.run("UPDATE mentions SET url = 'https://social.example/@someone/' || id")
            for first in range(1, responses + 1, BATCH):
                _answer(tx, first, min(first + BATCH, responses + 1), chance)
        store.read().run("ANALYZE")
    finally:
        store.close()


def _answer(tx: Tx, first: int, last: int, chance: random.Random) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _TABLES}
    waits = tx.all("SELECT * FROM waits WHERE id >= :first AND id < :last", first=first, last=last)
    for wait in waits:
        number, since = wait["id"], wait["waiting_since"]
        detection, queue = chance.randrange(60_000), chance.randrange(1_200_000)
        handling, delivery = chance.randrange(300_000), 10_000 + chance.randrange(2_000)
        elapsed = detection + queue + handling + delivery
        at, agent = since + elapsed, chance.choice(AGENTS)
        rows["replies"].append(
            (number, 1, f"r{number}", f"r{number}", number, agent, f"thread {number}", "public",
             f"https://social.example/@acme/{number}", at, at)
        )  # fmt: skip
        rows["responses"].append(
            (number, number, number, 1, "console", agent, number, "first", wait["category"],
             wait["band_rank"], "public", -0.3, since, since + detection,
             since + detection + queue, at - delivery, at, wait["due_at"], wait["target_s"],
             elapsed, elapsed, detection, queue, handling, delivery, int(at <= wait["due_at"]), at)
        )  # fmt: skip
        rows["response_mentions"].append((number, number))
        rows["events"].append(
            (at, "answered", agent, 1, number, number, f'{{"response":{number}}}')
        )
        if number % 3 == 0:
            rows["conversation_tags"].append((number, chance.choice(("boots", "refund")), at))
    for table, listed in _TABLES.items():
        columns = listed.split(", ")
        marks = ", ".join(f":{name}" for name in columns)
        tx.run_many(
            f"INSERT INTO {table} ({listed}) VALUES ({marks})",
            [dict(zip(columns, row, strict=True)) for row in rows[table]],
        )
