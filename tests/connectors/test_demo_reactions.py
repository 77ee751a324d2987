"""What simulated customers do when nobody answers, and what they make of our answers."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from social_care.connectors.demo.reactions import Answer, tell
from social_care.connectors.demo.script import Script
from social_care.connectors.demo.story import Event, Scene, Story, StoryKind
from social_care.connectors.demo.text import BOOKS
from social_care.connectors.demo.world import HOUR_MS, Facts
from social_care.models import Mention, MentionKind, Visibility
from tests.connectors.demo_kit import SECOND, Account
from tests.connectors.world import MINUTE, NOW

FOREVER = NOW + 100 * HOUR_MS
SCRIPT = Script(Scene(facts=Facts(start=NOW, opening=0), channel="demo"))
SHIFT = SCRIPT.begun_between(NOW, NOW + 24 * HOUR_MS)


def stories(*kinds: StoryKind) -> list[Story]:
    """A day's stories of these kinds."""
    return [story for story in SHIFT if story.kind in kinds]


def answer(at: int, text: str = "Sorry, on it", *, private: bool = False) -> Answer:
    """One answer of ours."""
    return Answer(external_id=f"own-{at}", text=text, at=at, private=private)


def said(story: Story, *answers: Answer, until: int = FOREVER) -> list[Mention]:
    """All messages of a story's customer beyond its opening."""
    events = tell(story, answers, SCRIPT.scene, until)[len(story.opening) :]
    return [event.item for event in events if isinstance(event.item, Mention)]


def reactions(*kinds: StoryKind, text: str = "Sorry, on it") -> Counter[str]:
    """How the customers of a day took a quick answer, by the last letter of the message's id."""
    found: Counter[str] = Counter()
    for story in stories(*kinds):
        mentions = said(story, answer(story.begins + MINUTE, text), until=story.begins + 5 * MINUTE)
        found[mentions[0].external_id.partition("-")[2] if mentions else "nothing"] += 1
    return found


class TestImpatience:
    """Nobody answers."""

    @pytest.mark.parametrize("story", stories(StoryKind.COMPLAINT)[:20])
    def test_a_complaint_gets_angrier_twice_in_the_same_thread(self, story: Story) -> None:
        angry, furious = said(story)
        assert 8 * MINUTE <= angry.posted_at - story.begins <= 13 * MINUTE
        assert 17 * MINUTE <= furious.posted_at - angry.posted_at <= 28 * MINUTE
        assert {angry.thread_key, furious.thread_key} == {story.id}
        assert (angry.in_reply_to, furious.in_reply_to) == (story.id, angry.external_id)
        assert angry.author == furious.author == story.person.author("demo")

    def test_a_question_is_asked_once_more(self) -> None:
        for story in stories(StoryKind.QUESTION)[:20]:
            (nudge,) = said(story)
            assert 14 * MINUTE <= nudge.posted_at - story.begins <= 22 * MINUTE

    def test_somebody_hurt_does_not_wait_ten_minutes(self) -> None:
        for story in stories(StoryKind.SAFETY):
            assert said(story)[0].posted_at - story.begins <= 5 * MINUTE

    def test_praise_promotion_and_mischief_wait_for_nobody(self) -> None:
        silent = (StoryKind.PRAISE, StoryKind.PROMO, StoryKind.HOSTILE, StoryKind.DELETED)
        assert not any(said(story) for story in stories(*silent))

    def test_an_answer_in_time_keeps_them_calm(self) -> None:
        for story in stories(StoryKind.COMPLAINT, StoryKind.QUESTION):
            quick = answer(story.begins + 7 * MINUTE)
            assert not any("n" in each.external_id for each in said(story, quick)[:1])

    def test_what_was_said_before_the_answer_stays_said(self) -> None:
        for story in stories(StoryKind.COMPLAINT)[:20]:
            angry, furious = said(story)
            after = said(story, answer(angry.posted_at + 1))
            assert after[0] == angry
            assert furious not in after

    def test_anger_is_worded_anew_in_one_story(self) -> None:
        for story in stories(StoryKind.COMPLAINT):
            texts = [each.text for each in said(story)]
            assert len(set(texts)) == len(texts)


