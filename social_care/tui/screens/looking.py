"""Looking closer: why, help, links."""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial

from social_care import text
from social_care.models.views import ConversationView
from social_care.tui.bearing import is_bare
from social_care.tui.keys import TABLE, Key, Table, Where, shown
from social_care.tui.links import web_link
from social_care.tui.screens.acts import Acts
from social_care.tui.screens.dialog import Panel
from social_care.tui.widgets.lines import Line, wrap

NO_REASONS: Mapping[str, str] = {}

PANEL_WIDTH = 70
KEY_WIDTH = 8


class Looking(Acts):
    """Everything that changes nothing."""

    def action_why(self) -> None:
        """Why it has this priority."""
        if (wanted := self.target_id) is not None:
            self.begin(self._why, wanted)

    async def _why(self, conversation_id: int) -> None:
        reasons = await self.errand(partial(self.desk.why, conversation_id))
        cleaned = [text.clean_line(reason, limit=400) for reason in reasons]
        await self.ask(Panel("Why it stands where it stands", prose(cleaned)))

    def action_help(self) -> None:
        """The keys, those that work here first."""
        self.app.push_screen(Panel("Keys", help_lines(self.where, self.table, self.reasons())))

    def reasons(self) -> Mapping[str, str]:
        """By command: why it would do nothing here and now. Obeying says so."""
        raise NotImplementedError

    async def action_quit(self) -> None:
        """Leave the console."""
        await self.app.action_quit()

    def action_open_link(self) -> None:
        """In the browser, where there is one; else the link, to be copied."""
        if (wanted := self.target_id) is not None:
            self.begin(self._open_link, wanted)

    async def _open_link(self, conversation_id: int) -> None:
        url = await self._link(conversation_id)
        if not url:
            return
        if has_display(os.environ, sys.platform):
            import webbrowser  # rarely needed, and slow to load

            await self.errand(partial(webbrowser.open, url))
            self.say("Opened in the browser.")
        else:
            title = f"The link ({shown('copy_link')} copies it)"
            await self.ask(Panel(title, prose([url]), copied=url))

    def look_there(self, conversation_id: int) -> None:
        """Open it on its network, from a dialog that goes on."""
        self.begin(self._open_link, conversation_id)

    def action_copy_link(self) -> None:
        """To the terminal's clipboard."""
        if (wanted := self.target_id) is not None:
            self.begin(self._copy_link, wanted)

    async def _copy_link(self, conversation_id: int) -> None:
        url = await self._link(conversation_id)
        if url and is_bare(os.environ):
            self.say(f"No clipboard here: {url}")
        elif url:
            self.app.copy_to_clipboard(url)
            self.say(f"Copied {url}")

    async def _link(self, conversation_id: int) -> str:
        view = await self._view(conversation_id)
        url = web_link(view.url)
        if not url:
            self.warn("this message has no link")
        return url

    async def _view(self, conversation_id: int) -> ConversationView:
        if self.shown is not None and self.shown.row.id == conversation_id:
            return self.shown
        return await self.errand(partial(self.desk.conversation, conversation_id))


def prose(paragraphs: Sequence[str]) -> list[Line]:
    """Sentences, wrapped, for a panel."""
    return [((row, ""),) for one in paragraphs for row in wrap(one, PANEL_WIDTH)]


def help_lines(
    here: Where, table: Table = TABLE, reasons: Mapping[str, str] = NO_REASONS
) -> list[Line]:
    """Every key by where it works, beginning with here, and why some would do nothing now."""
    lines: list[Line] = []
    told: set[Key] = set()
    for where in (here, *(one for one in Where if one is not here)):
        rows = [row for row in table.for_where(where) if row not in told]
        told.update(rows)
        if rows:
            lines += [(), ((where.heading, "strong"),)]
        for row in rows:
            reason = reasons.get(row.command, "") if where is here else ""
            lines += help_rows(row, reason)
    return lines[1:]


def help_rows(row: Key, reason: str = "") -> list[Line]:
    """One key and its sentence; below, why it would do nothing now."""
    quiet = "dim" if reason else ""
    key = f"{row.shown:<{KEY_WIDTH}}"
    if len(row.shown) >= KEY_WIDTH:
        key = f"{row.shown} "
    first: Line = ((key, quiet or "key"), (row.help, quiet))
    said = wrap(f"not now: {reason}", PANEL_WIDTH - KEY_WIDTH) if reason else ()
    return [first, *(((" " * KEY_WIDTH, ""), (line, "dim")) for line in said)]


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a browser would open where the agent sits: not over SSH, not without a screen."""
    if "SSH_CONNECTION" in environment:
        return False
    if platform in {"darwin", "win32"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
