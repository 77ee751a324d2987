"""Ctrl+R: what was answered before is found and put in."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from social_care.errors import SocialCareError
from social_care.models.composing import SentAnswer
from social_care.tui.screens.answer_list import AnswerList
from social_care.tui.screens.macros import Macros
from social_care.tui.writing import Writing

GREETED = re.compile(r"\s*[^\W\d_]+ ([^\W\d_][\w'’-]*)[,!:]")
"""How an answer begins that calls somebody by name."""

NO_NAMES = frozenset(
    ("tag", "morgen", "abend", "morning", "afternoon", "evening", "day", "there", "all", "team")
)
"""Whom nobody is called by: Guten Tag, Good Morning."""


class Recalling(Macros):
    """The desk has taken handle and initials off."""

    answers_known: bool | None = None
    """Whether any was sent before; None: not known yet."""

    def action_recall(self) -> None:
        """Which one?"""
        if self.writing is not None:
            self.begin(self._recall, self.writing)

    async def _recall(self, writing: Writing) -> None:
        chosen = await self.ask(AnswerList(self.customer_said(), self._find_answers, self.zone))
        if chosen is not None and writing is self.writing:
            begins = self.composer.put_in(chosen.text)
            self._look_at_greeting(self.composer.text[begins:], begins)

    async def _look_for_help(self, writing: Writing) -> None:
        """Once one was sent, there is one."""
        if not self.answers_known:
            with suppress(SocialCareError):  # whoever asks is told
                found = await asyncio.to_thread(self.desk.sent_answers, "")
                self.answers_known = bool(found)
        await super()._look_for_help(writing)

    def _look_at_greeting(self, words: str, begins: int) -> None:
        """The name of another customer is selected: the next key writes this one's over it."""
        row = self.known_row(self.shown_id)
        greeted = GREETED.match(words)
        if row is None or greeted is None or greeted[1] in row.customer_name:
            return
        if not greeted[1][0].isupper() or greeted[1].casefold() in NO_NAMES:
            return
        self.composer.mark(begins + greeted.start(1), begins + greeted.end(1))
        self.warn(f"It greets {greeted[1]}, who is somebody else: the name is selected.")

    async def _find_answers(self, typed: str) -> Sequence[SentAnswer]:
        return await self.errand(partial(self.desk.sent_answers, typed))
