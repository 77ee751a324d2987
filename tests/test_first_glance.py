"""The first glance is what the desk would say, as its agent left the console."""

from pathlib import Path

import pytest

from social_care.config import Agent, Config, check
from social_care.first_glance import AROUND, first_glance
from social_care.models.views import View
from social_care.tui.recall import CURSOR_KEY, FIRST_PAINT, THEME_KEY, VIEW_KEY, WIDTHS_KEY
from tests.world import Shop

TOML = '[brand]\nname = "Acme"\n' + "".join(
    f'[[agents]]\nname = "{name}"\nrole = "{role}"\n'
    for name, role in (("mary", "agent"), ("sam", "agent"), ("lee", "lead"))
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return check(TOML, tmp_path / "social-care.toml")


def agent(config: Config, name: str) -> Agent:
    found = config.agent(name)
    assert found is not None
    return found


def test_it_says_what_the_desk_says(shop: Shop, config: Config) -> None:
    for number in range(3):
        shop.hear("angry", f"kim{number}")
    desk = shop.desk("mary")
    glance = first_glance(config, shop.store, agent(config, "mary"), shop.now)
    assert (glance.brand, glance.agent, glance.view) == ("Acme", "mary", View.TODO)
    assert glance.ids == desk.queue_ids(View.TODO)
    assert glance.rows == desk.queue_rows(glance.ids)
    assert (glance.cursor, glance.theme, glance.widths) == (None, "", {})


def test_view_cursor_theme_and_widths_are_as_they_were_left(shop: Shop, config: Config) -> None:
    desk = shop.desk("mary")
    for key, value in (
        (VIEW_KEY, {"view": "all", "own": "hot"}),
        (CURSOR_KEY, 4),
        (THEME_KEY, "light"),
        (WIDTHS_KEY, {"queue-pane": 60}),
    ):
        assert desk.remember(key, value)
    glance = first_glance(config, shop.store, agent(config, "mary"), shop.now)
    assert (glance.view, glance.cursor, glance.theme) == (View.ALL, 4, "light")
    assert glance.widths == {"queue-pane": 60}
    others = first_glance(config, shop.store, agent(config, "sam"), shop.now)
    assert (others.view, others.cursor) == (View.TODO, None)


@pytest.mark.parametrize("left", [{"view": "gone"}, {"view": ["todo"]}, {}, "todo", 7])
def test_what_cannot_be_meant_is_as_if_it_were_not_there(
    shop: Shop, config: Config, left: object
) -> None:
    assert shop.desk("mary").remember(VIEW_KEY, left)
    assert shop.desk("mary").remember(CURSOR_KEY, "first")
    glance = first_glance(config, shop.store, agent(config, "mary"), shop.now)
    assert (glance.view, glance.cursor) == (View.TODO, None)


def test_only_the_rows_around_the_cursor_are_read(shop: Shop, config: Config) -> None:
    for number in range(FIRST_PAINT + 5):
        shop.hear("hello", f"kim{number}")
    ids = shop.desk("mary").queue_ids(View.TODO)
    assert shop.desk("mary").remember(CURSOR_KEY, ids[100])
    glance = first_glance(config, shop.store, agent(config, "mary"), shop.now)
    assert glance.ids == ids[:FIRST_PAINT]
    assert set(glance.rows) == set(ids[100 - AROUND : 100 + AROUND])


def test_a_lead_finds_the_drafts_of_who_is_listed_no_more(shop: Shop, config: Config) -> None:
    conversation = shop.hear("hello")
    shop.desk("gone").save_draft(conversation, "Dear Kim", private=False, draft=None)
    for name, role in (("mary", "agent"), ("lee", "lead")):
        assert shop.desk(name, role=role).remember(VIEW_KEY, {"view": "drafts"})
    glances = [
        first_glance(config, shop.store, agent(config, name), shop.now) for name in ("mary", "lee")
    ]
    assert [list(glance.ids) for glance in glances] == [[], [conversation]]
