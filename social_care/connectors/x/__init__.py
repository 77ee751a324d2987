"""X, through its API v2."""

from social_care.connectors.x.connector import X
from social_care.connectors.x.prices import cost_of

__all__ = ["X", "cost_of"]
