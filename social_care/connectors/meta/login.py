"""Logging in: a token a person can copy from Meta's pages becomes the Page's own, which lasts."""

from collections.abc import Mapping
from typing import Any

from social_care.connectors.base import Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, obj, text
from social_care.connectors.meta.api import BUCKET, page_of, place_of, proof
from social_care.connectors.meta.errors import judge
from social_care.connectors.meta.settings import SERVICE, VERSION
from social_care.connectors.meta.token import TokenFacts, read_facts
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door

MOST_PAGES = 10
"""Pages of the list of Pages; a hundred each."""


def log_in(account: Mapping[str, Any], context: ConnectorContext, talk: Talk) -> Mapping[str, str]:
    """The Page's access token, under the key `token`. Raises NetworkError."""
    talk.say("Paste a user token from developers.facebook.com/tools/explorer with the permissions")
    talk.say("named above, or the token of a system user from business.facebook.com.")
    pasted = talk.ask("Access token", secret=True)
    if not pasted or not pasted.isascii() or not pasted.isprintable():
        raise NetworkError(ErrorClass.AUTH, "that is no token", remedy="copy the whole token")
    door = Door(
        str(account.get("base_url") or SERVICE),
        context.net,
        transport=context.transport,
        wait=context.wait,
    )
    try:
        return {"token": _LogIn(door, account, context, talk).page_token(pasted)}
    finally:
        door.close()


class _LogIn:
    """One log-in: everything it asks of Meta."""

    def __init__(
        self, door: Door, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> None:
        self._door = door
        self._context = context
        self._talk = talk
        self._version = str(account.get("version") or VERSION)
        self._page_id = str(account.get("page_id") or "")
        reference = str(account.get("app_secret") or "")
        self._secret = _resolved(context, reference) if reference else ""

    def page_token(self, pasted: str) -> str:
        facts = read_facts(self._get("debug_token", pasted, {"input_token": pasted}))
        if facts.kind == "PAGE":
            self._warn_if_short(facts)
            return pasted
        token = pasted if facts.lasting else self._long_lived(pasted, facts.app_id)
        pages = self._pages(token)
        for page in pages:
            if text(page, "id") == self._page_id and text(page, "access_token"):
                self._talk.say(f"Logged in for the Page {text(page, 'name')}.")
                return text(page, "access_token")
        names = ", ".join(f"{text(page, 'name')} ({text(page, 'id')})" for page in pages)
        raise NetworkError(
            ErrorClass.AUTH,
            f"this log-in does not manage the Page {self._page_id}, but: {names or 'none'}",
            remedy="choose one of these as page_id, or allow the Page when making the token",
        )

    def _warn_if_short(self, facts: TokenFacts) -> None:
        if not facts.lasting:
            self._talk.say("This token of the Page has an end. A system user's would last longer.")

    def _long_lived(self, token: str, app_id: str) -> str:
        if not self._secret:
            self._talk.say(
                "Without the app's secret this log-in ends within two hours: set app_secret."
            )
            return token
        form = {
            "grant_type": "fb_exchange_token",
            "client_id": app_id,
            "client_secret": self._secret,
            "fb_exchange_token": token,
        }
        address = f"/{self._version}/oauth/access_token"
        answer = self._door.post(address, data=form, harmless=True, bucket=BUCKET)
        found = text(self._judged(answer), "access_token")
        if not found:
            raise answer.unreadable("but without a token")
        return found

    def _pages(self, token: str) -> list[Json]:
        found: list[Json] = []
        place: str | None = None
        for _ in range(MOST_PAGES):
            asked = {"fields": "id,name,access_token", "limit": "100", **place_of(place)}
            page = page_of(self._get("me/accounts", token, asked))
            found += page.items
            place = page.next
            if place is None:
                break
        return found

    def _get(self, path: str, token: str, asked: Mapping[str, str]) -> Json:
        signed = proof(token, self._secret) if self._secret else {}
        answer = self._door.get(
            f"/{self._version}/{path}",
            {**asked, **signed},
            {"Authorization": f"Bearer {token}"},
            bucket=BUCKET,
        )
        return obj(self._judged(answer))

    def _judged(self, answer: Answer) -> Any:
        error = judge(answer, self._context.clock())
        if error is not None:
            raise error
        return answer.json()


def _resolved(context: ConnectorContext, reference: str) -> str:
    try:
        return context.secret(reference).strip()
    except SecretError as error:
        raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error
