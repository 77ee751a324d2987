"""A row of the queue: fixed columns first, a stranger's words last, nothing too wide."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import text
from social_care.cards import card_numbers
from social_care.models import Band, OutboxState, PrivateDetail, Stage
from social_care.tui.widgets import words
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.queue_row import BROAD_FROM, draw
from tests.tui.hostile import HOSTILE
from tests.tui.people import HOUR, MINUTE, NOW, crowd, kim, row


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


def test_of_a_handle_only_what_can_be_told_whole_is_told() -> None:
    about = row(customer_name="Kim", customer_handle="kim@social.example", unanswered=3)
    assert drawn(about, 90)[0].rstrip().endswith("  Kim @kim@social.example · +2")
    assert drawn(about)[0].rstrip().endswith("  Kim @kim@social.example · +2")
    assert drawn(replace(about, vip=True))[0].rstrip().endswith("  Kim @kim · VIP · +2")
    long = replace(about, customer_handle="k" * 40, can_reply=False)
    assert drawn(long)[0].rstrip().endswith("  Kim · can't reply · +2")


def test_however_much_there_is_to_remark_a_name_is_left() -> None:
    about = row(
        customer_name="Kim Osei-Bonsu",
        followers=18_000,
        unanswered=3,
        can_reply=False,
        private=(PrivateDetail.CARD_NUMBER,),
    )
    assert drawn(about)[0].rstrip().endswith(" Kim Osei-B… · can't reply · +2…")
    assert drawn(about, 120)[0].rstrip().endswith(" · can't reply · +2 · detail in public · 18k")


@given(
    st.booleans(), st.booleans(), st.integers(0, 200), st.booleans(), st.text("ab ", max_size=30)
)
def test_no_remark_is_cut_in_two(
    can: bool, vip: bool, unanswered: int, late: bool, name: str
) -> None:
    about = row(
        customer_name=name, can_reply=can, vip=vip, unanswered=unanswered, arrived_late=late
    )
    for width in (46, 60, 78, 120):
        said = " ".join(drawn(about, width))
        assert all(
            remark in said or f"· {remark[:4]}" not in said for remark in words.remarks(about)
        )


def test_a_reach_stands_in_the_row_once_it_says_something() -> None:
    assert "41" not in drawn(row(customer_name="Kim", followers=41), 120)[0]
    assert drawn(row(customer_name="Kim", followers=1_000), 120)[0].rstrip().endswith(" · 1k")


@pytest.mark.parametrize("state", ["half used", "uncertain"])
def test_beside_a_conversation_the_longest_mark_is_whole(state: str) -> None:
    about = (
        row(stage=Stage.HALF, due_at=NOW + 5 * MINUTE)
        if state == "half used"
        else row(sending=OutboxState.UNCERTAIN)
    )
    assert drawn(about, 46)[0].rstrip().endswith(state)


def test_words_are_left_in_a_narrow_pane_however_much_there_is_to_remark() -> None:
    about = row(customer_name="John Long-Winded", can_reply=False, unanswered=12, arrived_late=True)
    assert drawn(about, 46)[1] == "  John Long-W… · can't reply…  Do the trail r…"


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


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("width", [47, 79])
def test_hostile_words_are_inert_and_fit(said: str, width: int) -> None:
    about = row(customer_name=said, customer_handle=said, text=said, channel=said, claimed_by=said)
    for line in draw(about, width, now=NOW, agent="mary"):
        assert width_of(line) <= width
        assert not any(text.bare_control(piece) for piece, _ in line)


@given(st.text(max_size=300), st.integers(40, 120))
def test_any_text_fits_and_is_inert(said: str, width: int) -> None:
    about = replace(row(), text=said, customer_name=said)
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
    assert drawn(about)[0].rstrip().endswith(" @customer1 · +1 · #b2b")
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
