"""What we know already is looked at again: deletions, edits, and threads we take part in.

sweep    mentions → look up by id → gone: words go, fact kept · changed: assessed anew
threads  live conversations → read the thread → what its customer added without naming us

Both are streams like any other, with their own interval, state and remedy, for networks that have
the power (`connectors.base.Sweeps`, `FollowsThreads`). What they find is taken in by `ingest`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from social_care.connectors.base import (
    Connector,
    FollowsThreads,
    Looked,
    Page,
    Sweeps,
    SweepsMessages,
)
from social_care.errors import ErrorClass, NetworkError
from social_care.ingest import Intake, Tally, take_in
from social_care.listen import Poll, failed, succeeded
from social_care.models import Change, ChangeKind, Mention, OwnPost, Stream
from social_care.storage import Store, accounts, conversations, mentions
from social_care.storage.connection import Row

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS

SWEEP = "deletions"
THREADS = "threads"

SWEEP_EVERY_S = 600
OPEN_AGE_MS = HOUR_MS
"""How old our last look at a message may be while its customer waits."""
AGE_MS = DAY_MS
"""And otherwise: once a day, as networks ask of those who keep what their people wrote."""
KEPT_MS = 30 * DAY_MS
"""Older messages are not looked at any more."""
LOOKS_PER_SWEEP = 10
"""Calls to the network."""

SUSPICIOUS_SHARE = 0.2
SUSPICIOUS_COUNT = 5
"""More than this share gone, and at least so many: a fault of the answer, not of the customers."""
OTHERS = 20
"""So many more are looked at when that share of a few is gone, since a few prove nothing."""

ALIVE_MS = 3 * DAY_MS
"""A thread is read again until it has been silent for so long."""
THREADS_PER_ROUND = 10


def streams(connector: Connector) -> list[Stream]:
    """What this network lets us look at again."""
    found = []
    if isinstance(connector, Sweeps):
        found.append(Stream(name=SWEEP, every_s=SWEEP_EVERY_S))
    if isinstance(connector, FollowsThreads):
        found.append(Stream(name=THREADS, every_s=connector.thread_every_s))
    return found


def revisit(
    store: Store, connector: Connector, stream: Stream, intake: Intake, clock: Callable[[], int]
) -> Poll:
    """One round of one of these streams; a failure is recorded with it."""
    with store.write(bump=False) as tx:
        accounts.ensure_stream(tx, intake.account_id, stream)
    intake = replace(intake, stream=stream.name)
    tally = Tally()
    try:
        if stream.name == SWEEP and isinstance(connector, Sweeps):
            tally = sweep(store, connector, intake, clock)
        elif isinstance(connector, FollowsThreads):
            tally = follow(store, connector, intake, clock, stream.every_s)
    except NetworkError as error:
        failed(store, intake.account_id, stream, error, clock())
        return Poll(tally=tally, error=error)
    succeeded(store, intake.account_id, stream, clock(), finished=True)
    return Poll(tally=tally)


# Deletions and edits ----------------------------------------------------------------------------


def sweep(
    store: Store,
    connector: Sweeps,
    intake: Intake,
    clock: Callable[[], int],
    *,
    by_hand: bool = False,
    believe: bool = False,
) -> Tally:
    """Look at what is due; nothing is erased before all answers are there and make sense.

    A limit ends it early: what was looked at before is kept, or on a network with little to spend
    every sweep would pay for the same messages and get no further. Then the limit is raised.
    `by_hand` looks at everything, due or not: a person has asked. `believe` does, too, and takes
    even a suspicious answer for true: they have looked.
    Raises NetworkError.
    """
    most = connector.look_up_at_once * LOOKS_PER_SWEEP
    whole = by_hand or believe
    asked = _turn(store, connector, intake.account_id, clock(), most, all_of_them=whole)
    looked, limit = _look_up(connector, asked, clock)
    asked = asked[: len(looked) * connector.look_up_at_once]
    if not believe and _is_much(_gone(looked), asked):
        # A network that fails for hours would else erase a few at every sweep, and so all of them.
        more = _turn(
            store, connector, intake.account_id, clock(), len(asked) + OTHERS, all_of_them=True
        )
        others = [each for each in more if each not in asked][:OTHERS]
        more_looked, cut_short = _look_up(connector, others, clock)
        if cut_short:
            raise cut_short
        looked += more_looked
        asked += others
        _doubt(_gone(looked), asked)
    with store.write(bump=False) as tx:
        now = clock()
        page = _page(looked, _gone(looked), now)
        taken = take_in(tx, replace(intake, looks_again=True), page, now)
        mentions.looked_at(tx, intake.account_id, asked, now)
        tx.bump = taken.is_news
    if limit:
        raise limit
    return taken


def _turn(
    store: Store,
    connector: Sweeps,
    account_id: int,
    now: int,
    most: int,
    *,
    all_of_them: bool,
) -> list[str]:
    """Those whose turn it is; `all_of_them` are in turn however lately they were looked at."""
    return mentions.to_look_at(
        store.read(),
        account_id,
        since=now - KEPT_MS,
        open_before=now if all_of_them else now - OPEN_AGE_MS,
        before=now if all_of_them else now - AGE_MS,
        most=most,
        messages_too=isinstance(connector, SweepsMessages),
    )


def _look_up(
    connector: Sweeps, ids: Sequence[str], clock: Callable[[], int]
) -> tuple[list[Looked], NetworkError | None]:
    """One look for each batch, and the limit that stopped us before the last of them."""
    size = connector.look_up_at_once
    looked: list[Looked] = []
    for start in range(0, len(ids), size):
        try:
            looked.append(connector.look_up(ids[start : start + size], clock()))
        except NetworkError as error:
            if not error.error_class.is_limit:
                raise
            return looked, error
    return looked, None


def _gone(looked: Sequence[Looked]) -> list[str]:
    return [external_id for look in looked for external_id in look.gone]


def _is_much(gone: Sequence[str], asked: Sequence[str]) -> bool:
    return len(gone) > len(asked) * SUSPICIOUS_SHARE


def _doubt(gone: Sequence[str], asked: Sequence[str]) -> None:
    if len(gone) >= SUSPICIOUS_COUNT and _is_much(gone, asked):
        raise NetworkError(
            ErrorClass.TRANSIENT,
            f"{len(gone)} of {len(asked)} messages are said to be deleted: taken for a fault,"
            " all are kept",
            remedy="if they really are gone: social-care account sweep NAME --believe",
        )


def _page(looked: Sequence[Looked], gone: Sequence[str], now: int) -> Page:
    return Page(
        cursor="",
        mentions=[mention for look in looked for mention in look.found],
        changes=[Change(external_id=each, kind=ChangeKind.DELETED, at=now) for each in gone],
    )


# Threads ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation's messages, as a thread is held against them."""

    row: Row
    theirs: frozenset[str]
    ours: frozenset[str]

    def belongs(self, found: Sequence[Mention | OwnPost]) -> Page:
        """What the thread has to do with us: our posts, answers to them, and what the customer
        said on to themselves or to us. What others tell each other is theirs."""
        theirs, ours = set(self.theirs), set(self.ours)
        kept: list[Mention] = []
        own: list[OwnPost] = []
        for message in sorted(found, key=lambda item: item.posted_at):
            if isinstance(message, OwnPost):
                ours.add(message.external_id)
                own.append(message)
                continue
            is_customer = message.author.id == self.row["author_id"]
            if message.in_reply_to in (theirs | ours if is_customer else ours):
                kept.append(message)
                if is_customer:
                    theirs.add(message.external_id)
        return Page(cursor="", mentions=kept, own_posts=own)


