"""What every command shares: the global options, the composed rooms, and how errors are shown.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 usage.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

import click

from social_care import __version__, wiring
from social_care import config as configuration
from social_care.cli.spoken import Spoken
from social_care.config import Agent, Config
from social_care.errors import NotAllowed, SocialCareError, UsageError
from social_care.storage import Store
from social_care.text import BARE_CONTROL, clean
from social_care.tui.keys import IN_FORCE

if TYPE_CHECKING:
    from social_care.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])

plain_option = click.option(
    "--plain",
    is_flag=True,
    envvar="SOCIAL_CARE_PLAIN",
    help="In plain words, line by line: for screen readers and braille.",
)


class _Id(click.IntRange):
    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Click's own words would name the bounds of the database."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            told = f"{value!r} is not an id: a number, as the lists print it first"
            raise click.BadParameter(told, ctx=ctx, param=param) from None


CONVERSATION = _Id(min=1, max=2**63 - 1)
"""A conversation's or an outbox item's id, as the database can hold it."""


class Group(click.Group):
    """A group whose --help says in a whole sentence what each of its commands does."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """All of them."""
        self.tell(ctx, formatter, "Commands", self.list_commands(ctx))

    def tell(
        self, ctx: click.Context, formatter: click.HelpFormatter, title: str, names: Iterable[str]
    ) -> None:
        """One entry each, wrapped; click's own would cut them at the edge of the terminal."""
        found = [(name, self.get_command(ctx, name)) for name in names]
        rows = [(name, each.get_short_help_str(limit=300)) for name, each in found if each]
        with formatter.section(title):
            formatter.write_dl(rows)


Group.group_class = Group  # groups inside it, too


@dataclass(frozen=True)
class Settings:
    """The global options, wherever on the line they stood. Later ones win."""

    config: Path | None = None
    db: Path | None = None
    agent: str | None = None
    debug: bool = False

    def over(self, other: "Settings") -> "Settings":
        """These, where given, over `other`."""
        given = {
            name: value
            for name in ("config", "db", "agent")
            if (value := getattr(self, name)) is not None
        }
        return replace(other, **given, debug=self.debug or other.debug)


@dataclass(frozen=True)
class Context:
    """The rooms a command needs, composed when they are asked for."""

    settings: Settings

    @cached_property
    def config(self) -> Config:
        """The configuration, checked; sentences name commands, and keys where there is none."""
        path = configuration.find(self.settings.config)
        found = configuration.load(path, db=self.settings.db)
        IN_FORCE.set(Spoken(found.console.keys))
        return found

    @cached_property
    def store(self) -> Store:
        """The brand's database. A new one is told of: where it is empty, the place may be wrong."""
        place = self.config.store
        is_new = not place.exists()
        store = wiring.open_store(self.config)
        if is_new:
            without = "" if self.config.path else "; no configuration was found: social-care init"
            say(f"a new database: {place}{without}")
        return store

    @cached_property
    def agent(self) -> Agent | None:
        """Who is at the keyboard, if listed."""
        return wiring.who(self.config, self.settings.agent)

    def desk(self) -> "Desk":
        """A desk to read at."""
        from social_care.desk import SCRIPT_LEASE_MS

        return wiring.make_desk(self.config, self.store, self.agent, lease_ms=SCRIPT_LEASE_MS)

    def acting_agent(self) -> Agent:
        """The listed person at the keyboard. Raises NotAllowed when nobody is."""
        if self.config.path is None:
            raise NotAllowed(
                "there is no configuration yet",
                "make one: social-care init; or look around first: social-care demo",
            )
        if self.agent is None:
            raise NotAllowed(
                "this acts in a person's name, and nobody listed is at the keyboard",
                "give --agent NAME, or list yourself in the configuration under [[agents]]",
            )
        return self.agent

    def acting_desk(self) -> "Desk":
        """A desk to act at: in the name of a listed person. Raises NotAllowed."""
        self.acting_agent()
        return self.desk()

    def close(self) -> None:
        """Give back what was opened."""
        if "store" in self.__dict__:
            self.store.close()


AGENT_ACTS = "Act in the name of this listed agent."


