"""Setting up an account of a Mastodon server: what a person does there, and the log-in."""

from collections.abc import Callable, Mapping
from typing import Any

from social_care.connectors import oauth
from social_care.connectors.base import Guide, Question, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import obj, text
from social_care.connectors.mastodon.api import Api
from social_care.connectors.mastodon.errors import judge_write
from social_care.connectors.table import Table
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Door

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
"""The server shows the code on a page instead of sending the browser somewhere."""

NEEDS = {
    "read:accounts": "nobody can be recognised",
    "read:notifications": "mentions and direct messages cannot be read",
    "read:statuses": "threads and our own posts cannot be read",
    "read:search": "searches find nothing",
    "write:statuses": "replies cannot be sent",
    "write:media": "no picture can go with a reply",
    "write:favourites": "mentions cannot be favourited",
}
"""Every scope we ask for, and what fails without it."""

GUIDE = Guide(
    network="Mastodon",
    steps=(
        "Log in as the brand on its server and open Preferences, Development, New application.",
        f"Give it the scopes {', '.join(NEEDS)}; everything else can stay off.",
        "Submit, open the application again and copy its access token.",
        "Or leave the token to social-care: it shows an address to open, and a code to paste.",
    ),
    questions=(
        Question(key="base_url", ask="Address of the server", help="https://social.example"),
        Question(
            key="token",
            ask="Access token",
            help="leave it empty to log in with a code",
            secret=True,
            optional=True,
        ),
        Question(
            key="queries",
            ask="Searches",
            help='"acme shoes" -giveaway; where the server can search its posts',
            optional=True,
            many=True,
        ),
        Question(key="tags", ask="Hashtags", help="acmeshoes", optional=True, many=True),
    ),
    can=(
        "mentions, replies and direct messages; edits and deletions",
        "searches and hashtags, as far as this server has the posts",
        "replies in public and in private, with pictures; favourites; taking a reply back",
    ),
    cannot=(
        "posts of people who do not let themselves be found: searches leave them out",
        "posts that never reached this server: every server knows only a part of the network",
    ),
)


def log_in(account: Mapping[str, Any], context: ConnectorContext, talk: Talk) -> dict[str, str]:
    """Register ourselves with the server and fetch a token that does not expire.

    Raises NetworkError or ConfigError.
    """
    base_url = Table(account).url("base_url")
    door = Door(base_url, context.net, transport=context.transport, wait=context.wait)
    try:
        client = _registered(door, base_url, context.clock)
        return {"token": oauth.log_in(client, door, talk, context.clock).access}
    finally:
        door.close()


def _registered(door: Door, base_url: str, clock: Callable[[], int]) -> oauth.Client:
    described = {
        "client_name": "social-care",
        "redirect_uris": OUT_OF_BAND,
        "scopes": " ".join(NEEDS),
    }
    answer = door.post("/api/v1/apps", data=described, harmless=True, bucket="log-in")
    error = judge_write(answer, clock(), ErrorClass.PERMISSION)
    if error is not None:
        raise error
    made = obj(answer.json())
    if not (text(made, "client_id") and text(made, "client_secret")):
        raise answer.unreadable("but without the app that was asked for")
    return oauth.Client(
        authorize_url=f"{base_url}/oauth/authorize",
        token_url="/oauth/token",  # noqa: S106 - an address, no secret
        id=text(made, "client_id"),
        secret=text(made, "client_secret"),
        scopes=tuple(NEEDS),
        redirect_uri=OUT_OF_BAND,
    )


def read_scopes(api: Api) -> tuple[str, ...]:
    """What the token may do; empty where the server does not say."""
    try:
        found = obj(api.get("/api/v1/apps/verify_credentials"))
    except NetworkError as error:
        if error.error_class is ErrorClass.PERMISSION:
            return ()  # a server without that call; what is missing will show when it is tried
        raise
    named = found.get("scopes")
    if isinstance(named, str):
        return tuple(named.split())
    return tuple(item for item in named if isinstance(item, str)) if isinstance(named, list) else ()


def scope_warnings(scopes: tuple[str, ...], *, searches: bool) -> tuple[str, ...]:
    """What will not work with these scopes, and how to mend it."""
    if not scopes:
        return ()
    missing = [scope for scope in NEEDS if not {scope, scope.partition(":")[0]} & set(scopes)]
    return tuple(
        f"the token lacks the scope {scope}: {NEEDS[scope]}; log in again, or make a token with it"
        for scope in missing
        if searches or scope != "read:search"
    )
