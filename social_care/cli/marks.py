"""What stays with a conversation, for scripts: tags, WOWs, whose it is, how easily it comes back.

And what takes something back: undo, release.
"""

import click

from social_care.cli.common import CONVERSATION, Context, command, say, words
from social_care.cli.root import main
from social_care.errors import UsageError


@command(main, "tag")
@click.argument("conversation", type=CONVERSATION)
@click.argument("name", metavar="TAG")
@click.option("--off", is_flag=True, help="Take it off.")
def tag(context: Context, conversation: int, name: str, off: bool) -> None:
    """Give a conversation a tag, or take one off."""
    desk = context.acting_desk()
    say(desk.untag(conversation, name) if off else desk.tag(conversation, name))


@command(main, "wow")
@click.argument("conversation", type=CONVERSATION)
@click.option("--text", "text_", help="What was done; else it is read from stdin.")
def wow(context: Context, conversation: int, text_: str | None) -> None:
    """Record what you did for a customer beyond the expected; the digest tells it."""
    say(context.acting_desk().wow(conversation, words(text_)))


@command(main, "assign")
@click.argument("conversation", type=CONVERSATION)
@click.argument("to", metavar="AGENT", required=False)
@click.option("--nobody", is_flag=True, help="It is everybody's again.")
def assign(context: Context, conversation: int, to: str | None, nobody: bool) -> None:
    """Give a conversation to one agent for good, or back to everybody."""
    if (to is None) is not nobody:
        raise UsageError("give either an agent or --nobody")
    say(context.acting_desk().assign(conversation, to))


@command(main, "mute")
@click.argument("conversation", type=CONVERSATION)
@click.option("--off", is_flag=True, help="Everything the customer writes there counts again.")
def mute(context: Context, conversation: int, off: bool) -> None:
    """From now on only what presses brings a conversation back."""
    desk = context.acting_desk()
    say(desk.unmute(conversation) if off else desk.mute(conversation))


@command(main, "release")
@click.argument("conversation", type=CONVERSATION)
def release(context: Context, conversation: int) -> None:
    """Give a customer back whom you hold; what you have written is kept."""
    context.acting_desk().release(conversation)
    say("given back")


@command(main, "undo")
def undo(context: Context) -> None:
    """Undo your last deed, if nothing has happened since; exit 1 when there is none."""
    sentence = context.acting_desk().undo()
    say(sentence or "there is nothing of yours to undo")
    if sentence is None:
        raise SystemExit(1)
