"""Why a command would do nothing here and now: read by its key, the footer, the palette, the help.

A reason is part of a sentence ("nothing is open here"), and empty where nothing is known to speak
against it. What only the desk can know is no reason: the desk says it.
"""

from collections.abc import Callable, Mapping

from social_care import text
from social_care.models import OutboxKind, OutboxState, Stage, State
from social_care.models.views import ConversationView, QueueRow
from social_care.tui.keys import LISTS, TYPING, WHERE_TITLES, Key, Table, Where, shown
from social_care.tui.links import web_link
from social_care.tui.situation import (
    Situation,
    has_public_message,
    last_visibility,
    newest_sent,
    stuck_reply,
)
from social_care.tui.widgets import words
from social_care.tui.writing import Writing

Why = Callable[[Situation], str]

LOOKS_AGAIN = frozenset({"claim", "own_views", "macro", "recall", "undo"})
"""Commands that look for themselves whether it is still so, and say it; c twice takes over."""

ONE_AT_A_TIME = frozenset(
    {"elsewhere", "note", "wow", "correct", "like", "hide", "mute", "claim", "take_back"}
)
"""Commands that would surprise who has selected several: they are about the one at the cursor."""

STILL_READ = "the conversation is still being read: try again"

PUT_OFF = {Stage.AT_RISK, Stage.LATE, Stage.ESCALATED}
"""Whoever waits so long is not put aside."""


def why_not(command: str, at: Situation) -> str:
    """Why this would do nothing; empty: nothing is known to speak against it."""
    if at.picked and command in ONE_AT_A_TIME:
        return _one_at_a_time(at)
    return CANNOT[command](at) if command in CANNOT else ""


def not_here(row: Key, where: Where) -> str:
    """Why a command of another part of the screen would do nothing; empty: it is of this one."""
    if where in row.where:
        return ""
    if where in TYPING and row.where & LISTS:
        return f"not while something is typed: {shown('back')} first"
    places = [title for place, title in WHERE_TITLES.items() if place in row.where]
    return "only " + " or ".join(title[0].lower() + title[1:] for title in places)


def reasons(table: Table, at: Situation) -> dict[str, str]:
    """By command: why those of this part of the screen would do nothing."""
    found = {row.command: why_not(row.command, at) for row in table.for_where(at.where)}
    return {command: reason for command, reason in found.items() if reason}


# -- about one conversation, or all that are selected ----------------------------------------------


def _one_at_a_time(at: Situation) -> str:
    return (
        f"{at.picked} are selected, and this is done with one at a time:"
        f" {shown('back')} selects none, {shown('open')} opens this one"
    )


def _nothing_here(at: Situation) -> str:
    if at.target is not None:
        return ""
    return "no conversation is listed here" if at.where is Where.QUEUE else "nothing is open here"


def _with_one(of_one: Why) -> Why:
    """For commands about one conversation: first of all there must be one."""

    def reason(at: Situation) -> str:
        return _nothing_here(at) or of_one(at)

    return reason


def _unless_many(of_one: Why) -> Why:
    """What may speak against it with one conversation is counted where it is done with many."""

    def reason(at: Situation) -> str:
        return _nothing_here(at) or ("" if at.picked else of_one(at))

    return reason


def cannot_reply(row: QueueRow | None, agent: str, now: int) -> str:
    """Why this conversation cannot be answered by us now, with what to do."""
    if row is None:
        return ""
    if not row.can_reply:
        reason = text.clean_line(row.can_reply_reason) or "the network does not let us"
        return (
            f"cannot reply here: {reason}; {shown('open_link')} opens it,"
            f" then {shown('elsewhere')} records the answer"
        )
    if row.claimed_by is not None and row.claimed_by != agent:
        return (
            f"{words.presence(row, now)}: {shown('claim')} twice takes over,"
            f" {shown('note')} leaves a note"
        )
    return ""


def cannot_be_private(view: ConversationView | None) -> str:
    """Why there is no private answer here."""
    if view is None or view.limits.can_private or last_visibility(view).is_private:
        return ""
    return f"{text.clean_line(view.row.channel)} has no private answer to a public post"


def _reply(at: Situation) -> str:
    return cannot_reply(at.row, at.agent, at.now)


