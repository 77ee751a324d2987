"""Views of one's own: searches that were kept under a name, behind the nine that everybody has."""

from functools import partial
from typing import TYPE_CHECKING

from textual.events import Key
from textual.reactive import var

from social_care import text
from social_care.models.finding import SavedView
from social_care.models.views import View
from social_care.tui.keys import Where, shown, shown_view
from social_care.tui.listing import Source
from social_care.tui.screens.dialog import Choice, Option
from social_care.tui.screens.offers import Offer
from social_care.tui.screens.refresh import Picture
from social_care.tui.screens.searching import Searching
from social_care.tui.why_not import no_own_views

if TYPE_CHECKING:
    from social_care.desk import Desk

OWN_VIEW = "A view of your own, or a shared one."

FORGET = "forget "
"""Before the number of a view that is to be forgotten."""


class OwnViews(Searching):
    """v, and what it leads to."""

    own_view: var[str] = var("")
    """The name of the one that is shown; empty: one of the nine is."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.shown_view: SavedView | None = None
        self.own_views: tuple[SavedView, ...] = ()
        """As last read; for the palette."""
        self._is_read = True
        """False while the view's conversations are still being looked up."""

    def on_mount(self) -> None:
        """Know what there is."""
        self.background("views", self._read_views)

    async def _read_views(self) -> None:
        self.own_views = await self.errand(self.desk.saved_views)

    @property
    def source(self) -> Source:
        """The view of one's own, if one is shown and nothing is searched for."""
        if self.results is None and self.shown_view is not None:
            return self.shown_view
        return super().source

    def empty_words(self) -> str:
        """A view that holds nothing, or not yet."""
        if self.results is not None or self.shown_view is None:
            return super().empty_words()
        return "Nothing is in this view now." if self._is_read else "Looking …"

    # -- choosing ----------------------------------------------------------------------------

    def action_own_views(self) -> None:
        """Which one?"""
        self.begin(self._choose)

    async def _choose(self) -> None:
        views = await self.errand(partial(self.desk.saved_views, counted=True))
        self.own_views = views
        if not views:
            self.warn(no_own_views())
            return
        words = [described(view, self.desk.agent) for view in views]
        chosen = await self.ask(ViewChoice([(str(n), each) for n, each in enumerate(words)]))
        if not chosen:
            return
        view = views[int(chosen.removeprefix(FORGET))]
        if chosen.startswith(FORGET):
            await self._forget(view)
        else:
            self.show_view(view)

    async def _forget(self, view: SavedView) -> None:
        """Its words can still be found among the searches of before."""
        said = await self.errand(partial(self.desk.forget_view, view.name))
        await self.errand(partial(self.desk.remember_search, view.text))
        back = f"{shown('search')} and {shown('older_search')} bring its words back"
        self.say(f"{said}; {back}.")
        if self.shown_view is not None and self.shown_view.name == view.name:
            self.action_view(1)
        await self._read_views()

    # -- showing -----------------------------------------------------------------------------

    def show_view(self, view: SavedView) -> None:
        """List what fits: looked up off the event loop, from its top."""
        if self.is_searching:
            self.end_search()
        self.shown_view, self._is_read = view, False
        self.own_view = text.clean_line(view.name)
        self.queue.notes = {}
        if self.pane is not Where.QUEUE:
            self.go_to_queue()
        self._show_ids([], afresh=True)
        self.reload(status_too=False)

    def _apply(self, picture: Picture) -> None:
        self._is_read = self._is_read or picture.source == self.shown_view
        super()._apply(picture)

    def action_view(self, number: int) -> None:
        """One of the nine."""
        self.shown_view, self.own_view = None, ""
        super().action_view(number)

    def offers(self) -> list[Offer]:
        """Every view, for the palette."""
        nine = [
            Offer(
                f"view: {view.label}",
                "",
                partial(self.action_view, number),
                key=shown_view(number),
            )
            for number, view in enumerate(View, 1)
        ]
        return [
            *nine,
            *(
                Offer(
                    f"view: {text.clean_line(view.name)}", OWN_VIEW, partial(self.show_view, view)
                )
                for view in self.own_views
            ),
        ]


def described(view: SavedView, agent: str) -> str:
    """A view in words: how many are open in it, and whose it is if everybody sees it."""
    words = [text.clean_line(view.name)]
    if view.count is not None:
        words.append(f"{view.count} open")
    if view.shared:
        by = "you" if view.agent == agent else text.clean_line(view.agent)
        words.append(f"shared by {by}")
    words.append(text.clean_line(view.text))
    return " · ".join(words)


class ViewChoice(Choice):
    """One of the views; Del forgets it."""

    def __init__(self, options: list[Option]) -> None:
        super().__init__("Your views (Del forgets one)", options)

    def on_key(self, event: Key) -> None:
        """Del; Choice takes every other key."""
        chosen = self._options.chosen
        if event.key == "delete" and chosen is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(FORGET + chosen[0])
