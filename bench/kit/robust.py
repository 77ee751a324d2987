"""How far harmless rewrites move a text in the ranking."""

import html
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kit.corpus import Row
from kit.figures import moved
from social_care.triage import Subject, Triage

Rewrite = Callable[[str], str]

REWRITES: dict[str, Rewrite] = {
    "brand handle in front": lambda text: f"@acme_help {text}",
    "brand word in front": lambda text: f"Joy Delight: {text}",
    "URL behind": lambda text: f"{text} https://t.example/a1B2c3",
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "HTML escape": lambda text: html.escape(text),
    "HTML escape twice": lambda text: html.escape(html.escape(text)),
    "lower case": str.lower,
    "upper case": str.upper,
    "zero width": lambda text: (
        f"\u200b{text[: len(text) // 2]}\u200d{text[len(text) // 2 :]}\ufe0f"
    ),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "brand hashtag behind": lambda text: f"{text} #JoyDelight",
    "everyday hashtag behind": lambda text: f"{text} #tuesday",
}
BRAND = ("joy delight", "acme")


def report(triage: Triage, rows: Sequence[Row], plain: Any) -> Iterator[str]:
    """Share of texts that move by more than 5 ranks of 100: VADER, complaint, score."""
    before = [_ours(triage, row, row.text) for row in rows]
    vader = [_vader(plain, row.text) for row in rows]
    yield f"{'rewrite':26}{'VADER':>8}{'complaint':>11}{'score':>8}"
    for name, rewrite in REWRITES.items():
        texts = [rewrite(row.text) for row in rows]
        after = [_ours(triage, row, text) for row, text in zip(rows, texts, strict=True)]
        shares = (
            moved(vader, [_vader(plain, text) for text in texts]),
            moved([one[0] for one in before], [one[0] for one in after]),
            moved([one[1] for one in before], [one[1] for one in after]),
        )
        yield f"{name:26}{shares[0]:8.3f}{shares[1]:11.3f}{shares[2]:8.3f}"


def _ours(triage: Triage, row: Row, text: str) -> tuple[float, float]:
    verdict = triage.assess(Subject(text=text, brand_words=(*BRAND, *row.brand_words)))
    return 0.5 if verdict.complaint is None else verdict.complaint, verdict.score


def _vader(plain: Any, text: str) -> float:
    return -float(plain.polarity_scores(text)["compound"])
