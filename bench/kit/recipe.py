"""How the numbers of triage.toml are fitted: from texts as the product reads them, to a table.

Log odds are a sum, so this is logistic regression. Three things keep the result honest:

- signs: what an agent is shown as a reason may only have raised the odds;
- every set weighs the same (those written to companies twice), and both classes in each;
- a cue that hardly ever fires in the data keeps the number a person gave it, one that calls
  people whatever the odds counts for something, and a word leans only if it does so to the same
  side in most sets it occurs in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear, minimize
from scipy.sparse import csr_matrix

from kit.corpus import CARE, Seen
from social_care.triage.probability import Measures
from social_care.triage.table import Cue, Kind, TriageTable, Weights

Bounds = tuple[float | None, float | None]
Vector = NDArray[np.float64]

NAMES = tuple(field.name for field in fields(Measures))
RISES: Bounds = (0.0, None)
FALLS: Bounds = (None, 0.0)
FREE: Bounds = (None, None)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The choices a person made."""

    care: float = 2.0
    """How often a set written to companies counts."""
    pull: float = 1.0
    """How strongly weights of measures and cues are drawn to zero (L2)."""
    word_pull: float = 12.0
    least_shown: float = 0.1
    """Log odds of any cue shown as a reason: what counts for nothing is none."""
    least_calling: float = 1.2
    """Log odds of a cue that sets a floor: research data hold few burned feet."""
    fewest: int = 100
    """Texts in which a cue must fire to be fitted."""
    fewest_graded: int = 10
    """Graded complaints in which it must fire for its severity to be fitted."""
    by_hand: tuple[str, ...] = ("mock_thanks", "wrong_thing")
    """Cues that keep their number: what they mean in a shop is rare in the data."""
    word_texts: int = 15
    """Texts, and sets, in which a word must occur to lean at all."""
    word_sets: int = 3
    set_texts: int = 5
    """Texts of one set in which a word must occur for the set to have a say."""
    agreeing: float = 0.6
    """Share of the sets having a say that must agree to which side a word leans."""
    name_share: float = 0.5
    """Words written with a capital in a larger share of places are names, and left out."""
    artefacts: tuple[str, ...] = ("link", "mention", "user", "http", "url", "rt", "amp")
    """Words the makers of the data put in place of what people wrote."""
    most_lean: float = 0.5
    least_lean: float = 0.1
    """Words that lean less are dropped and the rest fitted again."""
    set_weight: float = 1000.0
    bounds: tuple[tuple[str, Bounds], ...] = (
        ("negative_tone", RISES),
        ("positive_tone", FALLS),
        ("negative_share", RISES),
        ("positive_share", FALLS),
        ("negations", RISES),
        ("problems", RISES),
        ("length", (0.0, 0.6)),  # more of it would call short complaints harmless
        ("shouting", RISES),
        ("asking", FALLS),
        ("many_hashtags", FALLS),
        ("link_without_person", (-0.15, 0.0)),  # more, and a link added to a text moves it far
    )


def fitted(table: TriageTable, seen: Sequence[Seen], recipe: Recipe | None = None) -> TriageTable:
    """`table` with weights, cues, leanings and severity fitted on `seen`."""
    recipe = recipe or Recipe()
    words = vocabulary(seen, recipe) if recipe.word_sets else []
    fit = _Fit(table, seen, words, recipe)
    if words:
        strong = [word for word in words if abs(fit.lean(word)) >= recipe.least_lean]
        fit = _Fit(table, seen, strong, recipe)
    return _severe(fit.table(), seen, recipe)


