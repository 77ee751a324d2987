"""explain: what a day's figures are made of."""

import json
from typing import Any

import pytest

from social_care import wiring
from social_care.config import load
from social_care.desk import Desk
from tests.cli.kit import CONFIG, Brand, iso, record
from tests.world import DAY, HOUR, MINUTE, START

ANGRY = "My shoes fell apart after a week, this is a disgrace!"
SHIFTS = '[[shifts]]\nname = "day"\ndays = "mon-fri"\nstart = "09:00"\nend = "18:00"\n'


def explained(brand: Brand, *words: str) -> dict[str, Any]:
    """All of it."""
    (found,) = brand.json("explain", "--json", *words)
    return found


def answer(brand: Brand, minutes: int, by: str, **fields: Any) -> int:
    """A customer writes, is claimed after `minutes`, answered in one more, sent in half of one."""
    conversation = brand.hear(ANGRY, by, **fields)
    brand.pass_time(minutes=minutes)
    brand.does("claim", conversation, agent="mary")
    brand.pass_time(minutes=1)
    brand.does("reply", conversation, "--text", f"So sorry, {by}!", agent="mary")
    brand.pass_time(seconds=30)
    brand.does("worker", "--once")
    return conversation


def test_the_mean_stands_beside_p50_and_p90_with_the_part_that_made_it(brand: Brand) -> None:
    for number, minutes in enumerate((2, 3, 4, 40)):
        answer(brand, minutes, f"kim{number}")
    found = explained(brand)
    assert (found["first_p50_s"], found["first_p90_s"]) == (270.0, 2490.0)
    assert found["first_mean_s"] == 825.0
    assert found["parts"]["first"] == {
        "responses": 4,
        "mean_s": 825.0,
        "detection_s": 0.0,
        "queue_s": 735.0,
        "handling_s": 60.0,
        "delivery_s": 30.0,
    }
    out = brand.does("explain").stdout
    assert "first   mean 13m 45s  p50  4m 30s  p90 41m 30s" in out
    assert f"  queue       12m 15s   89%  {'#' * 36}\n" in out
    assert "Acme Shoes · Mon 2 Nov 2026" in out


def test_the_longest_are_told_with_links_and_who_waits_still_among_them(brand: Brand) -> None:
    for number in range(11):
        answer(brand, number, f"kim{number}", url=f"https://social.example/{number}")
    waiting = brand.hear(ANGRY, "ann", posted_at=brand.now - 3 * HOUR)
    private = brand.hear(ANGRY, "bob", visibility="direct", posted_at=brand.now - 2 * HOUR)
    found = explained(brand)["longest"]
    assert [each["waited_s"] for each in found] == sorted(
        (each["waited_s"] for each in found), reverse=True
    )
    assert [each["customer"] for each in found[:3]] == ["Ann", "Bob", "Kim10"]
    assert len(found) == 10
    assert (found[0]["conversation"], found[0]["outcome"]) == (waiting, "waiting")
    assert (found[1]["conversation"], found[1]["url"]) == (private, None)
    assert found[2]["url"] == "https://social.example/10"
    assert found[2]["parts"] == {
        "detection_s": 0.0,
        "queue_s": 600.0,
        "handling_s": 60.0,
        "delivery_s": 30.0,
    }
    assert all("agent" not in each for each in found)


def test_what_the_longest_do_to_the_mean_is_told(brand: Brand) -> None:
    brand.imported(*(record(n, ANGRY, created_at=iso(START - MINUTE)) for n in range(5)))
    brand.imported(*(record(n, ANGRY, created_at=iso(START - 99 * MINUTE)) for n in range(5, 15)))
    for row in brand.queue():
        brand.does("answered", row["id"], agent="mary")
    found = explained(brand)
    assert found["mean_without_s"] == 60.0
    assert found["longest_share"] == 990 / 995
    out = brand.does("explain").stdout
    assert "The 10 longest answers are 99% of all time waited; the mean of the others is 1m" in out


