"""Triage that remembers: reposts and edits of the same words are not scored twice."""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from social_care.models import Assessment
from social_care.triage.engine import Triage
from social_care.triage.normalise import Plain
from social_care.triage.subject import Subject

MOST = 4096
"""Verdicts that are kept: a few megabytes."""

_Key = tuple[Plain, Subject]
"""All that a verdict of one table rests on: the plain text, and the subject without its own."""


class RememberingTriage:
    """One engine, and so one table, with its latest verdicts. Safe from any thread."""

    def __init__(self, triage: Triage, most: int = MOST) -> None:
        self._triage = triage
        self._most = most
        self._lock = Lock()
        self._verdicts: OrderedDict[_Key, tuple[int, Assessment]] = OrderedDict()
        """With the hash of the text as it was written, the least lately used first."""

    def assess(self, subject: Subject) -> Assessment:
        """As the engine says it. Texts that differ in nothing it reads share a verdict."""
        key = (
            self._triage.make_plain(subject.text, subject.brand_words),
            replace(subject, text=""),
        )
        written = hash(subject.text)
        known = self._known(key)
        if known is None:
            verdict = self._triage.assess(subject)
            self._keep(key, written, verdict)
            return verdict
        before, verdict = known
        if written == before or verdict.plain_sentiment is None:
            return verdict
        # Published VADER, shown beside ours, reads the text as it was written.
        return replace(verdict, plain_sentiment=self._triage.plain_sentiment(subject.text))

    def _known(self, key: _Key) -> tuple[int, Assessment] | None:
        with self._lock:
            if key in self._verdicts:
                self._verdicts.move_to_end(key)
            return self._verdicts.get(key)

    def _keep(self, key: _Key, written: int, verdict: Assessment) -> None:
        with self._lock:
            self._verdicts[key] = (written, verdict)
            if len(self._verdicts) > self._most:
                self._verdicts.popitem(last=False)
