"""Ctrl+R: what was answered before is found and put in."""

from collections.abc import Sequence
from functools import partial

from social_care.models.composing import SentAnswer
from social_care.tui.screens.answer_list import AnswerList
from social_care.tui.screens.macros import Macros
from social_care.tui.writing import Writing


class Recalling(Macros):
    """The desk has taken handle and initials off."""

    def action_recall(self) -> None:
        """Which one?"""
        if self.writing is not None:
            self.begin(self._recall, self.writing)

    async def _recall(self, writing: Writing) -> None:
        chosen = await self.ask(AnswerList(self.customer_said(), self._find_answers, self.zone))
        if chosen is not None and writing is self.writing:
            self.composer.put_in(chosen.text)

    async def _find_answers(self, typed: str) -> Sequence[SentAnswer]:
        return await self.errand(partial(self.desk.sent_answers, typed))
