"""One simulated customer's story: who, about what, and what they write before anybody answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from social_care.connectors.demo.dice import pick
from social_care.connectors.demo.people import Person
from social_care.connectors.demo.text import Slots, say
from social_care.connectors.demo.world import Facts, PostedRecord
from social_care.models import (
    Change,
    ChangeKind,
    Media,
    Mention,
    MentionKind,
    OwnPost,
    Visibility,
)


class StoryKind(StrEnum):
    """What kind of story it is."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    SAFETY = "safety"
    PRAISE = "praise"
    PROMO = "promo"
    HANDOVER = "handover"
    """a public complaint that wants to go on in private"""
    DIRECT = "direct"
    """begins as a direct message"""
    HOSTILE = "hostile"
    EDITED = "edited"
    DELETED = "deleted"


COMPLAINTS = ("late", "wrong", "broken", "returns")

_OCCASIONS: Mapping[StoryKind, tuple[str, ...]] = {
    StoryKind.QUESTION: ("question",),
    StoryKind.EDITED: ("question",),
    StoryKind.COMPLAINT: COMPLAINTS,
    StoryKind.HANDOVER: COMPLAINTS,
    StoryKind.DELETED: COMPLAINTS,
    StoryKind.SAFETY: ("safety",),
    StoryKind.PRAISE: ("praise",),
    StoryKind.PROMO: ("promo",),
    StoryKind.DIRECT: ("dm first",),
    StoryKind.HOSTILE: ("hostile",),
}
ONLY_ENGLISH = frozenset(StoryKind) - {
    StoryKind.QUESTION,
    StoryKind.COMPLAINT,
    StoryKind.PRAISE,
}
"""Stories that nobody has words for in another language."""

_PICTURES = {
    "wrong": "a shoe box with two left shoes in it",
    "broken": "a shoe whose sole hangs down like a tongue",
    "safety": "a blistered heel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A message, or a change to one, that can be seen from `at` on (ms since 1970 UTC)."""

    at: int
    item: Mention | OwnPost | Change

    @property
    def external_id(self) -> str:
        """Of the message it is, or is about."""
        return self.item.external_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One customer, one matter. What follows its opening depends on our answers."""

    number: int
    kind: StoryKind
    person: Person
    slots: Slots
    begins: int
    """When the first message was written; ms since 1970 UTC."""
    opening: tuple[Event, ...] = ()
    """What happens whatever we do, in order."""

    @property
    def id(self) -> str:
        """External id of the first message, and thread key of what is public."""
        return f"d{self.number}"


def story_number(external_id: str) -> int | None:
    """The story a message of the simulated world belongs to; None for an injected one."""
    head = external_id.partition("-")[0]
    return int(head[1:]) if head[:1] == "d" and head[1:].isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a story plays: turns words into messages of the network behind `channel`."""

    facts: Facts
    channel: str
    account: str = "account"
    """Our name for the account."""

    @property
    def is_mail(self) -> bool:
        """True when every message is a private mail."""
        return self.channel == "email"

    def thread_key(self, story: Story, direct: bool) -> str:
        """Thread of what the story's customer writes in public, or privately."""
        return f"dm:{story.person.id}" if direct and not self.is_mail else story.id

    def occasion(self, kind: StoryKind, number: int) -> str:
        """What the first message of such a story is about."""
        return pick(_OCCASIONS[kind], self.facts.seed, number, "occasion")

    def mention(
        self,
        story: Story,
        suffix: str,
        occasion: str,
        turn: int,
        at: int,
        *,
        in_reply_to: str | None = None,
        direct: bool = False,
    ) -> Mention:
        """A message of the story's customer, visible to all unless `direct` or a mail.

        It is what they say on an occasion that comes up for the `turn`-th time in this world.
        """
        person, external_id = story.person, story.id + suffix
        author = person.author(self.channel)
        text = say(person, occasion, turn, story.slots, self.facts.seed)
        kind, visibility = self._manner(in_reply_to, direct)
        open_to_all = visibility is Visibility.PUBLIC
        return Mention(
            external_id=external_id,
            text=f"@{self.facts.handle} {text}" if self._addressed(external_id, kind) else text,
            posted_at=at,
            author=author,
            thread_key=self.thread_key(story, direct),
            canonical_id=self.canonical_id(external_id),
            kind=kind,
            visibility=visibility,
            url=f"{author.url}/{external_id}" if open_to_all else "",
            in_reply_to=in_reply_to,
            lang=None if self.is_mail else person.lang,
            media=self._picture(external_id, occasion),
            likes=person.followers // 2_000 if open_to_all else 0,
            reposts=person.followers // 9_000 if open_to_all else 0,
            version="1",
        )

    def canonical_id(self, external_id: str) -> str:
        """An id unlike any of another account's world."""
        return f"demo://{self.account}/{self.facts.seed}-{self.facts.start}/{external_id}"

    def _manner(self, in_reply_to: str | None, direct: bool) -> tuple[MentionKind, Visibility]:
        if self.is_mail:
            return MentionKind.MAIL, Visibility.DIRECT
        if direct:
            return MentionKind.DIRECT_MESSAGE, Visibility.DIRECT
        kind = MentionKind.REPLY if in_reply_to else MentionKind.MENTION
        return kind, Visibility.PUBLIC

    def _addressed(self, external_id: str, kind: MentionKind) -> bool:
        called = pick((True, False), self.facts.seed, external_id, "called")
        return kind is MentionKind.REPLY or (kind is MentionKind.MENTION and called)

    def _picture(self, external_id: str, occasion: str) -> tuple[Media, ...]:
        shown = pick((True, False, False), self.facts.seed, external_id, "shown")
        if occasion not in _PICTURES or not shown:
            return ()
        url = f"https://{self.channel}.example/media/{external_id}.jpg"
        return (Media(kind="image", url=url, alt=_PICTURES[occasion]),)

    def posted(self, record: PostedRecord) -> OwnPost:
        """An answer of ours, as the network shows it."""
        visibility = Visibility.DIRECT if self.is_mail else record.visibility
        url = f"https://{self.channel}.example/@{self.facts.handle}/{record.external_id}"
        return OwnPost(
            external_id=record.external_id,
            text=record.text,
            posted_at=record.accepted_at,
            thread_key=record.thread_key,
            in_reply_to=record.in_reply_to,
            canonical_id=self.canonical_id(record.external_id),
            visibility=visibility,
            url="" if visibility.is_private else url,
        )


def edited(mention: Mention, addition: str, at: int) -> Event:
    """The same message with something added by its author."""
    return Event(at=at, item=replace(mention, text=f"{mention.text} {addition}", version="2"))


def deleted(mention: Mention, at: int) -> Event:
    """The author has deleted it."""
    return Event(
        at=at, item=Change(external_id=mention.external_id, kind=ChangeKind.DELETED, at=at)
    )
