"""Facebook Pages and Instagram accounts, both on Meta's Graph API."""

from social_care.connectors.meta.facebook import Facebook
from social_care.connectors.meta.instagram import Instagram

__all__ = ["Facebook", "Instagram"]
