"""YouTube: setting up, logging in, who we are, and what refusals of reads mean."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from social_care.connectors.base import Deletes, Guided, Hides, LogsIn, Sweeps
from social_care.connectors.context import MemoryVault
from social_care.connectors.oauth import load
from social_care.connectors.youtube import YouTube
from social_care.connectors.youtube.login import DatedVault
from social_care.connectors.youtube.settings import SCOPE
from social_care.errors import ConfigError, ErrorClass, NetworkError, SecretError
from social_care.query import parse
from tests.connectors.fake_server import HTML, answer
from tests.connectors.fake_youtube import HOUR, OUR_CHANNEL, FakeYouTube, refusal
from tests.connectors.world import DAY, NOW, budget


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


class Person:
    """Sits at the keyboard and pastes what the browser shows."""

    def __init__(self, pasted: str = "http://localhost/?state={state}&code=4%2Fcode&scope=x"):
        self.said: list[str] = []
        self.pasted = pasted

    def say(self, text: str) -> None:
        """Read it."""
        self.said.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """What the browser ended with."""
        return self.pasted.format(state=self.opened()["state"][0])

    def opened(self) -> dict[str, list[str]]:
        """What the address asks for."""
        address = next(line for line in self.said if line.startswith("https://"))
        return parse_qs(urlsplit(address).query)


def error_of(connector: YouTube, stream: str = "comments") -> NetworkError:
    """How a poll of this stream fails."""
    with pytest.raises(NetworkError) as caught:
        connector.fetch(stream, None, budget(NOW))
    return caught.value


# Setting up


def test_it_has_these_powers(server: FakeYouTube) -> None:
    """Sweeping, taking back, hiding, a guide and a log-in of its own."""
    connector = server.connect()
    for power in (Sweeps, Deletes, Hides, Guided):
        assert isinstance(connector, power)
    assert isinstance(YouTube, LogsIn)


def test_all_that_is_wrong_with_a_table_is_named_at_once(server: FakeYouTube) -> None:
    """Missing, unknown and unusable keys."""
    table = server.account(queries=["from:kim"], daily_units=0, video_comments="some", colour="red")
    del table["client_secret"]
    with pytest.raises(ConfigError) as caught:
        YouTube.from_settings(table, server.context())
    said = "\n".join(caught.value.problems)
    for key in ("client_secret", "queries", "daily_units", "video_comments", "colour"):
        assert key in said
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize(
    ("written", "ends"), [("yes", True), (True, True), ("no", False), (False, False)]
)
def test_whether_the_app_is_in_testing(server: FakeYouTube, written: object, ends: bool) -> None:
    """True or false in a table, yes or no at the keyboard."""
    server.table = {"testing": written}
    assert (server.connect().check().expires_at is not None) is ends
    with pytest.raises(ConfigError, match="testing"):
        YouTube.from_settings(server.account(testing="perhaps"), server.context())


def test_the_guides_answers_make_a_table(server: FakeYouTube) -> None:
    """What is asked, answered with what it offers, is understood."""
    asked = {question.key: question for question in YouTube.guide.questions}
    answered: dict[str, object] = {key: each.default for key, each in asked.items()}
    answered |= {"client_id": "acme-app", "client_secret": "env:YT_SECRET", "queries": ["acme"]}
    connector = YouTube.from_settings({"name": "acme", **answered}, server.context())
    assert connector.streams()[-1].name == "search: acme"


def test_a_secret_that_is_not_there_needs_a_person(server: FakeYouTube) -> None:
    """When the token has to be renewed, not before."""

    def secret(reference: str) -> str:
        raise SecretError(f"{reference} is not set", "export it")

    context = replace(server.context(), secret=secret)
    connector = YouTube.from_settings(server.account(), context)
    connector.check()
    server.access = "ya29.second"
    error = error_of(connector)
    assert error.error_class is ErrorClass.AUTH
    assert error.remedy == "export it"


def test_what_youtube_is_asked_can_be_shown(server: FakeYouTube) -> None:
    """One text for each of the day's searches that it costs."""
    asked = server.connect().searches(parse('"acme shoes" -giveaway OR #acme from:kim'))
    assert asked == ['"acme shoes" -giveaway', "#acme"]
    with pytest.raises(ConfigError, match="not by author"):
        server.connect().searches(parse("acme OR from:kim"))
    assert server.calls() == 0


