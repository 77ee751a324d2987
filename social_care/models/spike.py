"""Something is happening: many more mentions than usual, or many more angry ones."""

from enum import StrEnum

from social_care.records import dataclass


class SpikeKind(StrEnum):
    """What there is more of."""

    MENTIONS = "mentions"
    NEGATIVE = "negative"
    """Their share among all that were scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeRules:
    """What is out of the usual."""

    window_ms: int = 30 * 60_000
    least: int = 10
    """Fewer mentions, or fewer negative ones, are never a spike."""
    times: float = 3
    """How many times the usual."""
    cool_down_ms: int = 120 * 60_000
    """After one, no other is raised for so long."""
    fixed: int = 30
    """Mentions that are a spike while there are no past weeks."""
    fixed_negative: float = 0.8
    """The share of negative ones that is, while there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """One of them. Moments are ms since 1970 UTC. Words are customers': letters only, small."""

    id: int
    at: int
    """When it was noticed."""
    kind: SpikeKind
    window_ms: int
    count: int
    """Mentions in the window, or negative ones, when it was noticed."""
    of: int
    """Of how many: the same, or all that were scored."""
    usual: float | None
    """What the count would be in this window of the week; None while there is no history."""
    most: int
    """The highest count since."""
    seen_at: int
    """When it was last still one."""
    over_at: int | None = None
    words: tuple[str, ...] = ()
    """Those that rise most, the first the most; none when they were erased."""
    examples: tuple["Example", ...] = ()

    def lasts(self, now: int) -> bool:
        """Whether it is going on: it was still one within its window."""
        return now - self.seen_at < self.window_ms

    @property
    def line(self) -> str:
        """Figures and words: "31 mentions in 30 min, usually 2: insole, burned"."""
        return self.figures + self._about(self.words)

    @property
    def short(self) -> str:
        """The same with its first word only, and without what is not known."""
        usually = "" if self.usual is None else self._usually
        return self._counted + usually + self._about(self.words[:1])

    @staticmethod
    def _about(words: tuple[str, ...]) -> str:
        return f": {', '.join(words)}" if words else ""

    @property
    def figures(self) -> str:
        """Figures alone: "18 of 24 mentions negative in 30 min, usually 3"."""
        return self._counted + self._usually

    @property
    def _counted(self) -> str:
        what = f"{self.count} mentions"
        if self.kind is SpikeKind.NEGATIVE:
            what = f"{self.count} of {self.of} mentions negative"
        return f"{what} in {self.window_ms // 60_000} min"

    @property
    def _usually(self) -> str:
        if self.usual is None:
            return ", no past weeks to compare with"
        return f", usually {round(self.usual) or 'none'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A mention that is part of it."""

    conversation_id: int
    mention_id: int
    channel: str
    text: str
    """As stored; empty when it is private or deleted."""
    url: str
    """Empty when it is private."""
