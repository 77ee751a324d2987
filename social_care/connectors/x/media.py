"""Pictures for a reply: X takes them in pieces, then says when they are ready."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace

from social_care.connectors.fields import Json, count, obj, text
from social_care.connectors.x.api import Api
from social_care.connectors.x.errors import InvalidRequest
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, MediaLimits

GIF = "image/gif"
LIMITS = MediaLimits(
    most=4,
    mimes=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_bytes=5 * 1024 * 1024,
    alt_length=1000,
    private=False,
    alone=(GIF,),
)
NO_PICTURES = replace(LIMITS, most=0)
"""Without the OAuth 2 log-in."""

_PIECE = 1024 * 1024
_LOOKS = 10
_LONGEST_WAIT_S = 10


def upload(api: Api, attachment: Attachment, wait: Callable[[float], object]) -> str:
    """Hand a file over; its id, good for about 15 days. Raises NetworkError."""
    refuse_unsuited(attachment)
    begun = _call(
        api,
        "initialize",
        json={
            "media_type": attachment.mime,
            "total_bytes": len(attachment.content),
            "media_category": "tweet_gif" if attachment.mime == GIF else "tweet_image",
        },
    )
    media_id = text(begun, "id")
    if not media_id.isdigit():
        raise NetworkError(ErrorClass.TRANSIENT, "X began an upload without giving it an id")
    for number, start in enumerate(range(0, len(attachment.content), _PIECE)):
        piece = attachment.content[start : start + _PIECE]
        # As JSON, which X describes beside the form: a form has no numbers.
        part = {"segment_index": number, "media": b64encode(piece).decode()}
        _call(api, f"{media_id}/append", json=part)
    _until_ready(api, media_id, _call(api, f"{media_id}/finalize"), wait)
    if attachment.alt.strip():
        _describe(api, media_id, attachment.alt.strip())
    return media_id


def refuse_unsuited(attachment: Attachment) -> None:
    """Raises NetworkError(REFUSED) for what X will not take."""
    if attachment.mime not in LIMITS.mimes:
        kinds = ", ".join(mime.partition("/")[2] for mime in LIMITS.mimes)
        raise NetworkError(ErrorClass.REFUSED, f"{attachment.name}: X takes {kinds} here")
    if not 0 < len(attachment.content) <= LIMITS.max_bytes:
        raise NetworkError(ErrorClass.REFUSED, f"{attachment.name}: empty, or more than 5 MB")
    if len(attachment.alt) > LIMITS.alt_length:
        raise NetworkError(
            ErrorClass.REFUSED, f"{attachment.name}: its description has over 1000 characters"
        )


def refuse_unsuited_set(attachments: Sequence[Attachment]) -> None:
    """Four pictures or one GIF. Raises NetworkError(REFUSED)."""
    if len(attachments) > LIMITS.most:
        raise NetworkError(ErrorClass.REFUSED, f"X takes {LIMITS.most} pictures at most")
    if len(attachments) > 1 and any(one.mime == GIF for one in attachments):
        raise NetworkError(ErrorClass.REFUSED, "X takes a GIF only by itself")


def _until_ready(api: Api, media_id: str, said: Json, wait: Callable[[float], object]) -> None:
    for _ in range(_LOOKS):
        progress = obj(said, "processing_info")
        state = text(progress, "state")
        if state == "failed":
            raise NetworkError(ErrorClass.REFUSED, "X could not make anything of this file")
        if state not in {"pending", "in_progress"}:
            return
        wait(min(count(progress, "check_after_secs") or 1, _LONGEST_WAIT_S))
        asked = {"command": "STATUS", "media_id": media_id}
        said = obj(api.ask("GET", "/2/media/upload", params=asked, as_user=True).json(), "data")
    raise NetworkError(ErrorClass.TRANSIENT, "X is still busy with this file")


def _describe(api: Api, media_id: str, alt: str) -> None:
    described = {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
    api.ask("POST", "/2/media/metadata", json=described, as_user=True, harmless=True)


def _call(api: Api, step: str, json: Json | None = None) -> Json:
    try:
        answer = api.ask("POST", f"/2/media/upload/{step}", json=json, as_user=True, harmless=True)
    except InvalidRequest as error:
        raise NetworkError(ErrorClass.REFUSED, error.message) from error
    return obj(answer.json(), "data")
