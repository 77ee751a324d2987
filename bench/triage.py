"""Measures triage on a folder of labelled texts, beside plain VADER in the same run.

    python bench/triage.py DATA_DIR              the tables
    python bench/triage.py DATA_DIR --ablate     and what leaving out each component costs
    python bench/triage.py DATA_DIR --reasons    nothing but: did a reason shown lower the score?

Held out means: the weights are fitted again without that brand, domain or set. Needs numpy and
scipy: `pip install -e '.[bench]'`. About two minutes on one core, five more to leave things out.
"""

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from kit import ablation, gate, heldout, reasons, robust, speed
from kit.corpus import CARE, GENERAL, labelled, load, see
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from social_care.triage import Triage, TriageTable

TABLE = Path(__file__).parents[1] / "config" / "triage.toml"
EVERY = (*CARE, *GENERAL, "twcs_spotify", "tweeteval_anger", "tweeteval_irony", "xlmt_lang")
REWRITTEN = ("airline", "complaints2019", "twcs_spotify")
_EVERY_NTH = 6
"""Of the texts that are rewritten and timed."""


def main(arguments: list[str]) -> int:
    """0 when done, 2 when the folder is not told or holds no data."""
    folders = [Path(word) for word in arguments if not word.startswith("--")]
    if len(folders) != 1 or not (folders[0] / "airline.jsonl").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    folder = folders[0]
    table = TriageTable.from_toml(tomllib.loads(TABLE.read_text(encoding="utf-8")))
    if "--reasons" in arguments:
        every = [row for name in EVERY for row in load(folder, name)]
        show("Reasons shown", reasons.report(table, every))
        return 0
    plain, triage = SentimentIntensityAnalyzer(), Triage(table)
    rows = labelled(folder)
    seen = see(triage, table.scales, rows)
    judged = [one for fold in heldout.folds() for one in heldout.judge(fold, table, seen, plain)]
    show("Held out: plain VADER → ours", heldout.report(judged))
    show("Recall by reason, airline brands held out", heldout.by_reason(judged))
    show("Severity, domains held out", [heldout.severity(judged)])
    show("Bands, brands and domains held out", heldout.bands(judged))
    sample = [row for name in REWRITTEN for row in load(folder, name)[::_EVERY_NTH]]
    show("Share moved by more than 5 ranks of 100", robust.report(triage, sample, plain))
    show("Language gate", gate.report(triage, folder))
    everything = [row for name in EVERY for row in load(folder, name)]
    show("Fast path", [speed.faithful(everything, plain)])
    show("Speed, one core", speed.report(triage, sample, plain))
    if "--ablate" in arguments:
        show("AUC without a component", ablation.report(table, rows))
    return 0


def show(title: str, lines: Iterable[str]) -> None:
    """One table on stdout."""
    print(f"\n{title}\n{'-' * len(title)}", flush=True)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
