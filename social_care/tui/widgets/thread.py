"""The conversation pane: what was said, the newest in sight."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.reactive import reactive

from social_care.models import OutboxState
from social_care.models.views import ConversationView, Message
from social_care.tui.keys import shown
from social_care.tui.widgets.lines import Line, wrap
from social_care.tui.widgets.lines_view import LinesView
from social_care.tui.widgets.thread_lines import FRESH_MS, newest_lines, thread_lines
from social_care.tui.widgets.times import date

ON_THE_WAY = {OutboxState.QUEUED, OutboxState.DELAYED}


def nothing() -> str:
    """What can be done where nothing is open."""
    opens = f"{shown('open')} opens the conversation under the cursor"
    return f"Nothing is open. {opens}, {shown('next')} takes the next one."


class Thread(LinesView):
    """The messages of the conversation in view."""

    ENDS_IN_SIGHT = True

    view: reactive[ConversationView | None] = reactive(None, repaint=False)
    now: reactive[int] = reactive(0, repaint=False)

    def __init__(self, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._zone = zone
        self.opening = False
        """A conversation is on its way: better nothing for an instant than advice."""
        self.unfolded = False
        """What stands around the messages is shown as well."""
        self._is_fresh = False
        """It was opened, and nobody has moved in it yet."""
        self._day = ""
        """On which it was drawn."""

    def build(self, width: int) -> Sequence[Line]:
        """Its messages, or what to do."""
        self._day = self._today
        if self.view is None:
            return (
                [] if self.opening else [(), *(((row, "dim"),) for row in wrap(nothing(), width))]
            )
        return thread_lines(self.view, width, self.now, self._zone, unfolded=self.unfolded)

    def watch_view(self, old: ConversationView | None, new: ConversationView | None) -> None:
        """Another conversation is shown from its end; news only if the end was in sight."""
        another = old is None or new is None or old.row.id != new.row.id
        self.unfolded = self.unfolded and not another
        self._is_fresh |= another
        if old is None or new is None or _said(old) != _said(new):
            self.rebuild(to_end=another)

    @property
    def end_place(self) -> int:
        """Whoever has just come begins with the beginning of the newest message, however long."""
        if not self._is_fresh or self.view is None:
            return self.max_scroll_y
        tail = newest_lines(self.view, self.text_width, self.now, self._zone)
        return min(self.max_scroll_y, max(len(self._lines) - tail, 0))

    @property
    def keeps_end(self) -> bool:
        """In another width or height, too."""
        return super().keeps_end or self._is_fresh

    def move(self, by: int) -> None:
        """Scroll by lines."""
        self._is_fresh = False
        super().move(by)

    def move_first(self) -> None:
        """To the first line."""
        self._is_fresh = False
        super().move_first()

    def move_last(self) -> None:
        """To the last line."""
        self._is_fresh = False
        super().move_last()

    def fold(self) -> bool:
        """Show what stands around, or no longer; False when there is nothing."""
        if self.view is None or not self.view.around:
            return False
        self.unfolded = not self.unfolded
        self.rebuild()
        return True

    def on_mouse_scroll_up(self) -> None:
        """By hand, too."""
        self._is_fresh = False

    def on_mouse_scroll_down(self) -> None:
        """By hand, too."""
        self._is_fresh = False

    @property
    def _today(self) -> str:
        return date(self.now, self._zone)

    def watch_now(self) -> None:
        """Countdowns go on, what was sent is simply there, days pass; else nothing changes."""
        if self.view is None:
            return
        if self._day != self._today or any(self._passes(one) for one in self.view.messages):
            self.rebuild()

    def _passes(self, message: Message) -> bool:
        """Whether time changes what is said about it."""
        just_sent = message.state is OutboxState.SENT and self.now - message.at < 2 * FRESH_MS
        return just_sent or message.state in ON_THE_WAY


def _said(view: ConversationView) -> object:
    """All of a conversation that its lines tell."""
    return view.row.id, view.row.visibility, view.messages, view.around
