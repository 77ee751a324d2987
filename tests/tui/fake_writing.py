"""Claims, drafts and answers of the desk in memory."""

from collections.abc import Sequence
from typing import Literal

from social_care.errors import ClaimTaken, NotAllowed
from social_care.models import OutboxState, State
from social_care.models.composing import NOTHING_ALONG, ForMany, MacroActions
from social_care.models.views import (
    Attached,
    Draft,
    DraftItem,
    OutboxItem,
)
from tests.tui.fake_reading import FakeReading


class FakeWriting(FakeReading):
    """Who is with whom, and what is written to them."""

    def next(self) -> int | None:
        self._write("next")
        for view in self.views.values():
            if view.row.state is State.OPEN and view.row.claimed_by is None:
                self.change(view.row.id, claimed_by=self.agent, claim_doing="reads")
                return view.row.id
        return None

    def claim(self, conversation_id: int, *, writing: bool = False) -> None:
        self._write("claim")
        holder = self.views[conversation_id].row.claimed_by
        if holder not in {None, self.agent}:
            raise ClaimTaken(str(holder))
        doing = "writes" if writing else "reads"
        self.change(conversation_id, claimed_by=self.agent, claim_doing=doing)

    def take_over(self, conversation_id: int, *, holder: str | None = None) -> str:
        self._write("take_over")
        former = self.views[conversation_id].row.claimed_by
        self.change(conversation_id, claimed_by=self.agent, claim_doing="reads")
        return former or ""

    def release(self, conversation_id: int) -> None:
        self._write("release")
        self.deeds.append(("release", conversation_id))
        if self.views[conversation_id].row.claimed_by == self.agent:
            self.change(conversation_id, claimed_by=None, claim_doing="")

    def heartbeat(self, conversation_id: int, *, writing: bool) -> bool:
        self.beats.append((conversation_id, writing))
        return not self.beats_fail

    def mark_read(self, conversation_id: int) -> None:
        self.change(conversation_id, unread=False)

    # -- drafts ------------------------------------------------------------------------------

    def save_draft(
        self,
        conversation_id: int,
        text: str,
        *,
        private: bool,
        draft: Draft | None,
        along: MacroActions = NOTHING_ALONG,
    ) -> Draft:
        self._write("save_draft")
        kept = self.kept.get(conversation_id)
        if kept is not None and (draft is None or draft.revision != kept.revision):
            self.deeds.append(("second version", conversation_id, text))
        saved = Draft(
            id=conversation_id,
            conversation_id=conversation_id,
            agent=self.agent,
            text=text,
            private=private,
            revision=self._next(),
            updated_at=self.clock,
            along=along,
        )
        self.kept[conversation_id] = saved
        return saved

    def for_many(self) -> ForMany | None:
        return self.many

    def keep_for_many(self, text: str, kept: ForMany | None) -> ForMany | None:
        self._write("keep_for_many")
        self.many = ForMany(id=1, text=text, revision=self._next()) if text.strip() else None
        return self.many

    def discard_draft(self, draft: Draft) -> None:
        self._write("discard_draft")
        kept = self.kept.get(draft.conversation_id)
        if kept is not None and kept.revision == draft.revision:
            del self.kept[draft.conversation_id]

    def draft_versions(self, conversation_id: int) -> tuple[Draft, ...]:
        newest = self.kept.get(conversation_id)
        others = [one for one in self.versions if one.conversation_id == conversation_id]
        return (*([newest] if newest else []), *others)

    def drafts(self) -> tuple[DraftItem, ...]:
        newest = sorted(self.kept.values(), key=lambda one: -one.updated_at)
        return tuple(
            DraftItem(
                draft=one,
                conversation_id=one.conversation_id,
                customer_name=self.views[one.conversation_id].row.customer_name,
                channel=self.views[one.conversation_id].row.channel,
                updated_at=one.updated_at,
                answered_since=one.answered_since,
                versions=len(self.draft_versions(one.conversation_id)),
            )
            for one in newest
        )

    def left_drafts(self) -> tuple[DraftItem, ...]:
        return ()

    def take_left(self, conversation_id: int) -> tuple[str, ...]:
        return ()

    def is_listed(self, agent: str) -> bool:
        return True

    def news_since(self, conversation_id: int, seen: int) -> tuple[str, ...]:
        return self.news

    # -- answering ---------------------------------------------------------------------------

    def submit(
        self,
        conversation_id: int,
        text: str,
        *,
        private: bool,
        seen: int,
        draft: Draft | None = None,
        resolve: bool = False,
        holding: bool = False,
        anyway: bool = False,
        public: bool = False,
        split: bool = False,
        mends: int | None = None,
        pictures: Sequence[int] | None = None,
    ) -> OutboxItem:
        self._write("submit")
        self.resolving.append(resolve)
        if split:
            self.deeds.append(("in parts", conversation_id))
        self.deeds.append(("submit", conversation_id, text, private))
        if public:
            self.deeds.append(("in public", conversation_id))
        if holding:
            self.deeds.append(("holding", conversation_id))
        self.claim(conversation_id, writing=True)
        marks = () if private else self.marks
        stale = self.views[conversation_id].seen > seen and not anyway
        held = stale or bool(marks)
        why = "the customer wrote again, or somebody answered" if stale else "a phone number"
        item = OutboxItem(
            id=self._next(),
            conversation_id=conversation_id,
            account="acme-fedi",
            agent=self.agent,
            state=OutboxState.HELD if held else OutboxState.QUEUED,
            text=text.strip() + self.sign_off,
            private=private,
            submitted_at=self.clock,
            due_at=self.clock + self.undo_s * 1000,
            problem=why if held else "",
            version=1,
            marks=marks,
        )
        self.items.append(item)
        if draft is not None:
            self.kept.pop(conversation_id, None)
        if not held:
            self.change(conversation_id, state=State.ANSWERED, waiting_since=None)
        return item

    def take_back(self, item_id: int | None = None) -> OutboxItem | None:
        self._write("take_back")
        if not self.outbox():
            return None
        item = self.outbox()[0] if item_id is None else self._item(item_id)
        self._move(item, OutboxState.DISCARDED)
        self.save_draft(item.conversation_id, item.text, private=item.private, draft=None)
        self.change(item.conversation_id, state=State.OPEN)
        return item

    def release_held(self, item_id: int) -> OutboxItem:
        self._write("release_held")
        return self._move(self._item(item_id), OutboxState.QUEUED)

    def settle(self, item_id: int, decision: Literal["there", "again", "discard"]) -> OutboxItem:
        self._write("settle")
        self.deeds.append(("settle", item_id, decision))
        states = {"there": OutboxState.SENT, "again": OutboxState.QUEUED}
        return self._move(self._item(item_id), states.get(decision, OutboxState.DISCARDED))

    def parts(
        self, conversation_id: int, text: str, *, private: bool, public: bool = False
    ) -> tuple[str, ...]:
        """Cut at the last full stop of each part, as far as a screen can tell."""
        if ". " not in text:
            raise NotAllowed("there is no place to cut it", "shorten it")
        sentences = text.split(". ")
        middle = len(sentences) // 2
        return ". ".join(sentences[:middle]) + ". (1/2)", ". ".join(sentences[middle:]) + " (2/2)"

    def attach(self, conversation_id: int, name: str, content: bytes, alt: str) -> Attached:
        self._write("attach")
        if not alt:
            raise NotAllowed(f"{name} has no description", "say what it shows")
        made = Attached(id=self._next(), name=name, mime="image/png", size=len(content), alt=alt)
        self.attached.append(made)
        return made

    def attachments(self, conversation_id: int) -> tuple[Attached, ...]:
        return tuple(self.attached)

    def detach(self, attachment_id: int) -> None:
        self._write("detach")
        self.attached = [one for one in self.attached if one.id != attachment_id]