def _reply_privately(at: Situation) -> str:
    return _reply(at) or cannot_be_private(at.view) or _private_is_over(at.row, at.now)


def _private_is_over(row: QueueRow | None, now: int) -> str:
    """The network's window for a private answer has closed."""
    if row is None or row.private_until is None or row.private_until > now:
        return ""
    channel = text.clean_line(row.channel)
    return f"{channel} takes no private answer to this any more: {shown('reply')} answers in public"


def _claim(at: Situation) -> str:
    row = at.row
    if row is None or row.claimed_by in {None, at.agent}:
        return ""
    return f"{words.presence(row, at.now)}: {shown('claim')} twice takes over"


def _snooze(at: Situation) -> str:
    late = at.row is not None and at.row.waiting_since is not None and at.row.stage in PUT_OFF
    return "the customer has waited too long to be put off: answer first" if late else ""


def _dismiss(at: Situation) -> str:
    if at.row is not None and at.row.state is State.DISMISSED:
        return "it is dismissed already"
    here = (one for one in at.outbox if one.conversation_id == at.target)
    ours = (one for one in here if one.kind is OutboxKind.REPLY)
    leaving = any(one.state in {OutboxState.QUEUED, OutboxState.DELAYED} for one in ours)
    return f"an answer is on its way: {shown('take_back')} takes it back" if leaving else ""


def _elsewhere(at: Situation) -> str:
    waits = at.row is None or at.row.waiting_since is not None
    return "" if waits else "nobody waits for an answer here"


def _repeat(at: Situation) -> str:
    if not at.repeats:
        return (
            f"nothing to repeat yet: {shown('tag')} tags,"
            f" {shown('resolve')} resolves with a wrap-up code"
        )
    if at.picked and not at.repeats_many:
        return f"{at.repeats}: one at a time. {shown('back')} first"
    return _nothing_here(at)


def _cannot_act(what: str, can: Callable[[ConversationView], bool]) -> Why:
    """What the network does not do from here."""

    def reason(at: Situation) -> str:
        if at.view is None or can(at.view):
            return ""
        channel = text.clean_line(at.view.row.channel)
        return f"{what} from here on {channel}: {shown('open_link')} opens it"

    return reason


def _delete_sent(at: Situation) -> str:
    if at.view is None:
        return STILL_READ
    if newest_sent(at.view) is None:
        return "no reply of ours stands here on the network"
    return _cannot_act("replies cannot be deleted", lambda view: view.limits.can_delete)(at)


def _link(at: Situation) -> str:
    return "" if at.view is None or web_link(at.view.url) else "this message has no link"


def _fold(at: Situation) -> str:
    alone = at.view is not None and not at.view.around
    return "nobody else wrote in this thread, and nothing was done here" if alone else ""


def _decide(at: Situation) -> str:
    if at.view is None:
        return STILL_READ
    return "" if stuck_reply(at.view) else "no reply here needs deciding"


def _take_back(at: Situation) -> str:
    return "" if at.outbox else "no reply of yours waits to be sent"


# -- while writing ---------------------------------------------------------------------------------


def _writing(of_it: Callable[[Writing, Situation], str]) -> Why:
    def reason(at: Situation) -> str:
        return of_it(at.writing, at) if at.writing is not None else "nothing is being written"

    return reason


def unsendable(writing: Writing, written: str) -> str:
    """What stops these words from being sent, before anybody is asked."""
    if writing.sending:
        return "it is being sent just now"
    if not written.strip():
        return "there is nothing to send yet"
    if writing.read is None:
        return STILL_READ
    if writing.private and (problem := cannot_be_private(writing.read)):
        return f"{problem}: {shown('privacy')} makes it public"
    return ""


def _send(writing: Writing, at: Situation) -> str:
    return unsendable(writing, at.written)


def _send_resolve(writing: Writing, at: Situation) -> str:
    if writing.along.holding:
        return f"a holding reply resolves nothing: {shown('still_with_you')} makes it an answer"
    return unsendable(writing, at.written)


def _send_kept(at: Situation) -> str:
    if at.writing is None or not at.written.strip():
        return f"there is nothing to send: {shown('reply')} begins a reply"
    return unsendable(at.writing, at.written)


