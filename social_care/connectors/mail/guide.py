"""How a mailbox is set up, and how it is logged in for the first time."""

from collections.abc import Mapping
from typing import Any

from social_care.connectors.base import Guide, Question, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.mail.keys import client_of, token_door
from social_care.connectors.mail.settings import OAuth
from social_care.connectors.oauth import RotatingToken, log_in
from social_care.errors import ErrorClass, NetworkError

GUIDE = Guide(
    network="E-mail",
    steps=(
        "Any provider with IMAP and SMTP: look up its two servers, user and password.",
        (
            "Google with a password: turn on 2-step verification, then make an app password at"
            " https://myaccount.google.com/apppasswords and use it here."
        ),
        (
            "Google with OAuth: in the Google Cloud console make an OAuth client of the type"
            " Desktop app with the scope https://mail.google.com/ and publish it (an app in"
            " testing is logged out after 7 days)."
        ),
        (
            "Microsoft 365: only OAuth. In Entra register an app, allow public client flows, add"
            " the redirect address http://localhost under Mobile and desktop applications and the"
            " delegated permissions IMAP.AccessAsUser.All, SMTP.Send and offline_access; allow"
            " IMAP and authenticated SMTP for the mailbox."
        ),
    ),
    questions=(
        Question(key="address", ask="Address of the mailbox", help="care@brand.example"),
        Question(
            key="from_name",
            ask="Name that customers see",
            help="stands before the address in replies",
            optional=True,
        ),
        Question(
            key="oauth",
            ask="google, microsoft, or nothing for a password",
            help="how the mailbox is logged in",
            optional=True,
        ),
        Question(
            key="client_id",
            ask="Client id of your app",
            help="only for google and microsoft",
            optional=True,
        ),
        Question(
            key="client_secret",
            ask="Client secret of your app",
            help="only where your app has one",
            secret=True,
            optional=True,
        ),
        Question(
            key="imap_host",
            ask="IMAP server",
            help="imap.brand.example; for google and microsoft it is known",
            optional=True,
        ),
        Question(
            key="smtp_host",
            ask="SMTP server",
            help="smtp.brand.example; for google and microsoft it is known",
            optional=True,
        ),
        Question(
            key="smtp_security",
            ask="tls (port 465) or starttls (port 587)",
            help="how the SMTP server encrypts; tls unless it says otherwise",
            optional=True,
        ),
        Question(
            key="user",
            ask="User name at the servers",
            help="where it is not the address",
            optional=True,
        ),
        Question(
            key="folders",
            ask="Folders to read",
            help="those that customers' mails arrive in",
            default="INBOX",
            many=True,
        ),
    ),
    can=(
        "read mails without marking them as read",
        "answer in the same thread, from the address they wrote to",
        "notice answers given in other mail programs (Sent folder)",
        "show mails that came back as undeliverable with the customer they were for",
    ),
    cannot=(
        "send attachments: only their names and sizes are shown, too",
        "search for words: a mailbox is read as a whole",
        "see that a mail was taken back: mails cannot be",
    ),
)


def log_in_by_oauth(oauth: OAuth, context: ConnectorContext, talk: Talk) -> None:
    """Have a person allow it in a browser; the tokens are kept in the vault.

    Raises NetworkError; AUTH when the provider or the person says no.
    """
    door = token_door(oauth, context)
    try:
        client = client_of(oauth, context)
        tokens = log_in(client, door, talk, context.clock)
        if not tokens.refresh:
            remedy = "take social-care out of the apps that have access, then log in again"
            raise NetworkError(ErrorClass.AUTH, "this log-in lasts an hour only", remedy=remedy)
        RotatingToken(lambda: client, door, context.vault, context.clock).save(tokens)
    finally:
        door.close()


def with_password(account: Mapping[str, Any]) -> dict[str, Any]:
    """The table as it will be once the password that is asked for has been stored."""
    return {"password": "asked", **account}
