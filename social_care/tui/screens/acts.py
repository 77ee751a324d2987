"""What is done on the network besides replying: liking, hiding, taking a reply back."""

from functools import partial

from social_care import text
from social_care.models.views import ConversationView, Message
from social_care.tui.keys import shown
from social_care.tui.screens.correcting import Correcting
from social_care.tui.screens.dialog import Decision, Option
from social_care.tui.situation import newest_sent
from social_care.tui.widgets import times
from social_care.tui.widgets.lines import Line, wrap

WIDTH = 68
"""Cells for text in the dialog."""

DELETIONS: tuple[Option, ...] = (
    ("delete", "delete it"),
    ("correct", "delete it, and write a corrected one"),
)


class Acts(Correcting):
    """+, h and X; each waits its undo window like a reply."""

    def action_like(self) -> None:
        """Like the customer's newest message."""
        if (wanted := self.target_id) is not None:
            self.begin(self._act, partial(self.desk.like, wanted))

    def action_hide(self) -> None:
        """Hide the customer's newest message from strangers."""
        if (wanted := self.target_id) is not None:
            self.begin(self._act, partial(self.desk.hide, wanted))

    async def _act(self, act: "partial[str]") -> None:
        self.say(await self.errand(act))
        self.reload()

    def action_delete_sent(self) -> None:
        """Take our newest reply back from the network."""
        reply = newest_sent(self.shown)
        if reply is not None and self.shown is not None:
            self.begin(self._delete, reply, self.shown)

    async def _delete(self, reply: Message, view: ConversationView) -> None:
        title = f"Delete this reply on {text.clean_line(view.row.channel)}?"
        look = partial(self.look_there, view.row.id)
        chosen = await self.ask(Decision(title, self._about_sent(reply), DELETIONS, look))
        if not chosen:
            return
        corrected = chosen == "correct"
        delete = partial(self.desk.delete_reply, reply.id, corrected=corrected)
        sentence = await self.errand(delete)
        if corrected and view.row.id == self.shown_id:
            self.leave()
            self.open(view.row.id)
            self.write(privately=reply.visibility.is_private)
        self.say(sentence)
        self.reload()

    def _about_sent(self, reply: Message) -> list[Line]:
        by = text.clean_line(reply.author) or "the network's own app"
        said = wrap(text.clean(reply.text, limit=600).strip(), WIDTH - 2)[:5]
        head = f"Sent at {times.since(reply.at, self.now, self.zone)} by {by}:"
        body: list[Line] = [(("  ", ""), (row, "strong")) for row in said]
        opens = ((shown("open_link"), "key"), (" opens the conversation there", ""))
        return [((head, ""),), *body, opens]
