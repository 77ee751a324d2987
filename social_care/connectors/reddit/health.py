"""Who we are on Reddit, and what will go wrong there."""

from collections.abc import Iterator

from social_care.connectors.base import Health
from social_care.connectors.context import plain_http_warning
from social_care.connectors.fields import Json, obj, text
from social_care.connectors.reddit.api import OFF, SWITCH_ON, Api
from social_care.connectors.reddit.parse import Me
from social_care.connectors.reddit.session import EVERYTHING, SCOPES
from social_care.connectors.reddit.settings import RedditSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits


def switched_off(settings: RedditSettings, limits: Limits) -> Health:
    """What is said without asking anybody."""
    return Health(
        own_id="", own_handle=settings.username, limits=limits, warnings=(f"{OFF}; {SWITCH_ON}",)
    )


def read_me(api: Api) -> tuple[Me, Json, int | None]:
    """Our account, all that is said of it, and the time over there. Raises NetworkError."""
    answer = api.answer("/api/v1/me")
    found = obj(answer.json())
    own_id, name = text(found, "id"), text(found, "name")
    if not own_id or not name:
        raise NetworkError(ErrorClass.TRANSIENT, "Reddit does not say who we are")
    me = Me(id=f"t2_{own_id.removeprefix('t2_')}", name=name)
    return me, found, answer.sent_at


def health(api: Api, settings: RedditSettings, limits: Limits) -> tuple[Me, Health]:
    """Ask Reddit. Raises NetworkError."""
    me, found, server_time = read_me(api)
    scopes = api.session.scopes()
    warnings = (
        *plain_http_warning(settings.base_url),
        *plain_http_warning(settings.auth_url),
        *_account_warnings(me, found, settings),
        *_scope_warnings(scopes),
    )
    return me, Health(
        own_id=me.id,
        own_handle=me.name,
        limits=limits,
        warnings=tuple(dict.fromkeys(warnings)),
        scopes=scopes,
        server_time=server_time,
    )


def _account_warnings(me: Me, found: Json, settings: RedditSettings) -> Iterator[str]:
    if found.get("is_suspended") is True:
        yield "the account is suspended: nobody sees what it writes; ask Reddit why"
    if found.get("has_verified_email") is False:
        yield "the account's email is not verified: Reddit lets it comment far less often"
    if me.name.lower() != settings.username.lower():
        yield f"the log-in is u/{me.name}'s, the config says {settings.username}: mend one of them"
    if settings.subreddits and not settings.queries:
        yield "subreddits are named but no queries: their comments are not watched"


def _scope_warnings(scopes: tuple[str, ...]) -> Iterator[str]:
    if not scopes or EVERYTHING in scopes:
        return
    for scope, purpose in SCOPES.items():
        if scope not in scopes:
            yield f"the log-in lacks the scope {scope} ({purpose}): log in again and allow it"
