"""Pictures with an answer: what may be attached, and what is said when it may not."""

from dataclasses import replace

import pytest

from social_care.errors import Conflict, NotAllowed, NotFound
from social_care.models import Limits, MediaLimits, OutboxState, Replies, Visibility
from social_care.models.views import Attached, View
from social_care.storage import accounts
from tests.network import Fault
from tests.parts_kit import LONG_TEXT, MEDIA, PNG, SHORT, limit, picture_network
from tests.world import Shop

GIF = b"GIF89a" + bytes(20)


def attach(shop: Shop, conversation: int, name: str = "boot.png", content: bytes = PNG) -> Attached:
    """Mary attaches a picture with its description."""
    return shop.desk().attach(conversation, name, content, "The new boot")


@pytest.fixture(autouse=True)
def takes_pictures(shop: Shop) -> None:
    """The network takes two pictures of a thousand bytes."""
    picture_network(shop)


def test_a_picture_stays_with_its_agents_draft(shop: Shop) -> None:
    conversation = shop.hear("angry")
    made = attach(shop, conversation, "/home/mary/private/boot.png")
    assert made == Attached(
        id=made.id, name="boot.png", mime="image/png", size=len(PNG), alt="The new boot"
    )
    assert shop.desk().attachments(conversation) == (made,)
    assert shop.desk("sam").attachments(conversation) == ()
    assert shop.desk().attachments(shop.hear("angry", "lee")) == ()


def test_it_is_listed_like_something_typed(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert shop.queue(View.DRAFTS) == []
    picture = attach(shop, conversation)
    assert shop.queue(View.DRAFTS) == [conversation]
    assert shop.queue(View.DRAFTS, "sam") == []
    assert shop.desk().queue_rows([conversation])[conversation].drafts == ("mary",)
    shop.desk().detach(picture.id)
    assert shop.queue(View.DRAFTS) == []


def test_pictures_keep_the_order_in_which_they_came(shop: Shop) -> None:
    conversation = shop.hear("angry")
    names = [attach(shop, conversation, name).name for name in ("z.png", "a.png")]
    assert [each.name for each in shop.desk().attachments(conversation)] == names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\mary\\boot.png", "boot.png"),
        ("../../etc/boot.png", "boot.png"),
        ("\x1b[31mboot\n.png", "boot .png"),
        ("x" * 300 + ".png", "x" * 99 + "…"),
        ("", "picture"),
        ("/", "picture"),
    ],
)
def test_names_are_made_harmless(shop: Shop, name: str, shown: str) -> None:
    assert attach(shop, shop.hear("angry"), name).name == shown


@pytest.mark.parametrize(
    ("name", "content", "alt", "said"),
    [
        ("virus.png", b"MZ\x90", "A boot", "virus.png is no picture"),
        ("empty.png", b"", "A boot", "empty.png is no picture"),
        ("boot.png", b"\xff\xd8\xff\xd9", "A boot", "is a jpeg: this network takes png, gif"),
        ("torn.png", PNG[:-4], "A boot", "the picture is damaged"),
        ("big.png", PNG[:8] + b"\0\0\3\xe8IDAT" + bytes(1004) + PNG[8:], "A boot", "1032 bytes"),
        ("boot.png", PNG, " \n", "boot.png has no description"),
        ("boot.png", PNG, "\u200b", "boot.png has no description"),
        ("boot.png", PNG, "x" * 41, "too long by 1: the limit is 40"),
    ],
)
def test_what_the_network_would_not_take_is_told_at_once(
    shop: Shop, name: str, content: bytes, alt: str, said: str
) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match=said) as no:
        shop.desk().attach(conversation, name, content, alt)
    assert no.value.remedy
    assert shop.desk().attachments(conversation) == ()


def test_the_kind_is_told_by_the_bytes(shop: Shop) -> None:
    assert attach(shop, shop.hear("angry"), "boot.jpg", GIF).mime == "image/gif"


def test_where_descriptions_are_optional_none_is_needed(shop: Shop) -> None:
    desk = shop.desk("lee", replies=Replies(alt_text_required=False))
    assert desk.attach(shop.hear("angry"), "boot.png", PNG, "").alt == ""


def test_no_more_than_the_network_takes(shop: Shop) -> None:
    conversation = shop.hear("angry")
    for _ in range(2):
        attach(shop, conversation)
    with pytest.raises(NotAllowed, match="takes 2 pictures at most"):
        attach(shop, conversation)


