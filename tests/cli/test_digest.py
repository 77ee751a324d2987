"""digest: printed, written, for a shift or a period."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.kit import Brand, iso, record
from tests.world import HOUR, MINUTE, START

SHIFTS = """
[[shifts]]
name = "day"
days = "mon-fri"
start = "09:00"
end = "18:00"

[[shifts]]
name = "late"
days = "mon-fri"
start = "18:00"
end = "23:00"
"""
ANGRY = "My shoes fell apart after a week, this is a disgrace!"


@pytest.fixture
def angry(brand: Brand) -> Brand:
    """A complaint that came at eleven, and waits."""
    brand.configure(more=SHIFTS)
    brand.imported(record(1, ANGRY, created_at=iso(START - MINUTE)))
    brand.pass_time(hours=2)
    return brand


def test_the_running_shift_so_far_in_plain_words(angry: Brand) -> None:
    said = angry.does("digest").stdout
    first, *rest = said.splitlines()
    assert first == "Acme Shoes · day shift · Mon 2 Nov 2026, 09:00–11:00 (Europe/London)"
    assert "STILL WAITING (1)" in rest
    assert "fell apart" in said


def test_when_none_runs_the_last_one_is_told(angry: Brand) -> None:
    angry.pass_time(hours=14)
    assert "late shift · Mon 2 Nov 2026, 18:00–23:00" in angry.does("digest").stdout
    assert (
        "day shift · Mon 2 Nov 2026, 09:00–18:00" in angry.does("digest", "--shift", "day").stdout
    )


def test_a_period_instead_of_a_shift(angry: Brand) -> None:
    said = angry.does("digest", "--since", iso(START - HOUR), "--until", iso(START)).stdout
    assert said.startswith("Acme Shoes · digest · Mon 2 Nov 2026, 08:00–09:00")


def test_nothing_is_told_of_what_is_still_to_come(angry: Brand) -> None:
    said = angry.does("digest", "--since", iso(START), "--until", iso(START + 20 * HOUR)).stdout
    assert said.startswith("Acme Shoes · digest · Mon 2 Nov 2026, 09:00–11:00")
    assert "waits 2h" in said


def test_without_shifts_the_last_day_is_told(brand: Brand) -> None:
    assert "Sun 1 Nov 2026, 09:00–Mon 2 Nov 2026, 09:00" in brand.does("digest").stdout


def test_a_page_a_mail_and_a_text(angry: Brand, tmp_path: Path) -> None:
    for ending in (".html", ".eml", ".txt"):
        place = tmp_path / f"shift{ending}"
        done = angry.does("digest", "-o", place)
        assert done.stdout == ""
        assert "1 still waiting" in done.stderr
        assert "fell apart" in place.read_text()
    mail = message_from_bytes((tmp_path / "shift.eml").read_bytes(), policy=default)
    assert mail["Subject"].startswith("1 still waiting (1 late) · 0% in target")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--shift", "night"), "there are: day, late"),
        (("--until", iso(START)), "--until goes with --since"),
        (("--since", iso(START), "--shift", "day"), "neither with --shift"),
        (("--since", iso(START), "--until", iso(START)), "ends before it begins"),
        (("-o", "digest.pdf"), "is none of .html, .eml, .txt"),
    ],
)
def test_what_is_not_clear_is_said(angry: Brand, words: tuple[str, ...], told: str) -> None:
    assert told in angry.fails("digest", *words, code=2)
