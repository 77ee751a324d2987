"""The lead's digest: everything worth knowing of a shift, found out from the store."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from social_care.digest_facts import Counted, Facts, Rising
from social_care.digest_rising import rising_categories, rising_words
from social_care.digest_words import listed, person
from social_care.figures import (
    GOAL,
    LONGEST_DAY_MS,
    Figures,
    Volume,
    WaitRow,
    hour_of,
    is_answered,
    summarise,
    volume,
)
from social_care.models import alike
from social_care.models.digest import Praise
from social_care.models.wows import Wow
from social_care.naming import named
from social_care.similar import Measure
from social_care.spikes import Said
from social_care.staffing_log import Window
from social_care.storage import (
    Tx,
    accounts,
    kudos,
    listening,
    report,
    report_digest,
    spikes,
    usages,
    wows,
)
from social_care.text import clean_line, span, used

USUAL_WEEKS = 4
"""How many such shifts in past weeks "usual" is taken from."""
LEAST_MESSAGES = 6
"""A conversation of so many is a story."""
LOGIN_WARN_MS = 7 * 24 * 60 * 60 * 1000
MOST_NAMES = 3
"""Customers named in one line about an agent."""

MINUTE_MS = 60_000
RANGES: tuple[tuple[str, int], ...] = (
    ("under 5 min", 5 * MINUTE_MS),
    ("5–15 min", 15 * MINUTE_MS),
    ("15–30 min", 30 * MINUTE_MS),
    ("30–60 min", 60 * MINUTE_MS),
    ("1–4 h", 240 * MINUTE_MS),
)
LONGER = "over 4 h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Whose digest it is."""

    brand: str
    zone: ZoneInfo
    agents: tuple[str, ...]
    accounts: Collection[str]
    """Those of the configuration; of others nothing is broken, as nobody looks after them."""
    brand_words: tuple[str, ...] = ()
    """Never news."""
    measure: Callable[[], Measure]
    """What makes two words one."""


