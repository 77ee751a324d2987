"""Calls to X: tweepy says what to ask, our own door asks it, as whoever may.

tweepy's own way out has no timeout, one fixed host and no limit to an answer's size, writes tokens
to its debug log and stumbles over error pages; so `request`, through which all of tweepy goes, is
replaced. Everything that is not a success is raised as NetworkError.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import tweepy

from social_care.connectors.fields import Json, obj
from social_care.connectors.pace import Pace
from social_care.connectors.x.errors import judge
from social_care.connectors.x.limits import exhausted_until
from social_care.connectors.x.login import Authorise, Login, address_of
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, Door

_BUCKETS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"GET /2/users/\d+/mentions", "mentions"),
        (r"GET /2/users/\d+/tweets", "own posts"),
        (r"GET /2/tweets/search/recent", "search"),
        (r"GET /2/tweets", "look-up"),
        (r"GET /2/dm_events", "messages"),
        (r"GET /2/dm_conversations/.*", "one conversation"),
        (r"GET /2/users/.*", "users"),
        (r"POST /2/tweets", "posting"),
        (r"POST /2/dm_conversations/.*", "sending messages"),
        (r"POST /2/users/.*/likes", "liking"),
        (r"PUT /2/tweets/.*/hidden", "hiding"),
        (r"DELETE /2/.*", "deleting"),
        (r"(GET|POST) /2/media/.*", "uploads"),
    )
)


def bucket_of(method: str, route: str) -> str:
    """The allowance that a call counts against: X keeps one per endpoint."""
    asked = f"{method} {route}"
    return next((name for pattern, name in _BUCKETS if pattern.fullmatch(asked)), "other calls")


class Api:
    """One account's calls. `user` writes and reads messages; `app` may be cheaper for reading."""

    def __init__(
        self,
        door: Door,
        base_url: str,
        pace: Pace,
        clock: Callable[[], int],
        *,
        user: Login | None,
        app: Login | None,
    ) -> None:
        self._door = door
        self._base_url = base_url
        self._pace = pace
        self._user = user
        self._app = app
        self.clock = clock
        self.tweepy = _Tweepy(self)

    @property
    def can_write(self) -> bool:
        """Whether we can act as the account, not only read as an app."""
        return self._user is not None

    def ask(
        self,
        method: str,
        route: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        as_user: bool = False,
        harmless: bool = False,
    ) -> Answer:
        """A successful answer. Raises NetworkError. `harmless` calls post nothing."""
        login = self._login(as_user)
        bucket = bucket_of(method, route) + ("" if login is self._user else " (app)")
        asked = {name: str(value) for name, value in (params or {}).items()}
        address = address_of(self._base_url, route, asked)

        def once(authorise: Authorise) -> Answer:
            headers = {"Authorization": authorise(method, address)}
            if method == "GET":
                return self._door.get(route, asked, headers, bucket=bucket)
            return self._door.post(
                route,
                json=json,
                headers=headers,
                method=method,
                bucket=bucket,
                harmless=harmless,
            )

        answer = login.use(once)
        self._note_long_wait(bucket, answer)
        error = judge(answer, self.clock())
        if error is not None:
            raise error
        return answer

    def write(self, method: str, route: str, json: Mapping[str, Any] | None = None) -> Json:
        """A write as the user; what its `data` says."""
        return obj(self.ask(method, route, json=json, as_user=True).json(), "data")

    def close(self) -> None:
        """Give back connections."""
        self.tweepy.session.close()
        self._door.close()

    def _login(self, as_user: bool) -> Login:
        login = self._user if as_user else self._app or self._user
        if login is None:
            raise NetworkError(
                ErrorClass.PERMISSION,
                "this account has an app's bearer token only, which can do nothing in its name",
                remedy="log it in: social-care account login NAME",
            )
        return login

    def _note_long_wait(self, bucket: str, answer: Answer) -> None:
        """A day's allowance that is used up outlasts the quarter of an hour a 429 speaks of."""
        until = exhausted_until(answer.headers, self.clock())
        if answer.status == 429 and until is not None:
            self._pace.refused(bucket, until)


class _Tweepy(tweepy.Client):  # type: ignore[misc]
    """tweepy's endpoints and parameters on our way out."""

    def __init__(self, api: Api) -> None:
        super().__init__(return_type=dict)
        self._api = api

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        user_auth: bool = False,
    ) -> Answer:
        """As tweepy's own, but for the answer: all that it asks of one is its `json()`."""
        return self._api.ask(method, route, params=params, json=json, as_user=user_auth)
