"""What a web address is, for whoever only reads one."""

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Whether anything can be asked for there."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
