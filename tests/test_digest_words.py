"""What the digest says, and what it leaves out."""

from dataclasses import replace
from typing import Any

import pytest

from social_care.digest_facts import Counted, Rising
from social_care.digest_words import MOST_WAITING, QUOTED, page, subject, title
from social_care.figures import Figures, Pace, summarise
from social_care.models import NEVER_DUE, Band
from social_care.models.digest import Block, Line, Picture, Table
from tests.digest_kit import END, START, facts, full, praise, story, unanswered, wow
from tests.hours_kit import HOUR, MINUTE, at

NO_PACE = Pace(
    oldest_waiting_s=None,
    first_p50_s=None,
    first_p90_s=None,
    first_mean_s=None,
    next_p50_s=None,
    next_p90_s=None,
    next_mean_s=None,
    within_5_min=None,
)


def figures(**changed: Any) -> Figures:
    return replace(summarise([], END), **changed)


def words(block: Block) -> str:
    match block:
        case Line():
            return " ".join(filter(None, (block.mark, block.text, block.url)))
        case Table():
            return "\n".join(" | ".join(row) for row in (block.headings, *block.rows))
        case Picture():
            return block.alt


def section(name: str, **changed: Any) -> list[str]:
    """The blocks of one section, in words; empty when it is left out."""
    found = [each for each in page(facts(**changed)).sections if each.title.startswith(name)]
    return [words(block) for each in found for block in each.blocks]


class TestSubject:
    def test_what_a_lead_wants_to_know(self) -> None:
        level = figures(service_level=0.86)
        usual = (
            figures(service_level=0.83),
            figures(service_level=0.9),
            figures(service_level=0.8),
        )
        assert subject(full(figures=level, usual=usual)) == (
            "2 still waiting (1 late) · 86% in target (usual 83) · 3 wins"
        )

    def test_a_quiet_shift(self) -> None:
        assert subject(facts()) == "nobody waits"
        assert subject(facts(praise=(praise(),))) == "nobody waits · 1 win"

    def test_others_than_complaints_wait(self) -> None:
        assert subject(facts(figures=figures(waiting=3, late=0))) == "no complaint waits"
        others = facts(figures=figures(waiting=3, late=2))
        assert subject(others) == "no complaint waits (2 others late)"

    def test_a_wait_without_a_target_is_never_late(self) -> None:
        assert subject(facts(unanswered=(unanswered(due_at=NEVER_DUE),))) == "1 still waiting"

    def test_due_to_the_millisecond_is_not_late(self) -> None:
        assert subject(facts(unanswered=(unanswered(due_at=END),))) == "1 still waiting"
        assert "1 late" in subject(facts(unanswered=(unanswered(due_at=END - 1),)))


class TestTitle:
    def test_brand_shift_and_when(self) -> None:
        assert title(facts()) == (
            "Acme Shoes · day shift · Mon 23 Nov 2026, 09:00–18:00 (Europe/London)"
        )

    def test_a_shift_across_midnight_names_both_days(self) -> None:
        assert "Mon 23 Nov 2026, 22:00–Tue 24 Nov 2026, 06:00" in title(
            facts(start=at("2026-11-23T22:00"), end=at("2026-11-24T06:00"))
        )

    def test_a_period_that_is_no_shift(self) -> None:
        assert title(facts(shift="")).startswith("Acme Shoes · digest · Mon")


def test_the_order_is_fixed_and_empty_sections_are_left_out() -> None:
    assert [each.title for each in page(full()).sections] == [
        "Wins",
        "Still waiting (2)",
        "The shift",
        "What people talked about",
        "Health",
        "People",
    ]
    (quiet,) = page(facts()).sections
    assert [words(block) for block in quiet.blocks] == ["Nobody wrote, and nobody waits."]


