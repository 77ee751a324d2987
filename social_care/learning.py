"""From the corrections in the database to what they teach, and to what that would change.

corrections ─┬→ examples ─→ triage.learn.fit ─→ Learned ─→ before and after, for a person to judge
accepted     ┘  (what nobody objected to holds triage where it is)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from social_care.models import Category, Visibility
from social_care.storage import Store, corrections
from social_care.storage.connection import Row
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.learn import NOTHING, Example, Learned, fit
from social_care.triage.learn_phrases import phrases_of
from social_care.triage.learn_table import with_learned
from social_care.triage.probability import complaint_odds, measure

MOST_CORRECTIONS = 5000
MOST_ACCEPTED = 2000
ACCEPTED_WEIGHT = 0.1
"""Nobody objected: that says less than a correction, since not everybody takes the time."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One text, and what a person says it is."""

    subject: Subject
    mention: int
    agent: str
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many of the corrections triage agrees with."""

    complaints: int
    """Complaint or not."""
    categories: int
    """The very category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What would be learned, and what it would change."""

    before: Learned
    """What is laid over the table now."""
    learned: Learned
    corrections: int
    """Those that triage can score; the others teach it nothing."""
    mentions: int
    agents: int
    not_scored: int
    agreed: Agreement
    """With `before`."""
    agrees: Agreement
    """With `learned`."""
    accepted: int
    """Messages that nobody corrected ..."""
    moved: int
    """... and how many of them would be of another category."""


def lesson(
    store: Store, table: TriageTable, brand_words: tuple[str, ...], before: Learned = NOTHING
) -> Lesson:
    """What all corrections together teach. Changes nothing anywhere."""
    tx = store.read()
    found = [_corrected(row) for row in corrections.texts(tx, MOST_CORRECTIONS)]
    accepted = [_subject(row) for row in corrections.accepted(tx, MOST_ACCEPTED)]

    def made(learned: Learned) -> Triage:
        return Triage(with_learned(table, learned), brand_words)

    plain = made(NOTHING)
    scored = [each for each in found if plain.assess(each.subject).complaint is not None]
    reader = _Reader(plain, table)
    examples = [reader.example(each) for each in scored]
    examples += [reader.accepted(subject) for subject in accepted]
    learned = fit(
        examples,
        table.thresholds.complaint,
        lambda tried: _agreement(made(tried), scored).complaints,
    )
    now, then = made(before), made(learned)
    return Lesson(
        before=before,
        learned=replace(learned, corrections=len(scored)),
        corrections=len(scored),
        mentions=len({each.mention for each in scored}),
        agents=len({each.agent for each in scored}),
        not_scored=len(found) - len(scored),
        agreed=_agreement(now, scored),
        agrees=_agreement(then, scored),
        accepted=len(accepted),
        moved=sum(now.assess(each).category is not then.assess(each).category for each in accepted),
    )


class _Reader:
    """Texts as the fit sees them."""

    def __init__(self, triage: Triage, table: TriageTable) -> None:
        self._triage, self._table = triage, table
        self._common = table.everyday - table.negators

    def example(self, corrected: Corrected) -> Example:
        """A text that somebody has judged."""
        return replace(
            self._read(corrected.subject),
            complaint=float(corrected.category is Category.COMPLAINT),
            mention=corrected.mention,
        )

    def accepted(self, subject: Subject) -> Example:
        """A text that nobody objected to."""
        return replace(self._read(subject), corrected=False, weight=ACCEPTED_WEIGHT)

    def _read(self, subject: Subject) -> Example:
        reading = self._triage.read(self._triage.make_plain(subject.text))
        measures = measure(reading, self._table.scales)
        return Example(
            odds=complaint_odds(reading, measures, self._table),
            phrases=phrases_of(reading.lowered, self._common),
            complaint=0.0,
        )


def _agreement(triage: Triage, found: Sequence[Corrected]) -> Agreement:
    pairs = [(triage.assess(each.subject).category, each.category) for each in found]
    complaint = Category.COMPLAINT
    return Agreement(
        complaints=sum((said is complaint) == (meant is complaint) for said, meant in pairs),
        categories=sum(said is meant for said, meant in pairs),
    )


def _corrected(row: Row) -> Corrected:
    return Corrected(_subject(row), row["mention_id"], row["agent"], Category(row["category"]))


def _subject(row: Row) -> Subject:
    """The text alone: what is learned must hold wherever it is said."""
    return Subject(text=row["text"], lang=row["lang"], visibility=Visibility(row["visibility"]))
