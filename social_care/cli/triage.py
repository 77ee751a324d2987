"""triage: explain a verdict, or assess JSON Lines."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from social_care import wiring
from social_care.cli.common import Context, command, say
from social_care.cli.root import main
from social_care.errors import UsageError
from social_care.models import Assessment, Visibility
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
        verdict = _as_json(subject_id, engine.assess(subject))
        click.echo(json.dumps(verdict, ensure_ascii=False))
    if bad:
        say(f"{bad} line(s) skipped")
        sys.exit(1)


def _explain(verdict: Assessment) -> None:
    sentiment = "not scored" if verdict.sentiment is None else f"{verdict.sentiment:+.2f}"
    complaint = "not scored" if verdict.complaint is None else f"{verdict.complaint:.0%}"
    click.echo(f"band       {verdict.band.label}")
    click.echo(f"category   {verdict.category}")
    click.echo(f"score      {verdict.score} of 100")
    click.echo(f"complaint  {complaint}")
    click.echo(f"sentiment  {sentiment}")
    click.echo(f"language   {verdict.language}")
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
        lines = sys.stdin.buffer if str(path) == "-" else stack.enter_context(_opened(path))
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, *_subject(line)


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _subject(line: bytes) -> tuple[Any, Subject | str]:
    """The record's id and what to assess, or what is wrong with it."""
    try:
        record = json.loads(line.decode("utf-8", errors="replace"))
    except ValueError as error:
        return None, f"not JSON: {error}"
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return None, "must be an object with a text"
    visibility = record.get("visibility", Visibility.PUBLIC.value)
    if visibility not in set(Visibility):
        return record.get("id"), f"visibility must be one of {', '.join(Visibility)}"
    followers = record.get("followers")
    words = record.get("brand_words") or ()
    return record.get("id"), Subject(
        text=record["text"],
        lang=record.get("lang") or None,
        visibility=Visibility(visibility),
        followers=followers if isinstance(followers, int) else None,
        verified=bool(record.get("verified")),
        brand_words=tuple(str(word) for word in words),
    )
