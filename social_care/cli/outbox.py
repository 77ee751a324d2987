"""outbox: what is on its way, stopping it, deciding about it, and taking back what is out."""

import sys
from typing import Any, Literal

import click

from social_care.cards import mask_cards
from social_care.cli.common import (
    CONVERSATION,
    Context,
    command,
    global_options,
    guarded,
    print_json,
    remember,
    say,
)
from social_care.cli.root import main
from social_care.errors import NotFound, UsageError
from social_care.export import iso
from social_care.models import OutboxState
from social_care.models.views import DraftItem, OutboxItem, SentReply
from social_care.text import ago, clean_line, preview, span

SENT_SHOWN = 50
"""How many sent replies are listed."""
NO_LONGER = "no longer listed"
"""Whoever wrote it and stands no more under [[agents]]."""

_account = click.option("--account", help="Only this account.")


@main.group("outbox", invoke_without_command=True)
@_account
@global_options
@click.pass_context
def outbox(ctx: click.Context, /, account: str | None, **options: object) -> None:
    """What is on its way; stop it, decide about it, take back what is out."""
    context = remember(ctx, **options)
    if ctx.invoked_subcommand is None:
        guarded(context, lambda: show(context, account, json_=False))
    elif account is not None:
        error = UsageError("--account stands before the command", "put it behind the command")
        guarded(context, lambda: _raise(error))


def _raise(error: Exception) -> None:
    raise error


@command(outbox, "list")
@_account
@click.option("--sent", is_flag=True, help=f"The newest {SENT_SHOWN} that are out instead.")
@click.option(
    "--all", "all_", is_flag=True, help="Drafts of people who are not listed any more too."
)
@click.option("--json", "json_", is_flag=True, help="One JSON object per line.")
def list_(context: Context, account: str | None, sent: bool, all_: bool, json_: bool) -> None:
    """What is not sent yet, with its age, its next try and its trouble."""
    if sent:
        for reply in context.desk().sent_replies(account=account, limit=SENT_SHOWN):
            print_json(_sent_json(reply)) if json_ else click.echo(_sent_line(reply))
    else:
        show(context, account, json_=json_)
        if all_:
            show_left(context, json_=json_)


def show_left(context: Context, *, json_: bool) -> None:
    """What people who are not listed any more have begun, one line each."""
    desk = context.desk()
    for item in desk.left_drafts():
        print_json(_left_json(item)) if json_ else click.echo(_left_line(item, desk.now()))


def show(context: Context, account: str | None, *, json_: bool) -> None:
    """The outbox, one line each."""
    desk = context.desk()
    stopped = frozenset(desk.status().held_accounts)
    found = desk.outbox(mine=False, account=account)
    if not found and not json_:
        say("nothing is on its way.")
    for item in found:
        is_stopped = item.account in stopped
        if json_:
            print_json(_as_json(item, is_stopped))
        else:
            click.echo(_line(item, desk.now(), is_stopped, left=not desk.is_listed(item.agent)))


@command(outbox, "hold")
@_account
def hold(context: Context, account: str | None) -> None:
    """Stop everything at once; what the network is just being told cannot be stopped."""
    say(context.acting_desk().stop_sending(account, emergency=True))


@command(outbox, "release")
@_account
def release(context: Context, account: str | None) -> None:
    """Let it go on."""
    say(context.acting_desk().go_on_sending(account, emergency=True))


@command(outbox, "settle")
@click.argument("item", metavar="ID", type=CONVERSATION)
@click.argument("decision", type=click.Choice(["there", "again", "discard"]))
def settle(context: Context, item: int, decision: Literal["there", "again", "discard"]) -> None:
    """Decide about what is uncertain, refused or held: it is there, send it, or give it up."""
    desk = context.acting_desk()
    settled = desk.settle(item, decision)
    said = {"there": "it is there", "again": "it goes again", "discard": "given up"}[decision]
    whose = settled.agent if desk.is_listed(settled.agent) else desk.agent
    of = "" if whose == desk.agent else f" of {whose}'s"
    kept = (
        "" if settled.kind.words or decision != "discard" else f"; its text is kept as a draft{of}"
    )
    say(f"{item}: {said}{kept}")


