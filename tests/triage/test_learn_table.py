"""What was learned is another table: exactly the odds that were fitted, and reasons for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.errors import ConfigError
from social_care.models import Band, Category
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.learn import NOTHING, Learned
from social_care.triage.learn_file import read, write
from social_care.triage.learn_phrases import phrases_of
from social_care.triage.learn_table import with_learned
from social_care.triage.phrases import tokenise
from social_care.triage.probability import complaint_odds, measure

TEXTS = (
    "The half sizes of your trail runners are a joke.",
    "Do the boots come in half sizes?",
    "My parcel never arrived and nobody answers!!",
    "What lovely shoes, thank you so much",
    "I went to the shop this morning",
)
UNKNOWN = "The zips of these came apart like gravel in my zorbing bag"
LEARNED = Learned(slope=1.3, shift=-0.4, phrases={"zorbing bag": 1.5})


class Odds:
    """The log odds of a text under a table."""

    def __init__(self, table: TriageTable) -> None:
        self.table, self.triage = table, Triage(table)

    def __call__(self, text: str) -> float:
        reading = self.triage.read(self.triage.make_plain(text))
        return complaint_odds(reading, measure(reading, self.table.scales), self.table)


@pytest.fixture(scope="module")
def odds(table: TriageTable) -> Odds:
    """Under the shipped table: making a triage of it takes longer than asking it."""
    return Odds(table)


@pytest.mark.parametrize(("slope", "shift"), [(1.3, -0.4), (0.5, 1.5), (2.0, 0.0)])
def test_the_calibration_is_what_was_fitted(odds: Odds, slope: float, shift: float) -> None:
    then = Odds(with_learned(odds.table, Learned(slope=slope, shift=shift)))
    for text in TEXTS:
        assert then(text) == pytest.approx(slope * odds(text) + shift)


@pytest.mark.parametrize("weight", [1.5, -1.5, 0.2])
def test_a_phrase_adds_its_weight_once(odds: Odds, weight: float) -> None:
    then = Odds(with_learned(odds.table, Learned(slope=1.2, phrases={"zorbing bag": weight})))
    for text in (UNKNOWN, f"{UNKNOWN}. A zorbing bag"):
        assert then(text) == pytest.approx(1.2 * odds(text) + weight)
    other = "I went to the shop this morning"
    assert then(other) == pytest.approx(1.2 * odds(other))


def test_a_phrase_of_words_that_lean_keeps_their_leaning(odds: Odds) -> None:
    leanings = odds.table.leanings
    word = max(leanings, key=lambda each: leanings[each])
    text = f"about the {word} zorbing"
    then = Odds(with_learned(odds.table, Learned(phrases={f"{word} zorbing": 0.7})))
    assert then(text) == pytest.approx(odds(text) + 0.7)


def test_nothing_learned_is_the_very_table(table: TriageTable) -> None:
    assert with_learned(table, NOTHING) is table


def test_the_reason_names_what_was_learned(table: TriageTable) -> None:
    text = "The heel of mine is a zorbing bag and my money is gone, please help, it is broken"
    verdict = Triage(with_learned(table, LEARNED)).assess(Subject(text=text))
    assert verdict.category is Category.COMPLAINT
    assert 'learned from corrections ("zorbing bag")' in verdict.reasons


def test_what_lowers_the_score_is_never_shown(table: TriageTable) -> None:
    triage = Triage(with_learned(table, Learned(phrases={"half sizes": -1.5})))
    for text in TEXTS:
        verdict = triage.assess(Subject(text=text))
        assert not [each for each in verdict.reasons if "learned" in each]


def test_no_correction_talks_triage_out_of_a_danger(table: TriageTable) -> None:
    text = "The heater you sold me caught fire and burned my daughter, help!"
    before = Triage(table).assess(Subject(text=text))
    least = Learned(slope=0.5, shift=-1.5, phrases={"caught fire": -1.5, "daughter": -1.5})
    after = Triage(with_learned(table, least)).assess(Subject(text=text))
    assert before.band <= Band.HIGH
    assert after.band <= Band.HIGH


# Phrases ----------------------------------------------------------------------------------------


def found(text: str, *common: str) -> frozenset[str]:
    return phrases_of(tokenise(text.lower()), frozenset(common))


def test_phrases_are_runs_of_up_to_three_words() -> None:
    assert found("half sizes please now") >= {"half", "half sizes", "half sizes please"}
    assert "half sizes please now" not in found("half sizes please now")


def test_none_begins_or_ends_with_a_common_word() -> None:
    assert found("the sole of the shoe", "the", "of") == {"sole", "shoe"}
    assert "fell off it" not in found("fell off it", "it")


@pytest.mark.parametrize("text", ["order 12345678", "call 0170 1234567", "x1y2z3"])
def test_no_number_is_part_of_one(text: str) -> None:
    assert not [each for each in found(text) if any(map(str.isdigit, each))]


def test_none_reaches_over_a_sentences_end_or_an_emoji() -> None:
    assert "sole box" not in found("sole. box")
    assert "sole box" not in found("sole 🙂 box")


@given(st.text(max_size=60))
def test_every_phrase_of_any_text_can_stand_in_the_file(text: str) -> None:
    learned = Learned(phrases=dict.fromkeys(sorted(found(text))[:20], 0.5), corrections=3)
    assert read(write(learned), "learned.toml") == learned


# The file ---------------------------------------------------------------------------------------


FAULTS: tuple[tuple[str, str], ...] = (
    ("[phrases]\nsole = 2.0", "phrases.sole: must be between -1.5 and 1.5"),
    ("[phrases]\nsole = 'bad'", "phrases.sole: must be a number"),
    ("[phrases]\n'(sole' = 1.0", "phrases.(sole: has a ( too many"),
    ("[calibration]\nslope = 9", "calibration.slope: must be between 0.5 and 2"),
    ("[calibration]\nshift = nan", "calibration.shift: must be between"),
    ("[calibration]\nslop = 1", 'calibration.slop: is not known here (did you mean "slope"?)'),
    ("phrase = 1", "phrase: is not known here"),
    ("[phrases", "cannot be read"),
    ("phrases = 3", "phrases: must be a table"),
)


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_fault_in_the_file_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, "/etc/triage.learned.toml")
    assert told in str(caught.value)
    assert "/etc/triage.learned.toml" in str(caught.value)
    assert "delete" in str(caught.value)


def test_more_phrases_than_are_ever_learned_are_a_fault() -> None:
    letters = "abcdefghijklmnop"
    names = [f"sole {one}{two}" for one in letters for two in letters]
    with pytest.raises(ConfigError, match="more than 200"):
        read("[phrases]\n" + "".join(f'"{name}" = 0.5\n' for name in names), "x")


def test_the_file_explains_itself_to_whoever_opens_it() -> None:
    text = write(Learned(slope=1.1, shift=-0.2, phrases={"sole": 0.4, "box": -0.3}, corrections=12))
    assert text.startswith("# What triage has learned from 12 correction(s)")
    assert text.index('"sole" = 0.4') < text.index('"box" = -0.3')
    assert "triage --forget" in text


def test_an_empty_file_changes_nothing() -> None:
    learned = read("", "x")
    assert learned == NOTHING
