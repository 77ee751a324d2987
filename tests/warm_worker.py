"""Loads what a worker loads at its work, once for all that `tests.crash_worker` starts."""

from importlib import import_module

from social_care.triage import Subject
from tests.crash_worker import triage

for _module in ("cli.operate", "worker", "doctor"):
    import_module(f"social_care.{_module}")
for _connector in ("bluesky", "mail", "mastodon", "meta", "reddit", "x", "youtube"):
    import_module(f"social_care.connectors.{_connector}")
import_module("httpcore")
triage(("acme",)).assess(Subject(text="Where is my order? It is three weeks late"))
