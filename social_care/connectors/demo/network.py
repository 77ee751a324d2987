"""What the simulated network shows at one moment: to a reader, to a sender, around a message."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from social_care.connectors.demo.feed import Cursor, Entry, Place, Source
from social_care.connectors.demo.reactions import PATIENCE_MS, Answer, tell
from social_care.connectors.demo.script import EARLIEST_MS, Script
from social_care.connectors.demo.story import Event, Scene, Story, story_number
from social_care.connectors.demo.world import PostedRecord
from social_care.models import Change, Mention, OwnPost

STORIES, EXTRAS, POSTS = "stories", "extras", "posts"
_OVERLAP_MS = 10 * 60 * 1000
_OVERLAP_ENTRIES = 40
_COUNTED = re.compile(r"\((\d{1,2})/(\d{1,2})\)\s*\Z", re.ASCII)


@dataclass(frozen=True)
class Snapshot:
    """The network at `now` (ms since 1970 UTC); `delay_ms` is how late it shows what it has."""

    script: Script
    posts: Sequence[PostedRecord]
    extra: Sequence[Event]
    now: int
    delay_ms: int

    @property
    def scene(self) -> Scene:
        """Where the stories play."""
        return self.script.scene

    def shows(self, at: int) -> bool:
        """True when what happened at that time can be seen."""
        return at + self.delay_ms <= self.now

    def overlaps(self) -> dict[str, int]:
        """How far every poll reads again, by source."""
        entries = _OVERLAP_ENTRIES
        return {STORIES: self._overlap_ms, EXTRAS: entries, POSTS: entries}

    @property
    def _overlap_ms(self) -> int:
        return max(1000, round(_OVERLAP_MS / self.scene.facts.speed))

    @staticmethod
    def stories_since(cursor: Cursor) -> int:
        """Nothing older is wanted of the stories; ms since 1970 UTC."""
        return max(cursor.position(STORIES)[0], cursor.floor)

    def mentions(self, since: int) -> list[Source]:
        """What customers say and do; of the stories only what is later than `since`."""
        return [self._stories(since, ours=False), self._extras(ours=False)]

    def own_posts(self, since: int) -> list[Source]:
        """What the brand says; of the stories only what is later than `since`."""
        return [self._stories(since, ours=True), self._posts(), self._extras(ours=True)]

    def is_gone(self, external_id: str) -> bool:
        """True when its author has deleted the message."""
        about = [event for event in self._around(external_id) if event.external_id == external_id]
        return bool(about) and isinstance(about[-1].item, Change)

    def thread(self, external_id: str) -> list[Mention | OwnPost] | None:
        """What is shown in a message's thread, oldest first, without itself; None: no such one."""
        events = [event for event in self._around(external_id) if self.shows(event.at)]
        items = [event.item for event in _newest_versions(events) if not _is_change(event)]
        messages = [item for item in items if isinstance(item, Mention | OwnPost)]
        key = next((each.thread_key for each in messages if each.external_id == external_id), None)
        if key is None:
            return None
        around = [each for each in messages if each.thread_key == key]
        around.sort(key=lambda each: each.posted_at)
        return [each for each in around if each.external_id != external_id]

    def _stories(self, since: int, *, ours: bool) -> Source:
        overridden = {event.external_id for event in self.extra if self.shows(event.at)}
        entries = [
            Entry(source=STORIES, place=(event.at, event.external_id), event=event)
            for story in self._lively(since)
            for event in _newest_versions(self._seen_of(story, ours=ours))
            if isinstance(event.item, OwnPost) is ours and event.external_id not in overridden
        ]
        entries.sort(key=lambda entry: entry.place)
        return Source(name=STORIES, entries=entries)

    def _seen_of(self, story: Story, *, ours: bool) -> list[Event]:
        """What of a story can be seen; of our own posts it holds those of its opening."""
        if ours:
            return [event for event in story.opening if self.shows(event.at)]
        return self._told(story, until=self.now - self.delay_ms)

    def _told(self, story: Story, until: int) -> list[Event]:
        return tell(story, self._answers.get(story.number, ()), self.scene, until)

    def _lively(self, since: int) -> Iterable[Story]:
        """The stories in which something may have happened after `since`."""
        facts = self.scene.facts
        earliest = max(since, facts.start - EARLIEST_MS) - round(PATIENCE_MS / facts.speed)
        stories = {each.number: each for each in self.script.begun_between(earliest, self.now)}
        for number, given in self._answers.items():
            story = self.script.story(number, self.now)
            if story is not None and given[-1].at >= earliest:
                stories[number] = story
        return stories.values()

    @cached_property
    def _answers(self) -> dict[int, list[Answer]]:
        found: dict[int, list[Answer]] = defaultdict(list)
        for post in self._all_own_posts():
            number = self._story_of(post.in_reply_to or "")
            if number is not None and post.posted_at <= self.now and not _goes_on(post.text):
                private = post.visibility.is_private
                answer = Answer(
                    external_id=post.external_id,
                    text=post.text,
                    at=post.posted_at,
                    private=private,
                )
                found[number].append(answer)
        return {number: sorted(given, key=lambda each: each.at) for number, given in found.items()}

    def _all_own_posts(self) -> list[OwnPost]:
        native = [event.item for event in self.extra if isinstance(event.item, OwnPost)]
        return [*map(self.scene.posted, self.posts), *native]

    def _posts(self) -> Source:
        events = [Event(at=post.accepted_at, item=self.scene.posted(post)) for post in self.posts]
        return self._appended(POSTS, list(enumerate(events)))

    def _extras(self, *, ours: bool) -> Source:
        newest = {
            event.external_id: number
            for number, event in enumerate(self.extra)
            if self.shows(event.at)
        }
        return self._appended(
            EXTRAS,
            [
                (number, event)
                for number, event in enumerate(self.extra)
                if isinstance(event.item, OwnPost) is ours
                and newest.get(event.external_id, number) <= number
            ],
        )

    def _appended(self, name: str, events: Iterable[tuple[int, Event]]) -> Source:
        entries = []
        settled: Place | None = None
        for number, event in events:
            if self.shows(event.at):
                entries.append(Entry(source=name, place=(number, ""), event=event))
            elif settled is None:
                settled = (number - 1, "")
        return Source(name=name, entries=entries, settled=settled)

    def _around(self, external_id: str) -> list[Event]:
        """All that happened up to now in the message's story, or else among injected messages."""
        own = [Event(at=post.posted_at, item=post) for post in self._all_own_posts()]
        others = [event for event in self.extra if not isinstance(event.item, OwnPost)]
        number = self._story_of(external_id)
        story = None if number is None else self.script.story(number, self.now)
        told = self._told(story, until=self.now) if story else []
        return [event for event in [*told, *own, *others] if event.at <= self.now]

    def _story_of(self, external_id: str) -> int | None:
        for _ in range(len(self._parents)):  # a part of a long answer stands under the one before
            if external_id not in self._parents:
                break
            external_id = self._parents[external_id]
        return story_number(external_id)

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {post.external_id: post.in_reply_to or "" for post in self._all_own_posts()}


def _newest_versions(events: Sequence[Event]) -> list[Event]:
    newest = {event.external_id: event for event in events}
    return [event for event in events if newest[event.external_id] is event]


def _goes_on(text: str) -> bool:
    """Whoever reads "(1/3)" waits for the rest."""
    counted = _COUNTED.search(text)
    return counted is not None and int(counted[1]) < int(counted[2])


def _is_change(event: Event) -> bool:
    return isinstance(event.item, Change)
