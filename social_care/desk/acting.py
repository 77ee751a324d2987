"""Acting: what else is done over there. A reply taken back, a like, hiding a message."""

from social_care.desk.deciding import Deciding
from social_care.errors import Conflict, NotAllowed, NotFound
from social_care.models import OutboxKind, OutboxState, Visibility
from social_care.models.composing import MacroActions
from social_care.models.views import SentReply
from social_care.storage import (
    Tx,
    accounts,
    acts,
    conversations,
    deletions,
    drafts,
    mentions,
    outbox,
    replies,
)
from social_care.storage.connection import Row
from social_care.tui.keys import shown

_INSTEAD = {
    OutboxKind.DELETE: ("replies cannot be deleted", "delete it"),
    OutboxKind.LIKE: ("messages cannot be liked", "like it"),
    OutboxKind.HIDE: ("messages cannot be hidden", "hide it"),
}
_DOING = {
    OutboxKind.DELETE: "deleting this reply",
    OutboxKind.LIKE: "liking this message",
    OutboxKind.HIDE: "hiding this message",
}


class Acting(Deciding):
    """Acts go the way of replies: an undo window, then the worker. Each returns a sentence."""

    def delete_reply(self, reply_id: int, *, corrected: bool = False) -> str:
        """Take a reply of ours back from the network, whoever wrote it.

        `corrected` puts its words into our own draft, as the beginning of a better answer: what is
        sent of it leaves after the deletion. Raises NotFound; Conflict when it is on its way, or
        done; NotAllowed where the network cannot.
        """
        with self._store.write(durable=True) as tx:
            reply = replies.get(tx, reply_id)
            if reply is None or reply["conversation_id"] is None:
                raise NotFound(f"no reply {reply_id}", "see: social-care outbox list --sent")
            conversation = conversations.get(tx, reply["conversation_id"])
            _check_there(reply)
            self._check_power(tx, conversation, OutboxKind.DELETE)
            self._check_new(tx, acts.of_reply(tx, reply_id), OutboxKind.DELETE)
            self._add(
                tx,
                OutboxKind.DELETE,
                conversation,
                replies.parent_of(tx, reply) or conversation["last_mention_id"],
                Visibility(reply["visibility"]),
                deletes=reply_id,
            )
            said = f"Deletes the reply to {self._person(tx, conversation['id'])} in {self._soon()}"
            if corrected:
                said += self._begin_correction(tx, reply)
            return said

    def like(self, conversation_id: int) -> str:
        """Like the customer's newest message. Raises NotFound, Conflict, NotAllowed."""
        name = self._act_on_newest(conversation_id, OutboxKind.LIKE)
        return f"Likes {name}'s message in {self._soon()}"

    def hide(self, conversation_id: int) -> str:
        """Hide the customer's newest message from strangers; whoever waits goes on waiting.

        Raises NotFound, Conflict, NotAllowed.
        """
        name = self._act_on_newest(conversation_id, OutboxKind.HIDE)
        return f"Hides {name}'s message from strangers in {self._soon()}; it still wants an answer"

    def sent_replies(self, *, account: str | None = None, limit: int = 50) -> list[SentReply]:
        """Our newest replies as they stand on the network, the newest first."""
        return replies.newest_sent(self._store.read(), account, limit)

    # What is decided about acts -----------------------------------------------------------------

    def _discard(self, tx: Tx, row: Row) -> None:
        """An act that may have happened cannot be made not to have."""
        if row["kind"] != OutboxKind.REPLY and row["state"] != OutboxState.REFUSED and row["looks"]:
            raise Conflict(
                "it may have happened over there: it is done once more, so that we know",
                "wait until it is done",
            )
        super()._discard(tx, row)

    def _decide(self, tx: Tx, row: Row, decision: str) -> None:
        """A refused act goes again or is given up; it answers nobody, so it is no news."""
        if row["kind"] == OutboxKind.REPLY:
            super()._decide(tx, row, decision)
        elif decision == "discard":
            self._discard(tx, row)
        elif decision == "again":
            now = self.now()
            outbox.move(tx, row["id"], OutboxState.QUEUED, now, agent=self.agent, due_at=now)
        else:
            self._happened(tx, row)

    def _happened(self, tx: Tx, row: Row) -> None:
        now, calendar = self.now(), self._settings.calendar(row["account"])
        outbox.move(tx, row["id"], OutboxState.SENT, now, agent=self.agent)
        if row["deletes"] is not None:
            deletions.record(tx, row["deletes"], calendar, now, agent=row["agent"])

    # What they share ----------------------------------------------------------------------------

    def _act_on_newest(self, conversation_id: int, kind: OutboxKind) -> str:
        """Queue it for the customer's newest message; what to call them."""
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            mention = mentions.newest(tx, conversation_id)
            if mention is None:
                raise NotAllowed("the customer has deleted every message here")
            self._check_power(tx, conversation, kind)
            self._check_new(tx, acts.of_mention(tx, kind, mention["id"]), kind)
            visibility = Visibility(mention["visibility"])
            self._add(tx, kind, conversation, mention["id"], visibility)
            return self._person(tx, conversation_id)

    def _add(
        self,
        tx: Tx,
        kind: OutboxKind,
        conversation: Row,
        mention_id: int,
        visibility: Visibility,
        deletes: int | None = None,
    ) -> None:
        acts.add(
            tx,
            kind,
            conversation,
            self.agent,
            self.now(),
            mention_id=mention_id,
            visibility=visibility,
            undo_ms=self.undo_s * 1000,
            deletes=deletes,
        )
        conversations.spoke(tx, conversation["id"], 0)  # screens show it; no word was said

    def _check_power(self, tx: Tx, conversation: Row, kind: OutboxKind) -> None:
        account = self._account(tx, conversation)
        self._check_configured(account)
        limits = accounts.limits_of(account)
        can = {
            OutboxKind.DELETE: limits.can_delete,
            OutboxKind.LIKE: limits.can_like,
            OutboxKind.HIDE: limits.can_hide,
        }
        if not can[kind]:
            what, do = _INSTEAD[kind]
            raise NotAllowed(
                f"{what} from here on {account['channel']}",
                f"open it in the browser ({shown('open_link')}) and {do}",
            )

    def _check_new(self, tx: Tx, known: Row | None, kind: OutboxKind) -> None:
        """One that was refused is given up in favour of the new one."""
        if known is None:
            return
        if known["state"] == OutboxState.SENT:
            raise Conflict(f"{known['agent']} has done that already")
        if known["state"] != OutboxState.REFUSED:
            raise Conflict(f"{known['agent']} is {_DOING[kind]} already")
        self._discard(tx, known)

    def _begin_correction(self, tx: Tx, reply: Row) -> str:
        text = replies.text_of(tx, reply["id"])
        if not text:
            return "; its words are erased"
        private = Visibility(reply["visibility"]).is_private
        along = MacroActions(holding=replies.is_holding(tx, reply["id"]))
        drafts.branch(tx, reply["conversation_id"], self.agent, text, private, self.now(), along)
        return "; its words are in your draft, to be corrected"

    def _soon(self) -> str:
        return f"{self.undo_s} s ({shown('take_back')} takes it back)"


def _check_there(reply: Row) -> None:
    if reply["deleted_at"] is not None:
        raise Conflict("this reply is deleted already")
    if reply["external_id"].startswith("seen-by-"):
        raise NotAllowed(
            "somebody has seen this reply over there, and we do not know its address",
            f"open the conversation in the browser ({shown('open_link')}) and delete it there",
        )
