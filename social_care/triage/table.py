"""Triage's table: every number and phrase the verdict rests on, as read from triage.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from social_care.models import Band
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
    """The logistic formula besides the cues: log odds of a complaint, each per unit named."""

    bias: float
    compound_below_zero: float
    compound_above_zero: float
    negative_share: float
    positive_share: float
    negations: float
    """For two or more; half for one."""
    problems: float
    """For `problems_full` different problem cues or more; in proportion below."""
    problems_full: float
    length: float
    """For `length_full` words or more; in proportion below."""
    length_full: float
    shouting: float
    """For "!!" or "?!"."""
    many_hashtags: float
    """For three or more."""
    link_without_person: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where one verdict turns into the next."""

    complaint: float
    """Probability from which a mention is a complaint."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Lowest score of each band, and the points that move a mention inside its band."""

    urgent: int
    high: int
    normal: int
    low: int
    reach: int
    """Most points for followers: none up to 100, all from 100,000."""
    verified: int
    unanswered: int
    """Points for each unanswered earlier mention, up to three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a text is read, and how much of it is quoted."""

    characters: int
    emoji: int
    reasons: int
    quoted: int
    """Different words quoted behind one reason."""


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
    weights: Weights
    thresholds: Thresholds
    context: Context
    score: Score
    limits: Limits
    closing: Closing
    persons: frozenset[str]
    """Words of the first and second person."""
    negators: frozenset[str]
    across: frozenset[str]
    """Words that may stand between a negator and what it negates."""
    harmless: frozenset[str]
    """After these negators mean nothing: "no problem"."""
    cues: tuple[Cue, ...]

    @staticmethod
    def from_toml(data: Mapping[str, Any]) -> "TriageTable":
        """The table in `data`, parsed TOML. Raises ConfigError that lists every problem."""
        # Imported here: the reader makes these classes, so it stands above them.
        from social_care.triage.reader import read_table

        return read_table(data)
