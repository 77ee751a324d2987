"""The part of the configuration that says what is out of the usual: [spikes]."""

from social_care.models.spike import SpikeRules
from social_care.tables import Section

MINUTE_MS = 60_000
USUAL = SpikeRules()


def read_spikes(root: Section) -> SpikeRules:
    """[spikes]; what is not said is as usual."""
    section = root.section("spikes")
    rules = SpikeRules(
        window_ms=_minutes(section, "window_minutes", 5, 240, USUAL.window_ms),
        least=section.whole("least", 3, 100_000, USUAL.least),
        times=section.number("times", 1.1, 100, USUAL.times),
        cool_down_ms=_minutes(section, "cool_down_minutes", 5, 7 * 24 * 60, USUAL.cool_down_ms),
        fixed=section.whole("fixed", 3, 1_000_000, USUAL.fixed),
        fixed_negative=section.number("fixed_negative", 0.1, 1, USUAL.fixed_negative),
    )
    section.end()
    return rules


def _minutes(section: Section, key: str, low: int, high: int, usual_ms: int) -> int:
    return section.whole(key, low, high, usual_ms // MINUTE_MS) * MINUTE_MS
