"""Every figure a second time: over random shifts, from what is exported of them."""

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.cli import main
from social_care.explain import explain
from social_care.figures import Key, summarise
from social_care.models import NEVER_DUE
from social_care.period import Period, Told, tell
from social_care.storage import report
from social_care.storage.report import By
from tests import refigured
from tests.any_shift import STARTS, AnyShift, Step, a_step, prelude, steps
from tests.world import DAY, Shop

LONDON = ZoneInfo("Europe/London")
BREAKDOWNS = (
    (Key.HOUR,),
    (Key.DAY, Key.HOUR),
    (Key.CHANNEL,),
    (Key.BAND,),
    (Key.CATEGORY, Key.ACCOUNT),
)


@contextmanager
def a_shift(start: str, told: Sequence[Step], *, office: bool) -> Iterator[Shop]:
    """A shop in which all this has happened."""
    with tempfile.TemporaryDirectory() as folder:
        shift = AnyShift.opened(Path(folder) / "care.db", start=STARTS[start], office=office)
        try:
            shift.play(told)
            yield shift.shop
        finally:
            shift.shop.close()


def exported(shop: Shop, what: str, *options: str) -> list[dict[str, str]]:
    """The rows of a CSV file that was exported."""
    place = shop.path.parent / f"{what}.csv"
    line = ["--db", str(shop.path), "export", what, "-o", str(place), *options]
    done = CliRunner().invoke(main, line, env={"SOCIAL_CARE_CONFIG": ""})
    assert done.exit_code == 0, done.output
    with place.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def moments(shop: Shop) -> list[int]:
    """When something came, fell due, was answered or ended, and the milliseconds beside it."""
    rows = shop.rows(
        "SELECT posted_at AS at FROM mentions UNION SELECT ended_at FROM waits"
        " WHERE ended_at > 0 UNION SELECT due_at FROM waits UNION SELECT at_risk_at FROM waits"
    )
    found = {row["at"] + beside for row in rows for beside in (-1, 0, 1)}
    return sorted(each for each in found if each < NEVER_DUE - DAY) or [shop.now]


def asked(shop: Shop, since: int | None, until: int | None, *, cohort: bool) -> Period:
    """A period between two of the shift's moments; one that ended before it began has no end."""
    known = moments(shop)
    begins = None if since is None else known[since % len(known)]
    ends = None if until is None else known[until % len(known)]
    return Period(
        since=begins,
        until=None if begins is not None and ends is not None and ends <= begins else ends,
        now=shop.now,
        zone=LONDON,
        by=By.WAITING_SINCE if cohort else By.RESPONDED_AT,
    )


def raw(shop: Shop, *, office: bool) -> refigured.Shift:
    """All that the second way may know."""
    ended = shop.rows("SELECT conversation_id, first_mention_id, ended_at FROM waits")
    twins = {str(row["id"]) for row in shop.rows("SELECT id FROM mentions WHERE twin_of > 0")}
    mentions = exported(shop, "mentions")
    return refigured.Shift(
        waits=exported(shop, "responses", "--include-waiting"),
        mentions=[row for row in mentions if row["mention_id"] not in twins],
        ended={(str(row[0]), str(row[1])): row[2] for row in ended},
        office=office,
        since=None,
        until=None,
        now=shop.now,
    )


def check(told: Told, shift: refigured.Shift) -> None:
    """Figure by figure."""
    printed = json.loads(json.dumps(told.as_json(with_parts=True)))
    rows, written = shift.chosen(), shift.written()
    known = {name: printed[name] for name in printed if name not in {"volume", "parts", "by"}}
    assert known == refigured.figures(shift, rows)
    for kind in ("first", "next"):
        refigured.check_parts(printed["parts"][kind], rows, kind)
    volume = printed["volume"]
    assert volume.pop("total") == len(written)
    assert {by: _some(counts) for by, counts in volume.items()} == refigured.volume(written)
    for keys in BREAKDOWNS:
        check_groups(printed["by"]["+".join(keys)], shift, keys)