def follow(
    store: Store,
    connector: FollowsThreads,
    intake: Intake,
    clock: Callable[[], int],
    every_s: int,
) -> Tally:
    """Read the threads whose turn it is. Raises NetworkError, unless a thread is just gone.

    What is wrong with one thread is raised when the others have been read.
    """
    assert isinstance(connector, Connector)
    now = clock()
    due = conversations.threads_to_read(
        store.read(),
        intake.account_id,
        alive=now - ALIVE_MS,
        before=now - every_s * 1000,
        most=THREADS_PER_ROUND,
    )
    tally = Tally()
    failures: list[NetworkError] = []
    for row in due:
        try:
            page = _read(store, connector, row)
        except NetworkError as error:
            if error.error_class.is_of_all:
                raise
            failures.append(error)
            page = Page(cursor="")
        with store.write(bump=False) as tx:
            taken = take_in(tx, intake, page, clock())
            conversations.thread_read(tx, row["id"], now)  # a failed one has had its turn as well
            tx.bump = taken.is_news
        tally.add(taken)
        if any(error.error_class is ErrorClass.TRANSIENT for error in failures):
            break  # if the network is down, the next would take as long to fail
    if failures:
        raise failures[0]
    return tally


def _read(store: Store, connector: Connector, row: Row) -> Page:
    theirs, ours = conversations.messages(store.read(), row["id"])
    try:
        found = connector.thread(row["newest"])
    except NetworkError as error:
        if error.error_class not in {ErrorClass.GONE, ErrorClass.BLOCKED}:
            raise
        found = ()  # the sweep will find out which message it was
    return _Talk(row, theirs, ours).belongs(found)
