"""What kind of server it is and who we are on it."""

from dataclasses import dataclass

from social_care.connectors.fields import Json, count, obj, text
from social_care.connectors.mastodon.api import Api
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Counting, Limits

DEFAULT_LIMITS = Limits(
    counting=Counting.MASTODON,
    max_length=500,
    can_private=True,
    mentions_author=True,
    url_length=23,
)

_STRANGERS = ("for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the server says of itself."""

    limits: Limits
    blurs_direct: bool
    """It calls direct messages private (snac2), so that a reply to them has to be direct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Our account there."""

    id: str
    acct: str


def read_me(api: Api) -> Me:
    """Raises NetworkError(AUTH) when the token is refused."""
    account = obj(api.get("/api/v1/accounts/verify_credentials"))
    if not text(account, "id"):
        raise NetworkError(ErrorClass.TRANSIENT, "the server does not say who we are")
    return Me(id=text(account, "id"), acct=text(account, "acct") or text(account, "username"))


def read_server(api: Api) -> Server:
    """From the newer of the two calls that the server has."""
    try:
        found = obj(api.get("/api/v2/instance"))
    except NetworkError as error:
        if error.error_class is not ErrorClass.PERMISSION:
            raise
        found = obj(api.get("/api/v1/instance"))
    return Server(limits=_limits(found), blurs_direct="snac" in text(found, "version").lower())


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
    )
