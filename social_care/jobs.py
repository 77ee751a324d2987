"""The jobs of a worker that runs: side by side, each again and again, until it is told to stop.

None waits for another, and none runs beside itself. A clock that is set back stops none.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Lock
from typing import TYPE_CHECKING

from social_care.chores import ClockTime
from social_care.errors import SocialCareError
from social_care.text import span

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

CLOCK_TICK_S = 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""What intervals are counted from: from now would lie ahead once the clock is set back."""

logger = logging.getLogger("social_care.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One of them."""

    name: str
    every_s: float
    run: Callable[[], object]
    at: tuple[ClockTime, ...] = ()
    """Moments of the day at which it is due as well; twice where an hour comes twice."""


def work(jobs: Sequence[Job], clock: Callable[[], int], stop: Event) -> None:
    """Run them until `stop` is set; those under way are finished first."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(len(jobs))},
        # a late job still runs, once, and never beside itself
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in jobs:
        _add(scheduler, job)
    scheduler.start()
    try:
        _watch_the_clock(scheduler, clock, stop)
    finally:
        scheduler.shutdown(wait=True)


def _add(scheduler: "BackgroundScheduler", job: Job) -> None:
    run = _guarded(job)
    scheduler.add_job(run, "interval", seconds=job.every_s, start_date=LONG_AGO, name=job.name)
    for time in job.at:
        scheduler.add_job(
            run, "cron", hour=time.hour, minute=time.minute, timezone=time.zone, name=job.name
        )


def _watch_the_clock(
    scheduler: "BackgroundScheduler", clock: Callable[[], int], stop: Event
) -> None:
    """APScheduler would do nothing until the clock says again what it said before."""
    before = clock()
    while not stop.wait(CLOCK_TICK_S):
        now = clock()
        if now < before:
            logger.warning("the clock was set back by %s", span(before - now))
            for job in scheduler.get_jobs():
                scheduler.resume_job(job.id)
        before = now


def _guarded(job: Job) -> Callable[[], None]:
    """Keep what we understand as one line in the log; APScheduler logs the rest and goes on."""
    turn = Lock()  # its moments may come while its interval has it at work

    def run() -> None:
        try:
            with turn:
                job.run()
        except SocialCareError as error:
            logger.error("%s: %s", job.name, error.message)

    return run
