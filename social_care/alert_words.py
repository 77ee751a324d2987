"""What an alert says: in a subject, in a mail, in a chat, and to programs. Pure.

What a customer wrote is quoted as a short preview on one line, without links; what they wrote in
private never is. Nothing here escapes for a chat: see `notify`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from social_care.alerting import worst_first
from social_care.models import AlertStage
from social_care.models.flags import Flag, Standing, Waiting
from social_care.models.spike import Spike
from social_care.text import clean_line, inert_line, preview, span

LISTED = 10
"""So many are listed; of more, the first `FEW` and how many there are."""
FEW = 5
TOLD_TO_PROGRAMS = 100
"""The most flags that one message to a program holds."""
EXAMPLES = 3
"""So many messages tell what a spike is about."""
QUOTED = 120
"""Characters of a customer's message."""

_ADDRESS = re.compile(
    r"(?i)(?:\b[a-z][a-z0-9+.-]*+:)?//\S++|\b(?:mailto|tel|sms|data|javascript):\S++"
)
_DOTTED = re.compile(r"(?<![\w.@-])(?:[\w.+-]+@)?[\w-]++(?:\.[\w-]++)+(?:/\S*+)?")
_DOMAIN = re.compile(r".*\.[a-z]{2,63}(?:/.*)?", re.DOTALL)
"""Ends as names of hosts do, and as sentences without a space after them rarely do."""
_LINK = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")
"""Plain ASCII, without quotes, angle brackets and bars."""
_HEADINGS = {
    AlertStage.ACCOUNT: "ACCOUNTS",
    AlertStage.SPIKE: "SOMETHING IS HAPPENING",
    AlertStage.ESCALATED: "ESCALATED",
    AlertStage.LATE: "LATE",
    AlertStage.AT_RISK: "AT RISK",
}
_COUNTED = {
    AlertStage.ACCOUNT: ("account alert", "account alerts"),
    AlertStage.SPIKE: ("spike", "spikes"),
    AlertStage.ESCALATED: ("escalated", "escalated"),
    AlertStage.LATE: ("late", "late"),
    AlertStage.AT_RISK: ("at risk", "at risk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line about one flag, in its parts."""

    heading: str
    said: str
    """In our words, and the customer's name."""
    link: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    """What customers wrote, each with its link where that is not the item's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Everything that is told to one target at one moment."""

    brand: str
    at: int
    subject: str
    """One plain line, without the brand."""
    summary: str
    """How many wait, and how many of them are at risk and late."""
    moment: str
    items: tuple[Item, ...]
    more: int
    """How many flags are not listed."""
    payload: dict[str, Any]
    """The same for programs."""


def message(
    flags: Sequence[Flag], standing: Standing, *, brand: str, zone: str, now: int
) -> Message:
    """One message about at least one flag."""
    ordered = worst_first(flags)
    listed = ordered if len(ordered) <= LISTED else ordered[:FEW]
    summary = _summary(standing)
    name, subject = clean_line(brand, limit=60), _subject(ordered, summary, standing.waiting, now)
    return Message(
        brand=name,
        at=now,
        subject=subject,
        summary=summary,
        moment=f"{datetime.fromtimestamp(now / 1000, ZoneInfo(zone)):%a %d %b %Y, %H:%M} ({zone})",
        items=tuple(_item(flag, now) for flag in listed),
        more=len(ordered) - len(listed),
        payload={
            "brand": name,
            "at": _iso(now),
            "text": subject,
            "waiting": standing.waiting,
            "at_risk": standing.at_risk,
            "late": standing.late,
            "total": len(ordered),
            "alerts": [_facts(flag) for flag in ordered[:TOLD_TO_PROGRAMS]],
        },
    )


def as_text(message: Message) -> str:
    """The body of a mail."""
    lines = [f"{message.brand} · {message.moment}", message.summary]
    heading = ""
    for item in message.items:
        if item.heading != heading:
            heading = item.heading
            lines += ["", heading]
        lines += [f"  {part}" for part in (item.said, *_quoted_lines(item), item.link) if part]
    if message.more:
        lines += ["", f"and {message.more} more: social-care queue --view risk"]
    return "\n".join(lines) + "\n"


def _quoted_lines(item: Item) -> list[str]:
    return [f"{quote}  {link}".rstrip() for quote, link in item.quotes]


def headline(flags: Sequence[Flag], now: int) -> str:
    """What one flag says, of several how many there are of each kind; empty for none."""
    ordered = worst_first(flags)
    if len(ordered) == 1:
        return clean_line(_said(ordered[0], now), limit=200)
    return _counted(ordered, _HEADINGS)


def _subject(flags: Sequence[Flag], summary: str, waiting: int, now: int) -> str:
    """What one flag says; of a few how many of each kind; of many how many wait and are late."""
    if len(flags) == 1:
        return headline(flags, now)
    if len(flags) <= LISTED:
        return f"{_counted(flags, _HEADINGS)} · {waiting} waiting"
    summed_up = {AlertStage.LATE, AlertStage.AT_RISK}
    worse = _counted(flags, [stage for stage in _HEADINGS if stage not in summed_up])
    return " · ".join(filter(None, (summary, worse)))


def _counted(flags: Sequence[Flag], stages: Iterable[AlertStage]) -> str:
    counted = Counter(flag.reached for flag in flags)
    return ", ".join(
        f"{number} {_COUNTED[stage][number > 1]}" for stage in stages if (number := counted[stage])
    )


def _summary(standing: Standing) -> str:
    if not standing.waiting:
        return "nobody waits"
    at_risk = f", {standing.at_risk} at risk" if standing.at_risk else ""
    late = f", {standing.late} late" if standing.late else ""
    return f"{standing.waiting} waiting{at_risk}{late}"


def _item(flag: Flag, now: int) -> Item:
    heading, said, wait = _HEADINGS[flag.reached], _said(flag, now), flag.wait
    if wait is not None:
        quotes = (
            ((_quote(wait.text, private=wait.private), ""),) if wait.text or wait.private else ()
        )
        return Item(heading=heading, said=said, link=_link(wait), quotes=quotes)
    shown = [each for each in flag.spike.examples if each.text] if flag.spike else []
    return Item(
        heading=heading,
        said=said,
        quotes=tuple((_quote(each.text), _plain_link(each.url)) for each in shown[:EXAMPLES]),
    )


def _said(flag: Flag, now: int) -> str:
    wait = flag.wait
    if wait is None:
        return clean_line(flag.spike.line if flag.spike else flag.detail, limit=400)
    who = _called(wait.customer) or "a customer"
    held = f", with {clean_line(wait.held_by, limit=60)}" if wait.held_by else ", with nobody"
    where = clean_line(flag.channel or flag.account, limit=60)
    return (
        f"{_stands(wait, now)}: {who} on {where}, {wait.band.label} {wait.category.value},"
        f" waits {span(max(now - wait.waiting_since, 0))}{held}"
    )


def _called(name: str) -> str:
    """Whoever calls themselves an address gets nobody to click it; a handle may have a host."""
    said = _ADDRESS.sub("[link]", clean_line(name, limit=60))
    return _DOTTED.sub(lambda found: found[0] if "@" in found[0] else _unlinked(found), said)


def _stands(wait: Waiting, now: int) -> str:
    if now <= wait.due_at:
        return f"due in {span(wait.due_at - now)}"
    late = f"LATE {span(now - wait.due_at)}"
    return f"ESCALATED, {late}" if wait.reached is AlertStage.ESCALATED else late


def _quote(text: str, *, private: bool = False) -> str:
    return "(a private message)" if private else f'"{quoted(text)}"'


def quoted(text: str) -> str:
    """The beginning of a customer's message on one line, with nothing in it to click."""
    line = _ADDRESS.sub("[link]", inert_line(text, limit=2_000))
    return preview(_DOTTED.sub(_unlinked, line), limit=QUOTED)


def _unlinked(found: re.Match[str]) -> str:
    """Chats and mail programs make links of bare names of hosts, too."""
    return "[link]" if _DOMAIN.fullmatch(found[0]) else found[0]


def _link(wait: Waiting) -> str:
    """Where the message stands; a private one has no place to be looked at."""
    return "" if wait.private else _plain_link(wait.url)


def _plain_link(url: str) -> str:
    """Empty for what is no plain web address."""
    return url if len(url) <= 500 and _LINK.fullmatch(url) else ""


def _facts(flag: Flag) -> dict[str, Any]:
    """What docs/alerts.md promises to programs."""
    facts: dict[str, Any] = {
        "id": flag.id,
        "stage": flag.stage.value,
        "raised_at": _iso(flag.at),
        "account": clean_line(flag.account) or None,
        "channel": clean_line(flag.channel) or None,
    }
    wait = flag.wait
    if wait is None:
        return {**facts, "detail": _said(flag, 0)} | (
            _spike_facts(flag.spike) if flag.spike else {}
        )
    return {
        **facts,
        "now": wait.reached.value,
        "conversation": wait.conversation_id,
        "band": wait.band.label,
        "category": wait.category.value,
        "customer": clean_line(wait.customer),
        "waiting_since": _iso(wait.waiting_since),
        "due": _iso(wait.due_at),
        "held_by": clean_line(wait.held_by) or None,
        "private": wait.private,
        "text": None if wait.private else quoted(wait.text),
        "url": _link(wait) or None,
    }


def _spike_facts(spike: Spike) -> dict[str, Any]:
    return {
        "words": [clean_line(word, limit=60) for word in spike.words],
        "examples": [
            {
                "conversation": each.conversation_id,
                "channel": clean_line(each.channel),
                "text": quoted(each.text),
                "url": _plain_link(each.url) or None,
            }
            for each in spike.examples
            if each.text
        ],
    }


def _iso(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
