"""Writing in the agent's own editor, and what one that was cut off has left behind."""

import asyncio
import os
import tempfile
from functools import partial
from pathlib import Path

from textual.app import SuspendNotSupported

from social_care import text
from social_care.errors import NotFound
from social_care.models.composing import NOTHING_ALONG
from social_care.tui.editor import editor_command, write_in_editor
from social_care.tui.scratch import Left, Loan, left_behind, lend
from social_care.tui.screens.mending import Mending
from social_care.tui.writing import Writing


class Editing(Mending):
    """Ctrl+O: the words go out to an editor and come back, whatever happens to the console."""

    scratch: Path | None = None
    """The folder for words in an editor; found again by the next start. None: a passing one."""

    def action_editor(self) -> None:
        """Write in the agent's own editor."""
        if self.writing is not None:
            self.begin(self._edit, self.writing)

    async def _edit(self, writing: Writing) -> None:
        await self._save(writing, self.composer.text)
        command = editor_command(os.environ)
        try:
            loan = self._lend(writing)
            with self.app.suspend():
                edited = self._in_editor(writing, command, loan)
        except SuspendNotSupported:
            loan.close()
            writing.loan = None
            self.composer.problem = "The editor needs a terminal of its own: write here."
        except OSError as problem:
            self.composer.problem = text.clean_line(f"{command[0]}: {problem.strerror}")
        else:
            self.composer.fill(edited)
            writing.loan = loan
            await self._save(writing, edited)

    def _lend(self, writing: Writing) -> Loan:
        if writing.loan is not None:
            writing.loan.write(self.composer.text)
            return writing.loan
        folder = self.scratch or Path(tempfile.mkdtemp(prefix="social-care-"))
        return lend(
            folder, writing.conversation_id, private=writing.private, written=self.composer.text
        )

    def _in_editor(self, writing: Writing, command: list[str], loan: Loan) -> str:
        """The console stands still meanwhile: what the editor saves is kept from a thread."""

        def keep(edited: str) -> None:
            self._store(writing, edited, writing.private)
            loan.stamp(writing.draft)

        loan.stamp(writing.draft)
        beat = partial(self.desk.heartbeat, writing.conversation_id, writing=True)
        try:
            return write_in_editor(command, loan, keep, beat)
        except FileNotFoundError:
            loan.close()
            writing.loan = None
            raise

    # -- words that the database does not take -----------------------------------------------

    async def put_aside(self, writing: Writing) -> bool:
        """As if an editor had them: a file, until they are saved or the next start finds them."""
        return await asyncio.to_thread(self._put_aside, writing, writing.latest)

    def _put_aside(self, writing: Writing, written: str) -> bool:
        if self.scratch is None:
            return False
        try:
            if writing.loan is None:
                private = writing.private
                writing.loan = lend(
                    self.scratch, writing.conversation_id, private=private, written=written
                )
                writing.loan.stamp(writing.draft)
            else:
                writing.loan.write(written)
        except OSError:  # then they are only here, which is what is said
            return False
        return True

    # -- words left behind -------------------------------------------------------------------

    async def recover(self) -> None:
        """What an editor held when its console was killed becomes a draft again."""
        if self.scratch is None:
            return
        for left in await self.errand(partial(left_behind, self.scratch)):
            try:
                await self.errand(partial(self._recover, left))
            except NotFound:
                self.warn(f"Words for a conversation that is gone lie in {left.path}")

    def _recover(self, left: Left) -> None:
        known = self.desk.conversation(left.conversation_id).draft
        written = left.text.removesuffix("\n")
        if written.strip() and (known is None or known.text != written):
            self.desk.save_draft(
                left.conversation_id,
                written,
                private=left.private,
                draft=left.draft(self.desk.agent),
                along=NOTHING_ALONG if known is None else known.along,
            )
        left.remove()
