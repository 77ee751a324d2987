"""triage --learn, --forget, --reassess: nothing is learned silently, and all of it can go again."""

from pathlib import Path

import pytest

from social_care import wiring
from social_care.config import Config
from social_care.storage import Store
from social_care.triage.remember import RememberingTriage
from tests.cli.kit import Brand, iso, record
from tests.conftest import _make_triage
from tests.world import DAY, HOUR, START

PHRASE = "zorbing bag"
PLACES = ("Leeds", "York", "Bath", "Hull", "Derby", "Luton")
TEXTS = [f"I saw the zorbing bag in {place} today" for place in PLACES]
"""What triage cannot know to be complaints at this shop."""


@pytest.fixture
def shop(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """A brand whose triage reads the file of what was learned, as it does in life."""
    monkeypatch.setattr(wiring, "make_triage", _read_anew)
    return brand


_MADE: dict[tuple[tuple[str, ...], bytes], RememberingTriage] = {}


def _read_anew(config: Config) -> RememberingTriage:
    """As every command reads the file; what says the same is not put together again."""
    said = config.learned.read_bytes() if config.learned.exists() else b""
    known = (config.brand_words, said)
    if known not in _MADE:
        _MADE[known] = _make_triage(config)
    return _MADE[known]


@pytest.fixture
def corrected(shop: Brand) -> Brand:
    """Six messages, and an agent who calls each of them a complaint."""
    if _CORRECTED:
        shop.db.write_bytes(_CORRECTED[0])
        return shop
    shop.imported(*(record(number, text) for number, text in enumerate(TEXTS)))
    for row in shop.queue("all"):
        assert row["category"] != "complaint"
        shop.does("correct", row["id"], "--category", "complaint", agent="mary")
    _CORRECTED.append(shop.db.read_bytes())
    return shop


_CORRECTED: list[bytes] = []
"""Its database, once it was made: a copy is as good."""


def learned(brand: Brand) -> Path:
    return brand.folder / "triage.learned.toml"


# Learning ---------------------------------------------------------------------------------------


def test_it_shows_what_would_be_learned_and_keeps_nothing(corrected: Brand) -> None:
    done = corrected.does("triage", "--learn")
    lines = done.stdout.splitlines()
    assert lines[0] == "6 correction(s) of 6 message(s) by 1 agent(s)"
    assert lines[1] == "agreement    complaint or not: 0 of 6 now, then 6"
    assert any(
        line.startswith("phrase       gains +0.00 -> +") and PHRASE in line for line in lines
    )
    assert any(line.startswith("calibration  slope 1 now, then ") for line in lines)
    assert "--write writes it to" in done.stderr
    assert not learned(corrected).exists()


def test_written_it_is_a_file_that_a_person_can_read(corrected: Brand) -> None:
    corrected.does("triage", "--learn", "--write")
    text = learned(corrected).read_text(encoding="utf-8")
    assert "from 6 correction(s)" in text
    assert f'"{PHRASE}" = ' in text
    assert learned(corrected).stat().st_mode & 0o777 == corrected.config.stat().st_mode & 0o777


def test_what_was_learned_counts_from_then_on_and_says_so(corrected: Brand) -> None:
    before = corrected.does("triage", "I saw the zorbing bag in Paris today").stdout
    corrected.does("triage", "--learn", "--write")
    after = corrected.does("triage", "I saw the zorbing bag in Paris today").stdout
    assert "category   complaint" not in before
    assert "category   complaint" in after
    assert f'learned from corrections ("{PHRASE}")' in after
    corrected.imported(record(99, "I saw the zorbing bag in Rome today"))
    assert [row["category"] for row in corrected.queue() if "Rome" in row["text"]] == ["complaint"]


def test_forgetting_takes_all_of_it_back(corrected: Brand) -> None:
    before = corrected.does("triage", "I saw the zorbing bag in Paris today").stdout
    corrected.does("triage", "--learn", "--write")
    assert "deleted" in corrected.does("triage", "--forget").stderr
    assert corrected.does("triage", "I saw the zorbing bag in Paris today").stdout == before
    assert "nothing to forget" in corrected.does("triage", "--forget").stderr


def test_learning_again_from_the_same_changes_nothing(corrected: Brand) -> None:
    corrected.does("triage", "--learn", "--write")
    text = learned(corrected).read_text(encoding="utf-8")
    told = corrected.does("triage", "--learn", "--write").stdout
    assert learned(corrected).read_text(encoding="utf-8") == text
    assert "phrase" not in told
    assert "6 of 6 now, then 6" in told


def test_without_corrections_there_is_nothing_to_learn(shop: Brand) -> None:
    shop.imported(record(1))
    done = shop.does("triage", "--learn", "--write")
    assert (done.stdout, "nothing to learn from yet" in done.stderr) == ("", True)
    assert not learned(shop).exists()


def test_what_was_taken_back_or_edited_teaches_nothing(shop: Brand) -> None:
    shop.imported(*(record(number, text) for number, text in enumerate(TEXTS)))
    for row in shop.queue("all"):
        shop.does("correct", row["id"], "--category", "complaint", agent="mary")
    store = Store(shop.db)
    with store.write() as tx:
        tx.run("INSERT INTO correction_undos SELECT id, at FROM corrections WHERE id <= 3")
        tx.run(
            "UPDATE mentions SET edited_at = 9999999999999"
            " WHERE id IN (SELECT mention_id FROM corrections WHERE id > 3)"
        )
    store.close()
    assert "nothing to learn from yet" in shop.does("triage", "--learn").stderr


def test_texts_that_are_not_scored_teach_nothing_and_are_told(corrected: Brand) -> None:
    corrected.imported(record(50, "¿Dónde está mi pedido de la semana pasada?", lang="es"))
    spanish = next(row["id"] for row in corrected.queue("all") if "pedido" in row["text"])
    corrected.does("correct", spanish, "--category", "complaint", agent="mary")
    told = corrected.does("triage", "--learn").stdout
    assert told.startswith("6 correction(s) of 6 message(s) by 1 agent(s); 1 of texts that are not")


def test_the_place_of_the_file_can_be_configured(corrected: Brand) -> None:
    corrected.configure(more='\n[triage]\nlearned = "kept/learned.toml"\n')
    corrected.does("triage", "--learn", "--write")
    assert (corrected.folder / "kept" / "learned.toml").exists()
    assert "learned from" in corrected.does("triage", "I saw the zorbing bag in Paris today").stdout


@pytest.mark.parametrize(
    "words", [["triage", "hello"], ["worker", "--once"], ["triage", "--learn"]]
)
def test_a_faulty_file_is_an_error_with_its_place(shop: Brand, words: list[str]) -> None:
    learned(shop).write_text("[phrases]\nsole = 20\n", encoding="utf-8")
    told = shop.fails(*words)
    assert f"{learned(shop)} has a fault" in told
    assert "phrases.sole: must be between -1.5 and 1.5" in told


def test_doctor_tells_of_the_file_and_of_its_faults(corrected: Brand) -> None:
    corrected.does("triage", "--learn", "--write")
    assert "learned from 6 correction(s)" in corrected.run("doctor").stdout
    learned(corrected).write_text("[calibration]\nslope = 20\n", encoding="utf-8")
    done = corrected.run("doctor")
    assert done.exit_code == 1
    assert "calibration.slope" in done.stdout


# Judging again ----------------------------------------------------------------------------------


def test_known_mentions_are_judged_by_what_was_learned(corrected: Brand) -> None:
    corrected.imported(record(80, "I saw the zorbing bag in Crewe today"))
    corrected.does("triage", "--learn", "--write")
    told = corrected.does("triage", "--reassess").stdout.splitlines()
    assert told == [
        "7 judged again, 6 kept as a person corrected them",
        "1 are now of another category or band",
        "up   low -> high  1",
    ]
    assert {row["category"] for row in corrected.queue("all")} == {"complaint"}


def test_a_dry_run_only_tells(corrected: Brand) -> None:
    corrected.imported(record(80, "I saw the zorbing bag in Crewe today"))
    corrected.does("triage", "--learn", "--write")
    told = corrected.does("triage", "--reassess", "--dry-run").stdout
    assert "1 would be of another category or band" in told
    assert (
        next(row["category"] for row in corrected.queue("all") if "Crewe" in row["text"])
        != "complaint"
    )


def test_since_leaves_older_ones_alone(shop: Brand) -> None:
    shop.imported(record(1), record(2, created_at=iso(START - DAY)))
    told = shop.does("triage", "--reassess", "--since", iso(START - HOUR)).stdout
    assert told.startswith("1 judged again")


def test_progress_is_told_on_stderr_only(shop: Brand) -> None:
    shop.imported(*(record(number) for number in range(5)))
    done = shop.does("triage", "--reassess")
    assert "5 of 5 judged again" in done.stderr
    assert "of 5" not in done.stdout


# Usage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--learn", "--forget"], "give one of"),
        (["--learn", "--reassess"], "give one of"),
        (["--learn", "hello"], "neither a text nor a file"),
        (["--write"], "--write belongs to --learn"),
        (["--dry-run", "hello"], "belong to --reassess"),
        (["--since", "2026-01-01T00:00+00:00", "hello"], "belong to --reassess"),
        (["--reassess", "--since", "yesterday"], "not an ISO 8601 time"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(brand: Brand, words: list[str], told: str) -> None:
    assert told in brand.fails("triage", *words, code=2)
