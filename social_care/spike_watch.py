"""Notices that something is happening, raises it once with its words, and lets it cool down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from social_care.models import AlertStage
from social_care.models.spike import Spike, SpikeRules
from social_care.similar import Measure
from social_care.spikes import Finding, examples, judge, rising, windows
from social_care.storage import Store, Tx, alerts, spikes

KEY = "spike"
"""Of its alert: one at a time, whatever there is more of."""
MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeWatch:
    """What is looked for, and in which words."""

    measure: Callable[[], Measure]
    """What words say nothing; asked when there is a spike, not before."""
    rules: SpikeRules = field(default_factory=SpikeRules)
    zone: tzinfo = UTC
    """The brand's: the same window of past weeks is the same time of its wall clock."""
    brand: Sequence[str] = ()
    """The brand's own words, which rise with everything."""


def look(store: Store, look_for: SpikeWatch, now: int) -> Spike | None:
    """The spike that has begun now, if one has. Cheap: counts over an index of times."""
    since, until = _window(look_for, now)
    found = _found(store.read(), look_for, now)
    if found is None:
        _end(store, now)
        return None
    before = spikes.newest(store.read())
    if before is not None and 0 <= now - before.at < look_for.rules.cool_down_ms:
        with store.write(bump=False) as tx:
            tx.bump = spikes.still(tx, found, now)
        return None
    said = spikes.said(store.read(), since, until)
    measure = look_for.measure()
    in_public = [each for each in said if not each.private]  # alerts carry the words outside
    words = rising(in_public, spikes.texts_before(store.read(), since), measure, look_for.brand)
    shown = examples(said, words, measure, MOST_EXAMPLES)
    with store.write() as tx:
        spike_id = spikes.notice(
            tx, found, look_for.rules.window_ms, now, look_for.rules.cool_down_ms
        )
        if spike_id is None:  # another worker was a moment quicker
            return None
        spikes.describe(tx, spike_id, words, shown)
        spike = spikes.newest(tx)
        assert spike is not None
        alerts.withdraw(tx, KEY, now)
        alerts.raise_once(tx, AlertStage.SPIKE, KEY, now, detail=spike.figures, spike_id=spike_id)
    return spike


def _window(look_for: SpikeWatch, now: int) -> tuple[int, int]:
    """What was posted this very millisecond is part of it."""
    return now + 1 - look_for.rules.window_ms, now + 1


def _found(tx: Tx, look_for: SpikeWatch, now: int) -> Finding | None:
    """Past weeks are counted only where this one could be a spike at all."""
    _, until = _window(look_for, now)
    (since, until), *past = windows(until, look_for.rules.window_ms, look_for.zone)
    tally = spikes.tally(tx, since, until)
    if tally.mentions < look_for.rules.least:
        return None
    known = [window for window in past if spikes.is_known(tx, window[1])]
    return judge(tally, [spikes.tally(tx, *window) for window in known], look_for.rules)


def _end(store: Store, now: int) -> None:
    """Its flag is over when it was not seen for as long as its window."""
    newest = spikes.newest(store.read())
    if newest is None or newest.over_at is not None or newest.lasts(now):
        return
    with store.write() as tx:
        if spikes.finish(tx, now):
            alerts.withdraw(tx, KEY, now)
