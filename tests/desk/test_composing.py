"""Macros, sent answers and the sign-off, as the desk hands them out."""

from pathlib import Path
from typing import Any

import pytest

from social_care import wiring
from social_care.config import Config
from social_care.errors import NotFound
from social_care.models import Author, Replies
from social_care.models.composing import Macro, MacroActions, MacroBook
from tests.world import MINUTE, Shop

HELLO = Macro(name="Hello", key="h", text="Hi {first_name|there}")
NAMED = Macro(name="Named", text="{first_name} ({name}, @{handle}) on {channel}: {phone}")
US = Macro(name="Us", text="{agent_name} of {brand} ^{agent_initials}")
ONLY_MAIL = Macro(name="Only mail", text="Dear {first_name|customer}", channels=("email",))


def desk(shop: Shop, **replies: Any) -> Any:
    """A desk with a few macros."""
    book = MacroBook(macros=(HELLO, NAMED, US, ONLY_MAIL), problems=("b.md:1: what?",))
    return shop.desk(
        "mary",
        initials="MC",
        brand="Acme Shoes",
        brand_words=("acme",),
        macros=lambda: book,
        replies=Replies(fields={"phone": "0800 123"}, **replies),
    )


def hear(shop: Shop, name: str, handle: str = "h") -> int:
    """A customer of that name writes."""
    return shop.hear("how?", handle, author=Author(id=handle, handle=handle, name=name))


# Macros -------------------------------------------------------------------------------------------


def test_the_macros_of_its_channel_and_what_is_wrong_with_the_others(shop: Shop) -> None:
    conversation = shop.hear("how?")
    made = desk(shop)
    assert made.macros(conversation) == (HELLO, NAMED, US)
    assert made.macro_problems() == ("b.md:1: what?",)
    assert made.find_macros("h", made.macros(conversation))[0] == HELLO
    with pytest.raises(NotFound):
        made.macros(conversation + 9)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kim Osei", "Hi Kim"),
        ("🌸LUNA🌸xx", "Hi Luna"),
        ("kim_1992", "Hi there"),
        ("Acme Fan", "Hi there"),
        ("", "Hi there"),
        ("{phone}", "Hi there"),
        ("\x1b[31mKim", "Hi Kim"),
    ],
)
def test_nobody_is_greeted_by_what_is_no_name(shop: Shop, name: str, text: str) -> None:
    filled = desk(shop).filled(hear(shop, name), HELLO)
    assert (filled.text, filled.unresolved) == (text, ())


def test_everything_a_macro_can_speak_of(shop: Shop) -> None:
    conversation = hear(shop, "Dr. Kim Osei", "kim_osei")
    assert desk(shop).filled(conversation, NAMED).text == (
        "Kim (Dr. Kim Osei, @kim_osei) on fake: 0800 123"
    )
    assert desk(shop).filled(conversation, US).text == "Mary of Acme Shoes ^MC"


def test_what_nobody_can_fill_stays_in_sight_and_is_found_in_what_is_typed(shop: Shop) -> None:
    filled = desk(shop).filled(hear(shop, "🌸🌸"), NAMED)
    assert filled.text.startswith("{first_name} (🌸🌸, @h) on")
    assert [span.said for span in filled.unresolved] == ["{first_name}"]
    assert desk(shop).unresolved(filled.text) == filled.unresolved
    assert [span.said for span in desk(shop).unresolved("{fone} {phon} {greeting}")] == [
        "{phon}",
        "{greeting}",
    ]


def test_greetings_take_turns(shop: Shop) -> None:
    made = desk(shop, greetings=("Hi {first_name}", "Hello {first_name}"))
    macro = Macro(name="x", text="{greeting}!")
    texts = {made.filled(hear(shop, "Kim", f"k{number}"), macro).text for number in range(2)}
    assert texts == {"Hi Kim!", "Hello Kim!"}
    assert made.filled(hear(shop, "K1M", "k9"), macro).unresolved


