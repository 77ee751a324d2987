"""A token that the network refuses: renewed if that can be, asked for no more if it is over."""

from dataclasses import replace

import httpx

from social_care.connectors.context import MemoryVault
from social_care.connectors.oauth import Client, RotatingToken
from social_care.errors import ErrorClass, SecretError
from social_care.net import Answer
from tests.connectors.test_oauth import CLIENT, MINUTE, Network, failure, kept

INVALID = httpx.Response(401, json={"error": "invalid_client"})


def call(token: RotatingToken, *good: str) -> tuple[int, list[str]]:
    """One call to a network that takes these; its status, and what it was shown."""
    shown: list[str] = []

    def ask(access: str) -> Answer:
        shown.append(access)
        return Answer(asked="GET x", status=200 if access in good else 401, headers={})

    return token.use(ask, lambda answer: answer.status == 401).status, shown


def test_a_refused_token_is_renewed_and_the_call_made_once_more() -> None:
    network = Network()
    assert call(network.token(kept()), "access 1") == (200, ["access 0", "access 1"])


def test_a_call_that_is_refused_twice_is_not_made_a_third_time() -> None:
    network = Network()
    assert call(network.token(kept())) == (401, ["access 0", "access 1"])
    assert len(network.requests) == 1


def test_a_token_that_cannot_be_renewed_gives_the_refusal_back() -> None:
    network = Network()
    assert call(network.token(kept(refresh=""))) == (401, ["access 0"])


def test_what_another_process_renewed_meanwhile_is_used() -> None:
    """Its refresh token was spent by that; ours would end the log-in."""
    network, vault = Network(), kept()
    one, two = network.token(vault), network.token(vault)
    assert one.renewed("access 0") == "access 1"
    assert two.renewed("access 0") == "access 1"
    assert len(network.requests) == 1


def test_a_vault_that_cannot_be_locked_needs_a_person() -> None:
    network = Network()

    class Broken(MemoryVault):
        def exclusive(self):  # type: ignore[no-untyped-def]
            raise SecretError("the vault cannot be used: Permission denied", "check its rights")

    error = failure(network.token(Broken(kept(0).session)).current)
    assert (error.error_class, error.remedy) == (ErrorClass.AUTH, "check its rights")


def test_a_log_in_that_is_over_is_not_tried_again_while_its_token_would_last() -> None:
    """What a person has ended there is asked for nothing, until somebody logs in again."""
    network, vault = Network(good="another"), kept(60 * MINUTE)
    token = network.token(vault)
    assert failure(lambda: call(token)).error_class is ErrorClass.AUTH
    assert failure(token.current).error_class is ErrorClass.AUTH
    assert len(network.requests) == 1
    vault.save(kept(60 * MINUTE, "another").session or "")
    assert call(token, "access 0") == (200, ["access 0"])


def test_the_secret_of_an_app_that_was_mended_needs_no_restart() -> None:
    network = Network()
    client = [replace(CLIENT, secret="old")]

    def by_secret() -> Client:
        network.reaction = None if client[0].secret == "new" else INVALID
        return client[0]

    token = RotatingToken(by_secret, network.door(), kept(0), network.clock)
    for _ in range(3):
        assert failure(token.current).error_class is ErrorClass.AUTH
    assert len(network.requests) == 1
    client[0] = replace(CLIENT, secret="new")
    assert token.current() == "access 2"
