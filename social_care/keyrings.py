"""The desktop's keyring, where the `keyring` package is installed and has one to use.

Servers mostly have none: then the package is missing, or holds a backend that keeps nothing.
"""

from types import ModuleType
from typing import Any

from social_care.errors import SecretError


def is_usable() -> bool:
    """Whether secrets can be kept in it by this process; nothing is unlocked to find out."""
    try:
        module = _keyring()
        priority: Any = module.get_keyring().priority
        return bool(priority > 0)
    except (SecretError, RuntimeError, TypeError, AttributeError):
        return False  # a backend that cannot work here says so by RuntimeError


def get(service: str, user: str) -> str | None:
    """What is kept there; None when nothing is. Raises SecretError."""
    found = _asked(f"{service}/{user}", "get_password", service, user)
    return None if found is None else str(found)


def put(service: str, user: str, secret: str) -> None:
    """Keep it. Raises SecretError, which never holds the secret."""
    _asked(f"{service}/{user}", "set_password", service, user, secret)


def forget(service: str, user: str) -> None:
    """Delete what is kept there; nothing there is no error. Raises SecretError."""
    if get(service, user) is not None:
        _asked(f"{service}/{user}", "delete_password", service, user)


def _asked(place: str, what: str, *words: str) -> Any:
    module = _keyring()
    from keyring.errors import KeyringError

    try:
        return getattr(module, what)(*words)
    except KeyringError as error:
        # without its cause: a backend may repeat what it was given
        raise SecretError(
            f"the keyring cannot be asked for {place}: {type(error).__name__}",
            "unlock it where the worker runs, or use env: or file:",
        ) from None


def _keyring() -> ModuleType:
    try:
        import keyring
    except ImportError as error:
        raise SecretError(
            "keyring: references need the keyring package",
            "pip install keyring, or use env: or file:",
        ) from error
    module: ModuleType = keyring
    return module
