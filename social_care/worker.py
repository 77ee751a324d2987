"""The worker: listens, triages, sends and watches. The only process that holds tokens.

Each account belongs to one worker at a time by a lease in the database, so that a second worker
takes over where the first has died, and never beside it. Within a worker an account's listening
and sending are two jobs: a slow poll delays no reply, and one account's outage only its own.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

from social_care import acting, deliver, jobs, leases, listen, measuring, revisit, sla, watch
from social_care.chores import Chore, in_turn
from social_care.connectors.base import Health
from social_care.deliver import Delivery
from social_care.errors import ErrorClass, NetworkError, SocialCareError, StoreError
from social_care.ingest import Intake, Tally
from social_care.jobs import Job
from social_care.lines import Line
from social_care.models import Stream, StreamState
from social_care.sla import Policy
from social_care.storage import Store, accounts, asking
from social_care.storage.connection import Row
from social_care.storage.silence import PATIENCE, Patience
from social_care.triage.judge import Assessor
from social_care.triage.rules import NO_RULES, Rules

LISTEN_TICK_S = 2
SEND_TICK_S = 1
WATCH_TICK_S = 2
CHECK_EVERY_MS = 24 * 60 * 60 * 1000
CHECK_AGAIN_MS = 60 * 60 * 1000
"""After a check that failed."""

Clock = Callable[[], int]
Policies = Callable[[str, str], Policy]
"""By account and channel."""

logger = logging.getLogger("social_care.worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round over an account did."""

    account: str
    tally: Tally
    problems: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    """Streams not asked: not due yet, or the network wants us to wait."""
    skipped: bool = False
    """Another worker looks after it."""


