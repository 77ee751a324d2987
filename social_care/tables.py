"""Reading parsed TOML strictly: what is wrong is noted with its place, and reading goes on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, TypeVar

T = TypeVar("T")


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
        self.problems.append(f"{place}: {problem}" if place else problem)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def get(self, key: str, default: object = None) -> object:
        """The value as it is; asking makes the key a known one. None is noted as missing."""
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is None:
            self.note(key, "is missing")
        return value

    def section(self, key: str) -> Self:
        """The table under `key`; an empty one if absent."""
        place = f"{self.place}.{key}" if self.place else key
        return type(self)(self.get(key, {}), place, self.problems)

    def sections(self, key: str) -> list[Self]:
        """The tables of the list under `key`; none if absent."""
        found = self.get(key, [])
        if not isinstance(found, list):
            self.note(key, f"must be a list of tables: write [[{key}]]")
            return []
        place = f"{self.place}.{key}" if self.place else key
        return [
            type(self)(item, f"{place}[{number}]", self.problems)
            for number, item in enumerate(found)
        ]

    def names(self) -> tuple[str, ...]:
        """Every key that is there, for tables whose keys are data."""
        self._asked |= set(self._data)
        return tuple(self._data)

    def mapping(self) -> dict[str, Any]:
        """The whole table as it is, for somebody else to read; every key counts as known."""
        self._asked |= set(self._data)
        return dict(self._data)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; noted as missing if there is no default."""
        value = self.get(key, default)
        if isinstance(value, str) and (value.strip() or value == default):
            return value.strip()
        if value is not None:
            self.note(key, "must be a text that is not empty")
        return default or ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self.get(key, default)
        if not isinstance(value, bool):
            self.note(key, "must be true or false")
            return default
        return value

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
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, "must be a number")
        elif not low <= value <= high:
            self.note(key, f"must be between {low:g} and {high:g}")
        else:
            return value
        return low if default is None else default

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A number without a fraction; see `number`."""
        value = self.number(key, low, high, default)
        if value != int(value):
            self.note(key, "must be a whole number")
        return int(value)

    def choice(self, key: str, choices: Mapping[str, T], default: str | None = None) -> T | None:
        """One of the named values; None if absent without a default."""
        if default is None and key not in self._data:
            self._asked.add(key)
            return None
        value = self.get(key, default)
        if isinstance(value, str) and value in choices:
            return choices[value]
        self.note(key, f"must be one of {', '.join(choices)}{suggest(str(value), choices)}")
        return choices.get(default) if default is not None else None

    def end(self) -> None:
        """Note every key nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                self.note(key, f"is not known here{suggest(key, self._asked)}")


def suggest(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words, as the end of a sentence; empty when none is near."""
    from difflib import get_close_matches  # loaded to help who misspelt, and never else

    near = get_close_matches(word, sorted(known), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def faulty(place: object, problems: Sequence[str]) -> str:
    """How an error begins that lists what is wrong in a file."""
    return f"{place} has {'a fault' if len(problems) == 1 else f'{len(problems)} faults'}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
