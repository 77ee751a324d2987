"""What `/` does: what is found, where, in which order, page by page; and searches that are kept."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from social_care.errors import NotAllowed, NotFound
from social_care.find import FILTERS
from social_care.models import Author, Media, Visibility
from social_care.models.finding import Cursor, Found, Hit, SavedView
from social_care.models.views import MessageKind
from social_care.storage import kept, search_streams
from tests.find.test_reading import TEXTS
from tests.world import START, Shop


def ids(shop: Shop, text: str, agent: str = "mary") -> list[int]:
    """The conversations found, in their order; a view of that search holds the same ones."""
    found = shop.desk(agent).search(text, finished=True)
    assert found.more is None
    assert sorted(shop.desk(agent).found_ids(text)) == sorted(
        hit.conversation_id for hit in found.hits
    )
    return [hit.conversation_id for hit in found.hits]


def only(shop: Shop, text: str) -> Hit:
    """The only hit."""
    (hit,) = shop.desk().search(text).hits
    return hit


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


# Order and pages --------------------------------------------------------------------------------


@pytest.fixture
def many(shop: Shop) -> Shop:
    """Twenty-five customers, each with two messages about boots; every fifth was answered."""
    for number in range(25):
        conversation = shop.hear(f"boots {number}", f"c{number}")
        shop.pass_time(minutes=1)
        shop.hear("boots again", f"c{number}")
        shop.pass_time(minutes=1)
        if number % 5 == 0:
            shop.reply(conversation, "about boots")
            shop.desk().note(conversation, "boots noted")
    return shop


def pages(shop: Shop, text: str, limit: int) -> list[list[int]]:
    """Every page of a search."""
    found: list[list[int]] = []
    cursor: Cursor | None = None
    while True:
        page = shop.desk().search(text, limit=limit, before=cursor)
        found.append([hit.conversation_id for hit in page.hits])
        cursor = page.more
        if cursor is None:
            return found


@pytest.mark.parametrize(
    "text",
    ["boots", "again", "about", "is:waiting", "lang:en", "boots state:open", "-spam",
     "has:note boots", "oo", "!", "boots -noted"],
)  # fmt: skip
@pytest.mark.parametrize("chunks", [search_streams.CHUNKS, (3, 4)])
def test_pages_hold_everything_once_newest_first(
    many: Shop, monkeypatch: pytest.MonkeyPatch, text: str, chunks: tuple[int, ...]
) -> None:
    (whole,) = pages(many, text, 100)
    monkeypatch.setattr(search_streams, "CHUNKS", chunks)
    for limit in (1, 4, 10, 100):
        found = pages(many, text, limit)
        assert [one for page in found for one in page] == whole
        assert all(len(page) <= limit for page in found)
    times = [hit.at for hit in many.desk().search(text, limit=100).hits]
    assert times == sorted(times, reverse=True)


def test_a_page_looks_through_a_stretch_and_says_where_it_goes_on(
    many: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_streams, "FEW", -1)
    monkeypatch.setattr(search_streams, "CHUNKS", (5, 5))
    found = many.desk().search("boots from:c0 ")
    assert found.hits == () or found.more is not None
    assert [one for page in pages(many, "boots from:c0 ", 50) for one in page] == [1]


def test_what_comes_between_two_pages_moves_nothing(many: Shop) -> None:
    first = many.desk().search("boots", limit=10)
    many.hear("boots as well", "newcomer")
    second = many.desk().search("boots", limit=100, before=first.more)
    found = [hit.conversation_id for hit in (*first.hits, *second.hits)]
    assert sorted(found) == list(range(1, 26))


def test_as_a_view_it_is_in_queue_order_then_the_newest(shop: Shop) -> None:
    low = shop.hear("lovely boots", "a")
    urgent = shop.hear("burned boots", "b")
    answered = shop.hear("angry boots", "c")
    shop.reply(answered)
    shop.pass_time(hours=1)
    later = shop.hear("lovely boots", "d")
    shop.reply(later)
    high = shop.hear("angry boots", "e")
    desk = shop.desk()
    assert desk.found_ids("boots") == [urgent, high, low, later, answered]
    assert desk.found_ids("boots", 2) == [urgent, high]
    assert desk.found_ids("boots", 4) == [urgent, high, low, later]
    assert desk.found_ids("boots state:open") == [urgent, high, low]
    assert desk.found_ids("band:high") == [high, answered]
    assert desk.found_ids("from:a") == [low]
    assert desk.found_ids("boots after:30min ") == [high, later]
    assert desk.found_ids("is:waiting") == shop.queue()


# Anything at all --------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS)
def test_whatever_is_typed_the_database_takes_it(shop: Shop, text: str) -> None:
    """No text is an error of its syntax, and a view holds what the search finds."""
    if not shop.value("SELECT count(*) FROM mentions"):
        shop.hear("burned é 返 😡 kim 2d urgent AND OR NOT", "kim")
        shop.reply(shop.hear("how? 'x' %", "bob"))
    desk = shop.desk()
    found = desk.search(text, finished=True)
    view = desk.found_ids(text)
    assert sorted(hit.conversation_id for hit in found.hits) == sorted(view)
    desk.search(text)
    desk.remember_search(text)
    assert len(desk.search_history()) <= kept.MOST_SEARCHES


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_every_filter_with_every_value_is_answered(shop: Shop, name: str) -> None:
    shop.reply(shop.hear("burned", "kim"))
    shop.hear("how?", "bob")
    for value in FILTERS[name] or ("acme", "fake", "mary", "kim", "2d", "en"):
        with_, without = f"{name}:{value}", f"-{name}:{value}"
        found = shop.desk().search(with_, finished=True)
        if found.hints:
            continue
        both = {*ids(shop, with_), *ids(shop, without)}
        assert len(both) == len(ids(shop, with_)) + len(ids(shop, without)) == 2
        assert set(ids(shop, f"burned {with_}")) <= set(ids(shop, with_))


# Kept -------------------------------------------------------------------------------------------


def test_past_searches_are_ones_own_newest_first_and_few(shop: Shop) -> None:
    desk = shop.desk()
    for number in range(60):
        desk.remember_search(f"boots {number}")
        shop.pass_time(seconds=1)
    desk.remember_search("boots 30")
    desk.remember_search("  ")
    history = desk.search_history()
    assert history[:2] == ("boots 30", "boots 59")
    assert len(history) == len(set(history)) == kept.MOST_SEARCHES
    assert shop.desk("sam").search_history() == ()


def test_what_is_kept_moves_no_screen_of_others(shop: Shop) -> None:
    shop.desk("sam").changed()
    shop.desk().remember_search("boots")
    assert not shop.desk("sam").changed()


def test_views_are_ones_own_or_shared_by_a_lead(shop: Shop) -> None:
    mary, lead = shop.desk("mary"), shop.desk("lee", role="lead")
    assert mary.save_view(" Refunds ", "refund is:waiting") == "Saved the view Refunds"
    lead.save_view("late ones", "is:late", shared=True)
    lead.save_view("private", "band:low")
    with pytest.raises(NotAllowed, match="only a lead"):
        mary.save_view("mine", "is:mine", shared=True)
    own = SavedView(name="Refunds", text="refund is:waiting", agent="mary", shared=False)
    late = SavedView(name="late ones", text="is:late", agent="lee", shared=True)
    assert mary.saved_views() == (own, late)
    assert shop.desk("sam").saved_views() == (late,)
    mary.save_view("late ones", "is:late band:high")
    assert [view.text for view in mary.saved_views()] == ["refund is:waiting", "is:late band:high"]


def test_a_view_is_replaced_and_forgotten_by_its_name(shop: Shop) -> None:
    mary, lead = shop.desk("mary"), shop.desk("lee", role="lead")
    mary.save_view("boots", "boots")
    mary.save_view("boots", "boots -laces")
    assert [view.text for view in mary.saved_views()] == ["boots -laces"]
    assert mary.forget_view("boots") == "Forgot the view boots"
    with pytest.raises(NotFound, match="no view 'boots'"):
        mary.forget_view("boots")
    lead.save_view("late", "is:late", shared=True)
    with pytest.raises(NotAllowed, match="lee shares this view"):
        mary.forget_view("late")
    other = shop.desk("sam", role="lead")
    assert other.forget_view("late") == "Forgot the view late of lee"
    assert lead.saved_views() == ()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("", "boots", "needs a name"),
        ("\u202e \x07", "boots", "needs a name"),
        ("x", "", "it looks for nothing"),
        ("x", "band:urgnt", "no such band"),
        ("x", "boots band:", "nothing stands after band:"),
    ],
)
def test_what_cannot_be_a_view_is_refused(shop: Shop, name: str, text: str, told: str) -> None:
    with pytest.raises(NotAllowed, match=told):
        shop.desk().save_view(name, text)
    assert shop.desk().saved_views() == ()


def test_there_are_only_so_many_views(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_VIEWS", 2)
    desk = shop.desk()
    desk.save_view("a", "boots")
    desk.save_view("b", "boots")
    desk.save_view("b", "laces")
    with pytest.raises(NotAllowed, match="forget one"):
        desk.save_view("c", "boots")


def test_a_view_counts_what_is_open_in_it(shop: Shop) -> None:
    shop.hear("boots", "a")
    shop.reply(shop.hear("boots", "b"))
    desk = shop.desk()
    desk.save_view("boots", "boots")
    assert desk.saved_views()[0].count is None
    assert desk.saved_views(counted=True)[0].count == 1


def test_a_view_whose_words_no_longer_mean_anything_is_empty(shop: Shop) -> None:
    """A tag or agent may be gone: the view says so when it is opened, and holds nothing."""
    with shop.store.write() as tx:
        view = SavedView(name="gone", text="tag:gone", agent="mary", shared=False)
        kept.save_view(tx, "mary", view, START)
    assert shop.desk().saved_views(counted=True) == (replace(view, count=0),)
    assert shop.desk().found_ids("tag:gone") == []


# Speed: the plans -------------------------------------------------------------------------------


def plans(shop: Shop, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """How SQLite goes about every statement of a search."""
    from social_care.storage.connection import Tx

    asked: list[str] = []
    everything = Tx.all

    def explained(self: Tx, sql: str, /, **values: Any) -> Any:
        if "conversations c" in sql:
            rows = everything(self, "EXPLAIN QUERY PLAN " + sql, **values)
            asked.extend(row["detail"] for row in rows)
        return everything(self, sql, **values)

    monkeypatch.setattr(Tx, "all", explained)
    shop.desk().search(text)
    monkeypatch.undo()
    return "\n".join(asked)


@pytest.mark.parametrize(
    "text",
    ["boots", "boots band:high", "-refund", "lang:en", "state:resolved", "is:late", "from:kim",
     "boots from:kim", "before:2d", "agent:mary", "has:note", "tag:vip boots"],
)  # fmt: skip
def test_no_search_reads_whole_tables(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    shop.reply(shop.hear("boots", "kim"))
    with shop.store.write() as tx:
        tx.insert("conversation_tags", conversation_id=1, tag="vip", at=0)
    found = plans(shop, text, monkeypatch)
    assert found
    for table in ("c", "x", "n", "w", "mentions", "conversations", "replies", "waits"):
        assert f"SCAN {table}\n" not in found + "\n", found
    if text in {"-refund", "lang:en", "state:resolved", "before:2d"}:
        assert "conversations_newest" in found
        assert "TEMP B-TREE FOR ORDER BY" not in found
