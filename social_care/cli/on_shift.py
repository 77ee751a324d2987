"""presence, handover, catch-up: who is at work, what they leave, and working off a backlog."""

from typing import Any

import click

from social_care.cli.common import (
    Context,
    command,
    global_options,
    guarded,
    print_json,
    remember,
    say,
)
from social_care.cli.reading import line
from social_care.cli.root import main
from social_care.desk import Desk
from social_care.errors import UsageError
from social_care.export import iso
from social_care.models.handover import Handover, HandoverItem
from social_care.models.presence import AgentPresence, PresenceState
from social_care.telling import clock_time
from social_care.text import ago, clean_line, promised

STATES = tuple(state.value for state in PresenceState)
_json = click.option("--json", "json_", is_flag=True, help="One JSON object per line.")


# presence ---------------------------------------------------------------------------------------


@command(main, "presence")
@click.argument("state", type=click.Choice(STATES), required=False)
@click.option("--note", default="", help="Going off: a line for whoever comes next.")
@click.option(
    "--to",
    "given",
    metavar="ID=AGENT",
    multiple=True,
    help="Going off: who gets this conversation; the others go to the queue.",
)
@_json
def presence(
    context: Context, state: str | None, note: str, given: tuple[str, ...], json_: bool
) -> None:
    """Who is at work; or that you are on, on a break, or off."""
    if (note or given) and state != PresenceState.OFF:
        raise UsageError("--note and --to are for going off", "social-care presence off ...")
    if state is None:
        _show_crew(context.desk(), json_=json_)
        return
    if json_:
        raise UsageError("--json is for the list", "social-care presence --json")
    desk = context.acting_desk()
    match PresenceState(state):
        case PresenceState.ON:
            say(desk.arrive() or "You are on already")
        case PresenceState.BREAK:
            say(desk.take_break())
        case PresenceState.OFF:
            say(desk.go_off(_heirs(desk, given), note=note))


def _heirs(desk: Desk, given: tuple[str, ...]) -> dict[int, str]:
    """By conversation. Raises UsageError for one that would stay where it is, unsaid."""
    heirs = dict(map(_heir, given))
    others = sorted(heirs.keys() - {item.row.id for item in desk.holds()}) if heirs else []
    if others:
        raise UsageError(
            f"you do not hold {', '.join(map(str, others))}", "social-care handover holds"
        )
    return heirs


def _heir(text: str) -> tuple[int, str]:
    """12=joe. Raises UsageError."""
    number, sign, agent = text.partition("=")
    if not (sign and number.isascii() and number.isdigit() and agent.strip()):
        raise UsageError(f"{text!r} is no heir", "e.g. --to 12=joe")
    return int(number), agent.strip()


def _show_crew(desk: Desk, *, json_: bool) -> None:
    now, when = desk.now(), clock_time(desk.now(), desk.time_zone)
    for stint in () if json_ else desk.shifts_now():
        say(f"{clean_line(stint.shift.name)} shift, until {when(stint.end).partition(' ')[2]}")
    for one in desk.crew():
        print_json(_crew_json(one)) if json_ else click.echo(_crew_line(one, now))


def _crew_json(one: AgentPresence) -> dict[str, Any]:
    return {
        "agent": one.agent,
        "state": one.state,
        "since": iso(one.since),
        "at_work": one.is_at_work,
        "seen_until": iso(one.seen_until),
        "holds": one.holds,
    }


def _crew_line(one: AgentPresence, now: int) -> str:
    name = f"{clean_line(one.agent):<12}"
    if one.state is None or one.since is None:
        return f"{name} not seen yet"
    told = f"{name} {one.state:<6} for {ago(now - one.since)}"
    if one.state is PresenceState.ON and one.seen_until is not None and not one.is_here:
        told += f", not seen for {ago(now - one.seen_until)}"
    return told + (f", holds {one.holds}" if one.holds else "")


# handover ---------------------------------------------------------------------------------------


@main.group("handover", invoke_without_command=True)
@global_options
@click.pass_context
def handover(ctx: click.Context, /, **options: object) -> None:
    """What colleagues who went off have left; without a command, what you have not read."""
    context = remember(ctx, **options)
    if ctx.invoked_subcommand is None:
        guarded(context, lambda: _print_unread(context))


@command(handover, "holds")
@_json
def holds(context: Context, json_: bool) -> None:
    """What you hold: what going off would hand over."""
    desk = context.acting_desk()
    for item in desk.holds():
        print_json(_item_json(item)) if json_ else click.echo(_item_line(item, desk.now()))


@command(handover, "list")
@_json
def list_(context: Context, json_: bool) -> None:
    """The newest handovers, read or not."""
    desk = context.desk()
    when = clock_time(desk.now(), desk.time_zone)
    for one in desk.handovers():
        if json_:
            print_json(_handover_json(one))
        else:
            mark = "" if one.is_read or one.agent == desk.agent else "  not read yet"
            count = f"{len(one.items)} conversation{'' if len(one.items) == 1 else 's'}"
            click.echo(f"{one.id:>6}  {clean_line(one.agent)} {when(one.at)}: {count}{mark}")


@command(handover, "print")
@click.argument("number", type=click.IntRange(1), metavar="ID", required=False)
def print_(context: Context, number: int | None) -> None:
    """One handover, or all that you have not read; then they count as read."""
    if number is None:
        _print_unread(context)
        return
    desk = context.acting_desk()
    _print(desk, (desk.handover(number),))


def _print_unread(context: Context) -> None:
    desk = context.acting_desk()
    found = desk.handovers_to_read()
    _print(desk, found)
    if not found:
        say("nothing was handed over that you have not read; all: social-care handover list")


def _print(desk: Desk, found: tuple[Handover, ...]) -> None:
    now, when = desk.now(), clock_time(desk.now(), desk.time_zone)
    for one in found:
        click.echo(f"handover {one.id} from {clean_line(one.agent)} {when(one.at)}")
        if one.note:
            click.echo(f"  note: {clean_line(one.note)}")
        for item in one.items:
            click.echo(_item_line(item, now))
    desk.have_read([one.id for one in found])


def _item_line(item: HandoverItem, now: int) -> str:
    how = ", ".join(item.held)
    kept = f" ({promised(item.row.promise)})" if item.row.promise is not None else ""
    return f"{line(item.row, now)} [{how}{kept}] -> {clean_line(item.heir or 'queue')}"


def _item_json(item: HandoverItem) -> dict[str, Any]:
    return {"id": item.row.id, "held": list(item.held), "heir": item.heir}


def _handover_json(one: Handover) -> dict[str, Any]:
    return {
        "id": one.id,
        "agent": one.agent,
        "at": iso(one.at),
        "note": one.note,
        "read": one.is_read,
        "items": [_item_json(item) for item in one.items],
    }


# catch-up ---------------------------------------------------------------------------------------


@command(main, "catch-up")
@click.argument("switch", type=click.Choice(["on", "off"]), required=False)
def catch_up(context: Context, switch: str | None) -> None:
    """A lead: work off a backlog; every third pull is then the oldest late."""
    if switch is not None:
        say(context.acting_desk().catch_up(switch == "on"))
        return
    desk = context.desk()
    state = desk.catching_up()
    if state is None:
        click.echo("catch-up: off")
    else:
        when = clock_time(desk.now(), desk.time_zone)(state.since).partition(" ")[2]
        click.echo(f"catch-up: on since {when} by {clean_line(state.by)}")
