"""Putting fitted numbers back into triage.toml, with every comment and phrase left as it is."""

import re
from collections import defaultdict
from dataclasses import fields

from social_care.triage.table import Severity, TriageTable, Weights

_STEP = 0.05
"""Leanings are rounded to it, so that words of one weight stand together."""
_WIDTH = 100


def rewritten(toml: str, table: TriageTable, provenance: str) -> str:
    """`toml` with the numbers of `table`; lines that begin "# Fitted by" tell `provenance`."""
    toml = re.sub(r"^# Fitted by [^.]*\.$", provenance, toml, count=1, flags=re.MULTILINE)
    for field in fields(Weights):
        toml = _numbered(toml, "weights", field.name, getattr(table.weights, field.name))
    for field in fields(Severity):
        toml = _numbered(toml, "severity", field.name, getattr(table.severity, field.name))
    for cue in table.cues:
        section = f"cues.{cue.code}"
        toml = _numbered(toml, section, "complaint", cue.complaint)
        toml = _numbered(toml, section, "severity", cue.severity)
    return _with_leanings(toml, table)


def rounded(lean: float) -> float:
    """As it stands in the file."""
    return round(round(lean / _STEP) * _STEP, 2)


def _numbered(toml: str, section: str, key: str, value: float) -> str:
    """`key` of a section set; written below its first line if it is new and not zero."""
    start, end = _span(toml, section)
    body = toml[start:end]
    line = re.compile(rf"^{key} = -?[\d.]+ *", re.MULTILINE)
    said = f"{key} = {round(value, 2) + 0:g}"
    found = line.search(body)
    if found:
        old = found[0]
        body = line.sub(said.ljust(len(old)) if old.endswith(" ") else said, body, count=1)
    elif round(value, 2):
        anchor = re.search(r"^(?:complaint|reason|kind) = .*$\n", body, re.MULTILINE)
        place = _after_last(body) if anchor else 0
        body = f"{body[:place]}{said}\n{body[place:]}"
    return toml[:start] + body + toml[end:]


def _after_last(body: str) -> int:
    """After the last of the lines that say what a cue is."""
    found = list(re.finditer(r"^(?:complaint|reason|kind) = .*$\n", body, re.MULTILINE))
    return found[-1].end()


def _span(toml: str, section: str) -> tuple[int, int]:
    head = re.search(rf"^\[{re.escape(section)}\].*$\n", toml, re.MULTILINE)
    assert head, f"triage.toml has no [{section}]"
    after = re.compile(r"^(?:\[|# -)", re.MULTILINE).search(toml, head.end())
    return head.end(), after.start() if after else len(toml)


def _with_leanings(toml: str, table: TriageTable) -> str:
    groups: defaultdict[float, list[str]] = defaultdict(list)
    for word, lean in table.leanings.items():
        if rounded(lean):
            groups[rounded(lean)].append(word)
    lines = [_group(lean, sorted(words)) for lean, words in sorted(groups.items(), reverse=True)]
    start, end = _span(toml, "leanings")
    return toml[:start] + "\n".join(lines) + "\n\n" + toml[end:]


def _group(lean: float, words: list[str]) -> str:
    """One entry, on one line if it fits."""
    quoted = [f'"{word}"' for word in words]
    short = f'"{lean:g}" = [{", ".join(quoted)}]'
    if len(short) <= _WIDTH:
        return short
    lines = [f'"{lean:g}" = [']
    row = " "
    for word in quoted:
        if len(row) + len(word) + 2 > _WIDTH:
            lines.append(row)
            row = " "
        row += f" {word},"
    return "\n".join([*lines, row, "]"])
