"""What judging everything again costs, beside scoring the same texts alone, and in what memory.

    python bench/reassess.py [COUNT]      100,000 mentions unless told otherwise: a few minutes

Seconds are of computing; scoring alone is 1. The texts are invented and each is different, so that
nothing is remembered.
"""

import resource
import sys
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from social_care import wiring
from social_care.connectors.base import Page
from social_care.hours import Calendar
from social_care.ingest import Intake, take_in
from social_care.models import Assessment, Author, Band, Category, Limits, Mention
from social_care.reassess import Changes, Judges, reassess
from social_care.sla import Policy, Targets
from social_care.storage import Store, accounts
from social_care.triage import Subject, Triage
from social_care.triage.remember import RememberingTriage

START = 1_793_610_000_000
MINUTE = 60_000
PAGE = 1000
OPEN_SHARE = 50
"""One customer of so many is left waiting: the rest was resolved long ago."""

WHO = ("I", "My wife", "A friend", "My mother", "The whole team", "My neighbour")
DOES = ("ordered", "returned", "asked for", "waited for", "was sent", "paid twice for")
WHAT = ("the brown boots", "a pair of laces", "size nine trainers", "the gift card", "a refund")
AND = (
    "and nothing came.",
    "and I love them!",
    "but nobody answers my mails :(",
    "so where is it?",
    "and it is broken!!",
    "thanks.",
    "and now my money is gone.",
    "- do you sell online as well?",
)


class Nothing:
    """Judges nothing, so that taking in is not measured."""

    def assess(self, subject: Subject) -> Assessment:
        del subject
        return Assessment(
            language="en",
            sentiment=0.0,
            category=Category.OTHER,
            complaint=0.1,
            score=10,
            band=Band.LOW,
            reasons=(),
        )


def texts(count: int) -> Iterator[str]:
    """Invented messages, each with a number of its own."""
    sayings = product(WHO, DOES, WHAT, AND)
    every = [" ".join(parts) for parts in sayings]
    for number in range(count):
        yield f"{every[number % len(every)]} That was in week {number}."


def mentions(count: int) -> Iterator[Mention]:
    """Two messages of each customer."""
    for number, text in enumerate(texts(count)):
        customer = f"c{number // 2}"
        yield Mention(
            external_id=f"m{number}",
            text=text,
            posted_at=START + number,
            thread_key=customer,
            author=Author(id=customer, handle=customer, name=customer),
        )


def fill(store: Store, count: int) -> None:
    """A database of so many mentions, most of them of conversations that are over."""
    with store.write() as tx:
        account_id = accounts.ensure(tx, "acme", "fake", "fake", "fake")
        accounts.introduce(tx, account_id, "us", "acme", Limits())
    intake = Intake(
        account_id=account_id,
        network="fake",
        own_id="us",
        stream="mentions",
        policy=Policy(Targets(), Calendar.always()),
        triage=Nothing(),
    )
    found = mentions(count)
    while page := list(islice(found, PAGE)):
        with store.write() as tx:
            take_in(tx, intake, Page(cursor="", mentions=page), START + count)
    with store.write() as tx:
        over = "id % :share <> 0"
        tx.run(
            f"UPDATE waits SET ended_at = :now, outcome = 'dismissed' WHERE conversation_{over}",
            now=START + count,
            share=OPEN_SHARE,
        )
        tx.run(
            f"UPDATE conversations SET state = 'resolved', wait_id = NULL WHERE {over}",
            share=OPEN_SHARE,
        )


def judged(store: Store, triage: RememberingTriage, now: int) -> tuple[float, Changes]:
    """Seconds of computing that a reassessment of everything took, and what changed."""
    judges = Judges(
        triage=triage,
        policy=lambda *_: Policy(Targets(), Calendar.always()),
        fingerprint=str(now),
    )
    began = process_time()
    changes = reassess(store, judges, lambda: now)
    return process_time() - began, changes


def peak_mb() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    engine = Triage(wiring.make_table())
    engine.assess(Subject(text="warm up"))
    began = process_time()
    for text in texts(count):
        engine.assess(Subject(text=text))
    alone = process_time() - began
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "bench.db")
        fill(store, count)
        before = peak_mb()
        first, changes = judged(store, RememberingTriage(engine), START + 2 * count)
        again, same = judged(store, RememberingTriage(engine), START + 3 * count)
        store.close()
    print(f"{count:,} mentions, {changes.changed:,} of another category or band")
    print(f"{'scoring alone':<36}{alone:8.1f} s   1.00   {count / alone:,.0f} texts/s")
    print(f"{'reassess, every verdict stored anew':<36}{first:8.1f} s {first / alone:6.2f}")
    print(f"{'reassess, no verdict differs':<36}{again:8.1f} s {again / alone:6.2f}")
    print(f"peak memory {before:.0f} MB before, {peak_mb():.0f} MB after")
    assert changes.looked_at == same.looked_at == count
    assert same.changed == 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
