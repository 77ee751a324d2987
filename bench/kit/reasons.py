"""Every reason shown, put to the proof: without its cue the score must be no higher."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kit.corpus import Row
from social_care.models import Assessment
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.phrases import phrase_words
from social_care.triage.reasons import named
from social_care.triage.table import Cue

Shown = tuple[Subject, Assessment]


def report(table: TriageTable, rows: Sequence[Row]) -> Iterator[str]:
    """How many reasons were shown, and by cue how many had lowered the score: none, if all is well.

    Each text is judged again by a table that lacks the cue but still knows its words: hashtags are
    parted by them. What is marked "lowered" makes no such claim.
    """
    shown = _shown(table, rows)
    lowered: Counter[str] = Counter()
    most = 0
    for cue in table.cues:
        without = Triage(lacking(table, cue))
        for subject, verdict in shown.get(cue.code, ()):
            gain = without.assess(subject).score - verdict.score
            lowered[cue.code] += gain > 0
            most = max(most, gain)
    count = sum(map(len, shown.values()))
    yield f"{count} reasons shown, {lowered.total()} had lowered the score (by {most} at most)"
    yield from (f"{code:24}{number:6}" for code, number in lowered.most_common() if number)


def lacking(table: TriageTable, cue: Cue) -> TriageTable:
    """`table` without the cue, its words known as before and leaning nowhere of their own."""
    known = dict.fromkeys(phrase_words(cue.phrases), 0.0)
    others = tuple(one for one in table.cues if one is not cue)
    return replace(table, cues=others, leanings={**known, **table.leanings})


def _shown(table: TriageTable, rows: Sequence[Row]) -> dict[str, list[Shown]]:
    """By the cue's code: what was judged and showed it."""
    triage = Triage(table)
    shown: defaultdict[str, list[Shown]] = defaultdict(list)
    for row in rows:
        subject = Subject(text=row.text, brand_words=row.brand_words)
        verdict = triage.assess(subject)
        for cue in _cues(triage, table, subject, verdict):
            shown[cue.code].append((subject, verdict))
    return shown


def _cues(
    triage: Triage, table: TriageTable, subject: Subject, verdict: Assessment
) -> Iterator[Cue]:
    if not verdict.reasons:
        return
    reading = triage.read(triage.make_plain(subject.text, subject.brand_words))
    for hit in reading.hits:
        if named(hit, reading, table.limits) in verdict.reasons:
            yield hit.cue
