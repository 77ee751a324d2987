"""Texts a second beside plain VADER in the same run, and whether the fast path is faithful."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kit.corpus import Row
from social_care.triage import Subject, Triage
from social_care.triage.vader import Vader

_ROUNDS = 5


def report(triage: Triage, rows: Sequence[Row], plain: Any) -> Iterator[str]:
    """The best of some rounds, taken in turns: a busy machine slows both alike."""
    subjects = [Subject(text=row.text, brand_words=row.brand_words) for row in rows]
    fast = Vader(plain)
    timed: dict[str, list[float]] = {"VADER": [], "our fast path": [], "triage with reasons": []}
    for _ in range(_ROUNDS):
        timed["VADER"].append(_rate(plain.polarity_scores, [row.text for row in rows]))
        timed["our fast path"].append(_rate(fast.read, [row.text for row in rows]))
        timed["triage with reasons"].append(_rate(triage.assess, subjects))
    vader = max(timed["VADER"])
    for name, rates in timed.items():
        yield f"{name:22}{max(rates):9.0f} texts/s   1/{vader / max(rates):.2f} of VADER"
    yield f"import social_care.triage: {_import_ms():.0f} ms"


def _rate(judge: Callable[[Any], object], texts: Sequence[Any]) -> float:
    start = time.perf_counter()
    for text in texts:
        judge(text)
    return len(texts) / (time.perf_counter() - start)


def _import_ms() -> float:
    """In interpreters of its own, the best of three."""
    code = "import time; t = time.perf_counter(); import social_care.triage; "
    code += "print((time.perf_counter() - t) * 1000)"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    return min(float(run.stdout) for run in runs)


def faithful(rows: Sequence[Row], plain: Any) -> str:
    """How many texts the fast path scores otherwise than `vaderSentiment` does."""
    fast = Vader(plain)
    other = 0
    for row in rows:
        scores = plain.polarity_scores(row.text)
        other += fast.read(row.text) != (scores["compound"], scores["neg"], scores["pos"])
    return f"{other} of {len(rows)} texts differ in compound, neg or pos"
