"""What triage took a message for, and what it is: two questions, each answered with one key."""

from functools import partial

from social_care.models import Band, Category
from social_care.models.views import Judged
from social_care.tui.keys import undoes
from social_care.tui.screens.deeds import Deeds
from social_care.tui.screens.dialog import Choice, Option

CATEGORIES: tuple[Option, ...] = tuple((each.value, each.value) for each in Category)
BANDS: tuple[Option, ...] = tuple((each.label, each.label) for each in Band)
ENDS: tuple[Option, ...] = (("dismiss", "dismiss it: it needs no answer"),)


class Correcting(Deeds):
    """P: the agent's verdict instead of triage's."""

    def action_correct(self) -> None:
        """Say what it is, and how pressing."""
        if (wanted := self.target_id) is not None:
            self.begin(self._correct, wanted)

    async def _correct(self, conversation_id: int) -> None:
        """Esc at any question leaves everything as it was."""
        now = await self.errand(partial(self.desk.judged, conversation_id))
        category = await self._ask_category(now)
        if category is None:
            return
        band = await self._ask_band(now, category)
        if band is None:
            return
        if (category, band) == (now.category, now.band):
            self.say("Nothing was changed.")
            return
        ends = await self._ask_end(now, category, band)
        if ends is None:
            return
        deed = partial(
            self.desk.correct,
            conversation_id,
            category=category,
            band=band,
            dismiss=ends,
            seen=now.seen,
        )
        if ends:
            await self._do(deed)
            return
        self.say(await self.errand(deed) + undoes(), lasting=True)
        self.reload()

    async def _ask_category(self, now: Judged) -> Category | None:
        chosen = await self.ask(Choice("What is it?", CATEGORIES, skips=f"as now: {now.category}"))
        return None if chosen is None else Category(chosen or now.category)

    async def _ask_band(self, now: Judged, category: Category) -> Band | None:
        same = category is now.category
        usual = now.band if same else now.usual[category]
        skips = f"as now: {usual.label}" if same else f"as usual: {usual.label}"
        chosen = await self.ask(Choice(f"How pressing is this {category}?", BANDS, skips=skips))
        return None if chosen is None else Band[chosen.upper()] if chosen else usual

    async def _ask_end(self, now: Judged, category: Category, band: Band) -> bool | None:
        """A verdict ends no wait by itself: that is asked for."""
        idle = band is Band.NONE or category in {Category.CLOSING, Category.NOISE}
        if not now.waits or not idle:
            return False
        chosen = await self.ask(Choice("Somebody waits here", ENDS, skips="it waits on"))
        return None if chosen is None else chosen == "dismiss"
