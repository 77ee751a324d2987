"""search: everything that was said and noted, for scripts and people."""

from collections.abc import Iterator

import click

from social_care.cli.common import Context, command, print_json, say
from social_care.cli.reading import ROWS_PRINTED, as_json, line
from social_care.cli.root import main
from social_care.desk import Desk
from social_care.errors import UsageError
from social_care.export import iso
from social_care.models.finding import Hit
from social_care.models.views import MessageKind

WHOSE = {MessageKind.MENTION: "customer", MessageKind.REPLY: "reply", MessageKind.NOTE: "note"}
"""What the words that were found are."""


@command(main, "search")
@click.argument("query")
@click.option("--json", "json_", is_flag=True, help="One JSON object per line, as queue --json.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=ROWS_PRINTED,
    show_default=True,
    help="At most so many conversations.",
)
def search(context: Context, query: str, json_: bool, limit: int) -> None:
    """Conversations by words and filters, the newest first; QUERY in quotes: "refund band:high"."""
    desk = context.desk()
    shown = 0
    for hits in _pages(desk, query, limit):
        rows = desk.queue_rows([hit.conversation_id for hit in hits])
        for hit in hits:
            if hit.conversation_id in rows:
                shown += 1
                row = rows[hit.conversation_id]
                if json_:
                    print_json({**as_json(row), **_found(hit)})
                else:
                    click.echo(f"{line(row, desk.now())}\n        {_told(hit)}")
    if shown == limit:
        say(f"there may be more: --limit {2 * limit}")
    elif not shown and not json_:
        say("nothing was found.")


def _pages(desk: Desk, query: str, limit: int) -> Iterator[tuple[Hit, ...]]:
    """Page after page until the limit. Raises UsageError for what cannot be meant."""
    found = desk.search(query, limit=min(limit, ROWS_PRINTED), finished=True)
    if not found.is_meant:
        raise UsageError("; ".join(found.hints), "see: social-care search --help")
    for hint in found.hints:
        say(hint)
    left = limit - len(found.hits)
    yield found.hits
    while found.more is not None and left > 0:
        found = desk.search(query, limit=min(left, ROWS_PRINTED), before=found.more, finished=True)
        left -= len(found.hits)
        yield found.hits


def _found(hit: Hit) -> dict[str, object]:
    where = "name" if hit.by_name else WHOSE[hit.message_kind]
    return {"found_in": where, "found": hit.snippet, "found_at": iso(hit.at)}


def _told(hit: Hit) -> str:
    return f"{WHOSE[hit.message_kind]}: {hit.snippet}"
