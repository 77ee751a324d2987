"""What connectors can do beyond listening and answering, on the networks' own servers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from social_care import wiring
from social_care.connectors.base import Budget, Connector, Looked, Sweeps
from social_care.connectors.bluesky import Bluesky
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.mastodon import Mastodon
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Mention
from tests.connectors.world import reply_to
from tests.servers import oauth
from tests.servers.launch import BlueskyNetwork, MastodonServer
from tests.servers.strangers import BlueskyAccount, MastodonAccount, eventually, unique

HOUR_MS = 60 * 60 * 1000
PICTURE = Attachment(
    name="dot.png",
    mime="image/png",
    content=bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360f8cfc0500f0004850180"
        "84a98c210000000049454e44ae426082"
    ),
    alt="A dot",
)


def context(secret: str) -> ConnectorContext:
    return ConnectorContext(clock=wiring.now_ms, secret=lambda _: secret, vault=MemoryVault())


def found_in(connector: Connector, stream: str, word: str) -> Callable[[], list[Mention]]:
    """Poll this stream from the beginning and look for the stranger's word."""

    def look() -> list[Mention]:
        now = wiring.now_ms()
        page = connector.fetch(stream, None, Budget(now=now, backfill_from=now - HOUR_MS))
        return [mention for mention in page.mentions if word in mention.text]

    return look


def looked_at(connector: Sweeps, external_id: str) -> Looked:
    return connector.look_up([external_id], wiring.now_ms())


def text_of(connector: Sweeps, external_id: str) -> str:
    """What a mention says by now; nothing when it is gone."""
    return "".join(mention.text for mention in looked_at(connector, external_id).found)


# Bluesky


@dataclass(frozen=True, kw_only=True)
class Sky:
    """A brand that listens for a word, and a stranger."""

    word: str
    brand: BlueskyAccount
    kim: BlueskyAccount
    connector: Bluesky

    @classmethod
    def on(cls, network: BlueskyNetwork) -> "Sky":
        brand = BlueskyAccount.join(network.pds, "brand")
        word = unique("boots")
        account = {
            "name": "acme",
            "base_url": network.pds,
            "handle": brand.handle,
            "password": "env:ACME",
            "queries": [word],
        }
        return cls(
            word=word,
            brand=brand,
            kim=BlueskyAccount.join(network.pds, "kim"),
            connector=Bluesky.from_settings(account, context(brand.create_app_password())),
        )

    def mention(self, text: str) -> tuple[Any, Mention]:
        """What Kim posts, and what arrives of it."""
        posted = self.kim.post(f"@{self.brand.handle} {self.word} {text}", mention=self.brand)
        look = found_in(self.connector, "mentions", self.word)
        return posted, eventually(look, 60)[0]


def test_bluesky_search_and_notifications_bring_the_same_mention(
    bluesky_network: BlueskyNetwork,
) -> None:
    sky = Sky.on(bluesky_network)
    posted, notified = sky.mention("leak")
    (searched,) = eventually(found_in(sky.connector, f"search: {sky.word}", sky.word), 60)
    assert notified.external_id == searched.external_id == posted.uri
    assert notified.version == searched.version == posted.cid
    assert (notified.kind, notified.thread_key) == (searched.kind, searched.thread_key)


def test_bluesky_rewritten_and_deleted_posts_are_noticed(bluesky_network: BlueskyNetwork) -> None:
    sky = Sky.on(bluesky_network)
    posted, mention = sky.mention("leak")
    unchanged = looked_at(sky.connector, posted.uri)
    assert [item.version for item in unchanged.found] == [mention.version]
    sky.kim.rewrite(posted, "all is well again")
    eventually(lambda: text_of(sky.connector, posted.uri) == "all is well again", 60)
    (edited,) = looked_at(sky.connector, posted.uri).found
    assert edited.version != mention.version
    other, _ = sky.mention("still leak")
    sky.kim.delete(posted)
    eventually(lambda: looked_at(sky.connector, posted.uri).gone, 60)
    both = sky.connector.look_up([posted.uri, other.uri], wiring.now_ms())
    assert list(both.gone) == [posted.uri]
    assert [item.external_id for item in both.found] == [other.uri]