class TestReactions:
    """We answer."""

    def test_questions_end_in_thanks_follow_ups_and_silence(self) -> None:
        found = reactions(StoryKind.QUESTION)
        assert 0.7 < found["0r"] / found.total() < 0.9
        assert set(found) == {"0r", "nothing"}

    def test_a_reaction_comes_within_two_minutes_as_a_reply_to_ours(self) -> None:
        seen = 0
        for story in stories(StoryKind.QUESTION, StoryKind.COMPLAINT):
            ours = answer(story.begins + MINUTE)
            for mention in said(story, ours)[:1]:
                seen += 1
                assert 20 * SECOND <= mention.posted_at - ours.at <= 100 * SECOND
                assert mention.in_reply_to == ours.external_id
                assert mention.thread_key == story.id
                assert mention.kind is MentionKind.REPLY
        assert seen > 500

    @pytest.mark.parametrize(
        ("kind", "occasions"),
        [
            (StoryKind.QUESTION, {"thanks", "follow-up"}),
            (StoryKind.COMPLAINT, {"thanks", "follow-up", "still angry"}),
            (StoryKind.SAFETY, {"thanks", "safety follow-up"}),
            (StoryKind.HANDOVER, {"thanks", "dm please"}),
            (StoryKind.DIRECT, {"thanks", "follow-up"}),
            (StoryKind.PRAISE, {"thanks"}),
        ],
    )
    def test_what_is_said_fits_the_story_and_all_of_it_happens(
        self, kind: StoryKind, occasions: set[str]
    ) -> None:
        met = set()
        for story in stories(kind):
            for mention in said(story, answer(story.begins + MINUTE))[:1]:
                met |= self.occasions_of(story, mention)
        assert (
            met & {"thanks", "follow-up", "still angry", "safety follow-up", "dm please"}
            == occasions
        )

    def occasions_of(self, story: Story, mention: Mention) -> set[str]:
        """The occasions on which the story's customer might say that."""
        text = mention.text.lower()
        book = BOOKS[story.person.lang]
        return {
            occasion
            for occasion, recipe in book.items()
            if any(self.core(main) in text for main in recipe.main)
        }

    def core(self, main: str) -> str:
        """The longest piece of a sentence that has no slot in it."""
        pieces = main.replace("}", "{").split("{")[::2]
        return max(pieces, key=len).lower().strip(" .!")

    def test_after_thanks_nothing_more_is_said(self) -> None:
        for story in stories(StoryKind.PRAISE):
            ours = [answer(story.begins + minutes * MINUTE) for minutes in (1, 10, 20)]
            assert len(said(story, *ours)) <= 1

    def test_a_follow_up_waits_for_a_second_answer(self) -> None:
        second = 0
        for story in stories(StoryKind.SAFETY):
            first = answer(story.begins + MINUTE)
            reaction = said(story, first)[0]
            if len(said(story, first)) == 2:  # it is followed by a nudge: it was no thanks
                again = said(story, first, answer(reaction.posted_at + MINUTE))
                assert again[0] == reaction
                second += any(each.external_id.endswith("-1r") for each in again)
        assert second > 3

    def test_a_second_part_of_the_answer_is_not_a_second_answer(self) -> None:
        for story in stories(StoryKind.COMPLAINT)[:50]:
            first, more = answer(story.begins + MINUTE), answer(story.begins + MINUTE + SECOND)
            assert said(story, first) == said(story, first, more)

    def test_nobody_talks_for_ever(self) -> None:
        for story in stories(StoryKind.COMPLAINT, StoryKind.QUESTION):
            often = [answer(story.begins + minutes * MINUTE) for minutes in range(1, 200)]
            assert len(said(story, *often)) <= 4

    def test_a_private_answer_is_answered_in_private(self) -> None:
        for story in stories(StoryKind.QUESTION)[:50]:
            for mention in said(story, answer(story.begins + MINUTE, private=True)):
                assert mention.visibility is Visibility.DIRECT
                assert mention.thread_key == f"dm:{story.person.id}"


