"""Ranking and flagging texts of brands, domains and sets the weights have never seen."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.corpus import CARE, GENERAL, UNBRANDED, Row, Seen
from kit.figures import auc, flag, precision_of_top, recall_at, spearman
from kit.recipe import Recipe, fitted
from social_care.models import Assessment, Band
from social_care.triage import Subject, Triage, TriageTable

VADER_FLAG = -0.05
"""The compound at and below which VADER's authors call a text negative."""
FEW = 100
"""Reasons with fewer complaints are not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What is held out, and by which part of the goals it is judged."""

    part: str
    name: str
    held: Callable[[Row], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A held-out text with both verdicts."""

    part: str
    fold: str
    row: Row
    ours: Assessment
    plain: float
    """VADER's compound."""

    @property
    def odds(self) -> float:
        """Our complaint probability; what is not scored stands in the middle."""
        return 0.5 if self.ours.complaint is None else self.ours.complaint

    @property
    def flagged(self) -> bool:
        """An agent sees it first: band high or urgent."""
        return self.ours.band <= Band.HIGH


def folds(parts: Sequence[str] = ("airline", "domain", "mixed", "general")) -> Iterator[Fold]:
    """Every brand, domain (alone, and among random tweets) and general set in turn."""
    domains = ("apparel", "retail", "services", "transport")
    if "airline" in parts:
        for brand in ("United", "US Airways", "American"):
            yield Fold(part="airline", name=brand, held=_group("airline", brand))
    if "domain" in parts:
        for domain in domains:
            yield Fold(part="domain", name=domain, held=_group("complaints2019", domain))
    if "mixed" in parts:
        for domain in domains:
            held = _group("complaints2019", domain, *UNBRANDED)
            yield Fold(part="mixed", name=f"{domain}, random", held=held)
    if "general" in parts:
        for name in GENERAL:
            yield Fold(part="general", name=name, held=_group(name))


def _group(name: str, *groups: str) -> Callable[[Row], bool]:
    return lambda row: row.name == name and (not groups or row.group in groups)


def judge(fold: Fold, table: TriageTable, seen: Sequence[Seen], plain: Any) -> list[Judged]:
    """Fit without the fold, then let the product itself judge it."""
    fit = fitted(table, [one for one in seen if not fold.held(one.row)], Recipe())
    triage = Triage(fit)
    return [
        Judged(
            part=fold.part,
            fold=fold.name,
            row=one.row,
            ours=triage.assess(Subject(text=one.row.text, brand_words=one.row.brand_words)),
            plain=plain.polarity_scores(one.row.text)["compound"],
        )
        for one in seen
        if fold.held(one.row)
    ]


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """A line for each fold and the mean of each part: VADER's figure, then ours."""
    yield (
        f"{'held out':22}{'n':>6}{'share':>6}  {'AUC':^13}{'score':>6}  {'P@10':^11}  {'R@P80':^11}"
        f"  {'flag P':^11}  {'flag R':^11}"
    )
    by_fold: defaultdict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        by_fold[one.part, one.fold].append(one)
    means: defaultdict[str, list[list[float]]] = defaultdict(list)
    for (part, name), texts in by_fold.items():
        figures = _figures(texts)
        means[part].append(figures)
        yield _line(name, len(texts), figures)
    for part, rows in means.items():
        yield _line(f"mean {part}", sum(1 for one in judged if one.part == part), _mean(rows))


def _mean(rows: list[list[float]]) -> list[float]:
    return [float(value) for value in np.mean(rows, axis=0)]


def _figures(texts: Sequence[Judged]) -> list[float]:
    y = [one.row.y or 0 for one in texts]
    vader = [-one.plain for one in texts]
    ours = [one.odds for one in texts]
    low = flag(y, [one.plain <= VADER_FLAG for one in texts])
    high = flag(y, [one.flagged for one in texts])
    return [
        sum(y) / len(y),
        auc(y, vader),
        auc(y, ours),
        auc(y, [one.ours.score for one in texts]),
        precision_of_top(y, vader),
        precision_of_top(y, ours),
        recall_at(y, vader),
        recall_at(y, ours),
        low[0],
        high[0],
        low[1],
        high[1],
    ]


def _line(name: str, count: int, figures: Sequence[float]) -> str:
    share, auc_vader, auc_ours, auc_score, *pairs = figures
    told = "  ".join(f"{a:.2f} → {b:.2f}" for a, b in zip(pairs[::2], pairs[1::2], strict=True))
    return (
        f"{name:22}{count:6}{share:6.2f}  {auc_vader:.3f} → {auc_ours:.3f}{auc_score:6.3f}  {told}"
    )


def by_reason(judged: Sequence[Judged]) -> Iterator[str]:
    """Recall of the airline complaints by the reason people gave, brands held out."""
    texts: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.part == "airline" and one.row.y and one.row.extra.get("reason"):
            texts[one.row.extra["reason"]].append(one)
    for reason, found in sorted(texts.items(), key=lambda item: -len(item[1])):
        vader = np.mean([one.plain <= VADER_FLAG for one in found])
        ours = np.mean([one.flagged for one in found])
        few = "" if len(found) >= FEW else f"   (fewer than {FEW})"
        yield f"{reason:28}{len(found):6}   {vader:.2f} → {ours:.2f}{few}"


def severity(judged: Sequence[Judged]) -> str:
    """Rank correlation with the grades 1 to 4 people gave, domains held out."""
    graded = [
        one for one in judged if one.part == "domain" and one.row.y and one.row.extra["severity"]
    ]
    truth = [float(one.row.extra["severity"]) for one in graded]
    ours = spearman(truth, [one.ours.severity or 0 for one in graded])
    vader = spearman(truth, [-one.plain for one in graded])
    return f"{len(graded)} graded complaints: {vader:.3f} → {ours:.3f}"


def bands(judged: Sequence[Judged]) -> Iterator[str]:
    """Share of complaints in each band, and of the texts, in the care sets held out."""
    care = [one for one in judged if one.row.name in CARE and one.part in ("airline", "domain")]
    for band in Band:
        here = [one.row.y or 0 for one in care if one.ours.band is band]
        complaints = f"{np.mean(here):.2f}" if here else "  – "
        yield f"{band.label:10}{len(here) / len(care):6.2f} of the texts, {complaints} complaints"
