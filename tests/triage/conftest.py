"""The shipped table at work for an invented shoe brand."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from social_care.models import Assessment
from social_care.triage import Subject, Triage, TriageTable

SHIPPED = Path(__file__).parents[2] / "config" / "triage.toml"

Assess = Callable[..., Assessment]


@pytest.fixture(scope="session")
def shipped() -> dict[str, Any]:
    """The shipped triage.toml, parsed. Copy it before changing it."""
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def table(shipped: dict[str, Any]) -> TriageTable:
    return TriageTable.from_toml(shipped)


@pytest.fixture(scope="session")
def triage(table: TriageTable) -> Triage:
    return Triage(table, ("acme", "acme shoes"))


@pytest.fixture(scope="session")
def assess(triage: Triage) -> Assess:
    """assess(text, **fields of Subject) -> Assessment."""

    def _assess(text: str, **fields: Any) -> Assessment:
        return triage.assess(Subject(text=text, **fields))

    return _assess
