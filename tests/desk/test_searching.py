"""What `/` does: what is found, and where; the filters."""

import pytest

from social_care.models import Author, Media, Visibility
from social_care.models.finding import Found
from social_care.models.views import MessageKind
from social_care.storage import search_streams
from tests.desk.searching_kit import ids, only
from tests.world import START, Shop

# What is found ----------------------------------------------------------------------------------


def test_words_are_found_wherever_they_were_said(shop: Shop) -> None:
    by_customer = shop.hear("angry: no Refund!", "kim")
    by_us = shop.hear("lovely", "bob")
    shop.reply(by_us, "no refund needed, thank you")
    by_note = shop.hear("how?", "lee")
    shop.pass_time(minutes=1)
    shop.desk().note(by_note, "wants a refund, says the store")
    assert ids(shop, "refund") == [by_note, by_us, by_customer]
    kinds = {hit.conversation_id: hit.message_kind for hit in shop.desk().search("refund").hits}
    assert kinds == {
        by_customer: MessageKind.MENTION,
        by_us: MessageKind.REPLY,
        by_note: MessageKind.NOTE,
    }
    hit = only(shop, "angry")
    assert (hit.snippet, hit.marks, hit.at) == ("angry: no Refund!", ((0, 5),), START)


def test_all_words_must_be_in_one_message_and_phrases_in_order(shop: Shop) -> None:
    one = shop.hear("my third week without boots", "kim")
    two = shop.hear("boots came in week two, third try", "bob")
    shop.hear("third", "lee")
    shop.hear("week", "lee")
    assert ids(shop, "third week ") == [two, one]
    assert ids(shop, '"third week"') == [one]
    assert ids(shop, "week -third") == []


def test_the_last_word_may_be_unfinished(shop: Shop) -> None:
    conversation = shop.hear("no refund", "kim")
    assert ids(shop, "refu") == ids(shop, '"no refu') == ids(shop, "refu* no ") == [conversation]
    assert ids(shop, "refu ") == ids(shop, '"refu"') == ids(shop, "r") == []


def test_case_and_accents_make_no_difference(shop: Shop) -> None:
    conversation = shop.hear("Un CAFÉ por favor", "kim")
    assert ids(shop, "cafe ") == ids(shop, "café ") == [conversation]


@pytest.mark.parametrize("text", ["返品", "品した", "😡", "!?!", "返品 boots", "-ปลา 返品"])
def test_words_that_no_space_parts_and_signs_are_found_inside(shop: Shop, text: str) -> None:
    conversation = shop.hear("返品したいです boots 😡 !?!", "yuki")
    shop.hear("something else", "kim")
    assert ids(shop, text) == [conversation]


def test_a_percent_sign_is_one(shop: Shop) -> None:
    conversation = shop.hear("only 50 % off", "kim")
    shop.hear("nothing off", "bob")
    assert ids(shop, "%") == [conversation]
    assert ids(shop, "__") == []


def test_a_minus_keeps_out_what_anybody_has_said_in_the_conversation(shop: Shop) -> None:
    plain = shop.hear("boots", "a")
    customer = shop.hear("boots", "b")
    shop.hear("refund", "b")
    answered = shop.hear("boots", "c")
    shop.reply(answered, "a refund is on its way")
    noted = shop.hear("boots", "d")
    shop.desk().note(noted, "refund?")
    assert ids(shop, "boots -refund") == [plain]
    assert ids(shop, "-refund") == [plain]
    assert set(ids(shop, "boots ")) == {plain, customer, answered, noted}
    assert ids(shop, '-"boots refund" -boots') == []


def test_a_customer_is_found_by_name(shop: Shop) -> None:
    author = Author(id="1", handle="kim_o@social.example", name="Kim Osei")
    conversation = shop.hear("angry", author=author)
    shop.hear("I know Kim Osei", "bob")
    hits = shop.desk().search("kim osei").hits
    assert [(hit.by_name, hit.snippet) for hit in hits] == [
        (False, "I know Kim Osei"), (True, "angry"),
    ]  # fmt: skip
    assert hits[1].conversation_id == conversation
    assert hits[1].marks == ()
    for text in ("from:kim", "from:@kim_o", "from:osei", 'from:"Kim Osei"', "from:social.example"):
        assert ids(shop, text) == [conversation]
    assert ids(shop, "from:kimberly") == []


