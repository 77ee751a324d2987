"""What helps to write an answer: who it is for, and what was answered before."""

from social_care.errors import NotFound
from social_care.models.composing import SentAnswer
from social_care.storage.connection import Row, Tx
from social_care.text import preview

SEARCHED = 2_000
"""The newest answers of an agent, and of the whole team, that a search looks through."""
FIRST_WORDS = 80
"""Characters of the customer's message that are shown beside our answer to it."""


def reader(tx: Tx, conversation_id: int) -> Row:
    """Who an answer in this conversation is for: name, handle, channel. Raises NotFound."""
    row = tx.one(
        "SELECT a.name AS account, a.channel, coalesce(p.name, '') AS name,"
        " coalesce(p.handle, '') AS handle FROM conversations c"
        " JOIN accounts a ON a.id = c.account_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id WHERE c.id = :id",
        id=conversation_id,
    )
    if row is None:
        raise NotFound(f"no conversation {conversation_id}", "see: social-care queue --view all")
    return row


_OWN = "r.agent = :agent AND r.agent <> ''"
_OTHERS = "r.agent <> :agent AND r.agent <> ''"
_NEWEST = """
SELECT r.id, r.posted_at, r.agent, r.account_id, r.in_reply_to, r.conversation_id, t.text
FROM replies r JOIN reply_texts t ON t.reply_id = r.id
WHERE r.deleted_at IS NULL AND {whose} ORDER BY r.posted_at DESC, r.id DESC LIMIT :searched
"""
_HIT = """
SELECT n.posted_at, n.agent, n.text, a.channel, coalesce(
  (SELECT m.text FROM mentions p JOIN mention_texts m ON m.mention_id = p.id
    WHERE p.account_id = n.account_id AND p.external_id = n.in_reply_to),
  (SELECT m.text FROM mentions p JOIN mention_texts m ON m.mention_id = p.id
    WHERE p.conversation_id = n.conversation_id AND p.posted_at <= n.posted_at
    ORDER BY p.posted_at DESC, p.id DESC LIMIT 1), '') AS question
FROM ({newest}) n JOIN accounts a ON a.id = n.account_id
WHERE {every} ORDER BY n.posted_at DESC, n.id DESC LIMIT :most
"""


def sent_answers(tx: Tx, words: list[str], agent: str, *, own: bool, most: int) -> list[SentAnswer]:
    """Answers that hold all of these words, newest first: the agent's own, or everybody else's.

    Looks through the newest `SEARCHED` of them, so that it takes as long in a big archive as in a
    small one. Letters beyond ASCII are found as they are written: SQLite folds no others.
    """
    newest = _NEWEST.format(whose=_OWN if own else _OTHERS)
    every = [f"n.text LIKE :word{number} ESCAPE '\\'" for number in range(len(words))]
    rows = tx.all(
        _HIT.format(newest=newest, every=" AND ".join(every) or "1"),
        agent=agent,
        searched=SEARCHED,
        most=most,
        **{f"word{number}": f"%{_literal(word)}%" for number, word in enumerate(words)},
    )
    return [_answer(row) for row in rows]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _answer(row: Row) -> SentAnswer:
    return SentAnswer(
        text=row["text"],
        at=row["posted_at"],
        agent=row["agent"],
        channel=row["channel"],
        customer_first_words=preview(row["question"], limit=FIRST_WORDS),
    )


_SAID = """coalesce((SELECT group_concat(t.text, ' ') FROM mentions m
  JOIN mention_texts t ON t.mention_id = m.id
  WHERE m.wait_id = c.wait_id AND m.deleted_at IS NULL),
  (SELECT text FROM mention_texts WHERE mention_id = c.last_mention_id), '') AS text"""


def open_texts(tx: Tx, most: int) -> list[tuple[int, str]]:
    """What waits in each open conversation, or else was said last there; in queue order."""
    rows = tx.all(
        f"SELECT c.id, {_SAID} FROM (SELECT id, wait_id, last_mention_id FROM conversations"
        "   WHERE state = 'open' ORDER BY band_rank, due_at, id LIMIT :most) c",
        most=most,
    )
    return [(row["id"], row["text"]) for row in rows]


def text_of(tx: Tx, conversation_id: int) -> str:
    """What the customer has said there and waits for, or else said last. Raises NotFound."""
    row = tx.one(f"SELECT {_SAID} FROM conversations c WHERE c.id = :id", id=conversation_id)
    if row is None:
        raise NotFound(f"no conversation {conversation_id}", "see: social-care queue --view all")
    return str(row["text"])
