"""How long an answer may take: by band, first or next, public or private, and by who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from social_care.models import Band

MINUTE_MS = 60_000

FACTORS = {"email": 4, "feed": 8, "feeds": 8, "rss": 8, "blog": 8, "wordpress": 8}
"""How much longer than the targets these channels may take."""


def factor_for(channel: str) -> int:
    """By how much the default targets are multiplied on a channel; 1 for most."""
    return FACTORS.get(channel.lower(), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Minutes within which a mention of each band is to be answered; None: no target."""

    urgent: int | None = 15
    high: int | None = 30
    normal: int | None = 60
    low: int | None = 480

    @classmethod
    def of(cls, minutes: Mapping[Band, int | None]) -> "Targets":
        """Minutes by band; no target where a band is missing."""
        return cls(**{band.label: minutes.get(band) for band in BANDS})

    def minutes(self, band: Band) -> int | None:
        """The target of a band in minutes; `Band.NONE` never has one."""
        return {
            Band.URGENT: self.urgent,
            Band.HIGH: self.high,
            Band.NORMAL: self.normal,
            Band.LOW: self.low,
        }.get(band)

    def target_ms(self, band: Band) -> int | None:
        """The target of a band in milliseconds of business time."""
        minutes = self.minutes(band)
        return None if minutes is None else minutes * MINUTE_MS

    def times(self, factor: int) -> "Targets":
        """The same targets, `factor` times as long (see `factor_for`)."""
        longer = {
            band.label: minutes * factor
            for band in Band
            if (minutes := self.minutes(band)) is not None
        }
        return replace(self, **longer)


BANDS = (Band.URGENT, Band.HIGH, Band.NORMAL, Band.LOW)
"""Those that have targets."""

NO_TARGETS = Targets(urgent=None, high=None, normal=None, low=None)


def tightest(minutes: Iterable[int | None]) -> int | None:
    """The shortest of several targets; None, which is none at all, is the longest."""
    return min((each for each in minutes if each is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a target depends on besides the band: which answer, where, and to whom."""

    is_next: bool = False
    """We have answered in this conversation before."""
    is_private: bool = False
    """It is not addressed to strangers."""
    is_vip: bool = False
    followers: int | None = None
    window_until: int | None = None
    """When the network takes no answer, or no private one, any more; ms since 1970 UTC."""


PLAIN = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vip:
    """People of the customer list, on one channel or on any."""

    ids: frozenset[str] = frozenset()
    """The network's own, which never change hands."""
    handles: frozenset[str] = frozenset()
    """Folded names: whoever bears one now."""
    channel: str = ""
    """Empty: any."""


def folded(handle: str) -> str:
    """A handle as it is compared: without its @, small letters."""
    return handle.strip().removeprefix("@").casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """Where targets differ from the usual ones of a first answer in public. All are final."""

    next_public: Targets | None = None
    private: Targets | None = None
    next_private: Targets | None = None
    vip: Targets = NO_TARGETS
    """What tightens the targets of customers on the list."""
    followers: tuple[tuple[int, Targets], ...] = ()
    """From how many followers on, what tightens the targets."""
    people: tuple[Vip, ...] = ()
    """The list."""

    def is_vip(self, author_id: str, handle: str) -> bool:
        """Whether they are on the list, by their id or by the handle they bear now."""
        name = folded(handle)
        return any(author_id in vip.ids or name in vip.handles for vip in self.people)

    def minutes(self, usual: Targets, band: Band, asked: Asked) -> int | None:
        """The target of a band: `usual` for a first answer in public. Who asks only tightens it."""
        tighter = [self.vip] if asked.is_vip else []
        tighter += [each for least, each in self.followers if (asked.followers or 0) >= least]
        base = self._base(usual, asked)
        return tightest(targets.minutes(band) for targets in (base, *tighter))

    def shortest(self, usual: Targets, band: Band) -> int | None:
        """The shortest target that anybody's mention of this band can have."""
        ways = (usual, self.next_public, self.private, self.next_private, self.vip)
        known = [targets for targets in ways if targets is not None]
        return tightest(each.minutes(band) for each in (*known, *dict(self.followers).values()))

    def _base(self, usual: Targets, asked: Asked) -> Targets:
        if asked.is_private:
            found = self.next_private if asked.is_next else self.private
        else:
            found = self.next_public if asked.is_next else usual
        return usual if found is None else found


NOTHING_SPECIAL = Special()
