"""Every metric, once: screen, digest, statistics and export compute by these functions."""

from social_care.figures.pace import Pace, Parts, parts, percentile
from social_care.figures.summary import Figures, service_level, summarise
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
    "Figures",
    "Pace",
    "Parts",
    "WaitRow",
    "is_answered",
    "is_at_risk",
    "is_counted",
    "is_in_time",
    "is_late",
    "is_missed",
    "is_waiting",
    "parts",
    "percentile",
    "service_level",
    "summarise",
]
