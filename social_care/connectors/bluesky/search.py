"""Our searches in the words of Bluesky."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from social_care.models import Mention
from social_care.query import Alternative, Query

_EVERYTHING = "*"
"""It wants some text even where an author is all that is asked for."""


@dataclass(frozen=True, slots=True)
class Search:
    """One alternative of a query."""

    wanted: Alternative

    def params(self) -> Mapping[str, str]:
        """What to ask for. What the network cannot filter is left to `keeps`."""
        words = [*map(_quoted, self.wanted.include)] or [_EVERYTHING]
        excluded = [f"-{_quoted(term)}" for term in self.wanted.exclude]
        found = {"q": " ".join([*words, *excluded])}
        # It filters by one language and by one author, who is named in full.
        if len(self.wanted.languages) == 1:
            found["lang"] = self.wanted.languages[0]
        if len(self.wanted.authors) == 1 and "." in self.wanted.authors[0]:
            found["author"] = self.wanted.authors[0]
        return found

    def asked(self) -> str:
        """The same for people, as it might be typed over there."""
        params = dict(self.params())
        words = params.pop("q")
        named = {"lang": "lang", "author": "from"}
        return " ".join([words, *(f"{named[name]}:{value}" for name, value in params.items())])

    def keeps(self, mention: Mention) -> bool:
        """Whether what was found is what was looked for."""
        return self.wanted.sieve(mention.text, mention.lang, mention.author.handle)


def searches(queries: tuple[Query, ...]) -> dict[str, Search]:
    """Every search to be made, by its text; of several authors each is looked for by itself."""
    found = [each for query in queries for whole in query.alternatives for each in _split(whole)]
    return {str(each): Search(each) for each in found}


def _split(wanted: Alternative) -> list[Alternative]:
    if len(wanted.authors) < 2:
        return [wanted]
    return [replace(wanted, authors=(author,)) for author in wanted.authors]


def _quoted(term: str) -> str:
    """A colon would make it a filter, a space two words, a minus its opposite."""
    return f'"{term}"' if re.search(r"[\s:()|]|^-|^OR$", term) else term
