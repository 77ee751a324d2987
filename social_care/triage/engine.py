"""Triage: a mention in, a verdict with reasons out. Pure, and the same every time."""

from functools import cached_property
from itertools import zip_longest

from social_care.models import Assessment, Band, Category
from social_care.triage.closing import ClosingTest
from social_care.triage.cues import CueFinder
from social_care.triage.language import Language, read_language
from social_care.triage.normalise import Plain, plain, squeeze
from social_care.triage.phrases import tokenise
from social_care.triage.probability import complaint_odds, probability
from social_care.triage.reading import Reading
from social_care.triage.reasons import CLOSES, context_reasons, text_reasons
from social_care.triage.score import points_of, score_of, strength_of
from social_care.triage.sentiment import ToneMeter
from social_care.triage.subject import Subject
from social_care.triage.table import TriageTable
from social_care.triage.verdict import band_of, categorise

_UNREAD_STRENGTH = 0.5


class Triage:
    """One table at work. Build it once: the first `assess` loads VADER, the next ones reuse it."""

    def __init__(self, table: TriageTable, brand_words: tuple[str, ...] = ()) -> None:
        self._table = table
        self._brand_words = (*table.brand_words, *brand_words)
        self._cues = CueFinder(table.cues, table.negators, table.across)
        self._closing = ClosingTest(table.closing)

    @cached_property
    def _meter(self) -> ToneMeter:
        return ToneMeter(self._table.lexicon, self._table.emoji)

    @cached_property
    def _known(self) -> frozenset[str]:
        return self._meter.known | self._cues.words | self._table.negators | self._table.across

    def assess(self, subject: Subject) -> Assessment:
        """The verdict on one mention. Never raises, whatever the text holds."""
        limits = self._table.limits
        text = plain(
            subject.text,
            (*self._brand_words, *subject.brand_words),
            characters=limits.characters,
            emoji=limits.emoji,
        )
        language = read_language(subject.lang, text.text)
        if language.not_scored:
            return self._not_scored(subject, language)
        reading = self._read(text)
        if subject.after_answer and self._closing.closes(reading, self._known):
            return self._closed(subject, language, reading)
        return self._judged(subject, language, reading)

    def _read(self, text: Plain) -> Reading:
        squeezed = squeeze(text.text, self._known)
        tokens = tokenise(squeezed)
        lowered = [token.lower() for token in tokens]
        return Reading(
            plain=text,
            tokens=tokens,
            lowered=lowered,
            tone=self._meter.read(squeezed),
            hits=self._cues.find(lowered),
            person=not self._table.persons.isdisjoint(lowered),
            negations=self._negations(lowered),
        )

    def _negations(self, tokens: list[str]) -> int:
        table = self._table
        return sum(
            token in table.negators and after not in table.harmless
            for token, after in zip_longest(tokens, tokens[1:])
        )

    def _judged(self, subject: Subject, language: Language, reading: Reading) -> Assessment:
        table = self._table
        odds = complaint_odds(reading, table.weights)
        complaint = probability(odds)
        category = categorise(reading, complaint, subject, table.thresholds)
        band = band_of(category, reading, subject, table.context)
        strength = strength_of(category, complaint, reading.tone.compound)
        points = points_of(reading.hits, subject, table.score)
        pressing, further = text_reasons(category, reading, odds, table.thresholds, table.limits)
        around = context_reasons(subject, table.context)
        return Assessment(
            language=language.code,
            sentiment=reading.tone.compound,
            category=category,
            complaint=round(complaint, 4),
            score=score_of(band, strength, points, table.score),
            band=band,
            reasons=self._cut(pressing + around[:1] + further[:2] + around[1:] + further[2:]),
        )

    def _closed(self, subject: Subject, language: Language, reading: Reading) -> Assessment:
        table = self._table
        complaint = probability(complaint_odds(reading, table.weights))
        band = band_of(Category.CLOSING, reading, subject, table.context)
        return Assessment(
            language=language.code,
            sentiment=reading.tone.compound,
            category=Category.CLOSING,
            complaint=round(complaint, 4),
            score=score_of(band, complaint, 0, table.score),
            band=band,
            reasons=(CLOSES,),
        )

    def _not_scored(self, subject: Subject, language: Language) -> Assessment:
        table = self._table
        points = points_of((), subject, table.score)
        around = context_reasons(subject, table.context)
        return Assessment(
            language=language.code,
            sentiment=None,
            category=Category.OTHER,
            complaint=None,
            score=score_of(Band.NORMAL, _UNREAD_STRENGTH, points, table.score),
            band=Band.NORMAL,
            reasons=self._cut([language.not_scored, *around]),
        )

    def _cut(self, reasons: list[str]) -> tuple[str, ...]:
        return tuple(reasons[: self._table.limits.reasons])