@command(outbox, "back")
@click.argument("item", metavar="ID", type=CONVERSATION, required=False)
def back(context: Context, item: int | None) -> None:
    """Take back your newest that is not out yet, or the one with this ID; exit 1 when none is."""
    taken = context.acting_desk().take_back(item)
    if taken is None:
        say("nothing of yours is on its way")
        sys.exit(1)
    kept = "" if taken.kind.words else "; its text is kept as a draft"
    out = f"; {taken.problem}" if taken.problem else ""
    say(f"{taken.id}: taken back{kept}{out}")


@command(outbox, "take")
@click.argument("conversation", type=CONVERSATION)
def take(context: Context, conversation: int) -> None:
    """Make yours the drafts that people left there; ids by: outbox list --all."""
    left = context.acting_desk().take_left(conversation)
    if not left:
        raise NotFound("nobody who left has a draft there", "see: social-care outbox list --all")
    say(f"{conversation}: the draft of {', '.join(left)} is yours now")


@command(outbox, "delete")
@click.argument("reply", metavar="REPLY_ID", type=CONVERSATION)
@click.option("--corrected", is_flag=True, help="Begin a draft of a better answer with its words.")
def delete(context: Context, reply: int, corrected: bool) -> None:
    """Take a reply of ours back from the network; ids by: outbox list --sent."""
    say(context.acting_desk().delete_reply(reply, corrected=corrected))


def _line(item: OutboxItem, now: int, is_stopped: bool, *, left: bool) -> str:
    why = clean_line(" — ".join(item.problem.rsplit("\n", 1)))  # what is wrong, and what to do
    trouble = f"  ({why})" if why else ""
    gone = f" ({NO_LONGER})" if left else ""
    return (
        f"{item.id:>6}  {item.state:<9} {ago(now - item.submitted_at):>4}"
        f"  {_next(item, now, is_stopped):<9}  {item.account}  {item.agent}{gone}"
        f"  {preview(item.text, limit=80)}{trouble}"
    )


def _left_line(item: DraftItem, now: int) -> str:
    age = ago(now - item.updated_at)
    what = preview(item.draft.text, limit=80) or f"{item.pictures} picture(s)"
    who = f"{item.draft.agent} ({NO_LONGER})"
    return f"     -  draft     {age:>4}  conversation {item.conversation_id}  {who}  {what}"


def _left_json(item: DraftItem) -> dict[str, Any]:
    return {
        "conversation_id": item.conversation_id,
        "agent": item.draft.agent,
        "state": "draft",
        "text": mask_cards(item.draft.text),
        "private": item.draft.private,
        "versions": item.versions,
        "pictures": item.pictures,
        "updated_at": iso(item.updated_at),
    }


_NO_TRY = {
    OutboxState.HELD: "needs you",
    OutboxState.REFUSED: "needs you",
    OutboxState.UNCERTAIN: "looking",
}


def _next(item: OutboxItem, now: int, is_stopped: bool) -> str:
    if item.due_at is None:
        return _NO_TRY.get(item.state, "now")
    if is_stopped:
        return "stopped"
    return f"in {span(item.due_at - now)}" if item.due_at > now else "now"


def _as_json(item: OutboxItem, is_stopped: bool) -> dict[str, Any]:
    return {
        "id": item.id,
        "conversation_id": item.conversation_id,
        "kind": item.kind,
        "account": item.account,
        "agent": item.agent,
        "state": item.state,
        "stopped": is_stopped,
        "text": mask_cards(item.text),
        "private": item.private,
        "submitted_at": iso(item.submitted_at),
        "next_try_at": iso(item.due_at),
        "problem": item.problem,
    }


def _sent_line(reply: SentReply) -> str:
    gone = "deleted" if reply.deleted_at is not None else "sent"
    who = reply.agent or "(native)"
    return (
        f"{reply.id:>6}  {gone:<9} {iso(reply.at)}  {reply.account}  {who}"
        f"  {preview(reply.text, limit=80)}"
    )


def _sent_json(reply: SentReply) -> dict[str, Any]:
    return {
        "reply_id": reply.id,
        "conversation_id": reply.conversation_id,
        "account": reply.account,
        "agent": reply.agent,
        "text": mask_cards(reply.text),
        "visibility": reply.visibility,
        "sent_at": iso(reply.at),
        "url": reply.url,
        "deleted_at": iso(reply.deleted_at),
    }