def gather(
    tx: Tx, team: Team, *, start: int, end: int, shift: str = "", now: int, goal: float = GOAL
) -> Facts:
    """What happened in [start, end), ms since 1970 UTC; health is as it is `now`."""
    waits = report.waits(tx, since=start, until=end, open_too=True)
    said = report.mentions(tx, since=start, until=end)
    apart = _weeks_apart(start, end, team.zone)
    past = tuple(_past(tx, team.zone, start, end, apart))
    counted = volume(said, team.zone, start, end)
    figures = summarise(waits, end)
    praise = [_naming(one, team.agents) for one in report_digest.praise(tx, start, end)]
    given = tuple(wows.given(tx, start, end))
    hours = _hours(counted, waits, past, team.zone)
    resolved, stayed = report_digest.resolved(tx, start, end)
    return Facts(
        brand=team.brand,
        shift=shift,
        start=start,
        end=end,
        zone=team.zone,
        goal=goal,
        praise=tuple(praise),
        wows=given,
        stories=tuple(report_digest.stories(tx, start, end, LEAST_MESSAGES)),
        unanswered=tuple(report_digest.unanswered(tx, end, now)),
        figures=figures,
        usual=tuple(each.figures for each in past),
        weeks_apart=apart,
        arrived=counted.total,
        usual_arrived=_middle([each.volume.total for each in past]),
        hours=_without_quiet_nights(hours) if end - start > LONGEST_DAY_MS else hours,
        channels=_channels(counted, waits, past),
        took=_took(waits),
        complaints_dismissed=figures.dismissed_complaints,
        moods=report_digest.moods(tx, start, end),
        usual_moods=_usual_moods(past),
        resolved=resolved,
        usual_resolved=_middle([each.resolved for each in past]),
        stayed=stayed,
        rising=tuple(_rising(tx, team, start, end, counted, past)),
        broken=tuple(_broken(tx, team.accounts, now)),
        happened=tuple(_happened(tx, start, end, team.zone)),
        people=tuple(_people(tx, start, end, praise, given)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """The same shift, or stretch of the week, in the past."""

    start: int
    end: int
    figures: Figures
    volume: Volume
    resolved: int
    moods: tuple[float, float] | None


def _weeks_apart(start: int, end: int, zone: ZoneInfo) -> int:
    """So many weeks before, the same stretch of the week was over when this one began."""
    begins, ends = (datetime.fromtimestamp(at / 1000, zone) for at in (start, end))
    return max(1, -(-(ends - begins) // timedelta(weeks=1)))  # on the wall: one zone, no offsets


def _past(tx: Tx, zone: ZoneInfo, start: int, end: int, apart: int) -> Iterator[_Past]:
    """By the clock on the wall; only weeks in which we were already listening."""
    began = report_digest.first_mention_at(tx)
    begins, ends = (Window(start=at, end=at, zone=zone) for at in (start, end))
    for week in range(apart, apart * USUAL_WEEKS + 1, apart):
        since, until = begins.weeks_ago(week), ends.weeks_ago(week)
        if began is None or since < began:
            return
        waits = report.waits(tx, since=since, until=until, open_too=True)
        said = report.mentions(tx, since=since, until=until)
        yield _Past(
            start=since,
            end=until,
            figures=summarise(waits, until),
            volume=volume(said, zone, since, until),
            resolved=report_digest.resolved(tx, since, until)[0],
            moods=report_digest.moods(tx, since, until),
        )


def _middle(values: Sequence[int]) -> float | None:
    """What is usual; None without past weeks."""
    return median(values) if values else None


def _usual_moods(past: Sequence[_Past]) -> tuple[float, float] | None:
    known = [week.moods for week in past if week.moods is not None]
    if not known:
        return None
    return median(before for before, _ in known), median(after for _, after in known)


def _hours(
    counted: Volume, waits: Sequence[WaitRow], past: Sequence[_Past], zone: ZoneInfo
) -> tuple[Counted, ...]:
    answered: dict[str, int] = defaultdict(int)
    for wait in waits:
        if is_answered(wait) and wait.responded_at is not None:
            answered[hour_of(wait.responded_at, zone)] += 1
    return tuple(
        Counted(
            label=label,
            arrived=arrived,
            usual=_middle([each.volume.by_hour.get(label, 0) for each in past]),
            answered=answered[label],
        )
        for label, arrived in counted.by_hour.items()
    )


def _without_quiet_nights(hours: Sequence[Counted]) -> tuple[Counted, ...]:
    """Of several days every hour of the day is counted: those that nobody works need no line."""
    busy = [place for place, one in enumerate(hours) if one.arrived or one.usual or one.answered]
    return tuple(hours[busy[0] : busy[-1] + 1]) if busy else ()


def _channels(
    counted: Volume, waits: Sequence[WaitRow], past: Sequence[_Past]
) -> tuple[Counted, ...]:
    answered = Counter(wait.channel for wait in waits if is_answered(wait))
    return tuple(
        Counted(
            label=name,
            arrived=counted.by_channel.get(name, 0),
            usual=_middle([each.volume.by_channel.get(name, 0) for each in past]),
            answered=answered[name],
        )
        for name in sorted({*counted.by_channel, *answered})
    )


def _took(waits: Sequence[WaitRow]) -> tuple[tuple[str, int], ...]:
    """How many responses took how long, on the elapsed clock; nothing without any."""
    times = [wait.elapsed_ms for wait in waits if is_answered(wait) and wait.elapsed_ms is not None]
    ranges = Counter(
        next((words for words, below in RANGES if took < below), LONGER) for took in times
    )
    names = [*(words for words, _ in RANGES), LONGER]
    return tuple((words, ranges[words]) for words in names) if times else ()


def _naming(praise: Praise, agents: Sequence[str]) -> Praise:
    return replace(praise, named=named(praise.text, agents, praise.answered_by))


def _rising(
    tx: Tx, team: Team, start: int, end: int, counted: Volume, past: Sequence[_Past]
) -> list[Rising]:
    """Against the same shift of past weeks.

    Words are shown as customers wrote them, so they are those of public messages alone.
    """
    before = [_in_public(tx, week.start, week.end) for week in past]
    said = _in_public(tx, start, end)
    weeks = [each.volume.by_category for each in past]
    return [
        *rising_words(said, before, team.measure(), team.brand_words),
        *rising_categories(counted.by_category, weeks),
    ]


def _in_public(tx: Tx, since: int, until: int) -> list[Said]:
    return [each for each in spikes.said(tx, since, until) if not each.private]


# Health -----------------------------------------------------------------------------------------


def _broken(tx: Tx, configured: Collection[str], now: int) -> Iterator[tuple[str, str]]:
    """What is wrong as it is now, and how to mend it."""
    for stream in alike(listening.health(tx, now, configured)):
        since = stream.blind_since
        blind = "" if since is None else f", blind for {span(now - since)}"
        yield f"{stream.account} {stream.stream}: {stream.problem}{blind}", stream.remedy
    for account, ends_at in accounts.logins_ending(tx, now + LOGIN_WARN_MS):
        if not configured or account in configured:
            when = f"ends in {span(ends_at - now)}" if ends_at > now else "has ended"
            yield f"{account}: its log-in {when}", f"social-care account login {account}"
    for account, name, usage in usages.of_all(tx, now):
        if not usage.left and (not configured or account in configured):
            yield f"{account}: {used(name, usage)}, anew in {span(usage.until - now)}", ""


def _happened(tx: Tx, start: int, end: int, zone: ZoneInfo) -> Iterator[str]:
    """What was wrong meanwhile."""
    for spike in spikes.between(tx, start, end):
        began = datetime.fromtimestamp(spike.at / 1000, zone)
        yield f"something happened at {began:%H:%M}: {spike.line}"
    for gap in report_digest.gaps(tx, start, end):
        until = datetime.fromtimestamp(gap.until / 1000, zone)
        came = f", {gap.mentions} messages came late" if gap.mentions else ""
        blind = f"was blind for {span(gap.blind_ms)} until {until:%H:%M}"
        yield f"{gap.account} {gap.stream} {blind}{came}"
    flags = report_digest.flags(tx, start, end)
    if flags:
        yield "flags: " + ", ".join(f"{count} {_FLAGS.get(stage, stage)}" for stage, count in flags)


_FLAGS = {"at_risk": "at risk"}


# People -----------------------------------------------------------------------------------------


def _people(
    tx: Tx, start: int, end: int, praise: Sequence[Praise], gave: Sequence[Wow]
) -> Iterator[tuple[str, str]]:
    """Something good about people, in words: who says it, whom they liked and helped."""
    words: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    for one in praise:
        for agent in one.named:
            by_name[agent].append(f"{person(one.customer)} ({clean_line(one.channel)})")
    for agent, customers in by_name.items():
        words[agent].append(f"was praised by name by {_some(customers)}")
    for agent, customers in _gathered([(wow.agent, wow.customer) for wow in gave]):
        surprised = [person(customer) for customer in customers]
        words[agent].append(f"did more than expected for {_some(surprised)}")
    for agent, customers in _gathered(report_digest.gestures(tx, start, end)):
        liked = [person(customer) for customer in customers]
        words[agent].append(f"liked what {_some(liked)} wrote")
    for agent, helped in _gathered(report_digest.helped(tx, start, end)):
        words[agent].append(f"left notes that helped {_some(helped)}")
    for given in kudos.given(tx, start, end):
        words[given.agent].append(f"“{clean_line(given.text)}” ({clean_line(given.given_by)})")
    for agent, said in sorted(words.items()):
        yield agent, ", ".join(said)


def _gathered(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for who, whom in pairs:
        found[who].append(whom)
    return list(found.items())


def _some(names: Sequence[str]) -> str:
    """Some of them by name; how many they are is nobody's rank."""
    each = list(dict.fromkeys(names))
    shown = each[:MOST_NAMES]
    return listed([*shown, "others"] if len(each) > MOST_NAMES else shown)
