"""account test: what an account can do and would bring; and, offline, what a search would find."""

import sys
from typing import Any

import click

from social_care import wiring
from social_care.cli.account.group import about, account, configured, show_health
from social_care.cli.common import Context, command, print_json, say
from social_care.config import Account
from social_care.connectors.base import Budget, Connector, ExplainsQueries
from social_care.errors import ConfigError, SocialCareError, UsageError
from social_care.export import iso
from social_care.lines import Line
from social_care.models import Stream
from social_care.query import Query, parse
from social_care.storage import accounts, texts
from social_care.storage.texts import Written
from social_care.text import clean_line, preview

EXAMPLES = 5


@command(account, "test")
@click.argument("name")
@click.option(
    "--query",
    "queries",
    multiple=True,
    help="No network: what this search finds among the mentions we have. Repeatable.",
)
@click.option("--all", "all_", is_flag=True, help="With --query: the mentions of every account.")
@click.option("--json", "json_", is_flag=True, help="One JSON object per stream, or per query.")
def test(context: Context, name: str, queries: tuple[str, ...], all_: bool, json_: bool) -> None:
    """Try the account NAME: who we are, what a poll would bring. Nothing is stored."""
    if all_ and not queries:
        raise UsageError("--all goes with --query")
    if queries:
        _search(context, name, queries, all_=all_, json_=json_)
    else:
        with about(name):
            _poll(context, configured(context, name), json_=json_)


# Over the network -------------------------------------------------------------------------------


def _poll(context: Context, found: Account, *, json_: bool) -> None:
    line = wiring.make_line(context.config, found, context.store)
    try:
        health = line.connector.check()
        if not json_:
            show_health(health, line.name)
            say(f"A reply may have {health.limits.max_length} characters.")
        failed = bool(health.faults)
        listened_to = {stream.name for stream in line.connector.streams()}
        for stream in line.streams():
            if stream.name not in listened_to:
                continue  # the worker's own: known messages are looked at again
            result = _looked(context, line, stream)
            failed = failed or "problem" in result
            print_json(result) if json_ else click.echo(_told(result))
    finally:
        line.connector.close()
    if failed:
        sys.exit(1)


def _looked(context: Context, line: Line, stream: Stream) -> dict[str, Any]:
    """One page of one stream, from where the worker stands."""
    result: dict[str, Any] = {
        "account": line.name,
        "stream": stream.name,
        "every_s": stream.every_s,
    }
    now, tx = wiring.now_ms(), context.store.read()
    row = accounts.by_name(tx, line.name)
    known = accounts.stream(tx, row["id"], stream.name) if row else None
    budget = Budget(now=now, backfill_from=now - line.backfill_ms, pages=1)
    try:
        page = line.connector.fetch(stream.name, known["cursor"] if known else None, budget)
    except SocialCareError as error:
        return result | {"problem": error.message, "remedy": error.remedy_for(line.name)}
    newest = max((mention.posted_at for mention in page.mentions), default=None)
    return result | {
        "mentions": len(page.mentions),
        "own_posts": len(page.own_posts),
        "changes": len(page.changes),
        "newest": iso(newest),
        "more": page.more,
    }


def _told(result: dict[str, Any]) -> str:
    name = clean_line(result["stream"])
    if "problem" in result:
        return f"{name}: {clean_line(result['problem'])}\n  -> {clean_line(result['remedy'])}"
    what = f"{result['mentions']} mentions, {result['own_posts']} own posts"
    changes = f", {result['changes']} changes" if result["changes"] else ""
    more = ", and more behind them" if result["more"] else ""
    return f"{name}: {what}{changes}{more} (read every {result['every_s']} s)"


# Offline ----------------------------------------------------------------------------------------


def _search(
    context: Context, name: str, queries: tuple[str, ...], *, all_: bool, json_: bool
) -> None:
    parsed = [_parsed(written) for written in queries]
    if accounts.by_name(context.store.read(), name) is None:
        configured(context, name)
    connector = _offline(context, name)
    try:
        for query in parsed:
            result = _found(context, None if all_ else name, query)
            asked = _asked(connector, query)
            result = {"account": name, "query": str(query), "asked": asked, **result}
            print_json(result) if json_ else _show(result)
    finally:
        if connector:
            connector.close()


def _parsed(written: str) -> Query:
    try:
        return parse(written)
    except ConfigError as error:
        raise UsageError(str(error.args[0]), error.remedy) from error


def _offline(context: Context, name: str) -> Connector | None:
    """The account's connector, which is asked for words only; None for one that is gone."""
    found = next((each for each in context.config.accounts if each.name == name), None)
    return wiring.make_line(context.config, found).connector if found else None


def _asked(connector: Connector | None, query: Query) -> list[str]:
    return list(connector.searches(query)) if isinstance(connector, ExplainsQueries) else []


def _found(context: Context, name: str | None, query: Query) -> dict[str, Any]:
    total, matched = 0, 0
    examples: list[dict[str, str]] = []
    for written in texts.of_account(context.store.read(), name):
        total += 1
        if query.matches(written.text, written.lang, written.author):
            matched += 1
            if len(examples) < EXAMPLES:
                examples.append(_example(written))
    return {"matched": matched, "of": total, "examples": examples}


def _example(written: Written) -> dict[str, str]:
    return {
        "account": written.account,
        "external_id": written.external_id,
        "author": written.author,
        "text": preview(written.text),
        "url": written.url,
    }


def _show(result: dict[str, Any]) -> None:
    click.echo(clean_line(f"{result['query']}: {result['matched']} of {result['of']} mentions"))
    for asked in result["asked"]:
        click.echo(f"  the network is asked: {clean_line(asked)}")
    for each in result["examples"]:
        click.echo(f"  {clean_line(each['author'], limit=40)}: {each['text']}")
