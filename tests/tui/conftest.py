"""Every console under test believes itself in the same terminal: one with all colours."""

import pytest


@pytest.fixture(autouse=True)
def terminal_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "STY"):
        monkeypatch.delenv(name, raising=False)
