"""After a reply is on its way: what its macros said is done, and the next customer comes."""

from functools import partial

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.composing import MacroActions
from social_care.tui.keys import Where, undoes
from social_care.tui.screens.dialog import Choice
from social_care.tui.screens.macros import deeds_of
from social_care.tui.screens.sending import Sending
from social_care.tui.widgets import words
from social_care.tui.writing import Writing


class Finishing(Sending):
    """F9, and what comes after each send."""

    def action_send_resolve(self) -> None:
        """Into the outbox; once it is sent, the conversation is resolved."""
        self.send(resolves=True)

    async def do_along(self, writing: Writing, conversation_id: int) -> str:
        """The macros' deeds, as one that u undoes; and what it was about, asked once."""
        done, resolved = await self._deeds(writing.along, conversation_id), ""
        if writing.held_resolves or writing.will_resolve:
            resolved = await self._wrap_up(writing, conversation_id)
        return "; ".join(filter(None, (resolved, done)))

    async def _deeds(self, actions: MacroActions, conversation_id: int) -> str:
        if not actions.is_deed:
            return ""
        deed = partial(self.desk.apply_actions, conversation_id, deeds_of(actions))
        try:
            return await self.errand(deed) + undoes()
        except SocialCareError as problem:
            return f"sent, but no more was done: {words.error(problem)}"

    async def _wrap_up(self, writing: Writing, conversation_id: int) -> str:
        """Whoever has pressed F9 is asked, unless a macro has said it."""
        if not writing.resolves or writing.along.wrap_up or not self.desk.wrap_ups:
            return "then resolved"
        self.go(Where.CONVERSATION)
        options = [(code, text.clean_line(code)) for code in self.desk.wrap_ups]
        title = "On its way, then resolved: as what?"
        code = await self.ask(Choice(title, options, skips="without a wrap-up code"))
        if not code:
            return "then resolved"
        try:
            await self.errand(partial(self.desk.wrap_up, conversation_id, code))
        except SocialCareError as problem:
            return f"then resolved, but not wrapped up: {words.error(problem)}"
        return f"then resolved as {text.clean_line(code)}"

    async def go_on(self, conversation_id: int) -> None:
        """The next one, the queue, or the same, as the team wants it."""
        if self.desk.after_send == "next":
            await self.take_next()
        elif self.desk.after_send == "queue":
            self.go_to_queue()
        else:
            self.show(conversation_id)
            self.go(Where.CONVERSATION)
