"""What helps to write, of the desk in memory: macros, answers sent before, spelling."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from social_care.models.composing import Filled, Macro, SentAnswer, Span
from social_care.models.views import ConversationView
from social_care.writing.macros import find_macros
from social_care.writing.sign_off import signed
from social_care.writing.variables import fill, unresolved
from tests.tui.people import NOW

VARIABLES = ("first_name", "agent_initials", "greeting", "phone")


class FakeHelp:
    """The help of the fake desk, which has the rest."""

    sign_off: str
    book: tuple[Macro, ...]
    deeds: list[tuple[Any, ...]]
    views: dict[int, ConversationView]
    _write: Callable[[str], None]

    def __init__(self) -> None:
        self.after_send = "next"
        self.toasts = self.bell = False
        self.first_name = ""
        """The customer's, where it is known."""
        self.faults: tuple[str, ...] = ()
        """Of macros' files."""
        self.answers: list[SentAnswer] = []
        self.asked: list[str] = []
        """What was looked for among the answers."""
        self.wrong: tuple[str, ...] = ()
        """Words that no dictionary knows."""
        self.resolving: list[bool] = []
        """Of each reply, whether it resolves its conversation."""
        self.read: list[tuple[str, str]] = []
        """Texts whose spelling was looked at, and in which language."""

    def news_for(self, conversation_id: int) -> None:
        """Something happens there that no screen has read yet."""
        view = self.views[conversation_id]
        self.views[conversation_id] = replace(view, seen=view.seen + 1)

    def signed(self, text: str, channel: str) -> str:
        return signed(text, self.sign_off)

    def unresolved(self, text: str) -> tuple[Span, ...]:
        return unresolved(text, VARIABLES)

    def macros(self, conversation_id: int) -> tuple[Macro, ...]:
        return self.book

    def macro_problems(self) -> tuple[str, ...]:
        return self.faults

    def find_macros(self, query: str, macros: Iterable[Macro]) -> tuple[Macro, ...]:
        return find_macros(query, macros)

    def filled(self, conversation_id: int, macro: Macro) -> Filled:
        values = {"agent_initials": "MC", "first_name": self.first_name}
        text, missing = fill(macro.text, values)
        return Filled(text=text, unresolved=missing, actions=macro.actions)

    def apply_actions(self, conversation_id: int, macro: Macro) -> str:
        self._write("apply_actions")
        self.deeds.append(("actions", conversation_id, macro.actions))
        return "; ".join(f"Tagged: {tag}" for tag in macro.actions.tags)

    def wrap_up(self, conversation_id: int, code: str) -> str:
        self._write("wrap_up")
        self.deeds.append(("wrap up", conversation_id, code))
        return f"Kim: {code}"

    def sent_answers(self, query: str, limit: int = 20) -> tuple[SentAnswer, ...]:
        self.asked.append(query)
        words = query.casefold().split()
        found = [one for one in self.answers if all(word in one.text.casefold() for word in words)]
        return tuple(found[:limit])

    def mistakes(
        self, text: str, language: str = "en", names: Iterable[str] = ()
    ) -> tuple[Span, ...]:
        self.read.append((text, language))
        passed = {word for name in names for word in name.split()}
        places = sorted((text.find(word), word) for word in self.wrong if word not in passed)
        return tuple(
            Span(start=at, end=at + len(word), said=word) for at, word in places if at >= 0
        )


def answer(text: str, **about: Any) -> SentAnswer:
    """An answer of mary's, of this morning."""
    usual = SentAnswer(
        text=text, at=NOW - 3_600_000, agent="mary", channel="mastodon", customer_first_words=""
    )
    return replace(usual, **about)
