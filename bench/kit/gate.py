"""The language gate: how much English it refuses, and how much else it lets through."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from kit.corpus import Row, load
from social_care.triage import Subject, Triage

ENGLISH = ("twcs_spotify", "airline", "complaints2019")
LATIN = ("french", "german", "italian", "portuguese", "spanish")


def report(triage: Triage, folder: Path) -> Iterator[str]:
    """Shares of each language: not scored, marked as uncertain, language unknown, scored."""
    yield f"{'texts':16}{'n':>7}{'not scored':>12}{'uncertain':>11}{'unknown':>9}{'scored':>8}"
    for name in ENGLISH:
        yield _line(name, [_fate(triage, row) for row in load(folder, name)])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row in load(folder, "xlmt_lang"):
        groups[row.group].append(_fate(triage, row))
    for group, fates in sorted(groups.items()):
        yield _line(group, fates)
    latin = [fate for group in LATIN for fate in groups[group]]
    silent = latin.count("scored") / len(latin)
    yield f"Latin-script languages silently scored as English: {silent:.3f}"


def _line(name: str, fates: Sequence[str]) -> str:
    share = Counter(fates)
    told = [share[fate] / len(fates) for fate in ("not scored", "uncertain", "unknown", "scored")]
    widths = (12, 11, 9, 8)
    figures = "".join(f"{value:{width}.4f}" for value, width in zip(told, widths, strict=True))
    return f"{name:16}{len(fates):7}{figures}"


def _fate(triage: Triage, row: Row) -> str:
    verdict = triage.assess(Subject(text=row.text, brand_words=row.brand_words))
    if verdict.sentiment is None:
        return "not scored"
    if verdict.uncertain:
        return "uncertain"
    return "unknown" if verdict.language == "und" else "scored"
