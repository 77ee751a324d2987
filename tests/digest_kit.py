"""A digest's facts, as tests of words, mail and pictures start from."""

from typing import Any
from zoneinfo import ZoneInfo

from social_care.digest_facts import Counted, Facts, Rising
from social_care.figures import summarise
from social_care.models import Band, Category
from social_care.models.digest import Praise, Story, Unanswered
from social_care.models.wows import Wow
from tests.hours_kit import HOUR, MINUTE, at

START, END = at("2026-11-23T09:00"), at("2026-11-23T18:00")


def praise(**changed: Any) -> Praise:
    usual: dict[str, Any] = {
        "conversation_id": 11,
        "text": "Lena on your team just made my week",
        "customer": "Sam",
        "channel": "YouTube",
        "named": ("lena",),
        "answered_by": ("lena",),
        "url": "https://video.example/c/1",
    }
    return Praise(**usual | changed)


def unanswered(**changed: Any) -> Unanswered:
    usual: dict[str, Any] = {
        "conversation_id": 12,
        "band": Band.HIGH,
        "category": Category.COMPLAINT,
        "waiting_since": END - 52 * MINUTE,
        "due_at": END - 22 * MINUTE,
        "customer": "Priya N.",
        "channel": "email",
        "text": "still says invalid",
        "held_by": "joe",
        "url": "",
    }
    return Unanswered(**usual | changed)


def story(**changed: Any) -> Story:
    usual: dict[str, Any] = {
        "conversation_id": 13,
        "customer": "Kim",
        "channel": "mastodon",
        "messages": 9,
        "began_at": START - 26 * HOUR,
        "ended_at": START + HOUR,
        "agents": ("joe", "mary"),
        "mood_before": -0.71,
        "mood_after": 0.64,
        "url": "https://social.example/@kim/1",
    }
    return Story(**usual | changed)


def wow(**changed: Any) -> Wow:
    usual: dict[str, Any] = {
        "id": 1,
        "conversation_id": 14,
        "agent": "mary",
        "customer": "Kim",
        "channel": "mastodon",
        "at": START + HOUR,
        "text": "sent a card",
        "mood_before": -0.71,
        "mood_after": 0.64,
    }
    return Wow(**usual | changed)


def facts(**changed: Any) -> Facts:
    """Nothing happened, but for what is `changed`."""
    usual: dict[str, Any] = {
        "brand": "Acme Shoes",
        "shift": "day",
        "start": START,
        "end": END,
        "zone": ZoneInfo("Europe/London"),
        "goal": 0.8,
        "praise": (),
        "stories": (),
        "unanswered": (),
        "figures": summarise([], END),
        "usual": (),
        "arrived": 0,
        "hours": (),
        "channels": (),
        "took": (),
        "complaints_dismissed": 0,
        "moods": None,
        "resolved": 0,
        "stayed": 0,
        "rising": (),
        "broken": (),
        "happened": (),
        "people": (),
    }
    return Facts(**usual | changed)


def full(**changed: Any) -> Facts:
    """Everything happened."""
    usual: dict[str, Any] = {
        "praise": (
            praise(),
            praise(conversation_id=14, named=(), url="", text="thank you all"),
        ),
        "wows": (wow(),),
        "stories": (story(),),
        "unanswered": (unanswered(), unanswered(conversation_id=15, text="", due_at=END + 1)),
        "arrived": 149,
        "hours": (
            Counted(label="09:00", arrived=20, usual=14.0, answered=16),
            Counted(label="10:00", arrived=12, usual=15.5, answered=15),
        ),
        "channels": (
            Counted(label="email", arrived=20, usual=None, answered=18),
            Counted(label="mastodon", arrived=12, usual=None, answered=13),
        ),
        "took": (("under 5 min", 20), ("5–15 min", 9)),
        "complaints_dismissed": 2,
        "moods": (-0.31, 0.22),
        "resolved": 20,
        "stayed": 19,
        "rising": (Rising(word="insole", mentions=31, usual=2.0),),
        "broken": (("acme-x: login expires in 3 days", "social-care account login acme-x"),),
        "happened": ("x was blind from 10:05 to 10:20",),
        "people": (("mary", "took the recall calls"), ("joe", "sent a card")),
    }
    return facts(**usual | changed)
