"""The digest in words: what was found out about a shift, as sections of lines, tables, pictures.

In the order a lead needs it: wins, who still waits, the shift, what people talked about, what is
broken, people. Empty sections are left out. About people only words: no counts side by side, no
times, no order but the alphabet's.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from social_care.digest_facts import Counted, Facts
from social_care.figures import Pace
from social_care.models import NEVER_DUE
from social_care.models.digest import (
    Block,
    Line,
    Page,
    Praise,
    Section,
    Story,
    Table,
    Unanswered,
)
from social_care.models.wows import Wow
from social_care.text import clean_line, inert_line, preview, span

QUOTED = 160
"""Characters of a customer's words; at least 120 are promised."""
LONGEST_NAME = 40
MOST_WINS = 6
MOST_STORIES = 2
MOST_WAITING = 10
MOST_WORDS = 6


def page(facts: Facts) -> Page:
    """The digest in words."""
    sections = (
        Section(title="Wins", blocks=tuple(_wins(facts))),
        Section(
            title=f"Still waiting ({len(facts.unanswered)})", blocks=tuple(_still_waiting(facts))
        ),
        Section(title="The shift", blocks=tuple(_the_shift(facts))),
        Section(title="What people talked about", blocks=tuple(_rising(facts))),
        Section(title="Health", blocks=tuple(_health(facts))),
        Section(title="People", blocks=tuple(_people(facts))),
    )
    return Page(
        subject=subject(facts),
        title=title(facts),
        sections=tuple(section for section in sections if section.blocks) or _QUIET,
    )


_QUIET = (Section(title="The shift", blocks=(Line(text="Nobody wrote, and nobody waits."),)),)
"""A digest that says nothing would look like a broken one."""


def title(facts: Facts) -> str:
    """Which brand, which shift, when."""
    start, end = _local(facts.start, facts.zone), _local(facts.end, facts.zone)
    shift = f"{clean_line(facts.shift)} shift" if facts.shift else "digest"
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{_day(end)}, {end:%H:%M}"
    when = f"{_day(start)}, {start:%H:%M}–{until} ({facts.zone.key})"
    return f"{clean_line(facts.brand)} · {shift} · {when}"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, zone)


def subject(facts: Facts) -> str:
    """What a lead wants to know without opening it."""
    parts = [_who_waits(facts)]
    if facts.figures.service_level is not None:
        usual = _usual(facts, "service_level")
        beside = "" if usual is None else f" (usual {usual * 100:.0f})"
        parts.append(f"{facts.figures.service_level:.0%} in target{beside}")
    if wins := len(facts.praise) + len(facts.wows):
        parts.append(f"{wins} win{'s' * (wins > 1)}")
    return " · ".join(parts)


def _who_waits(facts: Facts) -> str:
    """Those whom the digest lists; where there are none, whether it is quiet besides."""
    late = sum(_is_late(one, facts.end) for one in facts.unanswered)
    if facts.unanswered:
        return f"{len(facts.unanswered)} still waiting" + (f" ({late} late)" if late else "")
    others = facts.figures.late
    told = f" ({others} other{'s' * (others > 1)} late)" if others else ""
    return f"no complaint waits{told}" if facts.figures.waiting else "nobody waits"


# Wins -------------------------------------------------------------------------------------------


def _wins(facts: Facts) -> Iterator[Block]:
    named_first = sorted(facts.praise, key=lambda praise: not praise.named)
    once = {_quoted(praise.text).casefold(): praise for praise in reversed(named_first)}
    for praise in list(reversed(once.values()))[:MOST_WINS]:
        yield Line(text=_praised(praise), url=_where(praise))
    if (more := len(facts.praise) - min(len(once), MOST_WINS)) > 0:
        yield Line(text=f"and {more} more kind words")
    for wow in facts.wows[:MOST_WINS]:
        yield Line(text=_wowed(wow), url=f"conversation {wow.conversation_id}")
    if (more := len(facts.wows) - MOST_WINS) > 0:
        yield Line(text=f"and {more} more WOW{'s' * (more > 1)}")
    for story in facts.stories[:MOST_STORIES]:
        yield Line(text=_story(story), url=_where(story))


def _praised(praise: Praise) -> str:
    where = [clean_line(praise.channel)]
    if praise.named:
        where.append(f"about {listed(praise.named)}")
    elif praise.answered_by:
        where.append(f"answered by {listed(praise.answered_by)}")
    return f"“{_quoted(praise.text)}” ({person(praise.customer)}, {', '.join(where)})"


