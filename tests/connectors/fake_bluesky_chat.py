"""Bluesky's chat service in memory: conversations, their messages, and a log of everything."""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from social_care.connectors.fields import iso
from tests.connectors.fake_server import answer

PROXY = "did:web:api.bsky.chat#bsky_chat"
VIEW = "chat.bsky.convo.defs#messageView"


class Clock(Protocol):
    """Whoever knows the time there."""

    now: int


def refusal(name: str, status: int = 400, message: str = "") -> httpx.Response:
    """As XRPC words it."""
    return answer({"error": name, "message": message or name}, status)


@dataclass
class Conversation:
    """Between us and one person."""

    id: str
    member: str
    messages: list[dict[str, Any]] = field(default_factory=list)


class FakeChat:
    """What the account's server passes on to the chat service."""

    def __init__(self, clock: Clock, own_did: str) -> None:
        self.clock = clock
        self.own_did = own_did
        self.conversations: dict[str, Conversation] = {}
        self.log: list[dict[str, Any]] = []
        self.allowed = True
        """The app password was made with the option for direct messages."""
        self.takes_messages = True
        """People let us write to them."""
        self.has_log = True
        self.forgets = False
        """Positions in the log are no longer known."""
        self.page_size = 100

    def write(self, text: str, author: str = "kim", **more: Any) -> str:
        """A person writes to us; our id for the message."""
        return self._add(self.of(f"did:plc:{author}"), f"did:plc:{author}", text, **more)

    def write_as_us(self, text: str, to: str = "kim") -> str:
        """We write from the network's own app."""
        return self._add(self.of(f"did:plc:{to}"), self.own_did, text)

    def of(self, did: str) -> Conversation:
        """Our conversation with this person."""
        convo_id = f"convo-{did.rpartition(':')[2]}"
        return self.conversations.setdefault(convo_id, Conversation(id=convo_id, member=did))

    def ours(self) -> list[str]:
        """Everything we wrote, oldest first."""
        return [
            event["message"]["text"]
            for event in self.log
            if event["message"]["sender"]["did"] == self.own_did
        ]

    def serve(self, method: str, request: httpx.Request) -> httpx.Response:
        """Every method the connector calls."""
        if request.headers.get("atproto-proxy") != PROXY:
            return refusal("MethodNotImplemented", 501)
        if not self.allowed:
            return refusal("InvalidToken", 400, "Bad token method")
        asked = request.url.params
        match method.removeprefix("chat.bsky.convo."):
            case "getLog":
                return self._log_since(asked.get("cursor"))
            case "listConvos":
                newest_first = sorted(
                    self.conversations.values(),
                    key=lambda convo: convo.messages[-1]["sentAt"] if convo.messages else "",
                    reverse=True,
                )
                views = [self._view(convo) for convo in newest_first]
                return self._page(asked, views, "convos")
            case "getMessages":
                convo = self.conversations.get(asked["convoId"])
                if convo is None:
                    return refusal("InvalidConvo", 400, "Convo not found")
                return self._page(asked, convo.messages[::-1], "messages")
            case "getConvoForMembers":
                if not self.takes_messages:
                    return refusal("InvalidRequest", 400, "recipient has disabled messages")
                (did,) = asked.get_list("members")
                return answer({"convo": self._view(self.of(did))})
            case "sendMessage":
                return self._send(json.loads(request.content))
        return refusal("MethodNotImplemented", 501)

    def _send(self, body: dict[str, Any]) -> httpx.Response:
        convo = self.conversations.get(body["convoId"])
        if convo is None:
            return refusal("InvalidConvo", 400, "Convo not found")
        if len(body["message"]["text"]) > 1000:
            return refusal("InvalidRequest", 400, "message must not be longer than 1000 graphemes")
        self._add(convo, self.own_did, body["message"]["text"])
        return answer(convo.messages[-1])

    def _add(self, convo: Conversation, did: str, text: str, **more: Any) -> str:
        number = len(self.log)
        message = {
            "$type": VIEW,
            "id": f"m{number}",
            "rev": f"r{number:05d}",
            "text": text,
            "sender": {"did": did},
            "sentAt": iso(self.clock.now),
            **more,
        }
        convo.messages.append(message)
        kind = "chat.bsky.convo.defs#logCreateMessage"
        self.log.append({"$type": kind, "rev": message["rev"], "convoId": convo.id})
        self.log[-1]["message"] = message
        return f"{convo.id}/{message['id']}"

    def _log_since(self, position: str | None) -> httpx.Response:
        if not self.has_log:
            return answer({"logs": []})
        if position is None:
            return answer({"logs": [], "cursor": str(len(self.log))})
        if self.forgets:
            return refusal("InvalidRequest", 400, "Malformed cursor")
        start = int(position)
        found = self.log[start : start + self.page_size]
        return answer({"logs": found, "cursor": str(start + len(found))})

    def _view(self, convo: Conversation) -> dict[str, Any]:
        last = {"lastMessage": convo.messages[-1]} if convo.messages else {}
        members = [{"did": self.own_did}, {"did": convo.member}]
        return {"id": convo.id, "members": members, "status": "request", **last}

    def _page(
        self, asked: httpx.QueryParams, found: list[dict[str, Any]], name: str
    ) -> httpx.Response:
        start, size = int(asked.get("cursor", "0")), min(int(asked["limit"]), self.page_size)
        onward = {"cursor": str(start + size)} if start + size < len(found) else {}
        return answer({name: found[start : start + size], **onward})
