"""Calls to the Graph API: the token, the proof of our app, and pages of lists."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from social_care.connectors.context import ConnectorContext
from social_care.connectors.credential import Credential
from social_care.connectors.fields import Json, objs, text
from social_care.connectors.meta.errors import is_wrong, judge, token_refused
from social_care.connectors.meta.settings import MetaSettings
from social_care.connectors.meta.usage import read_usage
from social_care.connectors.pace import Pace
from social_care.connectors.walk import StaleToken
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, Door

BUCKET = "graph"
"""Reads and writes use up one allowance."""
AT_ONCE = 100

_PLACES = ("after", "until", "offset", "__paging_token")
"""Parameters that name a place in a list. Nothing else of a "next" address is kept: it holds the
access token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a list."""

    items: Sequence[Json]
    next: str | None
    """Names the next page; None at the end. A short page need not be the last."""


class Api:
    """Authorised calls. Everything that is not a success is raised as NetworkError."""

    def __init__(self, settings: MetaSettings, context: ConnectorContext) -> None:
        self.clock = context.clock
        self.server_time: int | None = None
        """What the last answer said the time is over there; ms since 1970 UTC."""
        self._version = settings.version
        self._token = Credential(settings.token, self.clock)
        self._secret = settings.app_secret and Credential(
            settings.app_secret, self.clock, "the app's secret"
        )
        self._pace = Pace(context.ledger, self.clock, read_usage)
        self._door = Door(
            settings.base_url,
            context.net,
            transport=context.transport,
            wait=context.wait,
            pace=self._pace,
        )

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Json:
        """A read's JSON object."""
        address = self._address(path)
        answer = self._use(
            lambda headers, proof: self._door.get(
                address, {**(params or {}), **proof}, headers, bucket=BUCKET
            )
        )
        found = answer.json()
        if isinstance(found, dict):
            return found
        raise answer.unreadable("which is no object")

    def page(self, path: str, params: Mapping[str, Any], token: str | None) -> Found:
        """One page of a list. Raises StaleToken when its place is no longer known."""
        try:
            found = self.get(path, {**params, **place_of(token)})
        except NetworkError as error:
            if token is not None and is_wrong(error):
                raise StaleToken from error
            raise
        return page_of(found)

    def post(
        self, path: str, *, form: Mapping[str, str] | None = None, body: Json | None = None
    ) -> Json:
        """A write's JSON object, once."""
        return self._write("POST", path, form, body)

    def delete(self, path: str) -> None:
        """A deletion."""
        self._write("DELETE", path, None, None)

    def token(self) -> str:
        """The access token in use, for asking about itself."""
        return self._token.current()

    def close(self) -> None:
        """Give back connections."""
        self._door.close()

    def _write(
        self, method: str, path: str, form: Mapping[str, str] | None, body: Json | None
    ) -> Json:
        address = self._address(path)
        answer = self._use(
            lambda headers, proof: self._door.post(
                address,
                data=form,
                json=body,
                params=proof,
                headers=headers,
                method=method,
                bucket=BUCKET,
            )
        )
        found = answer.json()
        if isinstance(found, dict):
            return found
        raise answer.unreadable("which is no object")

    def _use(self, ask: Callable[[dict[str, str], dict[str, str]], Answer]) -> Answer:
        answer = self._token.use(
            lambda token: ask({"Authorization": f"Bearer {token}"}, self._proof(token)),
            token_refused,
        )
        self.server_time = answer.sent_at
        error = judge(answer, self.clock())
        if error is None:
            return answer
        if error.error_class is ErrorClass.RATE and error.retry_at is not None:
            # Meta says so with a plain 400, which nobody but us can tell from others.
            self._pace.refused(BUCKET, error.retry_at)
        raise error

    def _proof(self, token: str) -> dict[str, str]:
        return proof(token, self._secret.current()) if self._secret else {}

    def _address(self, path: str) -> str:
        return f"/{self._version}/{path}"


def node(object_id: str, edge: str = "") -> str:
    """The path of an object, or of one of its lists."""
    return quote(object_id, safe="") + (f"/{edge}" if edge else "")


def proof(token: str, secret: str) -> dict[str, str]:
    """Shows that whoever uses the token knows the app's secret."""
    digest = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    return {"appsecret_proof": digest}


def page_of(found: Json) -> Found:
    """A list as Graph gives it, also inside another object."""
    return Found(items=objs(found, "data"), next=_next(found))


def _next(found: Json) -> str | None:
    address = text(found, "paging", "next")
    if not address:
        return None
    try:
        asked = parse_qsl(urlsplit(address).query)
    except ValueError:
        asked = []
    place = {name: value for name, value in asked if name in _PLACES}
    after = text(found, "paging", "cursors", "after")
    if after:
        place["after"] = after
    return urlencode(place) or None


def place_of(token: str | None) -> dict[str, str]:
    """The parameters that lead to a page."""
    return dict(parse_qsl(token)) if token else {}
