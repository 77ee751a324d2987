"""How the time of a search grows with the archive: the same at 1,000,000 mentions and at 100,000.

    python bench/search.py [--quick]     about five minutes; --quick: a tenth of everything

What counts are the ratios. Each figure is the median of several, through the desk, as the console
asks; a tenth of the conversations are open, as many were answered, one in a hundred has a note.
"""

import random
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.kit.crowd import START, build
from social_care.desk import Desk, DeskSettings
from social_care.models.views import View
from social_care.storage import Store, fulltext

TIMES = 9
ANSWERS = ("so sorry, a new pair is on its way", "we have asked the depot", "yes, in all sizes")
GOAL_SEARCH, GOAL_QUEUE, GOAL_KEY = 4.0, 1.5, 200.0

SEARCHES = (
    ("a common word", "boot ", True),
    ("two common words", "boot order ", True),
    ("the beginning of a word", "retu", True),
    ("a phrase", '"where is my order"', True),
    ("a rare word", "rarest ", True),
    ("a word nobody said", "nowhere ", True),
    ("a word of ours", "depot ", True),
    ("a word, open ones only", "boot state:open", False),
    ("a word and a rare filter", "boot has:note", False),
    ("a word and a band", "boot band:urgent", False),
    ("a word without another", "boot -card", False),
    ("only without a word", "-card", False),
    ("a filter alone", "band:urgent", False),
    ("late ones", "is:late", False),
    ("an agent's", "agent:mary", False),
    ("a customer's name", "from:kim", False),
    ("letters inside words", "返品", False),
)
"""What is looked for, and whether the goal for full text is about it."""


def main() -> None:
    """Build both, measure, print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    scale = 10 if parser.parse_args().quick else 1
    with TemporaryDirectory(prefix="bench-search-") as name:
        few = _shop(Path(name) / "few.db", 100_000 // scale)
        many = _shop(Path(name) / "many.db", 1_000_000 // scale)
        print(f"\n{'':<42} {100 // scale:>6}k {1000 // scale:>6}k  ratio")
        for what, text, has_goal in SEARCHES:
            _row(what, _page(few, text), _page(many, text), GOAL_SEARCH if has_goal else None)
        for what, text in (
            ("a word as a view, 200 rows", "boot "),
            ("late ones as a view", "is:late"),
        ):
            _row(what, _view(few, text), _view(many, text), None)
        _queue(few, many)


def _shop(path: Path, count: int) -> Desk:
    began = perf_counter()
    build(path, count, count // 10)
    store = Store(path)
    chance = random.Random(count)
    closed = range(1, count - count // 10)
    answered = chance.sample(closed, count // 10)
    noted = chance.sample(range(1, count + 1), count // 100)
    with store.write() as tx:
        tx.run_many(
            "INSERT INTO replies (id, account_id, external_id, canonical_id, conversation_id,"
            " agent, thread_key, visibility, posted_at, detected_at) VALUES (:id, 1, 'r' || :id,"
            " 'r' || :id, :conversation, :agent, 't', 'public', :at, :at)",
            [
                {"id": number, "conversation": conversation, "at": START - count + number,
                 "agent": chance.choice(("mary", "sam", "lee"))}
                for number, conversation in enumerate(sorted(answered), 1)
            ],
        )  # fmt: skip
        tx.run_many(
            "INSERT INTO reply_texts (reply_id, text) VALUES (:id, :text)",
            [{"id": n, "text": chance.choice(ANSWERS)} for n in range(1, len(answered) + 1)],
        )
        tx.run_many(
            "INSERT INTO notes (conversation_id, agent, at, text)"
            " VALUES (:conversation, 'mary', :at, 'called the store')",
            [{"conversation": number, "at": START} for number in sorted(noted)],
        )
        for number in chance.sample(range(1, count + 1), 5):
            tx.run(
                "UPDATE mention_texts SET text = text || ' rarest' WHERE mention_id = :id",
                id=number,
            )
        fulltext.catch_up(tx)
        tx.run("DELETE FROM sqlite_stat1")  # a shop's database has no statistics either
    store.close()
    size = path.stat().st_size >> 20
    print(f"{count:>9,} mentions written in {perf_counter() - began:.0f} s, {size} MiB", flush=True)
    settings = DeskSettings(agent="mary", clock=lambda: START, agents=("mary", "sam", "lee"))
    return Desk(Store(path), settings)


def _page(desk: Desk, text: str) -> float:
    return _ms(lambda: desk.search(text, limit=50, finished=True))


def _view(desk: Desk, text: str) -> float:
    return _ms(lambda: desk.found_ids(text, 200))


def _ms(act: Callable[[], object]) -> float:
    times = []
    act()
    for _ in range(TIMES):
        began = perf_counter()
        act()
        times.append((perf_counter() - began) * 1000)
    return median(times)


def _row(what: str, few: float, many: float, goal: float | None) -> None:
    ratio = many / few
    told = "" if goal is None else f"  goal {goal:g} {'met' if ratio <= goal else 'MISSED'}"
    print(f"{what:<42} {few:>7.2f} {many:>7.2f} {ratio:>6.2f}{told}", flush=True)


def _queue(few: Desk, many: Desk) -> None:
    """The queue's first rows, beside one look by its key."""
    first = [_ms(lambda desk=desk: desk.queue_ids(View.TODO, limit=200)) for desk in (few, many)]
    _row("the queue's first 200", first[0], first[1], GOAL_QUEUE)
    tx = many._store.read()  # noqa: SLF001 - the floor
    key = median(
        _ms(lambda: tx.value("SELECT state FROM conversations WHERE id = 500")) for _ in range(5)
    )
    _row("the queue's first 200, to one look by key", key, first[1], GOAL_KEY)


if __name__ == "__main__":
    main()