def test_outages_and_spikes_of_the_day_are_told(brand: Brand) -> None:
    brand.hear(ANGRY, "kim")
    brand.pass_time(minutes=1)
    brand.network.fault("fetch", "down")
    brand.run("worker", "--once")
    assert [each["until"] for each in explained(brand)["outages"]] == [None]
    brand.pass_time(minutes=59)
    for number in range(40):
        brand.say(f"my insole burned, number {number}", f"p{number}", external_id=f"m{number}")
    brand.does("worker", "--once")
    found = explained(brand)
    assert [(each["stream"], each["since"], each["mentions"]) for each in found["outages"]] == [
        ("own posts", iso_ms(START), 0),
        ("mentions", iso_ms(START + MINUTE), 40),
    ]
    assert {each["until"] for each in found["outages"]} == {iso_ms(START + HOUR)}
    (spike,) = found["spikes"]
    assert spike["line"].startswith("40 mentions in 30 min, no past weeks to compare with: ")
    assert "insole" in spike["words"]
    assert len(spike["conversations"]) == 5
    out = brand.does("explain").stdout
    assert "  acme mentions: 09:01–10:00 (59m 00s), 40 mentions came late\n" in out
    assert "Something was happening\n  Mon 10:00 40 mentions in 30 min" in out


def iso_ms(ms: int) -> str:
    """With milliseconds, as printed."""
    return iso(ms).replace("+", ".000+")


def desk(brand: Brand, name: str) -> Desk:
    """Somebody's, in a console."""
    config = load(brand.config)
    return wiring.make_desk(config, wiring.open_store(config), config.agent(name))


def test_who_was_on_is_told_in_words_and_nothing_stands_beside_them(brand: Brand) -> None:
    conversation = brand.hear(ANGRY)
    mary = desk(brand, "mary")
    mary.arrive()
    brand.pass_time(hours=2)
    mary.take_break()
    brand.pass_time(minutes=30)
    mary.arrive()
    brand.does("note", conversation, "--text", "called the store", agent="joe")
    brand.pass_time(hours=1)
    mary.go_off()
    brand.pass_time(hours=1)
    found = explained(brand)
    assert [(each["agent"], each["state"]) for each in found["on"]] == [
        ("mary", "on"),
        ("mary", "break"),
        ("mary", "on"),
    ]
    assert found["also_worked"] == ["joe"]
    out = brand.does("explain").stdout
    assert "  mary 09:00–11:00, break 11:00–11:30, 11:30–12:30\n  also at work: joe\n" in out


def test_a_shift_of_a_day_is_explained_as_it_stood_at_its_end(brand: Brand) -> None:
    brand.configure(CONFIG, SHIFTS)
    brand.imported(record(1, ANGRY, created_at=iso(START + 8 * HOUR)))
    brand.pass_time(hours=10)
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    brand.pass_time(hours=10)
    found = explained(brand, "--date", "2026-11-02", "--shift", "day")
    assert (found["since"], found["until"]) == (iso_ms(START), iso_ms(START + 9 * HOUR))
    assert (found["waiting"], found["late"], found["responses"]) == (1, 1, 0)
    whole_day = explained(brand, "--date", "2026-11-02")
    assert (whole_day["waiting"], whole_day["responses"]) == (0, 1)


def test_a_day_on_which_the_clocks_change_has_25_hours(brand: Brand) -> None:
    found = explained(brand, "--date", "2026-10-25")
    assert len(found["volume"]["by_hour"]) == 25
    assert (
        "00:00–00:00 (Europe/London), 25 hours"
        in brand.does("explain", "--date", "2026-10-25").stdout
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--date", "2026-13-01"), "is not a date"),
        (("--date", "2027-01-01"), "nothing has happened then yet"),
        (("--date", "2026-11-01", "--shift", "day"), "no shift day begins on 2026-11-01"),
        (("--shift", "night"), "there are: day"),
    ],
)
def test_what_cannot_be_explained_is_told(brand: Brand, words: tuple[str, ...], told: str) -> None:
    brand.configure(CONFIG, SHIFTS)
    assert told in brand.fails("explain", *words, code=2)


def test_lines_fit_but_for_links_and_strangers_names_are_inert(brand: Brand) -> None:
    name = "\x1b[31mDr. Bartholomew Featherstonehaugh-Cholmondeley \u202e=cmd()"
    for number in range(3):
        author = {"id": f"b{number}", "handle": f"b{number}", "name": name}
        brand.say(
            ANGRY,
            "bart",
            author=author,
            external_id=f"x{number}",
            url="https://a.example/" + "x" * 90,
        )
    brand.does("worker", "--once")
    brand.pass_time(hours=100)
    out = brand.does("explain", "--date", "2026-11-02").stdout
    assert "Dr. Bartholomew" in out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert all(len(line) <= 80 for line in out.splitlines() if "https://" not in line)
    assert json.loads(brand.does("explain", "--json").stdout)["responses"] == 0
    assert brand.now == START + 100 * HOUR > START + DAY
