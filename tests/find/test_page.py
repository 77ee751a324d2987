"""docs/search.md says what can be typed."""

import re
from pathlib import Path

import pytest

from social_care.find import FILTERS, Known, parse
from tests.world import START

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (`[a-z]+:`(?:, `[a-z]+:`)*) \| (.*) \|$", PAGE, flags=re.MULTILINE))
SHOP = Known(channels={"mastodon"}, accounts={"acme"}, agents={"mary"}, tags={"vip"}, me="mary")


def test_every_filter_and_no_other_is_told() -> None:
    assert {name for cell in ROWS for name in re.findall(r"([a-z]+):", cell)} == set(FILTERS)


@pytest.mark.parametrize("name", [name for name, values in FILTERS.items() if values])
def test_every_value_is_told(name: str) -> None:
    told = ROWS[f"`{name}:`"]
    assert [value for value in FILTERS[name] if not re.search(rf"\b{value}\b", told)] == []


@pytest.mark.parametrize(
    "text", re.findall(r"`(-?[a-z]+:[^` ]*[^:` ])`|^(refund .*)$", PAGE, flags=re.MULTILINE)
)
def test_every_example_can_be_meant(text: tuple[str, ...]) -> None:
    example = "".join(text)
    if not example.startswith("band:urgnt"):
        assert parse(example, SHOP, START).faults == ()
