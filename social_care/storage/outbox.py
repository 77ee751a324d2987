"""The outbox: every reply on its way, moved only along `models.TRANSITIONS`, each step an event."""

import json
from collections.abc import Collection
from typing import Any

from social_care.models import TRANSITIONS, OutboxKind, OutboxState, Visibility
from social_care.models.views import OutboxItem
from social_care.storage import marks
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log

UNSENT = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.DELAYED,
    OutboxState.UNCERTAIN,
    OutboxState.HELD,
    OutboxState.REFUSED,
)

LOOK_AGAIN_MS = 60_000
"""The least time between two looks for a reply whose fate is uncertain."""

NOTHING_BEFORE = (
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id"
    " AND e.id < o.id AND (e.state IN ('queued', 'sending', 'uncertain')"
    " OR e.state = 'delayed' AND e.kind IN ('reply', 'delete')))"
)
"""Order within a conversation; only a like or hide that must wait keeps no words back."""

IS_DUE = " AND (o.due_at <= :now OR o.submitted_at > :now + 60000)"
"""One that is submitted in a minute from now was so before the clock was set back: long ago."""

_ITEM = (
    "SELECT o.*, t.text, t.payload, t.problem, t.marks, a.name AS account FROM outbox o"
    " JOIN outbox_texts t ON t.outbox_id = o.id JOIN accounts a ON a.id = o.account_id"
)


def add(
    tx: Tx,
    *,
    conversation: Row,
    agent: str,
    text: str,
    mention_id: int,
    visibility: Visibility,
    private: bool,
    answers: Collection[int],
    **columns: int | None,
) -> int:
    """Queue a reply; its id. `answers` are the mentions stored at this moment.

    `columns` are its stamps (`seen`, `claimed_at`, `submitted_at`, `due_at`) and its wishes
    (`resolve`, `holding`).
    """
    outbox_id = tx.insert(
        "outbox",
        account_id=conversation["account_id"],
        conversation_id=conversation["id"],
        kind=OutboxKind.REPLY,
        state=OutboxState.QUEUED,
        agent=agent,
        mention_id=mention_id,
        visibility=visibility,
        private=int(private),
        **columns,
    )
    tx.insert("outbox_texts", outbox_id=outbox_id, text=text)
    answer(tx, outbox_id, answers)
    return outbox_id


def answer(tx: Tx, outbox_id: int, answers: Collection[int]) -> None:
    """These mentions are answered by it, and no others."""
    tx.run("DELETE FROM outbox_mentions WHERE outbox_id = :id", id=outbox_id)
    for mention_id in answers:
        tx.insert("outbox_mentions", outbox_id=outbox_id, mention_id=mention_id)


def get(tx: Tx, outbox_id: int) -> Row | None:
    """One row with its text, payload, problem and account name."""
    return tx.one(_ITEM + " WHERE o.id = :id", id=outbox_id)


def move(
    tx: Tx,
    outbox_id: int,
    to: OutboxState,
    now: int,
    *,
    agent: str = "",
    problem: str = "",
    anyway: bool = False,
    why: Collection[str] = (),
    **columns: int | str | None,
) -> bool:
    """Take one permitted step. False, and nothing changed, when the row has moved on meanwhile.

    `columns` are set with it; `problem` is shown to the agent; `anyway` is noted in the event,
    and `why` it was held.
    """
    allowed = [state for state, targets in TRANSITIONS.items() if to in targets]
    before = tx.value("SELECT state FROM outbox WHERE id = :id", id=outbox_id)
    extra = "".join(f", {name} = :{name}" for name in columns)
    row = tx.one(
        f"UPDATE outbox SET state = :to, version = version + 1{extra}"
        " WHERE id = :id AND state = :before"
        " AND state IN (SELECT value FROM json_each(:allowed))"
        " RETURNING account_id, conversation_id, thread_of, part, parts",
        id=outbox_id,
        to=to,
        before=before,
        allowed=json.dumps(allowed),
        **columns,
    )
    if row is None:
        return False
    set_problem(tx, outbox_id, problem)
    noted: dict[str, Any] = {"anyway": True} if anyway else {}
    if why:
        noted["why"] = list(why)
    log(
        tx,
        EventKind.OUTBOX,
        now,
        agent=agent,
        account=row["account_id"],
        conversation=row["conversation_id"],
        outbox=outbox_id,
        before=before,
        after=to,
        **noted,
    )
    if row["thread_of"] is not None:
        _hold_the_rest(tx, row, to, now, problem)
    return True


