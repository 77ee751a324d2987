"""Every figure a second time, from exported rows alone: plain Python that shares no code with the
first way. Times are milliseconds, durations exact decimals of a second.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

Exported = dict[str, str]
"""One line of a CSV file."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = 3_600_000
_DAY = 24 * _HOUR
ANSWERS = {"answered", "elsewhere"}


def instant(text: str) -> int:
    """An ISO time in milliseconds."""
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)


# Clocks -----------------------------------------------------------------------------------------


def london(ms: int) -> tuple[str, str]:
    """Date and hour on a wall in London, by the law: summer time from the last Sunday of March to
    that of October, both at one o'clock UTC.
    """
    year = (_EPOCH + timedelta(milliseconds=ms)).year
    begins, ends = (_last_sunday(year, month) + _HOUR for month in (3, 10))
    summer = begins <= ms < ends
    shown = _EPOCH + timedelta(milliseconds=ms + (_HOUR if summer else 0))
    again = " again" if ends <= ms < ends + _HOUR else ""
    return shown.date().isoformat(), f"{shown.hour:02}:00{again}"


def _last_sunday(year: int, month: int) -> int:
    day = date(year, month, 31)
    day -= timedelta(days=(day.weekday() + 1) % 7)
    return (day - _EPOCH.date()).days * _DAY


def office_ms(began: int, ended: int) -> int:
    """Nine to five in London, Monday to Friday: quarter of an hour by quarter of an hour."""
    total, at = 0, began
    while at < ended:
        until = min(ended, at - at % 900_000 + 900_000)
        day, hour = london(at)
        if date.fromisoformat(day).weekday() < 5 and "09:00" <= hour < "17:00":
            total += until - at
        at = until
    return total


# Rows -------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Shift:
    """What was exported, and the period that is asked about."""

    waits: Sequence[Exported]
    """`export responses --include-waiting`."""
    mentions: Sequence[Exported]
    """`export mentions`, a post that two accounts saw once."""
    ended: dict[tuple[str, str], int]
    """When waits without an answer ended, by conversation and mention."""
    office: bool
    since: int | None
    until: int | None
    now: int
    cohort: bool = False
    """Chosen by their beginning, and told as of now."""

    @property
    def at(self) -> int:
        """As of when."""
        if self.cohort or self.until is None:
            return self.now
        return min(self.until, self.now)

    def chosen(self) -> list[Exported]:
        """The waits of the period; who waited at its end as if they waited still."""
        found = []
        for row in self.waits:
            began, ended = instant(row["waiting_since"]), self._end(row)
            if self.cohort:
                found += [row] if self._within(began) else []
            elif ended is not None and self._within(ended):
                found.append(row)
            elif self._ends_later(ended) and (self.until is None or began < self.until):
                found.append({**row, "outcome": "waiting"})
        return found

    def written(self) -> list[Exported]:
        """The mentions of the period."""
        return [row for row in self.mentions if self._within(instant(row["posted_at"]))]

    def _end(self, row: Exported) -> int | None:
        if row["outcome"] == "waiting":
            return None
        if row["responded_at"]:
            return instant(row["responded_at"])
        return self.ended[row["conversation_id"], row["mention_id"]]

    def _within(self, moment: int) -> bool:
        after = self.since is None or moment >= self.since
        return after and (self.until is None or moment < self.until)

    def _ends_later(self, ended: int | None) -> bool:
        return ended is None or (self.until is not None and ended >= self.until)

    def business_s(self, began: int, ended: int) -> Decimal:
        """On the clock of the office, if there is one."""
        ms = office_ms(began, ended) if self.office else max(0, ended - began)
        return Decimal(ms) / 1000


# Figures ----------------------------------------------------------------------------------------


def figures(shift: Shift, rows: Sequence[Exported]) -> dict[str, Any]:
    """All that `summarise` tells of these rows, as JSON has it."""
    waiting = [row for row in rows if row["outcome"] == "waiting"]
    answered = [row for row in rows if row["outcome"] in ANSWERS]
    late = [row for row in waiting if row["due"] and shift.at > instant(row["due"])]
    missed = [row for row in rows if _missed(shift, row)]
    in_time = [row for row in answered if row["within_target"] == "true"]
    counted = len(late) + len(missed) + len([row for row in answered if row["due"]])
    dismissed = [row for row in rows if row["outcome"] == "dismissed"]
    told: dict[str, Any] = {
        "waiting": len(waiting),
        "at_risk": len([row for row in waiting if row not in late and _at_risk(shift, row)]),
        "late": len(late),
        "responses": len(answered),
        "in_time": len(in_time),
        "counted": counted,
        "service_level": len(in_time) / counted if counted else None,
        "dismissed": len(dismissed),
        "dismissed_complaints": _complaints(dismissed),
        "missed": len(missed),
        "missed_complaints": _complaints(missed),
    }
    began = [instant(row["waiting_since"]) for row in waiting]
    elapsed = [Decimal(max(0, shift.at - since)) / 1000 for since in began]
    business = [shift.business_s(since, shift.at) for since in began]
    return {
        **told,
        **_pace(answered, "elapsed_s", elapsed),
        "business": {**told, **_pace(answered, "business_s", business)},
    }


