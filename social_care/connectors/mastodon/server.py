"""What kind of server it is and who we are on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from social_care.connectors.fields import Json, count, obj, text
from social_care.connectors.mastodon.api import Api
from social_care.connectors.mastodon.errors import judge_read
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Counting, Limits, MediaLimits

DEFAULT_LIMITS = Limits(
    counting=Counting.MASTODON,
    max_length=500,
    can_private=True,
    mentions_author=True,
    url_length=23,
    chains=True,
)
DEFAULT_MEDIA = MediaLimits(
    most=4,
    mimes=("image/jpeg", "image/png", "image/gif", "image/webp"),
    max_bytes=8 * 1024 * 1024,
    alt_length=1500,
)

_STRANGERS = ("for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions")
_FIRST_WITH_OPERATORS = (4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the server says of itself."""

    limits: Limits = DEFAULT_LIMITS
    media: MediaLimits = DEFAULT_MEDIA
    is_snac: bool = False
    """It calls direct messages private, so that a reply to them has to be direct, and it takes
    searches for regular expressions."""
    has_operators: bool = True
    """Its search knows phrases, exclusions and filters."""

    @property
    def blurs_direct(self) -> bool:
        """Whatever is private there may be a direct message."""
        return self.is_snac


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Our account there."""

    id: str
    acct: str
    server_time: int | None = None
    """What time it was there when it told us; ms since 1970 UTC."""


def read_me(api: Api) -> Me:
    """Raises NetworkError(AUTH) when the token is refused."""
    answer = api.answer("/api/v1/accounts/verify_credentials")
    error = judge_read(answer, api.clock())
    if error is not None:
        raise error
    account = obj(answer.json())
    if not text(account, "id"):
        raise answer.unreadable("but not who we are")
    acct = text(account, "acct") or text(account, "username")
    return Me(id=text(account, "id"), acct=acct, server_time=answer.sent_at)


def read_server(api: Api) -> Server:
    """From the newer of the two calls that the server has."""
    try:
        found = obj(api.get("/api/v2/instance"))
    except NetworkError as error:
        if error.error_class is not ErrorClass.PERMISSION:
            raise
        found = obj(api.get("/api/v1/instance"))
    version = text(found, "version").lower()
    return Server(
        limits=_limits(found),
        media=_media(found),
        is_snac="snac" in version,
        has_operators=_has_operators(version),
    )


def policy_warnings(api: Api) -> tuple[str, ...]:
    """Warns when the account's own settings throw mentions of strangers away."""
    try:
        policy = obj(api.get("/api/v2/notifications/policy"))
    except NetworkError as error:
        if error.error_class is ErrorClass.PERMISSION:
            return ()  # most servers have no such policy, and nothing to warn of
        raise
    dropped = [name for name in _STRANGERS if text(policy, name) == "drop"]
    if not dropped:
        return ()
    warning = (
        f"the account's notification settings ({', '.join(dropped)}) drop mentions of strangers:"
        " nobody can ever read those; set them to accept or filter"
    )
    return (warning,)


def _has_operators(version: str) -> bool:
    """Others say "2.7.2 (compatible; Pleroma 2.5)", or count from 0 in a way of their own."""
    number = re.match(r"(\d+)\.(\d+)", version)
    if number is None or "(" in version:
        return False
    return (int(number[1]), int(number[2])) >= _FIRST_WITH_OPERATORS


def _limits(instance: Json) -> Limits:
    statuses = obj(instance, "configuration", "statuses")
    longest = count(statuses, "max_characters") or count(instance, "max_toot_chars")
    link = count(statuses, "characters_reserved_per_url")
    return Limits(
        counting=DEFAULT_LIMITS.counting,
        max_length=longest or DEFAULT_LIMITS.max_length,
        can_private=DEFAULT_LIMITS.can_private,
        mentions_author=DEFAULT_LIMITS.mentions_author,
        url_length=link or DEFAULT_LIMITS.url_length,
        chains=DEFAULT_LIMITS.chains,
    )


def _media(instance: Json) -> MediaLimits:
    media = obj(instance, "configuration", "media_attachments")
    return MediaLimits(
        most=count(obj(instance, "configuration", "statuses"), "max_media_attachments")
        or DEFAULT_MEDIA.most,
        mimes=_pictures(media) or DEFAULT_MEDIA.mimes,
        max_bytes=count(media, "image_size_limit") or DEFAULT_MEDIA.max_bytes,
        alt_length=count(media, "description_limit") or DEFAULT_MEDIA.alt_length,
    )


def _pictures(media: Mapping[str, Any]) -> tuple[str, ...]:
    named = media.get("supported_mime_types")
    known = named if isinstance(named, list) else []
    return tuple(item for item in known if isinstance(item, str) and item.startswith("image/"))
