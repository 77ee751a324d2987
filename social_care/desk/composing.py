"""What helps to write an answer: macros, sent answers, spelling."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from social_care.desk.tagging import Tagging
from social_care.desk.wording import Wording
from social_care.errors import SocialCareError
from social_care.models.composing import Filled, Macro, MacroActions, SentAnswer, Span
from social_care.storage import Tx, composing
from social_care.storage.events import EventKind, grouped, log
from social_care.text import clean_line
from social_care.writing.first_name import first_name
from social_care.writing.macros import ME, find_macros
from social_care.writing.sign_off import unsigned
from social_care.writing.spelling import mistakes
from social_care.writing.variables import fill

SENT_ANSWERS = 20
"""How many sent answers a search shows unless told otherwise."""
WORDS_SOUGHT = 8
"""A search looks for no more words than that."""
MINUTE_MS = 60_000

_ADDRESSED = re.compile(r"\A(?:\.?@[\w.-]++(?:@[\w.-]++)?[,:]?\s++)++")


class Composing(Tagging, Wording):
    """Everything that F2 and Ctrl+R need."""

    # Macros -------------------------------------------------------------------------------------

    def macros(self, conversation_id: int) -> tuple[Macro, ...]:
        """The macros for its channel, by name. Files are read anew: an edited one is there at once.

        Raises NotFound.
        """
        channel = composing.reader(self._store.read(), conversation_id)["channel"]
        return find_macros("", self._settings.macros().macros, channel)

    def macro_problems(self) -> tuple[str, ...]:
        """What is wrong with the files of macros that are missing, each with its file and line."""
        return self._settings.macros().problems

    def find_macros(self, query: str, macros: Iterable[Macro]) -> tuple[Macro, ...]:
        """Those that a few letters name, the best first; a macro's key alone names it."""
        return find_macros(query, macros)

    def filled(self, conversation_id: int, macro: Macro) -> Filled:
        """The macro's text for this customer. Raises NotFound."""
        values = self._values(self._store.read(), conversation_id)
        text, missing = fill(macro.text, values)
        return Filled(text=text, unresolved=missing, actions=macro.actions)

    def _values(self, tx: Tx, conversation_id: int, turn: int | None = None) -> dict[str, str]:
        reader = composing.reader(tx, conversation_id)
        values = {
            **self._agents_values(),
            "first_name": first_name(reader["name"], reader["handle"], not_names=self._brand) or "",
            "name": clean_line(reader["name"], limit=100),
            "handle": clean_line(reader["handle"], limit=100).lstrip("@"),
            "channel": reader["channel"],
        }
        turn = conversation_id if turn is None else turn
        return {**values, "greeting": self._greeting(turn, values)}

    def _greeting(self, turn: int, values: Mapping[str, str]) -> str:
        """One of the team's, by turns; empty where not even that one can be filled."""
        greetings = self.replies.greetings
        text, missing = fill(greetings[turn % len(greetings)], values)
        return "" if missing else text

    # What goes with a macro ---------------------------------------------------------------------

    def apply_actions(self, conversation_id: int, macro: Macro) -> str:
        """Tag, wrap up, assign and put aside as the macro says; one u takes all of it back.

        What cannot be done is told, and the rest is done all the same. Raises NotFound.
        """
        composing.reader(self._store.read(), conversation_id)
        if not macro.actions.is_deed:
            return ""
        with grouped(self._begin("macro", 1)):
            return "; ".join(self._acted(conversation_id, macro.actions))

    def _begin(self, deed: str, conversations: int) -> int:
        """The event that makes one deed of what follows."""
        with self._store.write(durable=True, bump=False) as tx:
            return log(
                tx,
                EventKind.BULK,
                self.now(),
                agent=self.agent,
                deed=deed,
                conversations=conversations,
            )

    def _acted(self, conversation_id: int, actions: MacroActions) -> list[str]:
        agent = self.agent if actions.assign == ME else actions.assign
        until = self.now() + actions.snooze_minutes * MINUTE_MS
        deeds: list[Callable[[], str]] = [
            partial(self.tag, conversation_id, tag) for tag in actions.tags
        ]
        if actions.wrap_up:
            deeds.append(partial(self.wrap_up, conversation_id, actions.wrap_up))
        if agent:
            deeds.append(partial(self.assign, conversation_id, agent))
        if actions.snooze_minutes:
            deeds.append(partial(self.snooze, conversation_id, until))
        said = []
        for deed in deeds:
            try:
                said.append(deed())
            except SocialCareError as error:
                said.append(f"not done: {error.message}")
        return said

    # Answers sent before ------------------------------------------------------------------------

    def sent_answers(self, query: str, limit: int = SENT_ANSWERS) -> tuple[SentAnswer, ...]:
        """Answers that were sent and hold every word of the query: our own first, then the team's.

        Among those, answers with the query as it stands come first, then the newest; the same text
        is there once, without greeting handle and initials. The newest 2,000 of each are searched.
        """
        words = query.split()[:WORDS_SOUGHT]
        tx, phrase = self._store.read(), " ".join(words).casefold()
        found: dict[str, SentAnswer] = {}
        for own in (True, False):
            hits = composing.sent_answers(tx, words, self.agent, own=own, most=5 * limit)
            hits.sort(key=lambda hit: phrase not in " ".join(hit.text.casefold().split()))
            for hit in hits:
                bare = self._bare(hit)
                found.setdefault(" ".join(bare.text.casefold().split()), bare)
        return tuple(found.values())[:limit]

    def _bare(self, hit: SentAnswer) -> SentAnswer:
        text = unsigned(_ADDRESSED.sub("", hit.text), self.replies.sign_off_on(hit.channel))
        return replace(hit, text=text)

    # Spelling -----------------------------------------------------------------------------------

    def mistakes(
        self, text: str, language: str = "en", names: Iterable[str] = ()
    ) -> tuple[Span, ...]:
        """Words to underline, never a reason not to send; none where there is no dictionary.

        `language` is the conversation's, `names` the customer's name and handle. Asks no database,
        and is quick enough for every key; only the first call in a language loads its dictionary,
        a third of a second.
        """
        if language == "und":
            language = "en"
        ours = (self.brand, *self._settings.brand_words, *self.replies.known_words, *self.agents)
        known = {word for name in (*ours, *names) for word in name.split()}
        return mistakes(text, known, language)
