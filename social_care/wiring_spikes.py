"""Composes the worker's look-out for something that is happening."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from social_care.chores import Chore
from social_care.config import Config
from social_care.similar import Measure
from social_care.spike_watch import SpikeWatch, look
from social_care.storage import Store

TICK_S = 60


def spike_chore(
    config: Config, store: Store, measure: Callable[[], Measure], clock: Callable[[], int]
) -> Chore:
    """What the worker does once a minute."""
    watch = SpikeWatch(
        measure=measure,
        rules=config.spikes,
        zone=ZoneInfo(config.time_zone),
        brand=(config.brand, *config.brand_words),
    )

    def run() -> Sequence[str]:
        look(store, watch, clock())
        return ()

    return Chore(name="spikes", every_s=TICK_S, run=run)