def vocabulary(seen: Sequence[Seen], recipe: Recipe) -> list[str]:
    """The words that may lean: common, to the same side in several sets, and no names."""
    texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    complaints: defaultdict[str, Counter[str]] = defaultdict(Counter)
    capitals: Counter[str] = Counter()
    sizes: Counter[tuple[str, int]] = Counter()
    for one in seen:
        name, y = one.row.name, one.row.y or 0
        sizes[name, y] += 1
        capitals.update(_named(one))
        for word in one.reading.unread:
            texts[word][name] += 1
            complaints[word][name] += y
    base = {name: sizes[name, 1] / (sizes[name, 0] + sizes[name, 1]) for name, _ in sizes}

    def agree(word: str) -> bool:
        heard = {name: n for name, n in texts[word].items() if n >= recipe.set_texts}
        above = sum(complaints[word][name] > base[name] * n for name, n in heard.items())
        most = max(above, len(heard) - above)
        if heard.keys().isdisjoint(CARE):
            return False
        return len(heard) >= recipe.word_sets and most >= recipe.agreeing * len(heard)

    return sorted(
        word
        for word, counts in texts.items()
        if counts.total() >= recipe.word_texts
        and word[0].isalpha()
        and len(word) > 1
        and word not in recipe.artefacts
        and capitals[word] <= recipe.name_share * counts.total()
        and agree(word)
    )


def _named(one: Seen) -> set[str]:
    """Lower-case words that stand inside a sentence with a capital."""
    tokens = one.reading.tokens
    if sum(map(str.isupper, tokens)) > len(tokens) / 3:
        return set()
    return {
        token.lower()
        for before, token in zip((".", *tokens), tokens, strict=False)
        if before not in {".", "!", "?"} and not token.islower()
    }


class _Fit:
    """One logistic regression over measures, cues and words."""

    def __init__(
        self, table: TriageTable, seen: Sequence[Seen], words: Sequence[str], recipe: Recipe
    ) -> None:
        self._table = table
        self._words = {word: at for at, word in enumerate(words)}
        fired = Counter(hit.cue.code for one in seen for hit in one.reading.hits)
        self._cues = [
            cue
            for cue in table.cues
            if fired[cue.code] >= recipe.fewest and cue.code not in recipe.by_hand
        ]
        self._column = {cue.code: len(NAMES) + at for at, cue in enumerate(self._cues)}
        self._first_word = len(NAMES) + len(self._cues)
        given = np.array(
            [
                sum(h.cue.complaint for h in one.reading.hits if h.cue.code not in self._column)
                for one in seen
            ]
        )
        y = np.array([one.row.y for one in seen], dtype=float)
        self._solution = _solve(
            self._matrix(seen),
            y,
            given,
            weigh(seen, recipe),
            self._pull(recipe),
            self._bounds(recipe),
        )

    def _matrix(self, seen: Sequence[Seen]) -> csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for one in seen:
            for at, name in enumerate(NAMES):
                columns.append(at)
                values.append(getattr(one.measures, name))
            known = [
                self._column[h.cue.code] for h in one.reading.hits if h.cue.code in self._column
            ]
            known += [
                self._first_word + self._words[word]
                for word in one.reading.unread
                if word in self._words
            ]
            columns += known
            values += [1.0] * len(known)
            starts.append(len(columns))
        shape = (len(seen), self._first_word + len(self._words))
        return csr_matrix((values, columns, starts), shape=shape)

    def _pull(self, recipe: Recipe) -> Vector:
        return np.array([recipe.pull] * self._first_word + [recipe.word_pull] * len(self._words))

    def _bounds(self, recipe: Recipe) -> list[Bounds]:
        of_measure = dict(recipe.bounds)
        return [
            *(of_measure[name] for name in NAMES),
            *(_sign(cue, recipe) for cue in self._cues),
            *[(-recipe.most_lean, recipe.most_lean)] * len(self._words),
            FREE,
        ]

    def lean(self, word: str) -> float:
        """The log odds a word adds."""
        return float(self._solution[self._first_word + self._words[word]])

    def table(self) -> TriageTable:
        """The table with this fit's numbers."""
        solution = [float(value) for value in self._solution]
        weights = Weights(bias=solution[-1], **dict(zip(NAMES, solution, strict=False)))
        cues = tuple(
            replace(cue, complaint=solution[self._column[cue.code]])
            if cue.code in self._column
            else cue
            for cue in self._table.cues
        )
        leanings = {word: self.lean(word) for word in self._words}
        return replace(self._table, weights=weights, cues=cues, leanings=leanings)


