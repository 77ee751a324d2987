"""t, a and M: marks that stay with a conversation, whoever has it."""

from collections.abc import Sequence
from functools import partial

from social_care import text
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.models.views import QueueRow
from social_care.tui.screens.dialog import Choice, Option
from social_care.tui.screens.repeating import Repeating

OFF = "-"
"""Before a tag that is to be taken off."""

EVERYBODY = "\n"
"""Stands for no agent in particular: no agent's name can be that."""


class Tagging(Repeating):
    """Tag, assign, mute."""

    # -- tags --------------------------------------------------------------------------------

    def action_tag(self) -> None:
        """A tag for all who are selected, or for the one."""
        if self.several:
            self.begin(self._tag_all)
        elif (wanted := self.target_id) is not None:
            self.begin(self._tag, wanted)

    async def _tag(self, conversation_id: int) -> None:
        known = await self.errand(self.desk.known_tags)
        rows = await self.errand(partial(self.desk.queue_rows, [conversation_id]))
        has = rows[conversation_id].tags if conversation_id in rows else ()
        chosen = await self.ask(Choice("Tag", tag_options(known, has), takes_new=True))
        if not chosen:
            return
        if chosen.startswith(OFF) and chosen.removeprefix(OFF) in has:
            untag = partial(self.desk.untag, conversation_id, chosen.removeprefix(OFF))
            await self.mark(untag)
        else:
            await self.tag_one(conversation_id, tag=chosen)

    async def _tag_all(self) -> None:
        known = await self.errand(self.desk.known_tags)
        title = f"Tag {len(self.picked)} with"
        chosen = await self.ask(Choice(title, tag_options(known, ()), takes_new=True))
        if chosen:
            await self.do_with_all(BulkDeed(kind=BulkKind.TAG, tag=chosen))

    # -- agents ------------------------------------------------------------------------------

    def action_assign(self) -> None:
        """For good: to one agent, or to everybody again."""
        if self.several:
            self.begin(self._assign_all)
        elif (wanted := self.target_id) is not None:
            self.begin(self._assign, wanted)

    async def _assign(self, conversation_id: int) -> None:
        row = self.known_row(conversation_id)
        chosen = await self._ask_agent("Assign to", row)
        if chosen:
            await self.mark(partial(self.desk.assign, conversation_id, agent_of(chosen)))

    async def _assign_all(self) -> None:
        chosen = await self._ask_agent(f"Assign {len(self.picked)} to", None)
        if chosen:
            await self.do_with_all(BulkDeed(kind=BulkKind.ASSIGN, agent=agent_of(chosen)))

    async def _ask_agent(self, title: str, row: QueueRow | None) -> str | None:
        has = row.assignee if row is not None else None
        return await self.ask(Choice(title, agent_options(self.desk.agents, self.desk.agent, has)))

    # -- muting ------------------------------------------------------------------------------

    def action_mute(self) -> None:
        """Only what presses brings it back; once more, and everything does."""
        if (wanted := self.target_id) is not None:
            self.begin(self._mute, wanted)

    async def _mute(self, conversation_id: int) -> None:
        rows = await self.errand(partial(self.desk.queue_rows, [conversation_id]))
        muted = conversation_id in rows and rows[conversation_id].muted
        deed = self.desk.unmute if muted else self.desk.mute
        await self.mark(partial(deed, conversation_id))


def tag_options(known: Sequence[str], has: Sequence[str]) -> list[Option]:
    """Tags that can be given, the commonest first; then those it has, to be taken off."""
    given = [(tag, text.clean_line(tag)) for tag in known if tag not in has]
    return [*given, *((OFF + tag, f"take off: {text.clean_line(tag)}") for tag in has)]


def agent_options(agents: Sequence[str], me: str, has: str | None) -> list[Option]:
    """Oneself first, then everybody else; whoever has it is told."""
    order = sorted(agents, key=lambda one: one != me)
    names = [(one, _agent(one, me, has)) for one in order]
    return [*names, (EVERYBODY, "everybody: whoever is free")]


def _agent(name: str, me: str, has: str | None) -> str:
    about = [word for word, so in (("you", name == me), ("has it now", name == has)) if so]
    said = text.clean_line(name)
    return f"{said} ({', '.join(about)})" if about else said


def agent_of(chosen: str) -> str | None:
    """What was chosen, as the desk has it."""
    return None if chosen == EVERYBODY else chosen
