"""Replies that go nowhere by themselves: what is known about each, and what a person decides."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from social_care import text
from social_care.errors import StillHeld
from social_care.models import OutboxKind, OutboxState
from social_care.models.views import ConversationView, Message
from social_care.tui.keys import shown
from social_care.tui.screens.answering import Answering
from social_care.tui.screens.dialog import Decision, Option
from social_care.tui.situation import stuck_reply
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, wrap

WIDTH = 68
"""Cells for text in the dialog."""

MOST_ROWS = 4
"""Lines of the reply's words."""

DECISIONS: dict[OutboxState, tuple[Option, ...]] = {
    OutboxState.HELD: (
        ("anyway", "send it anyway"),
        ("back", "take it back and edit it"),
        ("discard", "do not send it: back to a draft"),
    ),
    OutboxState.UNCERTAIN: (
        ("there", "it is there: I have looked on the network"),
        ("again", "send it again: I have looked, it is not there"),
        ("discard", "do not send it: back to a draft"),
    ),
    OutboxState.REFUSED: (
        ("back", "edit it and send it again"),
        ("again", "send it again as it is"),
    ),
}
"""What a person can decide about a reply that goes nowhere by itself."""

ACT_DECISIONS: tuple[Option, ...] = (("again", "try again"), ("discard", "leave it"))
"""The same for a like, a hiding, a deletion."""

TITLES = {
    OutboxState.HELD: "This reply is held",
    OutboxState.REFUSED: "The network refused this reply",
    OutboxState.UNCERTAIN: "This reply is uncertain: is it there?",
}


class Deciding(Answering):
    """Enter on a reply that is held, refused or uncertain."""

    def action_decide(self) -> None:
        """Decide on a reply that is stuck."""
        stuck, view = stuck_reply(self.shown), self.shown
        if stuck is not None and view is not None:
            self.begin(self._decide, stuck, view)

    async def _decide(self, reply: Message, view: ConversationView) -> None:
        assert reply.state is not None
        about = told(reply, view, self.now, self.zone)
        is_reply = reply.act is OutboxKind.REPLY
        options = DECISIONS[reply.state] if is_reply else ACT_DECISIONS
        look = partial(self.look_there, view.row.id)
        match await self.ask(Decision(TITLES[reply.state], about, options, look)):
            case "anyway":
                await self._send_anyway(reply)
            case "there":
                await self.errand(partial(self.desk.settle, reply.id, "there"))
                self.say("Recorded as sent: the customer has been answered.")
            case "again":
                await self.errand(partial(self.desk.settle, reply.id, "again"))
            case "discard":
                await self.errand(partial(self.desk.settle, reply.id, "discard"))
                self.say("Not sent; its words are a draft." if is_reply else "Left undone.")
            case "back":
                await self.back_to_a_draft(reply)
            case _:
                return
        self.reload()

    async def _send_anyway(self, reply: Message) -> None:
        """What has come since the dialog was read is told first; the next time sends it."""
        try:
            await self.errand(partial(self.desk.release_held, reply.id))
        except StillHeld as more:
            said = text.clean_line(more.message)
            self.warn(f"{said[:1].upper()}{said[1:]}. Read it above; {shown('decide')} asks again.")
        else:
            self.say("On its way, knowing what was held against it.")

    def look_there(self, conversation_id: int) -> None:
        """Open the conversation on its network. Looking says how."""

    async def back_to_a_draft(self, reply: Message) -> None:
        """This reply, which may not be the newest one, is written on."""
        item = await self.errand(partial(self.desk.take_back, reply.id))
        self.reload()
        if item is not None:
            await self.write_again(item)


def told(reply: Message, view: ConversationView, now: int, zone: ZoneInfo) -> list[Line]:
    """The reply, whom it goes to, what went wrong, and how we have looked for it."""
    who, channel = words.customer(view.row)[0], text.clean_line(view.row.channel)
    by = text.clean_line(reply.author)
    how = "privately" if reply.visibility.is_private else "in public"
    head = f"To {who} on {channel}, {how}, by {by} at {times.since(reply.at, now, zone)}:"
    body = [*wrap(text.clean(reply.text, limit=2000).strip(), WIDTH - 2)]
    if len(body) > MOST_ROWS:
        body = [*body[: MOST_ROWS - 1], "…"]
    lines: list[Line] = [((row, ""),) for row in wrap(head, WIDTH)]
    lines += [(("  ", ""), (row, "strong")) for row in body]
    facts = [f"{reply.state}: {text.clean_line(reply.problem) or 'no reason was given'}"]
    if reply.state is OutboxState.UNCERTAIN:
        facts += _looks(reply, channel, now, zone)
    for fact in facts:
        lines += [((row, "warn"),) for row in wrap(fact, WIDTH)]
    return [*lines, ((shown("open_link"), "key"), (" opens the conversation there", ""))]


def _looks(reply: Message, channel: str, now: int, zone: ZoneInfo) -> Sequence[str]:
    """What was looked for, where, how often and when."""
    tried = f"Tried at {times.since(reply.tried_at, now, zone)}. " if reply.tried_at else ""
    if not reply.looks or reply.looked_at is None:
        return [f"{tried}We have not looked for it yet."]
    often = {1: "once", 2: "twice"}.get(reply.looks, f"{reply.looks} times")
    last = times.since(reply.looked_at, now, zone)
    return [f"{tried}We looked for it among our own posts on {channel} {often}, last at {last}."]
