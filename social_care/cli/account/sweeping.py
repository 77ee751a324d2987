"""account sweep: look again, now, at what we know, and believe what a person has looked into."""

import click

from social_care import listen, revisit, wiring
from social_care.cli.account.group import about, account, configured
from social_care.cli.common import Context, command, say
from social_care.connectors.base import Sweeps
from social_care.errors import UsageError
from social_care.ingest import Intake, Tally
from social_care.lines import Line


@command(account, "sweep")
@click.argument("name")
@click.option(
    "--believe",
    is_flag=True,
    help="Even when very much is gone: you have looked, and it really is.",
)
def sweep(context: Context, name: str, believe: bool) -> None:
    """Look at the mentions of the account NAME again: deletions and edits.

    The worker does this by itself, and stops when suspiciously much is said to be deleted.
    """
    line = wiring.make_line(context.config, configured(context, name), context.store)
    try:
        with about(name):
            tally = _swept(context, line, believe=believe)
    finally:
        line.connector.close()
    say(f"{name}: {tally.deleted} deleted, {tally.edited} changed, {tally.known} as they were")


def _swept(context: Context, line: Line, *, believe: bool) -> Tally:
    connector, store = line.connector, context.store
    if not isinstance(connector, Sweeps):
        raise UsageError(f"{connector.channel} does not let us look at a message again")
    health = connector.check()
    with store.write() as tx:
        account_id = line.register(tx)
    intake = Intake(
        account_id=account_id,
        network=connector.network,
        own_id=health.own_id,
        stream=revisit.SWEEP,
        policy=line.policy,
        acknowledgements=line.acknowledgements,
        triage=wiring.make_triage(context.config),
        rules=wiring.make_rules(context.config),
    )
    tally = revisit.sweep(store, connector, intake, wiring.now_ms, by_hand=True, believe=believe)
    (stream,) = [each for each in line.streams() if each.name == revisit.SWEEP]
    listen.succeeded(store, account_id, stream, wiring.now_ms(), finished=True)
    return tally
