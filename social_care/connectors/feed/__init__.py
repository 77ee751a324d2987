"""RSS and Atom: blogs, forums, news alerts and the comments under articles."""

from social_care.connectors.feed.connector import Feed

__all__ = ["Feed"]