def _pace(answered: Sequence[Exported], clock: str, so_far: Sequence[Decimal]) -> dict[str, Any]:
    times = {
        kind: sorted(Decimal(row[clock]) for row in answered if row["kind"] == kind)
        for kind in ("first", "next")
    }
    told: dict[str, Any] = {"oldest_waiting_s": float(max(so_far)) if so_far else None}
    for kind, values in times.items():
        told[f"{kind}_p50_s"] = _rank(values, 5)
        told[f"{kind}_p90_s"] = _rank(values, 9)
        told[f"{kind}_mean_s"] = _mean(values)
    every = [*times["first"], *times["next"]]
    quick = [seconds for seconds in every if seconds <= 300]
    told["within_5_min"] = len(quick) / len(every) if every else None
    return told


def _rank(ordered: Sequence[Decimal], tenths: int) -> float | None:
    """The first value that at least so many tenths of all do not exceed."""
    return next(
        (
            float(value)
            for value in ordered
            if 10 * len([other for other in ordered if other <= value]) >= tenths * len(ordered)
        ),
        None,
    )


def _mean(values: Sequence[Decimal]) -> float | None:
    if not values:
        return None
    exact = sum(values, Decimal()) / len(values)
    return float(exact.quantize(Decimal("0.001"), ROUND_HALF_EVEN))


def _missed(shift: Shift, row: Exported) -> bool:
    """Ended unanswered: by a person though it was owed an answer, or past due."""
    if row["outcome"] not in {"resolved_unanswered", "dismissed", "deleted"} or not row["due"]:
        return False
    by_hand = row["outcome"] != "deleted" and bool(row["agent"])
    if by_hand and row["category"] in {"complaint", "question"}:
        return True
    return shift.ended[row["conversation_id"], row["mention_id"]] > instant(row["due"])


def _at_risk(shift: Shift, row: Exported) -> bool:
    """A fifth of the target is left, or less than three minutes of one longer than that."""
    if not row["due"]:
        return False
    target, left = Decimal(row["target_s"]), shift.business_s(shift.at, instant(row["due"]))
    return left <= target / 5 or (target > 180 and left < 180)


def _complaints(rows: Iterable[Exported]) -> int:
    return len([row for row in rows if row["category"] == "complaint"])


# The longest ------------------------------------------------------------------------------------


def waited_ms(shift: Shift) -> list[int]:
    """How long everybody waited, answered or not, the longest first."""
    found = []
    for row in shift.chosen():
        key = row["conversation_id"], row["mention_id"]
        if row["outcome"] in ANSWERS:
            found.append(int(Decimal(row["elapsed_s"]) * 1000))
        else:
            ends = shift.at if row["outcome"] == "waiting" else shift.ended[key]
            found.append(max(0, ends - instant(row["waiting_since"])))
    return sorted(found, reverse=True)


def weight_of_the_longest(shift: Shift) -> tuple[float | None, float | None]:
    """The share of the ten longest answers, and the mean of the others in seconds."""
    times = sorted(
        (Decimal(row["elapsed_s"]) for row in shift.chosen() if row["outcome"] in ANSWERS),
        reverse=True,
    )
    whole = sum(times, Decimal())
    share = float(sum(times[:10], Decimal()) * 1000) / float(whole * 1000) if whole else None
    return share, _mean(times[10:])


# Parts, volume and groups -----------------------------------------------------------------------

PARTS = ("detection_s", "queue_s", "handling_s", "delivery_s")


def check_parts(told: dict[str, Any] | None, rows: Sequence[Exported], kind: str) -> None:
    """They sum to the mean exactly, and each is what it is, to the millisecond."""
    answered = [row for row in rows if row["outcome"] in ANSWERS and row["kind"] == kind]
    if told is None:
        assert not answered
        return
    assert told["responses"] == len(answered) > 0
    assert told["mean_s"] == _mean([Decimal(row["elapsed_s"]) for row in answered])
    assert round(sum(round(told[part] * 1000) for part in PARTS)) == round(told["mean_s"] * 1000)
    for part in PARTS:
        exact = sum(Decimal(row[part]) for row in answered) / len(answered)
        assert math.isclose(told[part], exact, abs_tol=0.000_999_9)


def volume(rows: Sequence[Exported]) -> dict[str, dict[str, int]]:
    """How many, by what; what is zero is left out."""
    columns: dict[str, Callable[[Exported], str]] = {
        "by_channel": lambda row: row["channel"],
        "by_category": lambda row: row["category"],
        "by_band": lambda row: row["band"],
        "by_hour": lambda row: london(instant(row["posted_at"]))[1],
    }
    told: dict[str, dict[str, int]] = {name: {} for name in columns}
    for row in rows:
        for name, read in columns.items():
            told[name][read(row)] = told[name].get(read(row), 0) + 1
    return told


def group_of(row: Exported, keys: Sequence[str]) -> tuple[str, ...]:
    """Where a wait or a mention belongs."""
    day, hour = london(instant(row.get("posted_at") or row["waiting_since"]))
    return tuple({"day": day, "hour": hour}.get(key) or row[key] for key in keys)