def _wowed(wow: Wow) -> str:
    where = f"{person(wow.customer)} ({clean_line(wow.channel)})"
    said = f"WOW by {clean_line(wow.agent)} for {where}: “{_quoted(wow.text)}”"
    return said + _turn(wow.mood_before, wow.mood_after)


def _turn(before: float | None, after: float | None) -> str:
    """How the customer's mood went; nothing where it is not known."""
    if before is None or after is None:
        return ""
    return f", went from {_mood(before)} to {_mood(after)}"


def _story(story: Story) -> str:
    lasted = story.ended_at - story.began_at
    text = f"{person(story.customer)} on {clean_line(story.channel)}: {story.messages} messages"
    if lasted >= 60_000:
        text += f" in {span(lasted)}"
    if story.agents:
        text += f" with {listed(story.agents)}"
    return text + _turn(story.mood_before, story.mood_after)


# Still waiting ----------------------------------------------------------------------------------


def _still_waiting(facts: Facts) -> Iterator[Block]:
    for one in facts.unanswered[:MOST_WAITING]:
        late = f"LATE {span(facts.end - one.due_at)}" if _is_late(one, facts.end) else ""
        waits = f"waits {span(facts.end - one.waiting_since)}"
        words = f"“{_quoted(one.text)}”" if one.text else "(private message)"
        held = f"held by {clean_line(one.held_by)}" if one.held_by else "nobody holds it"
        yield Line(
            mark=f"{one.band.label.upper()} {late}".strip(),
            text=f"{waits}, {clean_line(one.channel)}, {person(one.customer)}: {words}, {held}",
            url=_where(one),
        )
    if len(facts.unanswered) > MOST_WAITING:
        yield Line(text=f"and {len(facts.unanswered) - MOST_WAITING} more")


def _is_late(one: Unanswered, now: int) -> bool:
    return one.due_at < min(now, NEVER_DUE)


# The shift --------------------------------------------------------------------------------------


def _the_shift(facts: Facts) -> Iterator[Block]:
    figures = facts.figures
    if not (figures.counted or facts.arrived or figures.responses or figures.waiting):
        return
    yield Line(text=_answered(facts))
    for kind in ("first", "next"):
        if getattr(figures, f"{kind}_p50_s") is not None:
            yield Line(text=_pace(f"{kind} response", kind, facts))
    yield Line(text=f"{figures.waiting} waiting at the end{_beside(facts, 'waiting')}")
    if facts.resolved:
        usual = _in_brackets(facts.usual_resolved)
        yield Line(text=f"{facts.resolved} resolved{usual}, {facts.stayed} of them stayed resolved")
    if facts.moods is not None:
        before, after = map(_mood, facts.moods)
        usual = ""
        if facts.usual_moods is not None:
            usual = f" (usual {_mood(facts.usual_moods[0])}, {_mood(facts.usual_moods[1])})"
        yield Line(text=f"customers' mood: {before} before our answers, {after} after{usual}")
    if facts.complaints_dismissed:
        count = facts.complaints_dismissed
        what = "complaint was" if count == 1 else "complaints were"
        yield Line(text=f"{count} {what} closed unanswered: read {'it' if count == 1 else 'them'}")
    yield Line(text=_what_is_usual(facts))
    yield from facts.pictures
    if any(hour.arrived or hour.answered for hour in facts.hours):
        yield _counted("Hour", facts.hours)
    if facts.took:
        yield Table(
            headings=("Response took", "Responses"),
            rows=tuple((words, str(count)) for words, count in facts.took),
        )
    if len(facts.channels) > 1:
        yield _counted("Channel", facts.channels)


def _answered(facts: Facts) -> str:
    figures = facts.figures
    came = f"{facts.arrived} came{_in_brackets(facts.usual_arrived)}"
    text = f"{came}, {figures.responses} answered{_beside(facts, 'responses')}"
    if figures.service_level is None:
        return text
    usual = _usual(facts, "service_level")
    beside = "" if usual is None else f", usual {usual:.0%}"
    level = f"in target {figures.service_level:.0%} of {figures.counted}"
    return f"{text} · {level} (goal {facts.goal:.0%}{beside})"


def _what_is_usual(facts: Facts) -> str:
    """What figures are compared with, or why with nothing."""
    which = "the same shift" if facts.shift else "the same time"
    if not facts.usual:
        before = _weeks_before([facts.weeks_apart])
        return f"no usual yet: {which} {before} was before the first message that we know"
    weeks = [facts.weeks_apart * number for number in range(1, len(facts.usual) + 1)]
    median_of = "the median of " if len(weeks) > 1 else ""
    return f"usual: {median_of}{which} {_weeks_before(weeks)}"


