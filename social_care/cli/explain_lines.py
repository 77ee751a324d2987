"""An explanation as lines of text, 80 columns wide; only links are longer."""

from collections.abc import Iterator
from datetime import tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo

from social_care.cli.figure_lines import WIDTH, duration, group_lines, parts_lines
from social_care.cli.spike_told import spike_lines
from social_care.config import Config
from social_care.explain import LONGEST, Explanation
from social_care.figures import Pace, local
from social_care.models.explanation import LongWait, Outage, Stay
from social_care.text import clean_line, inert_line

FOOTNOTE = "Of first responses, elapsed; hours are those in which waits began, any day."


def explain_lines(found: Explanation, config: Config, shift: str | None) -> Iterator[str]:
    """All that `explain` prints; empty sections are left out."""
    zone = ZoneInfo(config.time_zone)
    yield from _head(found, config, shift, zone)
    for kind in ("first", "next"):
        yield from _pace(found, kind)
    yield ""
    yield from parts_lines(found.told.parts)
    yield from _weight(found)
    for keys, groups in found.told.groups.items():
        yield ""
        yield from group_lines(keys, groups)
    yield FOOTNOTE
    yield from _section("The longest", [line for w in _numbered(found) for line in w])
    yield from _section("Blind", [_outage(each, zone) for each in found.outages])
    yield from _section("Something was happening", spike_lines(found.told.spikes, zone))
    yield from _section("On", [*_on(found, zone)])


def _head(found: Explanation, config: Config, shift: str | None, zone: tzinfo) -> Iterator[str]:
    begins, ends = local(found.since, zone), local(found.until, zone)
    hours = round((found.until - found.since) / 3_600_000, 1)
    named = f" · {clean_line(shift)}" if shift else ""
    yield f"{clean_line(config.brand)}{named} · {begins:%a} {begins.day} {begins:%b %Y}"
    yield (
        f"{begins:%H:%M}–{ends:%H:%M} ({clean_line(config.time_zone)}), {hours:g} hours,"
        f" {found.told.volume.total} mentions, {found.told.figures.responses} answers"
    )


def _pace(found: Explanation, kind: str) -> Iterator[str]:
    """The mean beside p50 and p90, and on the business clock where that differs."""
    figures = found.told.figures
    elapsed, business = (_three(pace, kind) for pace in (figures, figures.business))
    yield f"{kind:<6}{elapsed}"
    if business != elapsed:
        yield f"      {business}  in business hours"


def _three(pace: Pace, kind: str) -> str:
    return "".join(
        f"  {what} {duration(getattr(pace, f'{kind}_{what}_s')):>7}"
        for what in ("mean", "p50", "p90")
    )


def _weight(found: Explanation) -> Iterator[str]:
    """What the longest do to the mean."""
    if found.mean_without_s is not None and found.longest_share is not None:
        yield (
            f"The {LONGEST} longest answers are {found.longest_share:.0%} of all time waited;"
            f" the mean of the others is {duration(found.mean_without_s)}."
        )


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from lines


def _numbered(found: Explanation) -> Iterator[tuple[str, ...]]:
    for number, wait in enumerate(found.longest, 1):
        yield _long(number, wait)


def _long(number: int, wait: LongWait) -> tuple[str, ...]:
    """How long, who, and the part that was the longest; then where it is to be read."""
    most = max(wait.parts, key=lambda part: part[1], default=None)
    what = f"{most[0]} {duration(most[1] / 1000)}" if most else _fate(wait)
    who = clean_line(wait.customer, limit=20)
    channel = clean_line(wait.channel, limit=10)
    line = (
        f"{number:>3}. {duration(wait.waited_ms / 1000):>8}  {wait.band.label:<6} {channel:<10}"
        f" {who:<20} {what}"
    )
    link = f"  {inert_line(wait.url)}" if wait.url else ""
    return line[:WIDTH].rstrip(), f"     conversation {wait.conversation_id}{link}"


def _fate(wait: LongWait) -> str:
    return "still waiting" if wait.outcome is None else wait.outcome.value.replace("_", " ")


def _outage(outage: Outage, zone: tzinfo) -> str:
    name = clean_line(f"{outage.account} {outage.stream}", limit=30)
    if outage.since is None:
        return f"  {name}: never read"
    if outage.until is None:
        return f"  {name}: since {_clock(outage.since, zone)}, and still"
    length = duration((outage.until - outage.since) / 1000)
    span = f"{_clock(outage.since, zone)}–{_clock(outage.until, zone)}"
    return f"  {name}: {span} ({length}), {outage.mentions} mentions came late"


def _on(found: Explanation, zone: tzinfo) -> Iterator[str]:
    """In words, in alphabetical order; no figure stands beside a person."""
    for agent, stays in groupby(found.on, lambda stay: stay.agent):
        spells = ", ".join(_stay(each, zone) for each in stays)
        yield f"  {clean_line(agent, limit=20)} {spells}"
    if found.also_worked:
        yield f"  also at work: {', '.join(clean_line(name) for name in found.also_worked)}"


def _stay(stay: Stay, zone: tzinfo) -> str:
    span = f"{_clock(stay.since, zone)}–{_clock(stay.until, zone)}"
    return span if stay.state == "on" else f"{stay.state} {span}"


def _clock(ms: int, zone: tzinfo) -> str:
    return f"{local(ms, zone):%H:%M}"
