"""account list: every configured account, who we are there and how it does."""

from collections import defaultdict
from typing import Any

import click

from social_care import wiring
from social_care.answer import parse_time
from social_care.cli.account.group import account
from social_care.cli.common import Context, command, print_json, say
from social_care.config import Account
from social_care.export import iso
from social_care.models import StreamHealth, Usage
from social_care.storage import accounts, listening, usages
from social_care.storage.connection import Row
from social_care.text import clean_line, span, used


@command(account, "list")
@click.option("--json", "json_", is_flag=True, help="One JSON object per account.")
def list_(context: Context, json_: bool) -> None:
    """Every account: who we are there, its streams, what is used up, when its log-in ends."""
    tx, now = context.store.read(), wiring.now_ms()
    streams: dict[str, list[StreamHealth]] = defaultdict(list)
    spent: dict[str, list[tuple[str, Usage]]] = defaultdict(list)
    configured = [each.name for each in context.config.accounts]
    for stream in listening.health(tx, now, configured, all_streams=True):
        streams[stream.account].append(stream)
    for name, bucket, usage in usages.of_all(tx, now):
        spent[name].append((bucket, usage))
    for each in context.config.accounts:
        row = accounts.by_name(tx, each.name)
        found = _described(each, row, streams[each.name], spent[each.name])
        if json_:
            print_json(found)
        else:
            _show(found, now)
    if not context.config.accounts and not json_:
        say("no account yet: social-care account add")


def _described(
    configured: Account,
    row: Row | None,
    streams: list[StreamHealth],
    spent: list[tuple[str, Usage]],
) -> dict[str, Any]:
    return {
        "account": configured.name,
        "connector": configured.connector,
        "channel": row["channel"] if row else None,
        "handle": (row["own_handle"] or row["own_id"] or None) if row else None,
        "log_in_ends": iso(row["login_ends_at"]) if row else None,
        "streams": [_stream(stream) for stream in streams],
        "usage": [
            {"name": name, "used": each.used, "allowed": each.allowed, "until": iso(each.until)}
            for name, each in spent
        ],
    }


def _stream(stream: StreamHealth) -> dict[str, Any]:
    return {
        "stream": stream.stream,
        "state": stream.state,
        "last_success": iso(stream.ok_at),
        "next_try": iso(stream.next_at or None),
        "problem": stream.problem,
        "remedy": stream.remedy,
    }


def _show(found: dict[str, Any], now: int) -> None:
    who = f" as {found['handle']}" if found["handle"] else ", not yet seen by a worker"
    click.echo(clean_line(f"{found['account']}: {found['connector']}{who}"))
    if found["log_in_ends"]:
        click.echo(f"  log-in ends {found['log_in_ends']}")
    for each in found["streams"]:
        last = (
            f"last read {_when(each['last_success'], now)}"
            if each["last_success"]
            else "never read"
        )
        again = f"next try {_when(each['next_try'], now, past='at once')}"
        click.echo(f"  {clean_line(each['stream'])}: {each['state']}; {last}; {again}")
        if each["problem"]:
            click.echo(f"    {clean_line(each['problem'])}")
            click.echo(f"    -> {clean_line(each['remedy'])}")
    for each in found["usage"]:
        usage = Usage(used=each["used"], allowed=each["allowed"], until=0)
        anew = _when(each["until"], now)
        click.echo(f"  {clean_line(used(each['name'], usage))}, anew {anew}")


def _when(moment: str | None, now: int, *, past: str = "") -> str:
    at = parse_time(moment)
    if at is not None and at > now:
        return f"in {span(at - now)}"
    return past or f"{span(now - (at or now))} ago"
