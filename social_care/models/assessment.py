"""Triage's verdict on a mention."""

from enum import IntEnum, StrEnum

from social_care.records import dataclass


class Band(IntEnum):
    """How pressing a mention is. The integer is the rank stored in the database: lower is first."""

    URGENT = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3
    NONE = 4

    @property
    def label(self) -> str:
        """The word shown and exported: urgent, high, normal, low, none."""
        return self.name.lower()


class Category(StrEnum):
    """What a mention is."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PRAISE = "praise"
    CLOSING = "closing"
    OTHER = "other"
    NOISE = "noise"


class PrivateDetail(StrEnum):
    """What a message seems to tell strangers about its author."""

    CARD_NUMBER = "card_number"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    ORDER_NUMBER = "order_number"

    @property
    def label(self) -> str:
        """The words shown: card number, email, phone, address, order number."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a private detail stands in a text: from character `start`, before character `end`."""

    start: int
    end: int
    detail: PrivateDetail
    picture: str = ""
    """The name of the picture in the description of which it stands; empty: in the text itself."""


class VerdictSource(StrEnum):
    """Who gave a verdict."""

    TRIAGE = "triage"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Language, sentiment, category, complaint probability, score and band, with the reasons."""

    language: str
    """ISO 639-1 code, or "und" when unknown."""
    sentiment: float | None
    """VADER compound, -1..1; None when the text was not scored."""
    category: Category
    complaint: float | None
    """Probability 0..1; None when not scored."""
    score: int
    """0..100, for ordering reports; the queue orders by band and due time."""
    band: Band
    reasons: tuple[str, ...]
    """Plain words, each naming what fired. Holds the customer's words, so it is erasable."""
    plain_sentiment: float | None = None
    """What VADER as it is published says of the text as it was written; None when not scored."""
    severity: float | None = None
    """How bad it is for the customer, 1 (a remark) to 4 (the worst); None when not scored."""
    uncertain: bool = False
    """The language is uncertain: scored as English, and never below `normal` for it."""
    private: tuple[PrivateDetail, ...] = ()
    """Private details that everybody can read; empty for messages that strangers cannot."""
