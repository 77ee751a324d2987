"""The tutor of the demo: one conversation, on top, to try ten keys on. No customer, and says so."""

from pathlib import Path

from social_care.connectors.demo.control import DemoControl

MINUTE_MS = 60_000

WROTE_AGO_MS = 7 * MINUTE_MS
"""Due before anybody else who is urgent in the demo's beginning."""

AUTHOR = {"id": "tutor", "handle": "tutor", "name": "Tutor"}

WORDS = (
    "Hello! I am the tutor, not a customer. Two lines further down tell you which key to press"
    " next: ten of them, and you can do the whole job. Answer me, resolve me, undo that. I am"
    " here only in this demo and count in nothing that lasts."
)

RULE = """
[[rules]]
name = "the tutor comes first"
author = "tutor"
band = "urgent"
"""
"""What puts the tutor on top; for the demo's configuration."""


def speak(folder: Path, now: int) -> None:
    """Let the tutor write to the simulated brand in `folder`; `now` in ms since 1970 UTC."""
    folder.mkdir(parents=True, exist_ok=True)
    DemoControl(folder).say("tutor", WORDS, now - WROTE_AGO_MS, author=AUTHOR, lang="en")
