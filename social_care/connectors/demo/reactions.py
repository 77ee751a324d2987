"""How a simulated customer goes on: patience runs out, or an answer comes and they react to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from social_care.connectors.demo.dice import between, weighted
from social_care.connectors.demo.story import Event, Scene, Story, StoryKind
from social_care.models import Mention

_SECOND_MS = 1000
_MINUTE_MS = 60 * _SECOND_MS
_REACTION_S = (20, 100)
_MOST_TURNS = 4
_TURNS_BEFORE = 5
"""So that the first story does not say again what its opening has said."""

PATIENCE_MS = 90 * _MINUTE_MS
"""World time after which a customer whom nobody answers says nothing more."""


class Reaction(StrEnum):
    """What a customer makes of an answer."""

    THANKS = "thanks"
    FOLLOW_UP = "follow-up"
    STILL_ANGRY = "still angry"
    DM = "dm"
    """comes into the direct messages, as invited"""
    DM_PLEASE = "dm please"
    """asks where to send what is not for the public"""
    SAFETY_FOLLOW_UP = "safety follow-up"
    NOTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of ours in the story, as the network has it."""

    external_id: str
    text: str
    at: int
    private: bool


_FIRST: Mapping[StoryKind, Mapping[Reaction, int]] = {
    StoryKind.QUESTION: {Reaction.THANKS: 60, Reaction.FOLLOW_UP: 22, Reaction.NOTHING: 18},
    StoryKind.EDITED: {Reaction.THANKS: 60, Reaction.FOLLOW_UP: 22, Reaction.NOTHING: 18},
    StoryKind.COMPLAINT: {
        Reaction.THANKS: 48,
        Reaction.FOLLOW_UP: 27,
        Reaction.STILL_ANGRY: 12,
        Reaction.NOTHING: 13,
    },
    StoryKind.SAFETY: {Reaction.SAFETY_FOLLOW_UP: 60, Reaction.THANKS: 40},
    StoryKind.PRAISE: {Reaction.THANKS: 30, Reaction.NOTHING: 70},
    StoryKind.HANDOVER: {Reaction.DM_PLEASE: 75, Reaction.THANKS: 25},
    StoryKind.DIRECT: {Reaction.THANKS: 60, Reaction.FOLLOW_UP: 25, Reaction.NOTHING: 15},
    StoryKind.HOSTILE: {Reaction.THANKS: 30, Reaction.NOTHING: 70},
    StoryKind.PROMO: {Reaction.NOTHING: 1},
    StoryKind.DELETED: {Reaction.NOTHING: 1},
}
_LATER = {Reaction.THANKS: 70, Reaction.FOLLOW_UP: 8, Reaction.NOTHING: 22}

_SILENT = frozenset({StoryKind.PRAISE, StoryKind.PROMO, StoryKind.HOSTILE, StoryKind.DELETED})
_MINUTES: Mapping[StoryKind, tuple[tuple[str, int, int], ...]] = {
    StoryKind.QUESTION: (("nudge", 14, 22),),
    StoryKind.EDITED: (("nudge", 14, 22),),
    StoryKind.COMPLAINT: (("angry", 8, 13), ("furious", 17, 28)),
    StoryKind.HANDOVER: (("angry", 9, 14),),
    StoryKind.SAFETY: (("safety again", 3, 5), ("safety again", 6, 9)),
    StoryKind.DIRECT: (("nudge", 10, 15),),
}
"""What they write when nobody answers, and after how many minutes."""

_INVITATION = re.compile(
    r"\b(dms?|direct message|private message|privately|message us)\b", re.IGNORECASE
)


def tell(story: Story, answers: Sequence[Answer], scene: Scene, until: int) -> list[Event]:
    """All that happens in a story until then, in order, given our answers (in order)."""
    told = [*story.opening, *_live(story, answers, scene, until)]
    return [event for event in told if event.at <= until]


def _live(story: Story, answers: Sequence[Answer], scene: Scene, until: int) -> Iterator[Event]:
    last = _last_message(story)
    since = max(last.posted_at, scene.facts.start)
    for turn in range(_MOST_TURNS):
        answer = next((each for each in answers if each.at >= last.posted_at), None)
        patient = until + 1 if answer is None else answer.at
        for said in _impatience(story, turn, since, last, scene, patient):
            last = said
            yield Event(at=said.posted_at, item=said)
        if answer is None:
            return
        reaction = _reaction(story, turn, answer, scene.facts.seed)
        if reaction is Reaction.NOTHING:
            return
        last = _react(story, turn, reaction, answer, scene)
        since = last.posted_at
        yield Event(at=since, item=last)
        if reaction is Reaction.THANKS:
            return


def _last_message(story: Story) -> Mention:
    messages = [event.item for event in story.opening if isinstance(event.item, Mention)]
    return messages[-1]


def _impatience(
    story: Story, turn: int, since: int, last: Mention, scene: Scene, before: int
) -> Iterator[Mention]:
    at = since
    for number, (occasion, low, high) in enumerate(_nudges(story, turn)):
        seed = scene.facts.seed
        wait = between(low * 60, high * 60, seed, story.number, turn, number, "wait") * _SECOND_MS
        at = scene.facts.later(at, wait)
        if at >= before:
            return
        last = scene.mention(
            story,
            f"-{turn}n{number}",
            occasion,
            _TURNS_BEFORE + story.number * 3 + turn + number,
            at,
            in_reply_to=last.external_id,
            direct=last.visibility.is_private,
        )
        yield last


def _nudges(story: Story, turn: int) -> tuple[tuple[str, int, int], ...]:
    if story.kind in _SILENT:
        return ()
    return _MINUTES[story.kind] if turn == 0 else (("nudge", 9, 14),)


def _reaction(story: Story, turn: int, answer: Answer, seed: int) -> Reaction:
    invited = not answer.private and _INVITATION.search(answer.text)
    if invited and story.kind not in _SILENT:
        return Reaction.DM
    weights = _FIRST[story.kind] if turn == 0 else _LATER
    return weighted(weights, seed, story.number, turn, "reaction")


def _react(story: Story, turn: int, reaction: Reaction, answer: Answer, scene: Scene) -> Mention:
    pause = between(*_REACTION_S, scene.facts.seed, story.number, turn, "pause") * _SECOND_MS
    direct = reaction is Reaction.DM or answer.private
    return scene.mention(
        story,
        f"-{turn}r",
        reaction,
        _TURNS_BEFORE + story.number * 3 + turn,
        scene.facts.later(answer.at, pause),
        in_reply_to=None if reaction is Reaction.DM else answer.external_id,
        direct=direct,
    )
