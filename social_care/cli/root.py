"""The command `social-care` itself: its commands are loaded when they are called, not before."""

from importlib import import_module

import click

from social_care.cli.common import Group, global_options, guarded, plain_option, remember

SECTIONS = {
    "To begin": {
        "demo": "console",
        "init": "operate",
        "account": "account",
        "doctor": "operate",
        "worker": "operate",
    },
    "To find": {
        "queue": "reading",
        "show": "showing",
        "search": "searching",
    },
    "To answer": {
        "next": "reading",
        "claim": "acts",
        "reply": "acts",
        "like": "acts",
        "hide": "acts",
        "note": "acts",
        "wow": "marks",
        "tag": "marks",
        "correct": "acts",
        "assign": "marks",
        "snooze": "acts",
        "mute": "marks",
        "resolve": "acts",
        "dismiss": "acts",
        "answered": "acts",
        "release": "marks",
        "undo": "marks",
        "outbox": "outbox",
    },
    "The team": {
        "presence": "on_shift",
        "handover": "on_shift",
        "catch-up": "on_shift",
    },
    "To look back, and ahead": {
        "stats": "stats",
        "explain": "explain",
        "digest": "digest",
        "staffing": "staffing",
    },
    "In and out": {
        "export": "exporting",
        "import": "taking_in",
        "triage": "triage",
    },
}
"""Every command as --help tells of them, with the file of this package that holds it."""

COMMANDS = {name: file for section in SECTIONS.values() for name, file in section.items()}
"""Every command and the file of this package that holds it."""


class LazyGroup(Group):
    """Finds a command by loading the one file that holds it: the console must start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, for --help."""
        del ctx
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """In the order in which they are needed."""
        for title, names in SECTIONS.items():
            self.tell(ctx, formatter, title, names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; its file registers it on this group when it is loaded."""
        if cmd_name in COMMANDS:
            import_module(f"social_care.cli.{COMMANDS[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@global_options
@plain_option
@click.pass_context
def main(ctx: click.Context, /, plain: bool, **options: object) -> None:
    """Listen and respond to customers on social networks.

    Without a command it opens the console.
    """
    context = remember(ctx, **options)
    if ctx.invoked_subcommand is None:
        from social_care.cli.console import open_console

        guarded(context, lambda: open_console(context, plain=plain))
