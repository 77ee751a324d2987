"""The simulated world: what it begins with, who comes, and that it is the same for everybody."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from social_care.connectors.base import Page
from social_care.connectors.demo.people import PEOPLE, Style
from social_care.connectors.demo.script import Script
from social_care.connectors.demo.story import Scene, Story, StoryKind, story_number
from social_care.connectors.demo.world import HOUR_MS, Facts
from social_care.models import Change, ChangeKind, Mention, MentionKind, Visibility
from tests.connectors.demo_kit import SECOND, Account
from tests.connectors.world import MINUTE, NOW


def script(channel: str = "demo", **facts: object) -> Script:
    """A world's stories."""
    return Script(Scene(facts=replace(Facts(start=NOW), **facts), channel=channel))  # type: ignore[arg-type]


def first(story: Story) -> Mention:
    """What a story begins with."""
    item = story.opening[0].item
    assert isinstance(item, Mention)
    return item


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """A world full of stories."""
    return Account(tmp_path)


class TestOpening:
    """At its start the queue is at once interesting."""

    @pytest.fixture
    def opening(self) -> dict[StoryKind, list[Story]]:
        found: dict[StoryKind, list[Story]] = {}
        for story in script().begun_between(0, NOW):
            found.setdefault(story.kind, []).append(story)
        return found

    def age(self, story: Story) -> float:
        """How long ago it began, in minutes."""
        return (NOW - story.begins) / MINUTE

    def test_about_a_dozen_people_wait(self, account: Account) -> None:
        waiting = {mention.author.id for mention in account.mentions().values()}
        assert 11 <= len(waiting) <= 14

    def test_all_of_it_was_written_in_the_last_two_hours(self, account: Account) -> None:
        times = [mention.posted_at for mention in account.mentions().values()]
        assert min(times) > NOW - 2 * HOUR_MS
        assert max(times) < NOW

    def test_a_complaint_is_late_and_was_repeated(
        self, opening: dict[StoryKind, list[Story]]
    ) -> None:
        late = opening[StoryKind.COMPLAINT][0]
        assert 30 < self.age(late) < 60
        assert [event.external_id for event in late.opening] == ["d0", "d0-again"]

    def test_a_complaint_is_at_risk(self, opening: dict[StoryKind, list[Story]]) -> None:
        assert any(24 <= self.age(story) < 30 for story in opening[StoryKind.COMPLAINT])

    def test_somebody_is_hurt_and_wrote_minutes_ago(
        self, opening: dict[StoryKind, list[Story]]
    ) -> None:
        (urgent,) = opening[StoryKind.SAFETY]
        assert self.age(urgent) < 15

    def test_every_kind_of_story_is_there(self, opening: dict[StoryKind, list[Story]]) -> None:
        assert set(opening) == set(StoryKind)

    def test_several_languages_are_there(self, account: Account) -> None:
        assert {mention.lang for mention in account.mentions().values()} >= {"en", "de", "ja"}

    def test_a_direct_message_is_there(self, account: Account) -> None:
        (direct,) = (
            mention
            for mention in account.mentions().values()
            if mention.kind is MentionKind.DIRECT_MESSAGE
        )
        assert direct.visibility is Visibility.DIRECT
        assert direct.thread_key == f"dm:{direct.author.id}"
        assert direct.url == ""

    def test_somebody_came_back_after_a_native_answer(self, account: Account) -> None:
        (answer,) = account.own_posts().values()
        mentions = account.mentions()
        assert answer.in_reply_to in mentions
        back = mentions[f"{answer.in_reply_to}-again"]
        assert mentions[str(answer.in_reply_to)].posted_at < answer.posted_at < back.posted_at
        assert back.thread_key == answer.thread_key

    def test_one_post_is_edited_a_little_later(self, account: Account) -> None:
        before = account.mentions()
        cursor = account.pages()[-1].cursor
        account.wait(2)
        after = {
            each.external_id: each
            for page in account.pages(cursor=cursor)
            for each in page.mentions
        }
        (edited,) = (
            each for each in after.values() if each.version == "2" and each.external_id in before
        )
        original = before[edited.external_id]
        assert edited.text.startswith(original.text)
        assert edited.posted_at == original.posted_at
        assert original.version == "1"

    def test_one_post_is_deleted_a_little_later(self, account: Account) -> None:
        assert "d12" in account.mentions()
        cursor = account.pages()[-1].cursor
        account.wait(4)
        (change,) = (change for page in account.pages(cursor=cursor) for change in page.changes)
        assert change == Change(external_id="d12", kind=ChangeKind.DELETED, at=NOW + 3 * MINUTE)
        assert "d12" not in account.mentions()

    def test_the_age_of_the_opening_is_real_time_at_any_speed(self, tmp_path: Path) -> None:
        """A target of thirty minutes is thirty minutes, however fast customers write."""
        slow = Account(tmp_path / "slow", {"speed": 1}).mentions()
        fast = Account(tmp_path / "fast", {"speed": 50}).mentions()
        assert {name: each.posted_at for name, each in slow.items()} == {
            name: each.posted_at for name, each in fast.items()
        }

    def test_a_smaller_opening_keeps_the_most_telling(self, tmp_path: Path) -> None:
        mentions = Account(tmp_path, {"opening": 3}).mentions()
        assert set(mentions) == {"d0", "d0-again", "d1", "d2"}


