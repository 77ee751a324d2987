"""Reading parsed TOML strictly: what is wrong is noted with its place, and reading goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from enum import Enum
from math import isfinite
from typing import Any, TypeVar

from social_care.triage.phrases import Phrase, compile_phrase

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class Section:
    """One table of a TOML file. Every getter notes a problem and returns something harmless."""

    def __init__(self, data: object, place: str, problems: list[str]) -> None:
        self.place = place
        self.problems = problems
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._asked: set[str] = set()
        if not isinstance(data, Mapping):
            self.note("", "must be a table")

    def note(self, key: str, problem: str) -> None:
        """Remember a problem with `key`, or with the whole section when it is empty."""
        place = ".".join(part for part in (self.place, key) if part)
        self.problems.append(f"{place}: {problem}")

    def get(self, key: str, default: object = None) -> object:
        """The value as it is; asking makes the key a known one. None is noted as missing."""
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is None:
            self.note(key, "is missing")
        return value

    def section(self, key: str) -> "Section":
        """The table under `key`."""
        place = f"{self.place}.{key}" if self.place else key
        return Section(self.get(key, {}), place, self.problems)

    def names(self) -> tuple[str, ...]:
        """Every key that is there, for tables whose keys are data."""
        self._asked |= set(self._data)
        return tuple(self._data)

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.note(key, "must be a text")
        return ""

    def flag(self, key: str) -> bool:
        """True or false; false if absent."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            self.note(key, "must be true or false")
        return value is True

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; empty if absent, unless `needed`."""
        value = self.get(key, None if needed else ())
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(map(_is_text, value)):
            self.note(key, "must be a list of texts")
            return ()
        return tuple(value)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number within `low` and `high`; noted as missing if there is no default."""
        value = self.get(key, default)
        if value is None:
            return low
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self.note(key, "must be a number")
        elif not low <= value <= high:
            self.note(key, f"must be between {low:g} and {high:g}")
        else:
            return value
        return low

    def choice(self, key: str, choices: Mapping[str, T], default: str | None = None) -> T | None:
        """One of the named values; None if absent without a default."""
        if default is None and key not in self._data:
            self._asked.add(key)
            return None
        value = self.get(key, default)
        if isinstance(value, str) and value in choices:
            return choices[value]
        self.note(key, f"must be one of {', '.join(choices)}")
        return None

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

    def end(self) -> None:
        """Note every key nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                self.note(key, f"is not known here{_suggest(key, self._asked)}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _suggest(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, sorted(known), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""