def test_a_customer_with_a_name_of_signs_is_found(shop: Shop) -> None:
    conversation = shop.hear("angry", author=Author(id="1", handle="x1", name="🌸はな🌸"))
    assert ids(shop, "from:🌸") == ids(shop, "はな") == [conversation]


def test_private_messages_are_found(shop: Shop) -> None:
    conversation = shop.hear("my address is a secret", visibility=Visibility.DIRECT)
    assert ids(shop, "address") == ids(shop, "has:private") == [conversation]


def test_a_deleted_message_is_not_found(shop: Shop) -> None:
    mention = shop.mention("never said that", "kim")
    shop.receive(mention)
    shop.delete(mention)
    assert ids(shop, "never") == []


def test_no_hit_shows_a_whole_card_number_or_a_control_character(shop: Shop) -> None:
    shop.hear("card 4111 1111 1111 1111 \x1b[2J\u202e refund", "kim")
    hit = only(shop, "refund")
    assert "4111 1111" not in hit.snippet
    assert hit.snippet.isprintable()


# Filters ----------------------------------------------------------------------------------------


@pytest.fixture
def busy(shop: Shop) -> dict[str, int]:
    """One conversation of each kind."""
    made = {
        "urgent": shop.hear("burned", "a"),
        "question": shop.hear("how?", "b"),
        "spanish": shop.hear("hola", "c"),
        "linked": shop.hear("see https://acme.example/x", "d"),
        "pictured": shop.hear(
            "look", "e", media=[Media(kind="image", url="https://acme.example/p", alt="a heel")]
        ),
        "quoting": shop.hear(
            "look", "f", media=[Media(kind="quote", url="https://acme.example/q")]
        ),
    }
    shop.reply(made["question"], "like this")
    shop.desk("sam").answered(made["spanish"], "phone")
    shop.desk("sam").wow(made["pictured"], "sent a card")
    shop.desk("sam").save_draft(made["linked"], "so so", private=False, draft=None)
    with shop.store.write() as tx:
        tx.insert("conversation_tags", conversation_id=made["linked"], tag="vip", at=0)
        tx.insert("conversation_tags", conversation_id=made["linked"], tag="recall", at=0)
        tx.insert("conversation_tags", conversation_id=made["quoting"], tag="vip", at=0)
    shop.pass_time(minutes=20)
    shop.watch()
    shop.desk("lee").assign(made["pictured"], "lee")
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("channel:fake", "urgent question spanish linked pictured quoting"),
        ("account:acme is:late", "urgent"),
        ("-channel:fake", ""),
        ("band:urgent", "urgent"),
        ("band:normal", "question"),
        ("-band:low", "urgent question"),
        ("category:question", "question"),
        ("category:complaint,question", "urgent question"),
        ("state:answered", "question spanish"),
        ("-state:open", "question spanish"),
        ("state:resolved", ""),
        ("agent:mary", "question"),
        ("agent:sam", "spanish"),
        ("agent:lee", "pictured"),
        ("-agent:mary,sam,lee", "urgent linked quoting"),
        ("tag:vip", "linked quoting"),
        ("tag:vip tag:recall", "linked"),
        ("tag:recall,vip -tag:recall", "quoting"),
        ("has:draft", "linked"),
        ("has:link", "linked"),
        ("has:picture", "pictured"),
        ("has:wow", "pictured"),
        ("has:wow,draft", "linked pictured"),
        ("has:alert", "urgent"),
        ("has:alert,draft", "urgent linked"),
        ("has:link has:alert", ""),
        ("-has:link -has:alert -has:picture state:open", "quoting"),
        ("is:late", "urgent"),
        ("is:waiting", "urgent linked pictured quoting"),
        ("is:waiting -is:late", "linked pictured quoting"),
        ("is:unread", "urgent spanish linked pictured quoting"),
        ("-is:unread", "question"),
        ("lang:es", "spanish"),
        ("-lang:en", "spanish"),
        ("from:a,b", "urgent question"),
        ("look state:open", "pictured quoting"),
        ("look -tag:vip", "pictured"),
        ("look from:e", "pictured"),
        ("burned is:late", "urgent"),
        ("like agent:mary", "question"),
        ("look has:note", ""),
    ],
)
def test_filters(shop: Shop, busy: dict[str, int], text: str, names: str) -> None:
    assert set(ids(shop, text)) == {busy[name] for name in names.split()}


