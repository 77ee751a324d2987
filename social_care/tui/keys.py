"""Every key of the console, once: bindings, footer, palette and help are read from this table.

One letter means one thing on every screen. Keys that terminals do not deliver (Ctrl with
digits, Ctrl+H I M, Ctrl+Enter ...) have no place here; a test keeps them out.
"""

from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum


class Where(StrEnum):
    """The part of the screen that has the keyboard."""

    QUEUE = "queue"
    CONVERSATION = "conversation"
    CUSTOMER = "customer"
    COMPOSER = "composer"
    SEARCH = "search"

    @property
    def heading(self) -> str:
        """Its words in the help."""
        return WHERE_TITLES[self]


WHERE_TITLES = {
    Where.QUEUE: "In the queue",
    Where.CONVERSATION: "In a conversation",
    Where.CUSTOMER: "Beside the customer",
    Where.COMPOSER: "While writing",
    Where.SEARCH: "In the search line",
}

LISTS = frozenset({Where.QUEUE, Where.CONVERSATION, Where.CUSTOMER})
QUEUE = frozenset({Where.QUEUE})
CONVERSATION = frozenset({Where.CONVERSATION})
WRITING = frozenset({Where.COMPOSER})
SEARCHING = frozenset({Where.SEARCH})
TYPING = WRITING | SEARCHING
"""Where letters are letters, and no commands."""
LISTED = LISTS | SEARCHING
EVERYWHERE = frozenset(Where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One command and the keys that give it."""

    command: str
    """Name of the screen's action."""
    keys: tuple[str, ...]
    """As Textual names them."""
    shown: str
    """As people write them."""
    label: str
    """A word or two for the footer."""
    where: frozenset[Where]
    help: str
    """One sentence for help and palette; `{command}` stands for that command's key."""
    footer: int = 0
    """Place in the footer: 1 is the last to be dropped on a narrow screen, 0 is never shown."""
    at_once: bool = False
    """Only moves: done without first looking whether the key belongs to a paste."""
    fleeting: bool = False
    """In the footer only while it would do something; others are greyed when they would not."""
    also: tuple[tuple[str, str], ...] = ()
    """What other keyboards have in the place of one of `keys`: their key, and which it stands for.
    Only where nothing is typed."""
    each: tuple[str, ...] = ()
    """Each of `keys` as people write it, where `shown` does not tell."""

    def action(self, key: str) -> str:
        """What Textual runs for `key`; a view's number goes along."""
        if self.command != "view":
            return self.command
        return f"view({self.keys.index(dict(self.also).get(key, key)) + 1})"


def _key(
    command: str,
    keys: str,
    shown: str,
    label: str,
    where: frozenset[Where],
    sentence: str,
    footer: int = 0,
    at_once: bool = False,
    fleeting: bool = False,
) -> Key:
    return Key(
        command=command,
        keys=tuple(keys.split()),
        shown=shown,
        label=label,
        where=where,
        help=sentence,
        footer=footer,
        at_once=at_once,
        fleeting=fleeting,
    )


KEYS: tuple[Key, ...] = (
    _key("down", "j down", "j ↓", "down", LISTS, "One down.", at_once=True),
    _key("up", "k up", "k ↑", "up", LISTS, "One up.", at_once=True),
    _key(
        "page_down",
        "pagedown",
        "PgDn",
        "page",
        EVERYWHERE,
        "One page down; while writing, of what was said.",
        at_once=True,
    ),
    _key(
        "page_up",
        "pageup",
        "PgUp",
        "page",
        EVERYWHERE,
        "One page up; while writing, of what was said.",
        at_once=True,
    ),
    _key("first", "g home", "g", "top", LISTS, "To the top: the most needed, the oldest message."),
    _key("last", "G end", "G", "end", LISTS, "To the end: the least needed, the newest message."),
    _key("open", "enter", "Enter", "open", QUEUE, "Open the conversation.", 1),
    _key(
        "decide",
        "enter",
        "Enter",
        "decide",
        CONVERSATION,
        "Decide about a reply that is held, refused or uncertain.",
        1,
        fleeting=True,
    ),
    _key("next", "n", "n", "next", LISTS, "Claim and open the customer who needs you most.", 2),
    _key("last_one", "apostrophe", "'", "last one", LISTS, "Back to the conversation before."),
    _key("reply", "r", "r", "reply", LISTS, "Reply, as publicly as the customer wrote.", 3),
    _key("reply_privately", "R", "R", "privately", LISTS, "Reply in private, if possible.", 12),
    _key(
        "send_kept",
        "S",
        "S",
        "send",
        CONVERSATION,
        "Send the text you left with {back}, where {send} does not get through.",
        3,
        fleeting=True,
    ),
    _key(
        "claim", "c", "c", "claim", LISTS, "Claim, or give back; a colleague's: {claim} twice.", 5
    ),
    _key(
        "resolve", "e", "e", "resolve", LISTS, "Resolve; {resolve} again if a complaint waits.", 6
    ),
    _key("snooze", "s", "s", "snooze", LISTS, "Put aside; who waits comes back in time.", 7),
    _key("dismiss_it", "d", "d", "dismiss", LISTS, "Dismiss: it needs no answer.", 10),
    _key("elsewhere", "E", "E", "elsewhere", LISTS, "It was answered by phone, in the app ...", 13),
    _key("tag", "t", "t", "tag", LISTS, "Tag it, or take a tag off.", 18),
    _key("assign", "a", "a", "assign", LISTS, "Give it to one agent, or to everybody.", 19),
    _key(
        "mute",
        "M",
        "M",
        "mute",
        LISTS,
        "Mute: only what presses brings it back; {mute}: hear again.",
    ),
    _key("repeat", "full_stop", ".", "repeat", LISTS, "The last tag, wrap-up or macro once more."),
    _key("select", "x", "x", "select", QUEUE, "Select it, or no longer; then one down.", 20),
    _key("select_down", "J", "J", "select down", QUEUE, "Select this one and the next."),
    _key("select_up", "K", "K", "select up", QUEUE, "Select this one and the one above."),
    _key("select_all", "asterisk", "*", "select all", QUEUE, "Select all in the view, or none."),
    _key(
        "similar",
        "equals_sign",
        "=",
        "similar",
        LISTS,
        "All who say nearly the same, selected: answer them at once.",
        21,
    ),
    _key("note", "i", "i", "note", LISTS, "A note for colleagues; customers never see it.", 9),
    _key("wow", "w", "w", "WOW", LISTS, "A WOW: what you did for them beyond the expected.", 23),
    _key("undo", "u", "u", "undo", LISTS, "Undo your last deed, named above the keys.", 11),
    _key("take_back", "U", "U", "take back", LISTS, "Take back your newest unsent reply."),
    _key("like", "plus", "+", "like", LISTS, "Like the customer's newest message."),
    _key("hide", "h", "h", "hide", LISTS, "Hide the customer's newest message from strangers."),
    _key(
        "delete_sent",
        "X",
        "X",
        "delete",
        CONVERSATION,
        "Delete our newest reply on the network, or correct it.",
        16,
        fleeting=True,
    ),
    _key(
        "stop_all",
        "exclamation_mark",
        "!",
        "stop",
        LISTS,
        "A lead: stop all sending at once; {stop_all} again goes on.",
        17,
    ),
    _key("open_link", "o", "o", "browser", LISTS, "Open the message in the browser."),
    _key("copy_link", "y", "y", "copy link", LISTS, "Copy the link of the message."),
    _key(
        "fold", "f", "f", "fold", CONVERSATION, "Who else wrote, and what was done: show or fold."
    ),
    _key("why", "p", "p", "why", LISTS, "Why it has this priority.", 8),
    _key("correct", "P", "P", "correct", LISTS, "Correct what triage took it for; it learns."),
    _key("view", "1 2 3 4 5 6 7 8 9", "1-9", "views", LISTS, "Another view of the queue."),
    _key("own_views", "v", "v", "own views", LISTS, "Your own views: open one, or forget it."),
    _key("search", "slash", "/", "search", LISTS, "Search everything that was said.", 8),
    _key("next_pane", "tab", "Tab", "pane", LISTS, "Queue, conversation, customer.", 14),
    _key("border_left", "less_than_sign", "<", "border", LISTS, "The border beside goes left."),
    _key("border_right", "greater_than_sign", ">", "border", LISTS, "The border goes right."),
    _key("health", "H", "H", "health", LISTS, "Who listens, what is used up, how to mend it."),
    _key("break", "B", "B", "break", LISTS, "A break, back again, or off with a handover.", 22),
    _key("lead", "L", "L", "lead", LISTS, "A lead: the floor at one look, and what it needs."),
    _key("catch_up", "C", "C", "catch-up", LISTS, "A lead: work off a backlog, or no longer."),
    _key("digest", "D", "D", "digest", LISTS, "A lead: the digest of the shift so far."),
    _key("send", "ctrl+s", "Ctrl+S", "send", WRITING, "Send it; the undo window starts.", 1),
    _key(
        "send_resolve",
        "f9",
        "F9",
        "and resolve",
        WRITING,
        "Send it, and resolve the conversation once it is sent.",
        4,
    ),
    _key("macro", "f2", "F2", "macro", WRITING, "Put in a prepared text, by name or by key.", 3),
    _key("recall", "ctrl+r", "Ctrl+R", "answers", WRITING, "Find an answer sent before.", 7),
    _key("privacy", "f3", "F3", "public/private", WRITING, "Public or private; see the title.", 3),
    _key(
        "still_with_you",
        "f5",
        "F5",
        "still with you",
        WRITING,
        "A holding reply, which stops no clock, or an answer; see the title.",
        8,
    ),
    _key("attach", "f4", "F4", "picture", WRITING, "Attach a picture, or take one off.", 5),
    _key(
        "versions",
        "f8",
        "F8",
        "versions",
        WRITING | CONVERSATION,
        "Another version of this draft.",
        4,
        fleeting=True,
    ),
    _key("editor", "ctrl+o", "Ctrl+O", "editor", WRITING, "Write in $VISUAL or $EDITOR.", 4),
    _key("open_found", "enter", "Enter", "open", SEARCHING, "Open the first, or where you are.", 1),
    _key("to_found", "tab", "Tab", "the list", SEARCHING, "Into the list of what was found.", 3),
    _key("keep_search", "ctrl+s", "Ctrl+S", "keep as view", SEARCHING, "Keep it as a view.", 4),
    _key("older_search", "up", "↑", "older", SEARCHING, "The search before.", 5),
    _key("newer_search", "down", "↓", "newer", SEARCHING, "A newer search; then the list.", 6),
    _key(
        "back", "escape", "Esc", "back", EVERYWHERE, "Back; your words are kept.", 2, fleeting=True
    ),
    _key("back", "q", "q", "back", LISTS, "Back."),
    _key("palette", "colon", ":", "commands", LISTS, "Find a command by its name."),
    _key("palette", "ctrl+p", "Ctrl+P", "commands", EVERYWHERE, "Find a command by its name."),
    _key("help", "question_mark", "?", "help", LISTS, "These keys.", 1),
    _key("quit", "Q", "Q", "quit", LISTS, "Leave the console; all you wrote is kept.", 15),
)
"""`back` and `palette` stand twice, because a q typed into a reply is a q."""


class _Shown(dict[str, str]):
    """How each command's key is written, for sentences that name it."""

    def __init__(self, table: "Table") -> None:
        super().__init__()
        self._table = table

    def __missing__(self, command: str) -> str:
        return self._table.shown(command)


class Table:
    """All keys as they are in force: the ones above, or what a team has made of them."""

    def __init__(self, rows: tuple[Key, ...]) -> None:
        self.rows = rows
        named = _Shown(self)
        self.rows = tuple(
            replace(row, help=row.help.format_map(named)) if "{" in row.help else row
            for row in rows
        )
        self.by_key = {
            (where, key): row for row in self.rows for key in row.keys for where in row.where
        }
        """What a key means where."""
        for row in self.rows:
            for key, _ in row.also:
                self.by_key |= {(where, key): row for where in row.where - TYPING}

    def for_where(self, where: Where) -> tuple[Key, ...]:
        """The commands that work in a part of the screen, in the table's order."""
        return tuple(row for row in self.rows if where in row.where)

    def for_footer(self, where: Where) -> tuple[Key, ...]:
        """The footer's commands, the most important first."""
        shown = (row for row in self.for_where(where) if row.footer)
        return tuple(sorted(shown, key=lambda row: row.footer))

    def shown(self, command: str) -> str:
        """How the first key of a command is written; for sentences that name it."""
        row = next(row for row in self.rows if row.command == command)
        return row.shown.split()[0]

    def shown_view(self, number: int) -> str:
        """How the key of a view is written; 1 is the first."""
        row = next(row for row in self.rows if row.command == "view")
        return (row.each or row.keys)[number - 1]

    def keys_of(self, *commands: str) -> frozenset[str]:
        """Every key of these commands, as Textual names them; for dialogs that obey them, too."""
        rows = (row for row in self.rows if row.command in commands)
        return frozenset(key for row in rows for key in (*row.keys, *dict(row.also)))


TABLE = Table(KEYS)
"""As it comes."""

BY_KEY = TABLE.by_key
for_where, for_footer = TABLE.for_where, TABLE.for_footer

IN_FORCE: ContextVar[Table] = ContextVar("keys", default=TABLE)
"""The table of the console that runs here: whatever names a key, or obeys one, reads it."""


def shown(command: str) -> str:
    """How the key of a command is written in this console."""
    return IN_FORCE.get().shown(command)


def shown_view(number: int) -> str:
    """The same for the key of a view."""
    return IN_FORCE.get().shown_view(number)


def keys_of(*commands: str) -> frozenset[str]:
    """The keys of commands in this console."""
    return IN_FORCE.get().keys_of(*commands)


def undoes(what: str = "") -> str:
    """How a notice ends whose deed can be undone."""
    return f" — {shown('undo')} undoes{what}"
