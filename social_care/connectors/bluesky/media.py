"""Pictures for a reply."""

import json
from collections.abc import Sequence
from dataclasses import replace

from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.reply import record_of
from social_care.connectors.fields import Json, obj, text
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, MediaLimits, Prepared

LIMITS = MediaLimits(
    most=4,
    mimes=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_bytes=2_000_000,
    alt_length=2000,
    private=False,
)


def upload(api: Api, attachment: Attachment) -> str:
    """What a record has to hold to show the picture, as JSON. Raises NetworkError."""
    _check(attachment)
    found = api.upload("com.atproto.repo.uploadBlob", attachment.content, attachment.mime)
    blob = obj(found, "blob")
    if not text(blob, "ref", "$link"):
        raise NetworkError(ErrorClass.TRANSIENT, "the server took the picture without naming it")
    return json.dumps(blob)


def attach(prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
    """The same reply with these pictures. Raises NetworkError(REFUSED)."""
    record = record_of(prepared)
    if not record:
        raise NetworkError(
            ErrorClass.REFUSED, "Bluesky's direct messages carry no pictures: send it without"
        )
    if len(attachments) > LIMITS.most:
        raise NetworkError(ErrorClass.REFUSED, f"no more than {LIMITS.most} pictures at once")
    images = [_image(blob, attachment) for blob, attachment in attachments]
    embed = {"$type": "app.bsky.embed.images", "images": images}
    return replace(prepared, payload={**prepared.payload, "record": record | {"embed": embed}})


def _image(blob: str, attachment: Attachment) -> Json:
    return {"image": json.loads(blob), "alt": attachment.alt}


def _check(attachment: Attachment) -> None:
    if attachment.mime not in LIMITS.mimes:
        problem = f"Bluesky takes jpeg, png, webp and gif, not {attachment.mime}"
    elif len(attachment.content) > LIMITS.max_bytes:
        problem = f"it has {len(attachment.content)} bytes; {LIMITS.max_bytes} are allowed"
    elif len(attachment.alt) > LIMITS.alt_length:
        problem = f"its description is longer than {LIMITS.alt_length} characters"
    else:
        return
    raise NetworkError(ErrorClass.REFUSED, f"{attachment.name}: {problem}")
