"""stats: a shift, or any other period, in figures."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import click

from social_care import wiring
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, print_json
from social_care.cli.figure_lines import stats_lines
from social_care.cli.root import main
from social_care.cli.spike_told import spike_json, spike_lines
from social_care.errors import UsageError
from social_care.figures import Key
from social_care.hours import Calendar
from social_care.period import Breakdown, Period, tell
from social_care.storage.report import By
from social_care.tables import suggest

MOST_SPIKES = 5
"""In text; JSON has them all."""

_WORDS = (*Key, *By)


@command(main, "stats")
@click.option("--since", metavar="TIME", help="ISO 8601 with offset; default: everything.")
@click.option("--until", metavar="TIME", help="ISO 8601 with offset, not included; default: now.")
@click.option(
    "--by",
    metavar="LIST",
    default=By.RESPONDED_AT.value,
    show_default=True,
    help=f"What figures are told apart by: {', '.join(Key)}; several with commas, crossed with +."
    f" Also which moment selects the period: {', '.join(By)}.",
)
@click.option("--parts", is_flag=True, help="Which of the four parts made the mean.")
@click.option("--json", "json_", is_flag=True, help="One JSON object.")
def stats(
    context: Context, since: str | None, until: str | None, by: str, parts: bool, json_: bool
) -> None:
    """The shift in figures: what waits, service level, response times on both clocks.

    A period that has ended is told as it stood at its end.
    """
    selects, breakdowns = read_by(by)
    period = Period(
        since=None if since is None else moment(since),
        until=None if until is None else moment(until),
        now=wiring.now_ms(),
        zone=ZoneInfo(context.config.time_zone),
        by=selects,
    )
    if period.since is not None and period.until is not None and period.since >= period.until:
        raise UsageError("the period ends before it begins", "--until comes after --since")
    told = tell(context.store.read(), period, calendars(context), breakdowns)
    if json_:
        spikes = [spike_json(each, period.zone) for each in told.spikes]
        print_json({**told.as_json(with_parts=parts), "spikes": spikes})
        return
    for line in stats_lines(told, context.config.time_zone, with_parts=parts):
        click.echo(line)
    if told.spikes:
        click.echo("\nSomething was happening")
    for line in spike_lines(told.spikes[-MOST_SPIKES:], period.zone):
        click.echo(line)


def calendars(context: Context) -> Callable[[str], Calendar]:
    """The business hours of an account, by its name."""
    return lambda account: wiring.policy(context.config, account, "").calendar


def read_by(text: str) -> tuple[By, tuple[Breakdown, ...]]:
    """Which moment selects, and what is told apart: "hour,band+channel,waiting_since".

    Raises UsageError.
    """
    moments: list[By] = []
    breakdowns: list[Breakdown] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part in set(By):
            moments.append(By(part))
        else:
            breakdowns.append(tuple(dict.fromkeys(_key(word.strip()) for word in part.split("+"))))
    if len(moments) > 1:
        raise UsageError(
            f"--by {text}: one moment selects the period", f"either of {', '.join(By)}"
        )
    return moments[0] if moments else By.RESPONDED_AT, tuple(dict.fromkeys(breakdowns))


def _key(word: str) -> Key:
    if word not in set(Key):
        known = ", ".join(_WORDS)
        why = ": no figure here tells agents apart" if word == "agent" else ""
        raise UsageError(f"--by {word!r} is not known{suggest(word, _WORDS)}{why}", f"use: {known}")
    return Key(word)
