"""A keyring in memory, in the shape of the `keyring` package."""

import sys
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace

import pytest


class KeyringError(Exception):
    """Stands in for the package's own."""


@dataclass
class FakeKeyring:
    """What it holds, by service and user; the service "locked" cannot be asked."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    priority: float = 5
    locked: bool = False

    def get_password(self, service: str, user: str) -> str | None:
        """Look."""
        self._check(service)
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, secret: str) -> None:
        """Keep."""
        self._check(service, secret)
        self.kept[service, user] = secret

    def delete_password(self, service: str, user: str) -> None:
        """Forget; what is not there is an error."""
        self._check(service)
        if self.kept.pop((service, user), None) is None:
            raise KeyringError("not found")

    def _check(self, service: str, secret: str = "") -> None:
        if self.locked or service == "locked":
            raise KeyringError(f"no backend for {secret}")

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be the package that is imported."""
        module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
        for name in ("get_password", "set_password", "delete_password"):
            setattr(module, name, getattr(self, name))
        module.get_keyring = lambda: SimpleNamespace(priority=self.priority)  # type: ignore[attr-defined]
        errors.KeyringError = KeyringError  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "keyring", module)
        monkeypatch.setitem(sys.modules, "keyring.errors", errors)