class TestWins:
    def test_praise_that_names_somebody_comes_first(self) -> None:
        found = section("Wins", praise=(praise(named=(), text="lovely"), praise()))
        assert found == [
            (
                "“Lena on your team just made my week” (Sam, YouTube, about lena)"
                " https://video.example/c/1"
            ),
            "“lovely” (Sam, YouTube, answered by lena) https://video.example/c/1",
        ]

    def test_many_are_counted(self) -> None:
        many = tuple(praise(text=f"lovely {number}") for number in range(9))
        assert section("Wins", praise=many)[-1] == "and 3 more kind words"

    def test_the_same_words_are_quoted_once(self) -> None:
        found = section("Wins", praise=(praise(text="Lovely"), praise(text="lovely"), praise()))
        assert len(found) == 3
        assert found[-1] == "and 1 more kind words"

    def test_long_praise_keeps_what_is_promised(self) -> None:
        (found,) = section("Wins", praise=(praise(text="so happy " * 100, url=""),))
        assert len(found.partition("”")[0]) >= 120 <= QUOTED
        assert "…" in found

    def test_a_long_conversation_is_told(self) -> None:
        assert section("Wins", stories=(story(),)) == [
            (
                "Kim on mastodon: 9 messages in 1d with joe and mary, went from −0.71 to +0.64"
                " https://social.example/@kim/1"
            )
        ]

    def test_of_a_private_one_nothing_leads_to_the_network(self) -> None:
        (found,) = section("Wins", stories=(story(url="", mood_after=None, agents=()),))
        assert found == "Kim on mastodon: 9 messages in 1d conversation 13"


class TestStillWaiting:
    def test_who_waits_how_long_and_with_whom(self) -> None:
        assert section("Still", unanswered=(unanswered(),)) == [
            (
                "HIGH LATE 22m waits 52m, email, Priya N.: “still says invalid”, held by joe"
                " conversation 12"
            )
        ]

    def test_a_private_message_is_never_quoted(self) -> None:
        (found,) = section("Still", unanswered=(unanswered(text="", band=Band.URGENT, held_by=""),))
        assert found.startswith("URGENT LATE 22m")
        assert "(private message), nobody holds it" in found

    def test_a_name_is_as_long_as_a_name(self) -> None:
        assert (
            "N" * 39 + "…: “" in section("Still", unanswered=(unanswered(customer="N" * 5_000),))[0]
        )
        assert (
            "email, somebody: “" in section("Still", unanswered=(unanswered(customer="\u200b"),))[0]
        )

    def test_too_many_are_counted(self) -> None:
        found = section("Still", unanswered=(unanswered(),) * (MOST_WAITING + 3))
        assert len(found) == MOST_WAITING + 1
        assert found[-1] == "and 3 more"


class TestWows:
    def test_they_follow_the_praise_and_come_before_the_stories(self) -> None:
        found = section("Wins", praise=(praise(),), wows=(wow(),), stories=(story(),))
        assert [line.split()[0] for line in found] == ["“Lena", "WOW", "Kim"]
        assert found[1] == (
            "WOW by mary for Kim (mastodon): “sent a card”, went from −0.71 to +0.64"
            " conversation 14"
        )

    @pytest.mark.parametrize("moods", [{"mood_before": None}, {"mood_after": None}])
    def test_a_mood_that_is_not_known_is_not_told(self, moods: dict[str, None]) -> None:
        (told,) = section("Wins", wows=(wow(**moods),))
        assert told.endswith("“sent a card” conversation 14")

    def test_many_are_counted_together_and_nobody_is_ranked(self) -> None:
        found = section("Wins", wows=tuple(wow(agent=name) for name in "abcabcabc"))
        assert found[-1] == "and 3 more WOWs"
        assert len(found) == 7


