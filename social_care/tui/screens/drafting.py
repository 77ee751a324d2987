"""What is typed is kept: within a second, on Esc, on leaving, on hang-up."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.events import DescendantBlur
from textual.timer import Timer

from social_care import text
from social_care.errors import SocialCareError
from social_care.models import Visibility
from social_care.models.composing import NOTHING_ALONG
from social_care.models.views import ConversationView
from social_care.tui.screens.taking_over import TakingOver
from social_care.tui.situation import last_visibility
from social_care.tui.widgets import words
from social_care.tui.widgets.composer import Composer
from social_care.tui.writing import NOTHING_SAVED, Writing

if TYPE_CHECKING:
    from social_care.desk import Desk

SAVE_S = 0.4
"""Saved so long after the first key that is not saved yet."""

ASIDE_S = 2.0
"""What the database has not taken by then is put aside."""


class Drafting(TakingOver):
    """The composer's words, and where they are safe."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.writing: Writing | None = None
        self._unsaved: list[Writing] = []
        """Whose words the database would not take; tried again until it does."""
        self._save_timer: Timer | None = None

    # -- saving ------------------------------------------------------------------------------

    @on(Composer.Typed)
    def _typed(self) -> None:
        writing = self.writing
        if writing is None or writing.saved == (self.composer.text, writing.private):
            return
        self.composer.saved = False
        if self._save_timer is None:
            self._save_timer = self.set_timer(SAVE_S, self.keep)

    def keep(self) -> None:
        """Save what is written, in the background."""
        if self._save_timer is not None:
            self._save_timer.stop()
            self._save_timer = None
        if self.writing is not None:
            self.background("drafts", self._save, self.writing, self.composer.text)

    async def _save(self, writing: Writing, written: str) -> None:
        writing.latest = written
        store = partial(self._store, writing, written, writing.private)
        saving = asyncio.ensure_future(self.errand(store))
        await asyncio.wait([saving], timeout=ASIDE_S)
        if not saving.done():
            await self.put_aside(writing)
        try:
            await saving
        except SocialCareError as problem:
            others = (each for each in self._unsaved if each is not writing)
            self._unsaved = [*others, writing]
            aside = await self.put_aside(writing)
            how = "Kept in a file, tried again" if aside else "Not saved yet, tried again"
            self.warn(f"{how}: {words.error(problem)}")
        else:
            if writing.latest == written:
                self._is_safe(writing)

    def _is_safe(self, writing: Writing) -> None:
        """The newest words of it are in the database."""
        self._unsaved = [each for each in self._unsaved if each is not writing]
        if writing.loan is not None:
            writing.loan.close()
            writing.loan = None
        if writing is self.writing and writing.latest == self.composer.text:
            self.composer.saved = True

    async def put_aside(self, writing: Writing) -> bool:  # noqa: ARG002 - there is no place
        """Keep its newest words where the next start finds them; True: done."""
        return False

    def _store(self, writing: Writing, written: str, private: bool) -> None:
        """In a thread, in turn: the draft passed on is always the one last returned."""
        along = writing.along
        if writing.sent or (writing.saved, writing.along_saved) == ((written, private), along):
            return
        if written.strip():
            writing.draft = self.desk.save_draft(
                writing.conversation_id,
                written,
                private=private,
                draft=writing.draft,
                along=along,
            )
        elif writing.draft is not None:
            self.desk.discard_draft(writing.draft)
            writing.draft = None
        writing.saved, writing.along_saved = (written, private), along

    async def _save_again(self) -> None:
        """The newest words of each, never older ones over them."""
        for writing in self._unsaved:
            await self._save(writing, writing.latest)

    def reload(self, *, status_too: bool = True) -> None:
        """What could not be saved is tried again as often as we read."""
        super().reload(status_too=status_too)
        if self._unsaved:
            self.background("drafts", self._save_again)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Whoever leaves the composer by mouse keeps their words, too."""
        if self.composer.is_area(event.widget):
            self.keep()

    async def close(self) -> bool:
        """Before the console ends: save, give back. False when something could not be saved."""
        if self.writing is not None:
            await self._save(self.writing, self.composer.text)
        await self._save_again()
        keeps = self.shown_id if self.has_words() else None
        for conversation_id in self.holding.held - {keeps}:
            await self._guarded(partial(self.give_back, conversation_id))
        return all(writing.loan is not None for writing in self._unsaved)

    # -- the composer comes and goes ---------------------------------------------------------

    def begin_writing(self, writing: Writing, written: str = "") -> None:
        """Show the composer with these words."""
        self.writing = writing
        if self.shown is not None and self.shown.row.id == writing.conversation_id:
            writing.take(self.shown, self.desk.now())
        self.composer.display, self.composer.finds = True, self.desk.unresolved
        self.composer.fill(written)
        self.fit_composer()

    def fit_composer(self) -> None:
        """Title and count as the conversation demands."""
        if self.writing is None:
            return
        writing, composer = self.writing, self.composer
        read = writing.read
        if read is not None and last_visibility(read).is_private and not writing.public:
            writing.private = True  # never wider than the customer wrote, unless on purpose
        composer.limits, composer.public = writing.limits, writing.public
        composer.prefix = writing.before
        composer.noted = noted_elsewhere(read) if read else ""
        channel = read.row.channel if read else ""
        composer.sign_with(partial(self.desk.signed, channel=channel))
        composer.private, composer.holding = writing.private, writing.along.holding
        composer.visibility = last_visibility(read) if read else Visibility.PUBLIC

    def end_writing(self) -> None:
        """Put the composer away, empty."""
        self.writing = None
        self.composer.fill("")
        self.composer.versions, self.composer.pictures = 1, ()
        self.composer.problem = self.composer.along = ""
        self.composer.holding = self.composer.display = False

    def has_words(self) -> bool:
        """Whether something is written for the conversation in view."""
        return self.writing is not None and bool(self.composer.text.strip())

    def leave(self) -> None:
        """Keep what is written before another conversation comes."""
        super().leave()
        self.keep()
        self.end_writing()

    def arrived(self, view: ConversationView) -> None:
        """A draft of ours comes into sight with its conversation."""
        writing, draft = self.writing, view.draft
        if writing is None and draft is not None:
            self.begin_writing(Writing.on(draft), draft.text)
        elif writing is not None and draft is not None and writing.saved == NOTHING_SAVED:
            writing.draft, writing.private = draft, writing.private or draft.private
            writing.along_saved = draft.along
            writing.along = draft.along if writing.along == NOTHING_ALONG else writing.along
            self.composer.fill(draft.text + self.composer.text)
        self.fit_composer()


def noted_elsewhere(view: ConversationView) -> str:
    """What is known of the customer and does not stand in this thread: for a personal word."""
    notes = [note for note in view.customer.notes if note.conversation_id != view.row.id]
    if not notes:
        return ""
    count = f"1 of {len(notes)} notes" if len(notes) > 1 else "noted"
    return f"{count}: {text.preview(notes[0].text)}"
