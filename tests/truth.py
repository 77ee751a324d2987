"""What must be true of a shop at every moment, recomputed by other means than the code's own."""

import json

from social_care.models import NEVER_DUE, NO_WAIT_RANK, TRANSITIONS, Band, OutboxState
from social_care.models.views import View
from social_care.sla import Unanswered, merge
from social_care.storage.connection import Row
from tests.network import FakeNetwork
from tests.world import Shop


def check(shop: Shop) -> None:
    """Everything below, at once."""
    conversations_show_their_wait(shop)
    waits_follow_from_their_mentions(shop)
    nobody_waiting_is_out_of_sight(shop)
    responses_add_up(shop)
    claims_are_stamped(shop)
    steps_were_permitted(shop)
    the_database_is_sound(shop)


def conversations_show_their_wait(shop: Shop) -> None:
    """A conversation's copied columns are those of its one open wait, or none at all."""
    for row in shop.rows("SELECT * FROM conversations"):
        waits = shop.rows(
            "SELECT * FROM waits WHERE conversation_id = :id AND ended_at IS NULL", id=row["id"]
        )
        assert len(waits) <= 1
        copied = (row["wait_id"], row["waiting_since"], row["band_rank"], row["due_at"])
        if not waits:
            assert copied == (None, None, NO_WAIT_RANK, NEVER_DUE)
            continue
        wait = waits[0]
        assert copied == (wait["id"], wait["waiting_since"], wait["band_rank"], wait["due_at"])
        assert row["state"] in {"open", "snoozed"}
        if row["state"] == "snoozed":
            assert row["snooze_until"] <= wait["at_risk_at"]


def waits_follow_from_their_mentions(shop: Shop) -> None:
    """The shape of an open wait is what `sla.merge` makes of its unanswered mentions."""
    for wait in shop.rows("SELECT * FROM waits WHERE ended_at IS NULL"):
        rows = shop.rows(
            "SELECT m.*, s.band_rank, s.category FROM mentions m"
            " JOIN assessments s ON s.id = m.assessment_id"
            " WHERE m.wait_id = :id AND m.deleted_at IS NULL",
            id=wait["id"],
        )
        made = merge([_unanswered(row) for row in rows])
        assert wait["waiting_since"] == made.waiting_since
        assert wait["first_mention_id"] == made.first_mention_id
        assert (wait["due_at"], wait["target_s"]) == (made.due_at, made.target_s)
        assert wait["band_rank"] == made.band
        first_due = [row for row in rows if row["due_at"] == made.due_at]
        assert wait["at_risk_at"] in {row["at_risk_at"] for row in first_due}
        assert (wait["category"] == "complaint") == any(
            row["category"] == "complaint" for row in rows
        )


def _unanswered(row: Row) -> Unanswered:
    return Unanswered(
        posted_at=row["posted_at"],
        due_at=row["due_at"],
        target_s=row["target_s"],
        band=Band(row["band_rank"]),
        mention_id=row["id"],
    )


def nobody_waiting_is_out_of_sight(shop: Shop) -> None:
    """Every open wait stands in `todo` or `snoozed`."""
    seen = {*shop.queue(View.TODO), *shop.queue(View.SNOOZED)}
    waiting = {
        row["conversation_id"]
        for row in shop.rows("SELECT conversation_id FROM waits WHERE ended_at IS NULL")
    }
    assert waiting <= seen
    assert shop.desk().counts().waiting == len(waiting)


def responses_add_up(shop: Shop) -> None:
    """Parts sum, nothing is negative, both clocks follow from the stamps, and the views agree."""
    for row in shop.rows("SELECT * FROM responses"):
        parts = [row[f"{part}_ms"] for part in ("detection", "queue", "handling", "delivery")]
        assert sum(parts) == row["elapsed_ms"]
        assert min(parts) >= 0
        stamps = [row[f"{name}_at"] for name in ("detected", "claimed", "submitted", "responded")]
        if row["responded_at"] >= row["waiting_since"]:
            assert stamps == sorted(stamps)
            assert row["elapsed_ms"] == row["responded_at"] - row["waiting_since"]
        assert row["business_ms"] == shop.calendar.business_ms(
            row["waiting_since"], row["responded_at"]
        )
        assert row["agent"] or row["source"] == "native"
    for row in shop.rows("SELECT * FROM response_rows"):
        assert (row["outcome"] in {"answered", "elsewhere"}) == (row["response_id"] is not None)
        if row["response_id"] is not None:
            took = max(0, row["responded_at"] - row["waiting_since"])
            assert took == row["elapsed_ms"], "the export's ends do not give its elapsed time"
    answered = shop.rows(
        "SELECT m.id, m.wait_id, r.wait_id AS answered FROM response_mentions x"
        " JOIN mentions m ON m.id = x.mention_id JOIN responses r ON r.id = x.response_id"
        " WHERE NOT EXISTS (SELECT 1 FROM responses n WHERE n.supersedes = r.id)"
    )
    assert all(row["wait_id"] == row["answered"] for row in answered)


def claims_are_stamped(shop: Shop) -> None:
    """An open wait bears the agent who holds its customer now."""
    for row in shop.rows(
        "SELECT w.claimed_by, w.claimed_at, w.detected_at, k.agent, k.taken_at FROM waits w"
        " JOIN conversations c ON c.id = w.conversation_id"
        " JOIN identities i ON i.id = c.identity_id JOIN claims k ON k.customer_id = i.customer_id"
        " WHERE w.ended_at IS NULL AND k.until > :now",
        now=shop.now,
    ):
        assert row["claimed_by"] == row["agent"]
        assert row["claimed_at"] >= row["taken_at"]


def steps_were_permitted(shop: Shop) -> None:
    """Every outbox row went along `TRANSITIONS`, from queued to where it is."""
    at = {row["id"]: "queued" for row in shop.rows("SELECT id FROM outbox")}
    for row in shop.rows("SELECT outbox_id, data FROM events WHERE kind = 'outbox' ORDER BY id"):
        step = json.loads(row["data"])
        assert step["before"] == at[row["outbox_id"]]
        assert OutboxState(step["after"]) in TRANSITIONS[OutboxState(step["before"])]
        at[row["outbox_id"]] = step["after"]
    states = {row["id"]: row["state"] for row in shop.rows("SELECT id, state FROM outbox")}
    assert states == at


def replies_are_posts(shop: Shop, network: FakeNetwork) -> None:
    """Every sent reply is one post over there, and there is no post that we know nothing of."""
    keys = [post.key for post in network.posts]
    assert len(keys) == len(set(keys)), "something was posted twice"
    rows = {row["key"]: row for row in shop.rows("SELECT * FROM outbox WHERE key IS NOT NULL")}
    for post in network.posts:
        assert rows[post.key]["state"] in {"sent", "uncertain", "sending"}
    sent = shop.rows(
        "SELECT o.key, r.external_id FROM outbox o LEFT JOIN replies r ON r.id = o.reply_id"
        " WHERE o.state = 'sent' AND o.kind = 'reply'"
    )
    there = {post.key: post.external_id for post in network.posts}
    for row in sent:
        assert row["key"] in there
        assert row["external_id"] == there[row["key"]] or row["external_id"].startswith("seen-by")


def the_database_is_sound(shop: Shop) -> None:
    """SQLite's own checks, and the full-text index against the words it was made of."""
    assert shop.rows("PRAGMA foreign_key_check") == []
    assert shop.value("PRAGMA integrity_check") == "ok"
    with shop.store.write() as tx:
        tx.run("INSERT INTO mentions_fts(mentions_fts, rank) VALUES ('integrity-check', 1)")