def test_what_goes_by_itself_goes_by_itself(shop: Shop) -> None:
    picture_network(shop, replace(MEDIA, alone=("image/gif",)))
    conversation = shop.hear("angry")
    attach(shop, conversation, "moving.gif", GIF)
    with pytest.raises(NotAllowed, match="a gif goes by itself"):
        attach(shop, conversation)


@pytest.mark.parametrize("media", [None, replace(MEDIA, most=0)])
def test_a_network_that_takes_none_says_so(shop: Shop, media: MediaLimits | None) -> None:
    limit(shop, replace(SHORT, media=media))
    with pytest.raises(NotAllowed, match="no picture can go with a reply on this network"):
        attach(shop, shop.hear("angry"))


def test_private_answers_carry_none_where_the_network_has_no_place(shop: Shop) -> None:
    picture_network(shop, replace(MEDIA, private=False))
    private = shop.hear("angry", "lee", visibility=Visibility.DIRECT)
    with pytest.raises(NotAllowed, match="no picture can go with a private answer"):
        attach(shop, private)
    conversation = shop.hear("angry")
    attach(shop, conversation)
    with pytest.raises(NotAllowed, match="no picture can go with a private answer"):
        shop.submit(conversation, "sorry", private=True)
    assert shop.submit(conversation, "sorry").state is OutboxState.QUEUED


def test_a_conversation_that_does_not_exist_takes_none(shop: Shop) -> None:
    with pytest.raises(NotFound):
        attach(shop, 404)


# Detaching --------------------------------------------------------------------------------------


def test_what_is_detached_is_gone(shop: Shop) -> None:
    conversation = shop.hear("angry")
    picture = attach(shop, conversation)
    with pytest.raises(NotAllowed, match="mary has attached this picture"):
        shop.desk("sam").detach(picture.id)
    shop.desk().detach(picture.id)
    with pytest.raises(NotFound):
        shop.desk().detach(picture.id)
    assert shop.rows("SELECT * FROM attachments") == []


def test_what_is_on_its_way_cannot_be_detached(shop: Shop) -> None:
    conversation = shop.hear("angry")
    picture = attach(shop, conversation)
    shop.submit(conversation)
    with pytest.raises(Conflict, match="on its way"):
        shop.desk().detach(picture.id)


# With the reply ---------------------------------------------------------------------------------


def test_it_goes_with_the_reply_and_comes_back_with_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    picture = attach(shop, conversation)
    item = shop.submit(conversation)
    assert shop.desk().attachments(conversation) == ()
    assert shop.value("SELECT outbox_id FROM attachments") == item.id
    shop.desk().take_back()
    assert shop.desk().attachments(conversation) == (picture,)


def test_of_a_long_answer_it_goes_with_the_first_part_and_comes_back_with_all(shop: Shop) -> None:
    conversation = shop.hear("angry")
    picture = attach(shop, conversation)
    first = shop.submit(conversation, LONG_TEXT, split=True)
    assert shop.value("SELECT outbox_id FROM attachments") == first.id
    shop.desk().take_back()
    assert shop.desk().attachments(conversation) == (picture,)


def test_only_those_that_are_named_go_along(shop: Shop) -> None:
    conversation = shop.hear("angry")
    one, other = attach(shop, conversation, "one.png"), attach(shop, conversation, "other.png")
    shop.submit(conversation, pictures=[other.id])
    assert shop.desk().attachments(conversation) == (one,)
    shop.submit(conversation, pictures=[])
    assert shop.desk().attachments(conversation) == (one,)


def test_what_a_refused_reply_carried_goes_with_the_one_that_mends_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    picture = attach(shop, conversation)
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation)
    assert shop.desk().attachments(conversation) == (picture,)
    attach(shop, conversation, "second.png")
    with pytest.raises(NotAllowed, match="takes 2 pictures at most"):
        attach(shop, conversation, "third.png")
    shop.desk().detach(picture.id)
    item = shop.submit(conversation, "better")
    rows = shop.rows("SELECT name, outbox_id FROM attachments")
    assert [tuple(row) for row in rows] == [("second.png", item.id)]


def test_limits_that_were_stored_by_an_older_version_know_of_no_pictures(shop: Shop) -> None:
    with shop.store.write() as tx:
        tx.run('UPDATE accounts SET limits = \'{"counting": "x", "max_length": 280}\'')
    row = accounts.by_name(shop.store.read(), "acme")
    assert row is not None
    assert accounts.limits_of(row).media is None
    with shop.store.write() as tx:
        accounts.introduce(tx, row["id"], "us", "acme", Limits(media=MEDIA, chains=True))
    row = accounts.by_name(shop.store.read(), "acme")
    assert row is not None
    assert accounts.limits_of(row) == Limits(media=MEDIA, chains=True)
