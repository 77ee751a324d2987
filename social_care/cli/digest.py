"""digest: what a lead should know of a shift, as a mail, a page or words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from social_care import wiring
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.config import Config
from social_care.digest import Team
from social_care.digest_mail import as_html, as_mail, as_text
from social_care.digest_making import DigestMaker
from social_care.errors import UsageError
from social_care.models.digest import Page
from social_care.shifts import Shift, named

DAY_MS = 24 * 60 * 60 * 1000
ENDINGS = (".html", ".eml", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the digest is about, [start, end) in ms since 1970 UTC."""

    start: int
    end: int
    shift: Shift | None = None


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
    name = wanted.shift.name if wanted.shift else ""
    made = maker(context.config, context).page(wanted.start, wanted.end, name, now)
    if output is None:
        click.echo(as_text(made))
    else:
        _write(output, made)
        say(f"{output}: {made.subject}")


def maker(config: Config, context: Context) -> DigestMaker:
    """The brand's digests."""
    return DigestMaker(store=context.store, team=team(config))


def team(config: Config) -> Team:
    """Whose digest it is."""
    return Team(
        brand=config.brand,
        zone=ZoneInfo(config.time_zone),
        agents=tuple(agent.name for agent in config.agents),
        accounts=tuple(account.name for account in config.accounts),
        brand_words=config.brand_words,
        measure=wiring.make_measure,
    )


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
    return _of_shift(shifts, now) or _period(now - DAY_MS, now)


def _period(start: int, end: int) -> Wanted:
    if start >= end:
        raise UsageError("the period ends before it begins", "give --since before --until")
    return Wanted(start=start, end=end)


def _of_shift(shifts: Sequence[Shift], now: int) -> Wanted | None:
    """The running one as far as it has come, else the one that ended last."""
    for shift in shifts:
        running = shift.at(now)
        if running is not None and running.start < now:
            return Wanted(start=running.start, end=now, shift=shift)
    ended = [stint for shift in shifts if (stint := shift.last_ended(now)) is not None]
    last = max(ended, key=lambda stint: stint.end, default=None)
    return None if last is None else Wanted(start=last.start, end=last.end, shift=last.shift)


def _write(place: Path, made: Page) -> None:
    if place.suffix == ".eml":
        place.write_bytes(as_mail(made).as_bytes())
    else:
        render = as_html if place.suffix == ".html" else as_text
        place.write_text(render(made), encoding="utf-8")
