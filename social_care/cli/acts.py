"""What the console does, for scripts: claim, reply, note, resolve, snooze, correct and so on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from social_care.cli.attaching import attached
from social_care.cli.common import CONVERSATION, Context, command, print_json, say, words
from social_care.cli.reading import as_json
from social_care.cli.root import main
from social_care.desk.deeds import HOW
from social_care.errors import NotAllowed, UsageError
from social_care.models import Band, Category, OutboxState

MINUTE_MS = 60_000
MOST_MINUTES = 366 * 24 * 60


def moment(text: str) -> int:
    """An ISO 8601 time with its offset, as milliseconds. Raises UsageError."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not an ISO 8601 time", "e.g. 2026-11-23T09:00+00:00"
        ) from error
    if parsed.tzinfo is None:
        raise UsageError(f"{text!r} has no time zone", "add one, e.g. 2026-11-23T09:00+00:00")
    return round(parsed.timestamp() * 1000)


@command(main, "claim")
@click.argument("conversation", type=CONVERSATION)
@click.option("--take-over", is_flag=True, help="Even from a colleague, who keeps their draft.")
def claim(context: Context, conversation: int, take_over: bool) -> None:
    """Hold this conversation's customer for 15 minutes."""
    desk = context.acting_desk()
    if not take_over:
        desk.claim(conversation)
    elif former := desk.take_over(conversation):
        say(f"taken over from {former}")
    print_json(as_json(desk.queue_rows([conversation])[conversation]))


@command(main, "reply")
@click.argument("conversation", type=CONVERSATION)
@click.option("--text", help="The answer; without it, stdin is read.")
@click.option("--private", is_flag=True, help="Answer privately.")
@click.option("--public", is_flag=True, help="Answer their last public message, in public.")
@click.option("--anyway", is_flag=True, help="Even if news or a private detail would hold it.")
@click.option("--holding", is_flag=True, help='"Still with you": does not end the wait.')
@click.option("--resolve", is_flag=True, help="Resolve the conversation once it is sent.")
@click.option("--split", is_flag=True, help="Send it in parts if it is too long.")
@click.option(
    "--attach",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A picture to go with it; may be given several times.",
)
@click.option(
    "--alt",
    "alts",
    metavar="TEXT",
    multiple=True,
    help="What the picture shows: one for each --attach, in their order.",
)
def reply(
    context: Context,
    conversation: int,
    text: str | None,
    private: bool,
    public: bool,
    anyway: bool,
    holding: bool,
    resolve: bool,
    split: bool,
    files: tuple[Path, ...],
    alts: tuple[str, ...],
) -> None:
    """Queue an answer; the worker sends it when its undo window is over."""
    if holding and resolve:
        raise UsageError("a --holding reply answers nobody, so it cannot --resolve")
    desk = context.acting_desk()
    seen, said = desk.conversation(conversation).seen, words(text)
    with attached(desk, conversation, files, alts) as pictures, _told_of_split():
        item = desk.submit(
            conversation,
            said,
            private=private,
            public=public,
            seen=seen,
            holding=holding,
            resolve=resolve,
            split=split,
            pictures=pictures,
            sign=False,  # a script's words leave as they are
        )
    if item.state is OutboxState.HELD and anyway:
        item = desk.release_held(item.id)
    if item.state is OutboxState.HELD:
        say(f"held: {item.problem}")
        sys.exit(1)
    parts = f", in {item.parts} parts" if item.parts > 1 else ""
    goes_on = ", and the clock goes on" if holding else ""
    back = f" (social-care outbox back {item.id} takes it back)" if desk.undo_s else ""
    say(f"queued as {item.id}{parts}: leaves in {desk.undo_s} s{goes_on}{back}")


@contextmanager
def _told_of_split() -> Iterator[None]:
    """Where the console asks whether a long answer shall go in parts, here an option says so."""
    try:
        yield
    except NotAllowed as error:
        remedy = error.remedy.replace("or send it in", "or give --split to send it in")
        raise NotAllowed(error.message, remedy) from error


