"""export: the log in files that analysts open."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

import click

from social_care import __version__, wiring
from social_care import export as exporting
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.config.sections import known_zone
from social_care.errors import UsageError
from social_care.export.place import piped, whole_file
from social_care.storage import accounts
from social_care.storage.report_streams import STREAMS
from social_care.tables import suggest

SAID_EVERY = 100_000
"""Rows between two lines of progress where nobody watches."""
BY = sorted({name for stream in STREAMS.values() for name in stream.moments})


@command(main, "export", agent_does="Only what this agent did, before or after the command.")
@click.argument("what", type=click.Choice(list(exporting.TABLES)))
@click.option(
    "--format",
    "format_",
    type=click.Choice(exporting.FORMATS),
    help="Default: by the file's name, csv for stdout.",
)
@click.option("--since", metavar="TIME", help="ISO 8601 with offset.")
@click.option("--until", metavar="TIME", help="ISO 8601 with offset, not included.")
@click.option(
    "--by",
    type=click.Choice(BY),
    help="Which moment selects the period. Default: responded_at, opened_at, posted_at, at.",
)
@click.option("--account", help="Only this account.")
@click.option("--tz", default="UTC", show_default=True, help="Time zone of the times.")
@click.option("--include-waiting", is_flag=True, help="responses: open waits too.")
@click.option("--pseudonymise", is_flag=True, help="No names: a stable token for each customer.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file instead of stdout.")
def export(
    context: Context,
    what: str,
    format_: str | None,
    since: str | None,
    until: str | None,
    by: str | None,
    account: str | None,
    tz: str,
    include_waiting: bool,
    pseudonymise: bool,
    output: Path | None,
) -> None:
    """Responses, conversations, mentions or events, one row each (docs/export.md)."""
    if include_waiting and what != "responses":
        raise UsageError(f"--include-waiting is for responses, not for {what}")
    output = None if str(output) == "-" else output
    form = format_ or _format_of(output)
    selection = exporting.Selection(
        since=_moment(since),
        until=_moment(until),
        by=by,
        account=account,
        agent=context.settings.agent,  # here --agent selects, it does not act
        open_too=include_waiting,
    )
    _check(context, selection)
    now = wiring.now_ms()
    wanted = exporting.Wanted(
        table=exporting.TABLES[what],
        selection=selection,
        about=_about(what, selection, tz, now, pseudonymise=pseudonymise),
        pseudonymise=pseudonymise,
    )
    selection.moment(what)  # what cannot be selected by is said before any file is touched
    write = exporting.writer(form)
    with _place(context, output, form) as out:
        done = exporting.export(
            context.store, wanted, write, out, now=now, progress=_progress(what)
        )
        _clear_progress()  # before stdout gets its rows: both may be the same terminal
    for note in done.notes:
        say(note)
    of = f", of {selection.agent} alone" if selection.agent is not None else ""
    say(f"{done.rows} {what}{of}")


def _check(context: Context, selection: exporting.Selection) -> None:
    """What cannot be meant must not pass for a log that is empty. Raises UsageError."""
    since, until, account = selection.since, selection.until, selection.account
    if since is not None and until is not None and since >= until:
        raise UsageError("the period ends before it begins", "--until comes after --since")
    names = [each.name for each in context.config.accounts]
    if not (
        account is None
        or account in names
        or accounts.by_name(context.store.read(), account) is not None
    ):
        raise UsageError(
            f"no account {account!r}{suggest(account, names)}",
            f"there are: {', '.join(names) or 'none'}",
        )
    if selection.agent is not None and context.config.agent(selection.agent) is None:
        say(f"{selection.agent} is not listed under [[agents]]: all there is of them is the log")


def _moment(text: str | None) -> int | None:
    return None if text is None else moment(text)


def _format_of(output: Path | None) -> str:
    suffix = output.suffix.lstrip(".").lower() if output else ""
    return suffix if suffix in exporting.FORMATS else "csv"


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    zone = known_zone(name)
    if zone is None:
        raise UsageError(f"{name!r} is not a time zone", "an IANA name such as Europe/London")
    return zone


def _about(
    what: str, selection: exporting.Selection, tz: str, now: int, *, pseudonymise: bool
) -> exporting.About:
    zone = _zone(tz)
    asked = {
        "since": exporting.iso(selection.since, zone),
        "until": exporting.iso(selection.until, zone),
        "by": selection.by,
        "account": selection.account,
        "agent": selection.agent,
        "waits that have not ended": "included" if selection.open_too else None,
        "customers": "pseudonymised" if pseudonymise else None,
    }
    lines = [
        ("table", what),
        ("made by", f"social-care {__version__}"),
        ("made at", exporting.iso(now, zone) or ""),
        ("time zone", tz),
        *((name, value) for name, value in asked.items() if value is not None),
    ]
    made = datetime.fromtimestamp(now / 1000, UTC)
    return exporting.About(zone=zone, made=made, lines=tuple(lines))


@contextmanager
def _place(context: Context, output: Path | None, form: str) -> Iterator[BinaryIO]:
    if output is not None:
        _spare_the_database(context, output)
        with whole_file(output) as out:
            yield out
        return
    if sys.stdout is None:
        raise UsageError("stdout is closed", "give -o FILE")
    if form in exporting.BINARY and sys.stdout.isatty():
        raise UsageError(f"{form} is nothing for a terminal", "give -o FILE, or pipe it on")
    sys.stdout.flush()
    with piped(sys.stdout.buffer) as out:
        yield out


def _spare_the_database(context: Context, output: Path) -> None:
    kept = context.store.path.resolve()
    if output.resolve() in {kept, *(kept.with_name(kept.name + end) for end in ("-wal", "-shm"))}:
        raise UsageError(f"{output} is the database itself", "give another file")


def _progress(what: str) -> exporting.Progress:
    watched = sys.stderr.isatty()

    def told(count: int) -> None:
        if watched:
            click.echo(f"\r{count:,} {what}", nl=False, err=True)
        elif count % SAID_EVERY == 0:
            say(f"{count:,} {what} so far")

    return told


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{'':40}\r", nl=False, err=True)
