"""stats: the shift in figures."""

import json
from typing import Any

import pytest

from tests.cli.kit import CONFIG, Brand, iso, record
from tests.world import HOUR, MINUTE, START

CONTRACT = {
    "waiting", "at_risk", "late", "oldest_waiting_s", "responses", "service_level", "first_p50_s",
    "first_p90_s", "next_p50_s", "next_p90_s", "business",
}  # fmt: skip
ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def stats(brand: Brand, *words: str) -> dict[str, Any]:
    """The figures."""
    (figures,) = brand.json("stats", "--json", *words)
    return figures


def test_one_object_holds_at_least_the_keys_of_the_contract(brand: Brand) -> None:
    figures = stats(brand)
    assert set(figures) >= CONTRACT
    assert set(figures["business"]) == set(figures) - {"business"}


def test_of_nothing_the_counts_are_zero_and_the_rest_is_null(brand: Brand) -> None:
    figures = stats(brand)
    assert (figures["waiting"], figures["late"], figures["responses"]) == (0, 0, 0)
    for name in ("service_level", "oldest_waiting_s", "first_p50_s", "next_p90_s"):
        assert figures[name] is None


def test_who_waits_is_counted_by_stage(brand: Brand) -> None:
    since = [START - minutes * MINUTE for minutes in (1, 25, 31, 90)]
    brand.imported(*(record(n, ANGRY, created_at=iso(at)) for n, at in enumerate(since)))
    figures = stats(brand)
    assert (figures["waiting"], figures["at_risk"], figures["late"]) == (4, 1, 2)
    assert figures["oldest_waiting_s"] == 90 * 60
    assert figures["service_level"] == 0.0


def test_responses_are_measured_on_both_clocks(brand: Brand) -> None:
    brand.configure(CONFIG + '[hours]\nmon-fri = ["09:00-17:00"]\n')
    brand.imported(record(1, ANGRY, created_at=iso(START - HOUR)))
    brand.pass_time(minutes=10)
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    figures = stats(brand)
    assert (figures["responses"], figures["service_level"]) == (1, 1.0)
    assert figures["first_p50_s"] == figures["first_p90_s"] == 70 * 60
    assert figures["business"]["first_p50_s"] == 10 * 60
    assert figures["next_p50_s"] is None


def test_the_oldest_wait_is_told_on_the_business_clock_too(brand: Brand) -> None:
    brand.configure(CONFIG + '[hours]\nmon-fri = ["09:00-17:00"]\n')
    brand.imported(record(1, ANGRY, created_at=iso(START - HOUR)))
    brand.pass_time(minutes=10)
    figures = stats(brand)
    assert figures["oldest_waiting_s"] == 70 * 60
    assert figures["business"]["oldest_waiting_s"] == 10 * 60


def test_an_accounts_own_hours_are_its_clock(brand: Brand) -> None:
    brand.configure(CONFIG + '[accounts.hours]\nmon-fri = ["09:30-17:00"]\n')
    brand.hear(ANGRY)
    brand.pass_time(hours=1)
    figures = stats(brand)
    assert figures["oldest_waiting_s"] == 60 * 60
    assert figures["business"]["oldest_waiting_s"] == 30 * 60


def test_a_period_selects_responses_half_open_and_always_shows_who_waits(brand: Brand) -> None:
    for number in (1, 2):
        brand.imported(record(number, ANGRY, created_at=iso(START - number * HOUR)))
        brand.does("answered", brand.queue()[0]["id"], agent="mary")
        brand.pass_time(minutes=10)
    brand.imported(record(3, ANGRY, created_at=iso(START)))
    assert stats(brand)["responses"] == 2
    later = stats(brand, "--since", iso(START + 10 * MINUTE))
    earlier = stats(brand, "--until", iso(START + 10 * MINUTE))
    assert (later["responses"], later["first_p50_s"]) == (1, 130 * 60)
    assert (earlier["responses"], earlier["first_p50_s"]) == (1, 60 * 60)
    assert (later["waiting"], earlier["waiting"]) == (1, 1)


def test_a_period_can_select_by_the_beginning_of_the_wait(brand: Brand) -> None:
    for number in (1, 2):
        brand.imported(record(number, ANGRY, created_at=iso(START - number * HOUR)))
        brand.does("answered", brand.queue()[0]["id"], agent="mary")
    until = ["--until", iso(START - HOUR)]
    assert stats(brand, *until)["responses"] == 0
    assert stats(brand, *until, "--by", "waiting_since")["responses"] == 1


def test_people_are_told_the_same_in_words(brand: Brand) -> None:
    brand.configure(CONFIG + '[hours]\nmon-fri = ["09:00-17:00"]\n')
    brand.imported(record(1, ANGRY, created_at=iso(START - HOUR)))
    brand.pass_time(minutes=10)
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    done = brand.does("stats")
    lines = dict(line.split("  ", 1) for line in done.stdout.splitlines())
    assert lines["first p50"].strip() == "1h   (business 10m)"
    assert lines["service level"].strip() == "100%"
    assert lines["next p50"].strip() == "-"
    assert done.stderr == ""


def test_stats_need_nobody(brand: Brand) -> None:
    brand.env["SOCIAL_CARE_AGENT"] = "not-listed"
    stats(brand)


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_naive_time_is_refused(brand: Brand, option: str) -> None:
    assert "time zone" in brand.fails("stats", option, "2026-11-02T09:00", code=2)


def test_numbers_are_json_numbers_never_nan(brand: Brand) -> None:
    shown = brand.does("stats", "--json").stdout
    assert json.loads(shown, parse_constant=pytest.fail)