def test_searches_come_no_oftener_than_their_allowance_lasts(server: FakeYouTube) -> None:
    """Half an hour, or longer where many share the hundred a day."""
    server.table = {"queries": ["acme"]}
    assert server.connect().streams()[-1].every_s == 1800
    server.table = {"queries": ["acme OR #acme OR acmeshoes", "boots"]}
    *_, first, second = server.connect().streams()
    assert first.name == "search: acme OR #acme OR acmeshoes"
    assert first.every_s == second.every_s
    assert 24 * 60 * 60 / first.every_s * 4 <= 100


def test_spam_is_listened_to_on_demand(server: FakeYouTube) -> None:
    """Not everybody wants it."""
    names = [stream.name for stream in server.connect().streams()]
    assert names == ["replies", "comments", "held"]
    server.table = {"spam": True}
    assert "likely spam" in {stream.name for stream in server.connect().streams()}


# Logging in


def test_a_person_logs_in(server: FakeYouTube) -> None:
    """With PKCE, for a token that can be renewed; nothing is left for the table."""
    server.vault = MemoryVault()
    person = Person()
    table = server.account(client_id="acme.apps.googleusercontent.com")
    assert YouTube.log_in(table, server.context(), person) == {}
    asked = person.opened()
    assert asked["access_type"] == ["offline"]
    assert asked["prompt"] == ["consent"]
    assert asked["scope"] == [SCOPE]
    assert asked["client_id"] == ["acme.apps.googleusercontent.com"]
    assert asked["code_challenge_method"] == ["S256"]
    (request,) = server.requests
    form = parse_qs(request.content.decode())
    assert form["code"] == ["4/code"]
    assert form["code_verifier"]
    assert form["client_secret"] == ["s3cret-s3cret"]
    assert server.connect().check().own_id == OUR_CHANNEL


def test_a_log_in_that_cannot_be_renewed_is_none(server: FakeYouTube) -> None:
    """It would end within the hour, unnoticed until then."""
    server.vault = MemoryVault()
    server.once("/token", answer({"access_token": "x", "expires_in": 3599}))
    with pytest.raises(NetworkError) as caught:
        YouTube.log_in(server.account(), server.context(), Person())
    assert caught.value.error_class is ErrorClass.AUTH
    assert "myaccount.google.com" in caught.value.remedy
    assert server.vault.session is None


def test_in_testing_a_log_in_ends_after_seven_days(server: FakeYouTube) -> None:
    """Counted from the log-in, whatever was renewed since; elsewhere it does not end."""
    assert server.connect().check().expires_at is None
    server.table = {"testing": True}
    connector = server.connect()
    server.access = "ya29.second"
    server.now += 3 * DAY
    assert connector.check().expires_at == NOW + 7 * DAY
    tokens = load(server.vault.session)
    assert tokens is not None
    assert (tokens.access, tokens.refresh) == ("ya29.second", "1//refresh")
    server.now += DAY
    YouTube.log_in(server.account(), server.context(), Person())
    assert connector.check().expires_at == NOW + 11 * DAY


@pytest.mark.parametrize("kept", [None, "", "{half", "[]", '{"logged_in_at": "then"}'])
def test_a_vault_without_a_date_says_so(kept: str | None) -> None:
    """Tokens may come from elsewhere."""
    assert DatedVault(MemoryVault(kept)).logged_in_at() is None


def test_an_access_token_is_renewed_ahead_of_its_end(server: FakeYouTube) -> None:
    """Without a refused call."""
    server.vault = MemoryVault()
    YouTube.log_in(server.account(), server.context(), Person())
    connector = server.connect()
    connector.check()
    server.access, server.now = "ya29.second", server.now + HOUR - 60_000
    calls = server.calls()
    connector.check()
    assert [request.url.path for request in server.requests[calls:]] == [
        "/token",
        "/youtube/v3/channels",
    ]


def test_a_log_in_that_was_revoked_needs_a_person(server: FakeYouTube) -> None:
    """Google says invalid_grant, and is not asked again and again."""
    server.access, server.refresh_is_good = "ya29.other", False
    connector = server.connect()
    for _ in range(3):
        error = error_of(connector)
        assert error.error_class is ErrorClass.AUTH
        assert "invalid_grant" in error.message
    assert len(server.asked("/token")) == 1
    assert "s3cret" not in str(error)


def test_nobody_has_logged_in_yet(server: FakeYouTube) -> None:
    """Which is said without asking Google."""
    server.vault = MemoryVault()
    assert error_of(server.connect()).error_class is ErrorClass.AUTH
    assert server.calls() == 0


