"""A draft of which there are two: a second session of an agent never writes over the first."""

from functools import partial

from social_care import text
from social_care.models.views import ConversationView, Draft
from social_care.tui.screens.dialog import Choice
from social_care.tui.screens.hearing import Hearing
from social_care.tui.writing import Writing


class Versions(Hearing):
    """F8 goes from one version to another; the one that is left stays."""

    def action_versions(self) -> None:
        """Another version of this draft."""
        if self.shown_id is not None:
            self.begin(self._versions, self.shown_id)

    async def _versions(self, conversation_id: int) -> None:
        if self.writing is not None:
            await self._save(self.writing, self.composer.text)
        taken = await self.errand(partial(self._take_left, conversation_id))
        if taken:
            self.say(f"Taken over: the draft of {', '.join(map(text.clean_line, taken))}.")
        found = await self.errand(partial(self.desk.draft_versions, conversation_id))
        others = [one for one in found if not self._is_open(one)]
        if not others:
            if not taken:
                self.say("There is no other version of this draft.")
            return
        chosen = await self.ask(Choice("Your draft's other versions", self._options(others)))
        version = next((one for one in others if str(one.id) == chosen), None)
        if version is not None:
            self.begin_writing(Writing.on(version), version.text)
            self.write_on()

    def _take_left(self, conversation_id: int) -> tuple[str, ...]:
        """A lead takes over what people left who are not listed any more."""
        return self.desk.take_left(conversation_id) if self.desk.role == "lead" else ()

    def _is_open(self, version: Draft) -> bool:
        draft = self.writing.draft if self.writing else None
        return draft is not None and draft.id == version.id

    def _options(self, versions: list[Draft]) -> list[tuple[str, str]]:
        now = self.desk.now()
        return [
            (
                str(one.id),
                f"{text.ago(now - one.updated_at)} ago{', private' if one.private else ''}: "
                + text.preview(one.text),
            )
            for one in versions
        ]

    def write_on(self) -> None:
        """The composer has the keyboard. Answering says how."""

    def arrived(self, view: ConversationView) -> None:
        """Say so where there is more than one."""
        super().arrived(view)
        if view.draft is not None:
            self.background("drafts", self._count_versions, view.row.id)

    async def _count_versions(self, conversation_id: int) -> None:
        found = await self.errand(partial(self.desk.draft_versions, conversation_id))
        if conversation_id == self.shown_id:
            self.composer.versions = len(found)
