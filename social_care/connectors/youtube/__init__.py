"""YouTube: comments on the brand's channel, and on videos that speak of it."""

from social_care.connectors.youtube.connector import YouTube

__all__ = ["YouTube"]