def _hold_the_rest(tx: Tx, row: Row, to: OutboxState, now: int, problem: str) -> None:
    """Nothing follows a part of a long answer that does not go out, until its writer says so."""
    part = f"part {row['part']} of {row['parts']}"
    match to:
        case OutboxState.HELD:
            why = f"{part} is held: {problem}"
        case OutboxState.REFUSED:
            why = f"{part} was refused\nmend it, and the rest follows"
        case OutboxState.DISCARDED:
            why = f"{part} was discarded\nsend the rest without it, or take it back"
        case _:
            return
    later = tx.all(
        "SELECT id FROM outbox WHERE thread_of = :thread AND part > :part AND state = 'queued'"
        " ORDER BY part DESC",  # so that none of them finds others to hold
        thread=row["thread_of"],
        part=row["part"],
    )
    for each in later:
        move(tx, each["id"], OutboxState.HELD, now, problem=why, why=("part",))


def set_problem(tx: Tx, outbox_id: int, problem: str) -> None:
    """What the agent is told about it."""
    tx.run(
        "UPDATE outbox_texts SET problem = :problem WHERE outbox_id = :id",
        id=outbox_id,
        problem=problem,
    )


def ready(tx: Tx, account_id: int, now: int, *, only: int | None = None) -> list[Row]:
    """What should be sent now, in order: past its undo window or its delay, nothing before it.

    `only` asks about one row.
    """
    return tx.all(
        _ITEM + " WHERE o.account_id = :account AND o.state IN ('queued', 'delayed')"
        " AND o.kind = 'reply' AND a.outbox_stopped = 0 AND (:only IS NULL OR o.id = :only)"
        + IS_DUE
        + NOTHING_BEFORE
        + " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.thread_of = o.thread_of"
        "   AND e.part < o.part AND e.state NOT IN ('sent', 'discarded'))"
        " ORDER BY o.due_at, o.id",
        account=account_id,
        now=now,
        only=only,
    )


def last_due(tx: Tx, account_id: int) -> int | None:
    """When the last of the account's queued replies is to leave; ms UTC."""
    found = tx.value(
        "SELECT max(due_at) FROM outbox WHERE account_id = :account AND state = 'queued'"
        " AND state IN ('queued', 'delayed', 'uncertain', 'sending')",
        account=account_id,
    )
    return None if found is None else int(found)


def is_stale(tx: Tx, row: Row) -> bool:
    """True when the customer wrote again, or somebody answered, since its writer last looked."""
    news = tx.value("SELECT news FROM conversations WHERE id = :id", id=row["conversation_id"])
    return bool(news > row["seen"])


def last_seen(tx: Tx, conversation_id: int, agent: str) -> int:
    """The news the agent had seen, or made, with their last reply here; 0 without one."""
    return int(
        tx.value(
            "SELECT coalesce(max(seen), 0) FROM outbox"
            " WHERE conversation_id = :id AND agent = :agent",
            id=conversation_id,
            agent=agent,
        )
    )


def seen_by(tx: Tx, conversation_id: int, agent: str, news: int) -> None:
    """The agent's own earlier replies in a conversation are not surprised by a later one."""
    tx.run(
        "UPDATE outbox SET seen = :news WHERE conversation_id = :id AND agent = :agent"
        " AND state IN ('queued', 'delayed')",
        id=conversation_id,
        agent=agent,
        news=news,
    )


def uncertain(tx: Tx, account_id: int, now: int) -> list[Row]:
    """Those whose fate must be looked up now.

    A look that lies ahead was before the clock was set back.
    """
    return tx.all(
        _ITEM + " WHERE o.account_id = :account AND o.state = 'uncertain' AND o.asked = 0"
        " AND o.kind = 'reply'"
        " AND (o.looked_at IS NULL OR abs(:now - o.looked_at) >= :again) ORDER BY o.id",
        account=account_id,
        now=now,
        again=LOOK_AGAIN_MS,
    )


def looked(
    tx: Tx, outbox_id: int, now: int, *, empty: bool = True, asked: bool = False, problem: str
) -> None:
    """One more look: empty, or failed; `asked` hands the decision to a person."""
    is_uncertain = tx.run(
        "UPDATE outbox SET looks = looks + :empty, looked_at = :now, asked = :asked,"
        " version = version + 1 WHERE id = :id AND state = 'uncertain'",
        id=outbox_id,
        now=now,
        empty=int(empty),
        asked=int(asked),
    )
    if is_uncertain:
        set_problem(tx, outbox_id, problem)


def interrupted(tx: Tx, account_id: int) -> list[int]:
    """Rows left in `sending` by a worker that died; asked by the one that took its lease."""
    rows = tx.all(
        "SELECT id FROM outbox WHERE account_id = :account AND state = 'sending'",
        account=account_id,
    )
    return [row["id"] for row in rows]


