"""export: the log in files that analysts open."""

import sys
from contextlib import ExitStack, closing
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TextIO

import click

from social_care import export as exporting
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.config_sections import known_zone
from social_care.errors import UsageError
from social_care.storage import report

BY = click.option(
    "--by",
    type=click.Choice([by.value for by in report.By]),
    default=report.By.RESPONDED_AT.value,
    show_default=True,
    help="Which moment selects the period.",
)


def _moment(text: str | None) -> int | None:
    return None if text is None else moment(text)


@command(main, "export")
@click.argument("what", type=click.Choice(["responses"]))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="How it is written.",
)
@click.option("--since", metavar="TIME", help="ISO 8601 with offset.")
@click.option("--until", metavar="TIME", help="ISO 8601 with offset, not included.")
@BY
@click.option("--account", help="Only this account.")
@click.option("--tz", default="UTC", show_default=True, help="Time zone of the times.")
@click.option("--include-waiting", is_flag=True, help="Open waits too.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file instead of stdout.")
def export(
    context: Context,
    what: str,
    format_: str,
    since: str | None,
    until: str | None,
    by: str,
    account: str | None,
    tz: str,
    include_waiting: bool,
    output: Path | None,
) -> None:
    """The response-time log: one row per ended wait."""
    zone = _zone(tz)
    found = report.rows(
        context.store.read(),
        since=_moment(since),
        until=_moment(until),
        by=report.By(by),
        account=account,
        agent=click.get_current_context().params["agent"],  # here --agent selects, it does not act
        open_too=include_waiting,
    )
    write = exporting.write_csv if format_ == "csv" else exporting.write_jsonl
    with ExitStack() as stack:
        rows = stack.enter_context(closing(found))
        place = _out(stack, output)
        count = write(rows, place, zone)
        place.flush()  # a disk that is full is told instead of the count
    say(f"{count} {what}")


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    zone = known_zone(name)
    if zone is None:
        raise UsageError(f"{name!r} is not a time zone", "an IANA name such as Europe/London")
    return zone


def _out(stack: ExitStack, output: Path | None) -> TextIO:
    if output is None and sys.stdout is None:
        raise UsageError("stdout is closed", "give -o FILE")
    if output is None:
        sys.stdout.reconfigure(newline="", encoding="utf-8")  # type: ignore[union-attr]
        return sys.stdout
    try:
        return stack.enter_context(output.open("w", encoding="utf-8", newline=""))
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error
