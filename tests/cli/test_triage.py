"""triage: a verdict explained to people, or one object a line for scripts."""

import json
from typing import Any

import pytest

from tests.cli.kit import CONFIG, Brand

KEYS = ["id", "language", "sentiment", "category", "complaint", "score", "band", "reasons", "rules"]
"""The contract, in its order."""
ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def verdicts(brand: Brand, *lines: Any, code: int = 0) -> tuple[list[dict[str, Any]], str]:
    """What `--jsonl -` prints for these lines, and what it says."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    done = brand.run("triage", "--jsonl", "-", stdin=text)
    assert done.exit_code == code, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_text_is_explained_in_words(brand: Brand) -> None:
    shown = brand.does("triage", ANGRY).stdout
    assert "band       high" in shown
    assert "category   complaint" in shown
    assert "(plain VADER " in shown
    assert "severity   " in shown
    assert "because    " in shown


def test_an_explanation_never_carries_the_texts_escape_codes(brand: Brand) -> None:
    shown = brand.does("triage", f"broken \x1b[2J {ANGRY} \x9b2J\u202e").stdout
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_a_text_in_a_language_that_is_not_scored_says_so(brand: Brand) -> None:
    shown = brand.does("triage", "Мои ботинки развалились через неделю, это позор").stdout
    assert "sentiment  not scored" in shown
    assert "band       normal" in shown
    assert "VADER" not in shown
    assert "severity" not in shown


def test_a_line_has_the_keys_of_the_contract_in_their_order(brand: Brand) -> None:
    (verdict,), said = verdicts(brand, {"id": "a1", "text": ANGRY, "lang": "en"})
    assert list(verdict) == KEYS
    assert said == ""
    assert (verdict["id"], verdict["language"]) == ("a1", "en")
    assert (verdict["category"], verdict["band"]) == ("complaint", "high")
    assert -1 <= verdict["sentiment"] < 0
    assert 0.5 < verdict["complaint"] <= 1
    assert 0 < verdict["score"] <= 100
    assert verdict["reasons"]


def test_what_is_not_scored_is_null_and_other(brand: Brand) -> None:
    (verdict,), _ = verdicts(brand, {"text": "これは壊れています、返金してください", "lang": "ja"})
    assert (verdict["sentiment"], verdict["complaint"], verdict["category"]) == (
        None,
        None,
        "other",
    )
    assert (verdict["language"], verdict["band"], verdict["id"]) == ("ja", "normal", None)


@pytest.mark.parametrize("subject_id", [7, "x", None, True, ["a"], {"b": 1}, "\ud83d", 2**70])
def test_any_id_comes_back_as_it_was(brand: Brand, subject_id: Any) -> None:
    (verdict,), _ = verdicts(brand, {"id": subject_id, "text": "hello"})
    assert verdict["id"] == subject_id


def test_every_line_gets_one_verdict_in_order(brand: Brand) -> None:
    found, _ = verdicts(brand, *({"id": n, "text": f"hello {n}"} for n in range(50)))
    assert [verdict["id"] for verdict in found] == list(range(50))


def test_a_file_is_read_as_well_as_stdin(brand: Brand) -> None:
    file = brand.folder / "texts.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "caf\xe9 closed"}\n\n{"id": 2, "text": ""}\n')
    assert [row["id"] for row in brand.json("triage", "--jsonl", str(file))] == [1, 2]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "an object with a text"),
        ('"text"', "an object with a text"),
        ({"id": 1}, "an object with a text"),
        ({"text": 5}, "an object with a text"),
        ({"text": None}, "an object with a text"),
        ({"text": "x", "visibility": "secret"}, "visibility"),
        ({"text": "x", "visibility": ["public"]}, "visibility"),
        ({"text": "x", "followers": "many"}, "followers"),
        ({"text": "x", "followers": -1}, "followers"),
        ({"text": "x", "lang": 5}, "lang"),
        ({"text": "x", "verified": "maybe"}, "verified"),
        ({"text": "x", "brand_words": "acme"}, "brand_words"),
        ({"text": "x", "brand_words": 5}, "brand_words"),
        ({"text": "x", "brand_words": [5]}, "brand_words"),
    ],
)
def test_a_bad_line_is_named_by_number_and_the_rest_is_assessed(
    brand: Brand, bad: Any, why: str
) -> None:
    found, said = verdicts(brand, {"id": 1, "text": "a"}, bad, {"id": 3, "text": "b"}, code=1)
    assert [verdict["id"] for verdict in found] == [1, 3]
    assert "line 2: " in said
    assert why in said
    assert "1 line(s) skipped" in said


def test_followers_and_visibility_and_verified_are_heard(brand: Brand) -> None:
    plain, loud = verdicts(
        brand,
        {"text": ANGRY, "followers": 10},
        {"text": ANGRY, "followers": 5_000_000, "verified": True, "visibility": "public"},
    )[0]
    assert loud["score"] > plain["score"]


def test_a_record_may_name_brand_words_of_its_own(brand: Brand) -> None:
    plain, spared = verdicts(
        brand, {"text": "Hate boots"}, {"text": "Hate boots", "brand_words": ["Hate", "boots"]}
    )[0]
    assert plain["sentiment"] < 0
    assert spared["sentiment"] != plain["sentiment"]


def test_the_configured_brand_words_are_no_praise(brand: Brand) -> None:
    text = {"text": "Best Awesome Shoes gave me a size 5"}
    (praised,), _ = verdicts(brand, text)
    brand.configure(CONFIG.replace('words = ["acme"]', 'words = ["best awesome shoes"]'))
    (spared,), _ = verdicts(brand, text)
    assert spared["sentiment"] < praised["sentiment"]


@pytest.mark.parametrize("words", [[], ["some text", "--jsonl", "-"]])
def test_either_a_text_or_a_file_is_given(brand: Brand, words: list[str]) -> None:
    assert "either" in brand.fails("triage", *words, code=2)


def test_a_file_that_is_not_there_is_a_usage_error(brand: Brand) -> None:
    assert "cannot read" in brand.fails("triage", "--jsonl", "nowhere.jsonl", code=2)


def test_triage_needs_no_database(brand: Brand) -> None:
    brand.db.unlink()
    brand.does("triage", "hello")
    verdicts(brand, {"text": "hello"})
    assert not brand.db.exists()
