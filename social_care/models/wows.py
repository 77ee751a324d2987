"""WOWs: what an agent did for a customer by their own judgement, beyond what was expected."""

from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wow:
    """One of them. Texts are as stored: whoever shows them makes them inert."""

    id: int
    conversation_id: int
    agent: str
    """Who did it."""
    customer: str
    channel: str
    at: int
    """When it was recorded, ms since 1970 UTC."""
    text: str
    """What was done, in the agent's words."""
    mood_before: float | None
    mood_after: float | None
    """The customer's last scored sentiment before it and their first one after it, -1..1."""
