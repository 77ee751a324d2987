"""Moments and lengths of time as people read them. Every moment is ms since 1970 UTC."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def local(at: int, zone: ZoneInfo) -> datetime:
    """The moment on the brand's clock."""
    return datetime.fromtimestamp(at / 1000, zone)


def clock(at: int, zone: ZoneInfo) -> str:
    """Hours and minutes: 09:41."""
    return f"{local(at, zone):%H:%M}"


def day(at: int, zone: ZoneInfo) -> str:
    """The date, without leading zero: Mon 23 Nov 2026."""
    moment = local(at, zone)
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def days_ago(at: int, now: int, zone: ZoneInfo) -> str:
    """How long ago the day was on that clock: today, yesterday, 3 days ago."""
    days = (local(now, zone).date() - local(at, zone).date()).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if days > 0 else "")


def date(at: int, zone: ZoneInfo) -> str:
    """The date in ten cells: 2026-11-23."""
    return f"{local(at, zone):%Y-%m-%d}"


def since(at: int, now: int, zone: ZoneInfo) -> str:
    """The hour when it was today, else the date and the hour."""
    if local(at, zone).date() == local(now, zone).date():
        return clock(at, zone)
    return f"{day(at, zone)} {clock(at, zone)}"


def until(at: int, now: int, zone: ZoneInfo) -> str:
    """A moment of the coming days: the hour when it is today, else the day of the week with it."""
    if local(at, zone).date() == local(now, zone).date():
        return clock(at, zone)
    return f"{local(at, zone):%a %H:%M}"


def weekday(at: int, zone: ZoneInfo) -> str:
    """The day of a week to come: Friday 27 Nov."""
    moment = local(at, zone)
    return f"{moment:%A} {moment.day} {moment:%b}"


def morning(now: int, zone: ZoneInfo, days: int, hour: int) -> int:
    """In so many days at a full hour of the brand's clock, whatever daylight saving does."""
    moment = local(now, zone) + timedelta(days=days)
    return int(moment.replace(hour=hour, minute=0, second=0, microsecond=0).timestamp() * 1000)
