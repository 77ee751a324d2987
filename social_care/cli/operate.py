"""init, doctor, worker: setting up and keeping it running."""

import logging
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from threading import Event, Thread

import click

from social_care import ending, wiring
from social_care.cli.common import Context, command, print_json, say
from social_care.cli.root import main
from social_care.config import Config
from social_care.doctor import (
    Finding,
    Verdict,
    check_line,
    check_macros,
    check_people,
    check_store,
    fault,
    is_faulty,
)
from social_care.doctor_alerts import check_telling, check_told
from social_care.errors import SocialCareError, UsageError
from social_care.ingest import Tally
from social_care.redaction import redact
from social_care.setup import init as write_config
from social_care.text import clean
from social_care.worker import Round


@command(main, "init")
@click.argument("path", type=click.Path(path_type=Path), required=False)
def init(context: Context, path: Path | None) -> None:
    """Write a commented configuration; it works as it is."""
    del context
    place = write_config(path)
    say(f"wrote {place}: put the brand's name and time zone into it, then")
    say("  social-care account add   for each of its accounts (or write them there by hand)")
    say("  social-care doctor        checks everything")
    say("  social-care               opens the console")


@command(main, "doctor")
@click.option("--json", "json_", is_flag=True, help="One JSON object per finding.")
def doctor(context: Context, json_: bool) -> None:
    """Check everything; say how to mend each fault. Exit 1 if there is one."""
    findings = list(_findings(context))
    for finding in findings:
        if json_:
            print_json(asdict(finding))
        else:
            _show(finding)
    if is_faulty(findings):
        sys.exit(1)


def _findings(context: Context) -> list[Finding]:
    try:
        config = context.config
    except SocialCareError as error:
        return [fault("configuration", error)]
    found = [_about_config(context), *_about_nobody(config)]
    try:
        configured = [account.name for account in config.accounts]
        found += check_store(context.store, wiring.now_ms(), configured)
        found += check_people(context.store, [agent.name for agent in config.agents])
        found += check_told(context.store, config.telling, wiring.now_ms())
    except SocialCareError as error:
        found.append(fault("database", error))
    found += check_telling(config.telling, wiring.make_mailer(config), wiring.secrets_of(config))
    found += _about_learning(context)
    found += check_macros(wiring.macro_book(config))
    for account in config.accounts:
        try:
            line = wiring.make_line(config, account)
        except SocialCareError as error:
            found.append(fault(account.name, error))
            continue
        found += check_line(line, wiring.now_ms())
        line.connector.close()
    return found


def _about_learning(context: Context) -> list[Finding]:
    config = context.config
    try:
        learned = wiring.learned(config)
    except SocialCareError as error:
        return [fault("triage", error)]
    if learned.changes_nothing:
        return []
    detail = f"{config.learned}: learned from {learned.corrections} correction(s)"
    return [Finding(what="triage", verdict=Verdict.OK, detail=detail)]


def _about_config(context: Context) -> Finding:
    path = context.config.path
    if path is None:
        return Finding(
            what="configuration",
            verdict=Verdict.NOTE,
            detail="none: nobody is listed and nothing is listened to",
            remedy="social-care init",
        )
    return Finding(what="configuration", verdict=Verdict.OK, detail=str(path))


def _about_nobody(config: Config) -> Iterator[Finding]:
    """What a configuration lacks that is not wrong, but with which nothing can be done."""
    if config.path is None:
        return  # said already, with what mends it
    if not config.agents:
        yield Finding(
            what="agents",
            verdict=Verdict.NOTE,
            detail="nobody is listed: nobody can open the console or answer",
            remedy="add [[agents]] with a name",
        )
    if not config.accounts:
        yield Finding(
            what="accounts",
            verdict=Verdict.NOTE,
            detail="none: nothing is listened to",
            remedy="social-care account add",
        )


def _show(finding: Finding) -> None:
    click.echo(clean(f"{finding.verdict:<6} {finding.what}: {finding.detail}"))
    if finding.remedy:
        click.echo(clean(f"       -> {finding.remedy}"))


@command(main, "worker")
@click.option("--once", is_flag=True, help="One round, ignoring intervals; exit 1 on a failure.")
@click.option("--stop", "stops", is_flag=True, help="End the one that runs, a console's too.")
def worker(context: Context, once: bool, stops: bool) -> None:
    """Listen, triage, send and watch, until stopped."""
    if once and stops:
        raise UsageError("--once begins a round, --stop ends a worker", "give one of them")
    if stops:
        ended = ending.end(context.store, wiring.now_ms)
        place = context.config.store
        say(f"the worker of {place} has ended" if ended else f"no worker runs here for {place}")
        return
    _log_to_stderr(logging.ERROR if once else logging.INFO)
    if not context.config.accounts:
        say("no account yet, so nothing is listened to: social-care account add")
    made = wiring.make_worker(context.config, context.store)
    try:
        if once:
            rounds = made.once()
            for problem in made.neglected:
                say(problem)
            _report(rounds)
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            # from a thread: the signal may interrupt the very lock that `stop` would take
            signal.signal(number, lambda *_: Thread(target=stop.set).start())
        say(f"working on {context.config.store}; Ctrl+C stops")
        made.run(stop)
    finally:
        made.close()


class _Inert(logging.Formatter):
    """What networks and customers wrote must not act on the terminal that shows the log."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(redact(super().format(record)))


def _log_to_stderr(level: int) -> None:
    """Our own log, and what is broken elsewhere; others' chatter may hold what is secret."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Inert("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(level)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("social_care").setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _report(rounds: list[Round]) -> None:
    failed = False
    for done in rounds:
        if done.skipped:
            say(f"{done.account}: another worker looks after it")
            continue
        tally = done.tally
        if not done.problems or tally != Tally():  # of what is blind, no calm zeros
            say(f"{done.account}: {tally.new} new, {tally.edited} changed, {tally.own} own posts")
        for stream in done.waits:
            say(f"{done.account}: {stream} is not asked yet: the network wants us to wait")
        for problem in done.problems:
            failed = True
            say(f"{done.account}: {problem}")
    if failed:
        sys.exit(1)
