"""What helps to write an answer: macros, variables, places in a text, answers sent before."""

from dataclasses import field

from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a text, counted in characters: `text[start:end]`."""

    start: int
    end: int
    said: str
    """What stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroActions:
    """What goes with a macro's text. The first three belong to the reply itself."""

    private: bool = False
    """The reply is a private one."""
    resolve: bool = False
    """The conversation is resolved once the reply is sent."""
    holding: bool = False
    """The reply is "still with you": it answers nobody, and the customer goes on waiting."""
    tags: tuple[str, ...] = ()
    wrap_up: str = ""
    assign: str = ""
    """An agent's name, or "me": whoever uses the macro."""
    snooze_minutes: int = 0
    """Put aside for so long, never beyond what a waiting customer allows; 0: not."""

    @property
    def is_deed(self) -> bool:
        """Whether something is to be done besides writing."""
        return bool(self.tags or self.wrap_up or self.assign or self.snooze_minutes)


NOTHING_ALONG = MacroActions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A prepared beginning of an answer, and what usually goes with it."""

    name: str
    text: str
    """With its variables: "Hi {first_name|there}"."""
    key: str = ""
    """One letter or figure that chooses it; empty: only by its name."""
    channels: tuple[str, ...] = ()
    """Where it is offered; empty: everywhere."""
    actions: MacroActions = field(default_factory=MacroActions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForMany:
    """Words for many at once that are not sent. `revision` guards against a stale session."""

    id: int
    text: str
    """With its variables."""
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroBook:
    """Every macro of the team, and what is wrong with the files of those that are missing."""

    macros: tuple[Macro, ...] = ()
    problems: tuple[str, ...] = ()
    """Each with its file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A macro's text for one customer."""

    text: str
    unresolved: tuple[Span, ...]
    """Variables that nobody could fill: the reply does not leave with them."""
    actions: MacroActions


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAnswer:
    """An answer of ours that was sent."""

    text: str
    at: int
    """When the network took it; ms since 1970 UTC."""
    agent: str
    """Who wrote it; empty: somebody in the network's own app."""
    channel: str
    customer_first_words: str
    """How the message that it answered begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarHit:
    """An open conversation that says nearly the same as the one that was asked about."""

    conversation_id: int
    score: float
    """0..1, 1: the same words."""
    shared: tuple[str, ...]
    """The words that both have, as the one that was asked about writes them."""

    @property
    def reason(self) -> str:
        """Why it was found."""
        return "says nearly the same: " + ", ".join(f"'{word}'" for word in self.shared)
