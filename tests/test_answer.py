"""What headers and words of an answer are worth: times, and texts without secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.answer import usage_of
from social_care.models import Usage
from social_care.net import parse_time, retry_at
from social_care.redaction import redact

NOW = 1_793_523_600_000
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({}, 15 * MINUTE),
        ({"Retry-After": "290"}, 290 * SECOND),
        ({"retry-after": " 290 "}, 290 * SECOND),
        ({"Retry-After": "Sun, 01 Nov 2026 09:02:00 GMT"}, 2 * MINUTE),
        ({"X-RateLimit-Reset": "2026-11-01T09:05:00.000Z"}, 5 * MINUTE),
        ({"X-RateLimit-Reset": "2026-11-01T11:05:00+02:00"}, 5 * MINUTE),
        ({"RateLimit-Reset": str(NOW // 1000 + 300)}, 5 * MINUTE),
        ({"ratelimit-reset": str(NOW + 5 * MINUTE)}, 5 * MINUTE),
        ({"RateLimit-Reset": "120"}, 2 * MINUTE),
        ({"x-rate-limit-reset": str(NOW // 1000 + 60)}, MINUTE),
        ({"Retry-After": "1"}, 5 * SECOND),
        ({"Retry-After": "0"}, 5 * SECOND),
        ({"Retry-After": "9999999"}, 24 * HOUR),
        ({"X-RateLimit-Reset": "2020-01-01T00:00:00Z"}, 5 * SECOND),
        ({"X-RateLimit-Reset": "2026-11-01T09:05:00"}, 15 * MINUTE),
        ({"Retry-After": "soon"}, 15 * MINUTE),
        ({"Retry-After": ""}, 15 * MINUTE),
        ({"Retry-After": "-5"}, 15 * MINUTE),
        ({"Retry-After": "nan"}, 15 * MINUTE),
        ({"Retry-After": "\u0661\u0662"}, 15 * MINUTE),
        ({"Retry-After": "soon", "RateLimit-Reset": "60"}, MINUTE),
        ({"Retry-After": "60", "RateLimit-Reset": "7200"}, MINUTE),
    ],
)
def test_when_to_ask_again(headers: dict[str, str], after: int) -> None:
    """Spans and moments, seconds and milliseconds; between five seconds and a day."""
    assert retry_at(headers, NOW) == NOW + after


@given(value=st.text(max_size=40), name=st.sampled_from(["retry-after", "x-ratelimit-reset"]))
def test_no_header_makes_us_wait_for_ever(value: str, name: str) -> None:
    """Whatever stands there."""
    assert NOW + 5 * SECOND <= retry_at({name: value}, NOW) <= NOW + 24 * HOUR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01T09:00:00Z", NOW),
        ("2026-11-01T09:00:00.000Z", NOW),
        ("2026-11-01T09:00:00.0019999Z", NOW + 1),
        ("2026-11-01T10:30:00+01:30", NOW),
        ("2026-11-01T09:00:00", None),
        ("2026-11-01", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (NOW, None),
    ],
)
def test_times_have_a_zone_or_are_none(text: object, expected: int | None) -> None:
    """A naive time is refused: nobody can know when it was."""
    assert parse_time(text) == expected


@given(text=st.one_of(st.text(), st.datetimes().map(str), st.just("0001-01-01T00:00:00+14:00")))
def test_no_time_is_a_crash(text: str) -> None:
    """Strangers write times too."""
    found = parse_time(text)
    assert found is None or isinstance(found, int)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer HUSH",
        "authorization: Basic HUSH==",
        "sent with bearer HUSH, sorry",
        "DPoP HUSH",
        "https://x.example/?access_token=HUSH&limit=1",
        "grant_type=refresh_token&refresh_token=HUSH",
        '{"accessJwt": "HUSH", "did": "did:plc:kim"}',
        '{"refreshJwt":"HUSH"}',
        "'password': 'HUSH with blanks'",
        'client_secret: "HUSH\\" and more HUSH"',
        "api_key=HUSH",
        "appsecret_proof=HUSH",
        "Cookie: session=HUSH; other=HUSH",
        "set-cookie: id=HUSH",
        "https://mary:HUSH@social.example/x",
        "https://hooks.chat.example/services/T1/B2/HUSH",
        "https://chat.example/api/webhooks/1/HUSH",
        "eyJhbGciOiJFUzI1NksifQ.HUSHeyJzdWIiOiJkaWQifQ.HUSH",
    ],
)
def test_secrets_are_taken_out(text: str) -> None:
    """Tokens, passwords, cookies, web hooks: whatever shape they come in."""
    assert "HUSH" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET social.example/oauth/token answered 401: invalid_grant",
        "Text character limit of 500 exceeded",
        "Token has expired",
        "GET pds.example/xrpc/app.bsky.feed.getPosts answered 502",
    ],
)
def test_plain_words_stay(text: str) -> None:
    """An error must still say what is wrong."""
    assert redact(text) == text


def test_known_secrets_are_taken_out_wherever_they_stand() -> None:
    """The longer first, and none so short that it would eat ordinary words."""
    assert redact("got abcd1234efgh", ("abcd1234", "abcd1234efgh", "", "go")) == "got ***"


# What is left of an allowance


@pytest.mark.parametrize(
    ("headers", "used", "allowed", "after"),
    [
        pytest.param(
            {
                "X-RateLimit-Limit": "300",
                "X-RateLimit-Remaining": "293",
                "X-RateLimit-Reset": "2026-11-01T09:05:00.000000Z",
            },
            7, 300, 5 * MINUTE, id="Mastodon",
        ),
        pytest.param(
            {
                "RateLimit-Limit": "3000",
                "RateLimit-Remaining": "2999",
                "RateLimit-Reset": str(NOW // 1000 + 300),
                "RateLimit-Policy": "3000;w=300",
            },
            1, 3000, 5 * MINUTE, id="Bluesky",
        ),
        pytest.param(
            {
                "x-rate-limit-limit": "450",
                "x-rate-limit-remaining": "0",
                "x-rate-limit-reset": str(NOW // 1000 + 900),
            },
            450, 450, 15 * MINUTE, id="X",
        ),
        pytest.param(
            {
                "x-ratelimit-used": "4",
                "x-ratelimit-remaining": "996.0",
                "x-ratelimit-reset": "241",
            },
            4, 1000, 241 * SECOND, id="Reddit",
        ),
        pytest.param(
            {
                "x-ratelimit-limit": "60, 60;w=60",
                "x-ratelimit-remaining": "12",
                "x-ratelimit-reset": "30",
            },
            48, 60, 30 * SECOND, id="with its window",
        ),
        pytest.param(
            {"ratelimit-limit": "10", "ratelimit-remaining": "12", "ratelimit-reset": "60"},
            0, 10, MINUTE, id="more left than allowed",
        ),
        pytest.param(
            {
                "x-ratelimit-remaining": "soon",
                "x-ratelimit-reset": "60",
                "ratelimit-limit": "10",
                "ratelimit-remaining": "9",
                "ratelimit-reset": "60",
            },
            1, 10, MINUTE, id="the one that can be read",
        ),
    ],
)  # fmt: skip
def test_every_networks_headers_say_what_is_left(
    headers: dict[str, str], used: int, allowed: int, after: int
) -> None:
    assert usage_of(headers, NOW) == Usage(used=used, allowed=allowed, until=NOW + after)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "1"},
        {"x-ratelimit-limit": "300", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"},
        {"x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "-1", "x-ratelimit-limit": "5", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "1", "x-ratelimit-limit": "5", "x-ratelimit-reset": "later"},
        {"x-app-usage": '{"call_count": 28}'},
    ],
)
def test_headers_that_do_not_say_enough_say_nothing(headers: dict[str, str]) -> None:
    """Rather than a guess that stops us or lets us run into a wall."""
    assert usage_of(headers, NOW) is None


@given(remaining=st.text(max_size=20), limit=st.text(max_size=20), reset=st.text(max_size=30))
def test_no_allowance_is_a_crash(remaining: str, limit: str, reset: str) -> None:
    """Whatever stands there, and never less than nothing used or allowed."""
    for prefix in ("x-ratelimit-", "ratelimit-", "x-rate-limit-"):
        headers = {f"{prefix}remaining": remaining, f"{prefix}limit": limit}
        found = usage_of(headers | {f"{prefix}reset": reset}, NOW)
        assert found is None or (found.used >= 0 and found.allowed > 0)
