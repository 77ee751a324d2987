"""A row of the queue: fixed columns first, a stranger's words last, nothing too wide."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import text
from social_care.cards import card_numbers
from social_care.models import Band, PrivateDetail
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.queue_row import BROAD_FROM, draw
from tests.tui.hostile import HOSTILE
from tests.tui.people import HOUR, NOW, crowd, kim, row


def drawn(about: object, width: int = 79, *, selected: bool = False) -> list[str]:
    lines = draw(about, width, now=NOW, agent="mary", selected=selected)  # type: ignore[arg-type]
    return ["".join(piece for piece, _ in line) for line in lines]


def test_the_urgent_one_says_everything() -> None:
    first, second = drawn(kim().row)
    assert first.startswith(" ▌URGENT  LATE 2m   mastodon  free    alert     Kim Osei")
    assert second.strip(" ▌").startswith("My son's foot is burned by your insole")


def test_the_pointer_is_a_sign_not_only_a_colour() -> None:
    assert drawn(row(), selected=True)[0].startswith(">")
    assert not drawn(row())[0].startswith(">")


def test_only_urgent_rows_have_a_stripe() -> None:
    assert ["▌" in "".join(drawn(view.row)) for view in crowd()] == [True] + [False] * 6


def test_the_handle_is_cut_before_the_remarks() -> None:
    about = row(customer_name="Kim", customer_handle="k" * 40, unanswered=3, can_reply=False)
    assert drawn(about)[0].rstrip().endswith("… · can't reply · +2")


def test_however_much_there_is_to_remark_a_name_is_left() -> None:
    about = row(
        customer_name="Kim Osei-Bonsu",
        followers=18_000,
        unanswered=3,
        can_reply=False,
        private=(PrivateDetail.CARD_NUMBER,),
    )
    assert drawn(about)[0].rstrip().endswith(" Kim Ose… · 18k · can't reply ·…")


def test_the_networks_window_is_counted_down_while_they_wait() -> None:
    about = row(customer_name="Kim", reply_until=NOW + 2 * HOUR, vip=True)
    assert drawn(about, 100)[0].rstrip().endswith(" · 2h to answer · VIP")
    done = row(customer_name="Kim", reply_until=NOW + 2 * HOUR, waiting_since=None)
    assert "to answer" not in drawn(done, 100)[0]


def test_columns_stand_at_the_same_place_in_every_row() -> None:
    firsts = [drawn(view.row)[0] for view in crowd()]
    assert {first[2:10].strip() for first in firsts} == {"URGENT", "HIGH", "NORMAL", "LOW"}
    assert all(first[9] == first[19] == first[29] == first[37] == " " for first in firsts)


def test_in_a_narrow_pane_the_name_stands_before_the_words() -> None:
    second = drawn(kim().row, width=47)[1]
    assert second.strip(" ▌").startswith("Kim Osei · +1  My son's")


@pytest.mark.parametrize("width", [40, 47, BROAD_FROM, 79, 160])
def test_no_line_is_wider_than_the_pane(width: int) -> None:
    for view in crowd():
        lines = draw(view.row, width, now=NOW, agent="mary")
        assert all(width_of(line) <= width for line in lines)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("width", [47, 79])
def test_hostile_words_are_inert_and_fit(words: str, width: int) -> None:
    about = row(
        customer_name=words, customer_handle=words, text=words, channel=words, claimed_by=words
    )
    for line in draw(about, width, now=NOW, agent="mary"):
        assert width_of(line) <= width
        assert not any(text.bare_control(piece) for piece, _ in line)


@given(st.text(max_size=300), st.integers(40, 120))
def test_any_text_fits_and_is_inert(words: str, width: int) -> None:
    about = replace(row(), text=words, customer_name=words)
    for line in draw(about, width, now=NOW, agent="mary"):
        assert width_of(line) <= width
        assert not any(text.bare_control(piece) for piece, _ in line)


def test_tags_stand_behind_what_must_be_known_where_there_is_room() -> None:
    about = row(customer_name="Kim", unanswered=2, tags=("b2b", "press"))
    assert (
        drawn(about, width=120)[0]
        .rstrip()
        .endswith("@customer1@social.example · +1 · #b2b · #press")
    )
    assert drawn(about)[0].rstrip().endswith("… · +1 · #b2b")
    assert drawn(about, width=60)[1].strip().startswith("Kim · +1 · #b2b  Do the trail")
    assert drawn(about, width=44)[1].strip().startswith("Kim · +1  Do the trail")


def test_a_private_detail_and_an_uncertain_language_are_words() -> None:
    about = row(uncertain=True, private=(PrivateDetail.EMAIL,))
    assert drawn(about, width=120)[0].rstrip().endswith(" · language? · detail in public")


@pytest.mark.parametrize("width", [47, 79, 120])
def test_a_card_number_is_masked(width: int) -> None:
    said = "4111 1111 1111 1111"
    about = row(customer_name=said, customer_handle=said, text=said, channel=said, tags=(said,))
    shown = "\n".join(drawn(about, width))
    assert "4111 **** **** 1111" in shown
    assert list(card_numbers(shown)) == []


@pytest.mark.parametrize("width", [40, 47, 71, 72, 79, 120])
def test_a_selected_row_says_so_with_a_mark_and_a_word(width: int) -> None:
    about = row(customer_name="Kim", tags=("b2b",), band=Band.URGENT)
    lines = draw(about, width, now=NOW, agent="mary", picked=True)
    first, second = ("".join(piece for piece, _ in line) for line in lines)
    assert first == drawn(about, width)[0], "no column moves"
    assert second.startswith("✓▌selected ")
    assert all(width_of(line) <= width for line in lines)


def test_a_muted_row_says_so() -> None:
    assert drawn(row(muted=True), width=120)[0].rstrip().endswith(" · muted")
