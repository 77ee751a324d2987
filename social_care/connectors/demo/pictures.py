"""Pictures on the simulated network: files in its folder, named by the posts that show them."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from social_care.connectors.demo.files import locked, replace_bytes
from social_care.models import Attachment, MediaLimits

_USUAL = MediaLimits(
    most=4,
    mimes=("image/jpeg", "image/png", "image/gif", "image/webp"),
    max_bytes=8 * 1024 * 1024,
    alt_length=1500,
)
_LIMITS = {
    "bluesky": replace(_USUAL, max_bytes=2_000_000, alt_length=2000, private=False),
    "x": replace(
        _USUAL, max_bytes=5 * 1024 * 1024, alt_length=1000, private=False, alone=("image/gif",)
    ),
    "email": replace(_USUAL, most=0),
}


def limits_of(channel: str) -> MediaLimits:
    """What the network behind `channel` would take; Mastodon's unless it is known."""
    return _LIMITS.get(channel, _USUAL)


def keep(folder: Path, attachment: Attachment) -> str:
    """Its id there: the name of its file."""
    kind = attachment.mime.removeprefix("image/")
    name = f"{sha256(attachment.content).hexdigest()[:16]}.{kind}"
    place = folder / "pictures"
    place.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock"):
        replace_bytes(place / name, attachment.content)
    return name
