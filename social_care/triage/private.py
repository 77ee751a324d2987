"""Private details that a customer posts for everybody to read: found by their shape.

An agent should see at a glance that there is something to ask the customer to take down. Clues,
not proofs: what is missed costs less than a mark that is wrong so often that nobody reads it.
"""

import re
from collections.abc import Iterator, Sequence

from social_care.cards import card_numbers
from social_care.models import PrivateDetail

_READ = 5_000
"""Characters of a text that are looked at."""

_EMAIL = re.compile(
    r"(?<![\w.@/+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}\b(?!@)", re.IGNORECASE
)
_OFFICES = frozenset(
    [
        *("care", "contact", "customercare", "customerservice", "hello", "help", "info", "mail"),
        *("no-reply", "noreply", "office", "orders", "press", "sales", "service", "shop"),
        *("social", "support", "team"),
    ]
)
"""What stands before the @ of a company's address, which is nobody's secret."""

_PHONE = re.compile(
    r"(?<![\w@#/.+-])(?:"
    r"\+\d{1,3}[ .-]?(?:\(0?\d{1,5}\)[ .-]?)?\d(?:[ .-]?\d){5,12}"  # +44 7911 123456
    r"|\(\d{3,5}\)[ .-]?\d{3}[ .-]?\d{3,4}"  # (555) 010-0199
    r"|\d{3}[.-]\d{3}[.-]\d{4}"  # 555-010-0199
    r"|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}|07\d{9}"  # 020 7946 0018
    r")(?![\w@]|[.-]\d)"
)
_CALL = re.compile(
    r"\b(?:(?:my|the) (?:(?:phone|mobile|cell|contact|telephone) )?(?:number|no\.?)(?: is)?|"
    r"(?:call|phone|text|ring|reach|whatsapp) me (?:back )?(?:at|on)|"
    r"mobile|phone|cell|whatsapp|tel)\b[ :.#]{0,3}"
    r"(?P<number>\+?\(?\d(?:[ ().-]{0,2}\d){6,14})(?!\w)",
    re.IGNORECASE,
)
_FREE = re.compile(r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\b|0(?:800|808|300|345|845|870)")
"""Numbers that companies are called on."""

_ROAD = (
    r"(?:Street|Str|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Boulevard|Blvd|Terrace|"
    r"Crescent|Gardens|Grove|Parkway|Pkwy|Highway|Hwy|Mews)"
)
_ANY_ROAD = rf"(?:{_ROAD}|Way|Place|Pl|Close|Square|Hill|Ct|Row|Park|Walk)"
"""Where it is said that an address comes: elsewhere these are words like others."""
_ADDRESS = re.compile(
    rf"(?<![\w.,£$€-])\d{{1,5}}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[A-Z][\w'’.-]* ){{1,3}}{_ROAD}\b"
)
_AT_HOME = re.compile(
    r"\b(?:address(?: is)?|live (?:at|on)|ship(?:ped)? (?:it )?to|deliver(?:ed)? (?:it )?to|"
    rf"send (?:it|them) to)\b[ :,]{{0,3}}\d{{1,5}}[a-z]?,? (?:[\w'’.-]+ ){{1,3}}{_ANY_ROAD}\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})\b")
_ZIP = re.compile(
    r", ?(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|"
    r"S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \d{5}(?:-\d{4})?\b"
)

_THING = r"(?:order|booking|reservation|tracking|account|customer|invoice|confirmation|ticket|case)"
_NAMED_ORDER = re.compile(
    rf"\b{_THING}(?: ?(?:number|no\.?|nr\.?|num|id|ref(?:erence)?|code))?(?: is| was)?[ :=]{{0,3}}"
    r"#? ?(?P<number>[A-Z0-9]{1,6}(?:-?[A-Z0-9]{1,12}){0,3})\b",
    re.IGNORECASE,
)
_HASHED = re.compile(r"(?<![\w&/])#(?P<number>[A-Z]{0,3}-?\d{5,14})\b")
_DIGITS = 4
"""How many an order number must have: "order 12" is a quantity."""
_CODE_DIGITS, _CODE_LENGTH = 2, 6
"""Of a booking's code, such as X7Y2Z9."""


def private_details(text: str, brand_words: Sequence[str] = ()) -> tuple[PrivateDetail, ...]:
    """What `text` gives away, each kind once, the worst first. Linear, whatever the text holds.

    The brand's own addresses, known by its words, and numbers to call companies do not count.
    """
    text = text[:_READ]
    found = {
        PrivateDetail.CARD_NUMBER: any(True for _ in card_numbers(text)),
        PrivateDetail.EMAIL: any(_is_personal(email, brand_words) for email in _emails(text)),
        PrivateDetail.PHONE: any(not _FREE.match(number) for number in _phones(text)),
        PrivateDetail.ADDRESS: any(
            pattern.search(text) for pattern in (_ADDRESS, _AT_HOME, _POSTCODE, _ZIP)
        ),
        PrivateDetail.ORDER_NUMBER: any(map(_is_number, _orders(text))),
    }
    return tuple(detail for detail, there in found.items() if there)


def _emails(text: str) -> Iterator[str]:
    return (found[0] for found in _EMAIL.finditer(text)) if "@" in text else iter(())


def _is_personal(email: str, brand_words: Sequence[str]) -> bool:
    local, _, domain = email.lower().partition("@")
    ours = {"".join(filter(str.isalnum, word.lower())) for word in brand_words}
    is_ours = any(part.replace("-", "") in ours for part in domain.split("."))
    return local not in _OFFICES and not is_ours


def _phones(text: str) -> Iterator[str]:
    yield from (found[0] for found in _PHONE.finditer(text))
    yield from (found["number"] for found in _CALL.finditer(text))


def _orders(text: str) -> Iterator[str]:
    for pattern in (_NAMED_ORDER, _HASHED):
        yield from (found["number"] for found in pattern.finditer(text))


def _is_number(number: str) -> bool:
    """With enough digits, or a code of letters and digits; no date and no year."""
    digits = sum(map(str.isdigit, number))
    is_year = number.isdigit() and len(number) == 4 and number[:2] in {"19", "20"}
    is_date = re.fullmatch(r"\d{1,4}-\d{1,2}-\d{1,4}", number)
    is_code = number.isupper() and digits >= _CODE_DIGITS and len(number) >= _CODE_LENGTH
    return (digits >= _DIGITS or is_code) and not is_year and not is_date
