"""The console is found as it was left: view, cursor, widths of panes, theme.

Kept a moment after something has changed, off the event loop; read back before the first paint.
"""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.timer import Timer
from textual.widget import Widget

from social_care.errors import SocialCareError
from social_care.models.finding import SavedView
from social_care.models.views import View
from social_care.tui.keys import Where
from social_care.tui.layout import fitted_widths
from social_care.tui.recall import CURSOR_KEY, THEME_KEY, VIEW_KEY, WIDTHS_KEY, recalled
from social_care.tui.screens.offers import Offer
from social_care.tui.screens.own_views import OwnViews
from social_care.tui.theme import CHOSEN, fitting
from social_care.tui.widgets.queue_list import QueueList

if TYPE_CHECKING:
    from social_care.desk import Desk

KEEP_S = 1.0
"""Kept so long after the last change."""

STEP = 2
"""Cells that a border moves."""


class Remembering(OwnViews):
    """What an agent would otherwise set up anew every morning."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.widths: dict[str, int] = {}
        """Cells of panes that were given a width, by the widget's id."""
        self._to_keep: dict[str, Any] = {}
        self._keep_timer: Timer | None = None
        self._cursor_wanted: int | None = None
        """Where the cursor stood; until it stands there again, or a hand moves it."""
        self._view_wanted = ""

    # -- as it was left ----------------------------------------------------------------------

    def on_mount(self) -> None:
        """Before anything is painted."""
        left = recalled(self.desk, VIEW_KEY, {"view": "", "own": ""})
        self._view_wanted = str(left.get("own", ""))
        with suppress(ValueError):
            self.queue_view = View(left.get("view", ""))
        self._cursor_wanted = recalled(self.desk, CURSOR_KEY, 0) or None
        self.widths = recalled(self.desk, WIDTHS_KEY, {})
        self.watch(self, "queue_view", self._note_view, init=False)
        self.watch(self, "own_view", self._note_view, init=False)

    async def _read_views(self) -> None:
        await super()._read_views()
        wanted, self._view_wanted = self._view_wanted, ""
        named = [view for view in self.own_views if view.name == wanted]
        if named and not self._begun:
            self._show_left(named[0])

    def _show_left(self, view: SavedView) -> None:
        cursor = self._cursor_wanted
        self.show_view(view)
        self._cursor_wanted = cursor

    def _show_ids(self, ids: Any, *, afresh: bool = False) -> None:
        super()._show_ids(ids, afresh=afresh)
        wanted = self._cursor_wanted
        if wanted is not None and not self._begun and self.queue.move_to(wanted):
            self._cursor_wanted = None

    # -- kept --------------------------------------------------------------------------------

    def keep_in_mind(self, key: str, value: object) -> None:
        """Remember it in a moment; what changes at once is written once."""
        self._to_keep[key] = value
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(KEEP_S, self._keep_soon)

    def _keep_soon(self) -> None:
        self._keep_timer = None
        self.background("state", self._keep_now)

    async def _keep_now(self) -> None:
        """A console that is not found as it was left is no reason to disturb anybody."""
        kept, self._to_keep = self._to_keep, {}
        for key, value in kept.items():
            with suppress(SocialCareError):
                await self.errand(partial(self.desk.remember, key, value))

    async def close(self) -> bool:
        """Words first."""
        closed = await super().close()
        await self._keep_now()
        return closed

    def _note_view(self) -> None:
        own = self.shown_view.name if self.shown_view is not None else ""
        self.keep_in_mind(VIEW_KEY, {"view": self.queue_view.value, "own": own})

    @on(QueueList.Moved)
    def _note_cursor(self, event: QueueList.Moved) -> None:
        if self._begun:
            self._cursor_wanted = None
        if self.results is None and self._cursor_wanted is None and event.conversation_id:
            self.keep_in_mind(CURSOR_KEY, event.conversation_id)

    # -- borders -----------------------------------------------------------------------------

    def action_border_left(self) -> None:
        """The border beside the pane goes left."""
        self._move_border(-STEP)

    def action_border_right(self) -> None:
        """The border beside the pane goes right."""
        self._move_border(STEP)

    def _move_border(self, by: int) -> None:
        seen = self.in_sight(self.pane)
        name, grows = self._bordered(seen)
        now = self.query_one(f"#{name}").outer_size.width
        self.widths = {**self.widths, name: now + by * grows}
        self._arrange()
        self.widths = {**self.widths, **self._fitted()}
        self.keep_in_mind(WIDTHS_KEY, self.widths)

    def _bordered(self, seen: frozenset[Where]) -> tuple[str, int]:
        """Which pane has the width, and whether it grows to the right."""
        if self.pane is Where.CUSTOMER or Where.QUEUE not in seen:
            return "customer", -1
        return "queue-pane", 1

    def _fitted(self) -> dict[str, int]:
        seen = self.in_sight(self.pane)
        shown = {"queue-pane": Where.QUEUE in seen, "customer": Where.CUSTOMER in seen}
        names = [name for name, is_shown in shown.items() if is_shown]
        return fitted_widths(self.widths, names, self.app.size.width)

    def _arrange(self) -> None:
        """The widths that were given, where there are several panes."""
        super()._arrange()
        several = len(self.in_sight(self.pane)) > 1
        fitted = self._fitted() if several else {}
        for name in ("queue-pane", "customer"):
            pane: Widget = self.query_one(f"#{name}")
            pane.styles.width = fitted.get(name)

    # -- themes ------------------------------------------------------------------------------

    def choose_theme(self, name: str) -> None:
        """Another look, now and from now on."""
        colours, none = self.app.console.color_system, self.app.no_color or self.is_plain
        self.app.theme = fitting(name, colours, no_color=none)
        self.keep_in_mind(THEME_KEY, name)
        words = next(each.words for each in CHOSEN if each.name == name)
        unseen = self.app.theme != name
        self.say(f"Theme: {words}" + (", where a terminal has colours." if unseen else "."))

    def offers(self) -> list[Offer]:
        """The themes, for the palette."""
        themes = [
            Offer(
                f"theme: {each.words}",
                "How the console looks.",
                partial(self.choose_theme, each.name),
            )
            for each in CHOSEN
        ]
        return [*super().offers(), *themes]
