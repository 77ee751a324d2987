"""What triage's table holds beyond plain TOML: dataclasses of numbers, and phrases."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from social_care import tables
from social_care.triage.phrases import Phrase, compile_phrase

T = TypeVar("T")


class Section(tables.Section):
    """One table of triage.toml."""

    def numbers(self, shape: type[T], low: float, high: float) -> T:
        """A dataclass of numbers, one key for each field."""
        values: dict[str, Any] = {}
        for field in fields(shape):  # type: ignore[arg-type]
            value = self.number(field.name, low, high)
            if field.type is int and value != int(value):
                self.note(field.name, "must be a whole number")
            values[field.name] = int(value) if field.type is int else float(value)
        self.end()
        return shape(**values)

    def phrases(
        self, key: str, lists: Mapping[str, Sequence[str]], *, needed: bool = False
    ) -> tuple[Phrase, ...]:
        """The phrases under `key`, compiled; see `phrases` for what they may say."""
        compiled: list[Phrase] = []
        for number, source in enumerate(self.texts(key, needed=needed)):
            try:
                compiled.extend(compile_phrase(source, lists))
            except ValueError as problem:
                self.note(f"{key}[{number}]", f'"{source}" {problem}')
        return tuple(compiled)
