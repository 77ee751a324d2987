"""The command palette, fed from the table of keys."""

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from social_care.tui.keys import Key
from social_care.tui.screens.main import MainScreen
from social_care.tui.screens.offers import Offer

HIDDEN = {"palette", "view", "up", "down", "page_up", "page_down", "first", "last"}
"""What nobody looks for by name: moves, the palette itself, and views with their numbers."""


class Commands(Provider):
    """What can be done where the agent is."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for row in self._rows():
            yield DiscoveryHit(
                Content(said(row)), partial(self._run, row), text=said(row), help=escape(row.shown)
            )
        for offer in self._offers():
            act = partial(self._act, offer.act)
            yield DiscoveryHit(Content(offer.words), act, text=offer.words, help=offer.about)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for row in self._rows():
            score = matcher.match(said(row))
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(said(row)),
                    partial(self._run, row),
                    text=said(row),
                    help=escape(row.shown),
                )
        for offer in self._offers():
            score = matcher.match(offer.words)
            if score > 0:
                act = partial(self._act, offer.act)
                words = Content(offer.words)  # what is highlighted is read as markup before
                yield Hit(score, words, act, text=offer.words, help=offer.about)

    def _offers(self) -> list[Offer]:
        return self.screen.offers() if isinstance(self.screen, MainScreen) else []

    async def _act(self, act: Callable[[], None]) -> None:
        act()

    def _rows(self) -> list[Key]:
        screen = self.screen
        found: dict[str, Key] = {}
        for row in screen.table.for_where(screen.where) if isinstance(screen, MainScreen) else ():
            if row.command not in HIDDEN:
                found.setdefault(row.command, row)
        return list(found.values())

    async def _run(self, row: Key) -> None:
        await self.screen.run_action(row.command)


def said(row: Key) -> str:
    """A command in words."""
    return f"{row.label}: {row.help}"
