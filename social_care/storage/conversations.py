"""Conversations: one identity and one account in one thread, and the state they are in."""

from collections.abc import Sequence

from social_care.errors import NotFound
from social_care.models import NEVER_DUE, NO_WAIT_RANK, NewsKind, State
from social_care.storage import news
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind

REOPEN_MS = 7 * 24 * 60 * 60 * 1000
"""A mention within this time of the last word reopens a conversation; later it starts a new one."""


def get(tx: Tx, conversation_id: int) -> Row:
    """The conversation's row. Raises NotFound."""
    row = tx.one("SELECT * FROM conversations WHERE id = :id", id=conversation_id)
    if row is None:
        raise NotFound(f"no conversation {conversation_id}", "see: social-care queue --view all")
    return row


def in_thread(tx: Tx, account_id: int, identity_id: int, keys: Sequence[str]) -> Row | None:
    """The conversation this identity's next mention belongs to, by the first key that is known."""
    for key in keys:
        row = tx.one(
            "SELECT c.* FROM threads t JOIN conversations c ON c.id = t.conversation_id"
            " WHERE t.account_id = :account AND t.identity_id = :identity AND t.thread_key = :key",
            account=account_id,
            identity=identity_id,
            key=key,
        )
        if row is not None:
            return row
    return None


def of_message(tx: Tx, account_id: int, identity_id: int, external_id: str | None) -> Row | None:
    """This identity's conversation that a message belongs to, be it theirs or ours."""
    if external_id is None:
        return None
    return tx.one(
        "SELECT c.* FROM conversations c WHERE c.identity_id = :identity AND c.id IN"
        " (SELECT conversation_id FROM mentions WHERE account_id = :account"
        "   AND external_id = :external UNION SELECT conversation_id FROM replies"
        "   WHERE account_id = :account AND external_id = :external)",
        account=account_id,
        identity=identity_id,
        external=external_id,
    )


def know_as(
    tx: Tx, account_id: int, identity_id: int, keys: Sequence[str], conversation_id: int
) -> None:
    """From now on all of these keys lead this identity to the conversation."""
    tx.run_many(
        "INSERT INTO threads (account_id, identity_id, thread_key, conversation_id)"
        " VALUES (:account, :identity, :key, :conversation)"
        " ON CONFLICT DO UPDATE SET conversation_id = excluded.conversation_id",
        [
            {
                "account": account_id,
                "identity": identity_id,
                "key": key,
                "conversation": conversation_id,
            }
            for key in keys
        ],
    )


def dismissed_by_rule(tx: Tx, conversation_id: int) -> bool:
    """Whether the last who dismissed it was a rule of the team, and no person."""
    agent = tx.value(
        "SELECT agent FROM events WHERE conversation_id = :id AND kind = :dismissed"
        " ORDER BY id DESC LIMIT 1",
        id=conversation_id,
        dismissed=EventKind.DISMISSED,
    )
    return bool(agent == "")


def is_over(row: Row, at: int) -> bool:
    """True when a mention at this time starts a new conversation, linked to `row`."""
    waits = row["state"] in {State.OPEN, State.SNOOZED}
    return not waits and at - max(row["last_message_at"], row["state_at"]) > REOPEN_MS


def start(
    tx: Tx,
    account_id: int,
    identity_id: int,
    *,
    at: int,
    now: int,
    state: State,
    previous_id: int | None = None,
) -> int:
    """A new conversation; `know_as` makes it known."""
    return tx.insert(
        "conversations",
        account_id=account_id,
        identity_id=identity_id,
        previous_id=previous_id,
        state=state,
        state_at=now,
        opened_at=at,
        band_rank=NO_WAIT_RANK,
        due_at=NEVER_DUE,
        last_message_at=at,
    )


def set_state(tx: Tx, conversation_id: int, state: State, now: int, **columns: object) -> None:
    """Change the state, and further columns with it. Always grows the version.

    What was promised in a conversation does not outlive it, unless the columns say so.
    """
    if state not in {State.OPEN, State.SNOOZED}:
        columns.setdefault("promise_id", None)
    extra = "".join(f", {name} = :{name}" for name in columns)
    tx.run(
        f"UPDATE conversations SET state = :state, state_at = :now, version = version + 1{extra}"
        " WHERE id = :id",
        id=conversation_id,
        state=state,
        now=now,
        **columns,
    )


def heard(tx: Tx, conversation_id: int, mention_id: int, at: int, language: str, now: int) -> None:
    """The customer has written: the queue shows it, and waiting replies are checked against it."""
    number = tx.value(
        "UPDATE conversations SET last_mention_id = :mention, language = CASE"
        " WHEN :language = 'und' THEN language ELSE :language END,"
        " last_message_at = max(last_message_at, :at), news = news + 1, version = version + 1"
        " WHERE id = :id RETURNING news",
        id=conversation_id,
        mention=mention_id,
        at=at,
        language=language,
    )
    news.note(tx, conversation_id, number, NewsKind.WROTE, now, mention_id)


def spoke(tx: Tx, conversation_id: int, at: int) -> None:
    """We have answered, or are about to."""
    tx.run(
        "UPDATE conversations SET last_message_at = max(last_message_at, :at),"
        " version = version + 1 WHERE id = :id",
        id=conversation_id,
        at=at,
    )


