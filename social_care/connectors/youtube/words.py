"""Our query language in the words of YouTube's search, which finds videos."""

import re
from collections.abc import Sequence

from social_care.errors import ConfigError
from social_care.query import Alternative, Query

_PLAIN = re.compile(r"[\w#@]\w*")


def fault(query: Query) -> str:
    """Why YouTube cannot be asked for it; empty when it can."""
    if all(alternative.include for alternative in query.alternatives):
        return ""
    return f"{str(query)!r}: YouTube finds videos by words, not by author"


def explained(query: Query) -> Sequence[str]:
    """What YouTube is asked, one text per search. Raises ConfigError when it cannot be."""
    if wrong := fault(query):
        raise ConfigError("YouTube cannot search for that", [wrong])
    return [words_of(alternative) for alternative in query.alternatives]


def words_of(alternative: Alternative) -> str:
    """An alternative in YouTube's own grammar: words, "phrases" and -not; the rest is sifted."""
    wanted = [_term(term) for term in alternative.include]
    return " ".join([*wanted, *(f"-{_term(term)}" for term in alternative.exclude)])


def _term(term: str) -> str:
    """Quoted wherever a sign in it would mean something to YouTube."""
    term = term.replace('"', " ").strip()
    return term if _PLAIN.fullmatch(term) else f'"{term}"'
