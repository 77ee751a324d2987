"""import: mentions from files."""

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import click

from social_care import wiring
from social_care.cli.common import Context, command, opened, say, standard_input
from social_care.cli.root import main
from social_care.connectors.base import Page
from social_care.connectors.records import RecordError, read_csv, read_jsonl
from social_care.errors import UsageError
from social_care.ingest import Intake, Tally, take_in
from social_care.measuring import catch_up
from social_care.models import Mention
from social_care.storage import Tx, accounts

BATCH = 200
"""Mentions per transaction: short enough that agents never wait for an import."""

FOREVER = 2**62
"""Later than any time: with --history every mention is history."""


@command(main, "import")
@click.argument("files", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True)
@click.option("--account", default="import", show_default=True, help="Where they belong.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv"]),
    help="Default: by the file's name, JSON Lines for stdin.",
)
@click.option("--history", is_flag=True, help="Keep them out of the queue.")
def import_(
    context: Context, files: tuple[Path, ...], account: str, format_: str | None, history: bool
) -> None:
    """Mentions from JSON Lines or CSV FILES (- for stdin). Twice adds nothing."""
    tally, bad = Tally(), 0
    for path in files:  # all of them, before anything is taken in
        if str(path) != "-" and not path.is_fifo():
            opened(path).close()
    intake = _intake(context, account, history=history)
    for path in files:
        with ExitStack() as stack:
            lines = standard_input() if str(path) == "-" else stack.enter_context(opened(path))
            read = read_csv if (format_ or path.suffix.lstrip(".").lower()) == "csv" else read_jsonl
            found = read(lines)
            while batch := list(islice(found, BATCH)):
                bad += _store(context, intake, batch, tally, path)
    _measure(context, intake)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    say(f"{tally.new} new, {tally.known} known already, {tally.edited} changed, {bad} bad line(s)")
    if bad:
        sys.exit(1)


def _store(
    context: Context,
    intake: Intake,
    batch: Iterable[Mention | RecordError],
    tally: Tally,
    path: Path,
) -> int:
    mentions, bad = [], 0
    for item in batch:
        if isinstance(item, RecordError):
            say(f"{path}: {item}")
            bad += 1
        else:
            mentions.append(item)
    with context.store.write() as tx:
        tally.add(take_in(tx, intake, Page(cursor="", mentions=mentions), wiring.now_ms()))
    if sys.stderr.isatty():
        click.echo(f"\r{tally.new + tally.known:,} read", nl=False, err=True)
    return bad


def _measure(context: Context, intake: Intake) -> None:
    """Who waits there from earlier is due by the policy of today, as those are that came now.

    Where a worker looks after the account, that is its business.
    """
    row = accounts.get(context.store.read(), intake.account_id)
    if row["lease_until"] <= wiring.now_ms():
        catch_up(context.store, row, intake.policy, wiring.now_ms)


def _intake(context: Context, account: str, *, history: bool) -> Intake:
    with context.store.write() as tx:
        row = accounts.by_name(tx, account) or accounts.get(tx, _new(tx, context, account))
    return Intake(
        account_id=row["id"],
        network=row["network"],
        own_id=row["own_id"],
        stream="import",
        policy=wiring.policy(context.config, account, row["channel"]),
        triage=wiring.make_triage(context.config),
        rules=wiring.make_rules(context.config),
        mute_passed=True,
        history_before=FOREVER if history else 0,
    )


def _new(tx: Tx, context: Context, account: str) -> int:
    """An account no worker has run for yet: a configured one must not get a network of its own."""
    if not account.strip():
        raise UsageError("an account needs a name", "leave --account out, or give one")
    configured = next((item for item in context.config.accounts if item.name == account), None)
    if configured is None:
        return accounts.ensure(tx, account, "import", "import", f"import:{account}")
    line = wiring.make_line(context.config, configured)
    try:
        return line.register(tx)
    finally:
        line.connector.close()
