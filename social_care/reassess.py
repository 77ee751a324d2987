"""Known mentions are judged again when triage, its table or the team's rules have changed.

mentions, those that may wait first → a short transaction ┬ corrected by a person: stays
                                                          ├ the same verdict: nothing
                                                          └ else: stored, the wait follows
The log is not rewritten: responses and ended waits keep the verdicts of their time. Broken off, it
goes on where it stopped, since each batch moves the marker in its own transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace

from social_care import rulings
from social_care.models import Assessment, Band, Visibility
from social_care.sla import Policy
from social_care.storage import Store, Tx, corrections, mentions, reassessing, tags
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.storage.reassessing import REST, WAITING, Marker
from social_care.triage import Subject
from social_care.triage.judge import Assessor, Judgement, judge
from social_care.triage.rules import NO_RULES, Rules
from social_care.triage.rules_match import Post
from social_care.verdicts import begins_wait, starts_wait, take_effect

BATCH = 100
"""Mentions in one transaction: some tens of milliseconds, in which nobody else can write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """All that new verdicts rest on."""

    triage: Assessor
    rules: Rules = NO_RULES
    policy: Callable[[str, str], Policy]
    """By account and channel."""
    fingerprint: str
    """Changes with any of it: what was broken off under another one begins again."""


@dataclass(slots=True)
class Changes:
    """What has come of it so far."""

    looked_at: int = 0
    kept: int = 0
    """Corrected by a person: theirs stands."""
    changed: int = 0
    """Of another category or band."""
    begun: int = 0
    """Customers who wait now and did not."""
    moves: dict[str, int] = field(default_factory=dict)
    """How many moved from one band to another, by "low high"."""

    def moved(self, before: Band, after: Band) -> None:
        """Count one move."""
        if before is not after:
            name = f"{before.label} {after.label}"
            self.moves[name] = self.moves.get(name, 0) + 1


Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def reassess(
    store: Store,
    judges: Judges,
    clock: Callable[[], int],
    *,
    since: int = 0,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Changes:
    """Judge every mention posted `since` (ms UTC) again. With `dry_run` nothing is written at all.

    One that was broken off goes on where it stopped, if it was for the same `since` and `judges`.
    """
    marker, changes = _start(store, judges, clock(), since, resume=not dry_run)
    total = reassessing.count(store.read(), marker)
    while (ids := reassessing.batch(store.read(), marker, BATCH)) or marker.phase == WAITING:
        marker = replace(marker, last_id=ids[-1]) if ids else replace(marker, phase=REST, last_id=0)
        if dry_run:
            _look_at(store.read(), judges, ids, changes, clock())
        else:
            _batch(store, judges, marker, ids, changes, clock())
        if progress is not None:
            progress(min(changes.looked_at, total), total)
    if not dry_run:
        with store.write(bump=False) as tx:
            reassessing.finish(tx)
    return changes


def _start(
    store: Store, judges: Judges, now: int, since: int, *, resume: bool
) -> tuple[Marker, Changes]:
    left = reassessing.marker(store.read()) if resume else None
    if left is not None:
        marker, tally = left
        if (marker.fingerprint, marker.since) == (judges.fingerprint, since):
            return marker, Changes(**tally)  # type: ignore[arg-type]
    upto = reassessing.newest_id(store.read())
    return Marker(fingerprint=judges.fingerprint, since=since, began=now, upto=upto), Changes()


def _batch(
    store: Store, judges: Judges, marker: Marker, ids: Sequence[int], changes: Changes, now: int
) -> None:
    """Read and judged inside the transaction: what an agent or a poll has done meanwhile counts."""
    with store.write(bump=False) as tx:
        for row in reassessing.rows(tx, ids):
            verdict = _look(tx, judges, row, changes)
            if verdict is not None:
                _record(tx, judges, row, verdict, changes, now)
                tx.bump = True
        reassessing.mark(tx, marker, asdict(changes))


def _look_at(tx: Tx, judges: Judges, ids: Sequence[int], changes: Changes, now: int) -> None:
    for row in reassessing.rows(tx, ids):
        new = _look(tx, judges, row, changes)
        if new is not None:
            changes.begun += begins_wait(tx, row, now, wanted=new.wants_answer)


def _look(tx: Tx, judges: Judges, row: Row, changes: Changes) -> "_New | None":
    """What is to be stored, if it differs from what there is."""
    changes.looked_at += 1
    if row["corrected"]:
        changes.kept += 1
        return None
    before = corrections.verdict(tx, row["id"])
    judgement = judge(judges.triage, _subject(tx, row), _post(row), judges.rules)
    if judgement.verdict == before:
        return None
    new = _New(before, judgement)
    if new.is_move:
        changes.changed += 1
        changes.moved(before.band, judgement.verdict.band)
    return new


@dataclass(frozen=True, slots=True)
class _New:
    """A verdict and the one before."""

    before: Assessment
    judgement: Judgement

    @property
    def is_move(self) -> bool:
        """It is of another category or band: more than other words or points."""
        before, after = self.before, self.judgement.verdict
        return (after.category, after.band) != (before.category, before.band)

    @property
    def wants_answer(self) -> bool:
        """By triage and by the rules."""
        return starts_wait(self.judgement.verdict) and not self.judgement.ruling.dismissed_by


def _record(tx: Tx, judges: Judges, row: Row, new: _New, changes: Changes, now: int) -> None:
    verdict, ruling = new.judgement.verdict, new.judgement.ruling
    rulings.record(tx, row["id"], new.judgement, now)
    tags.tag(tx, row["conversation_id"], ruling.tags, now)
    policy = judges.policy(row["account"], row["channel"])
    begun = take_effect(tx, row, policy, now, wanted=new.wants_answer)
    changes.begun += begun is not None
    if new.is_move and (row["open_wait_id"] is not None or begun is not None):
        _log(tx, row, new.before, verdict, now)


def _log(tx: Tx, row: Row, before: Assessment, after: Assessment, now: int) -> None:
    """Where somebody waits, the log tells why their place has changed."""
    log(
        tx,
        EventKind.REASSESSED,
        now,
        conversation=row["conversation_id"],
        mention=row["id"],
        category=after.category,
        band=after.band.label,
        category_before=before.category,
        band_before=before.band.label,
    )


def _subject(tx: Tx, row: Row) -> Subject:
    """As it was when it came in: see `ingest`."""
    waited = row["wait_then"] is not None
    return Subject(
        text=row["text"],
        lang=row["lang"],
        visibility=Visibility(row["visibility"]),
        followers=row["followers"],
        verified=bool(row["verified"]),
        after_answer=bool(row["answered"]) and not waited,
        unanswered=reassessing.unanswered_before(tx, row),
        thread_complaint=mentions.worst_before(
            tx, row["conversation_id"], row["posted_at"], row["id"]
        ),
    )


def _post(row: Row) -> Post:
    return Post(
        text=row["text"],
        author=row["handle"],
        author_id=row["author_id"],
        account=row["account"],
        channel=row["channel"],
        lang=row["lang"],
        followers=row["followers"],
    )
