"""Flags as they are told to people, and to whom."""

from social_care.models.assessment import Band, Category
from social_care.models.conversation import AlertStage
from social_care.models.spike import Spike
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The wait that is flagged, as it stands now. Texts are as stored: clean them first."""

    wait_id: int
    conversation_id: int
    reached: AlertStage
    """The stage it is in by now."""
    band: Band
    category: Category
    customer: str
    """Name, else handle; empty when neither is known."""
    text: str
    """The newest unanswered message; empty when it is private."""
    private: bool
    waiting_since: int
    due_at: int
    held_by: str
    """Who has the customer or is to have them; empty when nobody."""
    url: str
    """Of the newest unanswered message, as the network gave it; empty when it is private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One alert that lasts. Moments are ms since 1970 UTC."""

    id: int
    stage: AlertStage
    """The one it was raised at."""
    at: int
    account: str
    """Empty for what is about the whole brand."""
    channel: str
    detail: str
    """Of one without a wait: what is the matter, in our words."""
    wait: Waiting | None = None
    spike: Spike | None = None
    """What is happening, with its words."""

    @property
    def reached(self) -> AlertStage:
        """How bad it is by now."""
        return self.wait.reached if self.wait else self.stage

    @property
    def is_pressing(self) -> bool:
        """No quiet hours mute it: an urgent customer, an account that cannot be heard."""
        if self.wait is not None:
            return self.wait.band is Band.URGENT
        return self.stage is AlertStage.ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """What a console shows of flags."""

    lasting: int
    """How many customers and troubles are flagged at this moment."""
    newest: int
    """The newest flag ever raised; 0 when there never was one."""
    news: str
    """What is flagged that was not before, in one plain line; empty: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many wait, of whatever band."""

    waiting: int
    at_risk: int
    late: int