def global_options(command: F, *, agent_does: str = AGENT_ACTS) -> F:
    """Accept the global options here too, so that they may stand before or after the command.

    `agent_does` is what --agent means to it.
    """
    path = click.Path(path_type=Path)
    options = (
        click.option(
            "--config", type=path, help="The configuration file. Also SOCIAL_CARE_CONFIG."
        ),
        click.option(
            "--db", type=path, help="Instead of the [store] path in it. Also SOCIAL_CARE_DB."
        ),
        click.option("--agent", metavar="NAME", help=agent_does),
        click.option("--debug", is_flag=True, help="Show tracebacks."),
        click.version_option(__version__, prog_name="social-care"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def remember(ctx: click.Context, **values: Any) -> Context:
    """Merge the options given at this place with those given before it."""
    given = Settings(**values)
    before = ctx.obj.settings if isinstance(ctx.obj, Context) else Settings()
    if given.over(before) != before or not isinstance(ctx.obj, Context):
        ctx.obj = Context(given.over(before))
        ctx.find_root().call_on_close(ctx.obj.close)
    return ctx.obj


def command(
    group: click.Group, name: str | None = None, *, agent_does: str = AGENT_ACTS, **attrs: Any
) -> Callable[[F], F]:
    """A command that takes the global options and receives a `Context` first."""

    def decorate(function: F) -> F:
        @wraps(function)
        def run(*args: Any, config: Any, db: Any, agent: Any, debug: Any, **kwargs: Any) -> Any:
            ctx = click.get_current_context()
            context = remember(ctx, config=config, db=db, agent=agent, debug=debug)
            return guarded(context, lambda: function(context, *args, **kwargs))

        group.command(name, **attrs)(global_options(run, agent_does=agent_does))
        return function

    return decorate


def guarded(context: Context, act: Callable[[], Any]) -> Any:
    """Run a command; show our errors as words, with a traceback only under --debug."""
    try:
        _speak(errors="replace")  # a character that this terminal lacks must not end a command
        done = copy_context().run(act)  # the keys of its configuration are in force for it alone
        if sys.stdout is not None:
            sys.stdout.flush()
        return done
    except SocialCareError as error:
        fail(error, debug=context.settings.debug)
    except BrokenPipeError:
        _forget_output()
        sys.exit(0)  # the reader has gone (head, a closed pager): that is not our failure
    except OSError as error:
        _forget_output()
        place = f"{error.filename}: " if error.filename else ""
        is_missing = isinstance(error, FileNotFoundError)
        remedy = "make its folder first" if is_missing else "make room, or check the rights"
        told = SocialCareError(f"{place}{error.strerror or error}", remedy)
        fail(told, debug=context.settings.debug)


def fail(error: SocialCareError, *, debug: bool) -> NoReturn:
    """Say what went wrong and how to mend it, on stderr."""
    if debug:
        say("".join(traceback.format_exception(error)))
    say(f"social-care: {error}")
    sys.exit(2 if isinstance(error, UsageError) else 1)


def say(text: str) -> None:
    """Talk: to stderr. Networks and customers have a share in it, so it is made inert."""
    click.echo(clean(text), err=True)


def print_json(value: object) -> None:
    """One JSON value on a line of its own, in UTF-8.

    Control characters are written as JSON's escapes, so that a terminal obeys none of them.
    """
    _speak(encoding="utf-8")
    line = json.dumps(value, ensure_ascii=False)
    click.echo(BARE_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line))


def standard_input() -> BinaryIO:
    """Stdin, as bytes. Raises UsageError when it is closed."""
    if sys.stdin is None:
        raise UsageError("stdin is closed", "give a file, or --text")
    return sys.stdin.buffer


def words(text: str | None) -> str:
    """The text given as an option, or all of stdin. Raises UsageError."""
    if text is not None:
        return text
    stdin = standard_input()
    if stdin.isatty():
        say("type it here; Ctrl+D on a line of its own ends it")
    try:
        return stdin.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            "what stands on stdin is not UTF-8", "convert it, or use --text"
        ) from error


def opened(path: Path) -> BinaryIO:
    """A file for reading. Raises UsageError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _forget_output() -> None:
    """What Python still holds for an output that takes no more must not complain at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak(*, encoding: str | None = None, errors: str | None = None) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors=errors)
