"""Our query language in the words of Reddit's search, which finds posts and no comments."""

from social_care.query import Alternative

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


def _any_author(names: tuple[str, ...]) -> list[str]:
    wanted = " OR ".join(f"author:{name}" for name in names)
    return [f"({wanted})" if len(names) > 1 else wanted] if wanted else []
