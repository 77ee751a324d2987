"""The answers that were sent before, found by their words."""

from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from textual.timer import Timer

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.composing import SentAnswer
from social_care.tui.screens.picking import Picker
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, clip, column, wrap

DAY, AGENT, CHANNEL = 11, 9, 10
"""Cells of the columns before the words."""

LOOK_S = 0.06
"""Looked for so long after the last key."""

Find = Callable[[str], Awaitable[Sequence[SentAnswer]]]


class AnswerList(Picker[SentAnswer]):
    """Ctrl+R: what is typed is looked for while it is typed."""

    heading = "Answers sent before"
    prompt = "words of the answer"
    command = "recall"

    def __init__(self, said: tuple[str, str], find: Find, zone: ZoneInfo) -> None:
        super().__init__(said)
        self._find, self._zone = find, zone
        self._answers: Sequence[SentAnswer] = ()
        self._said_instead = "Looking …"
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """The newest, before anything is typed."""
        self._look()

    @property
    def found(self) -> Sequence[SentAnswer]:
        """What was found last."""
        return self._answers

    def typed_on(self) -> None:
        """Look once the hand rests for a moment: off the event loop, the last word wins."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(LOOK_S, self._look)

    def _look(self) -> None:
        self._timer = None
        self.run_worker(self._look_for(self.typed), group="answers", exclusive=True)

    async def _look_for(self, typed: str) -> None:
        try:
            found = await self._find(typed)
        except SocialCareError as problem:
            found, self._said_instead = (), words.error(problem)
        else:
            self._said_instead = "No answer holds these words." if typed else "None was sent yet."
        if typed == self.typed:
            self._answers = found
            self.draw()

    def nothing(self) -> str:
        """Nothing yet, nothing at all, or what went wrong."""
        return self._said_instead

    def row(self, one: SentAnswer, width: int) -> Line:
        """When, who, where; then the words."""
        before = (
            column(times.date(one.at, self._zone), DAY)
            + column(text.clean_line(one.agent), AGENT)
            + column(text.clean_line(one.channel), CHANNEL)
        )
        room = width - DAY - AGENT - CHANNEL
        return ((before, "dim"), (clip(text.preview(one.text, limit=width), room), ""))

    def about(self, one: SentAnswer, width: int) -> list[Line]:
        """All of it as far as there is room, and what it answered."""
        question = text.preview(one.customer_first_words)
        asked: list[Line] = []
        if question:
            asked = [(("it answered: ", "dim"), (clip(question, width - 13), "dim"))]
        said = wrap(text.clean_line(one.text, limit=600), width)
        return [*(((row, ""),) for row in said[: 4 - len(asked)]), *asked]
