"""What stands around a conversation: others in its thread, and what was done to it."""

from dataclasses import replace

from social_care.models import Visibility
from social_care.models.views import MessageKind
from tests.world import HOUR, Shop

THREAD = "one thread"


def around(shop: Shop, conversation: int) -> list[tuple[MessageKind, str, str]]:
    """Kind, author and words of what stands around."""
    found = shop.desk().conversation(conversation).around
    return [(one.kind, one.author, one.text) for one in found]


def test_others_in_the_same_thread_and_our_posts_to_them(shop: Shop) -> None:
    kim = shop.hear("angry", "kim", thread_key=THREAD)
    shop.pass_time(minutes=1)
    lee = shop.hear("me too: how?", "lee", thread_key=THREAD)
    shop.hear("angry elsewhere", "zoe")
    shop.pass_time(minutes=1)
    shop.reply(lee, "like this")
    shop.pass_time(minutes=1)
    shop.receive(own=[shop.own_post("to everybody", to=None, thread_key=THREAD)])
    others = [
        (MessageKind.OTHER, "Lee", "me too: how?"),
        (MessageKind.OUR_OTHER, "mary", "like this"),
        (MessageKind.OUR_OTHER, "", "to everybody"),
    ]
    assert around(shop, kim) == others
    assert [one for one in around(shop, lee) if one[0] is MessageKind.OTHER] == [
        (MessageKind.OTHER, "Kim", "angry")
    ]


def test_what_strangers_cannot_read_is_shown_to_no_other_conversation(shop: Shop) -> None:
    kim = shop.hear("angry", "kim", thread_key=THREAD)
    shop.hear("my number is secret", "lee", thread_key=THREAD, visibility=Visibility.DIRECT)
    shop.receive(
        own=[
            shop.own_post(
                "only for lee", to=None, thread_key=THREAD, visibility=Visibility.FOLLOWERS
            )
        ]
    )
    assert around(shop, kim) == []


def test_a_message_that_its_author_deleted_has_no_words(shop: Shop) -> None:
    kim = shop.hear("angry", "kim", thread_key=THREAD)
    said = shop.mention("never mind", "lee", thread_key=THREAD)
    shop.receive(said)
    shop.receive(replace(said, text="never mind me", version="2"))
    assert shop.desk().conversation(kim).around[0].edited
    shop.delete(said)
    gone = shop.desk().conversation(kim).around[0]
    assert (gone.deleted, gone.text) == (True, "")


def test_deeds_are_told_in_words_in_their_order(shop: Shop) -> None:
    kim = shop.hear("how?", "kim")
    desk, sam = shop.desk(), shop.desk("sam")
    desk.assign(kim, "sam")
    desk.snooze(kim, shop.now + HOUR // 2)
    desk.undo()
    desk.claim(kim)
    sam.take_over(kim)
    sam.resolve(kim)
    told = [(author, said) for kind, author, said in around(shop, kim) if kind is MessageKind.EVENT]
    assert told == [
        ("mary", "assigned to sam"),
        ("mary", "snoozed, back at 09:30"),
        ("mary", "undone"),
        ("sam", "taken over from mary"),
        ("sam", "resolved"),
    ]


def test_what_happened_by_itself_has_no_author(shop: Shop) -> None:
    kim = shop.hear("how?", "kim")
    shop.reply(kim)
    shop.pass_time(days=8)
    shop.watch()
    assert around(shop, kim)[-1] == (
        MessageKind.EVENT,
        "",
        "resolved by itself after seven silent days",
    )
