"""What comes in and nobody could have meant: texts and numbers that nothing can keep."""

from dataclasses import replace

import pytest

from social_care.models import Author, Change, ChangeKind, Media
from tests.world import Shop


def test_text_that_sqlite_cannot_keep_is_kept_as_far_as_it_can_be(shop: Shop) -> None:
    bad = "\ud800\0"
    author = Author(id=bad, handle=bad, name=bad, url=bad)
    fields = dict.fromkeys(
        ("external_id", "thread_key", "canonical_id", "url", "in_reply_to", "lang", "version"), bad
    )
    media = (Media(kind="image", url=bad, alt=bad),)
    mention = shop.mention(
        f"half {bad} a pair", author=author, media=media, reply_ref={bad: bad}, raw=bad, **fields
    )
    own = shop.own_post(bad, external_id=bad, in_reply_to=bad, thread_key=bad, url=bad)
    assert shop.receive(mention, own=[own]).new == 1
    assert shop.value("SELECT text FROM mention_texts") == "half � a pair"
    assert shop.receive(mention, own=[own]).known == 1


@pytest.mark.parametrize("number", [2**70, -(2**70)])
def test_a_number_that_nothing_can_keep_fails_no_page(shop: Shop, number: int) -> None:
    """One that SQLite refuses would blind its stream for ever; a year 0 would break a screen."""
    author = Author(id="kim", followers=number)
    odd = shop.mention("angry", author=author, posted_at=number, authored_at=number, likes=number)
    odd = replace(odd, reposts=number, reply_until=number)
    own = shop.own_post("ours", posted_at=number)
    reach = Change(external_id=odd.external_id, kind=ChangeKind.REACH, at=number, likes=number)
    assert shop.receive(odd, shop.mention("how?", "lee"), own=[own], changes=[reach]).new == 2
    for table in ("mentions", "replies"):
        assert shop.value(f"SELECT min(posted_at) FROM {table}") >= 0
        assert shop.value(f"SELECT max(posted_at) FROM {table}") <= shop.now
