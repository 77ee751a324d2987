"""Calls to Reddit: the token, the pace, and what each kind of refusal means."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, obj
from social_care.connectors.pace import Pace
from social_care.connectors.reddit.errors import judge_read, judge_write
from social_care.connectors.reddit.session import Session
from social_care.connectors.reddit.settings import RedditSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, Door

CALLS = "calls"
"""Reddit has one allowance for reads and writes."""
OFF = "Reddit is switched off: its API needs Reddit's approval, and a contract for commercial use"
SWITCH_ON = (
    "once Reddit has approved your app, write enabled = true in this account's table,"
    " then log in: social-care account login NAME"
)
NOWHERE = "/subreddits/search"
"""Where Reddit sends those who ask for a community that does not exist."""


class Api:
    """Authorised calls. Everything that is not a success is raised as NetworkError."""

    def __init__(self, settings: RedditSettings, context: ConnectorContext) -> None:
        self._enabled = settings.enabled
        self.clock = context.clock
        pace = Pace(context.ledger, context.clock)
        self._door = _door(settings.base_url, settings, context, pace)
        self._auth = _door(settings.auth_url, settings, context)
        self.session = Session(settings, self._auth, context.vault, context.clock)

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        missing: ErrorClass = ErrorClass.PERMISSION,
    ) -> Any:
        """A read's JSON. `missing` is what 404 means: usually that there is no such list."""
        return self.answer(path, params, missing).json()

    def answer(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        missing: ErrorClass = ErrorClass.PERMISSION,
    ) -> Answer:
        """A read that succeeded. Its texts are raw: without raw_json "<" comes as "&lt;"."""
        asked = {"raw_json": 1, **(params or {})}
        answer = self._authorised(lambda head: self._door.get(path, asked, head, bucket=CALLS))
        error = judge_read(answer, self.clock(), missing)
        if error is not None:
            raise error
        if urlsplit(answer.url).path.startswith(NOWHERE):
            raise answer.failure(
                ErrorClass.PERMISSION, "there is no such community", now=self.clock()
            )
        return answer

    def post(self, path: str, form: Mapping[str, str]) -> tuple[Json, Answer]:
        """A write's JSON object and the answer it came in."""
        body = {"api_type": "json", "raw_json": "1", **form}
        answer = self._authorised(
            lambda head: self._door.post(path, data=body, headers=head, bucket=CALLS)
        )
        error = judge_write(answer, self.clock())
        if error is not None:
            raise error
        return obj(answer.json()), answer

    def close(self) -> None:
        """Give back connections."""
        self._door.close()
        self._auth.close()

    def _authorised(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        if not self._enabled:
            raise NetworkError(ErrorClass.PERMISSION, OFF, remedy=SWITCH_ON)
        return self.session.use(lambda token: ask({"Authorization": f"Bearer {token}"}))


def _door(
    base_url: str, settings: RedditSettings, context: ConnectorContext, pace: Pace | None = None
) -> Door:
    return Door(
        base_url,
        context.net,
        headers={"User-Agent": settings.user_agent},
        transport=context.transport,
        wait=context.wait,
        pace=pace,
    )