def test_bluesky_likes_once_and_takes_a_reply_back(bluesky_network: BlueskyNetwork) -> None:
    sky = Sky.on(bluesky_network)
    posted, mention = sky.mention("are wonderful")
    reply = reply_to(mention, "Thank you!")
    sky.connector.like(reply.target)
    sky.connector.like(reply.target)  # the views need not show the first by now
    eventually(lambda: sky.kim.seen(posted.uri).get("likeCount"), 60)
    sky.connector.like(reply.target)
    assert sky.kim.seen(posted.uri)["likeCount"] == 1

    sent = sky.connector.send(sky.connector.prepare(reply, wiring.now_ms()))
    eventually(lambda: sky.kim.replies(posted.uri), 60)
    sky.connector.delete(sent.external_id)
    eventually(lambda: not sky.kim.replies(posted.uri), 60)
    sky.connector.delete(sent.external_id)


def test_bluesky_shows_a_picture_with_its_description(bluesky_network: BlueskyNetwork) -> None:
    sky = Sky.on(bluesky_network)
    _, mention = sky.mention("look?")
    reply = sky.connector.prepare(reply_to(mention, "Like this:"), wiring.now_ms())
    blob = sky.connector.upload(PICTURE)
    whole = sky.connector.attach(reply, [(blob, PICTURE)])
    sent = sky.connector.send(whole)
    assert sky.connector.send(whole).external_id == sent.external_id
    seen = eventually(lambda: sky.kim.seen(sent.external_id), 60)
    (image,) = seen["embed"]["images"]
    assert image["alt"] == "A dot"


def test_bluesky_without_a_chat_service_says_so_and_listens_on(
    bluesky_network: BlueskyNetwork,
) -> None:
    sky = Sky.on(bluesky_network)
    health = sky.connector.check()
    assert ["direct messages cannot be read" in warning for warning in health.warnings] == [True]
    names = [stream.name for stream in sky.connector.streams()]
    assert names == ["own posts", "mentions", f"search: {sky.word}"]
    assert not health.limits.can_private


# A server with the Mastodon API


@dataclass(frozen=True, kw_only=True)
class Fedi:
    """A brand that listens for a word, and a stranger."""

    word: str
    brand: MastodonAccount
    alice: MastodonAccount
    account: dict[str, Any]
    connector: Mastodon

    @classmethod
    def on(cls, server: MastodonServer) -> "Fedi":
        brand, alice = (
            MastodonAccount.log_in(server.base_url, user, server.users[user])
            for user in ("brand", "alice")
        )
        word = unique("boots")
        account = {
            "name": "acme",
            "base_url": server.base_url,
            "token": "env:ACME",
            "queries": [f'{word} -"not this"'],
            "tags": [f"tag{word}"],
        }
        connector = Mastodon.from_settings(account, context(brand.token))
        return cls(word=word, brand=brand, alice=alice, account=account, connector=connector)

    def new_process(self) -> Mastodon:
        """Another one on the same account, which remembers nothing."""
        return Mastodon.from_settings(self.account, context(self.brand.token))

    def mention(self, text: str) -> tuple[Any, Mention]:
        """What Alice posts, and what arrives of it."""
        posted = self.alice.post(f"@brand {self.word} {text}")
        look = found_in(self.connector, "mentions", f"{self.word} {text}")
        return posted, eventually(look, 90)[0]


def test_mastodon_search_tag_and_notifications_bring_the_same_mention(
    mastodon_server: MastodonServer,
) -> None:
    fedi = Fedi.on(mastodon_server)
    _, notified = fedi.mention(f"leak #tag{fedi.word}")
    for stream in (f'search: {fedi.word} -"not this"', f"tag: tag{fedi.word}"):
        found = eventually(found_in(fedi.connector, stream, fedi.word), 60)
        assert {item.external_id for item in found} == {notified.external_id}
        assert {item.version for item in found} == {notified.version}
    fedi.mention("but not this")
    assert len(found_in(fedi.connector, f'search: {fedi.word} -"not this"', fedi.word)()) == 1


