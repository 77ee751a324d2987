"""Queueing: a reply as its writer wants it becomes a row of the outbox, or several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from social_care.desk.attaching import Attaching, check_set
from social_care.desk.replying import claimed_at, giveaways, unanswered
from social_care.desk.splitting import Splitting
from social_care.models import Limits, Mark, OutboxState, Visibility
from social_care.parts import gaps
from social_care.storage import Tx, attachments, letter, marks, outbox, parts
from social_care.storage.connection import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A reply as its writer wants it."""

    text: str
    pieces: tuple[str, ...]
    """What is sent one after the other: more than one of a long answer."""
    visibility: Visibility
    private: bool
    holding: bool
    resolve: bool
    marks: tuple[Mark, ...] = ()
    """What it would tell strangers."""
    later_ms: int = 0
    """How long after its undo window it leaves."""
    mends: int | None = None
    """The refused reply that its writer had in front of them."""
    invites: bool = False
    """It asks for a direct message."""


class Queueing(Splitting, Attaching):
    """The ground of answering."""

    def _put(
        self,
        tx: Tx,
        conversation: Row,
        mention: Row,
        wish: Wish,
        seen: int,
        refused: Row | None,
    ) -> int:
        """Queue it: its first part in the place of a refused one that it mends. The first's id."""
        stamps: dict[str, Any] = {
            "seen": seen,
            "claimed_at": claimed_at(tx, conversation["id"]),
            "submitted_at": self.now(),
            "due_at": self.now() + self.undo_s * 1000 + wish.later_ms,
            "resolve": int(wish.resolve),
            "holding": int(wish.holding),
            "invites": int(wish.invites),
        }
        answers, ids = unanswered(tx, conversation["id"]), []
        for number, text in enumerate(wish.pieces):
            mended = refused if number == 0 else None
            ids.append(
                self._mend(tx, mended, text, mention, wish, answers, stamps)
                if mended is not None
                else outbox.add(
                    tx,
                    conversation=conversation,
                    agent=self.agent,
                    text=text,
                    mention_id=mention["id"],
                    visibility=wish.visibility,
                    private=wish.private,
                    answers=answers,
                    **stamps,
                )
            )
            shown = giveaways(text, self._settings) if wish.marks else ()
            marks.put(tx, ids[-1], shown)
        if len(ids) > 1:
            parts.link(tx, ids, gaps(wish.text, wish.pieces))
        return ids[0]

    def _mend(
        self,
        tx: Tx,
        refused: Row,
        text: str,
        mention: Row,
        wish: Wish,
        answers: Sequence[int],
        stamps: dict[str, Any],
    ) -> int:
        """Another text in the same place; the parts that were held for it follow."""
        outbox_id, now = int(refused["id"]), self.now()
        if wish.mends != outbox_id and text.split() != refused["text"].split():
            self._keep_words(tx, refused, refused["text"])
        for each in (outbox_id, *parts.held_after(tx, refused)):
            letter.readdress(
                tx, each, mention["id"], private=wish.private, visibility=wish.visibility
            )
            outbox.answer(tx, each, answers)
            outbox.move(tx, each, OutboxState.QUEUED, now, agent=self.agent, **stamps)
        letter.rewrite(tx, outbox_id, text)
        return outbox_id

    def _add_pictures(
        self,
        tx: Tx,
        outbox_id: int,
        wish: Wish,
        limits: Limits,
        wanted: Sequence[int] | None,
    ) -> None:
        """They go with the first part; those of a refused one that it mends are there already."""
        conversation_id = self._row(tx, outbox_id)["conversation_id"]
        drafted = attachments.of_draft(tx, conversation_id, self.agent)
        chosen = [row for row in drafted if wanted is None or row["id"] in wanted]
        mimes = [row["mime"] for row in (*attachments.of_reply(tx, outbox_id), *chosen)]
        if mimes:
            check_set(mimes, limits.media, private=wish.private)
        attachments.go_with(tx, outbox_id, [row["id"] for row in chosen])

    def _mark_descriptions(self, tx: Tx, outbox_id: int, wish: Wish) -> tuple[Mark, ...]:
        """Strangers read what a picture shows, too; all that the reply would tell them."""
        if not wish.visibility.others_read:
            return ()
        found = [
            replace(mark, picture=row["name"])
            for row in attachments.of_reply(tx, outbox_id)
            for mark in giveaways(row["alt"], self._settings)
        ]
        if found:
            in_text = marks.read(self._row(tx, outbox_id)["marks"])
            marks.put(tx, outbox_id, (*in_text, *found))
        return (*wish.marks, *found)
