"""What a Bluesky account is configured with, and what a person is told who sets one up."""

from collections.abc import Mapping
from typing import Any

from social_care.connectors.base import Guide, Question
from social_care.connectors.bluesky.session import MENTION_OVERLAP_MS, SERVICE, BlueskySettings
from social_care.connectors.context import ConnectorContext
from social_care.connectors.table import Table

GUIDE = Guide(
    network="Bluesky",
    steps=(
        "Log in as the brand and open Settings, Privacy and security, App passwords.",
        "Add an app password named social-care.",
        "Tick the option to access direct messages, or those can be neither read nor answered.",
        "Copy the password: it is shown once. The account's own password is not needed.",
    ),
    questions=(
        Question(key="handle", ask="Handle of the account", help="acme.example, without the @"),
        Question(
            key="password", ask="App password", help="four groups of four letters", secret=True
        ),
        Question(
            key="base_url",
            ask="Address of the service",
            help="another one only for accounts on a server of their own",
            default=SERVICE,
            optional=True,
        ),
        Question(
            key="queries",
            ask="Searches",
            help='"acme shoes" -giveaway',
            optional=True,
            many=True,
        ),
    ),
    can=(
        "mentions, replies, quotes and searches; rewritten and deleted posts",
        "direct messages, where the app password allows them",
        "replies in public and in private, with pictures in public; likes; taking a reply back",
    ),
    cannot=(
        "replies to people who block us or limit who may reply: open them in the browser",
        "pictures in direct messages, and taking one of those back: the network has neither",
    ),
)


def read_settings(account: Mapping[str, Any], context: ConnectorContext) -> BlueskySettings:
    """From an account's table. Raises ConfigError naming all that is wrong with it."""
    table = Table(account)
    reference = table.text("password")
    settings = BlueskySettings(
        name=table.name,
        base_url=table.url("base_url", SERVICE),
        handle=table.text("handle").lstrip("@"),
        password=lambda: context.secret(reference),
        queries=table.queries(),
        messages=table.flag("messages") if table.has("messages") else None,
        overlap=table.minutes("overlap_minutes", MENTION_OVERLAP_MS),
    )
    table.finish()
    return settings
