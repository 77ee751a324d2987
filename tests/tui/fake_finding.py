"""Searching with the desk in memory, and what it remembers of its consoles."""

from dataclasses import replace
from typing import Any

from social_care.models.finding import Cursor, Found, Hit, SavedView
from social_care.models.health import Health
from social_care.models.views import (
    ConversationView,
)
from tests.tui.fake_brand import FakeBrand


class FakeFinding(FakeBrand):
    """Full text, views of one's own, and what is remembered."""

    def remember(self, key: str, value: object) -> bool:
        self.calls["remember"] += 1
        self.memory[key] = value
        return True

    def remembered(self, key: str, default: Any) -> Any:
        value = self.memory.get(key, default)
        return value if default is None or type(value) is type(default) else default

    def search(
        self, text: str, *, limit: int = 200, before: Cursor | None = None, finished: bool = False
    ) -> Found:
        """Who said all the words; `nonsense:` cannot be meant."""
        self.calls["search"] += 1
        self.searched.append(text)
        if "nonsense:" in text:
            return Found(
                hits=(), more=None, hints=("nonsense: there is no such filter",), is_meant=False
            )
        hits = [hit for view in self.views.values() if (hit := _hit(view, text)) is not None]
        start = before.places[0][1][0] if before and before.places[0][1] else 0
        page, rest = hits[start : start + limit], hits[start + limit :]
        more = Cursor(places=(("all", (start + limit, 0)),)) if rest else None
        return Found(hits=tuple(page), more=more, hints=())

    def found_ids(self, text: str, limit: int | None = None) -> list[int]:
        self.calls["found_ids"] += 1
        found = [number for number, view in self.views.items() if _hit(view, text) is not None]
        return found[:limit]

    def search_history(self) -> tuple[str, ...]:
        return tuple(self.searches)

    def remember_search(self, text: str) -> None:
        self.searches = [text, *(one for one in self.searches if one != text)]

    def save_view(self, name: str, text: str, *, shared: bool = False) -> str:
        self._write("save_view")
        view = SavedView(name=name.strip(), text=text, agent=self.agent, shared=shared)
        self.own_views = [*(one for one in self.own_views if one.name != view.name), view]
        return f"Saved the view {view.name}" + (" for everybody" if shared else "")

    def saved_views(self, *, counted: bool = False) -> tuple[SavedView, ...]:
        if not counted:
            return tuple(self.own_views)
        counts = [len(self.found_ids(view.text)) for view in self.own_views]
        return tuple(replace(view, count=n) for view, n in zip(self.own_views, counts, strict=True))

    def forget_view(self, name: str) -> str:
        self._write("forget_view")
        self.own_views = [view for view in self.own_views if view.name != name]
        return f"Forgot the view {name}"

    def health(self) -> Health:
        return Health(status=self.state, streams=self.state.streams, usages=(), logins=())


def _hit(view: ConversationView, text: str) -> Hit | None:
    words = text.casefold().split()
    for message in reversed(view.messages):
        said = message.text.replace("\n", " ")
        places = [(said.casefold().find(word), len(word)) for word in words]
        if words and all(start >= 0 for start, _ in places):
            return Hit(
                conversation_id=view.row.id,
                message_kind=message.kind,
                snippet=said,
                marks=tuple(sorted((start, start + size) for start, size in places)),
                at=message.at,
            )
    return None
