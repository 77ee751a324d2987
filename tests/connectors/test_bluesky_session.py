"""Log-ins are scarce: a session lasts, renews itself, and outlives the process."""

import json
from contextlib import nullcontext
from threading import Barrier, Thread

import httpx
import pytest

from social_care.connectors.bluesky import Bluesky
from social_care.connectors.bluesky.session import LOGIN_PAUSE_MS, BlueskySettings
from social_care.errors import ErrorClass, NetworkError, SecretError
from tests.connectors.fake_bluesky import SERVICE, FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import MINUTE, NOW, budget, poll


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def error_of(connector: Bluesky) -> NetworkError:
    """How a check fails."""
    with pytest.raises(NetworkError) as caught:
        connector.check()
    return caught.value


def test_polls_do_not_log_in(sky: FakeBluesky) -> None:
    """Neither the next one nor the next process: the session is in the vault."""
    first = poll(sky.connect(), NOW)
    for _ in range(5):
        poll(sky.connect(), NOW, first.cursors)
    assert sky.logins == 1


def test_an_expired_session_is_refreshed_once_and_the_call_repeated(sky: FakeBluesky) -> None:
    """The new pair is in the vault before it is used."""
    connector = sky.connect()
    connector.check()
    sky.expire()
    mention = sky.post("Hello")
    assert poll(connector, sky.now).mention(mention)
    assert sky.logins == 1
    assert len(sky.asked("refreshSession")) == 1
    assert json.loads(sky.vault.session or "")["access"] in sky.access


def test_when_the_refresh_is_refused_too_the_password_is_used(sky: FakeBluesky) -> None:
    """After ninety days, or after a restore of the server."""
    sky.connect().check()
    sky.expire(refresh_too=True)
    sky.now += 90 * 24 * 60 * MINUTE
    assert sky.connect().check().own_id == sky.own_id
    assert sky.logins == 2


def test_a_write_with_an_expired_session_posts_once(sky: FakeBluesky) -> None:
    """What was refused for its token was not posted."""
    connector = sky.connect()
    connector.check()
    sky.once("putRecord", error("ExpiredToken", 400))
    found = connector._api.post(
        "com.atproto.repo.putRecord",
        {
            "repo": sky.own_id,
            "collection": "app.bsky.feed.post",
            "rkey": "3kaaaaaaaaaaa",
            "record": {"text": "x"},
            "swapRecord": None,
        },
    )
    assert found["uri"].endswith("3kaaaaaaaaaaa")
    assert len(sky.asked("refreshSession")) == 1
    assert len(sky.own_posts()) == 1


def test_a_server_that_refuses_its_own_sessions_is_not_stormed(sky: FakeBluesky) -> None:
    """One log-in, then a person."""
    connector = sky.connect()
    connector.check()
    sky.expire(refresh_too=True)
    with pytest.raises(NetworkError, match="just given us"):
        connector.check()
    assert sky.logins == 1


def test_a_refused_password_is_not_tried_again_at_once(sky: FakeBluesky) -> None:
    """A few tries a minute would use up the day's log-ins, and the real one could not get in."""
    sky.given_password = "wrong"
    connector = sky.connect()
    for _ in range(5):
        assert error_of(connector).error_class is ErrorClass.AUTH
    assert sky.logins == 1
    sky.now += LOGIN_PAUSE_MS
    error_of(connector)
    assert sky.logins == 2


