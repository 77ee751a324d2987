"""The labelled texts of a data folder, and the same texts as the product reads them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from social_care.triage import Triage
from social_care.triage.probability import Measures, measure
from social_care.triage.reading import Reading
from social_care.triage.table import Scales

CARE = ("airline", "complaints2019")
"""Sets written to a company; they are what the product is for."""
GENERAL = ("sxsw_brands", "s140_test", "semeval17", "vader_tweets", "vader_amazon")
BRANDED = "airline"
"""The set whose groups are brands, whose own words a config would name."""
UNBRANDED = ("random_tweet", "random_reply")
"""Groups of complaints2019 that are no domain; they stand beside each domain held out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text of one set."""

    name: str
    """The set."""
    text: str
    group: str
    """Brand, domain or language."""
    y: int | None
    """1 for a complaint or negative, 0 for the rest; None where unlabelled."""
    extra: dict[str, Any]

    @property
    def brand_words(self) -> tuple[str, ...]:
        """What the brand's own config would say."""
        if self.name != BRANDED:
            return ()
        brand = self.group.lower()
        return (brand, f"{brand} airlines", f"{brand} air")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row as the product reads it, before any weight."""

    row: Row
    reading: Reading
    measures: Measures


def load(folder: Path, name: str) -> list[Row]:
    """The rows of one set, in order. Raises FileNotFoundError if it is not there."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [_row(name, json.loads(line)) for line in lines]


def labelled(folder: Path) -> list[Row]:
    """Every labelled row of the sets the weights are fitted on."""
    return [row for name in (*CARE, *GENERAL) for row in load(folder, name) if row.y is not None]


def see(triage: Triage, scales: Scales, rows: Sequence[Row]) -> list[Seen]:
    """The rows as `triage` reads them: about 5,000 a second."""
    return list(_seen(triage, scales, rows))


def _seen(triage: Triage, scales: Scales, rows: Sequence[Row]) -> Iterator[Seen]:
    for row in rows:
        reading = triage.read(triage.make_plain(row.text, row.brand_words))
        yield Seen(row=row, reading=reading, measures=measure(reading, scales))


def _row(name: str, data: dict[str, Any]) -> Row:
    return Row(
        name=name,
        text=data["text"],
        group=data["group"],
        y=data["y"],
        extra=data.get("extra") or {},
    )
