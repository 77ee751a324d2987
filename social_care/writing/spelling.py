"""Spelling: words that a dictionary does not know, for underlining them. Never a reason to stop.

The dictionaries come with pyspellchecker (MIT, no network). One is loaded with the first word
that is looked at; afterwards a text costs a look-up a word.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache

from social_care.models.composing import Span
from social_care.writing.spelling_words import EVERYDAY

LANGUAGES = frozenset(("de", "en", "fr", "it", "nl", "pt", "ru"))
"""Those with a dictionary that knows everyday words; in any other nothing is a mistake. The library
has more: its Spanish lacks "gracias", and words of Arabic, Basque, Latvian and Persian take endings
that a list of words cannot hold.
"""
NOUNS = frozenset(("de",))
"""Languages in which a capital within a sentence is no sign of a name."""
LONGEST = 40
"""Characters of what can be a word."""

# Addresses, handles, tags, prices, codes, variables and sign-offs are taken whole, and passed over.
_TOKEN = re.compile(
    r"\{[^{}\s]*+\}|(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]++@[\w.-]++|[@#^$£€/~]\S++"
    r"|(?<!\w)\w++(?:[.'’_@:/\\-]++\w++)*+"
)
_ENTRY = re.compile(r'"([^"\\]+)": [0-9]')
"""A word of a dictionary, and how common it is."""
_LATIN = "A-Za-z\u00c0-\u024f"
_SCRIPTS = {"ru": "\u0400-\u04ff"}
_ENDS = frozenset('.!?…:\n"“”([•*')
"""What a sentence, or a line, can begin after: there every word has a capital."""

# British spellings, of which the American dictionary knows the American ones.
_BRITISH = (
    (re.compile(r"our(?=$|s|ed|ing|ful|less|able|ite|hood)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|er|ing|able|ation)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|er|ing)"), "yz"),
    (re.compile(r"(?<=[bct])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing|er|or|ous|ation|ery)"), "l"),
    (re.compile(r"l(?=ful|ment)"), "ll"),
    (re.compile(r"(?<=[aeiou]n)ce(?=s?$|d$|less)"), "se"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"(?<=[a-z]{3})t$"), "ed"),
)


def mistakes(text: str, known: Collection[str] = (), language: str = "en") -> tuple[Span, ...]:
    """The words of `text` that are no words of the language, where they stand.

    Passed over: addresses, handles, hashtags, what has a figure or a capital within it, names (a
    capital within a sentence), other scripts, and `known` with all of its words, in any case.
    """
    if language not in LANGUAGES:
        return ()
    passed = {part for word in known for part in (word.casefold(), *_parts(word.casefold()))}
    return tuple(
        Span(start=start, end=start + len(word), said=word)
        for start, word in _words(text, language)
        if not _is_right(word, passed, language)
    )


def _words(text: str, language: str) -> Iterator[tuple[int, str]]:
    """What looks like a word of the language, and where it begins."""
    form = _form(language)
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".'’-")
        if len(word) < 2 or len(word) > LONGEST or not form.fullmatch(word):
            continue
        if word[1:] != word[1:].lower():
            continue
        if language not in NOUNS and word[0].isupper() and not _begins(text, found.start()):
            continue
        yield found.start(), word


@cache
def _form(language: str) -> re.Pattern[str]:
    """Letters of its script; words of another are somebody else's."""
    letters = f"[{_SCRIPTS.get(language, _LATIN)}]+"
    return re.compile(rf"{letters}(?:['’.-]{letters})*")


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t'‘’")
    return not before or before[-1] in _ENDS


def _is_right(word: str, passed: Collection[str], language: str) -> bool:
    plain = word.replace("’", "'").casefold()
    if plain in passed or _is_word(plain, language):
        return True
    return all(part in passed or _is_word(part, language) for part in _parts(plain))


def _parts(word: str) -> list[str]:
    """half-size is half and size, Kim's is Kim; what is left of letters alone is passed over."""
    stem = re.sub(r"'s?$|(?<=s)'$", "", word.replace("’", "'"))
    return [part for part in re.split(r"[-.\s]", stem) if len(part) > 1] or [stem]


@lru_cache(maxsize=50_000)
def _is_word(word: str, language: str) -> bool:
    knows = dictionary(language)
    if knows(word):
        return True
    return language == "en" and (word in EVERYDAY or any(map(knows, _american(word))))


def _american(word: str) -> Iterator[str]:
    for british, american in _BRITISH:
        spelt = british.sub(american, word)
        if spelt != word:
            yield spelt


@cache
def dictionary(language: str) -> Callable[[str], bool]:
    """Load the dictionary of one of `LANGUAGES`: half a second, once.

    A word a line, so that other threads go on meanwhile: as JSON read at one go it would hold up
    every key for a third of a second.
    """
    import gzip  # loaded with the first word, as the dictionary is
    from importlib.resources import files

    file = files("spellchecker") / "resources" / f"{language}.json.gz"
    with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        words = frozenset(found[1].lower() for line in lines if (found := _ENTRY.match(line)))
    return words.__contains__
