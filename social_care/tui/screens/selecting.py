"""x, J, K and *: conversations are selected, and what is then pressed is done with all of them."""

from collections.abc import Sequence

from textual.reactive import var

from social_care.tui.keys import Where
from social_care.tui.screens.health import Health


class Selecting(Health):
    """Which conversations are selected: never one that is not in the list."""

    picked: var[frozenset[int]] = var(frozenset())

    @property
    def several(self) -> bool:
        """Whether the next deed is about all who are selected, not about the one at the cursor."""
        return bool(self.picked) and self.where is Where.QUEUE

    @property
    def picked_in_order(self) -> list[int]:
        """The selected ones, as they are listed."""
        return [each for each in self.queue.ids if each in self.picked]

    def watch_picked(self, picked: frozenset[int]) -> None:
        """Marked in their rows."""
        self.queue.pick(picked)

    # -- keys --------------------------------------------------------------------------------

    def action_select(self) -> None:
        """Select it or no longer; then one down."""
        if (here := self.queue.selected) is not None:
            self.picked ^= {here}
            self.queue.move(1)

    def action_select_down(self) -> None:
        """This one and the next."""
        self._extend(1)

    def action_select_up(self) -> None:
        """This one and the one above."""
        self._extend(-1)

    def _extend(self, by: int) -> None:
        if (before := self.queue.selected) is not None:
            self.queue.move(by)
            self.picked |= {before, self.queue.selected or before}

    def action_select_all(self) -> None:
        """All that are listed; once more, and none."""
        every = frozenset(self.queue.ids)
        self.picked = frozenset() if every == self.picked else every

    def action_back(self) -> None:
        """First of all nothing is selected any more."""
        if self.several:
            self.picked = frozenset()
        else:
            super().action_back()

    @property
    def has_way_back(self) -> bool:
        """Whether Esc would change anything."""
        return self.several or super().has_way_back

    # -- what is listed changes --------------------------------------------------------------

    def _show_ids(self, ids: Sequence[int], *, afresh: bool = False) -> None:
        """What has left the list is not selected; in another list nothing is."""
        super()._show_ids(ids, afresh=afresh)
        if self.picked:
            self.picked = frozenset() if afresh else self.picked.intersection(ids)
