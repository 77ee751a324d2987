"""The lines around a conversation: keys, heading, customer, title of the composer."""

from dataclasses import replace
from typing import Any

import pytest

from social_care.connectors.records import CANNOT_REPLY
from social_care.models import Limits, State, Visibility
from social_care.tui.keys import Where
from social_care.tui.widgets.composer import audience, room
from social_care.tui.widgets.customer import customer_lines
from social_care.tui.widgets.head import Head
from social_care.tui.widgets.key_footer import KeyFooter, fitting
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.reply_area import harmless
from tests.tui.lines_kit import LONDON, plain
from tests.tui.people import HOUR, MASTODON, NOW, crowd, kim, row


@pytest.mark.parametrize("where", list(Where))
@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_footer_fits(where: Where, width: int) -> None:
    rows, between = fitting(where, width, frozenset())
    assert len(between.join(f"{row.shown} {row.label}" for row in rows)) <= width


def test_at_eighty_columns_the_keys_that_matter_most_are_in_sight() -> None:
    bar = KeyFooter()
    bar.set_reactive(KeyFooter.cannot, frozenset({"back"}))
    said = plain(bar.lines(80)[0])
    assert said == (" Enter open n next r reply c claim e resolve s snooze p why / search ? help")
    assert plain(bar.lines(100)[0]).startswith(" Enter open  n next  r reply  c claim  ")


def test_keys_do_not_close_up_for_nothing() -> None:
    none = frozenset({"versions"})
    rows, closed_up = fitting(Where.COMPOSER, 79, none)
    assert "editor" in {row.command for row in rows}
    assert (closed_up, fitting(Where.COMPOSER, 160, none)[1]) == (" ", "  ")
    _, between = fitting(Where.QUEUE, 100, frozenset())
    assert between == "  "


def test_fleeting_keys_stand_there_only_while_they_do_something() -> None:
    with_it, _ = fitting(Where.CONVERSATION, 80, frozenset())
    without, _ = fitting(Where.CONVERSATION, 80, frozenset({"decide", "send_kept"}))
    assert "decide" in {row.command for row in with_it}
    assert not {"decide", "send_kept"} & {row.command for row in without}


def head(width: int = 78, **about: Any) -> list[str]:
    view = kim()
    bar = Head("mary", LONDON)
    bar.set_reactive(Head.view, replace(view, row=replace(view.row, **about)))
    bar.set_reactive(Head.now, NOW)
    return [plain(line) for line in bar.lines(width)]


def test_the_heading_says_who_where_and_how_pressing() -> None:
    first, second, _ = head(claimed_by="mary")
    assert first.startswith(" Kim Osei  mastodon · public ")
    assert first.endswith(" URGENT · waits 9m · LATE 2m · yours ")
    assert second.rstrip() == ' why: safety or health ("burned", "hospital") · no answer so far · …'


def test_the_heading_says_who_else_is_there() -> None:
    assert head(claimed_by="joe", claim_doing="writes")[0].endswith(" · joe is writing ")


def test_why_it_cannot_be_answered_comes_first() -> None:
    first, second, _ = head(
        can_reply=False, can_reply_reason="comments are closed", arrived_late=True
    )
    assert second.startswith(" can't reply: comments are closed · arrived late · why: safety or ")
    assert "can't" not in first
    assert head(can_reply=False, can_reply_reason="")[1].startswith(" can't reply here · why: ")


def test_how_to_answer_what_was_imported_is_told_whole() -> None:
    second = head(can_reply=False, can_reply_reason=CANNOT_REPLY, arrived_late=True)[1]
    assert f" can't reply: {CANNOT_REPLY} · …" in second


def test_a_reason_that_fits_alone_is_not_cut_for_a_sign_that_there_are_more() -> None:
    reason = "x" * 70
    assert head(reasons=(reason, "more"))[1].rstrip() == f" why: {reason}"
    assert head(reasons=("x" * 90, "more"))[1].rstrip() == f" why: {'x' * 70}…"