class TestArrivals:
    """New conversations."""

    def test_one_comes_every_20_to_40_seconds(self) -> None:
        begins = [story.begins for story in script(opening=0).begun_between(NOW, NOW + HOUR_MS)]
        gaps = [later - earlier for earlier, later in zip([NOW, *begins], begins, strict=False)]
        assert all(20 * SECOND <= gap <= 40 * SECOND for gap in gaps)
        assert 100 < len(begins) < 140

    def test_speed_multiplies(self) -> None:
        slow = script(opening=0).begun_between(NOW, NOW + HOUR_MS)
        fast = script(opening=0, speed=10.0).begun_between(NOW, NOW + HOUR_MS // 10)
        assert abs(len(slow) - len(fast)) <= 1
        assert first(fast[5]).text == first(slow[5]).text

    def test_the_rate_can_be_set(self) -> None:
        calm = script(opening=0, arrivals_per_hour=6.0).begun_between(NOW, NOW + 10 * HOUR_MS)
        assert 50 < len(calm) < 70

    def test_a_rate_of_nothing_brings_nobody(self) -> None:
        assert not script(opening=0, arrivals_per_hour=0.0).begun_between(NOW, NOW + HOUR_MS)

    def test_without_a_story_nobody_writes(self) -> None:
        assert not script(story=False).begun_between(0, NOW + HOUR_MS)

    def test_everybody_and_everything_comes_in_a_shift(self) -> None:
        shift = script(opening=0).begun_between(NOW, NOW + 8 * HOUR_MS)
        assert {story.kind for story in shift} == set(StoryKind)
        assert {story.person for story in shift} == set(PEOPLE)

    def test_complaints_and_questions_are_the_most(self) -> None:
        shift = script(opening=0).begun_between(NOW, NOW + 8 * HOUR_MS)
        kinds = Counter(story.kind for story in shift)
        assert {kind for kind, _ in kinds.most_common(2)} == {
            StoryKind.COMPLAINT,
            StoryKind.QUESTION,
        }

    def test_nobody_begins_two_stories_in_a_row(self) -> None:
        shift = script(opening=0).begun_between(NOW, NOW + 8 * HOUR_MS)
        people = [story.person for story in shift]
        for place, person in enumerate(people):
            assert person not in people[max(0, place - 14) : place]

    def test_a_long_shift_hardly_repeats_itself(self) -> None:
        """Eight hours of English complaints and questions: nearly every text is new."""
        shift = script(opening=0).begun_between(NOW, NOW + 8 * HOUR_MS)
        kinds = (StoryKind.COMPLAINT, StoryKind.QUESTION)
        texts = [
            first(story).text
            for story in shift
            if story.kind in kinds and story.person.lang == "en"
        ]
        assert len(texts) > 300
        assert len(set(texts)) > 0.97 * len(texts)

    def test_a_story_that_has_not_begun_is_not_there(self) -> None:
        stories = script(opening=0)
        (begun,) = stories.begun_between(NOW, NOW + 40 * SECOND)[:1]
        assert stories.story(begun.number, begun.begins) == begun
        assert stories.story(begun.number, begun.begins - 1) is None


class TestSameWorld:
    """Everything follows from seed, start, speed, the record and the control file."""

    def shift(self, account: Account) -> list[Page]:
        account.now = NOW + HOUR_MS
        return account.pages()

    def test_the_same_seed_is_the_same_world(self, tmp_path: Path) -> None:
        one = Account(tmp_path / "one", {"seed": 7})
        two = Account(tmp_path / "two", {"seed": 7})
        for account in (one, two):
            account.connect().check()
        assert self.shift(one) == self.shift(two)

    def test_another_seed_is_another_world(self, tmp_path: Path) -> None:
        one = Account(tmp_path / "one", {"seed": 7}).mentions()
        two = Account(tmp_path / "two", {"seed": 8}).mentions()
        assert {each.text for each in one.values()} != {each.text for each in two.values()}

    def test_it_does_not_matter_how_often_somebody_looked(self, tmp_path: Path) -> None:
        busy, idle = Account(tmp_path / "busy"), Account(tmp_path / "idle")
        for account in (busy, idle):
            account.connect().check()
        demo = busy.connect()
        for _ in range(20):
            busy.wait(3)
            demo.thread("d0")
        assert self.shift(busy) == self.shift(idle)

    def test_a_restart_goes_on_with_the_same_world(self, account: Account) -> None:
        before = account.mentions()
        account.wait(30)
        assert (
            account.mentions().items()
            >= {
                name: mention
                for name, mention in before.items()
                if name not in {"d11", "d12"}  # edited, deleted
            }.items()
        )

    def test_what_was_fixed_at_the_beginning_stays_and_the_check_says_so(
        self, account: Account
    ) -> None:
        account.connect().check()
        account.settings.update(speed=9, brand="Other Shoes")
        account.now += 1
        health = account.connect().check()
        assert health.own_handle == "acmeshoes"
        assert len(health.warnings) == 2
        assert health.warnings[1].startswith("speed is 1.0 in this world, not 9: delete ")

    def test_several_accounts_see_the_same_people(self, tmp_path: Path) -> None:
        sky = Account(tmp_path / "sky", {"channel": "bluesky", "name": "acme-sky"}).mentions()
        fedi = Account(tmp_path / "fedi", {"channel": "mastodon", "name": "acme"}).mentions()
        assert sky["d0"].author.id == fedi["d0"].author.id
        assert sky["d0"].author.handle.endswith(".sky.example")
        assert fedi["d0"].author.handle.endswith("@social.example")
        assert sky["d0"].canonical_id != fedi["d0"].canonical_id


class TestChannels:
    """One connector can look like several networks."""

    def test_mail_is_private_and_has_threads_of_its_own(self, tmp_path: Path) -> None:
        mentions = Account(tmp_path, {"channel": "email"}).mentions()
        assert {each.kind for each in mentions.values()} == {MentionKind.MAIL}
        assert {each.visibility for each in mentions.values()} == {Visibility.DIRECT}
        assert not any(each.text.startswith("@") for each in mentions.values())
        assert not any(each.thread_key.startswith("dm:") for each in mentions.values())

    @pytest.mark.parametrize(
        ("channel", "longest", "private"),
        [
            ("demo", 500, True),
            ("mastodon", 500, True),
            ("bluesky", 300, True),
            ("email", 10_000, False),
        ],
    )
    def test_its_limits_are_the_channels(
        self, tmp_path: Path, channel: str, longest: int, private: bool
    ) -> None:
        demo = Account(tmp_path, {"channel": channel}).connect()
        assert (demo.channel, demo.network) == (channel, "demo")
        assert (demo.limits.max_length, demo.limits.can_private) == (longest, private)
        assert demo.check().limits == demo.limits


class TestPeople:
    """Forty invented customers."""

    def test_all_are_different(self) -> None:
        assert len(PEOPLE) == 40
        for name in ("id", "name", "handle"):
            assert len({getattr(person, name) for person in PEOPLE}) == 40

    def test_names_come_in_many_scripts(self) -> None:
        names = "".join(person.name for person in PEOPLE)
        for letter in (
            "K",
            "김",
            "王",
            "佐",
            "ע",
            "ل",
            "О",
            "आ",
            "ส",
            "\U0001f45f",
        ):
            assert letter in names

    def test_some_names_try_to_do_harm(self) -> None:
        names = [person.name for person in PEOPLE]
        assert any("\u202e" in name for name in names)
        assert any("[/b]" in name for name in names)

    def test_handles_are_plain(self) -> None:
        assert all(person.handle.isascii() for person in PEOPLE)
        assert not any(" " in person.handle or "@" in person.handle for person in PEOPLE)

    def test_everybody_has_a_way_to_write(self) -> None:
        assert {person.style for person in PEOPLE} == set(Style)

    def test_reach_differs(self) -> None:
        followers = [person.followers for person in PEOPLE]
        assert min(followers) < 20
        assert max(followers) > 90_000
        assert any(person.verified for person in PEOPLE)


@pytest.mark.parametrize(
    ("external_id", "number"),
    [
        ("d0", 0),
        ("d12-again", 12),
        ("d7-1r", 7),
        ("x1", None),
        ("d", None),
        ("dd1", None),
        ("", None),
    ],
)
def test_a_message_names_its_story(external_id: str, number: int | None) -> None:
    """So that an answer finds the story it belongs to."""
    assert story_number(external_id) == number
