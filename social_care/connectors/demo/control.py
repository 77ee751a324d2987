"""How a test or a person makes the simulated network misbehave: `control.json` in its folder.

    {"send": ["lose_answer", {"fault": "refuse", "words": "no links, please"}],
     "fetch": [{"fault": "omit", "stream": "mentions", "count": 2}],
     "look": ["miss"], "check": ["auth"], "delay_s": 5,
     "extra": [{"external_id": "x1", "text": "hello", "posted_at": 1767225600000}]}

Faults are used up one by one, in order; `extra` only grows.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_care.connectors.demo.files import locked, replace_text
from social_care.errors import ErrorClass, NetworkError

FAULTS: Mapping[str, frozenset[str]] = {
    "send": frozenset(
        {
            "lose_answer",
            "error_after",
            "drop",
            "refuse",
            "rate",
            "down",
            "gone",
            "blocked",
            "auth",
            "hang_before",
            "hang_after",
        }
    ),
    "act": frozenset({"lose_answer", "error_after", "drop", "refuse", "rate", "down", "auth"}),
    "fetch": frozenset({"down", "auth", "rate", "omit", "duplicate", "reorder"}),
    "look": frozenset({"down", "auth", "rate", "miss"}),
    "check": frozenset({"down", "auth", "rate"}),
}
"""What can go wrong in each operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, once."""

    name: str
    words: str = ""
    """What the network says, where it says something."""
    retry_at: int | None = None
    """For `rate`; ms since 1970 UTC."""
    count: int = 1
    """For `omit`: how many messages are left out."""
    stream: str | None = None
    """For fetches: only this stream's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the control file says now."""

    delay_s: float = 0.0
    """How long after it was written a message shows."""
    extra: list[Mapping[str, Any]] = field(default_factory=list)
    waiting: dict[str, list[Fault]] = field(default_factory=dict)
    """Faults still to come, by operation."""


class DemoControl:
    """Writes and reads one simulated account's control file. Safe from several processes."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._path = self.folder / "control.json"

    def fault(self, operation: str, name: str, **details: Any) -> None:
        """Let `operation` (send, fetch, look, check) fail once; `details` are `Fault`'s fields."""
        entry = {"fault": name, **details}
        _fault(operation, entry)
        self._change(lambda values: values.setdefault(operation, []).append(entry))

    def delay(self, seconds: float) -> None:
        """Show everything, our own posts too, only `seconds` after it was written."""
        self._change(lambda values: values.update(delay_s=seconds))

    def say(self, external_id: str, text: str, posted_at: int, **fields: Any) -> None:
        """Inject a customer's message; the same id again is an edit.

        `fields` are those of `Mention`; `author` is a mapping with `id`, `handle`, `name` ...
        """
        self.extra(external_id=external_id, text=text, posted_at=posted_at, **fields)

    def answer_natively(
        self, external_id: str, text: str, posted_at: int, in_reply_to: str, **fields: Any
    ) -> None:
        """Inject an answer that a colleague gave in the network's own app."""
        self.extra(
            native=True,
            external_id=external_id,
            text=text,
            posted_at=posted_at,
            in_reply_to=in_reply_to,
            **fields,
        )

    def delete(self, external_id: str, at: int) -> None:
        """Let the author delete a message."""
        self.extra(deleted=external_id, posted_at=at)

    def extra(self, **entry: Any) -> None:
        """Append to the list of injected messages as it is."""
        self.inject([entry])

    def inject(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Append many to the list of injected messages, all at once."""
        added = [dict(entry) for entry in entries]
        self._change(lambda values: values.setdefault("extra", []).extend(added))

    def calm(self) -> None:
        """Forget all faults still to come."""
        self._change(lambda values: [values.pop(operation, None) for operation in FAULTS])

    @property
    def hanging(self) -> Path:
        """The file that appears when a send has met `hang_before` or `hang_after`."""
        return self.folder / "hanging"

    def orders(self) -> Orders:
        """What the file says. Raises NetworkError(TRANSIENT) when it cannot be read."""
        return self._orders(self._read())

    def take(self, operation: str, stream: str | None = None) -> Fault | None:
        """Use up the next fault of `operation`; None when all goes well."""
        if not self._next(self.orders(), operation, stream):
            return None
        with locked(self.folder / "lock"):
            values = self._read()
            fault = self._next(self._orders(values), operation, stream)
            if fault is not None:
                place, found = fault
                del values[operation][place]
                self._write(values)
                return found
        return None

    @staticmethod
    def _next(orders: Orders, operation: str, stream: str | None) -> tuple[int, Fault] | None:
        for place, fault in enumerate(orders.waiting.get(operation, [])):
            if fault.stream in {None, stream}:
                return place, fault
        return None

    def _change(self, change: Callable[[dict[str, Any]], object]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / "lock"):
            values = self._read()
            change(values)
            self._write(values)

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as problem:
            raise self._unreadable(str(problem)) from None
        if not isinstance(values, dict):
            raise self._unreadable("it must be an object")
        return values

    def _orders(self, values: Mapping[str, Any]) -> Orders:
        try:
            return Orders(
                delay_s=float(values.get("delay_s", 0)),
                extra=[dict(entry) for entry in values.get("extra", [])],
                waiting={
                    name: [_fault(name, each) for each in values.get(name, [])] for name in FAULTS
                },
            )
        except (TypeError, ValueError, KeyError) as problem:
            raise self._unreadable(repr(problem)) from None

    def _unreadable(self, problem: str) -> NetworkError:
        return NetworkError(
            ErrorClass.TRANSIENT,
            f"the simulated network's {self._path} cannot be read: {problem}",
            remedy="mend the file, or delete it",
        )

    def _write(self, values: Mapping[str, Any]) -> None:
        replace_text(self._path, json.dumps(values, indent=1) + "\n")


def _fault(operation: str, entry: str | Mapping[str, Any]) -> Fault:
    details = {"fault": entry} if isinstance(entry, str) else dict(entry)
    name = details.pop("fault")
    if name not in FAULTS[operation]:
        known = ", ".join(sorted(FAULTS[operation]))
        raise ValueError(f"no fault {name!r} in {operation}; there are {known}")
    return Fault(name=name, **details)
