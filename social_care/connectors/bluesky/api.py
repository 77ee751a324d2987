"""Calls to one Bluesky account's server, with a session that renews itself."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import httpx

from social_care.connectors.bluesky.errors import (
    STALE_FOR_CHAT,
    STALE_TOKENS,
    error_name,
    judge,
)
from social_care.connectors.bluesky.session import BlueskySettings, Session, Sessions
from social_care.connectors.context import Ledger, MemoryLedger, SessionVault
from social_care.connectors.fields import Json
from social_care.connectors.pace import Pace
from social_care.net import READ_TRIES, Answer, Door, NetSettings

UPLOADS, CHAT_READS, CHAT_WRITES = "uploads", "chat reads", "chat writes"
"""Calls whose allowance is not that of other reads and writes."""

_TO_CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
"""Tells the account's server to pass the call on."""


class Api:
    """XRPC. Everything that is not a success is raised as NetworkError."""

    def __init__(
        self,
        settings: BlueskySettings,
        clock: Callable[[], int],
        vault: SessionVault,
        transport: httpx.BaseTransport | None = None,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._transport, self._net, self._wait = transport, net, wait
        self._pace = Pace(ledger or MemoryLedger(), clock)
        service = self._open(settings.base_url)
        self._doors = {settings.base_url: service}
        self._sessions = Sessions(settings, clock, vault, service)
        self.clock = clock

    @property
    def session(self) -> Session:
        """Who we are; logs in if need be. Raises NetworkError."""
        return self._sessions.current()

    def get(self, method: str, params: Mapping[str, Any] | None = None) -> Json:
        """A query's JSON object."""
        return self._judged(self.answer(method, params))

    def answer(self, method: str, params: Mapping[str, Any] | None = None) -> Answer:
        """A query's answer, whatever its status."""
        return self._authorised(lambda door, headers: door.get(f"/xrpc/{method}", params, headers))

    def post(self, method: str, body: Mapping[str, Any]) -> Json:
        """A procedure's JSON object."""
        return self._judged(
            self._authorised(
                lambda door, headers: door.post(f"/xrpc/{method}", json=dict(body), headers=headers)
            )
        )

    def upload(self, method: str, content: bytes, mime: str) -> Json:
        """The JSON object about a file that was handed over; nothing is posted by that."""
        return self._judged(
            self._authorised(
                lambda door, headers: door.post(
                    f"/xrpc/{method}",
                    content=content,
                    headers=headers | {"Content-Type": mime},
                    harmless=True,
                    bucket=UPLOADS,
                )
            )
        )

    def chat(self, method: str, params: Mapping[str, Any], tries: int = READ_TRIES) -> Answer:
        """A query's answer from the chat service, whatever its status."""
        return self._authorised(
            lambda door, headers: door.get(
                f"/xrpc/{method}", params, headers | _TO_CHAT, bucket=CHAT_READS, tries=tries
            ),
            STALE_FOR_CHAT,
        )

    def chat_post(self, method: str, body: Mapping[str, Any]) -> Answer:
        """A procedure's answer from the chat service, whatever its status."""
        return self._authorised(
            lambda door, headers: door.post(
                f"/xrpc/{method}", json=dict(body), headers=headers | _TO_CHAT, bucket=CHAT_WRITES
            ),
            STALE_FOR_CHAT,
        )

    def close(self) -> None:
        """Give back connections."""
        for door in self._doors.values():
            door.close()

    def _judged(self, answer: Answer) -> Json:
        error = judge(answer, self.clock())
        if error is not None:
            raise error
        found = answer.json()
        if isinstance(found, dict):
            return found
        raise answer.unreadable("but not with an object")

    def _authorised(
        self,
        ask: Callable[[Door, dict[str, str]], Answer],
        stale: Collection[str] = STALE_TOKENS,
    ) -> Answer:
        """Ask; when the session has expired, renew it and ask once more. Nothing was posted by a
        call that was refused for its token."""
        session = self._sessions.current()
        answer = ask(self._door(session), _headers(session))
        if answer.status in {400, 401} and error_name(answer) in stale:
            session = self._sessions.renewed(session)
            answer = ask(self._door(session), _headers(session))
        return answer

    def _open(self, url: str) -> Door:
        return Door(url, self._net, transport=self._transport, wait=self._wait, pace=self._pace)

    def _door(self, session: Session) -> Door:
        if session.pds not in self._doors:
            self._doors[session.pds] = self._open(session.pds)
        return self._doors[session.pds]


def _headers(session: Session) -> dict[str, str]:
    return {"Authorization": f"Bearer {session.access}"}