def test_every_way_to_look_finds_the_same(
    shop: Shop, busy: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Driven by few conversations or by words and archive, as there are many."""
    asked = ["is:late", "look state:open", "like agent:mary", "tag:vip", "from:a,b", "has:draft",
             "look from:e", "state:answered", "b state:answered", "has:alert,draft", "look", "e ",
             "hola", "burned", "look after:1d", "://"]  # fmt: skip
    few = {text: ids(shop, text) for text in asked}
    monkeypatch.setattr(search_streams, "FEW", -1)
    assert {text: ids(shop, text) for text in asked} == few
    assert all(few[text] for text in asked)


def test_mine_is_what_i_hold_or_was_given(shop: Shop) -> None:
    held, given, other = shop.hear("angry", "a"), shop.hear("angry", "b"), shop.hear("angry", "c")
    shop.desk("mary").claim(held)
    shop.desk("mary").assign(given, "mary")
    shop.desk("sam").claim(other)
    assert set(ids(shop, "is:mine")) == set(ids(shop, "agent:me")) == {held, given}
    assert ids(shop, "is:mine", agent="sam") == [other]
    shop.pass_time(minutes=3)
    assert ids(shop, "is:mine") == [given]


def test_the_band_of_a_closed_conversation_is_what_it_was(shop: Shop) -> None:
    conversation = shop.hear("burned", "kim")
    shop.reply(conversation)
    shop.desk().resolve(conversation)
    shop.hear("spam", "bot")
    assert ids(shop, "band:urgent state:resolved") == [conversation]
    assert len(ids(shop, "band:none")) == 1


def test_moments_are_those_of_the_message_that_fits(shop: Shop) -> None:
    old = shop.hear("boots", "a")
    shop.hear("something else", "b")
    shop.pass_time(days=3)
    shop.hear("laces", "a")
    new = shop.hear("boots", "c")
    assert ids(shop, "boots after:1d ") == [new]
    assert ids(shop, "boots before:1d ") == [old]
    assert ids(shop, "after:1d ") == [new, old]
    assert ids(shop, "boots state:open after:1d ") == [new]
    assert ids(shop, "before:1d after:4d is:waiting ") == [old + 1]


def test_details_that_strangers_can_read_are_found(shop: Shop) -> None:
    conversation = shop.hear("angry", "a")
    shop.hear("angry", "b")
    with shop.store.write() as tx:
        tx.run(
            "UPDATE assessments SET private = '[\"email\"]' WHERE mention_id IN"
            " (SELECT id FROM mentions WHERE conversation_id = :id)",
            id=conversation,
        )
    assert ids(shop, "has:detail") == [conversation]


def test_a_slip_finds_nothing_and_says_so(shop: Shop) -> None:
    shop.hear("boots", "kim")
    found = shop.desk().search("boots band:urgnt")
    assert found == Found(
        hits=(), more=None, is_meant=False,
        hints=('band:urgnt: there is no such band (did you mean "urgent"?)',),
    )  # fmt: skip
    assert shop.desk().found_ids("boots band:urgnt") == []
    assert shop.desk().search("").hits == ()
    assert shop.desk().found_ids("") == []


def test_hints_know_the_shops_own_names(shop: Shop) -> None:
    conversation = shop.hear("boots", "kim")
    with shop.store.write() as tx:
        tx.insert("conversation_tags", conversation_id=conversation, tag="recall", at=0)
    said = shop.desk().search
    assert said("channel:").hints == ("channel: fake",)
    assert said("account:").hints == ("account: acme",)
    assert said("agent:").hints == ("agent: lee, mary, sam",)
    assert said("tag:").hints == ("tag: recall",)


def test_an_agent_who_has_left_is_still_found(shop: Shop) -> None:
    conversation = shop.hear("boots", "kim")
    shop.reply(conversation, agent="joe")
    assert ids(shop, "agent:joe") == [conversation]
