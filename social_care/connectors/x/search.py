"""Our searches in X's query language, where a blank binds before OR and no group is negated."""

import re
from collections.abc import Iterable, Sequence

from social_care.connectors.x.words import LANGUAGES
from social_care.errors import ConfigError
from social_care.query import Alternative, Query

LONGEST = 512
LONGEST_HANDLE = 15

_HANDLE = re.compile(rf"\w{{1,{LONGEST_HANDLE}}}", re.ASCII)
_BARE = re.compile(r"[#@$]?\w+")
_WORDS_OF_ITS_OWN = {"OR", "AND", "NOT"}
_LANGUAGES = {usual: own for own, usual in LANGUAGES.items()}


def written(query: Query, own_handle: str) -> str:
    """The query as X takes it: no reposts, nothing of our own."""
    alternatives = [_alternative(each) for each in query.alternatives]
    either = (
        alternatives[0] if len(alternatives) == 1 else _any(f"({each})" for each in alternatives)
    )
    ours = f" -from:{own_handle}" if own_handle else ""
    return f"{either} -is:retweet{ours}"


def fault(query: Query) -> str:
    """Why X cannot take it, whatever our handle is; empty when it can."""
    names = [name for each in query.alternatives for name in each.authors + each.not_authors]
    odd = [name for name in names if not _HANDLE.fullmatch(name)]
    if odd:
        return f"from:{odd[0]} is no name on X"
    length = len(written(query, "x" * LONGEST_HANDLE))
    return f"is {length} characters long for X, which takes {LONGEST}" if length > LONGEST else ""


def explained(query: Query, own_handle: str) -> Sequence[str]:
    """What X is asked, in one call. Raises ConfigError when X cannot take it."""
    if wrong := fault(query):
        raise ConfigError(f"X cannot search for {query}", [wrong])
    return [written(query, own_handle)]


def _alternative(one: Alternative) -> str:
    return " ".join(
        [
            *map(_term, one.include),
            *_positive("lang", tuple(map(_language, one.languages))),
            *_positive("from", one.authors),
            *(f"-{_term(term)}" for term in one.exclude),
            *(f"-lang:{_language(name)}" for name in one.not_languages),
            *(f"-from:{name}" for name in one.not_authors),
        ]
    )


def _positive(operator: str, names: tuple[str, ...]) -> list[str]:
    """Filters of one kind are alternatives to each other."""
    written = [f"{operator}:{name}" for name in names]
    return written if len(written) < 2 else [_any(written)]


def _language(usual: str) -> str:
    return _LANGUAGES.get(usual, usual)


def _any(parts: Iterable[str]) -> str:
    return f"({' OR '.join(parts)})"


def _term(term: str) -> str:
    """A word as it is, if X cannot take it for anything else; else in quotes."""
    plain = _BARE.fullmatch(term) and term.upper() not in _WORDS_OF_ITS_OWN
    return term if plain else f'"{term}"'
