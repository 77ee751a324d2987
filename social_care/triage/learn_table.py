"""What was learned, laid over a table: another table, so that triage itself knows nothing of it."""

from collections.abc import Iterator
from dataclasses import asdict, replace

from social_care.triage.learn import Learned
from social_care.triage.phrases import compile_phrase, tokenise
from social_care.triage.table import Cue, Kind, TriageTable, Weights


def with_learned(table: TriageTable, learned: Learned) -> TriageTable:
    """`table` as it would be had it been fitted to the corrections as well.

    All that adds to the log odds of a complaint is multiplied by the slope, the shift is added to
    the bias, and each phrase is one more cue: one that is shown where it raises, and only there.
    Urgency, floors and severity are not touched: no correction can talk triage out of a safety cue.
    """
    if learned.changes_nothing:
        return table
    slope = learned.slope
    weights = {name: slope * value for name, value in asdict(table.weights).items()}
    weights["bias"] += learned.shift
    cues = tuple(replace(cue, complaint=slope * cue.complaint) for cue in table.cues)
    leanings = {word: slope * value for word, value in table.leanings.items()}
    scaled = replace(table, weights=Weights(**weights), leanings=leanings, cues=cues)
    return replace(scaled, cues=(*cues, *_phrases(scaled, learned)))


def _phrases(table: TriageTable, learned: Learned) -> Iterator[Cue]:
    """What a cue reads has no leaning of its own any more, so that is part of its weight."""
    for number, (phrase, weight) in enumerate(learned.phrases.items()):
        words = dict.fromkeys(tokenise(phrase.lower()))
        yield Cue(
            code=f"learned_{number}",
            kind=Kind.PRESSURE if weight > 0 else Kind.HINT,
            reason=table.texts.learned,
            phrases=tuple(compile_phrase(phrase, {})),
            complaint=weight + sum(table.leanings.get(word, 0.0) for word in words),
        )
