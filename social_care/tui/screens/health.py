"""H: how everything does that listens and sends, and how to mend it."""

from social_care.tui.keys import shown
from social_care.tui.screens.dialog import Panel
from social_care.tui.screens.remembering import Remembering
from social_care.tui.widgets.health_lines import command_in, health_lines


class Health(Remembering):
    """One key away from every trouble."""

    def action_health(self) -> None:
        """A list; y copies the first command in it."""
        self.begin(self._health)

    async def _health(self) -> None:
        health = await self.errand(self.desk.health)
        lines = health_lines(health, self.desk.now(), self.zone)
        command = command_in(health)
        title = f"Health ({shown('copy_link')} copies: {command})" if command else "Health"
        await self.ask(Panel(title, lines, copied=command))
