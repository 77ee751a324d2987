"""Our searches in the words of a Mastodon server.

Mastodon itself knows phrases, - and filters since 4.2. Most others that speak its API know none of
that and take the text as it is, so they are asked for one word only, and the rest is done here.
"""

import re
from dataclasses import dataclass, replace

from social_care.connectors.mastodon.server import Server
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention
from social_care.query import Alternative, Query

_SPECIAL = re.compile(r"([.^$*+?()\[\]{}|\\])")
"""What is not itself in the regular expressions that snac2 takes searches for."""


@dataclass(frozen=True, slots=True)
class Search:
    """One alternative of a query, on one server."""

    wanted: Alternative
    server: Server

    def text(self) -> str:
        """What to ask for. Raises NetworkError(PERMISSION) where the server cannot do that."""
        if self.server.has_operators:
            return _with_operators(self.wanted)
        if not self.wanted.include:
            raise NetworkError(
                ErrorClass.PERMISSION,
                f"this server cannot search by author alone: {self.wanted}",
                remedy="add a word to look for, or take the search out of the config",
            )
        term = max(self.wanted.include, key=len)
        return _SPECIAL.sub(r"\\\1", term) if self.server.is_snac else term

    def keeps(self, mention: Mention) -> bool:
        """Whether what was found is what was looked for."""
        says = f"{mention.content_warning}\n{mention.text}"
        fits = self.wanted.sieve if self.server.has_operators else self.wanted.matches
        return fits(says, mention.lang, mention.author.handle)


def searches(queries: tuple[Query, ...]) -> dict[str, Alternative]:
    """Every search to be made, by its text. A server binds several authors with "and", so each
    of them is looked for by itself."""
    found = [each for query in queries for whole in query.alternatives for each in _split(whole)]
    return {str(each): each for each in found}


def _split(wanted: Alternative) -> list[Alternative]:
    if len(wanted.authors) < 2:
        return [wanted]
    return [replace(wanted, authors=(author,)) for author in wanted.authors]


def _with_operators(wanted: Alternative) -> str:
    # Several languages, like several authors, would have to be one post's at the same time.
    languages = wanted.languages if len(wanted.languages) == 1 else ()
    return " ".join(
        [
            *map(_quoted, wanted.include),
            *(f"-{_quoted(term)}" for term in wanted.exclude),
            *(f"language:{name}" for name in languages),
            *(f"-language:{name}" for name in wanted.not_languages),
            *(f"from:{name}" for name in wanted.authors),
            *(f"-from:{name}" for name in wanted.not_authors),
        ]
    )


def _quoted(term: str) -> str:
    """A colon would make it a filter, a space two words."""
    return f'"{term}"' if re.search(r"[\s:]", term) else term
