"""Which stories a simulated world holds, and when each begins: the same for the same facts."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from social_care.connectors.demo.dice import between, pick, weighted
from social_care.connectors.demo.people import PEOPLE, Person
from social_care.connectors.demo.story import (
    ONLY_ENGLISH,
    Event,
    Scene,
    Story,
    StoryKind,
    deleted,
    edited,
)
from social_care.connectors.demo.text import say, slots
from social_care.connectors.demo.world import HOUR_MS, PostedRecord
from social_care.models import Mention, Visibility

MINUTE_MS = 60_000
EARLIEST_MS = 2 * HOUR_MS
"""How far before its start a world's first message lies."""
_REST = 22
"""How many stories somebody sits out after one of their own."""

_ARRIVALS = {
    StoryKind.COMPLAINT: 33,
    StoryKind.QUESTION: 31,
    StoryKind.PRAISE: 10,
    StoryKind.HANDOVER: 7,
    StoryKind.DIRECT: 5,
    StoryKind.PROMO: 5,
    StoryKind.EDITED: 3,
    StoryKind.SAFETY: 2,
    StoryKind.HOSTILE: 2,
    StoryKind.DELETED: 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """A conversation that is already going on when the world begins."""

    kind: StoryKind
    minutes: int
    """How long ago it began."""
    lang: str = "en"
    about: str = ""
    wrote_again: int | None = None
    """How many minutes ago the customer lost patience."""
    answered: int | None = None
    """How many minutes ago a colleague answered in the network's own app."""


_OPENING = (
    _Cue(kind=StoryKind.COMPLAINT, minutes=47, about="late", wrote_again=21),
    _Cue(kind=StoryKind.COMPLAINT, minutes=26, about="broken"),
    _Cue(kind=StoryKind.SAFETY, minutes=5),
    _Cue(kind=StoryKind.QUESTION, minutes=22),
    _Cue(kind=StoryKind.PRAISE, minutes=113),
    _Cue(kind=StoryKind.DIRECT, minutes=9),
    _Cue(kind=StoryKind.HANDOVER, minutes=12),
    _Cue(kind=StoryKind.QUESTION, minutes=100, answered=94, wrote_again=14),
    _Cue(kind=StoryKind.HOSTILE, minutes=7),
    _Cue(kind=StoryKind.COMPLAINT, minutes=17, lang="de"),
    _Cue(kind=StoryKind.QUESTION, minutes=29, lang="ja"),
    _Cue(kind=StoryKind.EDITED, minutes=4),
    _Cue(kind=StoryKind.DELETED, minutes=3),
    _Cue(kind=StoryKind.PROMO, minutes=55),
)
"""The most telling first, because `opening` may be smaller."""

_NATIVE_ANSWER = "Good question! I have asked the workshop and mailed you what they said. ^Joe"


class Script:
    """The stories of one world, written as far as somebody has looked. Safe from several threads.

    Numbers begin at 0; stories of the opening are dated before the start, not sorted by time.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._facts = scene.facts
        self._lock = Lock()
        self._said: Counter[str] = Counter()
        self._resting: list[str] = []
        self._stories: list[Story] = []
        self._begins: list[int] = []
        self._opening = 0
        if self._facts.story:
            for cue in _OPENING[: self._facts.opening]:
                self._add(self._in_the_middle(cue))
            self._opening = len(self._stories)

    def story(self, number: int, now: int) -> Story | None:
        """The story with this number, if it has begun."""
        self._write_until(now)
        found = self._stories[number] if number < len(self._stories) else None
        return found if found and found.begins <= now else None

    def begun_between(self, earliest: int, latest: int) -> Sequence[Story]:
        """The stories of the opening, and all that began from `earliest` to `latest`."""
        self._write_until(latest)
        first = bisect_left(self._begins, earliest, self._opening)
        last = bisect_right(self._begins, latest, self._opening)
        return [*self._stories[: self._opening], *self._stories[first:last]]

    def _write_until(self, now: int) -> None:
        if not self._facts.story or self._facts.arrivals_per_hour <= 0:
            return
        with self._lock:
            while self._latest() <= now:
                self._add(self._arrival())

    def _latest(self) -> int:
        return self._begins[-1] if len(self._begins) > self._opening else self._facts.start

    def _add(self, story: Story) -> None:
        self._stories.append(story)
        self._begins.append(story.begins)

    def _arrival(self) -> Story:
        number = len(self._stories)
        usual = HOUR_MS / self._facts.arrivals_per_hour
        pause = between(int(usual * 2 / 3), int(usual * 4 / 3), self._facts.seed, number, "pause")
        kind = weighted(_ARRIVALS, self._facts.seed, number, "kind")
        begins = self._facts.later(self._latest(), pause)
        person = self._cast(number, "en" if kind in ONLY_ENGLISH else None)
        return self._begin(kind, person, begins, self.scene.occasion(kind, number))

    def _in_the_middle(self, cue: _Cue) -> Story:
        number = len(self._stories)
        person = self._cast(number, cue.lang)
        begins = self._facts.start - cue.minutes * MINUTE_MS
        about = cue.about or self.scene.occasion(cue.kind, number)
        story = self._begin(cue.kind, person, begins, about)
        if cue.answered is not None:
            story = self._answered(story, self._facts.start - cue.answered * MINUTE_MS)
        if cue.wrote_again is not None:
            occasion = "angry" if cue.answered is None else "follow-up"
            story = self._again(story, occasion, self._facts.start - cue.wrote_again * MINUTE_MS)
        return story

    def _cast(self, number: int, lang: str | None) -> Person:
        speakers = [each for each in PEOPLE if lang in {None, each.lang}]
        rested = [each for each in speakers if each.id not in self._resting]
        chosen = pick(rested or speakers, self._facts.seed, number, "cast")
        self._resting = [*self._resting, chosen.id][-_REST:]
        return chosen

    def _begin(self, kind: StoryKind, person: Person, begins: int, about: str) -> Story:
        number = len(self._stories)
        facts = slots(self._facts.brand, self._facts.agents, person, self._facts.seed, number)
        story = Story(number=number, kind=kind, person=person, slots=facts, begins=begins)
        turn = self._turn(about, person.lang)
        direct = kind is StoryKind.DIRECT
        first = self.scene.mention(story, "", about, turn, begins, direct=direct)
        return _told(story, Event(at=begins, item=first), *self._change(story, first))

    def _turn(self, occasion: str, lang: str) -> int:
        """How often that was said before, so that the next one says it otherwise."""
        name = f"{lang} {occasion}"
        self._said[name] += 1
        return self._said[name] - 1

    def _change(self, story: Story, first: Mention) -> tuple[Event, ...]:
        since = max(story.begins, self._facts.start)
        if story.kind is StoryKind.EDITED:
            turn = self._turn("edit", story.person.lang)
            addition = say(story.person, "edit", turn, story.slots, self._facts.seed)
            return (edited(first, addition, self._facts.later(since, MINUTE_MS)),)
        if story.kind is StoryKind.DELETED:
            return (deleted(first, self._facts.later(since, 3 * MINUTE_MS)),)
        return ()

    def _answered(self, story: Story, at: int) -> Story:
        answer = PostedRecord(
            external_id=f"{story.id}-native",
            key="",
            text=_NATIVE_ANSWER,
            in_reply_to=story.id,
            thread_key=story.id,
            visibility=Visibility.PUBLIC,
            accepted_at=at,
        )
        return _told(story, Event(at=at, item=self.scene.posted(answer)))

    def _again(self, story: Story, occasion: str, at: int) -> Story:
        parent = story.opening[-1].external_id
        turn = self._turn(occasion, story.person.lang)
        again = self.scene.mention(story, "-again", occasion, turn, at, in_reply_to=parent)
        return _told(story, Event(at=at, item=again))


def _told(story: Story, *events: Event) -> Story:
    return replace(story, opening=(*story.opening, *events))
