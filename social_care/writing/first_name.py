"""What a customer can be called by: a first name out of whatever stands where a name should be.

Nobody is greeted as "Hi 🌸LUNA🌸xx", "Hi Acme Deals Ltd" or "Hi kim_1992". Where it is not plain
that a word is a first name there is none, and a macro's fallback is used: too careful reads better
than wrong. No list of names is asked: names of every language count.
"""

import re
import unicodedata

from social_care.text import clean_line
from social_care.writing.first_name_words import (
    CAPITALS_WITHIN,
    JOINED,
    KISSES,
    LETTERS_AFTER,
    NO_NAMES,
    NOT_PEOPLE,
    PARTICLES,
    SURNAMES_TOO,
    TITLES,
)

LONGEST = 24
"""Characters of a word that can be a first name."""
MOST_WORDS = 4
"""A display name of more is a sentence."""

_ASIDE = re.compile(r"\([^()]*+\)|\[[^\[\]]*+\]|\{[^{}]*+\}|（[^（）]*+）|【[^【】]*+】")
_REST = re.compile(r"(?:[|/\\•·~:;–—»«]|(?<=\s)-\s).*", re.DOTALL)
_QUOTES = str.maketrans("’‘ʼ`´", "'''''", '"“”„«»')
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_VOWELS = frozenset("aeiouyæøœı")


def first_name(
    name: str, handle: str = "", *, not_names: frozenset[str] = frozenset()
) -> str | None:
    """A first name out of a display name, as it is written in a greeting; None without a plain one.

    `handle` is what it is not: a display name that repeats it was never chosen as a name. So are
    `not_names`, the brand's own words in lower case.
    """
    shown = clean_line(unicodedata.normalize("NFKC", name), limit=100)
    if not shown or _is_handle(shown, handle):
        return None
    words = _words(_without_asides(shown))
    if not words or len(words) > MOST_WORDS or _is_no_person(words, not_names):
        return None
    if _is_east_asian(words):
        return "".join(words) if len("".join(words)) <= LONGEST else None
    return _given(words)


def _is_handle(shown: str, handle: str) -> bool:
    plain = shown.lstrip("@").casefold()
    local = handle.lstrip("@").partition("@")[0].casefold()
    if plain != local:
        return False
    return shown == shown.lower()


def _without_asides(shown: str) -> str:
    """Without (she/her), | London, - the shoe blog; quotes are dropped."""
    return _REST.sub("", _ASIDE.sub(" ", shown.translate(_QUOTES)), count=1)


def _words(shown: str) -> list[str]:
    """Its words without pictures around them; none where a comma leaves it open which is which."""
    before, comma, after = shown.partition(",")
    words = [word for word in _pictureless(before).split() if word.strip(".")]
    if comma and len(words) == 1 and _bare(after) not in LETTERS_AFTER:
        return []
    while words and words[-1].casefold() in KISSES:
        words.pop()
    return words


def _pictureless(text: str) -> str:
    """Symbols and pictures are spaces: they stand around a name and between its words."""
    return "".join(
        " " if unicodedata.category(character)[0] in "SC" or character in "*!?" else character
        for character in text
    )


def _bare(word: str) -> str:
    return word.replace(".", "").strip().casefold()


def _is_no_person(words: list[str], not_names: frozenset[str]) -> bool:
    bare = [_bare(word) for word in words]
    said = NOT_PEOPLE | NO_NAMES | not_names
    return bare[0] in SURNAMES_TOO or any(
        word in said or any(not (letter.isalpha() or letter in "'-") for letter in _marks_off(word))
        for word in bare
        if word not in TITLES
    )


def _marks_off(word: str) -> str:
    return "".join(letter for letter in word if unicodedata.category(letter)[0] != "M")


def _is_east_asian(words: list[str]) -> bool:
    """Family name first, often in one: such a name is used as it stands, or not at all."""
    return any(
        unicodedata.name(letter, "").startswith(_EAST_ASIAN) for word in words for letter in word
    ) and all(
        unicodedata.name(letter, "").startswith((*_EAST_ASIAN, "IDEOGRAPHIC"))
        for word in words
        for letter in word
    )


def _given(words: list[str]) -> str | None:
    titled = False
    while words and _bare(words[0]) in TITLES and (titled or len(words) > 1):
        words, titled = words[1:], True
    if not words or (titled and len(words) == 1):
        return None
    loud = all(word.isupper() for word in words)
    word = f"{words[0]} {words[1]}" if words[0] in JOINED and len(words) > 1 else words[0]
    return _written(word) if _is_name(word, alone=len(words) == 1, loud=loud) else None


def _is_name(word: str, *, alone: bool, loud: bool) -> bool:
    if not _is_well_formed(word):
        return False
    scripts = _scripts(word)
    if scripts == {"LATIN"}:
        return _is_latin_name(word, initials=word.isupper() and (alone or not loud))
    return len(scripts) == 1


def _is_well_formed(word: str) -> bool:
    low = word.casefold()
    if low in PARTICLES or low.startswith(("al-", "el-")):
        return False
    if not word[0].isalpha() or word[-1] in "-'" or "." in word:
        return False
    if max(map(len, re.split(r"[-' ]", word))) < 2 or len(word) > LONGEST:
        return False
    return not re.search(r"(.)\1\1|[-']{2}", low)


def _scripts(word: str) -> set[str]:
    """The first word of each letter's Unicode name: LATIN, CYRILLIC, ARABIC ..."""
    letters = filter(str.isalpha, word)
    return {unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0] for letter in letters}


def _is_latin_name(word: str, *, initials: bool) -> bool:
    """It can be spoken (JD cannot), has no phonetic sign for a letter, and no capital within."""
    plain = _marks_off(unicodedata.normalize("NFD", word.casefold()))
    if not _VOWELS & set(plain) or any(0x0250 <= ord(letter) <= 0x02AF for letter in word):
        return False
    if any(0x1D00 <= ord(letter) <= 0x1DBF for letter in word) or (initials and len(plain) == 2):
        return False
    return all(_is_cased(part) for part in re.split(r"[-' ]", word) if part)


def _is_cased(part: str) -> bool:
    if part.islower() or part.isupper() or part[1:].islower():
        return True
    return any(part.startswith(start) and part[len(start) :].istitle() for start in CAPITALS_WITHIN)


def _written(word: str) -> str:
    """kim and KIM are Kim, mary-jane is Mary-Jane; McKenzie and van stay as they are."""
    if not (word.isupper() or word.islower()):
        return word
    return "".join(part[:1].title() + part[1:].lower() for part in re.split(r"((?<=.)[-' ])", word))
