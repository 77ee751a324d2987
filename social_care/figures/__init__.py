"""Every metric, once: screen, digest, statistics and export compute by these functions."""

from social_care.figures.clock import Hour, day_bounds, day_of, hour_of, hours_of, iso, local
from social_care.figures.groups import Group, Key, both_kinds, groups, parts_json
from social_care.figures.pace import Pace, Parts, mean, parts, percentile
from social_care.figures.summary import GOAL, Figures, service_level, summarise
from social_care.figures.volume import LONGEST_DAY_MS, MentionRow, Volume, volume
from social_care.figures.waits import (
    WaitRow,
    is_answered,
    is_at_risk,
    is_counted,
    is_in_time,
    is_late,
    is_missed,
    is_waiting,
)

__all__ = [
    "GOAL",
    "LONGEST_DAY_MS",
    "Figures",
    "Group",
    "Hour",
    "Key",
    "MentionRow",
    "Pace",
    "Parts",
    "Volume",
    "WaitRow",
    "both_kinds",
    "day_bounds",
    "day_of",
    "groups",
    "hour_of",
    "hours_of",
    "is_answered",
    "is_at_risk",
    "is_counted",
    "is_in_time",
    "is_late",
    "is_missed",
    "is_waiting",
    "iso",
    "local",
    "mean",
    "parts",
    "parts_json",
    "percentile",
    "service_level",
    "summarise",
    "volume",
]
