"""Finds connectors by their entry points, so that strangers' register the same way as ours."""

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol

from social_care.connectors.base import Connector
from social_care.errors import ConfigError
from social_care.tables import suggest

if TYPE_CHECKING:  # it brings httpx along: naming the connectors must not cost that
    from social_care.connectors.context import ConnectorContext

GROUP = "social_care.connectors"
"""Entry-point group; the name is what an account's `connector` key says."""


class ConnectorClass(Protocol):
    """What an entry point leads to: a class that makes a connector of an account's table."""

    def from_settings(self, account: Mapping[str, Any], context: "ConnectorContext") -> Connector:
        """Raises ConfigError naming every missing, unknown or unusable key."""
        ...


def available() -> list[str]:
    """The names of all installed connectors, in alphabetical order; none of them is loaded."""
    return sorted({entry.name for entry in entry_points(group=GROUP)})


def load(name: str) -> ConnectorClass:
    """The connector of this name; only this one is imported. Raises ConfigError."""
    found = [entry for entry in entry_points(group=GROUP) if entry.name == name]
    if not found:
        raise ConfigError(
            f"there is no connector {name!r}{suggest(name, available())}",
            [f"installed: {', '.join(available()) or 'none'}"],
            "use one of these names, or install the package that brings it",
        )
    try:
        loaded = found[0].load()
    except Exception as error:  # a stranger's code may fail in any way, and only for itself
        raise ConfigError(
            f"the connector {name!r} cannot be loaded",
            [f"{found[0].value}: {type(error).__name__}: {error}"],
            "install its package again, or tell whoever wrote it",
        ) from error
    return _checked(name, loaded)


def _checked(name: str, loaded: Any) -> ConnectorClass:
    if not callable(getattr(loaded, "from_settings", None)):
        raise ConfigError(
            f"the connector {name!r} is none",
            [f"{loaded!r} has no from_settings(account, context)"],
        )
    checked: ConnectorClass = loaded
    return checked
