"""Long answers and pictures on the simulated network."""

from dataclasses import replace
from pathlib import Path

import pytest

from social_care.connectors.base import TakesMedia
from social_care.connectors.demo import Demo
from social_care.models import Attachment, Mention, Prepared, Reply, Sent
from tests.connectors.demo_kit import SECOND, Account
from tests.connectors.world import MINUTE, reply_to, through_the_store

PICTURE = Attachment(name="boot.png", mime="image/png", content=b"dots", alt="A new boot")


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """A brand that begins with a story each."""
    return Account(tmp_path, {"opening": 14, "arrivals_per_hour": 0, "channel": "mastodon"})


def under(mention: Mention, sent: Sent, text: str) -> Reply:
    """The next part, as delivery makes it."""
    reply = reply_to(mention, text)
    target = replace(reply.target, external_id=sent.external_id, reply_ref=sent.reply_ref)
    return replace(reply, target=target)


def freeze(demo: Demo, account: Account, reply: Reply) -> Prepared:
    """As the outbox hands it back."""
    return through_the_store(demo.prepare(reply, account.now))


def test_whoever_reads_that_there_is_more_waits_for_it(account: Account) -> None:
    account.now += SECOND
    before = account.mentions()
    asked = next(m for m in before.values() if m.visibility == "public" and m.in_reply_to is None)
    demo = account.connect()
    first = demo.send(freeze(demo, account, reply_to(asked, "We are sorry. (1/3)")))
    account.now += 5 * MINUTE
    quiet = {
        key for key, each in account.mentions().items() if each.in_reply_to == first.external_id
    }
    assert quiet == set(), "nobody answers half an answer"
    second = demo.send(freeze(demo, account, under(asked, first, "A new pair comes. (2/3)")))
    third = demo.send(freeze(demo, account, under(asked, second, "On Friday. (3/3)")))
    own = account.own_posts()
    assert [own[sent.external_id].in_reply_to for sent in (first, second, third)] == [
        asked.external_id,
        first.external_id,
        second.external_id,
    ]
    assert {own[sent.external_id].thread_key for sent in (first, second, third)} == {
        asked.thread_key
    }
    around = {each.external_id for each in demo.thread(third.external_id)}
    assert {asked.external_id, first.external_id, second.external_id} <= around
    found = demo.find_sent(freeze(demo, account, under(asked, second, "On Friday. (3/3)")))
    assert found == third


def test_the_last_part_is_what_they_answer(account: Account) -> None:
    account.now += SECOND
    demo = account.connect()
    chains: set[str] = set()
    for asked in account.mentions().values():
        if asked.visibility != "public" or asked.in_reply_to is not None:
            continue
        first = demo.send(freeze(demo, account, reply_to(asked, "We are sorry. (1/2)")))
        last = demo.send(freeze(demo, account, under(asked, first, "It comes. (2/2)")))
        chains.add(last.external_id)
        chains.add(f"not {first.external_id}")
    account.now += 3 * MINUTE
    parents = {each.in_reply_to for each in account.mentions().values()}
    assert parents & chains, "some say thanks"
    assert not {f"not {parent}" for parent in parents} & chains, "nobody thanks for a beginning"


def test_mail_is_answered_at_the_mail(tmp_path: Path) -> None:
    account = Account(tmp_path, {"channel": "email", "opening": 3, "arrivals_per_hour": 0})
    account.now += SECOND
    demo = account.connect()
    assert not demo.limits.chains
    mention = next(iter(account.mentions().values()))
    sent = demo.send(freeze(demo, account, reply_to(mention, "Sorry")))
    assert sent.reply_ref == {}
    assert demo.media_limits.most == 0


def test_pictures_are_kept_with_their_post(account: Account) -> None:
    account.now += SECOND
    demo = account.connect()
    assert isinstance(demo, TakesMedia)
    asked = next(iter(account.mentions().values()))
    prepared = freeze(demo, account, reply_to(asked, "Here."))
    name = demo.upload(PICTURE)
    assert demo.upload(PICTURE) == name, "twice is once"
    whole = through_the_store(demo.attach(prepared, [(name, PICTURE)]))
    assert (whole.key, whole.prepared_at) == (prepared.key, prepared.prepared_at)
    demo.send(whole)
    (post,) = account.world.posts()
    assert post.pictures == (f"{name}: A new boot",)
    assert (account.folder / "pictures" / name).read_bytes() == b"dots"


def test_posts_of_an_older_version_are_read(account: Account) -> None:
    account.now += SECOND
    demo = account.connect()
    asked = next(iter(account.mentions().values()))
    demo.send(freeze(demo, account, reply_to(asked, "Sorry")))
    file = account.folder / "posts.jsonl"
    file.write_text(file.read_text().replace(', "pictures": []', ""))
    (post,) = account.world.posts()
    assert post.pictures == ()
