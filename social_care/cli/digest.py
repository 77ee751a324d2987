"""digest: what a lead should know of a shift, as a mail, a page or words."""

from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from social_care import wiring, wiring_digest
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.config import Config
from social_care.digest_mail import as_html, as_mail, as_text
from social_care.digest_sending import queue
from social_care.errors import SocialCareError, UsageError
from social_care.mailing import send_due
from social_care.models.digest import Page
from social_care.models.mails import MailItem, MailState
from social_care.shifts import Stretch, named, so_far
from social_care.storage import mails

ENDINGS = (".html", ".eml", ".txt")


@command(main, "digest")
@click.option("--shift", "shift", help="Which of [[shifts]]: the running one so far, or its last.")
@click.option("--since", metavar="TIME", help="Instead of a shift; ISO 8601 with offset.")
@click.option("--until", metavar="TIME", help="With --since; default, and at the latest: now.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.html, FILE.eml or FILE.txt; needs no mail settings.",
)
@click.option("--send", is_flag=True, help="Mail it now to those who get it ([[digests]]).")
def digest(
    context: Context,
    shift: str | None,
    since: str | None,
    until: str | None,
    output: Path | None,
    send: bool,
) -> None:
    """The lead's digest: wins, who still waits, the shift in figures, health, people.

    Without -o it is printed as plain text. Without [[shifts]] it is about the last 24 hours.
    """
    now = wiring.now_ms()
    wanted = _wanted(context.config, shift, since, until, now)
    if send and output is not None:
        raise UsageError("--send and -o are two things", "do one after the other")
    if output is not None and output.suffix not in ENDINGS:
        raise UsageError(f"{output} is none of {', '.join(ENDINGS)}", "choose one of these endings")
    maker = wiring_digest.maker(context.config, context.store, wiring.make_measure)
    made = maker.page(wanted.start, wanted.end, wanted.name, now)
    if send:
        _send(context, wanted, as_mail(made), now)
    elif output is None:
        click.echo(as_text(made))
    else:
        _write(output, made)
        say(f"{output}: {made.subject}")


def _wanted(
    config: Config, name: str | None, since: str | None, until: str | None, now: int
) -> Stretch:
    """Raises UsageError when it is not clear, or not there."""
    if since is not None or until is not None:
        if since is None or name is not None:
            raise UsageError("--until goes with --since, and neither with --shift", "give --since")
        return _period(moment(since), now if until is None else min(moment(until), now))
    if name is not None and named(config.shifts, name) is None:
        known = ", ".join(shift.name for shift in config.shifts) or "none"
        raise UsageError(f"no shift {name!r}", f"there are: {known}")
    shifts = [shift for shift in config.shifts if name in {None, shift.name}]
    return so_far(shifts, now, ZoneInfo(config.time_zone))


def _period(start: int, end: int) -> Stretch:
    """What is still to come is left out: nobody has waited until then."""
    if start >= end:
        raise UsageError("the period ends before it begins", "give --since before --until")
    return Stretch(start=start, end=end)


def _send(context: Context, wanted: Stretch, message: EmailMessage, now: int) -> None:
    """Through the outbox of mails, at once; what the server does not take now, the worker sends.

    Raises UsageError when nobody gets it.
    """
    plans = context.config.digests
    if wanted.shift is not None:
        plans = tuple(plan for plan in plans if plan.shift.name == wanted.shift.name)
    recipients = dict.fromkeys(address for plan in plans for address in plan.to)
    mailer = wiring.make_mailer(context.config)
    if not recipients or mailer is None:
        raise UsageError(
            "nobody is to get this digest", 'add [mail], and [[digests]] with its shift and "to"'
        )
    key = f"digest asked for at {now}"
    queue(context.store, key, recipients, message, mailer.addressed, now)
    problems = send_due(context.store, mailer, wiring.now_ms)
    items = mails.of_key(context.store.read(), key)
    unsent = [item for item in items if item.state is not MailState.SENT]
    if sent := [item.recipient for item in items if item.state is MailState.SENT]:
        say(f"sent to {', '.join(sent)}: {message['Subject']}")
    if unsent:
        raise _not_sent(unsent, problems)


def _not_sent(unsent: Sequence[MailItem], problems: Sequence[str]) -> SocialCareError:
    """Only a mail that is refused for good needs somebody: the others go by themselves."""
    refused = [item for item in unsent if item.state is MailState.FAILED]
    told = "; ".join(problems) or "the server did not take it"
    if len(refused) == len(unsent):
        return SocialCareError(f"not sent: {told}", refused[0].remedy)
    return SocialCareError(f"not sent yet: {told}", "a running worker tries again")


def _write(place: Path, made: Page) -> None:
    if place.suffix == ".eml":
        place.write_bytes(as_mail(made).as_bytes())
    else:
        render = as_html if place.suffix == ".html" else as_text
        place.write_text(render(made), encoding="utf-8")
