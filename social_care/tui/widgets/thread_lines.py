"""A conversation's messages as lines: time, who, words; pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from social_care import text
from social_care.models import Media, OutboxKind, OutboxState
from social_care.models.views import ConversationView, Message, MessageKind
from social_care.tui.keys import shown
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, Piece, clip, column, hanging
from social_care.tui.widgets.link_lines import with_links

TIME, WHO = 7, 9
"""Widths of the columns before the words, in cells, each with free cells at its end."""

MOST_WIDTH = TIME + WHO + 100
"""Cells of a line: longer ones lose the eye, however wide the screen."""

SHOWN_CHARACTERS = 6_000
"""Of one message. More is one key away, in the browser."""

FRESH_MS = 15 * times.MINUTE_MS
"""A reply that was sent longer ago is simply there."""

KINDS = {"image": "picture", "photo": "picture", "gifv": "video"}


INTERNAL = {MessageKind.NOTE: "note", MessageKind.WOW: "WOW"}
"""What no customer sees, and the word before it."""

AROUND = frozenset((MessageKind.OTHER, MessageKind.OUR_OTHER, MessageKind.EVENT))
"""What is folded away until it is asked for."""


def thread_lines(
    view: ConversationView, width: int, now: int, zone: ZoneInfo, *, unfolded: bool = False
) -> list[Line]:
    """Every message, oldest first, with a line where a new day begins.

    What stands around them is folded into a line each, or `unfolded`.
    """
    lines: list[Line] = []
    today, width = "", min(width, MOST_WIDTH)
    everything = sorted((*view.messages, *view.around), key=lambda one: one.at)
    for run in _runs(everything):
        if run[0].kind in AROUND and not unfolded:
            lines.append(_folded(run))
            continue
        lines.extend(_dated(run, today, view, width, now, zone))
        today = times.day(run[-1].at, zone)
    return lines


def newest_lines(view: ConversationView, width: int, now: int, zone: ZoneInfo) -> int:
    """How many lines stand from the beginning of the newest message on, what is around folded."""
    if not view.messages:
        return 0
    newest = max(view.messages, key=lambda one: one.at)
    own = message_lines(newest, view, min(width, MOST_WIDTH), now, zone)
    return len(list(own)) + any(one.at > newest.at for one in view.around)


def _runs(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Neighbours that are folded together, and the messages between them."""
    for _, run in groupby(messages, key=lambda one: one.kind in AROUND):
        yield list(run)


def _folded(run: Sequence[Message]) -> Line:
    kinds = Counter(one.kind for one in run)
    named = (
        (kinds[MessageKind.OTHER], "by others", "by others"),
        (kinds[MessageKind.OUR_OTHER], "of ours to others", "of ours to others"),
        (kinds[MessageKind.EVENT], "event", "events"),
    )
    said = ", ".join(f"{many} {one if many == 1 else more}" for many, one, more in named if many)
    return ((" " * TIME, ""), (f"… {said} ({shown('fold')} shows)", "dim"))


def _dated(
    run: Sequence[Message],
    today: str,
    view: ConversationView,
    width: int,
    now: int,
    zone: ZoneInfo,
) -> Iterator[Line]:
    first = not today
    for message in run:
        day = times.day(message.at, zone)
        if day != today:
            if not first:
                yield ()
            yield ((" · ".join(filter(None, (day, times.days_ago(message.at, now, zone)))), "dim"),)
            today, first = day, False
        yield from message_lines(message, view, width, now, zone)


def message_lines(
    message: Message, view: ConversationView, width: int, now: int, zone: ZoneInfo
) -> Iterator[Line]:
    """One message: its words, then a line each for media, and for how it fares on its way."""
    at = times.clock(message.at, zone)
    if message.kind in INTERNAL:
        label = f"{INTERNAL[message.kind]} {text.clean_line(message.author, limit=20)} {at}: "
        first: Line = (("  ", ""), (label, "note"))
        yield from hanging(first, ((" " * (len(label) + 2), ""),), _body(message), "note", width)
        return
    if message.kind is MessageKind.EVENT:
        by = f" by {text.clean_line(message.author, limit=20)}" if message.author else ""
        start: Line = ((column(at, TIME), "dim"),)
        said = f"{text.clean_line(message.text)}{by}"
        yield from hanging(start, ((" " * TIME, ""),), said, "dim", width)
        return
    rest: Line = ((" " * (TIME + WHO), ""),)
    first = ((column(at, TIME), "dim"), _who(message))
    real = " ".join((message.text, *(media.url for media in message.media)))
    for body, look in _parts(message, view):
        yield from with_links(hanging(first, rest, body, look, width), body, real)
        first = rest
    part = f"{message.part}/{message.parts} " if message.parts > 1 else ""
    for piece in _fate(message, now, zone):
        yield from hanging(rest, rest, part + piece[0], piece[1], width)


def _who(message: Message) -> Piece:
    if message.kind not in {MessageKind.MENTION, MessageKind.OTHER}:
        return column("we", WHO), "ours"
    name = text.clean_line(message.author)
    look = "strong" if message.kind is MessageKind.MENTION else "dim"
    return column(clip(name.split(" ")[0], WHO - 1), WHO), look


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
    elif not message.media:
        yield words.NO_WORDS, "dim"
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
    remarks += ["holding: the clock goes on"] if message.holding else []
    remarks += ["sent by a program: the clock goes on"] if message.automatic else []
    remarks += ["hidden from strangers by us"] if message.hidden else []
    remarks += ["not to this customer"] if message.kind is MessageKind.OUR_OTHER else []
    remarks += ["somebody else"] if message.kind is MessageKind.OTHER else []
    if message.visibility is not view.row.visibility:
        remarks.append(words.visibility(message.visibility))
    if len(message.text) > SHOWN_CHARACTERS:
        remarks.append(
            f"{len(message.text) - SHOWN_CHARACTERS} characters more: {shown('open_link')} opens it"
        )
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
            yield f"held: {problem} · {shown('decide')} decides", "warn"
        case OutboxState.UNCERTAIN:
            yield (
                f"uncertain: {problem or 'it may have been sent'} · {shown('decide')} decides",
                "warn",
            )
        case OutboxState.REFUSED:
            yield f"refused: {problem} · {shown('decide')} decides", "late"
        case OutboxState.DISCARDED:
            yield "taken back, never sent", "dim"
        case OutboxState.SENT | None:
            return


def _queued(due_at: int | None, now: int) -> Piece:
    left = _left(due_at, now)
    if left > 0:
        return f"sending in {text.span(left)} — {shown('take_back')} takes it back", "ours"
    return f"waits for the worker — {shown('take_back')} takes it back", "ours"


def _left(due_at: int | None, now: int) -> int:
    return max((due_at or now) - now, 0)
