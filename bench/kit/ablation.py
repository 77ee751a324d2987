"""What leaving out each component costs: the table without it, fitted again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kit.corpus import Row, see
from kit.figures import auc
from kit.heldout import folds
from kit.recipe import Recipe, fitted
from social_care.triage import Triage, TriageTable
from social_care.triage.probability import complaint_odds
from social_care.triage.table import Kind

Change = Callable[[TriageTable], TriageTable]


def _without(*kinds: Kind) -> Change:
    return lambda table: replace(
        table, cues=tuple(cue for cue in table.cues if cue.kind not in kinds)
    )


CHANGES: dict[str, Change] = {
    "everything": lambda table: table,
    "all cues": lambda table: replace(table, cues=()),
    "problem cues": _without(Kind.PROBLEM),
    "mood cues": _without(Kind.MOOD),
    "question cues": _without(Kind.QUESTION),
    "praise and thanks cues": _without(Kind.PRAISE, Kind.THANKS),
    "hints": _without(Kind.HINT),
    "lexicon patches": lambda table: replace(table, lexicon={}),
    "emoji patches": lambda table: replace(table, emoji={}),
    "everyday words": lambda table: replace(table, everyday=frozenset()),
}


def report(table: TriageTable, rows: Sequence[Row]) -> Iterator[str]:
    """Mean AUC of held-out airline brands and complaint domains."""
    yield f"{'left out':26}{'airline':>9}{'domains':>9}"
    for name, change in CHANGES.items():
        yield _line(name if name != "everything" else "nothing", change(table), rows, Recipe())
    yield _line("leanings of words", table, rows, Recipe(word_sets=0))
    nameless = [replace(row, group="") if row.name == "airline" else row for row in rows]
    yield _line("brand words", table, nameless, Recipe(), rows)


def _line(
    name: str,
    table: TriageTable,
    rows: Sequence[Row],
    recipe: Recipe,
    true: Sequence[Row] | None = None,
) -> str:
    """`true` are the rows by which folds are told apart, where `rows` hide their group."""
    base = replace(table, leanings={})
    seen = see(Triage(base), base.scales, rows)
    if true is not None:
        seen = [replace(one, row=row) for one, row in zip(seen, true, strict=True)]
    means = []
    for part in ("airline", "domain"):
        figures = []
        for fold in folds((part,)):
            fit = fitted(table, [one for one in seen if not fold.held(one.row)], recipe)
            held = [one for one in seen if fold.held(one.row)]
            odds = [complaint_odds(one.reading, one.measures, fit) for one in held]
            figures.append(auc([one.row.y or 0 for one in held], odds))
        means.append(float(np.mean(figures)))
    return f"{name:26}{means[0]:9.4f}{means[1]:9.4f}"
