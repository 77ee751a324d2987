"""The gate before scoring: a text is scored as English unless there is good reason not to.

letters of another script     ─┐
two detectors that agree      ─┼→ not scored
the network and one detector  ─┘
one of them alone             ──→ scored, and marked as uncertain
"""

import re
import unicodedata
from collections.abc import Callable, Set
from dataclasses import dataclass

from social_care.triage.detectors import Detectors
from social_care.triage.languages import ANOTHER, BY_SCRIPT, NO_LANGUAGE, UNKNOWN, name_of
from social_care.triage.table import Gate

_ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+(?:'\w+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """ISO 639-1 code ("und" when unknown), and what speaks against English."""

    code: str
    scored: bool = True
    looks: str = ""
    """The other language it is, or may be, by name; or what its letters are called."""
    letters: bool = False
    """`looks` names letters, not a language."""

    @property
    def uncertain(self) -> bool:
        """Scored although something said that it is not English."""
        return self.scored and bool(self.looks)


class LanguageGate:
    """One table's gate; `detectors` are asked only where the rest leaves a doubt."""

    def __init__(
        self,
        gate: Gate,
        everyday: frozenset[str],
        detectors: Detectors,
        vocabulary: Callable[[], Set[str]],
    ) -> None:
        self._gate = gate
        self._everyday = everyday
        self._detectors = detectors
        self._vocabulary = vocabulary

    def read(self, lang: str | None, text: str) -> Language:
        """The language of a plain `text`; `lang` is the network's code, if it gives one."""
        said = _said(lang)
        foreign = said not in (_ENGLISH, UNKNOWN)
        script = _foreign_script(text, self._gate.foreign_letters)
        if script:
            return _refused(said) if foreign else _by_script(script)
        everyday = len(self._everyday.intersection(text.lower().split()))
        if not self._can_tell(text, everyday):
            return _refused(said) if foreign else self._unheard(said, text)
        return self._judged(said, *self._heard(text, everyday), text)

    def _heard(self, text: str, everyday: int) -> tuple[str, str]:
        """What two detectors say; everyday English words can speak for one of them, or both."""
        if everyday >= self._gate.plainly_english:
            return _ENGLISH, _ENGLISH
        first = self._detectors.first(text)
        if first == _ENGLISH and everyday >= self._gate.english_words:
            return first, _ENGLISH
        return first, self._detectors.second(text)

    def _can_tell(self, text: str, everyday: int) -> bool:
        fewest = self._gate.fewest_words
        return everyday >= fewest or len(_WORD.findall(text)) >= fewest

    def _unheard(self, said: str, text: str) -> Language:
        """A text too short for any detector; a doubt where not one of its words is known."""
        words = () if said == _ENGLISH else _WORD.findall(text.lower())
        strange = words and self._vocabulary().isdisjoint(words)
        return Language(code=said, looks=ANOTHER if strange else "")

    def _judged(self, said: str, first: str, second: str, text: str) -> Language:
        others = [code for code in (first, second) if code not in (_ENGLISH, UNKNOWN)]
        if said not in (_ENGLISH, UNKNOWN):
            if first == second == _ENGLISH:
                return Language(code=_ENGLISH, looks=name_of(said))
            return _refused(said)
        if len(others) == 2 and (first == second or self._is_long(text)):
            return _refused(second)
        if others and not self._is_familiar(text):
            return Language(code=said, looks=name_of(others[-1]))
        return Language(code=_ENGLISH)

    def _is_familiar(self, text: str) -> bool:
        """Most of its words are words we know: a detector alone does not outweigh that."""
        words = _WORD.findall(text.lower())
        known = sum(map(self._vocabulary().__contains__, words))
        return known >= self._gate.familiar_words * len(words)

    def _is_long(self, text: str) -> bool:
        """Long enough to be another language even if the detectors disagree which."""
        return len(_WORD.findall(text)) >= self._gate.disagreeing_words


def _said(lang: str | None) -> str:
    """The network's code without its region, or "und"."""
    code = (lang or "").strip().replace("_", "-").partition("-")[0].lower()
    is_code = code not in NO_LANGUAGE and code.isascii() and code.isalpha() and len(code) <= 3
    return code if is_code else UNKNOWN


def _refused(code: str) -> Language:
    return Language(code=code, scored=False, looks=name_of(code))


def _by_script(script: str) -> Language:
    code = BY_SCRIPT.get(script)
    if code:
        return _refused(code)
    letters = {"CJK": "Chinese characters"}.get(script, f"{script.capitalize()} letters")
    return Language(code=UNKNOWN, scored=False, looks=letters, letters=True)


def _foreign_script(text: str, share: float) -> str:
    """The commonest script among letters that are not Latin, if those are the most, else ""."""
    if text.isascii():
        return ""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [letter for letter in letters if not _is_latin(letter)]
    if len(foreign) <= share * len(letters):
        return ""
    scripts = [unicodedata.name(letter, "UNKNOWN").split()[0] for letter in foreign]
    # Kana decide: Japanese is mostly Chinese characters, and Chinese has no kana.
    for kana in ("HIRAGANA", "KATAKANA"):
        if kana in scripts:
            return kana
    return max(sorted(set(scripts)), key=scripts.count)


def _is_latin(letter: str) -> bool:
    point = ord(letter)
    return point < 0x250 or 0x1E00 <= point < 0x1F00 or 0x2C60 <= point < 0x2C80
