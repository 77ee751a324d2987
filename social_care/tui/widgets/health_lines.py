"""How everything does, as lines to read: what is wrong first, each with how to mend it."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from social_care import text
from social_care.models import StreamHealth, StreamState
from social_care.models.health import Health
from social_care.tui.widgets import times
from social_care.tui.widgets.lines import Line, Piece, column, hanging, wrap
from social_care.tui.widgets.trouble import troubles

WIDTH = 70
SOON_MS = 7 * 24 * times.HOUR_MS
"""A log-in that ends within this is warned of."""

NAME_WIDTH = 18
"""Cells for the name of a stream."""

COMMAND = re.compile(r"social-care (?:worker|account|outbox)[\w .-]*", re.ASCII)


def health_lines(health: Health, now: int, zone: ZoneInfo) -> list[Line]:
    """All of it."""
    accounts = sorted({stream.account for stream in health.streams})
    lines = [*_worker(health, now), *_sending(health, zone), *_flags(health, now, zone)]
    lines += _spikes(health, now, zone)
    for account in accounts:
        lines += [(), ((text.clean_line(account), "strong"), (_channel(health, account), "dim"))]
        lines += _account(health, account, now, zone)
    if not accounts:
        lines += [(), (("No account is listened to yet: social-care account add", "dim"),)]
    return [_verdict(health, now, zone), (), *lines]


def command_in(health: Health) -> str:
    """The first command that would mend something; empty when none would."""
    if not health.status.worker_alive and not health.status.worker_starting:
        return "social-care worker" if health.status.has_accounts else "social-care account add"
    if health.status.stopped:
        return "social-care outbox release"
    for stream in health.streams:
        if found := COMMAND.search(stream.remedy):
            return found[0].strip(" .")
    if ending := health.status.logins_ending:
        return f"social-care account login {text.clean_line(ending[0][0])}"
    return ""


def _verdict(health: Health, now: int, zone: ZoneInfo) -> Line:
    wrong = len(troubles(health.status, None, zone)) + len(health.unreached)
    ending = [ends for _, ends in health.logins if ends - now < SOON_MS]
    if wrong:
        return ((f"{wrong} {'trouble' if wrong == 1 else 'troubles'}, marked !", "late"),)
    if ending:
        return (("All is well; a log-in ends soon.", "warn"),)
    return (("All is well.", "good"),)


def _worker(health: Health, now: int) -> Iterator[Line]:
    seen = health.status.worker_seen_at
    ago = f"last seen {text.ago(now - seen)} ago" if seen is not None else "never seen"
    if health.status.worker_alive:
        yield from _row("worker", "", (f"works, {ago}", ""))
        return
    if health.status.worker_starting:
        yield from _row("worker", "", ("starting", ""))
        return
    if not health.status.has_accounts:
        yield from _row("worker", "!", ("none runs, and no account is configured yet", "warn"))
        yield from _remedy("social-care account add")
        return
    yield from _row("worker", "!", (f"stopped, {ago}: nothing is fetched or sent", "warn"))
    yield from _remedy("social-care worker")


def _sending(health: Health, zone: ZoneInfo) -> Iterator[Line]:
    if not health.status.stopped:
        yield from _row("sending", "", ("goes on", ""))
    for one in health.status.stopped:
        by = f" by {text.clean_line(one.by)}" if one.by else ""
        when = f" since {times.clock(one.since, zone)}" if one.since is not None else ""
        words = f"{text.clean_line(one.account)} stopped{by}{when}, {one.waiting} wait"
        yield from _row("sending", "!", (words, "warn"))
        yield from _remedy("! (a lead), or: social-care outbox release")


def _flags(health: Health, now: int, zone: ZoneInfo) -> Iterator[Line]:
    """Whom they do not reach."""
    for one in health.unreached:
        whom = text.clean_line(one.target, limit=60)
        words = f"do not reach {whom} since {times.clock(one.since, zone)}"
        words += _next_try(one.next_at, now, zone)
        yield from _row("alerts", "!", (words, "warn"))
        yield from _problem(one.problem)
        yield from _remedy(text.clean_line(one.remedy, limit=400))


def _spikes(health: Health, now: int, zone: ZoneInfo) -> Iterator[Line]:
    """What is happening, or was within a day, with where it is to be read."""
    for spike in health.spikes:
        going_on = spike.lasts(now)
        where = ", ".join(str(example.conversation_id) for example in spike.examples)
        words = f"{times.clock(spike.at, zone)} {text.clean_line(spike.line)}"
        words += f" (at most {spike.most})" if spike.most > spike.count else ""
        words += "" if going_on else ", over"
        yield from _row("spike", "!" if going_on else "", (words, "warn" if going_on else ""))
        if where:
            yield from _remedy(f"read the conversations {where}")


def _channel(health: Health, account: str) -> str:
    channels = (stream.channel for stream in health.streams if stream.account == account)
    return f"  {text.clean_line(next(channels, ''))}"


def _account(health: Health, account: str, now: int, zone: ZoneInfo) -> Iterator[Line]:
    for stream in health.streams:
        if stream.account == account:
            yield from _stream(stream, now, zone)
    for whose, name, usage in health.usages:
        if whose == account:
            look = "warn" if not usage.left else ""
            words = f"{text.clean_line(text.used(name, usage))}, anew in {_until(usage.until, now)}"
            yield from _row("used up", "!" if not usage.left else "", (words, look))
    for whose, ends in health.logins:
        if whose == account:
            yield from _login(account, ends, now)


def _stream(stream: StreamHealth, now: int, zone: ZoneInfo) -> Iterator[Line]:
    read = f"read {text.ago(now - stream.ok_at)} ago" if stream.ok_at is not None else "never read"
    well = stream.state is StreamState.OK
    look = "" if well else "warn"
    words = f"{stream.state.value}, {read}" + ("" if well else _next_try(stream.next_at, now, zone))
    yield from _row(text.clean_line(stream.stream), "" if well else "!", (words, look))
    yield from _problem(stream.problem)
    if stream.remedy:
        yield from _remedy(text.clean_line(stream.remedy, limit=400))


def _login(account: str, ends: int, now: int) -> Iterator[Line]:
    soon = ends - now < SOON_MS
    words = f"ends in {_until(ends, now)}" if ends > now else "has ended"
    yield from _row("log-in", "!" if soon else "", (words, "warn" if soon else ""))
    if soon:
        yield from _remedy(f"social-care account login {text.clean_line(account)}")


def _next_try(moment: int, now: int, zone: ZoneInfo) -> str:
    return f", next try {times.clock(moment, zone)}" if moment > now else ""


def _until(moment: int, now: int) -> str:
    return text.span(max(moment - now, 0))


def _row(name: str, mark: str, words: Piece) -> list[Line]:
    first: Line = ((f" {mark or ' '} ", "late"), (column(name, NAME_WIDTH), "dim"))
    return hanging(first, ((" " * (NAME_WIDTH + 3), ""),), *words, WIDTH)


def _problem(words: str) -> Iterator[Line]:
    rows = wrap(text.clean_line(words, limit=400), WIDTH - 6) if words else ()
    yield from ((("      ", ""), (row, "")) for row in rows)


def _remedy(words: str) -> Iterator[Line]:
    """How to mend it, behind an arrow."""
    for number, row in enumerate(wrap(words, WIDTH - 9)):
        yield (("      -> " if number == 0 else "         ", "dim"), (row, "key"))
