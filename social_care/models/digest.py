"""What the lead's digest is made of: facts of a period, and pages of words made from them."""

from dataclasses import field
from typing import TypeAlias

from social_care.models.assessment import Band, Category
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """A customer's kind words, said in public."""

    conversation_id: int
    text: str
    customer: str
    channel: str
    named: tuple[str, ...]
    """Agents whom the words name."""
    answered_by: tuple[str, ...]
    """Agents who answered in that conversation."""
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A long conversation in which we answered during the period."""

    conversation_id: int
    customer: str
    channel: str
    messages: int
    """The customer's and ours."""
    began_at: int
    ended_at: int
    """Its first and last message, ms since 1970 UTC."""
    agents: tuple[str, ...]
    mood_before: float | None
    mood_after: float | None
    """The customer's first and last scored sentiment, -1..1."""
    url: str
    """Empty where the conversation is private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A complaint, or an urgent message, without an answer at the end of the period."""

    conversation_id: int
    band: Band
    category: Category
    waiting_since: int
    due_at: int
    """`NEVER_DUE` without a target."""
    customer: str
    channel: str
    text: str
    """Empty where the message is private."""
    held_by: str
    """Who has claimed it, or to whom it is assigned; empty: nobody."""
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a mark in plain words first, what it says, and where it leads."""

    text: str
    url: str = ""
    mark: str = ""
    """A word or two that stand out, such as a band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table. Every row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that shows the same as a table, for those who would rather look."""

    name: str
    alt: str
    png: bytes = field(repr=False)


Block: TypeAlias = Line | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the digest; it is left out when it has no blocks."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole digest in words: HTML and plain text are made from it, and so say the same."""

    subject: str
    title: str
    sections: tuple[Section, ...]