def test_the_team_keeps_macros_of_its_own_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('+++\nname = "Ours"\n+++\nCall {phone}', encoding="utf-8")
    (tmp_path / "b.md").write_bytes(b"\xff")
    (tmp_path / "c.md").write_text("what?", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a macro", encoding="utf-8")
    replies = Replies(macros=tmp_path, fields={"phone": "0800 123"})
    book = wiring.macro_book(Config(path=None, store=tmp_path / "x.db", replies=replies))
    assert [macro.name for macro in book.macros] == ["Ours"]
    assert [problem.partition(":")[0] for problem in book.problems] == ["c.md", "b.md"]


def test_without_a_folder_there_are_those_of_the_program(tmp_path: Path) -> None:
    book = wiring.macro_book(Config(path=None, store=tmp_path / "x.db"))
    assert "Found it" in [macro.name for macro in book.macros]
    assert book.problems == ()


# What goes with a macro ---------------------------------------------------------------------------

ALL = Macro(
    name="All",
    text="x",
    actions=MacroActions(tags=("late", "vip"), wrap_up="refund", assign="me", snooze_minutes=5),
)


def test_its_deeds_are_done_and_undone_as_one(shop: Shop) -> None:
    conversation = shop.hear("how?")
    before = [tuple(row) for row in shop.rows("SELECT state, assignee, wrap_up FROM conversations")]
    said = shop.desk().apply_actions(conversation, ALL)
    assert said == (
        "Tagged Kim: late; Tagged Kim: vip; Kim: refund; Assigned Kim to mary; Snoozed Kim"
    )
    row = shop.row("SELECT state, assignee, wrap_up, snooze_until FROM conversations")
    assert tuple(row) == ("snoozed", "mary", "refund", shop.now + 5 * MINUTE)
    assert shop.desk().queue_rows([conversation])[conversation].tags == ("late", "vip")
    undone = "Undone: 1 × snoozed, 1 × assigned, 1 × wrapped up, 2 × tagged"
    assert shop.desk().undo() == undone
    after = [tuple(row) for row in shop.rows("SELECT state, assignee, wrap_up FROM conversations")]
    assert after == before
    assert shop.desk().queue_rows([conversation])[conversation].tags == ()
    assert shop.desk().undo() is None


def test_what_cannot_be_done_is_told_and_the_rest_is_done(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.pass_time(hours=1)
    said = shop.desk().apply_actions(conversation, ALL)
    assert said.endswith("not done: the customer has waited too long to be put off")
    assert shop.value("SELECT assignee FROM conversations") == "mary"


def test_a_macro_without_deeds_does_nothing(shop: Shop) -> None:
    conversation = shop.hear("how?")
    assert shop.desk().apply_actions(conversation, HELLO) == ""
    assert shop.desk().undo() is None


def test_a_deed_before_a_macro_is_undone_after_it(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk().assign(conversation, "sam")
    shop.desk().apply_actions(conversation, ALL)
    shop.desk().undo()
    assert shop.desk().undo() == "Undone: assigned Kim"
    assert shop.value("SELECT assignee FROM conversations") is None


# Answers sent before ------------------------------------------------------------------------------


def answers(shop: Shop, *texts: str, agent: str = "mary") -> None:
    """The agent answers customers with these."""
    for number, text in enumerate(texts):
        shop.reply(shop.hear(f"@acme where is it{number}?", f"{agent}{number}"), text, agent)
        shop.pass_time(minutes=1)


def texts(shop: Shop, query: str, **how: Any) -> list[str]:
    """What Mary finds."""
    return [hit.text for hit in shop.desk().sent_answers(query, **how)]


def test_own_answers_first_and_the_newest_of_them(shop: Shop) -> None:
    answers(shop, "The parcel left today", "Your parcel is late")
    answers(shop, "Another parcel", agent="sam")
    assert texts(shop, "parcel") == [
        "Your parcel is late",
        "The parcel left today",
        "Another parcel",
    ]
    assert texts(shop, "PARCEL left") == ["The parcel left today"]
    assert texts(shop, "") == texts(shop, "parcel")
    assert texts(shop, "parcel", limit=1) == ["Your parcel is late"]
    assert texts(shop, "nothing like it") == []


def test_the_words_as_they_stand_come_first(shop: Shop) -> None:
    answers(shop, "late, your parcel is", "Your parcel is not late", "parcel is late, sorry")
    assert texts(shop, "parcel is late")[0] == "parcel is late, sorry"
    assert len(texts(shop, "parcel is late")) == 3


def test_the_same_answer_is_there_once_without_handle_and_initials(shop: Shop) -> None:
    answers(shop, "@kim@social.example  It is  on its way ^MC", "@ann It is on its way")
    answers(shop, "it is on its way ^SL", agent="sam")
    assert texts(shop, "way") == ["It is on its way"]


def test_who_wrote_it_where_and_to_what(shop: Shop) -> None:
    at = shop.now
    answers(shop, "It left today")
    (hit,) = shop.desk().sent_answers("left")
    assert (hit.agent, hit.channel, hit.customer_first_words) == ("mary", "fake", "where is it0?")
    assert at <= hit.at <= shop.now


@pytest.mark.parametrize("query", ["%", "_", "\\", "100%", "'", '"', "a" * 5000])
def test_signs_of_the_search_language_mean_themselves(shop: Shop, query: str) -> None:
    answers(shop, "It left today")
    assert texts(shop, query) == []
    answers(shop, f"I say {query[:300]}", agent="sam")
    assert len(texts(shop, query[:300])) == 1


def test_a_deleted_answer_is_not_offered(shop: Shop) -> None:
    answers(shop, "It left today")
    with shop.store.write() as tx:
        tx.run("UPDATE replies SET deleted_at = :now", now=shop.now)
    assert texts(shop, "left") == []


def test_the_search_walks_an_index_and_stops(shop: Shop) -> None:
    """However many answers there are, only the newest are looked at."""
    from social_care.storage import composing

    answers(shop, "It left today")
    plans = {
        own: " ".join(
            row["detail"]
            for row in shop.rows(
                "EXPLAIN QUERY PLAN "
                + composing._NEWEST.format(whose=composing._OWN if own else composing._OTHERS),
                agent="mary",
                searched=composing.SEARCHED,
            )
        )
        for own in (True, False)
    }
    assert "reply_texts_by_reply (agent=?)" in plans[True]
    assert "replies_newest" in plans[False]
    assert not any("TEMP B-TREE" in plan for plan in plans.values())


# The sign-off -------------------------------------------------------------------------------------


def test_the_sign_off_of_an_agent_on_a_channel(shop: Shop) -> None:
    made = desk(shop, sign_offs={"email": "\n{agent_name}, {brand}", "feed": ""})
    assert made.signed("Thanks", "mastodon") == "Thanks ^MC"
    assert made.signed("Thanks ^MC ", "mastodon") == "Thanks ^MC"
    assert made.signed("Thanks", "email") == "Thanks\nMary, Acme Shoes"
    assert made.signed("Thanks", "feed") == "Thanks"
    assert shop.desk("sam").signed("Thanks", "mastodon") == "Thanks"


# Spelling -----------------------------------------------------------------------------------------


def test_the_brand_the_team_and_the_customer_are_spelt_right(shop: Shop) -> None:
    made = desk(shop, known_words=("Trailblazr",))
    text = "Acme, trailblazr and mary and oseii and wrld"
    assert [span.said for span in made.mistakes(text)] == ["oseii", "wrld"]
    assert [span.said for span in made.mistakes(text, "und", ["Kim Oseii"])] == ["wrld"]
    assert made.mistakes(text, "ja") == ()
