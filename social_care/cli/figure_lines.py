"""Figures as lines of text, 80 columns wide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from social_care.figures import Group, Parts
from social_care.models import WaitKind
from social_care.period import Breakdown, Told
from social_care.text import clean_line

WIDTH = 80
LABEL = 22
SHARES = frozenset({"service_level", "within_5_min"})
LEADING = ("waiting", "at_risk", "late", "oldest_waiting_s", "responses", "service_level")
"""Figures that are told before all others."""
PART_NAMES = ("detection", "queue", "handling", "delivery")


def stats_lines(told: Told, zone: str, *, with_parts: bool) -> Iterator[str]:
    """All that `stats` prints; hours and days are of the wall clock of `zone`."""
    yield from _figure_lines(told)
    yield from _volume_lines(told)
    if with_parts:
        yield ""
        yield from parts_lines(told.parts)
    for keys, found in told.groups.items():
        yield ""
        yield from group_lines(keys, found)
        if with_parts:
            yield ""
            yield from _group_parts_lines(keys, found)
    if told.groups:
        yield ""
        yield "p50, p90 and mean are of first responses, elapsed; target is the share in time."
        yield f"Hours and days are of {clean_line(zone)}, those in which waits began."


def _figure_lines(told: Told) -> Iterator[str]:
    figures = told.figures.as_json()
    business = figures.pop("business")
    for name, value in {**dict.fromkeys(LEADING), **figures}.items():
        differs = name in business and business[name] != value
        beside = f"   (business {shown(name, business[name])})" if differs else ""
        yield f"{_title(name):<21} {shown(name, value)}{beside}"


def _volume_lines(told: Told) -> Iterator[str]:
    volume = asdict(told.volume)
    yield f"{'volume':<21} {volume.pop('total')}"
    for name, counts in volume.items():
        listed = [
            f"{clean_line(what, limit=30)} {count}" for what, count in counts.items() if count
        ]
        yield from _wrapped(f"  {_title(name)}", listed)


def _wrapped(title: str, parts: Sequence[str]) -> Iterator[str]:
    """The title, then the parts, in as many lines as they need."""
    line = ""
    for part in parts or ["-"]:
        if line and len(line) + len(part) + 2 > WIDTH - 22:
            yield f"{title:<21} {line},"
            title, line = "", ""
        line += f", {part}" if line else part
    yield f"{title:<21} {line}"


def parts_lines(parts: Mapping[WaitKind, Parts | None]) -> Iterator[str]:
    """Part by part: how long, and how much of the mean."""
    for kind, found in parts.items():
        if found is None:
            yield f"{kind} response: nobody was answered"
            continue
        yield f"{kind} response: mean {duration(found.mean_s)} of {found.responses}, made of"
        for name, seconds in _four(found):
            part = seconds / found.mean_s if found.mean_s else 0.0
            bar = "#" * round(part * 40)
            yield f"  {name:<10} {duration(seconds):>8} {part:>5.0%}  {bar}".rstrip()


def group_lines(keys: Breakdown, found: Sequence[Group]) -> Iterator[str]:
    """One line for each group; figures are of first responses, elapsed."""
    heads = f"{'volume':>7}{'answers':>8}{'late':>5}{'missed':>7}{'target':>7}"
    yield from _labelled(_heading(keys), f"{heads}{'p50':>8}{'p90':>8}{'mean':>8}")
    for group in found:
        figures = group.figures
        yield from _labelled(
            _name(group),
            f"{group.volume:>7}{figures.responses:>8}{figures.late:>5}"
            f"{figures.missed:>7}{shown('service_level', figures.service_level):>7}"
            f"{duration(figures.first_p50_s):>8}{duration(figures.first_p90_s):>8}"
            f"{duration(figures.first_mean_s):>8}",
        )


def _group_parts_lines(keys: Breakdown, found: Sequence[Group]) -> Iterator[str]:
    heads = "".join(f"{name:>10}" for name in PART_NAMES)
    yield from _labelled(_heading(keys), f"{'kind':<6}{'mean':>8}{heads}")
    for group in found:
        for kind, parts in group.parts.items():
            if parts is not None:
                four = "".join(f"{duration(seconds):>10}" for _, seconds in _four(parts))
                yield from _labelled(_name(group), f"{kind:<6}{duration(parts.mean_s):>8}{four}")


def _labelled(label: str, columns: str) -> Iterator[str]:
    """Label and columns; a long label has a line of its own."""
    if len(label) < LABEL:
        yield f"{label:<{LABEL}}{columns}"
    else:
        yield label
        yield f"{'':<{LABEL}}{columns}"


def _heading(keys: Breakdown) -> str:
    return f"by {' and '.join(keys)}"


def _four(parts: Parts) -> tuple[tuple[str, float], ...]:
    found = asdict(parts)
    return tuple((name, found[f"{name}_s"]) for name in PART_NAMES)


def _name(group: Group) -> str:
    return clean_line(" ".join(group.names.values()), limit=WIDTH)


def _title(name: str) -> str:
    return name.removesuffix("_s").replace("_", " ")


def shown(name: str, value: float | None) -> str:
    """A duration as people say it, a share in percent, a count as it is."""
    if name.endswith("_s") or value is None:
        return duration(value)
    return f"{value:.0%}" if name in SHARES else str(value)


def duration(seconds: float | None) -> str:
    """Two units at most: "2d 3h", "1h 10m", "4m 05s", "9s"; "-" where there is none."""
    if seconds is None:
        return "-"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}m {rest:02}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02}m" if hours < 24 else f"{hours // 24}d {hours % 24:02}h"
