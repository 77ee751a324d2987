"""Calls to YouTube: the token that renews itself, the day's units, and what a refusal means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, count, obj, objs, text
from social_care.connectors.oauth import RotatingToken, load
from social_care.connectors.walk import StaleToken
from social_care.connectors.youtube.errors import STALE, judge, reason_of
from social_care.connectors.youtube.login import DatedVault
from social_care.connectors.youtube.quota import READS, WRITES, Quota
from social_care.connectors.youtube.settings import YouTubeSettings
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door

AT_ONCE = 100
"""The largest page of comments."""
IDS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One page of a list."""

    items: list[Json]
    next: str | None
    sent_at: int | None = None
    """What time it was over there; ms since 1970 UTC."""


def token_door(settings: YouTubeSettings, context: ConnectorContext) -> Door:
    """The door to Google's token endpoint, which is another host than the API's."""
    return Door(settings.token_url, context.net, transport=context.transport, wait=context.wait)


class Api:
    """Authorised calls. Everything that is not a success is raised as NetworkError."""

    def __init__(self, settings: YouTubeSettings, context: ConnectorContext) -> None:
        self.clock = context.clock
        self._quota = Quota(context.ledger, context.clock, settings.allowance)
        self._door = Door(
            settings.base_url,
            context.net,
            transport=context.transport,
            wait=context.wait,
            pace=self._quota,
        )
        self._log_in = token_door(settings, context)
        self.vault = DatedVault(context.vault)
        self._token = RotatingToken(settings.client, self._log_in, self.vault, context.clock)

    def page(
        self,
        path: str,
        params: Mapping[str, Any],
        token: str | None = None,
        *,
        bucket: str = READS,
    ) -> ItemPage:
        """One page of a list. Raises StaleToken when its token is no longer taken."""
        asked = dict(params) | ({} if token is None else {"pageToken": token})
        answer = self._authorised(
            lambda headers: self._door.get(path, asked, headers, bucket=bucket)
        )
        if token is not None and answer.status == 400 and reason_of(answer)[0] == STALE:
            raise StaleToken
        self._refuse(answer, bucket)
        found = obj(answer.json())
        # What is missing from the items counts as deleted: no list is no empty list.
        nothing: list[Json] | None = [] if count(found, "pageInfo", "totalResults") == 0 else None
        if not isinstance(found.get("items", nothing), list):
            raise answer.unreadable("but without the items")
        return ItemPage(
            items=objs(found, "items"),
            next=text(found, "nextPageToken") or None,
            sent_at=answer.sent_at,
        )

    def post(self, path: str, params: Mapping[str, Any], body: Json) -> Json:
        """A write's JSON object, which must have an id."""
        answer = self._authorised(
            lambda headers: self._door.post(
                path, params=params, json=body, headers=headers, bucket=WRITES
            )
        )
        self._refuse(answer, WRITES)
        found = obj(answer.json())
        if not text(found, "id"):
            raise answer.unreadable("but without the comment")
        return found

    def change(self, method: str, path: str, params: Mapping[str, Any]) -> None:
        """A write that may be repeated without harm: a deletion, say."""
        answer = self._authorised(
            lambda headers: self._door.post(
                path, params=params, headers=headers, method=method, harmless=True, bucket=WRITES
            )
        )
        self._refuse(answer, WRITES)

    def log_in_of(self) -> tuple[tuple[str, ...], int | None]:
        """What the log-in allows, and when it was made (ms UTC), as far as that is known."""
        try:
            tokens = load(self.vault.load())
            return tokens.scopes if tokens else (), self.vault.logged_in_at()
        except SecretError as error:
            raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error

    def close(self) -> None:
        """Give back connections."""
        self._door.close()
        self._log_in.close()

    def _authorised(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        return self._token.use(
            lambda token: ask({"Authorization": f"Bearer {token}"}),
            lambda answer: answer.status == 401,
        )

    def _refuse(self, answer: Answer, bucket: str) -> None:
        error = judge(answer, self.clock())
        if error is None:
            return
        if error.error_class is ErrorClass.QUOTA:
            error.retry_at = self._quota.exhausted(bucket)
        raise error
