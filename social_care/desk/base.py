"""What every part of the desk stands on: the store, the settings and a few common look-ups."""

from social_care.desk.settings import DeskSettings
from social_care.errors import ClaimTaken, NotAllowed, NotFound
from social_care.storage import Store, Tx, accounts, claims, conversations, people, presence
from social_care.storage.connection import Row
from social_care.text import clean_line
from social_care.tui.keys import shown


class DeskBase:
    """The store and the agent at the keyboard."""

    def __init__(self, store: Store, settings: DeskSettings) -> None:
        self._store = store
        self._settings = settings
        self.agent = settings.agent
        self.initials = settings.initials
        self.role = settings.role
        self.brand = settings.brand
        self.replies = settings.replies
        self.undo_s = settings.replies.undo_s
        self.time_zone = settings.time_zone
        self.wrap_ups = settings.wrap_ups
        self.agents = settings.agents
        self.after_send = settings.after_send
        self.toasts = settings.toasts
        self.bell = settings.bell

    def now(self) -> int:
        """Milliseconds since 1970 UTC: the only clock a screen has."""
        return self._settings.clock()

    def _account(self, tx: Tx, conversation: Row) -> Row:
        return accounts.get(tx, conversation["account_id"])

    def _check_configured(self, account: Row) -> None:
        """Nobody sends from an account that was taken out. Raises NotAllowed."""
        known, name = self._settings.calendars, account["name"]
        if known and name not in known:
            raise NotAllowed(
                f"account {name} is no longer in the configuration: nothing will be sent there",
                "put it back, or answer over there and say so:"
                f" answered elsewhere ({shown('elsewhere')})",
            )

    def _customer(self, tx: Tx, conversation_id: int) -> int:
        customer_id = people.customer_of(tx, conversation_id)
        if customer_id is None:
            raise NotFound(
                f"no conversation {conversation_id}", "see: social-care queue --view all"
            )
        return customer_id

    def _take(self, tx: Tx, conversation_id: int, doing: str) -> None:
        """Claim the conversation's customer, or renew: who does is at work.

        Raises ClaimTaken, NotFound.
        """
        customer_id = self._customer(tx, conversation_id)
        now = self.now()
        until = now + self._settings.lease_ms
        if not claims.take(tx, customer_id, conversation_id, self.agent, now, until, doing):
            raise ClaimTaken(claims.holder(tx, customer_id, now) or "somebody")
        presence.works(tx, self.agent, now, until)

    def _person(self, tx: Tx, conversation_id: int) -> str:
        """What to call the customer in a sentence, safe for any screen."""
        name = people.called(tx, conversations.get(tx, conversation_id)["identity_id"])
        return clean_line(name, limit=60)
