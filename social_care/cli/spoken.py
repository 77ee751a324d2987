"""Sentences of the desk name a key; whoever reads them on the command line has commands."""

from social_care.tui.keys import Table

_COMMANDS = {
    "correct": "social-care correct",
    "elsewhere": "social-care answered",
    "open_link": "its link: social-care show",
    "reply": "social-care reply",
    "take_back": "social-care outbox back",
    "undo": "social-care undo",
}


class Spoken(Table):
    """A table of keys that names the command instead, where there is one."""

    def __init__(self, table: Table) -> None:
        self.rows, self.by_key = table.rows, table.by_key

    def shown(self, command: str) -> str:
        """How the same is done on the command line, else the key."""
        return _COMMANDS.get(command) or super().shown(command)
