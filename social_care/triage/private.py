"""Private details in what everybody can read, a customer's post or a reply: found by their shape.

An agent should see at a glance that there is something to ask the customer to take down, or to
keep out of the answer. Clues, not proofs: what is missed costs less than a mark that is wrong so
often that nobody reads it.
"""

import re
from collections.abc import Iterator, Sequence

from social_care.cards import card_numbers
from social_care.models import Mark, PrivateDetail

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
_LINE_DIGITS = 7
"""The least by which two phone numbers can be told to be one."""


Span = tuple[int, int]


def private_details(text: str, brand_words: Sequence[str] = ()) -> tuple[PrivateDetail, ...]:
    """What `text` gives away, each kind once, the worst first. Linear, whatever the text holds.

    The brand's own addresses, known by its words, and numbers to call companies do not count.
    """
    text = text[:_READ]
    finders = _finders(text, brand_words)
    return tuple(detail for detail, found in finders.items() if next(found, None) is not None)


def private_marks(
    text: str, brand_words: Sequence[str] = (), public: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Where it gives something away, from left to right; of two in one place the worse counts.

    `public` are the brand's own addresses and numbers, however they are spaced.
    """
    found: list[Mark] = []
    for detail, spans in _finders(text, brand_words).items():
        for start, end in spans:
            is_new = all(end <= mark.start or start >= mark.end for mark in found)
            if is_new and not is_public(text[start:end], detail, public):
                found.append(Mark(start=start, end=end, detail=detail))
    return tuple(sorted(found, key=lambda mark: mark.start))


def is_public(written: str, detail: PrivateDetail, public: Sequence[str]) -> bool:
    """Whether what was found stands among the brand's `public` details. No card or order does."""
    match detail:
        case PrivateDetail.EMAIL:
            return written.lower() in {entry.strip().lower() for entry in public}
        case PrivateDetail.PHONE:
            return any(_same_line(_digits(written), _digits(entry)) for entry in public)
        case PrivateDetail.ADDRESS:
            return any(_letters(written) in _letters(entry) for entry in public)
    return False


def _same_line(one: str, other: str) -> bool:
    """One number with and without its country: +44 20 7946 0018 is 020 7946 0018."""
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return len(short) >= _LINE_DIGITS and long.endswith(short) and len(long) - len(short) <= 3


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _finders(text: str, brand_words: Sequence[str]) -> dict[PrivateDetail, Iterator[Span]]:
    """Every kind, the worst first; none looks before it is asked."""
    return {
        PrivateDetail.CARD_NUMBER: ((at[0], at[-1] + 1) for at in card_numbers(text)),
        PrivateDetail.EMAIL: _emails(text, brand_words),
        PrivateDetail.PHONE: _phones(text),
        PrivateDetail.ADDRESS: _addresses(text),
        PrivateDetail.ORDER_NUMBER: _orders(text),
    }


def _emails(text: str, brand_words: Sequence[str]) -> Iterator[Span]:
    if "@" in text:
        for found in _EMAIL.finditer(text):
            if _is_personal(found[0], brand_words):
                yield found.span()


def _is_personal(email: str, brand_words: Sequence[str]) -> bool:
    local, _, domain = email.lower().partition("@")
    ours = {"".join(filter(str.isalnum, word.lower())) for word in brand_words}
    is_ours = any(part.replace("-", "") in ours for part in domain.split("."))
    return local not in _OFFICES and not is_ours


def _phones(text: str) -> Iterator[Span]:
    spans = [found.span() for found in _PHONE.finditer(text)]
    spans += [found.span("number") for found in _CALL.finditer(text)]
    return (span for span in spans if not _FREE.match(text, *span))


def _addresses(text: str) -> Iterator[Span]:
    """From the number of the house, or the letters of the state or postcode."""
    yield from (found.span() for found in _ADDRESS.finditer(text))
    for found in _AT_HOME.finditer(text):
        house = re.search(r"\d", found[0])
        yield found.start() + (house.start() if house else 0), found.end()
    yield from (found.span() for found in _POSTCODE.finditer(text))
    for found in _ZIP.finditer(text):
        yield found.end() - len(found[0].lstrip(", ")), found.end()


def _orders(text: str) -> Iterator[Span]:
    for pattern in (_NAMED_ORDER, _HASHED):
        for found in pattern.finditer(text):
            if _is_number(found["number"]):
                yield found.span("number")


def _is_number(number: str) -> bool:
    """With enough digits, or a code of letters and digits; no date and no year."""
    digits = sum(map(str.isdigit, number))
    is_year = number.isdigit() and len(number) == 4 and number[:2] in {"19", "20"}
    is_date = re.fullmatch(r"\d{1,4}-\d{1,2}-\d{1,4}", number)
    is_code = number.isupper() and digits >= _CODE_DIGITS and len(number) >= _CODE_LENGTH
    return (digits >= _DIGITS or is_code) and not is_year and not is_date
