"""A spike as `stats` and `explain` print it."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from social_care.figures import iso, local
from social_care.models.spike import Spike
from social_care.text import clean_line

WIDTH = 80


def spike_json(spike: Spike, zone: tzinfo) -> dict[str, Any]:
    """For programs; `line` says it in words."""
    return {
        "at": iso(spike.at, zone),
        "kind": spike.kind,
        "mentions": spike.count,
        "usual": spike.usual,
        "words": list(spike.words),
        "conversations": [example.conversation_id for example in spike.examples],
        "line": spike.line,
    }


def spike_lines(spikes: Iterable[Spike], zone: tzinfo) -> list[str]:
    """For people: when and what, and below it where it is to be read."""
    lines = []
    for spike in spikes:
        begin = f"  {local(spike.at, zone):%a %H:%M} "
        whole = begin + clean_line(spike.line)
        if len(whole) <= WIDTH:
            lines.append(whole)
        else:
            words = clean_line(", ".join(spike.words), limit=WIDTH - len(begin))
            lines += [f"{begin}{spike.figures}:", f"{'':<{len(begin)}}{words}"]
        if spike.examples:
            where = ", ".join(str(example.conversation_id) for example in spike.examples)
            lines.append(f"            conversations {where}")
    return lines
