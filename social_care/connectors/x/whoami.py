"""Who we are on X, asked once, and how the account is doing there."""

from social_care.connectors import oauth
from social_care.connectors.context import SessionVault, plain_http_warning
from social_care.connectors.fields import obj, text
from social_care.connectors.x.api import Api
from social_care.connectors.x.login import SCOPES
from social_care.connectors.x.parse import READ_ONLY, Me, Place
from social_care.connectors.x.prices import DOLLAR, READ_USER
from social_care.connectors.x.purse import Purse
from social_care.connectors.x.settings import XSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer

_OPTIONAL = {"offline.access"}
_MESSAGES = {"dm.read", "dm.write"}


class Whoami:
    """Our account; `server_time` is what its last answer said (ms UTC)."""

    def __init__(self, settings: XSettings, api: Api, purse: Purse, vault: SessionVault) -> None:
        self._settings = settings
        self._api = api
        self._purse = purse
        self._vault = vault
        self._place: Place | None = None
        self.server_time: int | None = None

    def place(self) -> Place:
        """What every post is seen from. Asks X the first time. Raises NetworkError."""
        return self._place or self.ask()

    @property
    def handle(self) -> str:
        """Ours, as far as it is known without asking anybody."""
        return self._place.me.handle if self._place else self._settings.handle

    def ask(self) -> Place:
        """The same, asked anew. Raises NetworkError."""
        answer = self._asked()
        self.server_time = answer.sent_at
        user = obj(answer.json(), "data")
        me = Me(id=text(user, "id"), handle=text(user, "username"))
        if not me.id:
            raise answer.unreadable("but not who we are")
        self._purse.pay([(f"user {me.id}", READ_USER)])
        if self._place is None or self._place.me != me:
            can_write = self._settings.logs_in
            self._place = Place(me=me, gate=self._settings.reply_gate, can_write=can_write)
        return self._place

    def scopes(self) -> tuple[str, ...]:
        """What the OAuth 2 log-in allows; empty for the older keys, which do not say."""
        tokens = oauth.load(self._vault.load()) if self._settings.app else None
        return tokens.scopes if tokens else ()

    def warnings(self) -> tuple[str, ...]:
        """What will not work, and what to do about it."""
        found = list(plain_http_warning(self._settings.base_url))
        if not self._settings.logs_in:
            found.append(READ_ONLY)
        scopes = set(self.scopes())
        wanted = set(SCOPES) - _OPTIONAL - (set() if self._settings.messages else _MESSAGES)
        if scopes and (missing := sorted(wanted - scopes)):
            found.append(f"the log-in lacks {', '.join(missing)}: log in again and allow them")
        usage = self._purse.today()
        if usage.left * 10 <= usage.allowed:
            spent, cap = usage.used / DOLLAR, usage.allowed / DOLLAR
            found.append(f"${spent:.2f} of ${cap:.2f} are spent today: raise daily_cap, or wait")
        return tuple(found)

    def _asked(self) -> Answer:
        if self._settings.logs_in:
            return self._api.ask("GET", "/2/users/me", as_user=True)
        try:
            return self._api.ask("GET", f"/2/users/by/username/{self._settings.handle}")
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                raise NetworkError(
                    ErrorClass.PERMISSION,
                    f"X knows no @{self._settings.handle}",
                    remedy="mend the handle of this account",
                ) from error
            raise
