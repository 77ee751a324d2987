"""A bounded memory for what a connector would otherwise ask its network again and again."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """Keeps the most recently used values; may be used by several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> V | None:
        """The value, if it is still kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def first(self, key: str, value: V) -> V:
        """Keep this value unless there is one; the one that is kept."""
        with self._lock:
            kept = self._values.setdefault(key, value)
        return self.put(key, kept)

    def put(self, key: str, value: V) -> V:
        """Keep this value in any case."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value
