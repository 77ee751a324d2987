"""Fits the numbers of config/triage.toml on a folder of labelled texts.

    python bench/fit_triage.py DATA_DIR            writes the table it would put there to stdout
    python bench/fit_triage.py DATA_DIR --write    puts the numbers into config/triage.toml

Needs numpy and scipy: `pip install -e '.[bench]'`. How it is done: `kit/recipe.py`.
"""

import sys
import textwrap
import tomllib
from collections import Counter
from pathlib import Path

from kit.corpus import labelled, see
from kit.recipe import fitted
from kit.writing import rewritten

from social_care.triage import Triage, TriageTable

TABLE = Path(__file__).parents[1] / "config" / "triage.toml"


def main(arguments: list[str]) -> int:
    """0 when done, 2 when the folder is not told or holds no data."""
    write = "--write" in arguments
    folders = [Path(word) for word in arguments if word != "--write"]
    if len(folders) != 1 or not (folders[0] / "airline.jsonl").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    toml = TABLE.read_text(encoding="utf-8")
    table = TriageTable.from_toml(tomllib.loads(toml))
    seen = see(Triage(table), table.scales, labelled(folders[0]))
    texts = Counter(one.row.name for one in seen)
    told = ", ".join(f"{name} {count}" for name, count in texts.items())
    provenance = textwrap.fill(
        f"# Fitted by bench/fit_triage on {len(seen)} texts: {told}.", 100, subsequent_indent="# "
    )
    new = rewritten(toml, fitted(table, seen), provenance)
    TriageTable.from_toml(tomllib.loads(new))
    if write:
        TABLE.write_text(new, encoding="utf-8")
        print(f"{TABLE}: numbers of {len(seen)} texts written")
    else:
        print(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
