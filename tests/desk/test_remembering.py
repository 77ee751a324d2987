"""How an agent left the console: kept for each, small, and never in the way."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.desk import remembering
from social_care.storage import kept
from tests.world import Shop


def test_each_agent_finds_the_console_as_they_left_it(shop: Shop) -> None:
    assert shop.desk("mary").remember("theme", "dark")
    assert shop.desk("mary").remember("panes", [45, 34])
    assert shop.desk("sam").remember("theme", "light")
    assert shop.desk("mary").remembered("theme", "") == "dark"
    assert shop.desk("mary").remembered("panes", []) == [45, 34]
    assert shop.desk("sam").remembered("theme", "") == "light"
    assert shop.desk("sam").remembered("panes", [1]) == [1]


def test_it_survives_a_restart(shop: Shop) -> None:
    shop.desk().remember("view", {"name": "todo", "cursor": 7})
    shop.store.close()
    again = Shop(shop.path)
    try:
        assert again.desk().remembered("view", {}) == {"name": "todo", "cursor": 7}
    finally:
        again.close()


@pytest.mark.parametrize(
    ("value", "default"),
    [("dark", 1), (1, "dark"), (True, 1), (1, True), (1, 1.0), ([], {}), (None, "x")],
)
def test_a_value_of_another_kind_is_not_what_was_meant(
    shop: Shop, value: object, default: object
) -> None:
    shop.desk().remember("key", value)
    assert shop.desk().remembered("key", default) == default
    assert type(shop.desk().remembered("key", default)) is type(default)
    assert shop.desk().remembered("key", None) == value


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[" * 100_000, "NaN", "\x00"])
def test_a_corrupt_value_is_as_good_as_none(shop: Shop, text: str) -> None:
    with shop.store.write() as tx:
        kept.set_state(tx, "mary", "theme", text, 0)
    assert shop.desk().remembered("theme", "dark") == "dark"


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, float("nan"), "x" * 5_000, ["x"] * 2_000, {"a": b"x"}]
)
def test_what_is_no_json_or_too_long_is_not_kept(shop: Shop, value: object) -> None:
    shop.desk().remember("key", "before")
    assert not shop.desk().remember("key", value)
    assert shop.desk().remembered("key", "") == "before"


def test_what_holds_itself_is_not_kept(shop: Shop) -> None:
    itself: list[Any] = []
    itself.append(itself)
    assert not shop.desk().remember("key", itself)


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_keys_are_short(shop: Shop, key: str) -> None:
    assert not shop.desk().remember(key, 1)


def test_nobody_is_remembered(shop: Shop) -> None:
    nobody = shop.desk("")
    assert not nobody.remember("theme", "dark")
    assert nobody.remembered("theme", "light") == "light"


def test_only_so_much_is_kept_the_oldest_goes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_STATE", 3)
    for number in range(5):
        shop.desk().remember(f"key{number}", number)
        shop.pass_time(seconds=1)
    shop.desk("sam").remember("key0", 0)
    keys = [row["key"] for row in shop.rows("SELECT key FROM console_state WHERE agent = 'mary'")]
    assert sorted(keys) == ["key2", "key3", "key4"]


def test_it_moves_no_screen_and_what_is_the_same_is_not_written(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.desk("sam").changed()
    shop.desk().remember("theme", "dark")
    assert not shop.desk("sam").changed()
    with monkeypatch.context() as patched:
        patched.setattr(shop.store, "write", lambda **_: pytest.fail("written"))
        assert shop.desk().remember("theme", "dark")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=JSON)
def test_what_is_kept_comes_back(shop: Shop, value: object) -> None:
    if shop.desk().remember("key", value):
        assert shop.desk().remembered("key", None) == value
    assert shop.value("SELECT coalesce(max(length(value)), 0) FROM console_state") <= (
        remembering.VALUE_LENGTH
    )
