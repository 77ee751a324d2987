"""The first glance of a console: read from the store alone, since a desk takes long to set up."""

from contextlib import suppress

from social_care.config import Agent, Config
from social_care.models.glance import Glance
from social_care.models.views import View
from social_care.storage import Store, Tx, kept, queue
from social_care.tui.recall import CURSOR_KEY, FIRST_PAINT, THEME_KEY, VIEW_KEY, WIDTHS_KEY

AROUND = 40
"""Rows on either side of the cursor: no terminal shows more."""


def first_glance(config: Config, store: Store, agent: Agent, now: int) -> Glance:
    """The queue as the agent left it: `now` in ms since 1970 UTC. Raises StoreError."""
    tx, name = store.read(), agent.name
    view = _view(tx, name)
    listed = tuple(one.name for one in config.agents) if agent.role == "lead" else ()
    ids = queue.ids(tx, view, name, now, FIRST_PAINT, listed=listed)
    cursor = kept.value(tx, name, CURSOR_KEY, 0)
    place = ids.index(cursor) if cursor in ids else 0
    return Glance(
        brand=config.brand,
        agent=name,
        time_zone=config.time_zone,
        view=view,
        ids=ids,
        rows=queue.rows(tx, ids[max(place - AROUND, 0) : place + AROUND], now),
        now=now,
        cursor=cursor or None,
        theme=kept.value(tx, name, THEME_KEY, ""),
        widths=kept.value(tx, name, WIDTHS_KEY, {}),
    )


def _view(tx: Tx, agent: str) -> View:
    left = kept.value(tx, agent, VIEW_KEY, {"view": ""})
    with suppress(ValueError):
        return View(left.get("view", ""))
    return View.TODO