# Who we are


def test_check_says_who_we_are_and_what_we_may(server: FakeYouTube) -> None:
    """The handle, the scopes, and nothing to warn of."""
    health = server.connect().check()
    assert (health.own_handle, health.scopes, health.warnings) == ("acme", (SCOPE,), ())
    assert health.limits.max_length == 10_000
    assert not health.limits.can_private
    server.table = {"max_length": 500}
    assert server.connect().check().limits.max_length == 500


def test_check_tells_the_time_over_there(server: FakeYouTube) -> None:
    """Our clock is held against it."""
    connector = server.connect()
    assert connector.check().server_time is None
    channel = {"items": [{"id": OUR_CHANNEL}]}
    server.once("/channels", answer(channel, headers={"date": "Sun, 01 Nov 2026 09:00:07 GMT"}))
    assert connector.check().server_time == NOW + 7000


def test_a_scope_that_was_not_ticked_is_a_warning(server: FakeYouTube) -> None:
    """Google lets people leave out what was asked for."""
    saved = load(server.vault.session)
    assert saved is not None
    server.vault.session = saved.dump().replace(SCOPE, "openid")
    (warning,) = server.connect().check().warnings
    assert SCOPE in warning


def test_an_account_without_a_channel_is_told_what_to_do(server: FakeYouTube) -> None:
    """Google leaves the items out altogether."""
    server.once("/channels", answer({"pageInfo": {"totalResults": 0, "resultsPerPage": 5}}))
    with pytest.raises(NetworkError) as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "choose the brand's channel" in caught.value.remedy


# What refusals mean


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (refusal(403, "authenticatedUserAccountSuspended"), ErrorClass.AUTH),
        (refusal(403, "dailyLimitExceeded"), ErrorClass.QUOTA),
        (refusal(403, "rateLimitExceeded"), ErrorClass.RATE),
        (refusal(403, "userRateLimitExceeded"), ErrorClass.RATE),
        (refusal(429, "somethingNew"), ErrorClass.RATE),
        (refusal(403, "commentsDisabled"), ErrorClass.PERMISSION),
        (refusal(403, "forbidden"), ErrorClass.PERMISSION),
        (refusal(403, "accessNotConfigured"), ErrorClass.PERMISSION),
        (refusal(404, "videoNotFound"), ErrorClass.GONE),
        (refusal(400, "processingFailure"), ErrorClass.TRANSIENT),
        (refusal(400, "unknownPart"), ErrorClass.PERMISSION),
        (refusal(400, "invalidPageToken"), ErrorClass.PERMISSION),
        (httpx.Response(403, headers=HTML, content=b"<h1>Sorry</h1>"), ErrorClass.PERMISSION),
        (answer({"kind": "youtube#commentThreadListResponse"}), ErrorClass.TRANSIENT),
        (answer({"items": {"not": "a list"}}), ErrorClass.TRANSIENT),
        (answer(["not", "an", "object"]), ErrorClass.TRANSIENT),
        (answer({"error": "not an object"}, 400), ErrorClass.PERMISSION),
        (answer({"error": {"errors": [1, {"reason": 7}]}}, 404), ErrorClass.GONE),
    ],
)
def test_a_refused_read(server: FakeYouTube, refused: httpx.Response, expected: ErrorClass) -> None:
    """By Google's reason first, then by the status."""
    connector = server.connect()
    connector.check()
    server.once("/commentThreads", refused)
    assert error_of(connector).error_class is expected


def test_a_refusal_keeps_googles_words(server: FakeYouTube) -> None:
    """They name the API that is not enabled, say."""
    connector = server.connect()
    connector.check()
    said = "YouTube Data API v3 has not been used in project 1 before or it is disabled."
    server.once("/commentThreads", refusal(403, "accessNotConfigured", said))
    assert "has not been used in project" in error_of(connector).message


def test_a_stream_nobody_knows_is_refused(server: FakeYouTube) -> None:
    """A search taken out of the configuration, say."""
    assert error_of(server.connect(), "search: old").error_class is ErrorClass.PERMISSION


def test_a_token_typed_into_a_table_reaches_no_message(server: FakeYouTube) -> None:
    """Whatever goes wrong."""
    connector = server.connect()
    words: list[Any] = []
    for refused in (refusal(403, "forbidden", f"bad {server.access}"), httpx.Response(400)):
        server.once("/commentThreads", refused)
        words.append(str(error_of(connector)))
    assert server.access not in "".join(words)
