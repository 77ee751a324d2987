"""The command `social-care` itself: its commands are loaded when they are called, not before."""

from importlib import import_module

import click

from social_care.cli.common import global_options, guarded, plain_option, remember

COMMANDS = {
    "account": "account",
    "answered": "acts",
    "assign": "marks",
    "catch-up": "on_shift",
    "claim": "acts",
    "correct": "acts",
    "demo": "console",
    "digest": "digest",
    "dismiss": "acts",
    "doctor": "operate",
    "export": "exporting",
    "explain": "explain",
    "handover": "on_shift",
    "hide": "acts",
    "import": "taking_in",
    "init": "operate",
    "like": "acts",
    "mute": "marks",
    "next": "reading",
    "note": "acts",
    "outbox": "outbox",
    "presence": "on_shift",
    "queue": "reading",
    "release": "marks",
    "reply": "acts",
    "resolve": "acts",
    "search": "searching",
    "show": "showing",
    "snooze": "acts",
    "staffing": "staffing",
    "stats": "stats",
    "tag": "marks",
    "triage": "triage",
    "undo": "marks",
    "worker": "operate",
    "wow": "marks",
}
"""Every command and the file of this package that holds it."""


class LazyGroup(click.Group):
    """Finds a command by loading the one file that holds it: the console must start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, for --help."""
        del ctx
        return sorted(COMMANDS)

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
