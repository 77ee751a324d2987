"""Reads a page of a folder; no mail that cannot be had, or cannot be read, stops the others."""

import logging
from collections.abc import Iterator

from social_care.connectors.base import Budget, Page
from social_care.connectors.fields import Malformed
from social_care.connectors.mail import uids
from social_care.connectors.mail.imap import Entry, Folder, Mailbox
from social_care.connectors.mail.parse import Letter, to_message
from social_care.connectors.mail.refusals import BROKEN, is_of_one_mail, said_by
from social_care.connectors.mail.settings import MailSettings
from social_care.connectors.memory import Memory
from social_care.models import Mention, OwnPost

REMEMBERED = 100
"""Mails kept in memory, so that what overlapping polls see again is not fetched again."""
PATIENCE_MS = 10 * 60 * 1000
"""So long the server may refuse a mail before the others are read without it."""

Found = tuple[Mention | OwnPost, ...]
"""What a mail has become: one message, or nothing."""

_LOG = logging.getLogger(__name__)


class Reader:
    """Of one mailbox; may be used by several threads."""

    def __init__(self, mailbox: Mailbox, settings: MailSettings) -> None:
        self._mailbox = mailbox
        self._settings = settings
        self._known: Memory[Found] = Memory(REMEMBERED)
        self._refused: Memory[int] = Memory(REMEMBERED)

    def page(self, name: str, cursor: str | None, budget: Budget, *, in_sent: bool) -> Page:
        """Raises NetworkError; PERMISSION where there is no such folder."""
        step, letters = self._mailbox.reading(
            name, lambda folder: self._read(folder, name, cursor, budget, in_sent=in_sent)
        )
        found = [item for key, letter in letters for item in self._messages(key, letter)]
        return Page(
            cursor=step.cursor,
            mentions=[item for item in found if isinstance(item, Mention)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=step.more,
        )

    def _read(
        self, folder: Folder, name: str, cursor: str | None, budget: Budget, *, in_sent: bool
    ) -> tuple[uids.Step, list[tuple[str, Letter | Found]]]:
        step = uids.step(cursor, budget, folder)
        found: list[tuple[str, Letter | Found]] = []
        refusal: Exception | None = None
        for entry in step.entries:
            key = f"{name}\x1f{folder.validity}\x1f{entry.uid}"
            known = self._known.get(key)
            if known is not None:
                found.append((key, known))
                continue
            try:
                letters = self._letters(folder, entry, key, budget.now, in_sent=in_sent)
                found += [(key, letter) for letter in letters]
            except BROKEN as error:
                if not is_of_one_mail(error):
                    raise
                refusal = error
        if refusal is not None:
            raise refusal
        return step, found

    def _letters(
        self, folder: Folder, entry: Entry, key: str, now: int, *, in_sent: bool
    ) -> Iterator[Letter]:
        """The mail, or its head where there is no more to be had; nothing when it has gone."""
        for cut in (False, True):
            if entry.size > uids.LARGEST_MAIL and not cut:
                continue
            try:
                mail = folder.mail(entry.uid, headers_only=cut)
            except RecursionError:
                why = "nested too deep"
            except BROKEN as error:
                if not is_of_one_mail(error) or not self._is_hopeless(key, now):
                    raise
                why = said_by(error)
            else:
                if mail is not None:
                    yield Letter(
                        mail=mail,
                        arrived_at=entry.arrived_at,
                        size=entry.size,
                        in_sent=in_sent,
                        cut=cut,
                    )
                return
            what = "left out" if cut else "read by its head only"
            _LOG.warning("%s: mail %d is %s: %s", self._settings.name, entry.uid, what, why)

    def _is_hopeless(self, key: str, now: int) -> bool:
        """It may be the store behind the server that fails, and not for this mail only."""
        return now - self._refused.first(key, now) >= PATIENCE_MS

    def _messages(self, key: str, item: Letter | Found) -> Found:
        if not isinstance(item, Letter):
            return item
        found: Found = ()
        try:
            message = to_message(item, self._settings)
            found = () if message is None else (message,)
        except Malformed as error:
            _LOG.warning("%s: left out: %s", self._settings.name, error)
        return self._known.put(key, found)
