"""A conversation's messages as lines: time, who, words; pure."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from social_care import text
from social_care.models import Media, OutboxKind, OutboxState
from social_care.models.views import ConversationView, Message, MessageKind
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, Piece, clip, column, hanging

TIME, WHO = 7, 9
"""Widths of the columns before the words, in cells, each with free cells at its end."""

SHOWN_CHARACTERS = 6_000
"""Of one message. More is one key away, in the browser."""

FRESH_MS = 15 * times.MINUTE_MS
"""A reply that was sent longer ago is simply there."""

KINDS = {"image": "picture", "photo": "picture", "gifv": "video"}


def thread_lines(view: ConversationView, width: int, now: int, zone: ZoneInfo) -> list[Line]:
    """Every message, oldest first, with a line where a new day begins."""
    lines: list[Line] = []
    today = ""
    for message in view.messages:
        day = times.day(message.at, zone)
        if day != today:
            lines.extend([(), ((day, "dim"),)] if lines else [((day, "dim"),)])
            today = day
        lines.extend(message_lines(message, view, width, now, zone))
    return lines


def message_lines(
    message: Message, view: ConversationView, width: int, now: int, zone: ZoneInfo
) -> Iterator[Line]:
    """One message: its words, then a line each for media, and for how it fares on its way."""
    at = times.clock(message.at, zone)
    if message.kind is MessageKind.NOTE:
        label = f"note {text.clean_line(message.author, limit=20)} {at}: "
        first: Line = (("  ", ""), (label, "note"))
        yield from hanging(first, ((" " * (len(label) + 2), ""),), _body(message), "note", width)
        return
    rest: Line = ((" " * (TIME + WHO), ""),)
    first = ((column(at, TIME), "dim"), _who(message))
    for body, look in _parts(message, view):
        yield from hanging(first, rest, body, look, width)
        first = rest
    part = f"{message.part}/{message.parts} " if message.parts > 1 else ""
    for piece in _fate(message, now, zone):
        yield from hanging(rest, rest, part + piece[0], piece[1], width)


def _who(message: Message) -> Piece:
    if message.kind is not MessageKind.MENTION:
        return column("we", WHO), "ours"
    name = text.clean_line(message.author)
    return column(clip(name.split(" ")[0], WHO - 1), WHO), "strong"


def _parts(message: Message, view: ConversationView) -> Iterator[Piece]:
    """What stands in the words' column, each on its own line."""
    if message.content_warning:
        yield f"content warning: {text.clean_line(message.content_warning)}", "warn"
    if message.deleted:
        yield "(deleted by its author)", "dim"
    elif message.act is not OutboxKind.REPLY:
        yield f"({_body(message)})", "ours"
    elif body := _body(message):
        yield body, ""
    for media in message.media:
        yield _media(media), "dim"
    if message.private and not message.deleted:
        yield f"({words.details(message.private)})", "warn"
    if remarks := _remarks(message, view):
        yield f"({', '.join(remarks)})", "dim"


def _body(message: Message) -> str:
    return text.clean(message.text, limit=SHOWN_CHARACTERS).strip()


def _media(media: Media) -> str:
    kind = KINDS.get(media.kind, text.clean_line(media.kind) or "attachment")
    said = f": {text.clean_line(media.alt)}" if media.alt else ", not described"
    return f"[{kind}{said}] {text.inert_line(media.url, limit=200)}"


def _remarks(message: Message, view: ConversationView) -> Sequence[str]:
    remarks = ["edited"] if message.edited and not message.deleted else []
    remarks += ["liked by us"] if message.liked else []
    remarks += ["hidden from strangers by us"] if message.hidden else []
    if message.visibility is not view.row.visibility:
        remarks.append(words.visibility(message.visibility))
    if len(message.text) > SHOWN_CHARACTERS:
        remarks.append(f"{len(message.text) - SHOWN_CHARACTERS} characters more: o opens it")
    return remarks


def _fate(message: Message, now: int, zone: ZoneInfo) -> Iterator[Piece]:
    """Where a reply of ours is on its way; old ones are simply there."""
    problem = text.clean_line(message.problem)
    match message.state:
        case OutboxState.QUEUED:
            yield _queued(message.due_at, now)
        case OutboxState.SENDING:
            yield "being sent now", "ours"
        case OutboxState.SENT if now - message.at < FRESH_MS:
            yield f"sent {times.clock(message.at, zone)} ✓", "good"
        case OutboxState.DELAYED:
            again = f"tried again in {text.span(_left(message.due_at, now))}"
            yield f"delayed: {problem or 'the network did not take it'} · {again}", "warn"
        case OutboxState.HELD:
            yield f"held: {problem} · Enter decides", "warn"
        case OutboxState.UNCERTAIN:
            yield f"uncertain: {problem or 'it may have been sent'} · Enter decides", "warn"
        case OutboxState.REFUSED:
            yield f"refused: {problem} · Enter decides", "late"
        case OutboxState.DISCARDED:
            yield "taken back, never sent", "dim"
        case OutboxState.SENT | None:
            return


def _queued(due_at: int | None, now: int) -> Piece:
    left = _left(due_at, now)
    if left > 0:
        return f"sending in {text.span(left)} — U takes it back", "ours"
    return "waits for the worker — U takes it back", "ours"


def _left(due_at: int | None, now: int) -> int:
    return max((due_at or now) - now, 0)
