"""What a digest tells, before it is put in words: the facts of a period."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from social_care.figures import Figures
from social_care.models.digest import Picture, Praise, Story, Unanswered
from social_care.models.wows import Wow


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What came and what was answered in one hour, or on one channel."""

    label: str
    """The hour's beginning on the wall clock; the channel's name."""
    arrived: int
    usual: float | None
    """Of what came; None without past weeks."""
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """A word that is said, or a category that comes, much more often than usual."""

    word: str
    mentions: int
    """How many people say it; of a category how many messages came."""
    usual: float | None
    """On the mean of past weeks; None without any."""
    category: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of the period, [start, end) in ms since 1970 UTC."""

    brand: str
    shift: str
    """Its name; empty for a period that is none."""
    start: int
    end: int
    zone: ZoneInfo
    goal: float
    """The wanted service level, 0..1."""
    praise: tuple[Praise, ...]
    wows: tuple[Wow, ...] = ()
    stories: tuple[Story, ...]
    unanswered: tuple[Unanswered, ...]
    figures: Figures
    """As they stood at the end."""
    usual: tuple[Figures, ...]
    """The same of past weeks; empty without any."""
    weeks_apart: int = 1
    """How many weeks lie between each of them and the next."""
    arrived: int
    usual_arrived: float | None = None
    hours: tuple[Counted, ...]
    channels: tuple[Counted, ...]
    took: tuple[tuple[str, int], ...]
    """How long responses took: a range in words, how many."""
    complaints_dismissed: int
    moods: tuple[float, float] | None
    """Mean sentiment of the customers before our answers and after, where both are known."""
    usual_moods: tuple[float, float] | None = None
    resolved: int
    usual_resolved: float | None = None
    stayed: int
    """Of the resolved those that are still so."""
    rising: tuple[Rising, ...]
    broken: tuple[tuple[str, str], ...]
    """What is wrong with accounts, and how to mend it."""
    happened: tuple[str, ...]
    """Outages, spikes, alerts of the period, in words."""
    people: tuple[tuple[str, str], ...]
    """An agent, and something good about them in words; by agent."""
    pictures: tuple[Picture, ...] = ()
