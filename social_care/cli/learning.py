"""triage --learn, --forget, --reassess: what corrections teach, and judging again by it."""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import product
from typing import Any

import click

from social_care import wiring
from social_care.cli.acts import moment
from social_care.cli.common import Context, say
from social_care.errors import SocialCareError, UsageError
from social_care.models import Band
from social_care.text import clean_line
from social_care.triage.learn import Learned
from social_care.vault import write_privately

SHOWN = 40
"""Phrases on the screen; the file holds all of them."""

OPTIONS = (
    click.option("--learn", is_flag=True, help="Show what corrections teach, and what it changes."),
    click.option("--write", is_flag=True, help="With --learn: keep it."),
    click.option("--forget", is_flag=True, help="Take back all that was learned."),
    click.option("--reassess", is_flag=True, help="Judge all known mentions again."),
    click.option("--since", metavar="TIME", help="With --reassess: only those posted since."),
    click.option("--dry-run", is_flag=True, help="With --reassess: only tell what would change."),
)


def teaching(explain: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; without one of them it does what it did before."""

    @wraps(explain)
    def run(
        context: Context,
        *,
        learn: bool,
        write: bool,
        forget: bool,
        reassess: bool,
        since: str | None,
        dry_run: bool,
        **others: Any,
    ) -> None:
        _check(others, learn=learn, write=write, forget=forget, reassess=reassess)
        if (since is not None or dry_run) and not reassess:
            raise UsageError("--since and --dry-run belong to --reassess")
        if learn:
            _learn(context, write=write)
        elif forget:
            _forget(context)
        elif reassess:
            _reassess(context, since=moment(since) if since else 0, dry_run=dry_run)
        else:
            explain(context, **others)

    for option in reversed(OPTIONS):
        run = option(run)
    return run


def _check(others: dict[str, Any], *, write: bool, **wanted: bool) -> None:
    if sum(wanted.values()) > 1:
        raise UsageError("give one of --learn, --forget and --reassess")
    if any(wanted.values()) and any(others.values()):
        raise UsageError("--learn, --forget and --reassess take neither a text nor a file")
    if write and not wanted["learn"]:
        raise UsageError("--write belongs to --learn")


# Learning ---------------------------------------------------------------------------------------


def _learn(context: Context, *, write: bool) -> None:
    from social_care.learning import Lesson, lesson  # loads triage: not before it is wanted

    config = context.config
    found: Lesson = lesson(
        context.store, wiring.make_table(), config.brand_words, wiring.learned(config)
    )
    if not found.corrections:
        say("nothing to learn from yet: correct triage with P, or with social-care correct")
        return
    for line in _told(found):
        click.echo(line)
    if found.learned.changes_nothing:
        say(f"nothing is learned from that: {config.learned} is left as it is")
    elif write:
        _keep(context, found.learned)
    else:
        say(f"nothing is kept: --write writes it to {config.learned}")


def _told(found: "Any") -> Iterator[str]:
    of = found.corrections
    yield (
        f"{of} correction(s) of {found.mentions} message(s) by {found.agents} agent(s)"
        + (f"; {found.not_scored} of texts that are not scored" if found.not_scored else "")
    )
    before, after = found.agreed, found.agrees
    yield f"agreement    complaint or not: {before.complaints} of {of} now, then {after.complaints}"
    yield f"             the category:     {before.categories} of {of} now, then {after.categories}"
    yield (
        f"calibration  slope {found.before.slope:g} now, then {found.learned.slope:g};"
        f" shift {found.before.shift:+g} now, then {found.learned.shift:+g}"
    )
    yield from _phrases(found.before, found.learned)
    yield (
        f"of {found.accepted} message(s) that nobody corrected,"
        f" {found.moved} would be of another category"
    )


def _phrases(before: Learned, after: Learned) -> Iterator[str]:
    """Those whose weight changes, the biggest change first."""
    changed = {
        phrase: (before.phrases.get(phrase, 0.0), after.phrases.get(phrase, 0.0))
        for phrase in {**before.phrases, **after.phrases}
        if before.phrases.get(phrase) != after.phrases.get(phrase)
    }
    ranked = sorted(changed, key=lambda each: (-abs(changed[each][1] - changed[each][0]), each))
    for phrase in ranked[:SHOWN]:
        now, then = changed[phrase]
        side = "gains" if then > now else "loses"
        yield f'phrase       {side} {now:+.2f} -> {then:+.2f}  "{clean_line(phrase)}"'
    if len(ranked) > SHOWN:
        yield f"             and {len(ranked) - SHOWN} more"


def _keep(context: Context, learned: Learned) -> None:
    from social_care.triage.learn_file import write

    config = context.config
    like = next((path for path in (config.learned, config.path) if path and path.exists()), None)
    mode = like.stat().st_mode & 0o777 if like else 0o600
    try:
        write_privately(config.learned.resolve(), write(learned), mode)
    except OSError as error:
        raise SocialCareError(
            f"cannot write {config.learned}: {error.strerror}", "check its folder and rights"
        ) from error
    say(f"written: {config.learned}. Start the worker again, and for what is there already:")
    say("  social-care triage --reassess")


def _forget(context: Context) -> None:
    path = context.config.learned
    try:
        path.unlink()
    except FileNotFoundError:
        say("there is nothing to forget")
        return
    except OSError as error:
        raise SocialCareError(f"cannot delete {path}: {error.strerror}") from error
    say(f"deleted {path}. Start the worker again, and for what is there already:")
    say("  social-care triage --reassess")


# Judging again ----------------------------------------------------------------------------------


def _reassess(context: Context, *, since: int, dry_run: bool) -> None:
    from social_care.reassess import Changes, reassess

    judges = wiring.make_judges(context.config)
    changes: Changes = reassess(
        context.store,
        judges,
        wiring.now_ms,
        since=since,
        dry_run=dry_run,
        progress=_Progress(),
    )
    would = "would be" if dry_run else "are now"
    click.echo(f"{changes.looked_at} judged again, {changes.kept} kept as a person corrected them")
    click.echo(f"{changes.changed} {would} of another category or band")
    for before, after in product(Band, Band):
        if count := changes.moves.get(f"{before.label} {after.label}"):
            way = "up" if after < before else "down"
            click.echo(f"{way:<5}{before.label} -> {after.label}  {count}")
    if changes.begun:
        wait = "would wait who do not now" if dry_run else "wait who did not wait before"
        click.echo(f"{changes.begun} customer(s) {wait}")


class _Progress:
    """A line that grows on a terminal; elsewhere one for every tenth, for whoever reads the log."""

    def __init__(self) -> None:
        self._tenths = 0

    def __call__(self, done: int, of: int) -> None:
        """So many are done, of so many."""
        told = f"{done:,} of {of:,} judged again"
        if sys.stderr.isatty():
            click.echo(f"\r{told}", nl=done >= of, err=True)
        elif of and done * 10 // of > self._tenths:
            self._tenths = done * 10 // of
            say(told)