def test_a_corrected_password_is_tried_at_once(sky: FakeBluesky) -> None:
    """The reference is read again after an error."""
    sky.given_password = "wrong"
    connector = sky.connect()
    error_of(connector)
    sky.given_password = "app-pass"
    assert connector.check().own_id == sky.own_id


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("AuthenticationRequired", 401), ErrorClass.AUTH),
        (error("InvalidRequest", 400, "bad handle"), ErrorClass.AUTH),
        (error("AccountTakedown", 401), ErrorClass.AUTH),
        (error("RateLimitExceeded", 429), ErrorClass.RATE),
        (error("InternalServerError", 500), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("slow"), ErrorClass.TRANSIENT),
        (httpx.ConnectError("refused"), ErrorClass.TRANSIENT),
        (answer({"did": "did:plc:acme"}), ErrorClass.TRANSIENT),
        (httpx.Response(200, content=b"<h1>"), ErrorClass.TRANSIENT),
    ],
)
def test_a_failed_log_in(
    sky: FakeBluesky, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """It posts nothing, so it is never an unknown outcome."""
    sky.once("createSession", refusal)
    assert error_of(sky.connect()).error_class is expected


def test_a_rate_limit_on_log_in_is_waited_for(sky: FakeBluesky) -> None:
    """Until then nobody is asked again."""
    connector = sky.connect()
    sky.once("createSession", error("RateLimitExceeded", 429, "", **{"retry-after": "290"}))
    assert error_of(connector).retry_at == NOW + 290_000
    assert error_of(connector).retry_at == NOW + 290_000
    assert sky.logins == 0
    sky.now += 290_000
    assert connector.check()


def test_a_log_in_by_mail_code_tells_what_to_do(sky: FakeBluesky) -> None:
    """The account's own password will not do."""
    sky.once("createSession", error("AuthFactorTokenRequired", 401))
    assert "app password" in error_of(sky.connect()).remedy


def test_a_reference_that_leads_nowhere_needs_a_person(sky: FakeBluesky) -> None:
    """It is the account that is blind, not the worker that dies."""

    def password() -> str:
        raise SecretError("env:ACME is not set", "export it")

    settings = BlueskySettings(name="x", handle="acme.example", password=password)
    caught = error_of(Bluesky(settings, sky.clock, None, sky.transport))
    assert (caught.error_class, caught.remedy) == (ErrorClass.AUTH, "export it")


@pytest.mark.parametrize("saved", ["", "{", "[]", '{"did": 1}', "null", '"text"'])
def test_a_vault_that_holds_nonsense_is_written_anew(sky: FakeBluesky, saved: str) -> None:
    """Half a file after a crash, or somebody else's."""
    sky.vault.session = saved
    assert sky.connect().check().own_id == sky.own_id
    assert sky.logins == 1


def test_a_session_of_another_account_is_not_used(sky: FakeBluesky) -> None:
    """The configuration has changed; the vault is still the old account's."""
    sky.connect().check()
    settings = BlueskySettings(
        name="x", handle="other.example", password=lambda: "app-pass", base_url=SERVICE
    )
    Bluesky(settings, sky.clock, sky.vault, sky.transport).check()
    assert sky.logins == 2


def test_a_vault_that_cannot_be_written_is_told_and_the_session_used(sky: FakeBluesky) -> None:
    """A restart would cost a log-in each time, so somebody must know."""

    class Full:
        def load(self) -> str | None:
            return None

        def save(self, session: str) -> None:
            raise SecretError("the vault cannot be written")

        def exclusive(self) -> nullcontext[None]:
            return nullcontext()

    settings = BlueskySettings(
        name="x", handle="acme.example", password=lambda: "app-pass", base_url=SERVICE
    )
    connector = Bluesky(settings, sky.clock, Full(), sky.transport)
    assert error_of(connector).error_class is ErrorClass.AUTH
    assert connector.check().own_id == sky.own_id
    assert sky.logins == 1


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://pds.sky.example/", "pds.sky.example"),
        ("http://pds.sky.example", "sky.example"),
        ("ftp://pds.sky.example", "sky.example"),
        ("", "sky.example"),
        (None, "sky.example"),
    ],
)
def test_the_accounts_own_server_is_no_step_down(
    sky: FakeBluesky, endpoint: str | None, host: str
) -> None:
    """Without one, or with one that is not encrypted, the service is asked."""
    found = json.loads(sky._session().content)
    found["didDoc"] = {"service": [{"id": "x#atproto_pds", "serviceEndpoint": endpoint}, "odd"]}
    sky.once("createSession", answer(found))
    sky.connect().check()
    assert sky.asked("getSession")[0].url.host == host


def test_tokens_and_passwords_are_in_no_error_and_no_repr(sky: FakeBluesky) -> None:
    """Not even when the server repeats them."""
    connector = sky.connect()
    session = connector._api.session
    assert session.access not in repr(session)
    assert session.refresh not in repr(sky.vault)
    sky.once("getSession", error("InvalidRequest", 400, f"odd header {session.access}"))
    assert session.access not in str(error_of(connector))


def test_many_threads_renew_once(sky: FakeBluesky) -> None:
    """A refresh token is good for one refresh."""
    connector = sky.connect()
    connector.check()
    sky.expire()
    together = Barrier(4)
    problems: list[NetworkError] = []

    def work() -> None:
        try:
            together.wait()
            connector.fetch("mentions", None, budget(NOW))
        except NetworkError as problem:
            problems.append(problem)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (len(sky.asked("refreshSession")), sky.logins) == (1, 1)
