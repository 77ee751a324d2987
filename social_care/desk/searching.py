"""Searching: over everything that was said, past searches, and searches kept as views."""

from dataclasses import replace
from datetime import UTC, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from social_care.desk.base import DeskBase
from social_care.errors import NotAllowed, NotFound
from social_care.find import Known, Wanted, excerpt, parse
from social_care.models.finding import Cursor, Found, Hit, Match, SavedView
from social_care.storage import Tx, kept, search
from social_care.storage.search import Search
from social_care.text import clean_line, storable

ARCHIVE_MOST = 1_000
"""So many of those that are not open a view holds, unless a limit is given."""
ARCHIVE_PAGES = 5
"""So many pages of the archive are looked through for a view, however few they hold."""
PAGE = 200
NAME_LENGTH = 40


class Searching(DeskBase):
    """What `/` does; `social_care.find` says what can be typed."""

    def search(
        self, text: str, *, limit: int = PAGE, before: Cursor | None = None, finished: bool = False
    ) -> Found:
        """A page of conversations that fit, newest first, each with its newest message that does.

        Never raises over what is typed: hints say what could not be meant. With `finished` nothing
        at its end is taken for begun.
        """
        tx = self._store.read()
        wanted = self._wanted(tx, text, typing=not finished)
        matches, more = search.page(tx, self._search(wanted), limit, before)
        said = search.texts(tx, matches)
        hits = [
            _hit(match, said.get((match.kind, match.message_id), ""), wanted) for match in matches
        ]
        return Found(hits=tuple(hits), more=more, hints=wanted.hints, is_meant=not wanted.faults)

    def found_ids(self, text: str, limit: int | None = None) -> list[int]:
        """The conversations of a search as a view: open ones in queue order, then the newest.

        Without a limit all of the open ones, and so many of the others (`ARCHIVE_MOST`), as far as
        a few pages of the archive hold them: `search` goes on to its end.
        """
        tx = self._store.read()
        wanted = self._wanted(tx, text)
        found = search.open_ids(tx, self._search(wanted), limit)
        left = ARCHIVE_MOST if limit is None else limit - len(found)
        closed = replace(self._search(wanted), only="c.state <> 'open'")
        cursor: Cursor | None = None
        for _ in range(0 if _only_open(wanted) else ARCHIVE_PAGES):
            if left <= 0:
                break
            matches, cursor = search.page(tx, closed, left, cursor)
            found += [match.conversation_id for match in matches]
            left -= len(matches)
            if cursor is None:
                break
        return found

    def search_history(self) -> tuple[str, ...]:
        """Our past searches, the newest first."""
        return kept.searches(self._store.read(), self.agent)

    def remember_search(self, text: str) -> None:
        """Keep a search among the past ones; blank ones are not kept."""
        text = storable(text)[:500]
        if text.strip() and self.agent:
            with self._store.write(bump=False) as tx:
                kept.remember_search(tx, self.agent, text, self.now())

    def save_view(self, name: str, text: str, *, shared: bool = False) -> str:
        """Keep a search under a name, in place of one of ours of that name; a sentence about it.

        Raises NotAllowed for a search that cannot be meant, a name without a letter, and for
        `shared` unless a lead asks: everybody sees a shared view.
        """
        name, text = clean_line(name, limit=NAME_LENGTH).strip(), storable(text)
        if not name:
            raise NotAllowed("a view needs a name")
        if shared and self.role != "lead":
            raise NotAllowed("only a lead shares views with everybody", "keep it as your own")
        with self._store.write(durable=True) as tx:
            wanted = self._wanted(tx, text)
            if wanted.finds_nothing:
                told = "; ".join(wanted.faults) or "it looks for nothing"
                raise NotAllowed(f"this cannot be kept as a view: {told}")
            view = SavedView(name=name, text=text, agent=self.agent, shared=shared)
            if not kept.save_view(tx, self.agent, view, self.now()):
                raise NotAllowed(
                    f"you have {kept.MOST_VIEWS} views already", "forget one of them first"
                )
        return f"Saved the view {name}" + (" for everybody" if shared else "")

    def saved_views(self, *, counted: bool = False) -> tuple[SavedView, ...]:
        """Our views, then those shared with everybody; `counted`: how many are open in each."""
        tx = self._store.read()
        views = kept.views(tx, self.agent)
        if not counted:
            return tuple(views)
        return tuple(replace(view, count=self._count(tx, view)) for view in views)

    def forget_view(self, name: str) -> str:
        """Remove a view of ours; a lead can remove anybody's. Raises NotFound, NotAllowed."""
        with self._store.write(durable=True) as tx:
            if kept.forget_view(tx, self.agent, name):
                return f"Forgot the view {clean_line(name, limit=NAME_LENGTH)}"
            shared = [view for view in kept.views(tx, self.agent) if view.name == name]
            if not shared:
                raise NotFound(f"no view {clean_line(name, limit=NAME_LENGTH)!r}")
            if self.role != "lead":
                raise NotAllowed(f"{shared[0].agent} shares this view", "a lead can remove it")
            kept.forget_view(tx, shared[0].agent, name)
            return f"Forgot the view {clean_line(name, limit=NAME_LENGTH)} of {shared[0].agent}"

    def _count(self, tx: Tx, view: SavedView) -> int:
        return len(search.open_ids(tx, self._search(self._wanted(tx, view.text))))

    def _search(self, wanted: Wanted) -> Search:
        return Search(wanted=wanted, agent=self.agent, now=self.now())

    def _wanted(self, tx: Tx, text: str, *, typing: bool = False) -> Wanted:
        words = search.vocabulary(tx)
        known = Known(
            channels=words["channels"],
            accounts=words["accounts"],
            agents={*self.agents, *words["agents"]},
            tags=words["tags"],
            me=self.agent,
            zone=self._zone,
        )
        return parse(text, known, self.now(), typing=typing)

    @cached_property
    def _zone(self) -> tzinfo:
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return UTC


def _only_open(wanted: Wanted) -> bool:
    return any(
        each.name == "state" and each.values == ("open",) and not each.without
        for each in wanted.filters
    )


def _hit(match: Match, text: str, wanted: Wanted) -> Hit:
    snippet, marks = excerpt(text, () if match.by_name else wanted.terms)
    return Hit(
        conversation_id=match.conversation_id,
        message_kind=match.kind,
        snippet=snippet,
        marks=marks,
        at=match.at,
        by_name=match.by_name,
    )
