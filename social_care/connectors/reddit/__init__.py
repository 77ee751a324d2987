"""Reddit: mentions, replies, messages, searches and the comments of watched communities."""

from social_care.connectors.reddit.connector import Reddit

__all__ = ["Reddit"]
