"""triage: explain a verdict, or assess JSON Lines."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from social_care import wiring
from social_care.cli.common import Context, command, opened, print_json, say, standard_input
from social_care.cli.root import main
from social_care.connectors.record_fields import FieldError, Fields
from social_care.errors import UsageError
from social_care.models import Assessment
from social_care.text import clean_line
from social_care.triage import Subject


@command(main, "triage")
@click.argument("text", required=False)
@click.option(
    "--jsonl",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read objects with a text, one per line (- for stdin); write a verdict for each.",
)
def triage(context: Context, text: str | None, jsonl: Path | None) -> None:
    """Explain triage's verdict on a TEXT, or on each line of a file."""
    if (text is None) == (jsonl is None):
        raise UsageError("give either a TEXT or --jsonl FILE")
    engine = wiring.make_triage(context.config)
    if text is not None:
        _explain(engine.assess(Subject(text=text)))
        return
    assert jsonl is not None
    bad = 0
    for number, subject_id, subject in _subjects(jsonl):
        if isinstance(subject, str):
            say(f"line {number}: {subject}")
            bad += 1
            continue
        print_json(_as_json(subject_id, engine.assess(subject)))
    if bad:
        say(f"{bad} line(s) skipped")
        sys.exit(1)


def _explain(verdict: Assessment) -> None:
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
    for reason in verdict.reasons:
        click.echo(f"because    {clean_line(reason)}")


def _as_json(subject_id: Any, verdict: Assessment) -> dict[str, Any]:
    return {
        "id": subject_id,
        "language": verdict.language,
        "sentiment": verdict.sentiment,
        "category": verdict.category,
        "complaint": verdict.complaint,
        "score": verdict.score,
        "band": verdict.band.label,
        "reasons": list(verdict.reasons),
    }


def _subjects(path: Path) -> Iterator[tuple[int, Any, Subject | str]]:
    with ExitStack() as stack:
        lines = standard_input() if str(path) == "-" else stack.enter_context(opened(path))
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, *_subject(line, number)


def _subject(line: bytes, number: int) -> tuple[Any, Subject | str]:
    """The record's id and what to assess, or what is wrong with it."""
    text = line.decode("utf-8", "replace")
    try:
        record = json.loads(text.removeprefix("\ufeff") if number == 1 else text, strict=False)
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {error}"
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return None, "must be an object with a text"
    fields = Fields(record)
    try:
        return record.get("id"), Subject(
            text=fields.text("text"),
            lang=fields.text("lang").strip() or None,
            visibility=fields.visibility("visibility"),
            followers=fields.count("followers"),
            verified=fields.flag("verified"),
            brand_words=_brand_words(record.get("brand_words")),
        )
    except FieldError as error:
        return record.get("id"), f"{error}; {error.remedy}"


def _brand_words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise FieldError("brand_words", "must be a list of texts", 'write ["acme", ...]')
    return tuple(value)
