"""explain: why the figures of a day or a shift are what they are."""

from dataclasses import asdict
from datetime import date as Date  # noqa: N812 - `date` is the option
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click

from social_care import wiring
from social_care.cli.common import Context, command, print_json
from social_care.cli.explain_lines import explain_lines
from social_care.cli.root import main
from social_care.cli.spike_told import spike_json
from social_care.cli.stats import calendars
from social_care.config import Config
from social_care.errors import UsageError
from social_care.explain import Explanation, explain
from social_care.figures import day_bounds, iso, local
from social_care.models.explanation import LongWait
from social_care.period import Period
from social_care.shifts import named
from social_care.text import clean_line, inert_line


@command(main, "explain")
@click.option("--date", metavar="DATE", help="Of the brand's calendar; default: today.")
@click.option("--shift", metavar="NAME", help="Only this shift of [[shifts]], of that day.")
@click.option("--json", "json_", is_flag=True, help="One JSON object.")
def explain_(context: Context, date: str | None, shift: str | None, json_: bool) -> None:
    """Why a day's figures are what they are.

    The mean beside p50 and p90, which of the four parts made it, the ten longest with links,
    outages, spikes, and who was on.
    """
    config, now = context.config, wiring.now_ms()
    zone = ZoneInfo(config.time_zone)
    since, until = _bounds(config, _day(date, now, zone), shift, zone)
    if since >= now:
        raise UsageError("nothing has happened then yet", "give a --date that has begun")
    period = Period(since=since, until=until, now=now, zone=zone)
    names = [account.name for account in config.accounts]
    found = explain(context.store.read(), period, calendars(context), names)
    if json_:
        print_json(as_json(found, zone))
        return
    for line in explain_lines(found, config, shift):
        click.echo(line)


def _day(text: str | None, now: int, zone: tzinfo) -> Date:
    if text is None:
        return local(now, zone).date()
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date", "e.g. --date 2026-11-23") from error


def _bounds(config: Config, day: Date, name: str | None, zone: tzinfo) -> tuple[int, int]:
    if name is None:
        return day_bounds(day, zone)
    shift = named(config.shifts, name)
    if shift is None:
        known = ", ".join(each.name for each in config.shifts) or "none"
        raise UsageError(f"no shift {name!r}", f"there are: {known}")
    stint = shift.on(day)
    if stint is None:
        raise UsageError(f"no shift {name} begins on {day}", "give another --date")
    return stint.start, stint.end


def as_json(found: Explanation, zone: tzinfo) -> dict[str, Any]:
    """What is printed with --json: the figures of `stats --parts`, and what is behind them."""
    return {
        "since": iso(found.since, zone),
        "until": iso(found.until, zone),
        **found.told.as_json(with_parts=True),
        "longest": [_long(each, zone) for each in found.longest],
        "longest_share": found.longest_share,
        "mean_without_s": found.mean_without_s,
        "outages": [_timed(asdict(each), zone, "since", "until") for each in found.outages],
        "spikes": [spike_json(each, zone) for each in found.told.spikes],
        "on": [_timed(asdict(each), zone, "since", "until") for each in found.on],
        "also_worked": list(found.also_worked),
    }


def _long(wait: LongWait, zone: tzinfo) -> dict[str, Any]:
    return {
        "conversation": wait.conversation_id,
        "account": wait.account,
        "channel": wait.channel,
        "customer": clean_line(wait.customer),
        "kind": wait.kind,
        "band": wait.band.label,
        "category": wait.category,
        "outcome": wait.outcome or "waiting",
        "waiting_since": iso(wait.waiting_since, zone),
        "waited_s": wait.waited_ms / 1000,
        "parts": {f"{name}_s": ms / 1000 for name, ms in wait.parts} or None,
        "url": inert_line(wait.url) or None,
    }


def _timed(told: dict[str, Any], zone: tzinfo, *names: str) -> dict[str, Any]:
    """With these moments as people and programs read them."""
    return told | {name: None if told[name] is None else iso(told[name], zone) for name in names}
