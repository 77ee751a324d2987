"""From the parsed triage.toml to a checked table."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from math import nan
from typing import Any

from social_care.errors import ConfigError
from social_care.models import Band, Category
from social_care.triage.section import Section
from social_care.triage.table import (
    Closing,
    Context,
    Cue,
    Gate,
    Kind,
    Limits,
    Scales,
    Score,
    Severity,
    Texts,
    Thresholds,
    TriageTable,
    Weights,
)

_BANDS = {band.label: band for band in (Band.URGENT, Band.HIGH)}
_ALL_BANDS = {band.label: band for band in Band}
_KINDS = {kind.value: kind for kind in Kind}
_LOWERS = frozenset({Kind.PRAISE, Kind.THANKS, Kind.NOISE, Kind.QUESTION, Kind.HINT})
"""Kinds that may make a complaint less likely; the others are reasons for one."""


def read_table(data: Mapping[str, Any]) -> TriageTable:
    """Raises ConfigError with every problem found and where it is."""
    problems: list[str] = []
    top = Section(data, "", problems)
    lists = _lists(top.section("lists"))
    words = top.section("words")
    table = TriageTable(
        brand_words=top.texts("brand_words"),
        lexicon=_by_number(top.section("lexicon"), 4),
        emoji=_emoji(top.section("emoji")),
        leanings=_by_number(top.section("leanings"), 3),
        weights=top.section("weights").numbers(Weights, -25, 25),
        scales=top.section("scales").numbers(Scales, 0, 100),
        severity=top.section("severity").numbers(Severity, 0, 10),
        thresholds=top.section("thresholds").numbers(Thresholds, -1, 1),
        bands=_bands(top.section("bands")),
        context=top.section("context").numbers(Context, 0, 1_000_000_000),
        score=_score(top.section("score")),
        limits=top.section("limits").numbers(Limits, 1, 100_000),
        gate=top.section("gate").numbers(Gate, 0, 1_000),
        texts=_texts(top.section("texts")),
        closing=_closing(top.section("closing"), lists),
        persons=_word_set(words, "persons"),
        negators=_word_set(words, "negators"),
        across=_word_set(words, "across"),
        harmless=_word_set(words, "harmless"),
        everyday=_word_set(words, "everyday"),
        cues=_cues(top, lists),
    )
    words.end()
    top.end()
    if problems:
        raise ConfigError("the triage table cannot be used", problems)
    return table


def _lists(section: Section) -> Mapping[str, Sequence[str]]:
    return {name: section.texts(name) for name in section.names()}


def _word_set(section: Section, key: str) -> frozenset[str]:
    words = {word.lower() for word in section.texts(key, needed=True)}
    return frozenset(words | {word.replace("'", "") for word in words if "'t" in word})


def _by_number(section: Section, most: float) -> Mapping[str, float]:
    """Keys are numbers from -`most` to `most`, values the words that have them."""
    words: dict[str, float] = {}
    for key in section.names():
        try:
            number = float(key)
        except ValueError:
            number = nan
        if not -most <= number <= most:
            section.note(key, f"must be a number between {-most:g} and {most:g}")
        for word in section.texts(key):
            if words.setdefault(word.lower(), number) != number:
                section.note(key, f'"{word}" has another number too')
    return words


def _emoji(section: Section) -> Mapping[str, str]:
    """Keys are the words VADER shall read, values a string of emoji."""
    return {sign: word for word in section.names() for sign in section.text(word)}


def _bands(section: Section) -> Mapping[Category, Band]:
    bands = {}
    for category in Category:
        bands[category] = section.choice(category.value, _ALL_BANDS, default="") or Band.NORMAL
    section.end()
    return bands


def _texts(section: Section) -> Texts:
    texts = {field.name: section.text(field.name) for field in fields(Texts)}
    section.end()
    return Texts(**texts)


def _score(section: Section) -> Score:
    score = section.numbers(Score, 0, 1_000_000_000)
    if not 0 < score.low < score.normal < score.high < score.urgent <= 100:
        section.note("", "the bands must rise: 0 < low < normal < high < urgent")
    return score


def _closing(section: Section, lists: Mapping[str, Sequence[str]]) -> Closing:
    closing = Closing(
        core=section.phrases("core", lists, needed=True),
        filler=section.phrases("filler", lists),
        longest=int(section.number("longest", 1, 100)),
    )
    section.end()
    return closing


def _cues(top: Section, lists: Mapping[str, Sequence[str]]) -> tuple[Cue, ...]:
    cues: dict[str, Cue] = {}
    section = top.section("cues")
    for code in section.names():
        cues[code] = _cue(code, section.section(code), lists)
    return tuple(cues.values())


def _cue(code: str, section: Section, lists: Mapping[str, Sequence[str]]) -> Cue:
    kind = section.choice("kind", _KINDS, default="") or Kind.HINT
    cue = Cue(
        code=code,
        kind=kind,
        reason="" if kind is Kind.HINT else section.text("reason"),
        phrases=section.phrases("phrases", lists, needed=True),
        unless=section.phrases("unless", lists),
        complaint=section.number("complaint", -10 if kind in _LOWERS else 0, 10, default=0),
        severity=section.number("severity", 0, 3, default=0),
        urgency=int(section.number("urgency", 0, 30, default=0)),
        raises=section.choice("raises", _BANDS),
        floor=section.choice("floor", _BANDS),
        person=section.flag("person"),
        negatable=section.flag("negatable"),
    )
    section.end()
    return cue
