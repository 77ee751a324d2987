"""triage: explain a verdict, or assess JSON Lines."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from social_care import wiring
from social_care.cards import mask_cards
from social_care.cli.common import Context, command, opened, print_json, say, standard_input
from social_care.cli.learning import teaching
from social_care.cli.root import main
from social_care.config import Config
from social_care.connectors.record_fields import FieldError, Fields
from social_care.errors import UsageError
from social_care.tables import suggest
from social_care.text import clean_line
from social_care.triage import Subject
from social_care.triage.judge import Judgement, judge
from social_care.triage.rules_match import Post


@command(main, "triage")
@teaching
@click.argument("text", required=False)
@click.option(
    "--jsonl",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read objects with a text, one per line (- for stdin); write a verdict for each.",
)
@click.option("--author", default="", metavar="HANDLE", help="For the rules: who wrote it.")
@click.option("--channel", default="", metavar="NAME", help="For the rules: the network's name.")
@click.option("--account", default="", metavar="NAME", help="For the rules: which of ours.")
def triage(
    context: Context, text: str | None, jsonl: Path | None, author: str, channel: str, account: str
) -> None:
    """Explain triage's verdict on a TEXT, or on each line of a file, the team's rules included."""
    if (text is None) == (jsonl is None):
        raise UsageError("give either a TEXT or --jsonl FILE")
    assessor, rules = wiring.make_triage(context.config), wiring.make_rules(context.config)
    usual = _usual(context.config, author, channel, account)
    if text is not None:
        post = replace(usual, text=text)
        _explain(judge(assessor, Subject(text=text), post, rules))
        return
    assert jsonl is not None
    bad = 0
    for number, subject_id, found in _subjects(jsonl, usual):
        if isinstance(found, str):
            say(f"line {number}: {found}")
            bad += 1
            continue
        print_json(_as_json(subject_id, judge(assessor, *found, rules)))
    if bad:
        say(f"{bad} line(s) skipped")
        sys.exit(1)


def _usual(config: Config, author: str, channel: str, account: str) -> Post:
    """What rules see besides the text. Raises UsageError for an account that is none of ours."""
    known = {item.name: str(item.table.get("channel", item.connector)) for item in config.accounts}
    if account and account not in {*known, "import"}:
        raise UsageError(f"no account {account!r}{suggest(account, known)}")
    return Post(text="", author=author, account=account, channel=channel or known.get(account, ""))


def _explain(judgement: Judgement) -> None:
    verdict, ruling = judgement.verdict, judgement.ruling
    sentiment = "not scored" if verdict.sentiment is None else f"{verdict.sentiment:+.2f}"
    if verdict.plain_sentiment is not None:
        sentiment += f" (plain VADER {verdict.plain_sentiment:+.2f})"
    complaint = "not scored" if verdict.complaint is None else f"{verdict.complaint:.0%}"
    click.echo(f"band       {verdict.band.label}")
    click.echo(f"category   {verdict.category}")
    click.echo(f"score      {verdict.score} of 100")
    click.echo(f"complaint  {complaint}")
    if verdict.severity is not None:
        click.echo(f"severity   {verdict.severity:.1f} of 4")
    click.echo(f"sentiment  {sentiment}")
    click.echo(f"language   {verdict.language}{' (uncertain)' if verdict.uncertain else ''}")
    if verdict.private:
        details = ", ".join(detail.label for detail in verdict.private)
        click.echo(f"private    {details}, for everybody to read")
    if ruling.dismissed_by:
        click.echo(f'dismissed  by rule "{clean_line(ruling.dismissed_by)}"')
    if ruling.tags:
        click.echo(f"tags       {clean_line(', '.join(ruling.tags))}")
    if ruling.assign:
        click.echo(f"given to   {clean_line(ruling.assign)}")
    for reason in verdict.reasons:
        click.echo(f"because    {clean_line(reason)}")


def _as_json(subject_id: Any, judgement: Judgement) -> dict[str, Any]:
    verdict = judgement.verdict
    return {
        "id": subject_id,
        "language": verdict.language,
        "sentiment": verdict.sentiment,
        "category": verdict.category,
        "complaint": verdict.complaint,
        "score": verdict.score,
        "band": verdict.band.label,
        "reasons": list(map(mask_cards, verdict.reasons)),
        "rules": list(judgement.ruling.fired),
    }


def _subjects(path: Path, usual: Post) -> Iterator[tuple[int, Any, tuple[Subject, Post] | str]]:
    with ExitStack() as stack:
        lines = standard_input() if str(path) == "-" else stack.enter_context(opened(path))
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, *_subject(line, number, usual)


def _subject(line: bytes, number: int, usual: Post) -> tuple[Any, tuple[Subject, Post] | str]:
    """The record's id and what to judge, or what is wrong with it."""
    text = line.decode("utf-8", "replace")
    try:
        record = json.loads(text.removeprefix("\ufeff") if number == 1 else text, strict=False)
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {error}"
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return None, "must be an object with a text"
    fields = Fields(record)
    try:
        subject = Subject(
            text=fields.text("text"),
            lang=fields.text("lang").strip() or None,
            visibility=fields.visibility("visibility"),
            followers=fields.count("followers"),
            verified=fields.flag("verified"),
            brand_words=_brand_words(record.get("brand_words")),
        )
        return record.get("id"), (subject, _post(subject, record, usual))
    except FieldError as error:
        return record.get("id"), f"{error}; {error.remedy}"


def _post(subject: Subject, record: dict[str, Any], usual: Post) -> Post:
    """A record may name its author (a handle, or an object as in imports), account and channel."""
    fields, author = Fields(record), record.get("author")
    about = Fields(author, "author.") if isinstance(author, dict) else Fields({"handle": author})
    return Post(
        text=subject.text,
        author=about.text("handle") or usual.author,
        author_id=about.id("id"),
        account=fields.text("account") or usual.account,
        channel=fields.text("channel") or usual.channel,
        lang=subject.lang,
        followers=subject.followers,
    )


def _brand_words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise FieldError("brand_words", "must be a list of texts", 'write ["acme", ...]')
    return tuple(value)