def check_groups(found: list[dict[str, Any]], shift: refigured.Shift, keys: Sequence[str]) -> None:
    """Each group is a small shift; nobody is left out, and nobody in two."""
    rows, written = shift.chosen(), shift.written()
    places = {refigured.group_of(row, keys) for row in (*rows, *written)}
    assert len(found) == len(places)
    for group in found:
        place = tuple(group.pop(key) for key in keys)
        places.remove(place)
        ours = [row for row in rows if refigured.group_of(row, keys) == place]
        volume, parts = group.pop("volume"), group.pop("parts")
        assert volume == len([row for row in written if refigured.group_of(row, keys) == place])
        assert group == refigured.figures(shift, ours)
        for kind in ("first", "next"):
            refigured.check_parts(parts[kind], ours, kind)


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def recompute(shop: Shop, periods: Sequence[Period], *, office: bool) -> None:
    """Work out every figure of the shift twice, for each period."""
    known = raw(shop, office=office)
    for period in periods:
        found = tell(shop.store.read(), period, lambda _: shop.calendar, BREAKDOWNS)
        shift = replace(
            known,
            since=period.since,
            until=period.until,
            now=period.now,
            cohort=period.by is By.WAITING_SINCE,
        )
        check(found, shift)


def check_console(shop: Shop) -> None:
    """What the status line counts over its indexes is what the figures say."""
    counts, status = shop.desk().counts(), shop.desk().status()
    figures = summarise(report.waits(shop.store.read(), open_too=True), shop.now)
    assert (counts.waiting, counts.at_risk, counts.late) == (
        figures.waiting,
        figures.at_risk,
        figures.late,
    )
    since = counts.oldest_waiting_since
    oldest_s = None if since is None else max(0, shop.now - since) / 1000
    assert oldest_s == figures.oldest_waiting_s
    day = report.waits(shop.store.read(), since=shop.now - DAY, open_too=True)
    assert status.in_target == summarise(day, shop.now).service_level


def check_explained(shop: Shop, since: int) -> None:
    """What the longest answers do to the mean, from exported rows."""
    period = Period(since=since, until=shop.now + DAY, now=shop.now, zone=LONDON)
    found = explain(shop.store.read(), period, lambda _: shop.calendar)
    shift = replace(raw(shop, office=False), since=since, until=period.until)
    waited = refigured.waited_ms(shift)
    assert [wait.waited_ms for wait in found.longest] == waited[:10]
    share, mean_without = refigured.weight_of_the_longest(shift)
    assert (found.longest_share, found.mean_without_s) == (share, mean_without)


def as_of_any_moment(shop: Shop, chosen: Random, count: int) -> list[Period]:
    """Periods that begin, end, and are told on the edge of something."""
    known = moments(shop)
    rows = shop.rows("SELECT at_risk_at AS at FROM waits UNION SELECT due_at FROM waits")
    stages = [row["at"] for row in rows if row["at"] in known]
    found = [asked(shop, None, None, cohort=False)]
    for _ in range(count):
        since, until = chosen.randrange(len(known)), chosen.randrange(len(known))
        found.append(asked(shop, since, max(since + 1, until), cohort=chosen.random() < 0.3))
        found.append(replace(found[0], now=chosen.choice(known)))
        found.append(replace(found[0], until=chosen.choice(stages)))
    return found


@pytest.mark.parametrize(("start", "office"), zip(STARTS, (True, False, True), strict=True))
def test_every_figure_of_a_long_shift_is_what_the_exported_rows_say(
    start: str, office: bool
) -> None:
    """A hundred and more things happen in each."""
    chosen = Random(f"{start} {office}")
    with a_shift(start, [*prelude(), *(a_step(chosen) for _ in range(110))], office=office) as shop:
        recompute(shop, as_of_any_moment(shop, chosen, 12), office=office)
        check_explained(shop, chosen.choice(moments(shop)))
        for moment in chosen.sample(moments(shop), 12):
            shop.now = moment
            check_console(shop)


numbers = st.none() | st.integers(0, 500)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from(list(STARTS)),
    told=steps,
    since=numbers,
    until=numbers,
    cohort=st.booleans(),
    office=st.booleans(),
)
def test_every_figure_of_any_shift_is_what_the_exported_rows_say(
    start: str,
    told: Sequence[Step],
    since: int | None,
    until: int | None,
    cohort: bool,
    office: bool,
) -> None:
    """The shortest shift that shows a fault is found."""
    with a_shift(start, told, office=office) as shop:
        whole = asked(shop, None, None, cohort=False)
        known = moments(shop)
        then = replace(whole, now=known[(since or 0) % len(known)])
        part = asked(shop, since, until, cohort=cohort)
        recompute(shop, [whole, then, part], office=office)
