"""Triage's table: every number and phrase the verdict rests on, as read from triage.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from social_care.models import Band, Category
from social_care.triage.phrases import Phrase


class Kind(StrEnum):
    """What a cue is a sign of; the verdict knows kinds, never single cues."""

    PROBLEM = "problem"
    """Something went wrong: counted, and neither noise nor a closing any more."""
    MOOD = "mood"
    """How the customer feels about it: no praise, no closing."""
    PRESSURE = "pressure"
    """What makes it pressing whatever it is about."""
    QUESTION = "question"
    PRAISE = "praise"
    THANKS = "thanks"
    NOISE = "noise"
    HINT = "hint"
    """Moves the complaint probability, and is never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One sign to look for, what it weighs and what it does."""

    code: str
    kind: Kind
    reason: str
    """What the agent reads before the words that fired."""
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...] = ()
    """Where one of these stands, the cue's own phrases do not count."""
    complaint: float = 0.0
    """Added to the log odds of a complaint, once."""
    severity: float = 0.0
    """Added to the severity, once."""
    urgency: int = 0
    """Points (0..30) for the score."""
    raises: Band | None = None
    """Complaints and questions become at least this pressing."""
    floor: Band | None = None
    """Whatever the category, the mention is at least this pressing."""
    person: bool = False
    """`raises` and `floor` need a word of the first or second person in the text."""
    negatable: bool = False
    """A "no" or "not" shortly before cancels it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The logistic formula besides cues and words: log odds of a complaint, each per unit named."""

    bias: float
    negative_tone: float
    """Times the compound where it is below zero, without its sign."""
    positive_tone: float
    """Times the compound where it is above zero."""
    negative_share: float
    positive_share: float
    negations: float
    """For `Scales.negations_full` or more; in proportion below. So `problems` and `length`."""
    problems: float
    length: float
    shouting: float
    """For "!!", "?!" or "??"."""
    asking: float
    """For a question mark alone."""
    many_hashtags: float
    link_without_person: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """From which count on a weight counts in full."""

    negations_full: float
    problems_full: float
    """Different problem cues."""
    length_full: float
    """Words."""
    share_full: float
    """Words from which VADER's shares count in full: one word of three says little."""
    many_hashtags: int
    relief: float
    """What positive tone beside a problem or a mood still counts (0..1): relief, or mockery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How bad it is: the base and what adds to it besides the cues, within two bounds."""

    base: float
    negative_tone: float
    negative_share: float
    negations: float
    problems: float
    shouting: float
    person: float
    """For a word of the first or second person."""
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where one verdict turns into the next."""

    complaint: float
    """Probability from which a mention is a complaint."""
    complaint_bare: float
    """The same where neither a cue nor the tone speaks of trouble."""
    praise: float
    """Compound from which a mention without a praise cue is praise."""
    thanks: float
    """Compound from which a mention with a word of thanks is praise."""
    negative_tone: float
    """Compound at and below which the tone is named among the reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """When what surrounds a text counts."""

    followers_shown: int
    followers_raise: int
    """From so many followers a question is as pressing as a complaint."""
    unanswered_raise: int
    """From so many unanswered earlier mentions a question is as pressing as a complaint."""
    fragment_words: int
    """A text of so many words or fewer is read as part of its thread."""
    thread_decay: float
    """What a fragment inherits of its thread's complaint probability (0..1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Lowest score of each band, and what moves a mention inside its band."""

    urgent: int
    high: int
    normal: int
    low: int
    strength: float
    """How much of the band the complaint probability, or the tone of praise, fills (0..1)."""
    praise: float
    """The strength of praise without any tone: above all that is no complaint (0..1)."""
    unread: float
    """The strength of what was not scored (0..1)."""
    points_full: float
    """Points that would fill a band alone."""
    most_urgency: float
    """Most points the cues give together."""
    severity: float
    """Points for the highest severity of a certain complaint."""
    reach: float
    """Most points for followers: none up to `reach_from`, all from `reach_full`."""
    reach_from: float
    reach_full: float
    verified: float
    unanswered: float
    """Points for each unanswered earlier mention, up to `most_unanswered`."""
    most_unanswered: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a text is read, and how much of it is quoted."""

    characters: int
    emoji: int
    reasons: int
    quoted: int
    """Different words quoted behind one reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Which texts are English enough to be scored."""

    foreign_letters: float
    """Share of letters that are not Latin from which the letters decide."""
    fewest_words: int
    """With fewer words no detector is asked: none can tell."""
    disagreeing_words: int
    """From so many words on two detectors that name two other languages are believed."""
    familiar_words: float
    """Share of known English words from which one detector alone makes no doubt."""
    english_words: int
    """So many different everyday English words are as good as a second detector's word."""
    plainly_english: int
    """So many are as good as both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the agent reads where no cue speaks; what stands in {braces} is filled in."""

    closes: str
    wrote_again: str
    wrote_again_often: str
    followers: str
    verified: str
    asks: str
    only_link: str
    lowered: str
    reads_like: str
    thread: str
    positive_tone: str
    negative_tone: str
    not_english: str
    not_latin: str
    uncertain: str
    corrected: str
    learned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a message that ends a conversation may consist of, and of nothing else."""

    core: tuple[Phrase, ...]
    """At least one of these must stand in it."""
    filler: tuple[Phrase, ...]
    longest: int
    """Most words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageTable:
    """A table that has been checked. Replacing it changes the verdicts and nothing else."""

    brand_words: tuple[str, ...]
    lexicon: Mapping[str, float]
    """VADER valences (-4..4) that replace its own; 0 takes the word out."""
    emoji: Mapping[str, str]
    """The word VADER reads for an emoji."""
    leanings: Mapping[str, float]
    """Log odds of a complaint for single words that no cue has read."""
    weights: Weights
    scales: Scales
    severity: Severity
    thresholds: Thresholds
    bands: Mapping[Category, Band]
    """The band of each category before anything raises it."""
    context: Context
    score: Score
    limits: Limits
    gate: Gate
    texts: Texts
    closing: Closing
    persons: frozenset[str]
    """Words of the first and second person."""
    negators: frozenset[str]
    across: frozenset[str]
    """Words that may stand between a negator and what it negates."""
    harmless: frozenset[str]
    """After these negators mean nothing: "no problem"."""
    everyday: frozenset[str]
    """The commonest English words: they part glued hashtags, and speak for English."""
    cues: tuple[Cue, ...]

    @staticmethod
    def from_toml(data: Mapping[str, Any]) -> "TriageTable":
        """The table in `data`, parsed TOML. Raises ConfigError that lists every problem."""
        # Imported here: the reader makes these classes, so it stands above them.
        from social_care.triage.reader import read_table

        return read_table(data)
