"""staffing: a look ahead."""

import pytest

from tests.cli.kit import Brand
from tests.world import DAY, HOUR, START, Shop

SHIFT = """
[[shifts]]
name = "day"
days = "mon-fri"
start = "09:00"
end = "12:00"
"""


@pytest.fixture
def logged(brand: Brand) -> Brand:
    """A Monday on which thirty customers were answered within an hour, a week ago."""
    brand.configure(more=SHIFT)
    shop = Shop(brand.db)
    shop.hear("the log begins?", "old")
    shop.pass_time(minutes=1)
    for number in range(30):
        conversation = shop.hear("hello?", f"c{number}")
        shop.desk("mary").claim(conversation)
        shop.pass_time(seconds=50)
        shop.reply(conversation)
        shop.pass_time(seconds=40)
    shop.close()
    brand.now = START + 6 * DAY
    return brand


def test_a_table_and_a_plot(logged: Brand) -> None:
    said = logged.does("staffing", "--date", "2026-11-09", "--shifts", "20").stdout
    lines = said.splitlines()
    assert lines[0] == "day shift, Mon 9 Nov 2026, 09:00–12:00 (Europe/London)"
    assert lines[1].startswith("from the log: 1 past weeks, 30 answers · 20 shifts played")
    assert lines[3].split() == [
        "hour",
        "come",
        "agents",
        "in",
        "time",
        "one",
        "fewer",
        "one",
        "more",
    ]
    assert lines[4].split()[:2] == ["09:00", "31"]
    assert any("█" in line or "▇" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_the_next_shift_is_meant_unless_one_is_named(logged: Brand) -> None:
    (found,) = logged.json("staffing", "--shifts", "20", "--json")
    assert found["shift"] == "day"
    assert found["start"] == "2026-11-09T09:00:00+00:00"
    first, second, third = found["hours"]
    assert (first["hour"], first["usual"], first["agents"]) == ("09:00", 31, 1)
    assert (second["usual"], third["usual"]) == (0, 0)
    assert first["fewer"] is None


def test_a_target_of_one_time_for_all(logged: Brand) -> None:
    strict = logged.json("staffing", "--json", "--shifts", "20", "--target", "100/55s")[0]
    assert strict["hours"][0]["level"]["mean"] < 1.0  # writing alone takes 50 seconds, sending 10
    easy = logged.json("staffing", "--json", "--shifts", "20", "--target", "90/4h")[0]
    assert easy["hours"][0]["level"]["mean"] == 1.0


@pytest.mark.parametrize("target", ["0", "101", "80/15", "fast", ""])
def test_what_is_no_target(logged: Brand, target: str) -> None:
    assert "is no target" in logged.fails("staffing", "--target", target, code=2)


def test_without_shifts_it_says_what_to_add(brand: Brand) -> None:
    assert "[[shifts]]" in brand.fails("staffing", code=2)


def test_a_shift_that_is_not_there(logged: Brand) -> None:
    assert "there are: day" in logged.fails("staffing", "--shift", "night", code=2)
    assert "on that day" in logged.fails("staffing", "--date", "2026-11-08", code=2)
    assert "is no date" in logged.fails("staffing", "--date", "tomorrow", code=2)


def test_a_young_log_is_no_ground_for_a_plan(brand: Brand) -> None:
    brand.configure(more=SHIFT)
    assert "younger than a week" in brand.fails("staffing")


def test_too_few_answers_are_no_ground_either(brand: Brand) -> None:
    brand.configure(more=SHIFT)
    shop = Shop(brand.db)
    shop.hear("hello?")
    shop.close()
    brand.now = START + 8 * DAY + HOUR
    assert "0 answers" in brand.fails("staffing", "--date", "2026-11-16")