def _sign(cue: Cue, recipe: Recipe) -> Bounds:
    if cue.floor is not None:
        return (recipe.least_calling, None)
    if cue.kind in {Kind.PROBLEM, Kind.MOOD, Kind.PRESSURE}:
        return (recipe.least_shown, None)
    if cue.kind in {Kind.PRAISE, Kind.THANKS, Kind.NOISE}:
        return FALLS
    # Shown where it made the mention a question, and where a demand made it a complaint.
    return RISES if cue.kind is Kind.QUESTION else FREE


def weigh(seen: Sequence[Seen], recipe: Recipe) -> Vector:
    """What each text counts: every set alike (care sets more), half of it for each class."""
    count = Counter((one.row.name, one.row.y) for one in seen)
    return np.array(
        [
            recipe.set_weight
            * (recipe.care if one.row.name in CARE else 1.0)
            * 0.5
            / count[one.row.name, one.row.y]
            for one in seen
        ]
    )


def _solve(
    matrix: csr_matrix, y: Vector, given: Vector, weight: Vector, pull: Vector, bounds: list[Bounds]
) -> Vector:
    """The last number is the bias, which nothing pulls."""

    def loss(at: Vector) -> tuple[float, Vector]:
        odds = matrix @ at[:-1] + at[-1] + given
        share = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        surprise = np.logaddexp(0, np.where(y == 1, -odds, odds))
        error = weight * (share - y)
        value = float((weight * surprise).sum() + (pull * at[:-1] ** 2).sum() / 2)
        return value, np.append(matrix.T @ error + pull * at[:-1], error.sum())

    start = np.zeros(matrix.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    solution: Vector = found.x
    return solution


SEVERE = ("negative_tone", "negative_share", "negations", "problems", "shouting")


def _severe(table: TriageTable, seen: Iterable[Seen], recipe: Recipe) -> TriageTable:
    """Severity by least squares without negative numbers, on complaints that were graded 1-4."""
    graded = [one for one in seen if one.row.y == 1 and one.row.extra.get("severity")]
    if not graded:
        return table
    fired = Counter(h.cue.code for one in graded for h in one.reading.hits if _adds(h.cue))
    codes = sorted(code for code, count in fired.items() if count >= recipe.fewest_graded)
    rows = [
        [1.0]
        + [getattr(one.measures, name) for name in SEVERE]
        + [float(one.reading.person)]
        + [float(any(h.cue.code == code for h in one.reading.hits)) for code in codes]
        for one in graded
    ]
    given = [
        sum(h.cue.severity for h in one.reading.hits if h.cue.code not in codes) for one in graded
    ]
    grades = [float(one.row.extra["severity"]) for one in graded]
    pull = np.eye(len(rows[0])) * np.sqrt(len(rows) / 50)
    pull[0, 0] = 0
    left = [grade - known for grade, known in zip(grades, given, strict=True)]
    found = lsq_linear(np.vstack([rows, pull]), [*left, *[0.0] * len(pull)], (0, np.inf)).x
    added = dict(zip(codes, found[len(SEVERE) + 2 :], strict=True))
    severity = replace(
        table.severity,
        base=float(found[0]),
        person=float(found[len(SEVERE) + 1]),
        **{name: float(value) for name, value in zip(SEVERE, found[1:], strict=False)},
    )
    cues = tuple(
        replace(cue, severity=float(added.get(cue.code, cue.severity))) for cue in table.cues
    )
    return replace(table, severity=severity, cues=cues)


def _adds(cue: Cue) -> bool:
    return cue.kind in {Kind.PROBLEM, Kind.MOOD, Kind.PRESSURE, Kind.HINT}
