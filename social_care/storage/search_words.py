"""Words and phrases as SQLite is asked for them: in the full-text indexes, or letter by letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from social_care.find import Term


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of message: the table it stands in, its words and its index."""

    messages: str
    at: str
    texts: str
    key: str
    index: str


MENTIONS = Source("mentions", "posted_at", "mention_texts", "mention_id", "mentions_fts")
REPLIES = Source("replies", "posted_at", "reply_texts", "reply_id", "reply_texts_fts")
NOTES = Source("notes", "at", "notes", "id", "notes_fts")
SOURCES = (MENTIONS, REPLIES, NOTES)


@dataclass(slots=True)
class Values:
    """The values bound to a statement, under names that code gives them."""

    bound: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """The parameter that stands for it."""
        name = f"v{len(self.bound)}"
        self.bound[name] = value
        return f":{name}"


def expression(terms: Iterable[Term]) -> str:
    """The full-text query for those that an index knows; empty when there are none.

    Quoted, so that nothing an agent or a customer writes is an operator.
    """
    parts = []
    for term in terms:
        if not term.is_literal:
            quoted = '"' + term.text.replace('"', '""') + '"'
            parts.append(f"{quoted} *" if term.begins_words else quoted)
    return " AND ".join(parts)


def pattern(text: str) -> str:
    """A LIKE pattern for a text that holds these letters."""
    for char in "\\%_":
        text = text.replace(char, f"\\{char}")
    return f"%{text}%"


def literal(source: Source, message: str, terms: Sequence[Term], values: Values) -> str:
    """A condition: the text of the message with that id holds every literal term. Or nothing."""
    likes = [
        f"y.text LIKE {values.bind(pattern(term.text))} ESCAPE '\\'"
        for term in terms
        if term.is_literal
    ]
    if not likes:
        return ""
    return (
        f"EXISTS (SELECT 1 FROM {source.texts} y WHERE y.{source.key} = {message}"
        f" AND {' AND '.join(likes)})"
    )


def fitting(source: Source, message: str, terms: Sequence[Term], values: Values) -> str:
    """A condition: the message with that id has every term, by index (read once) and by letters."""
    parts = [literal(source, message, terms, values)]
    words = expression(terms)
    if words:
        found = f"SELECT rowid FROM {source.index} WHERE {source.index} MATCH {values.bind(words)}"
        parts.append(f"+{message} IN ({found})")
    return " AND ".join(filter(None, parts))
