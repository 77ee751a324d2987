"""What would come of one deed for many: with whom it can be done, with whom not, and why."""

from collections.abc import Iterable
from dataclasses import replace

from social_care.desk.addressing import addressed, is_private, visibility
from social_care.desk.answering import Answering
from social_care.desk.composing import Composing
from social_care.desk.replying import giveaways
from social_care.desk.tagging import tag_of
from social_care.errors import NotAllowed, NotFound, SocialCareError
from social_care.models import Category, State
from social_care.models.bulk import BulkDeed, BulkKind, BulkPreview, BulkRefusal
from social_care.storage import Tx, accounts, claims, conversations, drafts, outbox, waits
from social_care.storage.connection import Row
from social_care.writing.variables import fill

SAMPLES = 3
"""So many answers are shown before any is sent."""
PERSONAL = ("{greeting", "{first_name", "{name", "{handle")
"""What makes an answer to many one to each."""
_NOBODYS = frozenset((BulkKind.TAG, BulkKind.ASSIGN))
"""Done whoever is with the customer."""


class Weighing(Answering, Composing):
    """The count before the deed."""

    def bulk_preview(self, ids: Iterable[int], deed: BulkDeed) -> BulkPreview:
        """With how many it can be done, and why not with the others; nothing is changed.

        Raises NotAllowed for a deed that can be done with none: no such tag, code or agent, or an
        answer with the same words for everybody.
        """
        self._check_deed(deed)
        tx, wanted = self._store.read(), list(dict.fromkeys(ids))
        refused = [
            refusal
            for turn, each in enumerate(wanted)
            if (refusal := self._refusal(tx, each, deed, turn)) is not None
        ]
        out = {refusal.conversation_id for refusal in refused}
        able = [each for each in wanted if each not in out]
        preview = BulkPreview(kind=deed.kind, ids=tuple(able), refused=tuple(refused))
        if deed.kind is not BulkKind.ANSWER:
            return preview
        return self._about(tx, preview, wanted, deed)

    def _about(
        self, tx: Tx, preview: BulkPreview, wanted: list[int], deed: BulkDeed
    ) -> BulkPreview:
        """What is worth knowing before many are answered."""
        turns = {each: turn for turn, each in enumerate(wanted)}
        per_account: dict[int, int] = {}
        seen: dict[int, int] = {}
        for each in preview.ids:
            row = conversations.get(tx, each)
            seen[each] = row["news"]
            per_account[row["account_id"]] = per_account.get(row["account_id"], 0) + 1
        return replace(
            preview,
            samples=tuple(
                self._personal(tx, each, deed, turns[each]) for each in preview.ids[:SAMPLES]
            ),
            lasts_s=(max(per_account.values(), default=1) - 1) * self.replies.pace_s,
            seen=seen,
        )

    def _check_deed(self, deed: BulkDeed) -> None:
        """What holds for all of them. Raises NotAllowed."""
        if deed.kind is BulkKind.TAG:
            tag_of(deed.tag)
        elif deed.kind is BulkKind.RESOLVE and deed.wrap_up:
            self._check_wrap_up(deed.wrap_up)
        elif deed.kind is BulkKind.ASSIGN:
            self._check_agent(deed.agent)
        elif deed.kind is BulkKind.SNOOZE and deed.until <= self.now():
            raise NotAllowed("a snooze must end in the future")
        elif deed.kind is BulkKind.ANSWER and not any(mark in deed.text for mark in PERSONAL):
            raise NotAllowed(
                "every customer would get the same words",
                "begin with {greeting}, or name them: {first_name|there}",
            )

    def _refusal(self, tx: Tx, each: int, deed: BulkDeed, turn: int) -> BulkRefusal | None:
        """Why it cannot be done with this one; None when it can."""
        try:
            conversation = conversations.get(tx, each)
        except NotFound:
            return BulkRefusal(conversation_id=each, customer=f"conversation {each}", why="gone")
        why = self._held_by_another(tx, each, deed) or self._objection(tx, conversation, deed, turn)
        if not why:
            return None
        return BulkRefusal(conversation_id=each, customer=self._person(tx, each), why=why)

    def _held_by_another(self, tx: Tx, each: int, deed: BulkDeed) -> str:
        if deed.kind in _NOBODYS:
            return ""
        holder = claims.holder(tx, self._customer(tx, each), self.now())
        return f"{holder} is with them" if holder not in {None, self.agent} else ""

    def _objection(self, tx: Tx, conversation: Row, deed: BulkDeed, turn: int) -> str:
        each, wait = conversation["id"], waits.of(tx, conversation["id"])
        leaving = outbox.on_its_way(tx, each)
        match deed.kind:
            case BulkKind.RESOLVE:
                complains = wait is not None and wait["category"] == Category.COMPLAINT
                if conversation["state"] == State.RESOLVED:
                    return "resolved already"
                answered = any(not row["holding"] for row in leaving)
                if complains and not (deed.anyway or answered):
                    return "an unanswered complaint"
            case BulkKind.DISMISS:
                if conversation["state"] == State.DISMISSED:
                    return "dismissed already"
                return "an answer is on its way" if leaving else ""
            case BulkKind.SNOOZE:
                if wait is not None and wait["at_risk_at"] <= self.now():
                    return "has waited too long to be put off"
            case BulkKind.ANSWER:
                return self._speaks_against_answering(tx, conversation, deed, turn)
        return ""

    def _speaks_against_answering(
        self, tx: Tx, conversation: Row, deed: BulkDeed, turn: int
    ) -> str:
        each = conversation["id"]
        if conversation["state"] not in {State.OPEN, State.SNOOZED}:
            return f"{conversation['state']} already"
        if outbox.on_its_way(tx, each):
            return "an answer is on its way"
        if outbox.refused_in(tx, each, self.agent) is not None:
            return "a refused answer of yours is there"
        draft = drafts.newest(tx, each, self.agent)
        if draft is not None and draft.text.strip():
            return "you have a draft there"
        try:
            return self._speaks_against_text(tx, conversation, deed, turn)
        except SocialCareError as error:
            return error.message

    def _speaks_against_text(self, tx: Tx, conversation: Row, deed: BulkDeed, turn: int) -> str:
        each, news = conversation["id"], conversation["news"]
        mention = addressed(tx, each, news, private=deed.private, public=False)
        private = deed.private or is_private(mention)
        account = self._account(tx, conversation)
        limits = accounts.limits_of(account)
        if not mention["can_reply"]:
            return "cannot be answered there"
        self._check_configured(account)
        if deed.private and not is_private(mention) and not limits.can_private:
            return "no private answer to a public post there"
        text = self._personal(tx, each, deed, turn)
        if missing := self.unresolved(text):
            return f"{missing[0].said} is not known"
        room = self._room(tx, conversation, mention, private=private)
        if excess := room.excess(text):
            return f"too long by {excess}"
        readers = visibility(mention, deed.private)
        if readers.others_read and (marks := giveaways(text, self._settings)):
            return f"it would tell strangers: {marks[0].detail.label}"
        return ""

    def _personal(self, tx: Tx, each: int, deed: BulkDeed, turn: int) -> str:
        """The answer in this customer's own words, signed."""
        values = self._values(tx, each, turn)
        text, _ = fill(deed.text, values)
        return self.signed(text.strip(), values["channel"])