def _privacy(writing: Writing, at: Situation) -> str:
    """Why it stays as public, or as private, as it is."""
    read = writing.read
    if read is None:
        return ""
    if not writing.private:
        return cannot_be_private(read) or _private_is_over(read.row, at.now)
    if last_visibility(read).is_private and not has_public_message(read):
        return (
            "the customer wrote privately, and nothing here in public: so does the answer;"
            " there is no public message to stand under"
        )
    return ""


def _attach(writing: Writing, _at: Situation) -> str:
    if writing.read is None or writing.limits.media is not None:
        return ""
    return "this network takes no pictures: give a link to it instead"


def _versions(at: Situation) -> str:
    """A lead takes over what people left who are not listed any more."""
    others = at.row is None or any(name != at.agent for name in at.row.drafts)
    found = at.versions > 1 or (at.is_lead and others)
    return "" if found else "there is no other version of this draft"


def _macro(_writing: Writing, at: Situation) -> str:
    if at.macros != 0:
        return ""
    return "there are no macros for this channel: docs/macros.md tells how to write one"


def _recall(_writing: Writing, at: Situation) -> str:
    return "no answer was sent before" if at.answers is False else ""


# -- the others ------------------------------------------------------------------------------------


def _keep_search(at: Situation) -> str:
    if at.typed.strip():
        return ""
    return f"type what to search for; then {shown('keep_search')} keeps it as a view"


def no_own_views() -> str:
    """What to do about having none."""
    keeps = f"{shown('search')} searches, then {shown('keep_search')} keeps it as one"
    return f"you have no views of your own: {keeps}"


def _own_views(at: Situation) -> str:
    return "" if at.own_views else no_own_views()


def _border(at: Situation) -> str:
    return "" if at.panes > 1 else "there is one pane here; borders move from 120 columns on"


def _back(at: Situation) -> str:
    return "" if at.has_way_back else f"this is the queue; {shown('quit')} leaves the console"


def _nothing(_at: Situation) -> str:
    return ""


CANNOT: Mapping[str, Why] = {
    **{
        command: _with_one(_nothing)
        for command in ("open", "resolve", "why", "tag", "assign", "similar", "note", "correct")
    },
    **{
        command: _with_one(_nothing)
        for command in ("wow", "mute", "select", "select_down", "select_up", "select_all")
    },
    "reply": _unless_many(_reply),
    "reply_privately": _unless_many(_reply_privately),
    "claim": _with_one(_claim),
    "snooze": _unless_many(_snooze),
    "dismiss_it": _unless_many(_dismiss),
    "elsewhere": _with_one(_elsewhere),
    "repeat": _repeat,
    "undo": lambda at: "" if at.can_undo else "there is nothing of yours to undo",
    "take_back": _take_back,
    "like": _with_one(_cannot_act("messages cannot be liked", lambda one: one.limits.can_like)),
    "hide": _with_one(_cannot_act("messages cannot be hidden", lambda one: one.limits.can_hide)),
    "delete_sent": _with_one(_delete_sent),
    "open_link": _with_one(_link),
    "copy_link": _with_one(_link),
    "fold": _with_one(_fold),
    "decide": _with_one(_decide),
    "last_one": lambda at: "" if at.before else "you have had no other conversation open",
    "lead": lambda at: "" if at.is_lead else "only a lead sees the whole floor",
    "catch_up": lambda at: "" if at.is_lead else "only a lead switches catch-up",
    "digest": lambda at: "" if at.is_lead else "only a lead reads the digest",
    "stop_all": lambda at: "" if at.is_lead else "only a lead stops all sending, or lets it go on",
    "send_kept": _send_kept,
    "send": _writing(_send),
    "send_resolve": _writing(_send_resolve),
    "privacy": _writing(_privacy),
    "attach": _writing(_attach),
    "versions": _versions,
    "macro": _writing(_macro),
    "recall": _writing(_recall),
    "open_found": lambda at: "" if at.found else "nothing is found yet",
    "keep_search": _keep_search,
    "older_search": lambda at: "" if at.older else "there is no search before",
    "own_views": _own_views,
    "border_left": _border,
    "border_right": _border,
    "back": _back,
}
"""By command: what may speak against it. Those that are not here can always be tried."""