class TestInvitation:
    """We invite somebody into the direct messages."""

    @pytest.mark.parametrize(
        "text",
        [
            "Could you DM us your order number?",
            "Please send me a direct message",
            "Write me privately",
        ],
    )
    def test_they_come_with_what_is_needed(self, text: str) -> None:
        for story in stories(StoryKind.HANDOVER, StoryKind.COMPLAINT):
            (message, *_) = said(story, answer(story.begins + MINUTE, text))
            assert message.kind is MentionKind.DIRECT_MESSAGE
            assert message.visibility is Visibility.DIRECT
            assert message.thread_key == f"dm:{story.person.id}"
            assert story.slots.order.lower() in message.text.lower()
            assert message.author.id == story.person.id

    def test_an_admission_is_no_invitation(self) -> None:
        (story, *_) = stories(StoryKind.HANDOVER)
        for mention in said(story, answer(story.begins + MINUTE, "Admittedly, that is odd")):
            assert mention.kind is not MentionKind.DIRECT_MESSAGE

    def test_nobody_is_invited_where_they_already_are(self) -> None:
        for story in stories(StoryKind.COMPLAINT)[:50]:
            ours = answer(story.begins + MINUTE, "Thank you for the DM", private=True)
            for mention in said(story, ours)[:1]:
                assert mention.in_reply_to == ours.external_id

    def test_whoever_is_not_invited_asks(self) -> None:
        asking = [
            story
            for story in stories(StoryKind.HANDOVER)
            if any(
                word in mention.text.lower()
                for mention in said(story, answer(story.begins + MINUTE))[:1]
                for word in ("privately", "how do i get it", "send the details")
            )
        ]
        assert len(asking) > len(stories(StoryKind.HANDOVER)) / 2


class TestTime:
    """Speed and moments."""

    @pytest.mark.parametrize("speed", [1.0, 4.0, 60.0])
    def test_speed_shortens_patience_and_reactions(self, speed: float) -> None:
        scene = Scene(facts=replace(SCRIPT.scene.facts, speed=speed), channel="demo")
        (story, *_) = stories(StoryKind.COMPLAINT)
        (angry, *_) = [
            event for event in tell(story, (), scene, FOREVER) if event not in story.opening
        ]
        slow = said(story)[0].posted_at - story.begins
        assert abs((angry.at - story.begins) - slow / speed) <= 1

    def test_a_story_grows_and_never_changes_its_past(self) -> None:
        """What could be seen at one moment can be seen, the same, at every later one."""
        for story in stories(StoryKind.COMPLAINT, StoryKind.QUESTION)[:60]:
            ours = [answer(story.begins + 10 * MINUTE), answer(story.begins + 30 * MINUTE)]
            seen: list[Event] = []
            for minute in range(0, 90, 3):
                now = story.begins + minute * MINUTE
                told = tell(story, [each for each in ours if each.at <= now], SCRIPT.scene, now)
                assert told[: len(seen)] == seen
                seen = told

    def test_ids_are_never_used_twice(self) -> None:
        for story in SHIFT:
            ours = [answer(story.begins + minutes * MINUTE) for minutes in (20, 60, 100)]
            names = [each.external_id for each in said(story, *ours)]
            assert len(set(names)) == len(names)
            assert story.id not in names


class TestThroughTheConnector:
    """The reaction to a reply sent through the connector comes with the next polls."""

    def test_a_complaint_answered_by_an_invitation_becomes_a_direct_message(
        self, tmp_path: Path
    ) -> None:
        account = Account(tmp_path)
        complaint = account.mentions()["d1"]
        sent = account.answer(complaint, "I am so sorry! Please DM me your order number.")
        account.wait(2)
        (message,) = (
            each
            for each in account.mentions().values()
            if each.author.id == complaint.author.id and each.kind is MentionKind.DIRECT_MESSAGE
        )
        assert message.posted_at > sent.accepted_at
        reply = account.answer(message, "Got it, thank you")
        assert reply.thread_key == message.thread_key
        account.wait(2)
        thread = account.connect().thread(message.external_id)
        assert thread[0].external_id == reply.external_id

    def test_an_answer_stops_the_anger(self, tmp_path: Path) -> None:
        answered, ignored = Account(tmp_path / "a"), Account(tmp_path / "b")
        for account in (answered, ignored):
            account.connect().check()
        answered.answer(answered.mentions()["d1"])
        for account in (answered, ignored):
            account.wait(13)
        assert "d1-0n0" in ignored.mentions()
        assert "d1-0n0" not in answered.mentions()

    def test_a_very_late_answer_is_taken_notice_of(self, tmp_path: Path) -> None:
        account = Account(tmp_path, {"arrivals_per_hour": 0})
        complaint = account.mentions()["d1"]
        account.wait(400)
        cursor = account.pages()[-1].cursor
        account.answer(complaint, "Please write us a DM")
        account.wait(2)
        page = account.pages(cursor=cursor)[-1]
        assert "d1-0r" in {mention.external_id for mention in page.mentions}

    def test_a_native_answer_counts_as_well(self, tmp_path: Path) -> None:
        account = Account(tmp_path)
        account.connect().check()
        account.control.answer_natively("n1", "On it!", NOW + 1, in_reply_to="d1")
        account.wait(13)
        assert "d1-0n0" not in account.mentions()
        assert account.own_posts()["n1"].thread_key == "d1"
