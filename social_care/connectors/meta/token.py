"""What Meta says of the access token itself: whether it lives, how long, and what it may do."""

from collections.abc import Mapping
from dataclasses import dataclass

from social_care.connectors.fields import Json, count, obj, text
from social_care.errors import ErrorClass, NetworkError

FACEBOOK_SCOPES = {
    "pages_show_list": "the Page is not found when logging in",
    "pages_read_engagement": "posts of the Page are not read",
    "pages_read_user_content": "comments, posts of visitors and posts that tag us are not read",
    "pages_manage_engagement": "comments can be neither answered, liked, hidden nor deleted",
    "pages_messaging": "messages are neither read nor sent",
}
INSTAGRAM_SCOPES = {
    "pages_show_list": "the Page is not found when logging in",
    "instagram_basic": "posts of the account are not read",
    "instagram_manage_comments": "comments are not read, answered, hidden or deleted",
    "instagram_manage_messages": "messages are neither read nor sent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What /debug_token says."""

    kind: str
    """PAGE, USER or SYSTEM_USER, as Meta names it."""
    app_id: str
    scopes: tuple[str, ...]
    expires_at: int | None
    """When the token, or its access to data, ends; ms since 1970 UTC. None: never."""
    lasting: bool
    """The token itself has no end."""


def read_facts(found: Json) -> TokenFacts:
    """From the answer of /debug_token. Raises NetworkError(AUTH) for a token that is no good."""
    data = obj(found, "data")
    if data.get("is_valid") is False:
        said = text(data, "error", "message") or "it is no longer valid"
        raise NetworkError(ErrorClass.AUTH, f"the access token is refused: {said}")
    ends = [count(data, "expires_at"), count(data, "data_access_expires_at")]
    dated = [seconds * 1000 for seconds in ends if seconds]
    scopes = data.get("scopes")
    return TokenFacts(
        kind=text(data, "type").upper(),
        app_id=text(data, "app_id"),
        scopes=tuple(filter(_is_text, scopes)) if isinstance(scopes, list) else (),
        expires_at=min(dated, default=None),
        lasting=ends[0] == 0,
    )


def missing(facts: TokenFacts, needed: Mapping[str, str]) -> tuple[str, ...]:
    """A warning for every scope that is not there: what will not work."""
    if not facts.scopes:
        return ()
    return tuple(
        f"the token lacks {scope}: {lost}; log in again and allow it"
        for scope, lost in needed.items()
        if scope not in facts.scopes
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)
