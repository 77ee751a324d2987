"""The command palette: every command with its key; what would do nothing now stands last, with why.

Views and themes, which have no command of their own, stand among them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from social_care.tui.keys import Key
from social_care.tui.screens.dialog import rank
from social_care.tui.screens.main import MainScreen

HIDDEN = {"palette", "view"}
"""The palette itself; views are there one by one."""

KEY_WIDTH = 8
"""Cells for a command's key."""

BEHIND = 0.01
"""How much less a command that would do nothing counts than one that is found as well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be chosen."""

    words: str
    """Safe text."""
    act: Callable[[], object]
    key: str = ""
    about: str = ""
    """Below it."""
    why_not: str = ""
    """Why it would do nothing; it can be chosen all the same, and says so."""

    @property
    def below(self) -> str | None:
        """What stands under it; read as markup by Textual."""
        said = f"not now: {self.why_not}" if self.why_not else self.about
        return escape(said) if said else None

    @property
    def drawn(self) -> Content:
        """Its key, then its words; quiet where it would do nothing."""
        line = Content.assemble((self.key.ljust(KEY_WIDTH), "bold"), self.words)
        return line.stylize("dim") if self.why_not else line


class Commands(Provider):
    """What can be done where the agent is, then what cannot."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for entry in self._entries():
            yield DiscoveryHit(entry.drawn, entry.act, text=entry.words, help=entry.below)

    async def search(self, query: str) -> Hits:
        """What holds every word typed; where nothing does, what is spelled a little like it."""
        entries = list(self._entries())
        found = [(_score(entry, query), entry) for entry in entries]
        matcher = self.matcher(query)
        if not any(score for score, _ in found):
            found = [(matcher.match(entry.words), entry) for entry in entries]
        for score, entry in found:
            if score > 0:
                yield Hit(
                    score * BEHIND if entry.why_not else score,
                    entry.drawn,
                    entry.act,
                    text=entry.words,
                    help=entry.below,
                )

    def _entries(self) -> Iterator[Entry]:
        """Commands, views and themes that work, then the commands that do not."""
        screen = self.screen
        if not isinstance(screen, MainScreen):
            return
        everything = [
            Entry(
                words=said(row),
                act=partial(self._obey, row, why),
                key=row.shown,
                why_not=why,
            )
            for row, why in screen.everything()
            if row.command not in HIDDEN
        ]
        yield from (entry for entry in everything if not entry.why_not)
        for offer in screen.offers():
            yield Entry(words=offer.words, act=offer.act, key=offer.key, about=offer.about)
        yield from (entry for entry in everything if entry.why_not)

    async def _obey(self, row: Key, why: str) -> None:
        """Do it; what belongs to another part of the screen says so."""
        screen = self.screen
        assert isinstance(screen, MainScreen)
        if screen.where not in row.where:
            screen.tell_why_not(why)
        else:
            await screen.run_action(row.command)


def said(row: Key) -> str:
    """A command in words."""
    return f"{row.label}: {row.help}"


def _score(entry: Entry, query: str) -> float:
    """1 for what is called just that; 0: it does not hold what was typed."""
    place = rank(entry.words, query)
    if place is None and query.strip() == entry.key:
        place = 0
    return 0.0 if place is None else 1 / (1 + place)
