"""Posts a message to an address that somebody else's program listens at."""

import re
from collections.abc import Callable
from typing import Any

import httpx

from social_care.alert_words import Message
from social_care.alerting import Form
from social_care.answer import Answer, retry_at
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Door, NetSettings
from social_care.redaction import redact
from social_care.web_address import is_web_address

_NEVER = frozenset({400, 401, 403, 404, 405, 410, 422})
"""The address or what we say to it is wrong; only a person can mend that."""
AGAIN = "wait: it is sent again; at worst it arrives twice"
REMEDY = "check the address behind [[alerts]] url, and its format"


def body(message: Message, form: Form) -> dict[str, Any]:
    """What is posted, as JSON."""
    return message.payload if form is Form.JSON else {"text": _for_slack(message)}


def _for_slack(message: Message) -> str:
    """Slack's own markup; of what others wrote nothing acts."""
    lines = [f"*{_plain(message.brand)}*: {_plain(message.subject)}"]
    for item in message.items:
        lines.append(f"• {_plain(item.said)}{_linked(item.link)}")
        lines += [f"> {_plain(quote)}{_linked(link)}" for quote, link in item.quotes]
    if message.more:
        lines.append(f"and {message.more} more")
    if len(message.items) == 1:
        lines.append(_plain(message.summary))
    return "\n".join(lines)


def _linked(link: str) -> str:
    return f" <{link}|open>" if link else ""


def _plain(words: str) -> str:
    """Signs that make links, bold, code or call somebody look as before, and do nothing."""
    return _ITALIC.sub("ˍ", words).translate(_POWERLESS)


_POWERLESS = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "`": "'", "~": "∼", "@": "＠"}
)
_ITALIC = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""Not the one inside a word."""


def post(url: str, content: dict[str, Any], now: int, net: NetSettings | None = None) -> None:
    """Post it, once. Raises NetworkError, which tells the host and keeps the rest to itself."""
    _ask(url, lambda door, path: door.post(path, json=content), now, net)


def call(url: str, now: int, net: NetSettings | None = None) -> None:
    """Ask for an address whose asking is all it wants. Raises NetworkError as `post` does."""
    _ask(url, lambda door, path: door.get(path, tries=1), now, net)


def _ask(url: str, ask: Callable[[Door, str], Answer], now: int, net: NetSettings | None) -> None:
    if not is_web_address(url):
        raise NetworkError(
            ErrorClass.REFUSED, "what the reference leads to is no web address", remedy=REMEDY
        )
    address = httpx.URL(url)
    path, host = address.raw_path.decode("ascii"), address.host
    door = Door(str(address.copy_with(raw_path=b"/")), net)
    try:
        answer = ask(door, path)
    except NetworkError as error:
        hidden = redact(error.message, (path, path.partition("?")[0], address.userinfo.decode()))
        unknown = error.error_class is ErrorClass.UNKNOWN_OUTCOME
        remedy = AGAIN if unknown else error.remedy
        raise NetworkError(error.error_class, hidden, remedy=remedy) from None
    finally:
        door.close()
    if answer.status // 100 != 2:
        raise _refusal(answer, host, now)


def _refusal(answer: Answer, host: str, now: int) -> NetworkError:
    said = f"{host} answered {answer.status}"
    if answer.status in _NEVER or answer.status // 100 == 3:
        return NetworkError(ErrorClass.REFUSED, said, remedy=REMEDY)
    if answer.status == 429:
        return NetworkError(ErrorClass.RATE, said, retry_at=retry_at(answer.headers, now))
    return NetworkError(ErrorClass.TRANSIENT, said)
