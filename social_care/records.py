"""Frozen dataclasses whose methods are written when they are first needed.

`dataclasses` compiles six functions for every frozen class, half a millisecond each time: a console
that knows a hundred and fifty nouns would spend a third of its start on them, and use a few. The
methods are those that `dataclasses` writes, and the type checker sees nothing else than it.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, **options: Any) -> Callable[[type], type]:
        """The same as `dataclasses.dataclass`; the options are given by name."""
        if not frozen:
            return dataclasses.dataclass(**options)
        return lambda plain: _frozen(plain, options)


_WRITTEN = ("__init__", "__repr__", "__eq__", "__hash__", "__getstate__", "__setstate__")
"""What `dataclasses` adds to a frozen class besides its refusals to change."""


def _frozen(plain: type, options: dict[str, Any]) -> type:
    if any(map(dataclasses.is_dataclass, plain.__bases__)):  # rare: written with its base's fields
        return dataclasses.dataclass(frozen=True, **options)(plain)
    body = {
        name: value
        for name, value in vars(plain).items()
        if name not in {"__dict__", "__weakref__"}
    }
    bare = {**options, "init": False, "repr": False, "eq": False}
    made: Any = dataclasses.dataclass(**bare)(plain)
    made.__dataclass_params__.frozen = True
    made.__setattr__, made.__delattr__ = _keep, _keep

    def finish() -> None:
        again: Any = type(plain)(plain.__name__, plain.__bases__, body)
        whole = dataclasses.dataclass(frozen=True, **options)(again)
        for name in later:
            setattr(made, name, getattr(whole, name))

    later = [name for name in _WRITTEN if name not in body and _adds(name, options)]
    for name in later:
        setattr(made, name, _first(name, finish))
    return cast("type", made)


def _adds(name: str, options: dict[str, Any]) -> bool:
    """Whether `dataclasses` would write this method."""
    if name in {"__eq__", "__hash__"}:
        return bool(options.get("eq", True))
    return bool(options.get("slots")) or not name.endswith("state__")


def _first(name: str, finish: Callable[[], None]) -> Callable[..., Any]:
    """Stands for a method until the class is finished."""

    def method(self: Any, *args: Any, **named: Any) -> Any:
        finish()
        return getattr(type(self), name)(self, *args, **named)

    return method


def _keep(self: object, name: str, *_: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot change {type(self).__name__}.{name}")
