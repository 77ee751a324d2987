"""digest: what a lead should know of a shift, as a mail, a page or words."""

from pathlib import Path

import click

from social_care import wiring, wiring_digest
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.config import Config
from social_care.digest_mail import as_html, as_mail, as_text
from social_care.errors import UsageError
from social_care.models.digest import Page
from social_care.shifts import named
from social_care.wiring_digest import Wanted, so_far

ENDINGS = (".html", ".eml", ".txt")


@command(main, "digest")
@click.option("--shift", "shift", help="Which of [[shifts]]: the running one so far, or its last.")
@click.option("--since", metavar="TIME", help="Instead of a shift; ISO 8601 with offset.")
@click.option("--until", metavar="TIME", help="With --since; default: now.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.html, FILE.eml or FILE.txt; needs no mail settings.",
)
def digest(
    context: Context,
    shift: str | None,
    since: str | None,
    until: str | None,
    output: Path | None,
) -> None:
    """The lead's digest: wins, who still waits, the shift in figures, health, people.

    Without -o it is printed as plain text. Without [[shifts]] it is about the last 24 hours.
    """
    now = wiring.now_ms()
    wanted = _wanted(context.config, shift, since, until, now)
    if output is not None and output.suffix not in ENDINGS:
        raise UsageError(f"{output} is none of {', '.join(ENDINGS)}", "choose one of these endings")
    maker = wiring_digest.maker(context.config, context.store, wiring.make_measure)
    made = maker.page(wanted.start, wanted.end, wanted.name, now)
    if output is None:
        click.echo(as_text(made))
    else:
        _write(output, made)
        say(f"{output}: {made.subject}")


def _wanted(
    config: Config, name: str | None, since: str | None, until: str | None, now: int
) -> Wanted:
    """Raises UsageError when it is not clear, or not there."""
    if since is not None or until is not None:
        if since is None or name is not None:
            raise UsageError("--until goes with --since, and neither with --shift", "give --since")
        return _period(moment(since), now if until is None else moment(until))
    if name is not None and named(config.shifts, name) is None:
        known = ", ".join(shift.name for shift in config.shifts) or "none"
        raise UsageError(f"no shift {name!r}", f"there are: {known}")
    shifts = [shift for shift in config.shifts if name in {None, shift.name}]
    return so_far(shifts, now)


def _period(start: int, end: int) -> Wanted:
    if start >= end:
        raise UsageError("the period ends before it begins", "give --since before --until")
    return Wanted(start=start, end=end)


def _write(place: Path, made: Page) -> None:
    if place.suffix == ".eml":
        place.write_bytes(as_mail(made).as_bytes())
    else:
        render = as_html if place.suffix == ".html" else as_text
        place.write_text(render(made), encoding="utf-8")
