"""The real servers do what the end-to-end tests build on: a mention reaches the brand."""

from typing import Any

from tests.servers.launch import BlueskyNetwork, MastodonServer
from tests.servers.strangers import BlueskyAccount, MastodonAccount, eventually, unique


def test_a_bluesky_mention_is_notified_and_its_reply_is_seen(
    bluesky_network: BlueskyNetwork,
) -> None:
    """The facet counts bytes: the letters before the handle take more than one each."""
    brand = BlueskyAccount.join(bluesky_network.pds, "brand")
    alice = BlueskyAccount.join(bluesky_network.pds, "alice")
    text = f"Grüße 📦 @{brand.handle}, my parcel never came"
    asked = alice.post(text, mention=brand)

    def mentions() -> list[dict[str, Any]]:
        return [one for one in brand.notifications() if one["uri"] == asked.uri]

    (mention,) = eventually(mentions, 30)
    assert mention["reason"] == "mention"
    assert mention["author"]["did"] == alice.did
    assert mention["record"]["text"] == text

    assert alice.replies(asked.uri) == []
    answer = brand.post("So sorry! It is on its way.", reply_to=asked)
    assert eventually(lambda: alice.replies(asked.uri), 30) == [answer]
    thanks = alice.post("Thank you", reply_to=answer)
    assert eventually(lambda: brand.replies(answer.uri), 30) == [thanks]
    assert (thanks.root, thanks.parent) == (asked.uri, answer.uri)


def test_a_bluesky_app_password_opens_a_session(bluesky_network: BlueskyNetwork) -> None:
    brand = BlueskyAccount.join(bluesky_network.pds, "brand")
    password = brand.create_app_password()
    assert password != brand.password
    session = BlueskyAccount.log_in(bluesky_network.pds, brand.handle, password)
    assert session.did == brand.did


def test_a_mastodon_mention_is_notified_and_its_reply_is_seen(
    mastodon_server: MastodonServer,
) -> None:
    """The server delivers in the background and takes up to half a minute."""
    brand, alice = (
        MastodonAccount.log_in(mastodon_server.base_url, user, mastodon_server.users[user])
        for user in ("brand", "alice")
    )
    word = unique("parcel")
    asked = alice.post(f"@brand my {word} never came 📦")

    def mentions() -> list[dict[str, Any]]:
        return [one for one in brand.notifications() if word in one["status"]["content"]]

    (mention,) = eventually(mentions, 90)
    assert mention["type"] == "mention"
    assert mention["account"]["username"] == "alice"

    assert alice.replies(asked.id) == []
    answer = brand.post("@alice so sorry! It is on its way.", reply_to=asked)
    (seen,) = eventually(lambda: alice.replies(asked.id), 90)
    assert (seen.uri, seen.in_reply_to_id) == (answer.uri, asked.id)
