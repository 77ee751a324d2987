"""Who we are to X: an app's bearer token, OAuth 1.0a keys, or a user's OAuth 2 tokens."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote, urlencode

from oauthlib import oauth1

from social_care.connectors.oauth import Client
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

AUTHORIZE_URL = "https://x.com/i/oauth2/authorize"
TOKEN_PATH = "/2/oauth2/token"  # noqa: S105 - where tokens are had, none itself
REDIRECT_URI = "http://127.0.0.1"
"""X takes no "localhost" as a callback address."""
SCOPES = (
    "tweet.read",
    "users.read",
    "tweet.write",
    "tweet.moderate.write",
    "like.write",
    "media.write",
    "dm.read",
    "dm.write",
    "offline.access",
)

# Whoever logs at DEBUG would find keys and tokens in what oauthlib says of its signing.
logging.getLogger("oauthlib").setLevel(logging.INFO)

Authorise = Callable[[str, str], str]
"""The Authorization header for a method and a whole address."""


class Secret(Protocol):
    """A secret that mends itself when refused: `Credential`, `RotatingToken`."""

    def use(self, ask: Callable[[str], Answer], is_refused: Callable[[Answer], bool]) -> Answer:
        """Ask with it, and once more with a newer one if there is one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One way to be let in."""

    secret: Secret
    header: Callable[[str, str, str], str]
    """Of the secret, the method and the whole address."""

    def use(self, ask: Callable[[Authorise], Answer]) -> Answer:
        """Ask; after a refusal once more with what has taken the secret's place."""

        def with_secret(value: str) -> Answer:
            return ask(lambda method, address: self.header(value, method, address))

        return self.secret.use(with_secret, lambda answer: answer.status == 401)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """References to the four secrets of OAuth 1.0a."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str

    def read(self, secret: Callable[[str], str]) -> str:
        """All four in one text, parted by blanks. Raises SecretError, or NetworkError(AUTH)."""
        names = (
            self.consumer_key,
            self.consumer_secret,
            self.access_token,
            self.access_token_secret,
        )
        values = [secret(name).strip() for name in names]
        if any(len(value.split()) != 1 for value in values):
            raise NetworkError(ErrorClass.AUTH, "one of the four keys is empty or holds blanks")
        return " ".join(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our OAuth 2 app; `secret` is a reference, empty for a public client."""

    id: str
    secret: str = field(default="", repr=False)
    redirect_uri: str = REDIRECT_URI

    def client(self, secret: Callable[[str], str]) -> Client:
        """As `connectors.oauth` wants it. Raises SecretError."""
        return Client(
            authorize_url=AUTHORIZE_URL,
            token_url=TOKEN_PATH,
            id=self.id,
            secret=secret(self.secret).strip() if self.secret else "",
            scopes=SCOPES,
            redirect_uri=self.redirect_uri,
            basic=bool(self.secret),
        )


def bearer(token: str, method: str, address: str) -> str:  # noqa: ARG001 - one shape for both
    """The header of a bearer token."""
    return f"Bearer {token}"


def signing(clock: Callable[[], int]) -> Callable[[str, str, str], str]:
    """Makes headers of OAuth 1.0a, dated by this clock."""

    def signed(keys: str, method: str, address: str) -> str:
        consumer_key, consumer_secret, token, token_secret = keys.split()
        signer = oauth1.Client(
            consumer_key,
            client_secret=consumer_secret,
            resource_owner_key=token,
            resource_owner_secret=token_secret,
            timestamp=str(clock() // 1000),
        )
        _, headers, _ = signer.sign(address, http_method=method)
        return str(headers["Authorization"])

    return signed


def address_of(base_url: str, route: str, params: dict[str, str] | None) -> str:
    """The whole address of a call, as it is signed."""
    query = urlencode(params or {}, quote_via=quote)
    return f"{base_url}{route}{'?' if query else ''}{query}"
