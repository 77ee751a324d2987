"""Mail: folders read over IMAP, replies sent over SMTP, in the thread and from the same address."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import Message
from typing import Any, ClassVar, TypeVar

from social_care.connectors.base import Budget, Guide, Health, Page, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.mail import settings as tables
from social_care.connectors.mail.dial import DialImap, DialSmtp, dial_imap
from social_care.connectors.mail.guide import GUIDE, log_in_by_oauth, with_password
from social_care.connectors.mail.headers import message_id
from social_care.connectors.mail.imap import Entry, Folder, Mailbox
from social_care.connectors.mail.keys import Access, Keys, keys_of, password_keys
from social_care.connectors.mail.reader import Reader
from social_care.connectors.mail.reply import LIMITS, build, letter_of, thread_of
from social_care.connectors.mail.settings import MailSettings
from social_care.connectors.mail.smtp import Postbox
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Prepared, Reply, Sent, Stream
from social_care.net import NetSettings
from social_care.secrets import is_reference
from social_care.smtp import dial

T = TypeVar("T")

OWN_POSTS = "own posts"
FOLDER = "mail: "

_NO_SENT = "there is no folder for sent mail that we can find"
_NO_SENT_REMEDY = "name it in the account: sent_folder = ..."
_NOT_FILED = "this mail server keeps no copy of what it sends: whether it went out cannot be seen"
_NOT_FILED_REMEDY = "look into the server's log, or ask the customer"
_LOG = logging.getLogger(__name__)


class Mail:
    """See `connectors.base.Connector`."""

    channel = "email"
    network = "email"
    guide: ClassVar[Guide] = GUIDE

    def __init__(
        self,
        settings: MailSettings,
        keys: Keys,
        clock: Callable[[], int],
        *,
        net: NetSettings | None = None,
        imap: DialImap = dial_imap,
        smtp: DialSmtp = dial,
        give_back: Callable[[], None] = lambda: None,
    ) -> None:
        net = net or NetSettings()
        self._settings = settings
        self._net = net
        self._clock = clock
        self._give_back = give_back
        reading = Access(server=settings.imap, key=keys.imap, net=net, clock=clock)
        sending = Access(server=settings.smtp, key=keys.smtp, net=net, clock=clock)
        self._mailbox = Mailbox(reading, imap)
        self._postbox = Postbox(sending, smtp, settings.domain)
        self._reader = Reader(self._mailbox, settings)
        self._sent: str | None = settings.sent_folder or None
        self.limits = LIMITS

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Mail":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        settings = tables.read(account)
        keys, give_back = keys_of(settings, context)
        return cls(settings, keys, context.clock, net=context.net, give_back=give_back)

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """By OAuth in a browser, or with a password that is tried before it is stored."""
        settings = tables.read(with_password(account) if "oauth" not in account else account)
        if settings.oauth is not None:
            log_in_by_oauth(settings.oauth, context, talk)
            return {}
        asked = "Password of the mailbox (not shown; Google: an app password)"
        password = talk.ask(asked, secret=True)
        resolve = context.secret if is_reference(password) else str
        keys = password_keys(settings, lambda: resolve(password), context)
        connector = cls(settings, keys, context.clock, net=context.net)
        try:
            connector.check()
        finally:
            connector.close()
        return {"password": password}

    def check(self) -> Health:
        """Log in at both servers and look for every folder. Raises NetworkError.

        Mail that cannot be sent is a fault, and no reason not to read any.
        """
        warnings = [*self._missing_folders()]
        if self._sent_folder() is None:
            warnings.append(f"{_NO_SENT}: answers from elsewhere go unseen; {_NO_SENT_REMEDY}")
        if self._net.proxy:
            warnings.append("mail does not go through the proxy: it is connected to directly")
        address = self._settings.address
        return Health(
            own_id=address,
            own_handle=address,
            limits=self.limits,
            faults=tuple(self._sending_faults()),
            warnings=tuple(warnings),
        )

    def streams(self) -> Sequence[Stream]:
        """Sent mail, then every folder."""
        folders = [Stream(name=FOLDER + name, every_s=60) for name in self._settings.folders]
        return [Stream(name=OWN_POSTS, every_s=120), *folders]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page of a folder. Raises NetworkError; PERMISSION where there is no such folder."""
        if stream == OWN_POSTS:
            return self._in_sent(lambda name: self._reader.page(name, cursor, budget, in_sent=True))
        if not stream.startswith(FOLDER):
            raise NetworkError(ErrorClass.PERMISSION, f"mail has no stream {stream!r}")
        name = stream.removeprefix(FOLDER)
        return self._reader.page(name, cursor, budget, in_sent=False)

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze the whole mail under a Message-ID of its own. Raises NetworkError(REFUSED)."""
        return build(reply, self._settings, now)

    def send(self, prepared: Prepared) -> Sent:
        """Hand it over, once, and file it where the server does not. Raises NetworkError."""
        letter = letter_of(prepared)
        self._postbox.send(letter)
        sent_at = self._clock()
        if not self._settings.files_sent:
            self._file(letter.message_id, letter.content)
        return _sent(prepared, sent_at)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look for its Message-ID in the folder for sent mail.

        Raises NetworkError; PERMISSION where that folder cannot be looked into, or where nobody
        but us files what was sent: not to find it there says nothing, a person has to decide.
        """
        entry = self._in_sent(lambda name: self._filed(name, prepared.key))
        if entry is not None:
            return _sent(prepared, entry.arrived_at or self._clock())
        if not self._settings.files_sent:
            raise NetworkError(ErrorClass.PERMISSION, _NOT_FILED, remedy=_NOT_FILED_REMEDY)
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Never: mail servers do not mind the same Message-ID, the customer would get it twice."""
        return False

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:  # noqa: ARG002
        """Nothing: mail is private, and what of it reached us is read from our folders."""
        return ()

    def close(self) -> None:
        """Give back connections."""
        self._mailbox.close()
        self._give_back()

    # Looking whether all is well

    def _sending_faults(self) -> Iterator[NetworkError]:
        try:
            self._postbox.check()
        except NetworkError as error:
            said = f"mail cannot be sent: {error.message}"
            yield NetworkError(error.error_class, said, remedy=error.remedy)

    def _missing_folders(self) -> Iterator[str]:
        for name in filter(None, [*self._settings.folders, self._settings.sent_folder]):
            try:
                self._mailbox.reading(name, lambda folder: folder.validity)
            except NetworkError as error:
                if error.error_class is not ErrorClass.PERMISSION:
                    raise
                yield f"the folder {name!r} cannot be read: {error.message}"

    # Sent mail

    def _sent_folder(self) -> str | None:
        if self._sent is None:
            self._sent = self._mailbox.sent_folder()
        return self._sent

    def _in_sent(self, work: Callable[[str], T]) -> T:
        """Do something with the folder for sent mail; one that is gone is looked for anew."""
        name = self._sent_folder()
        if name is None:
            raise NetworkError(ErrorClass.PERMISSION, _NO_SENT, remedy=_NO_SENT_REMEDY)
        try:
            return work(name)
        except NetworkError as error:
            if error.error_class is ErrorClass.PERMISSION:
                self._sent = self._settings.sent_folder or None
            raise

    def _filed(self, name: str, own_id: str) -> Entry | None:
        return self._mailbox.reading(name, lambda folder: _find(folder, own_id))

    def _file(self, own_id: str, content: bytes) -> None:
        """The mail has gone out: whatever happens here must not look as if it had not."""

        def file(name: str) -> None:
            if self._filed(name, own_id) is None:
                self._mailbox.file(content, name)

        try:
            self._in_sent(file)
        except NetworkError as error:
            said = error.message
            _LOG.warning("%s: sent, but not filed as sent: %s", self._settings.name, said)


def _find(folder: Folder, own_id: str) -> Entry | None:
    """Servers search for a part of the header: the mail itself has the last word."""
    for uid in folder.with_message_id(own_id):
        mail: Message | None = folder.mail(uid, headers_only=True)
        if mail is not None and message_id(mail) == own_id:
            return next(iter(folder.entries([uid])), None)
    return None


def _sent(prepared: Prepared, at: int) -> Sent:
    return Sent(
        external_id=prepared.key,
        accepted_at=at,
        canonical_id=prepared.key,
        thread_key=thread_of(letter_of(prepared)),
    )
