"""The demo's tutor: every command that is done ticks its lesson off, and the next one is shown."""

from social_care.models.views import OutboxItem
from social_care.tui.keys import shown, undoes
from social_care.tui.lessons import LESSONS, Course
from social_care.tui.screens.obeying import Obeying
from social_care.tui.screens.offers import Offer
from social_care.tui.widgets.lesson_bar import LessonBar
from social_care.tui.writing import Writing

ONCE_DONE = frozenset({"resolve", "send"})
"""What may ask something first: pressing the key is not yet the deed."""

ABOUT = "Ten keys, learnt by pressing them."


class Teaching(Obeying):
    """Only where somebody asked to be taught; elsewhere nothing of it is there."""

    lesson_bar: LessonBar | None = None
    course: Course | None = None

    def teach(self) -> None:
        """Begin; before the screen is composed."""
        self.course = Course()
        self.lesson_bar = LessonBar(self.course)

    def obeyed(self, command: str) -> None:
        """Tick it off; a deed only once it is done."""
        super().obeyed(command)
        if command not in ONCE_DONE:
            self._learnt(command)

    async def _sent(self, writing: Writing, item: OutboxItem) -> None:
        """What is held, too long or has a gap is not sent."""
        await super()._sent(writing, item)
        self._learnt("send")

    async def _resolve(self, conversation_id: int) -> None:
        """A complaint that waits asks for a second key, and Esc resolves nothing."""
        before = self.notice
        await super()._resolve(conversation_id)
        said = self.notice
        if said is not None and said is not before and said.text.endswith(undoes()):
            self._learnt("resolve")

    def _learnt(self, command: str) -> None:
        if self.course is not None and self.course.obeyed(command):
            self._show_course()

    def action_down(self) -> None:
        """Moves do not pass where other commands are counted."""
        super().action_down()
        self._learnt("down")

    def action_up(self) -> None:
        """Moves do not pass where other commands are counted."""
        super().action_up()
        self._learnt("up")

    def _show_course(self) -> None:
        assert self.course is not None
        assert self.lesson_bar is not None
        self.lesson_bar.refresh()
        if self.course.now is None and self.lesson_bar.display:
            self.lesson_bar.display = False
            more = f"{shown('help')} shows every other one"
            self.say(
                f"That was all {len(LESSONS)}: the tutor is done. {more}.", "good", lasting=True
            )

    # -- skipping ----------------------------------------------------------------------------

    def _skip(self) -> None:
        if self.course is not None:
            self.course.skip()
            self._show_course()

    def _put_away(self) -> None:
        if self.lesson_bar is not None:
            self.lesson_bar.display = False
            self.say("The tutor is put away; the palette brings it back.")

    def _begin_again(self) -> None:
        if self.course is not None and self.lesson_bar is not None:
            self.course.given.clear()
            self.lesson_bar.display = True
            self.lesson_bar.refresh()

    def offers(self) -> list[Offer]:
        """For the palette."""
        if self.lesson_bar is None:
            return super().offers()
        away = [
            Offer("tutor: skip this key", ABOUT, self._skip),
            Offer("tutor: put it away", ABOUT, self._put_away),
        ]
        again = [Offer("tutor: from the beginning", ABOUT, self._begin_again)]
        return [*(away if self.lesson_bar.display else again), *super().offers()]
