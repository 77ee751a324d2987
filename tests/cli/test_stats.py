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
    assert set(figures["business"]) == set(figures) - {"business", "volume", "spikes"}


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

    # At the end of the earlier one the second was not answered yet: told as it stood then.
    assert (later["waiting"], earlier["waiting"]) == (1, 2)
    assert earlier["oldest_waiting_s"] == 130 * 60


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
    assert lines["first p50"].strip() == "1h 10m   (business 10m 00s)"
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


# Where a figure comes from


def test_figures_are_told_apart_by_channel_band_category_and_hour(brand: Brand) -> None:
    brand.imported(
        record(1, ANGRY, created_at=iso(START - HOUR)),
        record(2, "Do you ship to Spain?", created_at=iso(START - HOUR)),
        record(3, ANGRY, created_at=iso(START - 2 * HOUR)),
    )
    while brand.queue():
        brand.does("answered", brand.queue()[0]["id"], agent="mary")
    told = stats(brand, "--by", "hour,channel, band ,category+band")["by"]
    assert set(told) == {"hour", "channel", "band", "category+band"}
    assert [(each["hour"], each["volume"], each["responses"]) for each in told["hour"]] == [
        ("07:00", 1, 1),
        ("08:00", 2, 2),
    ]
    assert [(each["channel"], each["responses"]) for each in told["channel"]] == [("import", 3)]
    assert [each["band"] for each in told["band"]] == ["high", "normal"]
    crossed = told["category+band"]
    assert [(each["category"], each["band"]) for each in crossed] == [
        ("complaint", "high"),
        ("question", "normal"),
    ]
    assert [each["first_p50_s"] for each in crossed] == [60 * 60, 60 * 60]
    assert set(crossed[0]) >= CONTRACT


def test_the_moment_and_the_groups_share_one_option(brand: Brand) -> None:
    brand.imported(record(1, ANGRY, created_at=iso(START - HOUR)))
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    until = ["--until", iso(START - MINUTE)]
    assert stats(brand, *until, "--by", "channel")["responses"] == 0
    by_beginning = stats(brand, *until, "--by", "channel,waiting_since")
    assert (by_beginning["responses"], list(by_beginning["by"])) == (1, ["channel"])
    assert "by" not in stats(brand, "--by", "ended_at")


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("agent", "tells agents apart"),
        ("chanel", 'did you mean "channel"?'),
        ("responded_at,ended_at", "one moment"),
        ("hour+waiting_since", "is not known"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(brand: Brand, by: str, told: str) -> None:
    assert told in brand.fails("stats", "--by", by, code=2)


def test_a_period_that_ends_before_it_begins_is_refused(brand: Brand) -> None:
    period = ["--since", iso(START), "--until", iso(START)]
    assert "ends before it begins" in brand.fails("stats", *period, code=2)


def test_the_parts_of_a_mean_sum_to_it(brand: Brand) -> None:
    brand.pass_time(minutes=3)
    conversation = brand.hear(ANGRY, posted_at=START)
    brand.pass_time(minutes=5)
    brand.does("claim", conversation, agent="mary")
    brand.pass_time(minutes=2)
    brand.does("reply", conversation, "--text", "So sorry!", agent="mary")
    brand.pass_time(seconds=30)
    brand.does("worker", "--once")
    told = stats(brand, "--parts", "--by", "channel")
    assert told["parts"]["first"] == {
        "responses": 1,
        "mean_s": 630.0,
        "detection_s": 180.0,
        "queue_s": 300.0,
        "handling_s": 120.0,
        "delivery_s": 30.0,
    }
    assert told["parts"]["next"] is None
    assert told["by"]["channel"][0]["parts"] == told["parts"]
    assert "parts" not in stats(brand)
    lines = brand.does("stats", "--parts", "--by", "channel").stdout.splitlines()
    assert "first response: mean 10m 30s of 1, made of" in lines
    assert "  queue        5m 00s   48%  ###################" in lines
    assert max(map(len, lines)) <= 80


def test_volume_is_told_by_channel_category_band_and_hour(brand: Brand) -> None:
    brand.imported(
        record(1, ANGRY, created_at=iso(START - HOUR)),
        record(2, "Do you ship to Spain?", created_at=iso(START)),
    )
    told = stats(brand)["volume"]
    assert (told["total"], told["by_channel"]) == (2, {"import": 2})
    assert told["by_category"] == {"complaint": 1, "question": 1}
    assert told["by_band"] == {"high": 1, "normal": 1}
    assert {hour: count for hour, count in told["by_hour"].items() if count} == {
        "08:00": 1,
        "09:00": 1,
    }
    assert len(told["by_hour"]) == 24
    assert stats(brand, "--since", iso(START))["volume"]["total"] == 1


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-10-25T00:00+01:00", "2026-10-26T00:00+00:00", 25),
        ("2026-03-29T00:00+00:00", "2026-03-30T00:00+01:00", 23),
        ("2026-11-02T08:30+00:00", "2026-11-02T11:00+00:00", 3),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_own_hours(
    brand: Brand, since: str, until: str, hours: int
) -> None:
    brand.imported(
        record(1, ANGRY, created_at="2026-10-25T00:30:00Z"),
        record(2, ANGRY, created_at="2026-10-25T01:30:00Z"),
    )
    told = stats(brand, "--since", since, "--until", until)["volume"]["by_hour"]
    assert len(told) == hours
    if hours == 25:
        assert (told["01:00"], told["01:00 again"], sum(told.values())) == (1, 1, 2)


def test_tables_fit_eighty_columns_and_names_of_strangers_are_inert(brand: Brand) -> None:
    brand.configure(CONFIG.replace('"mastodon"', '"a channel of \\u001b[31m a very long name"'))
    brand.hear(ANGRY)
    out = brand.does("stats", "--by", "channel,hour+channel+category", "--parts").stdout
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_what_was_happening_is_told_with_where_to_read_it(brand: Brand) -> None:
    for number in range(31):
        brand.say(f"my insole got hot, number {number}", f"p{number}", external_id=f"m{number}")
    assert stats(brand)["spikes"] == []
    brand.does("worker", "--once")
    (spike,) = stats(brand)["spikes"]
    assert (spike["at"], spike["mentions"], spike["usual"]) == (
        "2026-11-02T09:00:00.000+00:00",
        31,
        None,
    )
    assert "insole" in spike["words"]
    assert len(spike["conversations"]) == 5
    out = brand.does("stats").stdout
    assert "  Mon 09:00 31 mentions in 30 min, no past weeks to compare with: hot, insole\n" in out
    assert stats(brand, "--until", iso(START))["spikes"] == []