def _weeks_before(weeks: Sequence[int]) -> str:
    """ "1 week before", "2, 4 and 6 weeks before"."""
    return f"{listed([str(week) for week in weeks])} week{'s' * (weeks[-1] > 1)} before"


def _pace(what: str, kind: str, facts: Facts) -> str:
    """p50 and p90 on both clocks, each beside its usual."""
    elapsed, business = (_clock(kind, facts, business=clock) for clock in (False, True))
    beside = "the same" if business == elapsed else business
    return f"{what} {elapsed} (business hours: {beside})"


def _clock(kind: str, facts: Facts, *, business: bool) -> str:
    pace: Pace = facts.figures.business if business else facts.figures
    shown = [f"{name} {_time(getattr(pace, f'{kind}_{name}_s'))}" for name in ("p50", "p90")]
    usual = [_usual_time(facts, kind, name, business=business) for name in ("p50", "p90")]
    return " ".join(shown) + (f", usual {' '.join(usual)}" if all(usual) else "")


def _time(seconds: float | None) -> str:
    return "–" if seconds is None else span(round(seconds * 1000))


def _usual_time(facts: Facts, kind: str, name: str, *, business: bool) -> str:
    paces: list[Pace] = [past.business if business else past for past in facts.usual]
    known = [time for pace in paces if (time := getattr(pace, f"{kind}_{name}_s")) is not None]
    return f"{name} {_time(median(known))}" if known else ""


def _usual(facts: Facts, name: str) -> float | None:
    """The median of the same shift in past weeks."""
    known = [value for past in facts.usual if (value := getattr(past, name)) is not None]
    return median(known) if known else None


def _beside(facts: Facts, name: str) -> str:
    return _in_brackets(_usual(facts, name))


def _in_brackets(usual: float | None) -> str:
    return "" if usual is None else f" (usual {usual:.0f})"


def _counted(what: str, rows: Sequence[Counted]) -> Table:
    knows_usual = any(row.usual is not None for row in rows)
    return Table(
        headings=(what, "Came", *(["Usual"] if knows_usual else []), "Answered"),
        rows=tuple(
            (
                clean_line(row.label),
                str(row.arrived),
                *(("–" if row.usual is None else f"{row.usual:.0f}",) if knows_usual else ()),
                str(row.answered),
            )
            for row in rows
        ),
    )


# What people talked about, health, people --------------------------------------------------------


_CATEGORIES = {
    "complaint": "complaints",
    "question": "questions",
    "praise": "messages of praise",
    "closing": "closing messages",
    "other": "other messages",
    "noise": "messages of noise",
}


def _rising(facts: Facts) -> Iterator[Block]:
    for rising in facts.rising[:MOST_WORDS]:
        if rising.category:
            said = f"{rising.mentions} {_CATEGORIES.get(rising.word, rising.word)}"
        else:
            said = f"“{clean_line(rising.word)}” said by {rising.mentions} people"
        yield Line(text=said + _usually(rising.usual))


def _usually(usual: float | None) -> str:
    if usual is None:
        return ""
    return f", usually {usual:.0f}" if usual >= 0.5 else ", usually none"


def _health(facts: Facts) -> Iterator[Block]:
    for what, remedy in facts.broken:
        yield Line(text=f"{inert_line(what)}: {inert_line(remedy)}" if remedy else inert_line(what))
    for words in facts.happened:
        yield Line(text=inert_line(words))


def _people(facts: Facts) -> Iterator[Block]:
    for agent, words in sorted(facts.people):
        yield Line(text=f"{clean_line(agent)} {clean_line(words)}")


# Words ------------------------------------------------------------------------------------------


def listed(names: Sequence[str]) -> str:
    """ "joe", "joe and mary", "ann, joe and mary"."""
    shown = [clean_line(name) for name in names]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def person(name: str) -> str:
    """A customer's name, which may be as long as a text."""
    return clean_line(name, limit=LONGEST_NAME) or "somebody"


def _quoted(text: str) -> str:
    return preview(text, limit=QUOTED).replace("“", "‘").replace("”", "’")


def _mood(sentiment: float) -> str:
    return f"{sentiment:+.2f}".replace("-", "−")


def _where(told: Praise | Story | Unanswered) -> str:
    """The permalink; without one what opens it in the console."""
    return inert_line(told.url, limit=2000) or f"conversation {told.conversation_id}"
