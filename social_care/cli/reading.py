"""queue, next: what waits."""

import sys
from typing import Any

import click

from social_care.cards import mask_cards
from social_care.cli.common import Context, command, print_json, say
from social_care.cli.root import main
from social_care.export import iso
from social_care.models import State
from social_care.models.presence import PresenceState, Promise
from social_care.models.views import QueueRow, View
from social_care.text import came_back, clean_line, preview, promised, span

ROWS_PRINTED = 200


def as_json(row: QueueRow) -> dict[str, Any]:
    """A queue row as `queue --json` prints it."""
    return {
        "id": row.id,
        "account": row.account,
        "channel": row.channel,
        "customer": row.customer_handle or row.customer_name,
        "text": mask_cards(row.text),
        "category": row.category,
        "band": row.band.label,
        "score": row.score,
        "sentiment": row.sentiment,
        "reasons": list(map(mask_cards, row.reasons)),
        "state": row.state,
        "waiting_since": iso(row.waiting_since),
        "due": iso(row.due_at),
        "claimed_by": row.claimed_by,
        "unread": row.unread,
        "can_reply": row.can_reply,
        "tags": list(row.tags),
        "vip": row.vip,
        "reply_until": iso(row.reply_until),
        "private_until": iso(row.private_until),
        "arrived_late": row.arrived_late,
        "assignee": row.assignee,
        "promise": _promise_json(row.promise),
        "back_from": row.silence.agent if row.silence else None,
    }


def _promise_json(promise: Promise | None) -> dict[str, Any] | None:
    if promise is None:
        return None
    return {"by": promise.agent, "until": iso(promise.until), "text": mask_cards(promise.text)}


@command(main, "queue")
@click.option(
    "--view",
    type=click.Choice([view.value for view in View]),
    default="todo",
    show_default=True,
    help="Which part of it.",
)
@click.option("--json", "json_", is_flag=True, help="One JSON object per line.")
def queue(context: Context, view: str, json_: bool) -> None:
    """The queue as the console orders it."""
    desk = context.desk()
    ids = desk.queue_ids(View(view))
    for start in range(0, len(ids), ROWS_PRINTED):
        part = ids[start : start + ROWS_PRINTED]
        rows = desk.queue_rows(part)
        for conversation_id in part:
            if conversation_id in rows:
                row = rows[conversation_id]
                if json_:
                    print_json(as_json(row))
                else:
                    click.echo(line(row, desk.now()))
    if not ids and not json_:
        say(f"{View(view).label}: nothing here.")


def line(row: QueueRow, now: int) -> str:
    """A queue row for people: fixed columns first, the customer's words last."""
    over = row.waiting_since is None and row.state is not State.OPEN
    band = "-" if over else row.band.label.upper()
    if row.waiting_since is None:
        when = row.state.value if over else "nobody waits"
    elif row.due_at is None:
        when = f"waits {span(now - row.waiting_since)}"
    elif row.due_at < now:
        when = f"LATE {span(now - row.due_at)}"
    else:
        when = f"due {span(row.due_at - now)}"
    holder = row.claimed_by or "free"
    who = clean_line(row.customer_name or row.customer_handle, limit=40)
    tags = " VIP" if row.vip else ""
    tags += "".join(f" #{clean_line(tag)}" for tag in row.tags)
    tags += " [arrived late]" if row.arrived_late else ""
    tags += f" [{promised(row.promise)}]" if row.promise is not None else ""
    tags += f" [{came_back(row.silence)}]" if row.silence is not None else ""
    return (
        f"{row.id:>6}  {band:<7} {when:<12} {row.channel:<10} {holder:<10} "
        f"{who}{tags}: {preview(row.text, limit=120)}"
    )


@command(main, "next")
def next_(context: Context) -> None:
    """Claim the customer who needs us most and print them; exit 1 when none is left."""
    desk = context.acting_desk()
    before = desk.here().me
    conversation_id = desk.next()
    if before.state in {PresenceState.BREAK, PresenceState.OFF}:
        say("you are on again")
    if conversation_id is None:
        sys.exit(1)
    print_json(as_json(desk.queue_rows([conversation_id])[conversation_id]))
