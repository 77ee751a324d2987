"""The tutor of the demo: ten keys, each ticked off once it was pressed and did something."""

import pytest

from social_care.connectors.demo import tutor
from social_care.tui.keys import KEYS, Where
from social_care.tui.lessons import LESSONS, Course
from social_care.tui.widgets.lesson_bar import LessonBar
from social_care.tui.widgets.lines import width_of
from tests.cli.kit import Brand
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk

TEN = ("j k", "Enter", "n", "r", "Ctrl+S", "e", "u", "p", "/", "?")


def course(agent: Console) -> Course:
    assert agent.main.course is not None
    return agent.main.course


def test_ten_keys_are_taught_and_all_of_them_exist() -> None:
    assert tuple(lesson.keys for lesson in LESSONS) == TEN
    known = {row.command for row in KEYS}
    assert {command for lesson in LESSONS for command in lesson.commands} <= known
    for lesson in LESSONS:
        assert "{" not in lesson.sentence
        assert lesson.keys.split()[0] in lesson.sentence


def test_what_was_done_is_done_in_whichever_order() -> None:
    begun = Course()
    assert not begun.obeyed("down")
    assert begun.now == LESSONS[0]
    assert begun.obeyed("help")
    assert begun.obeyed("up")
    assert not begun.obeyed("up")
    assert begun.done == [LESSONS[0], LESSONS[-1]]
    assert begun.now == LESSONS[1]
    begun.skip()
    assert begun.now == LESSONS[2]


def test_at_the_end_there_is_nothing_to_skip() -> None:
    done = Course(given={command for lesson in LESSONS for command in lesson.commands})
    done.skip()
    assert done.now is None


@pytest.mark.parametrize("lessons", range(len(LESSONS)))
def test_every_lesson_fits_eighty_columns(lessons: int) -> None:
    begun = Course()
    for _ in range(lessons):
        begun.skip()
    lines = LessonBar(begun).lines(80)
    assert len(lines) == 2
    assert all(width_of(line) <= 80 for line in lines)
    assert "…" not in "".join(words for line in lines for words, _ in line)


async def test_all_ten_are_learnt_by_pressing_them() -> None:
    async with console(FakeDesk(), teaches=True) as agent:
        assert "Tutor 1 of 10: j goes one down, k up again" in agent.text
        await agent.press("j", "k")
        assert "✓j k >Enter" in agent.text
        await agent.press("enter", "n", "r")
        await agent.type("Hello")
        await agent.press("ctrl+s")
        assert "Tutor 6 of 10: e resolves" in agent.text
        await agent.press("q")
        agent.main.queue.move_to(4)
        await agent.press("e", "u", "p", "escape", "slash", "escape", "question_mark", "escape")
        assert course(agent).now is None


async def test_what_was_refused_teaches_nothing() -> None:
    async with console(FakeDesk(), teaches=True) as agent:
        await agent.press("enter", "r", "ctrl+s")
        assert "send" not in course(agent).given
        assert agent.where is Where.COMPOSER
        await agent.type("Hello {first_name}")
        await agent.press("ctrl+s")
        assert "is not filled" in agent.text
        assert "send" not in course(agent).given


async def test_a_complaint_is_resolved_with_the_second_key() -> None:
    async with console(FakeDesk(), teaches=True) as agent:
        await agent.press("e")
        assert "resolve" not in course(agent).given
        await agent.press("e")
        assert "resolve" in course(agent).given


async def test_at_the_end_the_tutor_goes() -> None:
    async with console(FakeDesk(), teaches=True) as agent:
        for _ in LESSONS[:-1]:
            course(agent).skip()
        await agent.press("question_mark", "escape")
        assert agent.said == "That was all 10: the tutor is done. ? shows every other one."
        assert "Tutor" not in agent.text.replace(agent.said, "")


async def test_it_is_skipped_put_away_and_begun_again_in_the_palette() -> None:
    async with console(FakeDesk(), teaches=True) as agent:
        await agent.press("colon")
        await agent.type("tutor: skip")
        await agent.press("enter")
        assert "Tutor 2 of 10" in agent.text
        await agent.press("colon")
        await agent.type("tutor: put")
        await agent.press("enter")
        assert "of 10" not in agent.text
        await agent.press("colon")
        await agent.type("tutor: from")
        await agent.press("enter")
        assert "Tutor 1 of 10" in agent.text


async def test_nobody_else_is_taught() -> None:
    async with console() as agent:
        assert not agent.main.query(LessonBar)
        assert not [one for one in agent.main.offers() if "tutor" in one.words]


def test_in_the_demo_the_tutor_is_on_top_before_anybody_urgent(brand: Brand) -> None:
    brand.configure(more=tutor.RULE)
    tutor.speak(brand.folder / "network", brand.now)
    brand.pass_time(minutes=-5)
    brand.say("The insole burned my foot, I am at the hospital!", by="kim")
    brand.pass_time(minutes=5)
    brand.does("worker", "--once")
    first, second = brand.queue()
    assert (first["customer"], first["band"]) == ("tutor", "urgent")
    assert (second["customer"], second["band"]) == ("kim", "urgent")
