"""account add: a new account, from the first click on the network to its table in the file."""

import click

from social_care import enrol, wiring
from social_care.cli.account.group import account, config_path, show_health
from social_care.cli.common import Context, command, say
from social_care.cli.talk import Keyboard, wrapped
from social_care.config import Config
from social_care.connectors import installed
from social_care.connectors.base import Guide, Health
from social_care.errors import ConfigError, SocialCareError, UsageError
from social_care.tables import suggest


@command(account, "add")
@click.argument("connector", required=False)
@click.option("--name", help="What to call the account here; asked for when not given.")
def add(context: Context, connector: str | None, name: str | None) -> None:
    """Set up an account of CONNECTOR: what to do there, a few questions, a log-in, a check.

    Nothing is stored before all of it is known.
    """
    path, talk = config_path(context), Keyboard()
    connector = connector or _chosen(talk)
    if connector not in (known := installed.available()):
        raise UsageError(
            f"there is no connector {connector!r}{suggest(connector, known)}",
            f"there are: {', '.join(known)}",
        )
    guide = enrol.guide_of(connector)
    if guide is None:
        raise UsageError(
            f"{connector} is not set up by questions", "write its table into the configuration"
        )
    if name is not None and (problem := _problem(context.config, name)):
        raise UsageError(problem, "give another one: --name NAME")
    _show_steps(guide)
    name = name or _name(context.config, connector, talk)
    new = wiring.new_account(context.config, name, connector)
    world = wiring.connector_context(context.config, new)
    trial = enrol.Trial(connector, new.table, world, path.parent)
    health = _tried(trial, guide, talk)
    enrol.store(trial, path, wiring.make_vault(context.config, name))
    _show_end(guide, health, name)
    say(f"{name} stands in {path}.")
    say("A worker that runs takes it up when it starts again; to end it: social-care worker --stop")


def _chosen(talk: Keyboard) -> str:
    found = list(enrol.guides())
    say("Networks:")
    for number, (name, guide) in enumerate(found, 1):
        say(f"  {number:>2}  {guide.network:<20} {name}")
    answer = talk.ask("Which one (its number or its name)")
    if answer.isascii() and answer.isdigit() and 0 < int(answer[:4]) <= len(found):
        return found[int(answer) - 1][0]
    named = {guide.network.lower(): name for name, guide in found}
    return named.get(answer.lower(), answer)


def _name(config: Config, connector: str, talk: Keyboard) -> str:
    tries = (connector, *(f"{connector}-{number}" for number in range(2, 1000)))
    usual = next(each for each in tries if not _problem(config, each))
    while True:
        name = talk.ask(f"What to call this account here (Enter: {usual})") or usual
        problem = _problem(config, name)
        if not problem:
            return name
        say(problem)


def _problem(config: Config, name: str) -> str:
    if any(each.name == name for each in config.accounts):
        return f"there is an account {name!r} already"
    if not name.strip() or "/" in name or name.startswith(".") or not name.isprintable():
        return "a name must be fit for a file's name: no / in it, no dot before it"
    return ""


def _show_steps(guide: Guide) -> None:
    say(f"\n{guide.network}. First, over there:")
    for number, step in enumerate(guide.steps, 1):
        say(wrapped(f"  {number}. {step}"))
    say("")


def _tried(trial: enrol.Trial, guide: Guide, talk: Keyboard) -> Health | None:
    """Who we are there; None when the person keeps an account that could not be checked."""
    answered: dict[str, enrol.Answer] = {}
    while True:
        answered = enrol.answers(guide, talk, answered)
        for question in guide.questions:
            trial.table.pop(question.key, None)
        trial.fill(guide, answered)
        try:
            health = trial.check_or_log_in(talk)
            for fault in health.faults:
                raise fault
            return health
        except ConfigError as error:
            say(f"\n{error}")
        except SocialCareError as error:
            say(f"\n{error}")
            if talk.agrees("Keep the account although that failed?", usually=False):
                return None
        if not talk.agrees("Answer the questions once more?", usually=True):
            raise SocialCareError("given up: nothing was stored", "begin again when you like")


def _show_end(guide: Guide, health: Health | None, name: str) -> None:
    say("")
    if health is not None:
        show_health(health, name)
    say("This works now:" if health else "This will work:")
    for words in guide.can:
        say(wrapped(f"  + {words}"))
    if guide.cannot:
        say("This does not:")
    for words in guide.cannot:
        say(wrapped(f"  - {words}"))
