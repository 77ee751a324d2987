"""Pictures for a reply: handed to a Mastodon server, and waited for until it has taken them in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote

from social_care.connectors.fields import obj, text
from social_care.connectors.mastodon.api import Api
from social_care.connectors.mastodon.errors import is_missing, judge_read, judge_write
from social_care.connectors.mastodon.reply import body_of
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, MediaLimits, Prepared
from social_care.net import Answer

LOOKS = 10
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
"""All in all a little less than a minute."""

_STILL_PROCESSING = frozenset({202, 206})


def check(attachment: Attachment, limits: MediaLimits) -> None:
    """Raises NetworkError(REFUSED) for what the server is known not to take."""
    if attachment.mime not in limits.mimes:
        taken = ", ".join(mime.removeprefix("image/") for mime in limits.mimes)
        problem = f"this network takes {taken}, not {attachment.mime}"
    elif len(attachment.content) > limits.max_bytes:
        problem = f"it has {len(attachment.content)} bytes; {limits.max_bytes} are allowed"
    elif len(attachment.alt) > limits.alt_length:
        problem = f"its description is longer than {limits.alt_length} characters"
    else:
        return
    raise NetworkError(ErrorClass.REFUSED, f"{attachment.name}: {problem}")


def upload(api: Api, attachment: Attachment, wait: Callable[[float], object]) -> str:
    """The id under which a reply can name it. Raises NetworkError."""
    file = (attachment.name, attachment.content, attachment.mime)
    answer = api.upload("/api/v2/media", file, {"description": attachment.alt})
    if is_missing(answer):  # servers older than 2019, and some small ones
        answer = api.upload("/api/v1/media", file, {"description": attachment.alt})
    error = judge_write(answer, api.clock(), ErrorClass.PERMISSION)
    if error is not None:
        raise error
    media_id = text(obj(answer.json()), "id")
    if not media_id:
        raise answer.unreadable("but without an id for the picture")
    if answer.status in _STILL_PROCESSING:
        _wait_for(api, media_id, wait)
    return media_id


def attach(
    prepared: Prepared, attachments: Sequence[tuple[str, Attachment]], limits: MediaLimits
) -> Prepared:
    """The same reply with these pictures. Raises NetworkError(REFUSED) when they are too many."""
    if len(attachments) > limits.most:
        raise NetworkError(ErrorClass.REFUSED, f"no more than {limits.most} pictures at once")
    body = body_of(prepared) | {"media_ids": [media_id for media_id, _ in attachments]}
    return replace(prepared, payload={**prepared.payload, "body": body})


def _wait_for(api: Api, media_id: str, wait: Callable[[float], object]) -> None:
    for look in range(LOOKS):
        wait(min(FIRST_WAIT_S * 2**look, LONGEST_WAIT_S))
        answer = _state_of(api, media_id)
        if answer.status not in _STILL_PROCESSING:
            return
    raise NetworkError(ErrorClass.TRANSIENT, "the server is still busy with the picture")


def _state_of(api: Api, media_id: str) -> Answer:
    answer = api.answer(f"/api/v1/media/{quote(media_id, safe='')}")
    # With 422 it says that it could not make anything of the file.
    refused = ErrorClass.REFUSED if answer.status == 422 else None
    error = judge_read(answer, api.clock())
    if error is not None:
        raise NetworkError(refused, error.message) if refused else error
    return answer
