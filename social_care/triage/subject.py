"""What triage is told about one mention."""

from dataclasses import dataclass

from social_care.models import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One mention and the little of its surroundings that changes the verdict."""

    text: str
    """As the platform said it: any length, any characters."""
    lang: str | None = None
    """The platform's language code, if it gives one."""
    visibility: Visibility = Visibility.PUBLIC
    followers: int | None = None
    verified: bool = False
    after_answer: bool = False
    """Our answer is the last thing before it in the conversation: only then can it close one."""
    unanswered: int = 0
    """The customer's earlier mentions in this conversation that nobody has answered."""
    thread_complaint: float | None = None
    """The highest complaint probability (0..1) among the thread's earlier mentions, if any."""
    brand_words: tuple[str, ...] = ()
    """Taken out before scoring, in addition to those of the table and of `Triage`."""
