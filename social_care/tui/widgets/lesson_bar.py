"""Two lines of the demo: which key to press next, and which are learnt."""

from collections.abc import Sequence

from social_care.tui.keys import shown
from social_care.tui.lessons import LESSONS, Course
from social_care.tui.widgets.bar import Bar, framed
from social_care.tui.widgets.lines import Line


class LessonBar(Bar):
    """The tutor, above the last two lines."""

    DEFAULT_CSS = "LessonBar { height: 2; }"

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course

    def lines(self, width: int) -> Sequence[Line]:
        """What comes next, then all ten with a tick where they are done."""
        now = self._course.now
        if now is None:
            return [(), ()]
        number = LESSONS.index(now) + 1
        says: Line = ((f"Tutor {number} of {len(LESSONS)}: ", "brand"), (now.sentence, "strong"))
        away: Line = ((f"{shown('palette')}, then: tutor, skips it", "dim"),)
        return [framed(says, (), width), framed(self._ticks(), away, width)]

    def _ticks(self) -> Line:
        done, now = self._course.done, self._course.now
        line: Line = ()
        for lesson in LESSONS:
            mark = "✓" if lesson in done else ">" if lesson is now else " "
            look = "good" if lesson in done else "key" if lesson is now else "dim"
            line = (*line, (f"{mark}{lesson.keys} ", look))
        return line