def touch(
    tx: Tx, conversation_id: int, kind: NewsKind, now: int, item: int, agent: str = ""
) -> int:
    """News that a waiting reply must not overlook; the new value of `news`.

    `item` is the id of what it is about, by its kind.
    """
    number = int(
        tx.value(
            "UPDATE conversations SET news = news + 1, version = version + 1"
            " WHERE id = :id RETURNING news",
            id=conversation_id,
        )
    )
    news.note(tx, conversation_id, number, kind, now, item, agent)
    return number


def mark_read(tx: Tx, conversation_id: int) -> None:
    """Somebody has opened it."""
    tx.run(
        "UPDATE conversations SET read_mention_id = last_mention_id WHERE id = :id",
        id=conversation_id,
    )


def assign(tx: Tx, conversation_id: int, agent: str | None, now: int) -> None:
    """Give it durably to one agent, or to nobody."""
    tx.run(
        "UPDATE conversations SET assignee = :agent, assigned_at = :now, version = version + 1"
        " WHERE id = :id",
        id=conversation_id,
        agent=agent,
        now=now,
    )


def set_wrap_up(tx: Tx, conversation_id: int, wrap_up: str) -> None:
    """What it was about, by the team's own codes."""
    tx.run(
        "UPDATE conversations SET wrap_up = :wrap_up WHERE id = :id",
        id=conversation_id,
        wrap_up=wrap_up,
    )


def mute(tx: Tx, conversation_id: int, muted: bool) -> bool:
    """Let only what presses bring it back, or everything again. False when it was so already."""
    return bool(
        tx.run(
            "UPDATE conversations SET muted = :muted, version = version + 1"
            " WHERE id = :id AND muted <> :muted",
            id=conversation_id,
            muted=int(muted),
        )
    )


def note(tx: Tx, conversation_id: int, agent: str, text: str, now: int) -> int:
    """An internal note; its id."""
    return tx.insert("notes", conversation_id=conversation_id, agent=agent, at=now, text=text)


def woken(tx: Tx, now: int) -> list[int]:
    """Wake the conversations whose snooze has ended; their ids."""
    rows = tx.all(
        "UPDATE conversations SET state = :open, state_at = :now, snooze_until = NULL,"
        " version = version + 1 WHERE state = 'snoozed' AND snooze_until <= :now RETURNING id",
        open=State.OPEN,
        now=now,
    )
    return [row["id"] for row in rows]


def take_from(tx: Tx, conversation_id: int, agent: str, assigned_at: int) -> bool:
    """Give it back to everybody; False when it was given to somebody else, or anew, meanwhile."""
    return bool(
        tx.run(
            "UPDATE conversations SET assignee = NULL, assigned_at = NULL, version = version + 1"
            " WHERE id = :id AND assignee = :agent AND assigned_at = :at",
            id=conversation_id,
            agent=agent,
            at=assigned_at,
        )
    )


def settled(tx: Tx, now: int) -> list[int]:
    """Resolve the answered ones after 7 silent days; their ids.

    `state_at` stays: silence is nobody's deed, and must not prolong the time to reopen.
    """
    rows = tx.all(
        "UPDATE conversations SET state = :resolved, version = version + 1"
        " WHERE state = 'answered' AND state_at < :silent AND last_message_at < :silent"
        " RETURNING id",
        resolved=State.RESOLVED,
        silent=now - REOPEN_MS,
    )
    return [row["id"] for row in rows]


def threads_to_read(tx: Tx, account_id: int, *, alive: int, before: int, most: int) -> list[Row]:
    """Public conversations with a word since `alive` whose thread was last read `before` then.

    A resolved one only if we took part in it: what its customer adds would reopen it.
    Each with `author_id` and the `newest` message of the thread, whoever wrote it; the longest
    unread first.
    """
    return tx.all(
        "SELECT c.*, i.author_id, (SELECT external_id FROM (SELECT external_id, posted_at"
        "   FROM mentions WHERE conversation_id = c.id AND deleted_at IS NULL"
        "   AND visibility IN ('public', 'unlisted') UNION ALL"
        "   SELECT external_id, posted_at FROM replies WHERE conversation_id = c.id"
        "   AND deleted_at IS NULL"
        "   AND visibility IN ('public', 'unlisted')) ORDER BY posted_at DESC LIMIT 1) AS newest"
        " FROM conversations c JOIN identities i ON i.id = c.identity_id"
        " WHERE c.account_id = :account AND (c.state IN ('open', 'answered', 'snoozed')"
        "   OR c.state = 'resolved' AND EXISTS"
        "   (SELECT 1 FROM replies r WHERE r.conversation_id = c.id))"
        " AND c.last_message_at >= :alive AND c.thread_read_at < :before AND newest IS NOT NULL"
        " ORDER BY c.thread_read_at, c.id LIMIT :most",
        account=account_id,
        alive=alive,
        before=before,
        most=most,
    )


def messages(tx: Tx, conversation_id: int) -> tuple[frozenset[str], frozenset[str]]:
    """External ids of the customer's messages, and of ours."""
    theirs = tx.all(
        "SELECT external_id FROM mentions WHERE conversation_id = :id", id=conversation_id
    )
    ours = tx.all("SELECT external_id FROM replies WHERE conversation_id = :id", id=conversation_id)
    return (
        frozenset(row["external_id"] for row in theirs),
        frozenset(row["external_id"] for row in ours),
    )


def thread_read(tx: Tx, conversation_id: int, now: int) -> None:
    """Its thread has been read again."""
    tx.run(
        "UPDATE conversations SET thread_read_at = :now WHERE id = :id",
        id=conversation_id,
        now=now,
    )
