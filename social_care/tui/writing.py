"""A reply being written: its draft, what its writer has seen, where it stands."""

from dataclasses import dataclass

from social_care.models import Counting, Limits
from social_care.models.composing import NOTHING_ALONG, MacroActions
from social_care.models.views import ConversationView, Draft, MessageKind, OutboxItem
from social_care.tui.scratch import Loan

READING_MS = 2_000
"""News in sight for less than this has not been read yet."""

NOTHING_SAVED = ("", False)


@dataclass(slots=True)
class Writing:
    """One agent's reply in one conversation, from the first key to the outbox."""

    conversation_id: int
    private: bool
    draft: Draft | None = None
    """As last saved; passed back with the next save."""
    saved: tuple[str, bool] = NOTHING_SAVED
    """Words and privacy that are safe."""
    along_saved: MacroActions = NOTHING_ALONG
    """What goes along, as it is safe."""
    read: ConversationView | None = None
    """The conversation as its writer saw it; None until it has been read."""
    news: ConversationView | None = None
    """It has changed since, at `news_at`."""
    news_at: int = 0
    mends: int | None = None
    """The refused reply whose words it began with."""
    held: OutboxItem | None = None
    """Submitted, and held for a second look: the next send decides."""
    held_as: tuple[str, bool] = NOTHING_SAVED
    """Its words and privacy as they stood in the composer; what is sent may bear a sign-off."""
    has_words: bool = False
    """What colleagues are told: somebody writes, not only reads."""
    public: bool = False
    """Made public on purpose, although the customer's last message was private."""
    split: tuple[str, bool] | None = None
    """Words and privacy that were offered to be sent in parts."""
    along: MacroActions = NOTHING_ALONG
    """What is done besides once it is sent, as its macros say."""
    resolves: bool = False
    """The key that sends it resolves the conversation, too."""
    held_resolves: bool = False
    """The held one does."""
    sending: bool = False
    latest: str = ""
    """The newest words that are to be saved."""
    loan: Loan | None = None
    """A file that an editor has left, or that the database did not take, until it is saved."""
    sent: bool = False
    """In the outbox: nothing is saved as a draft any more."""

    @classmethod
    def on(cls, draft: Draft) -> "Writing":
        """A draft that is written on."""
        writing = cls(conversation_id=draft.conversation_id, private=draft.private)
        writing.draft, writing.has_words = draft, bool(draft.text.strip())
        writing.saved, writing.along_saved = (draft.text, draft.private), draft.along
        writing.along = draft.along
        return writing

    @property
    def will_resolve(self) -> bool:
        """Once it is sent the conversation is resolved; never by "still with you"."""
        return (self.resolves or self.along.resolve) and not self.along.holding

    @property
    def before(self) -> str:
        """What goes with the words by itself and is counted: the handle, the content warning."""
        if self.read is None:
            return ""
        warned = self.read.limits.counting is Counting.MASTODON  # there it goes with the answer
        said = (one for one in reversed(self.read.messages) if one.kind is MessageKind.MENTION)
        warning = next((one.content_warning for one in said), "") if warned else ""
        return warning + self.read.prefix

    @property
    def limits(self) -> Limits:
        """What the network takes, of a private answer where this is one."""
        if self.read is None:
            return Limits()
        return self.read.limits.for_private() if self.private else self.read.limits

    def take(self, view: ConversationView, now: int) -> bool:
        """The conversation was read again. True when there is news to look at."""
        if self.read is None:
            self.read = view
            return False
        latest = self.news or self.read
        if view.seen <= latest.seen:
            return False
        if self.news is not None and now - self.news_at >= READING_MS:
            self.read = self.news
        self.news, self.news_at = view, now
        return True

    def seen(self, now: int) -> int:
        """For `submit`: news counts as seen once it was long enough in sight."""
        if self.news is not None and now - self.news_at >= READING_MS:
            return self.news.seen
        return self.read.seen if self.read else 0
