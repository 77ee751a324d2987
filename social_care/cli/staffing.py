"""staffing: how many agents the coming shift needs, played out over the log."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from social_care import wiring
from social_care.cli.common import Context, command, print_json
from social_care.cli.root import main
from social_care.config import Config
from social_care.errors import SocialCareError, UsageError
from social_care.shifts import Stint, named
from social_care.staffing import MOST_AGENTS, InTime, Level, in_target, within
from social_care.staffing_log import HOUR_MS, LEAST_ANSWERS, WEEKS, Demand, Window
from social_care.staffing_plan import SHIFTS, Backlog, HourPlan, Plan, plan
from social_care.storage import report_arrivals

_GOAL = re.compile(r"(\d{1,3})(?:%)?(?:/(\d+)([smh]))?")
_UNIT_S = {"s": 1, "m": 60, "h": 3600}
WEEK_MS = 7 * 24 * HOUR_MS


@command(main, "staffing")
@click.option("--shift", "shift", help="Which of [[shifts]]; default: the next one.")
@click.option("--date", "day", metavar="DATE", help="The day on which it begins, 2026-11-30.")
@click.option(
    "--agents", "agents_", type=click.IntRange(1, MOST_AGENTS), help="With so many all the time."
)
@click.option(
    "--target",
    default="80",
    show_default=True,
    metavar="SHARE[/TIME]",
    help="80: that share in your targets; 80/15m: answered within 15 minutes.",
)
@click.option(
    "--shifts",
    type=click.IntRange(20, 5000),
    default=SHIFTS,
    show_default=True,
    help="How many shifts are played.",
)
@click.option("--json", "json_", is_flag=True, help="One JSON object.")
def staffing(
    context: Context,
    shift: str | None,
    day: str | None,
    agents_: int | None,
    target: str,
    shifts: int,
    json_: bool,
) -> None:
    """How many agents each hour of the coming shift needs, and what one more or fewer changes."""
    now = wiring.now_ms()
    goal, in_time, goal_words = _target(target)
    stint = _stint(context.config, shift, day, now)
    window = Window(start=stint.start, end=stint.end, zone=stint.shift.zone)
    since = window.start - (WEEKS + 1) * WEEK_MS
    demand = Demand(report_arrivals.logged(context.store.read(), since), window, now)
    _enough(demand)
    made = plan(demand, window.hours, goal=goal, in_time=in_time, agents=agents_, shifts=shifts)
    labels = [_clock(window.start + hour * HOUR_MS, window.zone) for hour in range(window.hours)]
    if json_:
        print_json(_as_json(made, labels, stint, demand, goal))
        return
    click.echo(_title(stint))
    click.echo(
        f"from the log: {demand.weeks} past weeks, {demand.answers} answers · "
        f"{shifts} shifts played · goal: {goal_words}"
    )
    click.echo("")
    for line in _table(made, labels):
        click.echo(line)
    click.echo("")
    for line in _plot(made, labels):
        click.echo(line)
    for line in _remarks(made, goal):
        click.echo(line)


def _target(text: str) -> tuple[float, InTime, str]:
    """The share, how an answer counts, and both in words."""
    found = _GOAL.fullmatch(text.strip())
    share = int(found[1]) if found else 0
    if found is None or not 1 <= share <= 100:
        raise UsageError(f"{text!r} is no target", "a share, as 80, or with a time, as 80/15m")
    if found[2] is None:
        return share / 100, in_target, f"{share}% in target"
    words = f"{share}% within {found[2]}{found[3]}"
    return share / 100, within(int(found[2]) * _UNIT_S[found[3]]), words


def _stint(config: Config, name: str | None, day: str | None, now: int) -> Stint:
    """The shift that is meant. Raises UsageError."""
    if not config.shifts:
        raise UsageError("the configuration has no shifts", "add them: [[shifts]] name = ...")
    shifts = config.shifts
    if name is not None:
        shift = named(config.shifts, name)
        if shift is None:
            known = ", ".join(each.name for each in config.shifts)
            raise UsageError(f"no shift {name!r}", f"there are: {known}")
        shifts = (shift,)
    if day is not None:
        begins = _date(day)
        found = [stint for each in shifts if (stint := each.on(begins)) is not None]
    else:
        found = [stint for each in shifts if (stint := each.coming(now)) is not None]
    if not found:
        raise UsageError("no such shift on that day", "see [[shifts]] in the configuration")
    return min(found, key=lambda stint: stint.start)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date", "e.g. 2026-11-30") from error


def _enough(demand: Demand) -> None:
    """Raises SocialCareError when the log says too little to be played."""
    if demand.weeks == 0:
        raise SocialCareError(
            "the log is younger than a week: nobody knows who comes in such a shift",
            "try again when the first one of its kind is a week past",
        )
    if demand.answers < LEAST_ANSWERS:
        raise SocialCareError(
            f"the log has {demand.answers} answers from the console; {LEAST_ANSWERS} are needed"
            " to know how long one takes",
            "try again later",
        )


def _clock(at: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at / 1000, zone):%H:%M}"


def _title(stint: Stint) -> str:
    zone = stint.shift.zone
    begins = datetime.fromtimestamp(stint.start / 1000, zone)
    times = f"{begins:%H:%M}–{_clock(stint.end, zone)} ({zone.key})"
    return f"{stint.shift.name} shift, {begins:%a} {begins.day} {begins:%b %Y}, {times}"


def _table(made: Plan, labels: Sequence[str]) -> list[str]:
    head = (
        f"{'hour':<6} {'come':>12} {'agents':>7} {'in time':>15} {'one fewer':>10} {'one more':>9}"
    )
    rows = [
        f"{label:<6} {_came(hour):>12} {hour.agents:>7} {_level(hour.level):>15}"
        f" {_share(hour.fewer):>10} {_share(hour.more):>9}"
        for label, hour in zip(labels, made.hours, strict=True)
    ]
    if made.before.high:  # otherwise the last line would be told by no line above it
        came = _came(made.before)
        rows.insert(0, f"{'before':<6} {came:>12} {'':>7} {_level(made.before.level):>15}")
    total = made.before.usual + sum(hour.usual for hour in made.hours)
    hours = sum(hour.agents for hour in made.hours)
    foot = f"{'all':<6} {total:>12.0f} {f'{hours} h':>7} {_level(made.level):>15}"
    return [head, *rows, foot]


def _came(hour: HourPlan | Backlog) -> str:
    return f"{hour.usual:.0f} ({hour.low}–{hour.high})"


def _level(level: Level) -> str:
    if level.mean is None or level.low is None or level.high is None:
        return "-"
    return f"{level.mean:.0%} ({level.low * 100:.0f}–{level.high:.0%})"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _plot(made: Plan, labels: Sequence[str]) -> list[str]:
    """Bars with their numbers, so that nothing is said by the picture alone."""
    import plotext

    plotext.clear_figure()
    plotext.simple_bar(list(labels), [hour.agents for hour in made.hours], width=72, title="agents")
    return [line.rstrip() for line in plotext.uncolorize(plotext.build()).splitlines()]


def _remarks(made: Plan, goal: float) -> list[str]:
    """What the table does not say by itself."""
    short = [hour for hour in made.hours if hour.level.mean is not None and hour.level.mean < goal]
    lines = ["in brackets: one shift in twenty is below that, and one above"]
    if short:
        lines.append(f"the goal is missed in {len(short)} of {len(made.hours)} hours")
    return lines


def _as_json(
    made: Plan, labels: Sequence[str], stint: Stint, demand: Demand, goal: float
) -> dict[str, Any]:
    return {
        "shift": stint.shift.name,
        "start": datetime.fromtimestamp(stint.start / 1000, stint.shift.zone).isoformat(),
        "end": datetime.fromtimestamp(stint.end / 1000, stint.shift.zone).isoformat(),
        "weeks": demand.weeks,
        "answers": demand.answers,
        "shifts": made.shifts,
        "goal": goal,
        "before": asdict(made.before),
        "level": asdict(made.level),
        "hours": [
            {"hour": label, **asdict(hour)} for label, hour in zip(labels, made.hours, strict=True)
        ],
    }
