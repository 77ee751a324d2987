"""A desk in memory with a clock that stands still: the console's counterpart in its own tests.

It keeps the promises of `social_care.desk.Desk` that a screen can see, and counts calls. Where
both are tested alike, `test_real_desk.py` uses the real one over a real database.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from social_care.errors import ClaimTaken, NotAllowed, NotFound
from social_care.models import Category, Mark, OutboxState, Stage, State, Visibility
from social_care.models.bulk import (
    BulkDeed,
    BulkDone,
    BulkKind,
    BulkPreview,
    BulkRefusal,
)
from social_care.models.composing import Macro, SimilarHit
from social_care.models.finding import Cursor, Found, Hit, SavedView
from social_care.models.health import Health
from social_care.models.views import (
    Attached,
    ConversationView,
    Counts,
    Draft,
    DraftItem,
    Judged,
    Message,
    MessageKind,
    OutboxItem,
    QueueRow,
    Status,
    StoppedOutbox,
    View,
)
from tests.tui.fake_help import FakeHelp
from tests.tui.people import NOW, crowd

if TYPE_CHECKING:
    from social_care.desk import Desk

GREETINGS = ("Hi", "Hello")

UNSENT = {
    OutboxState.QUEUED,
    OutboxState.HELD,
    OutboxState.REFUSED,
    OutboxState.UNCERTAIN,
    OutboxState.DELAYED,
}


class FakeDesk(FakeHelp):
    """One agent, mary, and the conversations given."""

    def __init__(self, views: Sequence[ConversationView] | None = None) -> None:
        super().__init__()
        self.agent, self.initials, self.brand = "mary", "MC", "Acme Shoes"
        self.undo_s, self.time_zone = 10, "Europe/London"
        self.wrap_ups: tuple[str, ...] = ()
        self.agents = ("joe", "mary")
        self.role = "agent"
        self.attached: list[Attached] = []
        self.views = {view.row.id: view for view in (crowd() if views is None else views)}
        self.kept: dict[int, Draft] = {}
        self.items: list[OutboxItem] = []
        self.calls: Counter[str] = Counter()
        self.fetched: set[int] = set()
        self.deeds: list[tuple[Any, ...]] = []
        self.beats: list[tuple[int, bool]] = []
        self.beats_fail = False
        self.news: tuple[str, ...] = ("the customer wrote again just now",)
        self.versions: list[Draft] = []
        """Others than the newest."""
        self.sign_off = ""
        """What is put behind every reply."""
        self.marks: tuple[Mark, ...] = ()
        """What the next public reply would give away."""
        self.searched: list[str] = []
        """What was looked up, in order."""
        self.searches: list[str] = []
        """Those of before, the newest first."""
        self.own_views: list[SavedView] = []
        self.memory: dict[str, Any] = {}
        """What the agent's consoles have remembered."""
        self.tags: tuple[str, ...] = ()
        """The team's."""
        self.book: tuple[Macro, ...] = ()
        self.alike: dict[int, tuple[SimilarHit, ...]] = {}
        """Who says nearly the same as whom."""
        self.seen_by_bulk: Mapping[int, int] | None = None
        self.between: Callable[[int], None] | None = None
        """Called in the desk's thread before each of many."""
        self.failing: Exception | None = None
        """Raised by the next write."""
        self.state = status()
        self.clock = NOW
        self._changed = False
        self._number = 100

    def as_desk(self) -> "Desk":
        """For those who want the real type."""
        return cast("Desk", self)

    # -- for tests ---------------------------------------------------------------------------

    def change(self, conversation_id: int, **about: Any) -> None:
        """Somebody changed a row; every console notices."""
        view = self.views.get(conversation_id)
        if view is None:
            raise NotFound(f"no conversation {conversation_id}")
        self.views[conversation_id] = replace(view, row=replace(view.row, **about))
        self._changed = True

    def add(self, view: ConversationView, *, first: bool = False) -> None:
        """A customer writes."""
        rest = {number: one for number, one in self.views.items() if number != view.row.id}
        self.views = {view.row.id: view, **rest} if first else {**rest, view.row.id: view}
        self._changed = True

    def remove(self, conversation_id: int) -> None:
        """It leaves every view."""
        del self.views[conversation_id]
        self._changed = True

    def writes_again(self, conversation_id: int, message: Message) -> None:
        """The customer has more to say."""
        view = self.views[conversation_id]
        self.views[conversation_id] = replace(
            view, messages=(*view.messages, message), seen=view.seen + 1
        )
        self._changed = True

    # -- reading -----------------------------------------------------------------------------

    def now(self) -> int:
        return self.clock

    def changed(self) -> bool:
        changed, self._changed = self._changed, False
        return changed

    def queue_ids(self, view: View, *, limit: int | None = None) -> list[int]:
        self.calls["queue_ids"] += 1
        found = [one.row.id for one in self.views.values() if self._belongs(one.row, view)]
        return found[:limit]

    def _belongs(self, row: QueueRow, view: View) -> bool:
        match view:
            case View.MINE:
                return row.claimed_by == self.agent
            case View.UNCLAIMED:
                return row.state is State.OPEN and row.claimed_by is None
            case View.ANSWERED:
                return row.state is State.ANSWERED
            case View.SNOOZED:
                return row.state is State.SNOOZED
            case View.DRAFTS:
                return row.id in self.kept
            case View.ALL:
                return True
        return row.state is State.OPEN

    def queue_rows(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        self.calls["queue_rows"] += 1
        self.fetched.update(ids)
        return {number: self.views[number].row for number in ids if number in self.views}

    def counts(self) -> Counts:
        rows = [one.row for one in self.views.values() if one.row.state is State.OPEN]
        states = Counter(item.state for item in self.items)
        return Counts(
            waiting=len(rows),
            at_risk=sum(row.stage is Stage.AT_RISK for row in rows),
            late=sum(row.stage in {Stage.LATE, Stage.ESCALATED} for row in rows),
            oldest_waiting_since=None,
            by_view={view: len(self.queue_ids(view)) for view in View},
            uncertain=states[OutboxState.UNCERTAIN],
            refused=states[OutboxState.REFUSED],
            held=states[OutboxState.HELD],
            on_the_way=states[OutboxState.QUEUED],
        )

    def status(self) -> Status:
        return self.state

    def conversation(self, conversation_id: int) -> ConversationView:
        self.calls["conversation"] += 1
        view = self.views.get(conversation_id)
        if view is None:
            raise NotFound(f"no conversation {conversation_id}")
        sent = [_line(item) for item in self.items if item.conversation_id == conversation_id]
        draft = self.kept.get(conversation_id)
        return replace(view, messages=(*view.messages, *sent), draft=draft)

    def why(self, conversation_id: int) -> tuple[str, ...]:
        row = self.conversation(conversation_id).row
        return (f"band {row.band.label}", *(f"because: {reason}" for reason in row.reasons))

    def outbox(self, *, mine: bool = True) -> list[OutboxItem]:
        return [item for item in reversed(self.items) if item.state in UNSENT]

    def judged(self, conversation_id: int) -> Judged:
        row = self.conversation(conversation_id).row
        return Judged(
            category=row.category,
            band=row.band,
            usual=dict.fromkeys(Category, row.band),
            waits=row.waiting_since is not None,
            seen=1,
        )

    # -- remembered --------------------------------------------------------------------------

    def remember(self, key: str, value: object) -> bool:
        self.calls["remember"] += 1
        self.memory[key] = value
        return True

    def remembered(self, key: str, default: Any) -> Any:
        value = self.memory.get(key, default)
        return value if default is None or type(value) is type(default) else default

    # -- searching ---------------------------------------------------------------------------

    def search(
        self, text: str, *, limit: int = 200, before: Cursor | None = None, finished: bool = False
    ) -> Found:
        """Who said all the words; `nonsense:` cannot be meant."""
        self.calls["search"] += 1
        self.searched.append(text)
        if "nonsense:" in text:
            return Found(
                hits=(), more=None, hints=("nonsense: there is no such filter",), is_meant=False
            )
        hits = [hit for view in self.views.values() if (hit := _hit(view, text)) is not None]
        start = before.places[0][1][0] if before and before.places[0][1] else 0
        page, rest = hits[start : start + limit], hits[start + limit :]
        more = Cursor(places=(("all", (start + limit, 0)),)) if rest else None
        return Found(hits=tuple(page), more=more, hints=())

    def found_ids(self, text: str, limit: int | None = None) -> list[int]:
        self.calls["found_ids"] += 1
        found = [number for number, view in self.views.items() if _hit(view, text) is not None]
        return found[:limit]

    def search_history(self) -> tuple[str, ...]:
        return tuple(self.searches)

    def remember_search(self, text: str) -> None:
        self.searches = [text, *(one for one in self.searches if one != text)]

    def save_view(self, name: str, text: str, *, shared: bool = False) -> str:
        self._write("save_view")
        view = SavedView(name=name.strip(), text=text, agent=self.agent, shared=shared)
        self.own_views = [*(one for one in self.own_views if one.name != view.name), view]
        return f"Saved the view {view.name}" + (" for everybody" if shared else "")

    def saved_views(self, *, counted: bool = False) -> tuple[SavedView, ...]:
        if not counted:
            return tuple(self.own_views)
        counts = [len(self.found_ids(view.text)) for view in self.own_views]
        return tuple(replace(view, count=n) for view, n in zip(self.own_views, counts, strict=True))

    def forget_view(self, name: str) -> str:
        self._write("forget_view")
        self.own_views = [view for view in self.own_views if view.name != name]
        return f"Forgot the view {name}"

    def health(self) -> Health:
        return Health(status=self.state, streams=self.state.streams, usages=(), logins=())

    # -- claims ------------------------------------------------------------------------------

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
        self, conversation_id: int, text: str, *, private: bool, draft: Draft | None
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
        )
        self.kept[conversation_id] = saved
        return saved

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

    # -- acts --------------------------------------------------------------------------------

    def like(self, conversation_id: int) -> str:
        return self._act("like", conversation_id)

    def hide(self, conversation_id: int) -> str:
        return self._act("hide", conversation_id)

    def delete_reply(self, reply_id: int, *, corrected: bool = False) -> str:
        self._write("delete_reply")
        self.deeds.append(("delete", reply_id, corrected))
        return "Deletes the reply to Kim in 10 s (U takes it back)"

    def stopped(self) -> tuple[StoppedOutbox, ...]:
        return self.state.stopped

    def stop_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        return self._brake(True)

    def go_on_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        return self._brake(False)

    def _brake(self, stop: bool) -> str:
        self._write("stop" if stop else "go on")
        if self.role != "lead":
            raise NotAllowed("only a lead stops everything, or lets it go on")
        by = StoppedOutbox(account="acme-fedi", by=self.agent, since=self.clock, waiting=3)
        self.state = replace(self.state, stopped=(by,) if stop else ())
        return "acme-fedi: nothing is sent until you release it" if stop else "sending again"

    def _act(self, name: str, conversation_id: int) -> str:
        self._write(name)
        self.deeds.append((name, conversation_id))
        return f"{name.capitalize()}s it in 10 s (U takes it back)"

    # -- deeds -------------------------------------------------------------------------------

    def resolve(self, conversation_id: int, *, wrap_up: str = "", anyway: bool = False) -> str:
        self._write("resolve")
        row = self.views[conversation_id].row
        if row.category == "complaint" and not anyway:
            raise NotAllowed("an unanswered complaint", "press e once more to resolve it anyway")
        self.deeds.append(("resolve", conversation_id, wrap_up))
        self.change(conversation_id, state=State.RESOLVED, waiting_since=None)
        return f"Resolved {row.customer_name}"

    def dismiss(self, conversation_id: int) -> str:
        return self._deed("dismiss", conversation_id, State.DISMISSED)

    def snooze(self, conversation_id: int, until: int) -> str:
        return self._deed("snooze", conversation_id, State.SNOOZED, until)

    def answered(self, conversation_id: int, how: str, *, at: int | None = None) -> str:
        return self._deed("answered", conversation_id, State.ANSWERED, how)

    def note(self, conversation_id: int, text: str) -> str:
        self._write("note")
        self.deeds.append(("note", conversation_id, text))
        return "Noted"

    def assign(self, conversation_id: int, agent: str | None) -> str:
        self.change(conversation_id, assignee=agent)
        return "Assigned"

    # -- marks, many at once -----------------------------------------------------------------

    def known_tags(self) -> tuple[str, ...]:
        return self.tags

    def tag(self, conversation_id: int, tag: str) -> str:
        self._write("tag")
        self.deeds.append(("tag", conversation_id, tag))
        row = self.views[conversation_id].row
        self.change(conversation_id, tags=(*row.tags, tag))
        return f"Tagged {row.customer_name}: {tag}"

    def untag(self, conversation_id: int, tag: str) -> str:
        self._write("untag")
        row = self.views[conversation_id].row
        self.change(conversation_id, tags=tuple(one for one in row.tags if one != tag))
        return f"{row.customer_name} is no more tagged {tag}"

    def mute(self, conversation_id: int) -> str:
        self._write("mute")
        self.change(conversation_id, muted=True)
        return f"Muted {self.views[conversation_id].row.customer_name}"

    def unmute(self, conversation_id: int) -> str:
        self._write("unmute")
        self.change(conversation_id, muted=False)
        return f"{self.views[conversation_id].row.customer_name} is heard again"

    def similar(self, conversation_id: int) -> tuple[SimilarHit, ...]:
        self.calls["similar"] += 1
        return self.alike.get(conversation_id, ())

    def bulk_preview(self, ids: Sequence[int], deed: BulkDeed) -> BulkPreview:
        """A colleague's customers are left out, and unanswered complaints when resolving."""
        self.calls["bulk_preview"] += 1
        if deed.kind is BulkKind.ANSWER and "{" not in deed.text:
            raise NotAllowed("every customer would get the same words", "begin with {greeting}")
        refused = tuple(one for each in ids if (one := self._refusal(each, deed)) is not None)
        out = {one.conversation_id for one in refused}
        able = tuple(each for each in ids if each not in out)
        answers = deed.kind is BulkKind.ANSWER
        samples = [
            f"{GREETINGS[turn % len(GREETINGS)]} {self.views[each].row.customer_name}"
            for turn, each in enumerate(ids)
            if each in able
        ]
        return BulkPreview(
            kind=deed.kind,
            ids=able,
            refused=refused,
            samples=tuple(samples[:3]) if answers else (),
            lasts_s=5 * (len(able) - 1) if answers else 0,
            seen={each: self.views[each].seen for each in able} if answers else {},
        )

    def _refusal(self, each: int, deed: BulkDeed) -> BulkRefusal | None:
        row, why = self.views[each].row, ""
        if deed.kind not in {BulkKind.TAG, BulkKind.ASSIGN} and row.claimed_by == "joe":
            why = "joe is with them"
        elif deed.kind is BulkKind.RESOLVE and row.category == "complaint" and not deed.anyway:
            why = "an unanswered complaint"
        if not why:
            return None
        return BulkRefusal(conversation_id=each, customer=row.customer_name, why=why)

    def bulk(
        self,
        ids: Sequence[int],
        deed: BulkDeed,
        *,
        seen: Mapping[int, int] | None = None,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> BulkDone:
        self._write("bulk")
        self.seen_by_bulk = seen
        for done, each in enumerate(ids, 1):
            if self.between is not None:
                self.between(done)
            self.deeds.append((deed.kind.value, each, deed))
            self.change(each, **_after(deed))
            progress(done, len(ids))
        return BulkDone(kind=deed.kind, count=len(ids), refused=())

    def undo(self) -> str | None:
        self._write("undo")
        self.deeds.append(("undo",))
        return "Undone: resolved Sam" if len(self.deeds) > 1 else None

    # -- inside ------------------------------------------------------------------------------

    def _deed(self, name: str, conversation_id: int, state: State, *more: Any) -> str:
        self._write(name)
        self.deeds.append((name, conversation_id, *more))
        self.change(conversation_id, state=state, waiting_since=None)
        return f"{name.capitalize()} {self.views[conversation_id].row.customer_name}"

    def _write(self, name: str) -> None:
        self.calls[name] += 1
        if self.failing is not None:
            failing, self.failing = self.failing, None
            raise failing

    def _item(self, item_id: int) -> OutboxItem:
        return next(item for item in self.items if item.id == item_id)

    def _move(self, item: OutboxItem, state: OutboxState) -> OutboxItem:
        moved = replace(item, state=state)
        self.items[self.items.index(item)] = moved
        self._changed = True
        return moved

    def _next(self) -> int:
        self._number += 1
        return self._number


def _hit(view: ConversationView, text: str) -> Hit | None:
    words = text.casefold().split()
    for message in reversed(view.messages):
        said = message.text.replace("\n", " ")
        places = [(said.casefold().find(word), len(word)) for word in words]
        if words and all(start >= 0 for start, _ in places):
            return Hit(
                conversation_id=view.row.id,
                message_kind=message.kind,
                snippet=said,
                marks=tuple(sorted((start, start + size) for start, size in places)),
                at=message.at,
            )
    return None


def _after(deed: BulkDeed) -> dict[str, Any]:
    """What a deed for many leaves in each row."""
    states = {
        BulkKind.RESOLVE: State.RESOLVED,
        BulkKind.DISMISS: State.DISMISSED,
        BulkKind.SNOOZE: State.SNOOZED,
        BulkKind.ANSWER: State.ANSWERED,
    }
    if deed.kind in states:
        return {"state": states[deed.kind], "waiting_since": None}
    return {"assignee": deed.agent} if deed.kind is BulkKind.ASSIGN else {"tags": (deed.tag,)}


def _line(item: OutboxItem) -> Message:
    return Message(
        kind=MessageKind.OUTBOX,
        id=item.id,
        at=item.submitted_at,
        author=item.agent,
        text=item.text,
        visibility=Visibility.DIRECT if item.private else Visibility.PUBLIC,
        state=item.state,
        problem=item.problem,
        due_at=item.due_at,
    )


def status(**about: Any) -> Status:
    """All is well."""
    values: dict[str, Any] = {
        "worker_seen_at": NOW,
        "worker_alive": True,
        "streams": (),
        "held_accounts": (),
        "in_target": 0.86,
        "always_open": False,
    }
    return Status(**(values | about))
