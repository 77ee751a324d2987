"""!: nothing more is sent, at once and without a question, until a lead lets it go on."""

from social_care.tui.keys import shown
from social_care.tui.screens.looking import Looking
from social_care.tui.widgets.trouble import waiting


class Stopping(Looking):
    """The brake."""

    def action_stop_all(self) -> None:
        """Stop all sending; once more, and it goes on."""
        self.begin(self._stop_all)

    async def _stop_all(self) -> None:
        status = await self.errand(self.desk.status)
        if status.stopped:
            self.say(await self.errand(self.desk.go_on_sending))
        else:
            await self.errand(self.desk.stop_sending)
            stopped = (await self.errand(self.desk.status)).stopped
            self.warn(f"Sending stopped: {waiting(stopped)}. {shown('stop_all')} again goes on.")
        self.reload()
