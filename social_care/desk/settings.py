"""Who sits at the desk and by which rules; filled by `config`, the desk's only settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from social_care.errors import NotAllowed
from social_care.hours import Calendar
from social_care.models import Assessment, Band, Category, Replies
from social_care.models.composing import MacroBook
from social_care.shifts import Shift
from social_care.similar import Measure
from social_care.sla import Policy, Targets

CONSOLE_LEASE_MS = 2 * 60 * 1000
"""How long an open console's claim lasts without a heartbeat."""

SCRIPT_LEASE_MS = 15 * 60 * 1000
"""How long a claim from the command line lasts."""


Corrector = Callable[[Assessment, str, Category | None, Band | None], Assessment]
"""A verdict, who corrects it, to which category and band: `triage.by_hand.corrected`."""


def _no_triage(*_: object) -> Assessment:
    raise NotAllowed("there is no triage at this desk to correct")


def _no_measure() -> Measure:
    raise NotAllowed("there is nothing at this desk to compare messages by")


def _no_digest() -> str:
    raise NotAllowed("there is no digest at this desk", "see: social-care digest")


def _usual_policy(account: str, channel: str) -> Policy:
    del account, channel
    return Policy(Targets(), Calendar.always())


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """One agent's desk."""

    agent: str
    clock: Callable[[], int]
    """Milliseconds since 1970 UTC."""
    initials: str = ""
    role: str = "agent"
    languages: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    """Every agent's languages together: one that nobody speaks is anybody's."""
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Every agent's languages, by name: those of who is at work count."""
    shifts: tuple[Shift, ...] = ()
    targets: tuple[str, ...] = ()
    """Whom flags are told to: the keys of [[alerts]]."""
    agents: tuple[str, ...] = ()
    brand: str = ""
    brand_words: tuple[str, ...] = ()
    """Its names: what holds one of them is no stranger's address."""
    time_zone: str = "UTC"
    replies: Replies = field(default_factory=Replies)
    """How answers leave, and what they are made of."""
    macros: Callable[[], MacroBook] = MacroBook
    """The team's prepared answers, read anew."""
    measure: Callable[[], Measure] = _no_measure
    """What makes two messages say nearly the same."""
    lease_ms: int = CONSOLE_LEASE_MS
    wrap_ups: tuple[str, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """By account, where it has its own or is configured at all."""
    usual_calendar: Calendar = field(default_factory=Calendar.always)
    """The team's, for every other account: an imported one."""
    policy: Callable[[str, str], Policy] = _usual_policy
    """By account and channel: what a corrected mention's target is measured by."""
    corrected: Corrector = _no_triage
    always_open: bool = True
    """No business hours are configured at all."""
    digest: Callable[[], str] = _no_digest
    """The digest of the shift so far, as plain text: it is made outside the desk."""
    toasts: bool = False
    """A console shows a toast for new flags."""
    bell: bool = False
    """A console rings the terminal's bell for new flags."""
    worker_started_at: int | None = None
    """When this console has started a worker (ms UTC), if it has."""
    after_send: str = "next"
    """What a console shows after a reply: "next" opens the next customer, "queue", "stay"."""

    def calendar(self, account: str) -> Calendar:
        """The account's business hours."""
        return self.calendars.get(account, self.usual_calendar)
