"""Pictures that go with a reply: each with words for those who cannot see it."""

import stat
from collections.abc import Sequence
from errno import EINVAL
from functools import partial
from pathlib import Path

from textual.suggester import Suggester

from social_care import text
from social_care.errors import NotFound, SocialCareError
from social_care.models.views import Attached, ConversationView
from social_care.tui.keys import shown
from social_care.tui.screens.dialog import Ask, Choice, Option
from social_care.tui.screens.editing import Editing
from social_care.tui.widgets import words
from social_care.tui.writing import Writing

MOST_BYTES = 50_000_000
"""More than any network takes: such a file is not even read."""

PATH_TITLE = "Attach a picture: its path (right arrow completes)"


class Attaching(Editing):
    """F4: attach, see what is attached, take off."""

    _path = ""
    """What was typed last and led to nothing."""

    def action_attach(self) -> None:
        """Attach a picture, or take one off."""
        if self.writing is not None:
            self.begin(self._pictures, self.writing)

    async def _pictures(self, writing: Writing) -> None:
        there = await self.errand(partial(self.desk.attachments, writing.conversation_id))
        chosen = await self.ask(Choice("Pictures", _options(there))) if there else "add"
        try:
            if chosen == "add":
                await self._add_picture(writing)
            elif chosen:
                await self.errand(partial(self.desk.detach, int(chosen)))
        except SocialCareError as problem:
            self.composer.problem = words.error(problem)
        await self._show_pictures(writing.conversation_id)

    async def _add_picture(self, writing: Writing) -> None:
        typed = await self.ask(Ask(PATH_TITLE, self._path, suggester=Paths()))
        if not typed or not typed.strip():
            return
        path, self._path = Path(typed.strip()).expanduser(), typed
        try:
            content = await self.errand(partial(_read, path))
        except OSError as problem:
            why = problem.strerror or str(problem)
            self.composer.problem = text.clean_line(
                f"{path}: {why}. {shown('attach')} tries again."
            )
            return
        title = f"What does {text.clean_line(path.name, limit=30)} show? (for who cannot see it)"
        alt = await self.ask(Ask(title))
        if alt is None:
            return
        attach = partial(self.desk.attach, writing.conversation_id, path.name, content, alt)
        await self.errand(attach)
        self._path = ""

    def arrived(self, view: ConversationView) -> None:
        """What is attached comes into sight with its conversation."""
        super().arrived(view)
        self.background("drafts", self._show_pictures, view.row.id)

    async def _show_pictures(self, conversation_id: int) -> None:
        try:
            found = await self.errand(partial(self.desk.attachments, conversation_id))
        except NotFound:
            return
        if conversation_id == self.shown_id:
            self.composer.pictures = tuple(map(_told, found))


def _options(there: Sequence[Attached]) -> list[Option]:
    off: list[Option] = [(str(one.id), f"take off {_told(one)}") for one in there]
    return [("add", "attach another one"), *off]


def _told(picture: Attached) -> str:
    name = text.clean_line(picture.name, limit=40)
    return f"{name} “{text.preview(picture.alt)}”" if picture.alt else f"{name}, not described"


def _read(path: Path) -> bytes:
    """The file's content. Raises OSError, for what is too large or no file as well."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise OSError(EINVAL, "this is no file")  # a pipe that nobody writes to never ends
    size = about.st_size
    if size > MOST_BYTES:
        raise OSError(27, f"{size // 1_000_000} MB is more than any network takes")
    return path.read_bytes()


class Paths(Suggester):
    """Completes a path from what lies there."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first name that begins like the last part of what is typed."""
        head, slash, last = value.rpartition("/")
        folder = Path(head + slash or ".").expanduser()
        if not last:
            return None
        try:
            names = sorted(one.name for one in folder.iterdir() if one.name.startswith(last))
            name = next((n for n in names if text.clean_line(n) == n), None)
            end = "/" if name is not None and (folder / name).is_dir() else ""
        except (OSError, RuntimeError):
            return None
        return None if name is None else f"{head}{slash}{name}{end}"
