"""The list of macros: each with its key and how it begins, and what goes with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from social_care import text
from social_care.models.composing import Filled, Macro, MacroActions
from social_care.tui.screens.picking import Picker
from social_care.tui.widgets.dialog_keys import key_line
from social_care.tui.widgets.lines import Line, clip, column, wrap

NAME = 30
"""Cells for a macro's name."""

MINUTE_MS = 60_000

Find = Callable[[str, Sequence[Macro]], Sequence[Macro]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A macro as this customer would read it; without one: nothing goes along any more."""

    macro: Macro | None
    filled: Filled | None = None


NOTHING_ALONG = Offered(macro=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """Everything that F2 offers in a conversation."""

    macros: Sequence[Macro]
    filled: Sequence[Filled]
    problems: Sequence[str]
    """What is wrong with files of others."""


class MacroList(Picker[Offered]):
    """F2: letters find by name and words; a macro's key as a capital, or a figure, takes it."""

    heading = "Macros"
    prompt = "letters find one; its key as a capital inserts it at once"
    command = "macro"

    def __init__(
        self, said: tuple[str, str], offering: Offering, find: Find, *, along: str = ""
    ) -> None:
        super().__init__(said)
        self._find, self._along, self._problems = find, along, offering.problems
        self._offered = {
            macro.name: Offered(macro=macro, filled=filled)
            for macro, filled in zip(offering.macros, offering.filled, strict=True)
        }
        self._macros = offering.macros

    @property
    def found(self) -> Sequence[Offered]:
        """The desk knows which fit."""
        return [self._offered[macro.name] for macro in self._find(self.typed, self._macros)]

    def type_on(self, typed: str) -> None:
        """A capital or a figure, first: the macro whose key it is."""
        if len(typed) == 1 and not self.typed and (typed.isupper() or typed.isdigit()):
            for macro in self._macros:
                if macro.key.casefold() == typed.casefold():
                    self.dismiss(self._offered[macro.name])
                    return
        super().type_on(typed)

    def row(self, one: Offered, width: int) -> Line:
        """Its key, its name, its first words."""
        if one.macro is None or one.filled is None:
            return ()
        key = (one.macro.key.upper() or " ").ljust(3)
        name = column(text.clean_line(one.macro.name), NAME)
        words = text.preview(one.filled.text, limit=width)
        return ((key, "key"), (name, ""), (clip(words, width - NAME - 3), "dim"))

    def about(self, one: Offered, width: int) -> list[Line]:
        """How it reads, what is still to be written, what goes with it."""
        if one.macro is None or one.filled is None:
            return []
        last: list[Line] = []
        if one.filled.unresolved:
            names = ", ".join(dict.fromkeys(span.said for span in one.filled.unresolved))
            last.append(((f"{text.clean_line(names)} is not known: you write it", "warn"),))
        if said := told(one.macro.actions):
            last.append((("goes with it: ", "dim"), (clip(said, width - 14), "strong")))
        if self._problems and len(last) < 2:
            last.append(((clip(problem_line(self._problems), width), "warn"),))
        words = wrap(text.clean_line(one.filled.text, limit=600), width)
        return [*(((row, ""),) for row in words[: 4 - len(last)]), *last]

    def nothing(self) -> str:
        """No macro at all is another matter than none that fits."""
        if self._macros:
            return "No macro is called that."
        return "There are no macros for this channel: docs/macros.md tells how to write one."

    def keys(self) -> Line:
        """Del, where something goes along already."""
        dropping = [("Del", f"without: {self._along}")] if self._along else []
        return key_line(("Enter", "insert"), ("↑ ↓", "choose"), ("Esc", "back"), *dropping)

    def other_key(self, key: str) -> None:
        """Del: what an earlier macro brought does not go along any more."""
        if key == "delete" and self._along:
            self.dismiss(NOTHING_ALONG)


def problem_line(problems: Sequence[str]) -> str:
    """The first fault, and how many more."""
    more = f" (and {len(problems) - 1} more: social-care doctor)" if len(problems) > 1 else ""
    return text.clean_line(problems[0]) + more


def told(actions: MacroActions, *, sent: bool = False) -> str:
    """What goes with a macro, in words; `sent`: only what is done once the reply is sent."""
    said = ["private"] if actions.private and not sent else []
    said += ["holding: the clock goes on"] if actions.holding and not sent else []
    said += ["resolve"] if actions.resolve else []
    said += [f"tag {text.clean_line(tag)}" for tag in actions.tags]
    said += [f"wrap-up {text.clean_line(actions.wrap_up)}"] if actions.wrap_up else []
    said += [f"assign to {text.clean_line(actions.assign)}"] if actions.assign else []
    if actions.snooze_minutes:
        said.append(f"put aside for {text.span(actions.snooze_minutes * MINUTE_MS)}")
    return " · ".join(said)