class TestTheShift:
    def test_every_figure_beside_its_usual(self) -> None:
        business = replace(NO_PACE, first_p50_s=180.0, first_p90_s=700.0)
        today = figures(
            service_level=0.86,
            counted=142,
            responses=142,
            waiting=7,
            first_p50_s=240.0,
            first_p90_s=840.0,
            business=business,
        )
        past = figures(
            service_level=0.83,
            responses=120,
            waiting=5,
            first_p50_s=300.0,
            first_p90_s=960.0,
            business=business,
        )
        shift = {"arrived": 149, "usual_arrived": 130.0, "figures": today, "usual": (past,)}
        assert section("The shift", **shift) == [
            (
                "149 came (usual 130), 142 answered (usual 120)"
                " · in target 86% of 142 (goal 80%, usual 83%)"
            ),
            (
                "first response p50 4m p90 14m, usual p50 5m p90 16m"
                " (business hours: p50 3m p90 11m, usual p50 3m p90 11m)"
            ),
            "7 waiting at the end (usual 5)",
            "usual: the same shift 1 week before",
        ]

    @pytest.mark.parametrize(
        ("known", "apart", "told"),
        [
            (4, 1, "usual: the median of the same shift 1, 2, 3 and 4 weeks before"),
            (2, 5, "usual: the median of the same shift 5 and 10 weeks before"),
            (0, 1, "no usual yet: the same shift 1 week before was before the first message"),
            (0, 2, "no usual yet: the same shift 2 weeks before was before the first message"),
        ],
    )
    def test_it_is_said_what_is_usual(self, known: int, apart: int, told: str) -> None:
        past = (figures(responses=1),) * known
        assert section("The shift", arrived=1, usual=past, weeks_apart=apart)[-1].startswith(told)

    def test_clocks_that_agree_are_told_once(self) -> None:
        same = {"first_p50_s": 240.0, "first_p90_s": 840.0}
        today = figures(responses=1, business=replace(NO_PACE, **same), **same)
        told = section("The shift", arrived=1, figures=today)[1]
        assert told == "first response p50 4m p90 14m (business hours: the same)"

    def test_moods_resolved_and_what_was_closed_unanswered(self) -> None:
        found = section(
            "The shift",
            arrived=1,
            moods=(-0.5, 0.25),
            usual_moods=(-0.4, 0.1),
            resolved=4,
            usual_resolved=6.0,
            stayed=3,
            complaints_dismissed=1,
        )
        assert found[2:-1] == [
            "4 resolved (usual 6), 3 of them stayed resolved",
            "customers' mood: −0.50 before our answers, +0.25 after (usual −0.40, +0.10)",
            "1 complaint was closed unanswered: read it",
        ]

    def test_tables_say_what_the_pictures_show(self) -> None:
        tables = [
            block
            for each in page(full()).sections
            for block in each.blocks
            if isinstance(block, Table)
        ]
        assert [words(table) for table in tables] == [
            "Hour | Came | Usual | Answered\n09:00 | 20 | 14 | 16\n10:00 | 12 | 16 | 15",
            "Response took | Responses\nunder 5 min | 20\n5–15 min | 9",
            "Channel | Came | Answered\nemail | 20 | 18\nmastodon | 12 | 13",
        ]

    def test_one_channel_needs_no_table(self) -> None:
        one = (Counted(label="x", arrived=1, usual=1.0, answered=1),)
        assert not any(
            "Channel" in found for found in section("The shift", arrived=1, channels=one)
        )


def test_rising_words_and_categories() -> None:
    rising = (
        Rising(word="insole", mentions=31, usual=2.0),
        Rising(word="sole", mentions=9, usual=0.2),
        Rising(word="complaint", mentions=12, usual=4.4, category=True),
        Rising(word="heel", mentions=7, usual=None),
    )
    assert section("What", rising=rising) == [
        "“insole” said by 31 people, usually 2",
        "“sole” said by 9 people, usually none",
        "12 complaints, usually 4",
        "“heel” said by 7 people",
    ]


def test_people_in_words_by_the_alphabet() -> None:
    found = section("People", people=(("mary", "sent flowers"), ("joe", "sent a card")))
    assert found == ["joe sent a card", "mary sent flowers"]


@pytest.mark.parametrize(
    "hostile", ["\x1b[31mred\x07", "a\u202eb\u2066c", "x\r\nBcc: all@example.com"]
)
def test_what_customers_write_is_inert(hostile: str) -> None:
    made = full(
        praise=(praise(text=hostile, customer=hostile, channel=hostile),),
        stories=(story(customer=hostile),),
        unanswered=(unanswered(text=hostile, customer=hostile, held_by=hostile),),
        rising=(Rising(word=hostile, mentions=9, usual=0),),
        happened=(hostile,),
        broken=((hostile, hostile),),
        people=((hostile, hostile),),
    )
    for each in page(made).sections:
        for block in each.blocks:
            if isinstance(block, Line):
                assert not set("\x1b\x07\u202e\u2066\r\n") & set(block.text + block.mark)


def test_the_period_is_the_kit_s() -> None:
    assert END - START == 9 * HOUR == 540 * MINUTE
