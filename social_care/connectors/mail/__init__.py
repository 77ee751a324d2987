"""Mail: read over IMAP, answered over SMTP in the same thread."""

from social_care.connectors.mail.connector import Mail

__all__ = ["Mail"]
