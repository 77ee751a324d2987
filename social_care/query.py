"""Keyword listening: what a search of ours means, whatever network it is put to.

    "acme shoes" -giveaway lang:en -from:acme OR #acmeshoes

Words and "phrases" side by side must all be there; `-` keeps out; `lang:` and `from:` filter by
language and author, also with `-`. OR parts whole alternatives, each with filters of its own, as
networks bind it too; in quotes nothing has a meaning but itself. Matching ignores case and accents
and takes whole words.

A network finds what it can and every connector sifts it by `sieve`; where a network cannot search
at all, and offline (`social-care account test NAME --query`), `matches` does all the work.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from social_care.errors import ConfigError

_PIECE = re.compile(r'(-?)(?:(lang|from):)?("[^"]*"|[^\s"]*)', re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NEEDS_QUOTES = re.compile(r"\s|^$|^OR$|^-|^[()]|[()]$|^(?i:lang|from):")
"""What would mean something else, or nothing, if it were written without quotes."""
_VOICED = frozenset("\u3099\u309a")
"""Marks that make another letter in Japanese, and are no accents."""
_SPACED = ("LATIN", "GREEK", "CYRILLIC", "DIGIT", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN")
"""Scripts that put spaces between words, so that a whole word can be told from a part of one."""
_HELP = 'write words, "phrases", -not, lang:en, from:name, and OR between alternatives'


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One of the things a query looks for. Texts are as written, without quotes."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    not_authors: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The alternative as a person writes it."""
        return " ".join(
            [
                *map(_written, self.include),
                *(f"-{_written(term)}" for term in self.exclude),
                *(f"lang:{name}" for name in self.languages),
                *(f"-lang:{name}" for name in self.not_languages),
                *(f"from:{_written(name)}" for name in self.authors),
                *(f"-from:{_written(name)}" for name in self.not_authors),
            ]
        )

    def matches(self, text: str, lang: str | None, author: str) -> bool:
        """True when everything asked for is there and nothing that is kept out."""
        folded = _folded(text)
        found = all(pattern.search(folded) for pattern in self._included)
        return found and self.sieve(text, lang, author)

    def sieve(self, text: str, lang: str | None, author: str) -> bool:
        """True unless a filter keeps it out; a language that nobody knows passes.

        What the network itself found need not be repeated in the text: it may stand in a link's
        card or a picture's description.
        """
        folded, language = _folded(text), (lang or "").lower().partition("-")[0]
        name = author.lower().lstrip("@")
        return not (
            any(pattern.search(folded) for pattern in self._excluded)
            or (language and self.languages and language not in self.languages)
            or (language and language in self.not_languages)
            or (self.authors and not any(_is(name, author) for author in self.authors))
            or any(_is(name, author) for author in self.not_authors)
        )

    @cached_property
    def _included(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(_whole, self.include))

    @cached_property
    def _excluded(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(_whole, self.exclude))


@dataclass(frozen=True, kw_only=True)
class Query:
    """A search: any of its alternatives."""

    alternatives: tuple[Alternative, ...] = field(default=())

    def __str__(self) -> str:
        """The query as a person writes it."""
        return " OR ".join(map(str, self.alternatives))

    def matches(self, text: str, lang: str | None, author: str) -> bool:
        """True when one of the alternatives does. `author` is a handle, `lang` a code."""
        return any(each.matches(text, lang, author) for each in self.alternatives)

    def sieve(self, text: str, lang: str | None, author: str) -> bool:
        """True when one of the alternatives lets it pass."""
        return any(each.sieve(text, lang, author) for each in self.alternatives)


def parse(text: str) -> Query:
    """Read a query. Raises ConfigError saying what is wrong with it."""
    problems = ['a " is never closed'] if text.count('"') % 2 else []
    alternatives = [] if problems else [_alternative(each, problems) for each in _parted(text)]
    if problems:
        raise ConfigError(f"the query {text!r} cannot be used", problems, _HELP)
    return Query(alternatives=tuple(alternatives))


Piece = tuple[str, str, str]
"""A minus or nothing; lang, from or nothing; and what follows, quotes included."""


def _parted(text: str) -> list[list[Piece]]:
    """The pieces of every alternative."""
    parts: list[list[Piece]] = [[]]
    for minus, kind, piece in _PIECE.findall(text):
        if (minus, kind, piece) == ("", "", "OR"):
            parts.append([])
        elif minus or kind or piece:
            parts[-1].append((minus, kind.lower(), piece))
    return parts


def _alternative(pieces: list[Piece], problems: list[str]) -> Alternative:
    found: dict[str, list[str]] = {}
    for minus, kind, piece in pieces:
        value = _value(kind, piece)
        problem = _problem(kind, piece, value)
        if problem:
            problems.append(problem)
        else:
            found.setdefault(minus + kind, []).append(value)
    alternative = Alternative(
        include=tuple(found.get("", ())),
        exclude=tuple(found.get("-", ())),
        languages=tuple(found.get("lang", ())),
        not_languages=tuple(found.get("-lang", ())),
        authors=tuple(found.get("from", ())),
        not_authors=tuple(found.get("-from", ())),
    )
    if not problems and not (alternative.include or alternative.authors):
        problems.append("it says nothing to look for" + (f" in {alternative}" if found else ""))
    return alternative


def _value(kind: str, piece: str) -> str:
    value = piece.strip('"')
    if kind == "from":
        value = value.strip().lstrip("@").lower()
    return " ".join((value.lower() if kind == "lang" else value).split())


def _problem(kind: str, piece: str, value: str) -> str:
    if not _folded(value) or value == "-":
        return "there is nothing after a - or a colon, or in the quotes"
    if kind == "lang" and not _LANGUAGE.fullmatch(value):
        return f"lang:{value}: a language is two or three letters, such as en"
    if not piece.startswith('"') and (value[0] in "()" or value[-1] in "()"):
        return f"{piece}: parentheses are not known here; write each alternative out"
    return ""


def _written(term: str) -> str:
    return f'"{term}"' if _NEEDS_QUOTES.search(term) else term


def _folded(text: str) -> str:
    """Without case, accents and varying white space."""
    # Case goes after the first taking apart, which may bring capitals; then apart once more.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = (char for char in apart if char in _VOICED or not unicodedata.combining(char))
    # Together again: a syllable of Hangul is not found in a longer one.
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).split())


def _whole(term: str) -> re.Pattern[str]:
    folded = _folded(term)
    before = r"(?<!\w)" if folded and _in_spaced_script(folded[0]) else ""
    after = r"(?!\w)" if folded and _in_spaced_script(folded[-1]) else ""
    return re.compile(before + re.escape(folded) + after)


def _in_spaced_script(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_SPACED)


def _is(handle: str, wanted: str) -> bool:
    """A handle, with or without its server: from:kim is kim@social.example too."""
    return handle == wanted or ("@" not in wanted and handle.partition("@")[0] == wanted)
