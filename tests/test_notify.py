"""Posting to other people's programs, over a real socket; the address is a secret."""

from collections.abc import Iterator

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.net import NetSettings
from social_care.notify import call, post
from social_care.web_address import is_web_address
from tests.hook_kit import Hook, hook
from tests.world import MINUTE, START

QUICK = NetSettings(connect_s=2, read_s=2)
PATH = "/services/T00/B00/s3cr3t?token=hush"


@pytest.fixture
def slack() -> Iterator[Hook]:
    with hook() as made:
        yield made


def refused(url: str) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        post(url, {"text": "3 late"}, START, QUICK)
    return caught.value


def test_it_is_posted_once_as_json(slack: Hook) -> None:
    post(slack.base + PATH, {"text": "3 late"}, START, QUICK)
    assert slack.asked == [("POST", PATH)]
    assert slack.posted == [{"text": "3 late"}]


def test_what_only_wants_to_be_called_is_called(slack: Hook) -> None:
    call(slack.base + "/ping/1", START, QUICK)
    assert slack.asked == [("GET", "/ping/1")]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, ErrorClass.REFUSED),
        (410, ErrorClass.REFUSED),
        (429, ErrorClass.RATE),
        (500, ErrorClass.TRANSIENT),
        (302, ErrorClass.REFUSED),
    ],
)
def test_what_it_answers_decides_what_is_done(
    slack: Hook, status: int, expected: ErrorClass
) -> None:
    slack.status = status
    slack.headers = {"Retry-After": "120", "Location": "https://elsewhere.example/x"}
    error = refused(slack.base + PATH)
    assert error.error_class is expected
    assert "127.0.0.1" in error.message
    if expected is ErrorClass.RATE:
        assert error.retry_at == START + 2 * MINUTE
    if status == 404:
        assert "[[alerts]] url" in error.remedy


@pytest.mark.parametrize("status", [302, 404, 500])
def test_no_error_shows_more_of_the_address_than_its_host(slack: Hook, status: int) -> None:
    slack.status, slack.headers = status, {"Location": "https://elsewhere.example/x"}
    errors = [refused(slack.base.replace("//", "//user:pass@") + PATH)]
    errors.append(refused(f"http://127.0.0.1:9{PATH}"))
    errors.append(refused(f"http://nowhere.invalid{PATH}"))
    for error in errors:
        told = str(error)
        assert not [each for each in ("s3cr3t", "hush", "T00", "pass") if each in told]


@pytest.mark.parametrize(
    "url", ["", "hush", "ftp://a.example/x", "http://", "http://a.example:port/x", "http://\x00/"]
)
def test_what_is_no_web_address_is_told_without_it(url: str) -> None:
    assert not is_web_address(url)
    error = refused(url)
    assert error.error_class is ErrorClass.REFUSED
    assert error.message == "what the reference leads to is no web address"
