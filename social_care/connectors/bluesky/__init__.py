"""Bluesky: the AT Protocol network."""

from social_care.connectors.bluesky.connector import Bluesky

__all__ = ["Bluesky"]
