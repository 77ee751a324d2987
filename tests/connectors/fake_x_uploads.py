"""The part of the fake X that takes pictures in pieces."""

import json
from base64 import b64decode
from typing import Any

import httpx

from tests.connectors.fake_server import answer

PIECE = 1024 * 1024


class Uploads:
    """Begun, filled piece by piece, finished."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.begun: dict[str, dict[str, Any]] = {}
        self.alts: dict[str, str] = {}
        self.states: list[str] = []
        """What `finalize` and then every look at the status says."""

    def serve(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        """Every call under /2/media."""
        match [request.method, *rest]:
            case ["POST", "upload", "initialize"]:
                media_id = str(9000 + len(self.begun))
                self.begun[media_id] = json.loads(request.content)
                self.files[media_id] = b""
                return answer({"data": {"id": media_id}, "meta": {}})
            case ["POST", "upload", media_id, "append"]:
                body = json.loads(request.content)
                assert body["segment_index"] * PIECE == len(self.files[media_id])
                self.files[media_id] += b64decode(body["media"], validate=True)
                return answer({"data": {"expires_at": 1}, "meta": {}})
            case ["POST", "upload", media_id, "finalize"]:
                return self._state(media_id)
            case ["GET", "upload"]:
                assert request.url.params["command"] == "STATUS"
                return self._state(request.url.params["media_id"])
            case ["POST", "metadata"]:
                body = json.loads(request.content)
                self.alts[body["id"]] = body["metadata"]["alt_text"]["text"]
                return answer({"data": {"id": body["id"]}})
        return answer({}, 404)

    def _state(self, media_id: str) -> httpx.Response:
        data: dict[str, Any] = {"id": media_id, "size": len(self.files[media_id])}
        if self.states:
            state = self.states.pop(0)
            data["processing_info"] = {"type": "x", "state": state, "check_after_secs": 3}
        return answer({"data": data, "meta": {}})
