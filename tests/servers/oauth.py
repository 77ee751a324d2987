"""The browser's half of an OAuth authorization: register, log in on the form, get a token."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

CALLBACK = "http://127.0.0.1:1/callback"
"""Nobody listens there: only the address we are sent to is read."""

SCOPES = "read write"


def token(base_url: str, user: str, password: str) -> str:
    """A token for `user`, by the authorization code flow of the Mastodon API."""
    application = _application(base_url)
    asked = {
        "client_id": application["client_id"],
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": SCOPES,
    }
    page = request("GET", f"{base_url}/oauth/authorize", params=asked)
    form = _LoginForm.read(page.text)
    sent_to = httpx.post(
        urljoin(str(page.url), form.action), data=form.filled(user, password), trust_env=False
    )
    granted = {
        "grant_type": "authorization_code",
        "client_id": application["client_id"],
        "client_secret": application["client_secret"],
        "redirect_uri": CALLBACK,
        "code": _code(sent_to),
    }
    answer = request("POST", f"{base_url}/oauth/token", data=granted).json()
    return str(answer["access_token"])


def shown_code(address: str, user: str, password: str) -> str:
    """The code that the server shows on a page, where the app has no address to send it to."""
    page = request("GET", address)
    form = _LoginForm.read(page.text)
    shown = httpx.post(
        urljoin(str(page.url), form.action), data=form.filled(user, password), trust_env=False
    )
    return shown.raise_for_status().text.strip().partition("&")[0]


def request(method: str, url: str, **content: Any) -> httpx.Response:
    """One request on a connection of its own: snac2 closes connections without saying so."""
    answer = httpx.request(method, url, timeout=20, trust_env=False, **content)
    return answer.raise_for_status()


def _application(base_url: str) -> dict[str, str]:
    described = {"client_name": "a stranger", "redirect_uris": CALLBACK, "scopes": SCOPES}
    registered: dict[str, str] = request("POST", f"{base_url}/api/v1/apps", data=described).json()
    return registered


def _code(answer: httpx.Response) -> str:
    address = str(answer.headers.get("location", ""))
    codes = parse_qs(urlsplit(address).query).get("code", [])
    if not (address.startswith(CALLBACK) and codes):
        raise ValueError(f"the login form gave no code: {answer.status_code} {address}")
    return codes[0]


@dataclass(slots=True, kw_only=True)
class _LoginForm:
    """Where a form with a password field goes, and what its fields hold."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    name: str = ""
    secret: str = ""

    @classmethod
    def read(cls, page: str) -> "_LoginForm":
        reader = _FormReader()
        reader.feed(page)
        for form in reader.forms:
            if form.secret:
                return form
        raise ValueError("the page has no form with a password field")

    def filled(self, user: str, password: str) -> dict[str, str]:
        return self.hidden | {self.name: user, self.secret: password}


class _FormReader(HTMLParser):
    """Collects a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_LoginForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(_LoginForm(action=values.get("action", "")))
        elif tag == "input" and self.forms:
            self._add(self.forms[-1], values.get("type", "text"), values)

    def _add(self, form: _LoginForm, kind: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        match kind.lower():
            case "hidden":
                form.hidden[name] = values.get("value", "")
            case "password":
                form.secret = name
            case "text" | "email":
                form.name = name
