"""[targets] of the brand and of accounts, and [[vips]]: how long answers may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from social_care.models import Band
from social_care.tables import Section
from social_care.targets import BANDS, Special, Targets, Vip, factor_for, folded, tightest

Minutes = Mapping[Band, int | None]
"""By band; None: no target. A band that is absent is not spoken of."""

MOST_MINUTES = 100_000
MOST_FOLLOWERS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTable:
    """What one [targets] says; what it does not say is for the brand's, or the usual ones."""

    usual: Minutes = field(default_factory=dict)
    next_public: Minutes = field(default_factory=dict)
    private: Minutes = field(default_factory=dict)
    next_private: Minutes = field(default_factory=dict)
    vip: Minutes = field(default_factory=dict)
    followers: tuple[tuple[int, Minutes], ...] = ()
    """From how many followers on."""

    def tiers(self, *, is_next: bool, is_private: bool) -> tuple[tuple[Minutes, ...], ...]:
        """What speaks of such an answer, the most specific first; equals stand together."""
        if is_next and is_private:
            return (self.next_private,), (self.next_public, self.private), (self.usual,)
        if is_next or is_private:
            return (self.next_public if is_next else self.private,), (self.usual,)
        return ((self.usual,),)


def read_table(section: Section) -> TargetTable:
    """[targets] or [accounts.targets]; 0 means no target."""
    following = section.section("next")
    both = following.section("private")
    private, vip = section.section("private"), section.section("vip")
    read = TargetTable(
        usual=_minutes(section),
        next_public=_minutes(following),
        private=_minutes(private),
        next_private=_minutes(both),
        vip=_minutes(vip, least=1),
        followers=tuple(map(_from, section.sections("followers"))),
    )
    for part in (both, following, private, vip, section):
        part.end()
    return read


def _minutes(section: Section, least: int = 0) -> dict[Band, int | None]:
    """What tightens cannot take a target away: then `least` is 1."""
    given = {band: section.whole(band.label, least, MOST_MINUTES, least) or None for band in BANDS}
    return {band: minutes for band, minutes in given.items() if section.has(band.label)}


def _from(section: Section) -> tuple[int, Minutes]:
    least = section.whole("from", 1, MOST_FOLLOWERS)
    minutes = _minutes(section, least=1)
    section.end()
    return least, minutes


def read_vips(root: Section) -> tuple[Vip, ...]:
    """[[vips]]: the customer list, by the networks' ids of authors or by handles."""
    return tuple(map(_vip, root.sections("vips")))


def _vip(section: Section) -> Vip:
    section.text("name", "")  # for whoever reads the file
    vip = Vip(
        ids=frozenset(section.texts("ids")),
        handles=frozenset(map(folded, section.texts("handles"))),
        channel=section.text("channel", ""),
    )
    if not (vip.ids or vip.handles):
        section.note("", 'names nobody: give ids = ["..."] or handles = ["..."]')
    section.end()
    return vip


def targets_of(
    brand: TargetTable, own: TargetTable, channel: str, vips: Sequence[Vip]
) -> tuple[Targets, Special]:
    """The targets of one account: its own as they are, the brand's times the channel's factor."""
    factor = factor_for(channel)

    def resolved(*, is_next: bool, is_private: bool) -> Targets:
        ours = own.tiers(is_next=is_next, is_private=is_private)
        theirs = brand.tiers(is_next=is_next, is_private=is_private)
        return Targets.of({band: _said(band, ours, theirs, factor) for band in BANDS})

    followers = {least for least, _ in (*own.followers, *brand.followers)}
    special = Special(
        next_public=resolved(is_next=True, is_private=False),
        private=resolved(is_next=False, is_private=True),
        next_private=resolved(is_next=True, is_private=True),
        vip=_tighter(own.vip, brand.vip, factor),
        followers=tuple(
            (least, _tighter(_band(own, least), _band(brand, least), factor))
            for least in sorted(followers)
        ),
        people=tuple(vip for vip in vips if vip.channel in {"", channel}),
    )
    return resolved(is_next=False, is_private=False), special


Tiers = Sequence[Sequence[Minutes]]


def _said(band: Band, own: Tiers, brand: Tiers, factor: int) -> int | None:
    """Of tables of one rank that all speak of the band the tightest counts."""
    for tier, times in (*((tier, 1) for tier in own), *((tier, factor) for tier in brand)):
        if said := [table[band] for table in tier if band in table]:
            found = tightest(said)
            return None if found is None else found * times
    usual = Targets().minutes(band)
    return None if usual is None else usual * factor


def _tighter(own: Minutes, brand: Minutes, factor: int) -> Targets:
    theirs = {band: minutes * factor for band, minutes in brand.items() if minutes is not None}
    return Targets.of({**theirs, **own})


def _band(table: TargetTable, least: int) -> Minutes:
    """What is said of those who have at least so many followers."""
    return {
        band: minutes
        for from_, group in table.followers
        if from_ == least
        for band, minutes in group.items()
    }
