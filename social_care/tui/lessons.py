"""Ten keys, learnt by pressing them: what the tutor of the demo says, and what is done already."""

from dataclasses import dataclass, field

from social_care.tui.keys import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One key, or two that belong together."""

    commands: tuple[str, ...]
    """All of them must have been given."""
    says: str
    """`{command}` stands for that command's key."""

    @property
    def keys(self) -> str:
        """As they are written."""
        return " ".join(map(shown, self.commands))

    @property
    def sentence(self) -> str:
        """With the keys in force."""
        return self.says.format_map(_Shown())


class _Shown(dict[str, str]):
    def __missing__(self, command: str) -> str:
        return shown(command)


LESSONS = (
    Lesson(commands=("down", "up"), says="{down} goes one down, {up} up again: try both."),
    Lesson(commands=("open",), says="{open} opens who is under the cursor: me, at the top."),
    Lesson(commands=("next",), says="{next} claims and opens whoever needs you most."),
    Lesson(commands=("reply",), says="{reply} begins a reply: write a word or two."),
    Lesson(commands=("send",), says="{send} sends it; for ten seconds {take_back} takes it back."),
    Lesson(
        commands=("resolve",), says="{resolve} resolves; a complaint that waits asks for it twice."
    ),
    Lesson(commands=("undo",), says="{undo} undoes that: nothing you press is final."),
    Lesson(commands=("why",), says="{why} says why somebody stands where they stand."),
    Lesson(commands=("search",), says="{search} finds all that was ever said; {back} leads back."),
    Lesson(commands=("help",), says="{help} shows every key that works where you are."),
)


@dataclass(slots=True)
class Course:
    """How far somebody has come, in whichever order."""

    given: set[str] = field(default_factory=set)
    """Commands that were done."""

    def obeyed(self, command: str) -> bool:
        """A command was done; True when that taught something."""
        before = len(self.done)
        self.given.add(command)
        return len(self.done) > before

    @property
    def done(self) -> list[Lesson]:
        """What is learnt."""
        return [lesson for lesson in LESSONS if self.given.issuperset(lesson.commands)]

    @property
    def now(self) -> Lesson | None:
        """What comes next; None when all is learnt."""
        done = self.done
        return next((lesson for lesson in LESSONS if lesson not in done), None)

    def skip(self) -> None:
        """Go on with the next one."""
        if (now := self.now) is not None:
            self.given.update(now.commands)
