"""Calls to one Mastodon server, with the account's token and at a pace it can bear."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from social_care.connectors.context import Ledger, MemoryLedger
from social_care.connectors.credential import Credential
from social_care.connectors.fields import Json, text
from social_care.connectors.mastodon.errors import judge_read, judge_write, token_refused
from social_care.connectors.mastodon.settings import MastodonSettings
from social_care.connectors.pace import Pace
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, Door, NetSettings

READS, PAGES, WRITES = "reads", "pages", "writes"
UPLOADS, DELETIONS = "uploads", "deletions"
"""What a server counts apart: reads with a paging parameter have an allowance of their own."""


class Api:
    """Authorised calls. Everything that is not a success is raised as NetworkError."""

    def __init__(
        self,
        settings: MastodonSettings,
        clock: Callable[[], int],
        transport: httpx.BaseTransport | None = None,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        pace = Pace(ledger or MemoryLedger(), clock)
        self._door = Door(settings.base_url, net, transport=transport, wait=wait, pace=pace)
        self._token = Credential(settings.token, clock)
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
        bucket = PAGES if params and "max_id" in params else READS
        return self._authorised(
            lambda headers: self._door.get(path, params, headers, bucket=bucket)
        )

    def post(self, path: str, body: Mapping[str, Any], key: str = "") -> Json:
        """A write's JSON object, under an idempotency key."""
        named = {"Idempotency-Key": key} if key else {}
        answer = self._authorised(
            lambda headers: self._door.post(
                path, json=dict(body), headers=headers | named, bucket=WRITES
            )
        )
        error = judge_write(answer, self.clock())
        if error is not None:
            raise error
        found = answer.json()
        if isinstance(found, dict) and text(found, "id"):
            return found
        raise answer.unreadable("but without the status")

    def delete(self, path: str) -> Answer:
        """A deletion's answer, whatever its status."""
        return self._authorised(
            lambda headers: self._door.post(
                path, headers=headers, method="DELETE", bucket=DELETIONS
            )
        )

    def upload(self, path: str, file: tuple[str, bytes, str], words: Mapping[str, str]) -> Answer:
        """An upload's answer, whatever its status: name, content and type, and fields with it."""
        return self._authorised(
            lambda headers: self._door.post(
                path,
                files={"file": file},
                data=dict(words),
                headers=headers,
                harmless=True,
                bucket=UPLOADS,
            )
        )

    def close(self) -> None:
        """Give back connections."""
        self._door.close()

    def _authorised(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        return self._token.use(
            lambda token: ask({"Authorization": f"Bearer {token}"}), token_refused
        )


def status_path(status_id: str, call: str = "") -> str:
    """The path of one status, or of something about it; an id is text that a stranger chose."""
    path = f"/api/v1/statuses/{quote(status_id, safe='')}"
    return f"{path}/{call}" if call else path
