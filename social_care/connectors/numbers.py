"""Reads the numbers and paths of an account's table, beside what `Table` reads."""

from math import isfinite
from pathlib import Path
from typing import TypeGuard

from social_care.connectors.context import Table


class NumberTable(Table):
    """A `Table` that knows numbers and paths as well."""

    def number(self, key: str, default: float, *, least: float | None = 0) -> float:
        """A number of `least` or more; any number if that is None."""
        value = self._get(key, default)
        if _is_number(value) and (least is None or value >= least):
            return value
        bound = "" if least is None else f", {least:g} or more"
        self._problems.append(f"{key}: must be a number{bound}")
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
