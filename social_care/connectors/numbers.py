"""Reads the numbers and paths of an account's table, beside what `Table` reads."""

from math import isfinite
from pathlib import Path
from typing import TypeGuard

from social_care.connectors.context import Table


class NumberTable(Table):
    """A `Table` that knows numbers and paths as well."""

    def number(self, key: str, default: float, *, least: float = 0) -> float:
        """A number of `least` or more."""
        value = self._get(key, default)
        if _is_number(value) and value >= least:
            return value
        self._problems.append(f"{key}: must be a number, {least:g} or more")
        return default

    def path(self, key: str) -> Path:
        """A path, made absolute by whoever read the configuration. It must be there."""
        value = self._get(key, None)
        if isinstance(value, str | Path) and str(value).strip():
            return Path(value)
        if value is not None:
            self._problems.append(f"{key}: must be a path")
        return Path()


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
