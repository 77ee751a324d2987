"""Two language detectors that know nothing of each other, each loaded when first asked."""

import re
from functools import cached_property
from typing import Any, Protocol

from social_care.triage.languages import UNKNOWN

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""pycld2 calls texts that hold these invalid; none of them says anything of a language."""
_SAME = {"iw": "he", "in": "id", "jw": "jv", "sco": "en", "un": UNKNOWN}


class Detectors(Protocol):
    """What the language gate asks; each answers an ISO 639 code, or "und" if it cannot tell."""

    def first(self, text: str) -> str:
        """The quick one."""

    def second(self, text: str) -> str:
        """The careful one."""


class CldAndEld:
    """pycld2 (Chrome's detector: 11 ms to load) and eld (pure Python: 86 ms, 50 MB)."""

    @cached_property
    def _cld(self) -> Any:
        import pycld2

        return pycld2

    @cached_property
    def _eld(self) -> Any:
        from eld import LanguageDetector

        return LanguageDetector()

    def first(self, text: str) -> str:
        """pycld2's best guess."""
        try:
            guesses = self._cld.detect(_UNFIT.sub(" ", text), isPlainText=True)[2]
        except self._cld.error:
            # It refuses what it takes for broken UTF-8, a list longer than the one above.
            return UNKNOWN
        return _plain(guesses[0][1])

    def second(self, text: str) -> str:
        """eld's best guess."""
        return _plain(self._eld.detect(_UNFIT.sub(" ", text)).language or UNKNOWN)


def _plain(code: str) -> str:
    code = code.partition("-")[0].lower()
    return UNKNOWN if code.startswith("x") and len(code) > 2 else _SAME.get(code, code)
