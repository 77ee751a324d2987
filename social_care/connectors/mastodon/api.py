"""Calls to one Mastodon server: the token, and what each kind of refusal means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.fields import Json, text
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door, NetSettings

_READ_CLASSES = {
    401: ErrorClass.AUTH,
    429: ErrorClass.RATE,
}
_LOCKED_OUT = ("login is currently", "confirmed e-mail", "confirmed email", "pending", "suspended")
"""What Mastodon says with 403 when the account itself is shut out, rather than one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonSettings:
    """One account on one server."""

    name: str
    base_url: str
    token: Callable[[], str]
    """Resolves the access token; asked again after the server refused it. Raises SecretError."""
    queries: tuple[str, ...] = ()
    """Searches, each a stream of its own."""
    idempotency: bool = False
    """The server is known to honour Idempotency-Key; several that speak this API do not."""
    overlap: int = OVERLAP_MS


class Api:
    """Authorised calls. Everything that is not a success is raised as NetworkError."""

    def __init__(
        self,
        settings: MastodonSettings,
        clock: Callable[[], int],
        transport: httpx.BaseTransport | None = None,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._door = Door(settings.base_url, net, transport=transport, wait=wait)
        self._read_token = settings.token
        self._token: str | None = None
        self.clock = clock

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        missing: ErrorClass = ErrorClass.PERMISSION,
    ) -> Any:
        """A read's JSON. `missing` is what 404 means: usually that the server has no such call."""
        answer = self.answer(path, params)
        error = judge_read(answer, self.clock(), missing)
        if error is not None:
            raise error
        return answer.json()

    def get_list(self, path: str, params: Mapping[str, Any] | None = None) -> list[Any]:
        """A read's JSON, which must be a list."""
        found = self.get(path, params)
        if isinstance(found, list):
            return found
        raise NetworkError(ErrorClass.TRANSIENT, f"GET {path}: not the list that was asked for")

    def answer(self, path: str, params: Mapping[str, Any] | None = None) -> Answer:
        """A read's answer, whatever its status."""
        return self._authorised(lambda headers: self._door.get(path, params, headers))

    def post(self, path: str, body: Mapping[str, Any], key: str) -> Json:
        """A write's JSON object, under an idempotency key."""
        answer = self._authorised(
            lambda headers: self._door.post(
                path, json=dict(body), headers=headers | {"Idempotency-Key": key}
            )
        )
        error = judge_write(answer, self.clock())
        if error is not None:
            raise error
        found = answer.json()
        if isinstance(found, dict) and text(found, "id"):
            return found
        raise answer.unreadable("but without the status")

    def close(self) -> None:
        """Give back connections."""
        self._door.close()

    def _authorised(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        """Ask; when the token is refused and another one has taken its place, ask once more."""
        token = self._token = self._token or self._resolved()
        answer = ask({"Authorization": f"Bearer {token}"})
        if not _token_refused(answer):
            return answer
        self._token = None
        newer = self._resolved()
        if newer == token:
            return answer
        self._token = newer
        return ask({"Authorization": f"Bearer {newer}"})

    def _resolved(self) -> str:
        try:
            token = self._read_token().strip()
        except SecretError as error:
            raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error
        if not token or not token.isascii() or not token.isprintable():
            raise NetworkError(ErrorClass.AUTH, "the access token is empty or holds odd characters")
        return token


def _token_refused(answer: Answer) -> bool:
    """snac2 answers a read with a bad token 422 and nothing else."""
    return answer.status == 401 or (
        answer.status == 422 and not answer.wrote and not answer.content.strip()
    )


def judge_read(
    answer: Answer, now: int, missing: ErrorClass = ErrorClass.PERMISSION
) -> NetworkError | None:
    """What a read's answer means; None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    said = _said(answer)
    if _token_refused(answer):
        return answer.failure(ErrorClass.AUTH, said, now=now)
    if answer.status == 403:
        return answer.failure(_forbidden(said), said, now=now)
    if answer.status in {404, 410}:
        return answer.failure(missing, said, now=now)
    usual = ErrorClass.PERMISSION if 400 <= answer.status < 500 else ErrorClass.TRANSIENT
    return answer.failure(_READ_CLASSES.get(answer.status, usual), said, now=now)


def judge_write(answer: Answer, now: int) -> NetworkError | None:
    """What a write's answer means; None when it is a success."""
    status, said = answer.status, _said(answer)
    if 200 <= status < 300:
        return None
    if status == 403:
        return answer.failure(_forbidden(said), said, now=now)
    if status in {404, 410}:
        said = f"the post is gone, or its author does not let us reply. {said}"
        return answer.failure(ErrorClass.GONE, said, now=now)
    usual = ErrorClass.REFUSED if 400 <= status < 500 else ErrorClass.UNKNOWN_OUTCOME
    return answer.failure(_READ_CLASSES.get(status, usual), said, now=now)


def _forbidden(said: str) -> ErrorClass:
    locked_out = any(words in said.lower() for words in _LOCKED_OUT)
    return ErrorClass.AUTH if locked_out else ErrorClass.PERMISSION


def _said(answer: Answer) -> str:
    """The server's own words, if it gave any that are meant for us."""
    if "html" in answer.headers.get("content-type", ""):
        return ""
    try:
        found = answer.json()
    except NetworkError:
        # An error page need not be JSON; its status is judged, its words are only a help.
        return answer.content[:200].decode("utf-8", "replace")
    return text(found, "error_description") or text(found, "error")
