"""Two further windows of a fake Mastodon server: where pictures are handed in, and log-ins."""

from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import default
from urllib.parse import parse_qs

import httpx

from tests.connectors.fake_server import answer

FRESH_TOKEN = "fresh-token"


@dataclass
class FakePictures:
    """Takes pictures in, and works on them for a while."""

    taken: list[dict[str, str]] = field(default_factory=list)
    processing: int = 0
    """How many times one is still being worked on when it is asked for."""

    def take(self, request: httpx.Request) -> httpx.Response:
        """A form with a file and its description."""
        kind = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        form = BytesParser(policy=default).parsebytes(kind + request.content)
        fields = {
            part.get_param("name", header="content-disposition"): part for part in form.iter_parts()
        }
        picture = {
            "id": str(900 + len(self.taken)),
            "name": str(fields["file"].get_filename()),
            "mime": fields["file"].get_content_type(),
            "alt": fields["description"].get_content(),
        }
        self.taken.append(picture)
        return answer({"id": picture["id"], "url": None}, 202 if self.processing else 200)

    def state(self, media_id: str) -> httpx.Response:
        """How far it is."""
        self.processing -= 1
        return answer({"id": media_id}, 200 if self.processing < 0 else 206)


@dataclass
class FakeLogIns:
    """Registers apps, and gives a token for the code that it showed to a person."""

    tokens: set[str]
    code: str = "c0de"
    apps: list[dict[str, str]] = field(default_factory=list)

    def register(self, request: httpx.Request) -> httpx.Response:
        """An app says who it is and what it wants."""
        self.apps.append(_form(request))
        return answer({"client_id": "app-1", "client_secret": "app-secret", **self.apps[-1]})

    def token(self, request: httpx.Request) -> httpx.Response:
        """For the right code, shown by the app it was given to."""
        form, app = _form(request), self.apps[-1]
        expected = {
            "code": self.code,
            "client_id": "app-1",
            "client_secret": "app-secret",
            "redirect_uri": app["redirect_uris"],
        }
        if {key: form.get(key) for key in expected} != expected:
            return answer({"error": "invalid_grant", "error_description": "no such code"}, 400)
        self.tokens.add(FRESH_TOKEN)
        token = {"access_token": FRESH_TOKEN, "token_type": "Bearer", "scope": app["scopes"]}
        return answer(token)


def _form(request: httpx.Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
