"""Our query language in the words of Reddit's search, which finds posts and no comments."""

from collections.abc import Sequence

from social_care.errors import ConfigError
from social_care.query import Alternative, Query

LONGEST_SEARCH = 512
"""Characters of one search."""


def translate(alternative: Alternative) -> str:
    """One alternative as Reddit's search reads it.

    Every term is quoted: a bare one is looked for by its meaning, and finds what nobody asked for.
    Reddit knows no languages; those are left to the sieve.
    """
    return " ".join(
        [
            *(f'"{term}"' for term in alternative.include),
            *_any_author(alternative.authors),
            *(f'NOT "{term}"' for term in alternative.exclude),
            *(f"NOT author:{name}" for name in alternative.not_authors),
        ]
    )


def fault(query: Query) -> str:
    """Why Reddit cannot take it; empty when it can."""
    long = (each for each in query.alternatives if len(translate(each)) > LONGEST_SEARCH)
    return next((f"{each}: Reddit takes {LONGEST_SEARCH} characters" for each in long), "")


def explained(query: Query) -> Sequence[str]:
    """What Reddit is asked, one text per alternative. Raises ConfigError when it cannot take it."""
    if wrong := fault(query):
        raise ConfigError(f"Reddit cannot search for {query}", [wrong])
    return [translate(each) for each in query.alternatives]


def _any_author(names: tuple[str, ...]) -> list[str]:
    wanted = " OR ".join(f"author:{name}" for name in names)
    return [f"({wanted})" if len(names) > 1 else wanted] if wanted else []