class Worker:
    """Looks after `lines`, one per account of the configuration."""

    patience: Patience = PATIENCE
    """How long an assignee may be silent."""

    def __init__(
        self,
        store: Store,
        lines: Sequence[Line],
        triage: Assessor,
        clock: Callable[[], int],
        rules: Rules = NO_RULES,
        policies: Policies | None = None,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._store = store
        self._lines = tuple(lines)
        self._triage = triage
        self._rules = rules
        self._policies = policies
        self._chores = tuple(chores)
        self.neglected: tuple[str, ...] = ()
        """What failed of the chores of a single round, in words."""
        self._clock = clock
        self._id = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def once(self) -> list[Round]:
        """One round over everything, ignoring intervals but not the networks' own limits."""
        self._sign_of_life()
        self._measure_all()
        rounds = []
        for line in self._lines:
            done = self._listen(line, at_once=True)
            if not done.skipped and (problem := self._send(line)):
                done = replace(done, problems=(*done.problems, problem))
            rounds.append(done)
        self._watch()
        self._sign_of_life()
        self.neglected = tuple(in_turn(self._chores))
        return rounds

    def run(self, stop: Event) -> None:
        """Work until `stop` is set. Jobs under way are finished first."""
        self._sign_of_life()
        self._measure_all()
        jobs.work(list(self._jobs()), self._clock, stop)

    def _jobs(self) -> Iterator[Job]:
        yield Job(name="watch", every_s=WATCH_TICK_S, run=self._watch)
        yield Job(name="sign of life", every_s=WATCH_TICK_S, run=self._sign_of_life)
        for line in self._lines:
            hear, answer = partial(self._listen, line), partial(self._send, line)
            yield Job(name=f"listen {line.name}", every_s=LISTEN_TICK_S, run=hear)
            yield Job(name=f"send {line.name}", every_s=SEND_TICK_S, run=answer)
        for chore in self._chores:
            yield Job(name=chore.name, every_s=chore.every_s, run=chore.run, at=chore.at)

    def close(self) -> None:
        """Give back every lease and connection."""
        with self._store.write() as tx:
            accounts.give_back(tx, self._id)
        for line in self._lines:
            line.connector.close()

    def _watch(self) -> None:
        # another policy is brought in at the start alone: two workers might not agree about it
        self._measure_unled(measuring.measure_left)
        watch.watch(self._store, self._clock(), self.patience)

    def _sign_of_life(self) -> None:
        with self._store.write(bump=False) as tx:
            accounts.worker_alive(tx, self._id, os.getpid(), socket.gethostname(), self._clock())

    # Leases -------------------------------------------------------------------------------------

    def _holds(self, line: Line) -> bool:
        """Whether the account is ours; a fresh lease first settles what its last owner left."""
        with line.lock:
            now = self._clock()
            if line.lease_until - now > accounts.LEASE_MS // 2:
                return True
            fresh = line.lease_until <= now
            with self._store.write(bump=False) as tx:
                line.account_id = line.account_id or line.register(tx)
                if not leases.take(tx, line.account_id, self._id, now):
                    line.lease_until = 0
                    return False
            line.lease_until = now + accounts.LEASE_MS
            if fresh:
                left = deliver.recover(self._delivery(line))
                if left:
                    logger.warning("%s: %d replies were interrupted while sending", line.name, left)
            return True

    # Measuring ----------------------------------------------------------------------------------

    def _measure_all(self) -> None:
        """Before anything is flagged: who waits is due by the policy of today, imports too."""
        for line in self._lines:
            if self._holds(line):
                self._measure(line)
        self._measure_unled(measuring.catch_up)

    def _measure_unled(self, measure: Callable[[Store, Row, Policy, Clock], int]) -> None:
        """What no worker looks after, such as imports."""
        if self._policies is None:
            return
        mine = {line.name for line in self._lines}
        for row in asking.unled(self._store.read(), self._clock()):
            if row["name"] not in mine:
                policy = self._policies(row["name"], row["channel"])
                measure(self._store, row, policy, self._clock)

    def _measure(self, line: Line) -> None:
        if not line.is_unusable:
            row = accounts.get(self._store.read(), line.account_id)
            measuring.catch_up(self._store, row, line.policy, self._clock)

    # Listening ----------------------------------------------------------------------------------

    def _listen(self, line: Line, *, at_once: bool = False) -> Round:
        if not self._holds(line):
            return Round(account=line.name, tally=Tally(), skipped=True)
        self._measure(line)
        try:
            self._introduce(line, at_once=at_once)
        except NetworkError as error:
            return Round(account=line.name, tally=Tally(), problems=(_shown(error, line),))
        streams = line.streams()
        if not line.introduced:
            return Round(
                account=line.name, tally=Tally(), waits=tuple(stream.name for stream in streams)
            )
        tally, problems, waits = Tally(), [], []
        for stream in streams:
            if not self._is_due(line, stream, at_once=at_once):
                waits.append(stream.name)
                continue
            done = self._poll(line, stream)
            tally.add(done.tally)
            if done.error is not None:
                problems.append(f"{stream.name}: {_shown(done.error, line)}")
                logger.warning("%s %s: %s", line.name, stream.name, done.error.message)
        return Round(account=line.name, tally=tally, problems=tuple(problems), waits=tuple(waits))

    def _poll(self, line: Line, stream: Stream) -> listen.Poll:
        try:
            if stream.name in {revisit.SWEEP, revisit.THREADS}:
                return revisit.revisit(
                    self._store, line.connector, stream, self._intake(line), self._clock
                )
            return listen.poll(
                self._store,
                line.connector,
                stream,
                self._intake(line),
                self._clock,
                line.backfill_ms,
            )
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - what breaks one stream must not stop the others
            failure = told(error, f"{line.name} {stream.name}")
            listen.failed(self._store, line.account_id, stream, failure, self._clock())
            return listen.Poll(tally=Tally(), error=failure)

    def _is_due(self, line: Line, stream: Stream, *, at_once: bool) -> bool:
        now = self._clock()
        return listen.is_due(self._store, line.account_id, stream, now, at_once=at_once)

    def _introduce(self, line: Line, *, at_once: bool) -> None:
        """Find out who we are there, once per run. A failure makes every stream blind."""
        if line.introduced:
            self._check_again(line)
            return
        streams = line.streams()
        if not any(self._may_ask(line, stream, at_once=at_once) for stream in streams):
            return
        try:
            health = line.connector.check()
        except Exception as error:  # noqa: BLE001 - what breaks one account must not stop others
            failure = told(error, line.name)
            for stream in streams:
                listen.failed(self._store, line.account_id, stream, failure, self._clock())
            logger.warning("%s: %s", line.name, failure.message)
            raise failure from None
        self._know(line, health)

    def _check_again(self, line: Line) -> None:
        """Once a day: limits change, log-ins come to an end. A failure shows in the streams."""
        if self._clock() - line.checked_at < CHECK_EVERY_MS:
            return
        try:
            health = line.connector.check()
        except Exception as error:  # noqa: BLE001 - a bug here must not end the listening
            line.checked_at = self._clock() - CHECK_EVERY_MS + CHECK_AGAIN_MS
            logger.warning("%s: %s", line.name, told(error, line.name).message)
        else:
            self._know(line, health)

    def _know(self, line: Line, health: Health) -> None:
        line.own_id = health.own_id
        line.introduced = True
        line.checked_at = self._clock()
        with self._store.write() as tx:
            accounts.introduce(
                tx,
                line.account_id,
                health.own_id,
                health.own_handle,
                acting.with_powers(line.connector, health.limits),
                checked_at=line.checked_at,
                skew_ms=sla.skew(line.checked_at, health.server_time),
                warnings=health.troubles(line.name),
                login_ends_at=health.expires_at,
            )
            listened_to = [stream.name for stream in line.streams()]
            accounts.forget_streams(tx, line.account_id, but=listened_to)
        for warning in health.troubles(line.name):
            logger.warning("%s: %s", line.name, warning)

    def _may_ask(self, line: Line, stream: Stream, *, at_once: bool) -> bool:
        """Replies wait for the introduction: where all was well it waits for no interval."""
        row = accounts.stream(self._store.read(), line.account_id, stream.name)
        well = row is None or row["state"] == StreamState.OK
        return self._is_due(line, stream, at_once=at_once or well)

    def _intake(self, line: Line) -> Intake:
        return Intake(
            account_id=line.account_id,
            network=line.connector.network,
            own_id=line.own_id,
            stream="",
            policy=line.policy,
            triage=self._triage,
            rules=self._rules,
            acknowledgements=line.acknowledgements,
        )

    # Sending ------------------------------------------------------------------------------------

    def _send(self, line: Line) -> str:
        """Reconcile and send what is ready; what broke in it, in words."""
        if not (self._holds(line) and line.introduced):
            return ""
        delivery = self._delivery(line)
        steps = (acting.act_again, acting.act_ready, deliver.reconcile, deliver.send_ready)
        problems = [self._guard(delivery, step) for step in steps]
        return "; ".join(filter(None, problems))

    def _guard(self, delivery: Delivery, step: Callable[[Delivery], None]) -> str:
        try:
            step(delivery)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a reply whose call broke off may have arrived
            failure = told(error, "sending")
            deliver.recover(delivery)
            return f"sending: {failure}"
        return ""

    def _delivery(self, line: Line) -> Delivery:
        return Delivery(
            store=self._store,
            account_id=line.account_id,
            connector=line.connector,
            calendar=line.policy.calendar,
            clock=self._clock,
            time_zone=line.time_zone,
        )


def told(error: Exception, where: str) -> NetworkError:
    """Whatever a connector raised, fit to be shown; a bug goes to the log as well."""
    if isinstance(error, NetworkError):
        return error
    if isinstance(error, SocialCareError):
        return NetworkError(ErrorClass.TRANSIENT, error.message, remedy=error.remedy)
    logger.error("%s: a bug", where, exc_info=error)
    return NetworkError(
        ErrorClass.TRANSIENT,
        f"{type(error).__name__} in the program",  # its words might hold a secret
        remedy="this is a bug: please report it, with the worker's log",
    )


def _shown(error: NetworkError, line: Line) -> str:
    return f"{error.message}\n{error.remedy_for(line.name)}"