@command(main, "note")
@click.argument("conversation", type=CONVERSATION)
@click.option("--text", help="The note; without it, stdin is read.")
def note(context: Context, conversation: int, text: str | None) -> None:
    """Add an internal note."""
    say(context.acting_desk().note(conversation, words(text)))


@command(main, "resolve")
@click.argument("conversation", type=CONVERSATION)
@click.option("--wrap-up", default="", help="What it was about, by the team's codes.")
@click.option("--anyway", is_flag=True, help="Even an unanswered complaint.")
def resolve(context: Context, conversation: int, wrap_up: str, anyway: bool) -> None:
    """Close a conversation."""
    desk = context.acting_desk()
    try:
        say(desk.resolve(conversation, wrap_up=wrap_up, anyway=anyway))
    except NotAllowed as error:
        if not error.remedy.startswith("press"):
            raise
        # the console's remedy is a key
        raise NotAllowed(error.message, "give --anyway to resolve it without an answer") from error


@command(main, "snooze")
@click.argument("conversation", type=CONVERSATION)
@click.option("--until", metavar="TIME", help="ISO 8601 with offset.")
@click.option("--minutes", type=click.IntRange(1, MOST_MINUTES), help="For so many minutes.")
@click.option("--reason", default="", help="What you have promised; it stands until it is kept.")
def snooze(
    context: Context, conversation: int, until: str | None, minutes: int | None, reason: str
) -> None:
    """Put a conversation away for a while."""
    desk = context.acting_desk()
    if (until is None) == (minutes is None):
        raise UsageError("give either --until or --minutes")
    end = moment(until) if until is not None else desk.now() + (minutes or 0) * MINUTE_MS
    say(desk.snooze(conversation, end, reason=reason))


@command(main, "dismiss")
@click.argument("conversation", type=CONVERSATION)
def dismiss(context: Context, conversation: int) -> None:
    """It needs no answer."""
    say(context.acting_desk().dismiss(conversation))


@command(main, "answered")
@click.argument("conversation", type=CONVERSATION)
@click.option(
    "--how", type=click.Choice(HOW), default="other", show_default=True, help="Where else."
)
@click.option("--at", metavar="TIME", help="When; ISO 8601 with offset. Default: now.")
def answered(context: Context, conversation: int, how: str, at: str | None) -> None:
    """The customer was answered elsewhere: ends the wait."""
    when = moment(at) if at is not None else None
    say(context.acting_desk().answered(conversation, how, at=when))


@command(main, "like")
@click.argument("conversation", type=CONVERSATION)
def like(context: Context, conversation: int) -> None:
    """Like the customer's newest message on the network."""
    say(context.acting_desk().like(conversation))


@command(main, "hide")
@click.argument("conversation", type=CONVERSATION)
def hide(context: Context, conversation: int) -> None:
    """Hide the customer's newest message from strangers; it still wants an answer."""
    say(context.acting_desk().hide(conversation))


@command(main, "correct")
@click.argument("conversation", type=CONVERSATION)
@click.option(
    "--category", type=click.Choice([each.value for each in Category]), help="What it is."
)
@click.option(
    "--band", type=click.Choice([band.label for band in Band]), help="How pressing it is."
)
@click.option("--dismiss", is_flag=True, help="And it needs no answer.")
def correct(
    context: Context, conversation: int, category: str | None, band: str | None, dismiss: bool
) -> None:
    """Say what a conversation's newest message really is; triage learns from it."""
    if category is None and band is None:
        raise UsageError("give --category, --band or both")
    wanted = Band[band.upper()] if band is not None else None
    kind = Category(category) if category is not None else None
    desk = context.acting_desk()
    say(desk.correct(conversation, category=kind, band=wanted, dismiss=dismiss))
