"""Triage: a mention in, a verdict with reasons out. Pure, and the same every time.

text → made plain → language gate ─┬→ not scored
                                   └→ tone, cues, words → closing?
                                         → complaint probability, severity
                                         → category → band → score, each with its reasons
"""

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from itertools import zip_longest

from social_care.models import Assessment, Band, Category
from social_care.triage.closing import ClosingTest
from social_care.triage.cues import CueFinder
from social_care.triage.detectors import CldAndEld, Detectors
from social_care.triage.hashtags import HashtagSplitter
from social_care.triage.language import Language, LanguageGate
from social_care.triage.normalise import Plain, plain, squeeze
from social_care.triage.phrases import tokenise
from social_care.triage.plug import Scorer
from social_care.triage.probability import complaint_odds, measure, probability
from social_care.triage.reading import Reading
from social_care.triage.reasons import context_reasons, language_reason, text_reasons
from social_care.triage.score import points_of, score_of
from social_care.triage.sentiment import ToneMeter
from social_care.triage.standing import stand
from social_care.triage.subject import Subject
from social_care.triage.table import TriageTable
from social_care.triage.verdict import band_of


class Triage:
    """One table at work. Build it once: the first `assess` loads VADER, the next ones reuse it."""

    def __init__(
        self,
        table: TriageTable,
        brand_words: tuple[str, ...] = (),
        *,
        scorers: Mapping[str, Scorer] | None = None,
        detectors: Detectors | None = None,
    ) -> None:
        self._table = table
        self._brand_words = (*table.brand_words, *brand_words)
        self._scorers = scorers or {}
        self._cues = CueFinder(table.cues, table.negators, table.across)
        self._closing = ClosingTest(table.closing)
        self._gate = LanguageGate(
            table.gate, table.everyday, detectors or CldAndEld(), lambda: self._known
        )

    @cached_property
    def _meter(self) -> ToneMeter:
        return ToneMeter(self._table.lexicon, self._table.emoji)

    @cached_property
    def _known(self) -> frozenset[str]:
        table = self._table
        words = self._meter.known | self._cues.words | table.negators | table.across
        own = table.everyday | table.lexicon.keys() | table.leanings.keys()
        return words | own | self._closing.words

    @cached_property
    def _hashtags(self) -> HashtagSplitter:
        brand = {part for words in self._brand_words for part in words.lower().split()}
        return HashtagSplitter(self._known | brand)

    def assess(self, subject: Subject) -> Assessment:
        """The verdict on one mention. Never raises, whatever the text holds."""
        text = self.make_plain(subject.text, subject.brand_words)
        language = self._gate.read(subject.lang, text.text)
        if not language.scored:
            return self._unread(subject, language, text)
        reading = self.read(text)
        if subject.after_answer and self._closing.closes(reading, self._known):
            return self._closed(subject, language, reading)
        return self._judged(subject, language, reading)

    def plain_sentiment(self, text: str) -> float:
        """The compound (-1..1) of VADER as it is published, of the text as it was written."""
        return self._meter.published(text[: self._table.limits.characters])

    def make_plain(self, text: str, brand_words: tuple[str, ...] = ()) -> Plain:
        """`text` without what carries no meaning; `brand_words` come in addition."""
        limits = self._table.limits
        return plain(
            text,
            (*self._brand_words, *brand_words),
            self._hashtags.split,
            characters=limits.characters,
            emoji=limits.emoji,
        )

    def read(self, text: Plain) -> Reading:
        """All that is seen in a plain text, before anything is decided."""
        squeezed = squeeze(text.text, self._known)
        tokens = tokenise(squeezed)
        lowered = [token.lower() for token in tokens]
        hits, spent = self._cues.find(lowered)
        return Reading(
            plain=text,
            tokens=tokens,
            lowered=lowered,
            tone=self._meter.read(squeezed),
            hits=hits,
            person=not self._table.persons.isdisjoint(lowered),
            negations=self._negations(lowered, spent),
        )

    def _negations(self, tokens: list[str], spent: Set[int]) -> int:
        table = self._table
        if table.negators.isdisjoint(tokens):
            return 0
        return sum(
            token in table.negators and after not in table.harmless and at not in spent
            for at, (token, after) in enumerate(zip_longest(tokens, tokens[1:]))
        )

    def _judged(self, subject: Subject, language: Language, reading: Reading) -> Assessment:
        table, uncertain = self._table, language.uncertain
        standing = stand(reading, subject, table, uncertain=uncertain)

        def lowers(without: Reading) -> bool:
            return stand(without, subject, table, uncertain=uncertain).score > standing.score

        pressing, further = text_reasons(standing.category, reading, lowers, table)
        earlier = subject.thread_complaint or 0.0
        if standing.goes_on and earlier >= table.thresholds.complaint:
            pressing.append(table.texts.thread)
        around = context_reasons(subject, table.context, table.texts)
        doubt = language_reason(language, table.texts)
        return Assessment(
            language=language.code,
            sentiment=reading.tone.compound,
            plain_sentiment=self.plain_sentiment(subject.text),
            uncertain=uncertain,
            category=standing.category,
            complaint=round(standing.complaint, 4),
            severity=round(standing.severity, 2),
            score=standing.score,
            band=standing.band,
            reasons=self._cut(
                doubt + pressing + around[:1] + further[:2] + around[1:] + further[2:]
            ),
        )

    def _closed(self, subject: Subject, language: Language, reading: Reading) -> Assessment:
        table = self._table
        measures = measure(reading, table.scales)
        complaint = probability(complaint_odds(reading, measures, table))
        band = band_of(Category.CLOSING, reading, subject, table)
        return Assessment(
            language=language.code,
            sentiment=reading.tone.compound,
            plain_sentiment=self.plain_sentiment(subject.text),
            category=Category.CLOSING,
            complaint=round(complaint, 4),
            severity=table.severity.lowest,
            score=score_of(band, complaint, 0, table.score),
            band=band,
            reasons=(table.texts.closes,),
        )

    def _unread(self, subject: Subject, language: Language, text: Plain) -> Assessment:
        """Another language: scored by its own scorer if there is one, else not at all."""
        table = self._table
        scorer = self._scorers.get(language.code)
        scored = scorer.score(text.text) if scorer else None
        complains = scored is not None and scored.complaint >= table.thresholds.complaint
        category = Category.COMPLAINT if complains else Category.OTHER
        band = min(table.bands[category], Band.NORMAL)
        strength = table.score.unread if scored is None else scored.complaint
        around = context_reasons(subject, table.context, table.texts)
        first = language_reason(language, table.texts) if scored is None else list(scored.reasons)
        return Assessment(
            language=language.code,
            sentiment=scored.sentiment if scored else None,
            category=category,
            complaint=scored.complaint if scored else None,
            score=score_of(band, strength, points_of((), subject, table.score), table.score),
            band=band,
            reasons=self._cut([*first, *around]),
        )

    def _cut(self, reasons: Sequence[str]) -> tuple[str, ...]:
        # Two cues may give the same reason with the same words.
        return tuple(dict.fromkeys(reasons))[: self._table.limits.reasons]