def answers(tx: Tx, outbox_id: int) -> frozenset[int]:
    """The mentions it answers."""
    rows = tx.all("SELECT mention_id FROM outbox_mentions WHERE outbox_id = :id", id=outbox_id)
    return frozenset(row["mention_id"] for row in rows)


def queued_for(tx: Tx, conversation_id: int) -> list[int]:
    """Replies of a conversation that have not left yet."""
    rows = tx.all(
        "SELECT id FROM outbox WHERE conversation_id = :id AND state = 'queued'"
        " AND kind = 'reply' ORDER BY id",
        id=conversation_id,
    )
    return [row["id"] for row in rows]


def newest_of(tx: Tx, agent: str, states: Collection[OutboxState]) -> Row | None:
    """The agent's newest row in one of these states."""
    return tx.one(
        _ITEM + " WHERE o.agent = :agent AND o.state IN (SELECT value FROM json_each(:states))"
        " ORDER BY o.id DESC LIMIT 1",
        agent=agent,
        states=json.dumps(list(states)),
    )


def on_its_way(tx: Tx, conversation_id: int) -> list[Row]:
    """Replies of a conversation that are going to be sent, or may have been."""
    return tx.all(
        "SELECT * FROM outbox WHERE conversation_id = :id AND kind = 'reply'"
        " AND state IN ('queued', 'sending', 'delayed', 'uncertain') ORDER BY id",
        id=conversation_id,
    )


def resolve_when_sent(tx: Tx, outbox_ids: Collection[int], wanted: bool) -> None:
    """Let replies resolve their conversation, or not."""
    tx.run(
        "UPDATE outbox SET resolve = :wanted WHERE id IN (SELECT value FROM json_each(:ids))",
        wanted=int(wanted),
        ids=json.dumps(list(outbox_ids)),
    )


def in_flight(tx: Tx, conversation_id: int) -> bool:
    """True while a reply of the conversation may or may not be on the network."""
    return bool(
        tx.value(
            "SELECT 1 FROM outbox WHERE conversation_id = :id AND kind = 'reply'"
            " AND state IN ('sending', 'uncertain') LIMIT 1",
            id=conversation_id,
        )
    )


def refused_in(tx: Tx, conversation_id: int, agent: str) -> Row | None:
    """The agent's refused reply in a conversation: an edited one takes its place."""
    return tx.one(
        _ITEM + " WHERE o.conversation_id = :id AND o.agent = :agent AND o.state = 'refused'"
        " AND o.kind = 'reply' ORDER BY o.id DESC LIMIT 1",
        id=conversation_id,
        agent=agent,
    )


def mended_by(
    tx: Tx, conversation_id: int, agent: str, *, visibility: Visibility, holding: bool = False
) -> Row | None:
    """The agent's refused reply whose place such a one takes.

    One for more readers does not: what was written for one customer's eyes, its other parts and
    its pictures, must not follow it. Nor does "still with you" take the place of an answer.
    """
    row = refused_in(tx, conversation_id, agent)
    if row is None or bool(row["holding"]) != holding:
        return None
    widest_first = list(Visibility)
    is_wider = widest_first.index(visibility) < widest_first.index(Visibility(row["visibility"]))
    return None if is_wider else row


def unsent(tx: Tx, agent: str | None = None, account: str | None = None) -> list[OutboxItem]:
    """What has not been sent yet, newest first."""
    rows = tx.all(
        _ITEM + " WHERE o.state IN (SELECT value FROM json_each(:states))"
        " AND (:agent IS NULL OR o.agent = :agent) AND (:account IS NULL OR a.name = :account)"
        " ORDER BY o.id DESC",
        states=json.dumps(list(UNSENT)),
        agent=agent,
        account=account,
    )
    return [item(row) for row in rows]


def item(row: Row) -> OutboxItem:
    """A row as screens show it."""
    state = OutboxState(row["state"])
    waits = state in {OutboxState.QUEUED, OutboxState.DELAYED}
    return OutboxItem(
        id=row["id"],
        conversation_id=row["conversation_id"],
        account=row["account"],
        agent=row["agent"],
        state=state,
        text=row["text"],
        private=bool(row["private"]),
        submitted_at=row["submitted_at"],
        due_at=row["due_at"] if waits else None,
        problem=row["problem"],
        version=row["version"],
        kind=OutboxKind(row["kind"]),
        part=row["part"],
        parts=row["parts"],
        marks=marks.read(row["marks"]) if state is OutboxState.HELD else (),
    )
