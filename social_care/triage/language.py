"""Which language a text is in, as far as the platform and its letters tell."""

import unicodedata
from dataclasses import dataclass

UNKNOWN = "und"
_NO_LANGUAGE = {"", "und", "zxx", "mul", "mis", "art", "qam", "qct", "qht", "qme", "qst"}
"""Codes by which platforms say they do not know."""

NAMES = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fil": "Filipino",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "ht": "Haitian Creole",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "in": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "iw": "Hebrew",
    "ja": "Japanese",
    "ka": "Georgian",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ms": "Malay",
    "my": "Burmese",
    "nb": "Norwegian",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_BY_SCRIPT = {
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
"""Scripts that (nearly) one language alone is written in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """ISO 639-1 code ("und" when unknown), and why the text cannot be scored, if it cannot."""

    code: str
    not_scored: str = ""


def read_language(lang: str | None, text: str) -> Language:
    """The platform's code is believed unless most letters are of a script it does not fit."""
    code = (lang or "").strip().replace("_", "-").partition("-")[0].lower()
    known = code not in _NO_LANGUAGE and code.isascii() and code.isalpha() and len(code) <= 3
    if known and code != "en":
        return Language(code=code, not_scored=f"not scored: written in {_name(code)}")
    script = _foreign_script(text)
    if script:
        return _by_script(script)
    return Language(code="en" if known else UNKNOWN)


def _name(code: str) -> str:
    return NAMES.get(code, f'a language other than English ("{code}")')


def _by_script(script: str) -> Language:
    code = _BY_SCRIPT.get(script)
    if code:
        return Language(code=code, not_scored=f"not scored: written in {_name(code)}")
    words = {"CJK": "Chinese characters"}.get(script, f"{script.capitalize()} letters")
    return Language(code=UNKNOWN, not_scored=f"not scored: written in {words}")


def _foreign_script(text: str) -> str:
    """The commonest script of the letters that are not Latin if those are the majority, else ""."""
    if text.isascii():
        return ""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [letter for letter in letters if not _is_latin(letter)]
    if 2 * len(foreign) <= len(letters):
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
