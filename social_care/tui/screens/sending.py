"""Sending: from the composer to the outbox, with a second look where there is a reason for one."""

from functools import partial

from social_care import text
from social_care.errors import Conflict, NotAllowed, SocialCareError
from social_care.models import OutboxState
from social_care.models.views import OutboxItem
from social_care.tui.keys import shown, undoes
from social_care.tui.screens.opening import GIVE_BACK_MS
from social_care.tui.screens.recalling import Recalling
from social_care.tui.why_not import cannot_be_private
from social_care.tui.widgets import words
from social_care.tui.writing import Writing

TOO_LONG = "too long by"
"""How the desk's word begins about an answer that does not fit."""


class Sending(Recalling):
    """Ctrl+S, and the second Ctrl+S."""

    def action_send(self) -> None:
        """Into the outbox."""
        self.send(resolves=False)

    def send(self, *, resolves: bool) -> None:
        """The same; `resolves`: the conversation is resolved once it is sent."""
        if self.writing is not None and not self.writing.sending:
            self.writing.resolves = resolves
            self.begin(self._send, self.writing)

    def action_send_kept(self) -> None:
        """The same for a text that was left with Esc."""
        self.action_send()

    async def _send(self, writing: Writing) -> None:
        written = self.composer.text
        if left := self.desk.unresolved(written):
            self.composer.mark(left[0].start, left[0].end)
            said = text.clean_line(left[0].said)
            self.composer.problem = f"{said} is not filled: write what belongs there (selected)."
            return
        await self._save(writing, written)
        over = text.over_limit(writing.before + self._signed(writing, written), writing.limits)
        if over and writing.split != (written, writing.private):
            limit = writing.limits.max_length
            await self._offer_parts(writing, written, f"Too long by {over}: at most {limit}")
            return
        writing.sending = self.composer.area.read_only = True
        try:
            item = await self.errand(partial(self._submit, writing, written))
        except SocialCareError as error:
            await self._refused(writing, written, error)
            return
        finally:
            writing.sending = self.composer.area.read_only = False
            self.reload()
        if item.state is OutboxState.HELD:
            self._held(writing, item, written)
        else:
            await self._sent(writing, item)

    def _signed(self, writing: Writing, written: str) -> str:
        """As it will leave."""
        return self.desk.signed(written, writing.read.row.channel) if writing.read else written

    async def _refused(self, writing: Writing, written: str, error: SocialCareError) -> None:
        """Say why; where a sign-off made it too long, it can go in parts as well."""
        if isinstance(error, NotAllowed) and error.message.startswith(TOO_LONG):
            await self._offer_parts(writing, written, text.clean_line(error.message).capitalize())
        else:
            self.composer.problem = words.error(error)

    async def _offer_parts(self, writing: Writing, written: str, said: str) -> None:
        """Show where it would be cut; the next Ctrl+S sends it so."""
        ask = partial(
            self.desk.parts,
            writing.conversation_id,
            written,
            private=writing.private,
            public=writing.public,
        )
        try:
            parts = await self.errand(ask)
        except NotAllowed as problem:
            self.composer.problem = f"{said}. {words.error(problem)}"
            return
        if len(parts) < 2:
            self.composer.problem = f"{said}: shorten it."
            return
        writing.split = (written, writing.private)
        self.composer.parts = parts
        what = "messages" if writing.private else "posts"
        again = f"{_key(writing)} again sends it as {len(parts)} {what}, cut so."
        self.composer.problem = f"{said}. {again}"

    def _submit(self, writing: Writing, written: str) -> OutboxItem:
        """In a thread: the first try, or the decision about a held one."""
        held = writing.held
        same = writing.held_as == (written, writing.private)
        if held is not None and same and (writing.held_resolves or not writing.resolves):
            item = self.desk.release_held(held.id)
        else:
            if held is not None:
                self._replace(writing, held)
            item = self.desk.submit(
                writing.conversation_id,
                written,
                private=writing.private,
                seen=writing.seen(self.desk.now()),
                draft=writing.draft,
                resolve=writing.will_resolve,
                holding=writing.along.holding,
                anyway=held is not None and not held.marks,
                public=writing.public,
                split=writing.split == (written, writing.private),
                mends=writing.mends,
            )
        writing.draft, writing.sent = None, item.state is not OutboxState.HELD
        writing.saved = (written, writing.private)
        return item

    def _replace(self, writing: Writing, held: OutboxItem) -> None:
        """A held reply that was edited: the former words must not be sent as well.

        Raises Conflict when somebody has decided about it: then this is a reply of its own.
        """
        try:
            self.desk.take_back(held.id)
        except Conflict:
            writing.held = None
            raise
        writing.held = None
        back = self.desk.conversation(writing.conversation_id).draft
        if writing.draft is None:
            writing.draft = back
        elif back is not None and back.id != writing.draft.id:
            self.desk.discard_draft(back)  # not the newer words: they may still be refused

    def _held(self, writing: Writing, item: OutboxItem, written: str) -> None:
        """Say why it is held; what gives something away is selected in the text."""
        writing.held, writing.held_as = item, (written, writing.private)
        writing.held_resolves = writing.will_resolve
        problem = text.clean_line(item.problem)
        self.composer.problem = f"Held: {problem}. {_ways_out(writing, item)}"
        first = next((mark for mark in item.marks if not mark.picture), None)
        if first is not None:
            before = len(written) - len(written.lstrip())
            self.composer.mark(before + first.start, before + first.end)

    async def _sent(self, writing: Writing, item: OutboxItem) -> None:
        """Count down, do what goes along, and open the next one."""
        self.end_writing()
        self.holding.left(item.conversation_id, self.desk.now() + GIVE_BACK_MS)
        self.notice, self.outbox = None, (item, *self.outbox)
        done = await self.do_along(writing, item.conversation_id)
        await self.go_on(item.conversation_id)
        if done:
            self.say(done[0].upper() + done[1:], lasting=undoes() in done)

    async def do_along(self, writing: Writing, conversation_id: int) -> str:
        """Do what goes with a reply that is on its way; what to say about it."""
        raise NotImplementedError

    async def go_on(self, conversation_id: int) -> None:
        """What is shown after a reply. Finishing says what."""
        raise NotImplementedError


def _key(writing: Writing) -> str:
    """The key that was pressed."""
    return shown("send_resolve" if writing.resolves else "send")


def _ways_out(writing: Writing, item: OutboxItem) -> str:
    """What can be done about a reply that is held."""
    private = item.marks and writing.read is not None and not cannot_be_private(writing.read)
    other = f", {shown('privacy')} makes it private" if private else ""
    if any(mark.picture for mark in item.marks):
        back, attach = shown("take_back"), shown("attach")
        other += f", {back} takes it back to describe the picture anew ({attach})"
    return f"{_key(writing)} again sends it anyway{other}."
