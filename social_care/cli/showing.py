"""show: one conversation from its beginning, a line for a thing, for scripts, ears and pipes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from social_care.cards import mask_cards
from social_care.cli.common import CONVERSATION, Context, command, print_json
from social_care.cli.reading import as_json, line
from social_care.cli.root import main
from social_care.desk import Desk
from social_care.export import iso
from social_care.models import Media, OutboxKind
from social_care.models.views import ConversationView, Message, MessageKind
from social_care.text import clean, clean_line, inert_line

LONGEST = 20_000
"""Characters of one message."""

INDENT = "    "

INSIDE = {MessageKind.NOTE: "note", MessageKind.WOW: "WOW"}
"""What no customer sees, and the word before it."""

WE = {MessageKind.REPLY, MessageKind.OUTBOX, MessageKind.OUR_OTHER}


@command(main, "show")
@click.argument("conversation", type=CONVERSATION)
@click.option("--json", "json_", is_flag=True, help="One JSON object, with every message.")
def show(context: Context, conversation: int, json_: bool) -> None:
    """A conversation, oldest message first: who said what and when, notes, what is on its way."""
    desk = context.desk()
    view = desk.conversation(conversation)
    if json_:
        print_json(view_json(view))
        return
    for row in told(view, desk):
        click.echo(row)


# for scripts --------------------------------------------------------------------------------------


def view_json(view: ConversationView) -> dict[str, Any]:
    """The row of `queue --json`, then all there is in the conversation."""
    return {
        **as_json(view.row),
        "url": view.url,
        "messages": [message_json(one) for one in view.messages],
        "around": [message_json(one) for one in view.around],
        "draft": mask_cards(view.draft.text) if view.draft is not None else None,
        "siblings": [row.id for row in view.siblings],
        "earlier": [past.id for past in view.customer.conversations],
    }


def message_json(message: Message) -> dict[str, Any]:
    """One message; `state` and `problem` are those of an answer of ours on its way."""
    return {
        "kind": message.kind,
        "at": iso(message.at),
        "author": message.author,
        "text": None if message.deleted else mask_cards(message.text),
        "visibility": message.visibility,
        "url": message.url,
        "media": [{"kind": one.kind, "url": one.url, "alt": one.alt} for one in message.media],
        "content_warning": message.content_warning,
        "edited": message.edited,
        "deleted": message.deleted,
        "state": message.state,
        "problem": message.problem,
    }


# for people ---------------------------------------------------------------------------------------


def told(view: ConversationView, desk: Desk) -> Iterator[str]:
    """Who it is and how pressing, then every message; safe lines."""
    row, zone = view.row, ZoneInfo(desk.time_zone)
    yield line(row, desk.now())
    for reason in desk.why(row.id):
        yield f"why: {clean_line(reason, limit=400)}"
    if not row.can_reply:
        yield f"cannot reply here: {clean_line(row.can_reply_reason) or 'the network says no'}"
    if view.url:
        yield f"link: {inert_line(view.url, limit=400)}"
    for other in view.siblings:
        yield f"also open: {line(other, desk.now())}"
    everything = sorted((*view.messages, *view.around), key=lambda one: one.at)
    for message in everything:
        yield from message_lines(message, view, zone)
    if view.draft is not None:
        how = "private" if view.draft.private else "public"
        yield f"your draft, {how}:"
        yield from body(view.draft.text)


def message_lines(message: Message, view: ConversationView, zone: ZoneInfo) -> Iterator[str]:
    """When, who and how it fares on one line; what was said below it."""
    at = datetime.fromtimestamp(message.at / 1000, zone).strftime("%Y-%m-%d %H:%M")
    remarks = ", ".join([_who(message), *_remarks(message, view)])
    yield f"{at}  {remarks}:"
    if message.content_warning:
        yield f"{INDENT}content warning: {clean_line(message.content_warning)}"
    if not message.deleted:
        yield from body(message.text)
    for media in message.media:
        yield INDENT + media_line(media)
    if message.problem:
        yield f"{INDENT}({clean_line(message.problem, limit=400)})"


def body(text: str) -> Iterator[str]:
    """The words, each line of them indented."""
    for row in clean(mask_cards(text), limit=LONGEST).strip().splitlines():
        yield INDENT + row


def media_line(media: Media) -> str:
    """What it is, what it shows, where it lies."""
    said = f": {clean_line(media.alt)}" if media.alt else ", not described"
    return f"[{clean_line(media.kind) or 'attachment'}{said}] {inert_line(media.url, limit=400)}"


def _who(message: Message) -> str:
    author = clean_line(message.author, limit=60)
    if message.kind in WE:
        return f"we ({author})" if author else "we"
    if message.kind in INSIDE:
        return f"{INSIDE[message.kind]} by {author}"
    if message.kind is MessageKind.EVENT:
        return f"done by {author}" if author else "done"
    return author or "somebody"


def _remarks(message: Message, view: ConversationView) -> Iterator[str]:
    if message.kind is MessageKind.OTHER:
        yield "somebody else"
    inside = message.kind in INSIDE or message.kind is MessageKind.EVENT
    if message.visibility is not view.row.visibility and not inside:
        yield message.visibility.value
    if message.act is not OutboxKind.REPLY:
        yield message.act.value
    if message.state is not None:
        yield message.state.value
    if message.edited:
        yield "edited"
    if message.deleted:
        yield "deleted by its author"
