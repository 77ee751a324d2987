"""The shipped table is sound; a faulty one is refused with every fault and its place."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from social_care.errors import ConfigError
from social_care.models import Band
from social_care.triage import Triage, TriageTable
from social_care.triage.table import Kind
from tests.triage.conftest import SHIPPED

Toml = dict[str, Any]


def problems(data: Toml) -> list[str]:
    with pytest.raises(ConfigError) as refusal:
        TriageTable.from_toml(data)
    return refusal.value.problems


def test_the_shipped_table_covers_what_agents_must_not_miss(table: TriageTable) -> None:
    codes = {cue.code for cue in table.cues}
    assert codes >= {
        *("waiting", "duration", "delay", "missing", "broken", "no_reply", "money", "repeated"),
        *("anger", "profanity", "sarcasm", "leaving", "legal", "press", "fraud", "safety"),
        *("deadline", "question", "praise", "promotion"),
    }


def test_only_safety_and_fraud_can_make_a_mention_urgent(table: TriageTable) -> None:
    urgent = {cue.code for cue in table.cues if Band.URGENT in (cue.raises, cue.floor)}
    assert urgent == {"safety", "fraud"}


def test_what_an_agent_is_shown_can_only_have_raised_the_odds(table: TriageTable) -> None:
    for cue in table.cues:
        if cue.kind in {Kind.PROBLEM, Kind.MOOD, Kind.PRESSURE}:
            assert cue.complaint > 0, cue.code
        if cue.kind is Kind.QUESTION:
            assert cue.complaint >= 0, cue.code
        assert cue.reason or cue.kind is Kind.HINT, cue.code


def test_what_makes_a_complaint_likelier_has_no_number_that_calms(table: TriageTable) -> None:
    weights = table.weights
    assert min(weights.negative_tone, weights.negative_share, weights.negations) >= 0
    assert min(weights.problems, weights.length, weights.shouting) >= 0
    assert max(weights.positive_tone, weights.positive_share, weights.link_without_person) <= 0


def test_no_single_word_decides(table: TriageTable) -> None:
    assert table.leanings
    assert all(abs(lean) <= 0.5 for lean in table.leanings.values())


def test_the_file_tells_where_its_numbers_come_from() -> None:
    head = SHIPPED.read_text(encoding="utf-8")[:1500]
    assert "Provenance" in head


def test_a_table_without_cues_is_still_a_table(shipped: Toml) -> None:
    data = {key: value for key, value in shipped.items() if key not in {"cues", "lists", "lexicon"}}
    assert TriageTable.from_toml(data).cues == ()
    Triage(TriageTable.from_toml(data))


def set_at(*path: str, to: object) -> Callable[[Toml], None]:
    def change(data: Toml) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


def without(*path: str) -> Callable[[Toml], None]:
    def change(data: Toml) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(set_at("tresholds", to={}), "tresholds: is not known here", id="unknown part"),
        pytest.param(
            set_at("cues", "delay", "urgncy", to=1),
            'cues.delay.urgncy: is not known here (did you mean "urgency"?)',
            id="misspelt key",
        ),
        pytest.param(set_at("limits", to=3), "limits: must be a table", id="no table"),
        pytest.param(without("limits", "emoji"), "limits.emoji: is missing", id="missing number"),
        pytest.param(
            without("words", "negators"), "words.negators: is missing", id="missing words"
        ),
        pytest.param(
            without("cues", "delay", "phrases"), "cues.delay.phrases: is missing", id="no phrases"
        ),
        pytest.param(
            without("cues", "delay", "kind"),
            "cues.delay.kind: must be one of problem,",
            id="no kind",
        ),
        pytest.param(
            without("cues", "delay", "reason"), "cues.delay.reason: is missing", id="no reason"
        ),
        pytest.param(
            set_at("cues", "delay", "reason", to=""),
            "cues.delay.reason: must be a text",
            id="empty",
        ),
        pytest.param(
            set_at("cues", "delay", "phrases", to=["late", "wait.*ing"]),
            'cues.delay.phrases[1]: "wait.*ing" has "wait.*ing", which is neither',
            id="a regular expression",
        ),
        pytest.param(
            set_at("cues", "delay", "unless", to=["my <nothing>"]),
            "cues.delay.unless[0]:",
            id="unknown list",
        ),
        pytest.param(
            set_at("cues", "delay", "phrases", to="late"),
            "cues.delay.phrases: must be a list of texts",
            id="text for a list",
        ),
        pytest.param(
            set_at("cues", "delay", "complaint", to=-1),
            "cues.delay.complaint: must be between 0 and 10",
            id="a problem that calms",
        ),
        pytest.param(
            set_at("cues", "delay", "urgency", to=31),
            "cues.delay.urgency: must be between",
            id="31",
        ),
        pytest.param(
            set_at("cues", "delay", "raises", to="low"),
            "cues.delay.raises: must be one of urgent, high",
            id="a band no cue raises to",
        ),
        pytest.param(
            set_at("cues", "delay", "person", to="yes"),
            "cues.delay.person: must be true or false",
            id="no flag",
        ),
        pytest.param(
            set_at("weights", "bias", to=float("nan")), "weights.bias: must be between", id="nan"
        ),
        pytest.param(
            set_at("weights", "bias", to=True), "weights.bias: must be a number", id="bool"
        ),
        pytest.param(
            set_at("limits", "emoji", to=2.5), "limits.emoji: must be a whole number", id="half"
        ),
        pytest.param(
            set_at("thresholds", "complaint", to=2), "thresholds.complaint: must be between", id="2"
        ),
        pytest.param(
            set_at("score", "low", to=60), "score: the bands must rise", id="bands out of order"
        ),
        pytest.param(
            set_at("lexicon", "bad", to=["x"]),
            "lexicon.bad: must be a number between",
            id="valence",
        ),
        pytest.param(
            set_at("lexicon", "9", to=["x"]), "lexicon.9: must be a number between", id="too strong"
        ),
        pytest.param(
            set_at("lexicon", "3.9", to=["rude"]),
            'lexicon.3.9: "rude" has another number too',
            id="two valences",
        ),
        pytest.param(set_at("emoji", "bad", to=5), "emoji.bad: must be a text", id="emoji"),
        pytest.param(
            set_at("closing", "core", to=["~"]), 'closing.core[0]: "~" must begin', id="closing"
        ),
    ],
)
def test_each_fault_is_named_with_its_place(
    shipped: Toml, change: Callable[[Toml], None], expected: str
) -> None:
    data = copy.deepcopy(shipped)
    change(data)
    found = problems(data)
    assert any(problem.startswith(expected) for problem in found), found


def test_every_fault_is_listed_not_just_the_first(shipped: Toml) -> None:
    data = copy.deepcopy(shipped)
    data["nonsense"] = 1
    data["limits"]["emoji"] = "many"
    data["cues"]["delay"]["phrases"] = ["(late", "~"]
    assert len(problems(data)) == 4


def test_an_empty_table_lists_what_it_lacks_and_does_not_crash() -> None:
    found = problems({})
    assert "weights.bias: is missing" in found
    assert "closing.core: is missing" in found