def test_mastodon_edits_and_deletions_are_noticed(mastodon_server: MastodonServer) -> None:
    fedi = Fedi.on(mastodon_server)
    posted, mention = fedi.mention("leak")
    known = mention.external_id
    unchanged = looked_at(fedi.connector, known)
    assert [item.version for item in unchanged.found] == [mention.version]
    fedi.alice.edit(posted, f"@brand {fedi.word} are dry again")
    eventually(lambda: "dry again" in text_of(fedi.connector, known), 60)
    (edited,) = looked_at(fedi.connector, known).found
    assert edited.external_id == known
    assert edited.version != mention.version
    fedi.alice.delete(posted)
    eventually(lambda: looked_at(fedi.connector, known).gone, 60)
    assert not text_of(fedi.connector, known)


def test_mastodon_edited_status_is_the_same_mention_to_a_new_process(
    mastodon_server: MastodonServer,
) -> None:
    fedi = Fedi.on(mastodon_server)
    posted, mention = fedi.mention("leak")
    reply = fedi.connector.prepare(reply_to(mention, f"{fedi.word}: on it"), wiring.now_ms())
    sent = fedi.connector.send(reply)

    def edited_to_another_id() -> bool:
        """The server's ids have the second of the last edit in them."""
        fedi.alice.edit(posted, f"@brand {fedi.word} are dry again")
        return bool(fedi.brand.seen(posted.id)["id"] != posted.id)

    eventually(edited_to_another_id, 60)
    fedi.alice.post(f"@brand {fedi.word} once more", reply_to=posted)

    below = found_in(fedi.new_process(), "mentions", f"{fedi.word} once more")
    (later,) = eventually(below, 90)
    assert (later.in_reply_to, later.thread_key) == (mention.external_id, mention.thread_key)
    edited = found_in(fedi.new_process(), "mentions", f"{fedi.word} are dry again")()
    assert {item.external_id for item in edited} == {mention.external_id}
    assert mention.version not in {item.version for item in edited}
    assert fedi.new_process().find_sent(reply) == sent


def test_mastodon_likes_once_and_a_server_that_cannot_delete_says_so(
    mastodon_server: MastodonServer,
) -> None:
    fedi = Fedi.on(mastodon_server)
    posted, mention = fedi.mention("are wonderful")
    reply = reply_to(mention, "Thank you!")
    fedi.connector.like(reply.target)
    fedi.connector.like(reply.target)
    assert fedi.brand.seen(posted.id)["favourites_count"] == 1

    sent = fedi.connector.send(fedi.connector.prepare(reply, wiring.now_ms()))
    with pytest.raises(NetworkError) as caught:
        fedi.connector.delete(sent.external_id)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert fedi.brand.seen(sent.external_id)["id"]


def test_mastodon_shows_a_picture_with_its_description(mastodon_server: MastodonServer) -> None:
    fedi = Fedi.on(mastodon_server)
    fedi.connector.check()
    _, mention = fedi.mention("look?")
    reply = fedi.connector.prepare(reply_to(mention, "Like this:"), wiring.now_ms())
    media_id = fedi.connector.upload(PICTURE)
    sent = fedi.connector.send(fedi.connector.attach(reply, [(media_id, PICTURE)]))
    (picture,) = fedi.alice.seen(sent.external_id)["media_attachments"]
    assert (picture["type"], picture["description"]) == ("image", "A dot")


@dataclass
class Person:
    """Opens the address that is shown, logs in there and types the code in."""

    user: str
    password: str
    shown: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.shown.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        address = next(line for line in self.shown if line.startswith("http"))
        return oauth.shown_code(address, self.user, self.password)


def test_mastodon_log_in_brings_a_token_that_works(mastodon_server: MastodonServer) -> None:
    account = {"name": "acme", "base_url": mastodon_server.base_url}
    person = Person("brand", mastodon_server.users["brand"])
    brought = Mastodon.log_in(account, context(""), person)
    connector = Mastodon.from_settings({**account, "token": "x"}, context(brought["token"]))
    assert connector.check().own_handle.startswith("brand")
