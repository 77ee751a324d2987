"""Targets, due times, stages of a wait, and what a response took: pure arithmetic on stamps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band, ResponseTimes, Stage, Stamps
from social_care.targets import MINUTE_MS, NOTHING_SPECIAL, PLAIN, Asked, Special
from social_care.targets import Targets as Targets
from social_care.targets import factor_for as factor_for

LITTLE_LEFT_MS = 3 * MINUTE_MS
"""A wait with less business time left than this is at risk, if its target is longer."""

LEAST_SKEW_MS = 2_000
"""Clocks closer than this cannot be told apart."""
MOST_SKEW_MS = 24 * 60 * MINUTE_MS
"""Clocks further apart than this are not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when a mention is to be answered."""

    due_at: int
    """Milliseconds since 1970 UTC; NEVER_DUE without a target."""
    target_s: int | None
    """Business seconds; None without a target."""


NO_DUE = Due(due_at=NEVER_DUE, target_s=None)

MEASURE = 1
"""Grows when the same policy comes to mean something else."""


@dataclass(frozen=True)
class Policy:
    """An account's targets on its calendar. The targets are final: factors are already in them."""

    targets: Targets
    """Of a first answer in public, and of every other one that `special` does not know."""
    calendar: Calendar
    special: Special = NOTHING_SPECIAL

    def target_ms(self, band: Band, asked: Asked = PLAIN) -> int | None:
        """The target in milliseconds of business time; None: there is none."""
        minutes = self.special.minutes(self.targets, band, asked)
        return None if minutes is None else minutes * MINUTE_MS

    def due(self, posted_at: int, band: Band, has_target: bool = True, asked: Asked = PLAIN) -> Due:
        """When a mention posted then is due: with its target, or when the network's window closes.

        `has_target` is false where the network refuses our reply. No target either for band
        `none`, and on a calendar that never opens. A window makes no target where there is none;
        where it closes first the target is the business time until then, which may be nothing.
        """
        target_ms = self.target_ms(band, asked) if has_target else None
        if target_ms is None:
            return NO_DUE
        due_at = self.calendar.due(posted_at, target_ms)
        closes_at = asked.window_until
        if closes_at is not None and posted_at <= closes_at < due_at:
            until_closed = self.calendar.business_ms(posted_at, closes_at)
            return Due(due_at=closes_at, target_s=until_closed // 1000)
        return NO_DUE if due_at >= NEVER_DUE else Due(due_at=due_at, target_s=target_ms // 1000)

    @cached_property
    def version(self) -> str:
        """Differs from that of every policy by which a mention could be due at another time."""
        calendar = self.calendar
        week = (str(calendar.zone), calendar.week, calendar.is_always_open)
        days = (sorted(calendar.holidays), sorted(calendar.extra.items()))
        people = [(sorted(p.ids), sorted(p.handles), p.channel) for p in self.special.people]
        rest = replace(self.special, people=())
        told = repr((MEASURE, self.targets, rest, people, week, days))
        return sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTimes:
    """The first millisecond of each stage, never falling; NEVER_DUE for one that never comes."""

    half_at: int
    at_risk_at: int
    late_at: int
    escalated_at: int

    def at(self, now: int) -> Stage | None:
        """The highest stage reached; None while more than half of the target is left."""
        if now >= NEVER_DUE:
            return None
        reached = (
            (self.escalated_at, Stage.ESCALATED),
            (self.late_at, Stage.LATE),
            (self.at_risk_at, Stage.AT_RISK),
            (self.half_at, Stage.HALF),
        )
        return next((stage for since, stage in reached if now >= since), None)


NO_STAGES = StageTimes(
    half_at=NEVER_DUE, at_risk_at=NEVER_DUE, late_at=NEVER_DUE, escalated_at=NEVER_DUE
)


def stage_times(
    waiting_since: int, due_at: int, target_ms: int | None, calendar: Calendar
) -> StageTimes:
    """When a wait enters each stage.

    Everything is measured from `due_at`, since with several unanswered mentions the target may
    belong to a later one than the one waited for longest: of the target is *left* the business
    time until due, and *used* the rest of it, then all of it and the business time since.

    half: half is used. At risk: a fifth is left, or less than three minutes of a target longer
    than that; half never begins after it. Late: the millisecond after due. Escalated: one and a
    half is used. No stage begins before `waiting_since`.
    """
    if target_ms is None or due_at >= NEVER_DUE:
        return NO_STAGES
    waited = calendar.business_ms(waiting_since, due_at)

    def when_left(left_ms: int) -> int:
        return calendar.due(waiting_since, waited - left_ms)

    little = LITTLE_LEFT_MS - 1 if target_ms > LITTLE_LEFT_MS else 0
    at_risk_at = when_left(max(target_ms // 5, little))
    late_at = max(due_at + 1, waiting_since)
    return StageTimes(
        half_at=min(when_left(target_ms // 2), at_risk_at),
        at_risk_at=at_risk_at,
        late_at=late_at,
        escalated_at=max(late_at, calendar.due(due_at, target_ms - target_ms // 2)),
    )


def stage(
    waiting_since: int, due_at: int, target_ms: int | None, now: int, calendar: Calendar
) -> Stage | None:
    """The stage a wait is in (see `stage_times`); None before half, and without a target."""
    return stage_times(waiting_since, due_at, target_ms, calendar).at(now)


def skew(ours: int, theirs: int | None) -> int | None:
    """Our clock minus a network's, in ms, from what both showed at about the same moment.

    0 below `LEAST_SKEW_MS`: an HTTP Date has whole seconds, and an answer takes a moment. None
    when the network did not say, and beyond `MOST_SKEW_MS`: then one of the two is no clock.
    """
    if theirs is None or abs(ours - theirs) > MOST_SKEW_MS:
        return None
    return ours - theirs if abs(ours - theirs) >= LEAST_SKEW_MS else 0


def theirs(at: int, skew_ms: int | None) -> int:
    """A moment of our clock as the network's clock showed it; the same where that is not known."""
    return at - (skew_ms or 0)


def latest(now: int, skew_ms: int | None) -> int:
    """The latest moment at which a network can date what has happened by our `now`.

    Its clock may be ahead of ours as far as was measured, and no further.
    """
    ahead_ms = -(skew_ms or 0)
    return now + ahead_ms + LEAST_SKEW_MS if ahead_ms > 0 else now


def respond(stamps: Stamps, due_at: int, calendar: Calendar) -> ResponseTimes:
    """What a response took, on both clocks and in four parts that always sum to elapsed.

    The ends never move. The stamps between are clamped to them, each to no earlier than the one
    before it. A response stamped before its wait began (the network's clock against ours) took
    nothing: elapsed 0, every part 0.
    """
    began, ended = stamps.waiting_since, max(stamps.waiting_since, stamps.responded_at)
    detected = min(max(stamps.detected_at, began), ended)
    claimed = min(max(stamps.claimed_at, detected), ended)
    submitted = min(max(stamps.submitted_at, claimed), ended)
    return ResponseTimes(
        stamps=replace(stamps, detected_at=detected, claimed_at=claimed, submitted_at=submitted),
        elapsed_ms=ended - began,
        business_ms=calendar.business_ms(began, ended),
        detection_ms=detected - began,
        queue_ms=claimed - detected,
        handling_ms=submitted - claimed,
        delivery_ms=ended - submitted,
        within_target=None if due_at >= NEVER_DUE else stamps.responded_at <= due_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A mention that waits for an answer, as far as its wait depends on it."""

    posted_at: int
    due_at: int
    target_s: int | None
    band: Band
    mention_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitShape:
    """What the unanswered mentions of a conversation make of its wait."""

    waiting_since: int
    due_at: int
    target_s: int | None
    """The target of the mention that set `due_at`."""
    band: Band
    first_mention_id: int
    """The mention that has waited longest."""
    due_mention_id: int
    """The mention whose target falls due first."""
    band_mention_id: int
    """The most pressing mention; of several the one that has waited longest."""


def merge(unanswered: Sequence[Unanswered]) -> WaitShape:
    """One wait out of its unanswered mentions, in any order. Raises ValueError when none is given.

    Equal times are settled by the lower mention id, so that the result never depends on order.
    """
    if not unanswered:
        raise ValueError("a wait needs an unanswered mention")
    oldest = min(unanswered, key=lambda mention: (mention.posted_at, mention.mention_id))
    first_due = min(
        unanswered, key=lambda mention: (mention.due_at, mention.posted_at, mention.mention_id)
    )
    pressing = min(
        unanswered, key=lambda mention: (mention.band, mention.posted_at, mention.mention_id)
    )
    return WaitShape(
        waiting_since=oldest.posted_at,
        due_at=first_due.due_at,
        target_s=first_due.target_s,
        band=pressing.band,
        first_mention_id=oldest.mention_id,
        due_mention_id=first_due.mention_id,
        band_mention_id=pressing.mention_id,
    )
