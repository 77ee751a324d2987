"""Well done: said by a lead or a colleague, read by whom it is for."""

from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kudos:
    """One well done. `text` is as stored: whoever shows it makes it inert."""

    id: int
    agent: str
    """Who did well."""
    given_by: str
    at: int
    """Ms since 1970 UTC."""
    conversation_id: int | None
    text: str