def test_until_when_the_network_takes_an_answer_comes_before_the_reasons() -> None:
    second = head(reply_until=NOW + 2 * HOUR)[1]
    assert second.startswith(" answer by 11:43, 2h left · why: safety or health")
    assert head(reply_until=NOW + 20 * HOUR)[1].startswith(" answer by Tue 05:43, 20h left · why")
    assert head(reply_until=NOW - 1)[1].startswith(" too late to answer here · why: ")
    assert head(private_until=NOW + 2 * HOUR)[1].startswith(
        " answer privately by 11:43, 2h left · why: "
    )
    assert head(private_until=NOW)[1].startswith(" too late to answer privately · why: ")
    assert "left" not in head(private_until=NOW + HOUR, can_reply=False)[1]
    assert head(reply_until=NOW + HOUR, reasons=(), sentiment=None)[1].rstrip() == (
        " answer by 10:43, 1h left"
    )


def test_what_came_late_and_who_is_on_the_list_is_said() -> None:
    first, second, _ = head(vip=True, arrived_late=True)
    assert first.startswith(" Kim Osei  VIP · mastodon · public ")
    assert second.startswith(" arrived late · why: ")


@pytest.mark.parametrize("width", [40, 60, 78, 120])
def test_however_much_there_is_to_say_the_heading_fits(width: int) -> None:
    lines = head(width, vip=True, arrived_late=True, reply_until=NOW + HOUR, can_reply=True)
    assert all(len(line) <= width for line in lines)


def test_other_open_conversations_of_the_customer_have_a_line() -> None:
    bar = Head("mary", LONDON)
    bar.set_reactive(Head.view, replace(kim(), siblings=(crowd()[2].row,)))
    bar.set_reactive(Head.now, NOW)
    assert plain(bar.lines(80)[2]).startswith(" also open: email HIGH due 11m")


def test_the_handle_stands_where_there_is_room() -> None:
    assert "@kim@social.example" in head(width=120)[0]


def test_tags_and_an_uncertain_language_stand_in_the_heading() -> None:
    tagged = head(width=140, tags=("b2b", "press"), uncertain=True)[0]
    assert " @kim@social.example  mastodon · public · language uncertain  #b2b #press " in tagged
    assert "mastodon · public  #b2b #press " in head(width=90, tags=("b2b", "press"))[0]
    assert "#" not in head(width=70, tags=("b2b", "press"))[0]


def test_an_answered_conversation_is_not_due() -> None:
    first = head(state=State.ANSWERED, waiting_since=None)[0]
    assert first.endswith("  answered ")


@pytest.mark.parametrize("width", [30, 34, 60])
def test_the_customer_pane_tells_the_person_and_fits(width: int) -> None:
    lines = customer_lines(kim().customer, width, LONDON)
    assert all(width_of(line) <= width for line in lines)
    said = " ".join(plain(*lines).split())
    for words in ("Kim Osei", "312 followers", "+0.40 → −0.71", "delivery", "Where is my parcel?"):
        assert words in said


def test_a_first_conversation_is_called_that() -> None:
    assert "this is the first" in plain(*customer_lines(crowd()[3].customer, 34, LONDON))


def test_the_title_says_unmistakably_who_can_read_it() -> None:
    assert audience(private=False, visibility=Visibility.PUBLIC) == ("Reply in public", "public")
    assert audience(private=True, visibility=Visibility.PUBLIC) == ("Reply privately", "private")
    assert "followers" in audience(private=True, visibility=Visibility.FOLLOWERS)[0]


def test_the_room_is_counted_as_the_network_counts() -> None:
    link = "https://acme.example/" + "x" * 200
    assert room(link, MASTODON)[0] == "477 left of 500"
    assert room("x" * 523, MASTODON) == ("23 too many, at most 500", "late")


def test_little_room_is_a_warning() -> None:
    assert room("x" * 490, MASTODON)[1] == "warn"
    assert room("x", Limits(max_length=500))[1] == "dim"


def test_pasted_words_lose_their_controls_and_keep_their_emoji() -> None:
    family = "👨‍👩‍👧"
    assert harmless(f"a\x1b[31mb\r\nc\td\u202e {family}") == f"a[31mb\nc d {family}"


def test_a_row_without_reasons_has_no_why() -> None:
    assert head(reasons=(), sentiment=None)[1].strip() == ""
    assert row().reasons
