"""Secrets do not belong into messages: what looks like one is left out of every text we tell."""

import re

_REDACTIONS = [
    (re.compile(r"(?im)\b((?:set-)?cookie|(?:proxy-)?authorization)(\"?\s*[:=]).*"), r"\1\2 ***"),
    (re.compile(r"(?i)\b(bearer|basic|dpop)\s+[^\s\"',;]+"), r"\1 ***"),
    (
        re.compile(
            r"(?i)((?:token|jwt|secret|password|passwd|api[_-]?key|appsecret_proof|signature)"
            r"[\"']?\s*[=:]\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s&\"',;}]+)"
        ),
        r"\1***",
    ),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), "***"),
    (re.compile(r"://[^/\s@]+@"), "://***@"),
    (re.compile(r"(?i)(://[^/\s]*hooks?[^/\s]*/|/api/webhooks/)\S+"), r"\1***"),
]


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without tokens, passwords, cookies and webhook addresses, nor any of `secrets`."""
    for secret in sorted((value for value in secrets if len(value) > 3), key=len, reverse=True):
        text = text.replace(secret, "***")
    for pattern, instead in _REDACTIONS:
        text = pattern.sub(instead, text)
    return text
