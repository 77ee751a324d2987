"""Mastodon and the many servers that speak its API."""

from social_care.connectors.mastodon.connector import Mastodon

__all__ = ["Mastodon"]
