"""!: nothing more is sent, at once and without a question, until a lead lets it go on."""

from social_care.tui.screens.looking import Looking


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
            sentence = await self.errand(self.desk.stop_sending)
            self.warn(f"STOPPED: {sentence}. ! again goes on.")
        self.reload()
