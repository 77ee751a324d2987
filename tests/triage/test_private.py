"""Private details that a customer posts for everybody to read: clues that are seldom wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models import PrivateDetail
from social_care.triage.private import private_details, private_marks

CARD, EMAIL, PHONE = PrivateDetail.CARD_NUMBER, PrivateDetail.EMAIL, PrivateDetail.PHONE
ADDRESS, ORDER = PrivateDetail.ADDRESS, PrivateDetail.ORDER_NUMBER

GIVEN_AWAY = [
    ("Where is order #12345678?", ORDER),
    ("Order number: AB-12345 please", ORDER),
    ("my order no. 4455667 never came", ORDER),
    ("booking reference X7Y2Z9", ORDER),
    ("tracking number 1Z999AA10123456784", ORDER),
    ("still waiting for #1002334", ORDER),
    ("account 12345678 is locked", ORDER),
    ("mail me at kim.osei@post.example", EMAIL),
    ("KIM+shoes@Post.Example", EMAIL),
    ("+44 7911 123456", PHONE),
    ("call me on 07911123456", PHONE),
    ("my number is 5550100199", PHONE),
    ("(555) 010-0199 any time", PHONE),
    ("555-010-0199", PHONE),
    ("020 7946 0018", PHONE),
    ("send it to 12 Oak Street", ADDRESS),
    ("I live at 12 oak close", ADDRESS),
    ("it went to 221b, Old Mill Road instead", ADDRESS),
    ("I'm in SW1A 1AA", ADDRESS),
    ("Springfield, IL 62701", ADDRESS),
    ("charge 4111 1111 1111 1111", CARD),
]

HARMLESS = [
    *("my order of 12 pairs", "ordered 2 weeks ago", "order 2024-11-05", "case 4", "order ABCDEFG"),
    *("#2024 was better", "#shoes", "Flight 1234", "&#12345;", "https://a.example/orders/12345678"),
    *("order is number one 1000 percent", "got it 2 days late on 20 11 2024", "my order in 2023"),
    *("@kim@social.example hello", "write to support@post.example", "hello@post.example"),
    *("call 1-800-555-0199", "0800 123 4567", "version 10.2.3.4", "the score was 555-010"),
    *("2 blocks down the street", "5 Star Way to treat people", "I paid 1200 for 3 of them"),
    *("4111 1111 1111 1112", "", "1 more day", "10-12-2024 09:30", "size 42 in 3 weeks"),
]


@pytest.mark.parametrize(("said", "detail"), GIVEN_AWAY)
def test_a_private_detail_is_seen(said: str, detail: PrivateDetail) -> None:
    assert private_details(said) == (detail,)


@pytest.mark.parametrize("said", HARMLESS)
def test_what_only_looks_like_one_is_not_marked(said: str) -> None:
    assert private_details(said) == ()


def test_each_kind_is_named_once_and_the_worst_first() -> None:
    said = (
        "order #12345678, order #87654321, kim@post.example, +44 7911 123456, 12 Oak Street,"
        " 4111111111111111"
    )
    assert private_details(said) == (CARD, EMAIL, PHONE, ADDRESS, ORDER)


@pytest.mark.parametrize("domain", ["acme.example", "mail.acme.example", "acme-shoes.example"])
def test_the_brands_own_address_is_nobodys_secret(domain: str) -> None:
    said = f"I wrote to kim@{domain} twice"
    assert private_details(said) == (EMAIL,)
    assert private_details(said, ("Acme", "acme shoes")) == ()


def test_labels_are_words() -> None:
    assert [detail.label for detail in PrivateDetail] == [
        *("card number", "email", "phone", "address", "order number")
    ]


@settings(deadline=None)
@given(st.text() | st.text("0123456789 @.#+-()aA", max_size=300))
def test_any_text_can_be_looked_at(said: str) -> None:
    found = private_details(said)
    assert len(set(found)) == len(found)


FLOODS = ["a@a.", "a.", "order ", "1-", "12 A ", "my number is 1 ", "order AB-", "+1 1 ", "#"]


@pytest.mark.parametrize("piece", FLOODS)
def test_no_text_takes_long(piece: str) -> None:
    """No pattern is quadratic: the suite's timeout would show it."""
    private_details(piece * 20_000)
    private_marks(piece * 3_000)


# Where it stands --------------------------------------------------------------------------------

OURS = ("desk@acme.example", "+44 20 7946 0018", "Acme, 12 Oak Street, London SW1A 1AA")


def marked(said: str, public: tuple[str, ...] = ()) -> list[tuple[str, PrivateDetail]]:
    """What is marked, from left to right."""
    return [(said[mark.start : mark.end], mark.detail) for mark in private_marks(said, (), public)]


def test_a_mark_is_on_the_detail_and_nothing_else() -> None:
    said = (
        "Order no. 12345678: mail kim@post.example, call me on 07911123456, ship it to"
        " 12 oak close, Springfield, IL 62701, card 4111 1111 1111 1111."
    )
    assert marked(said) == [
        ("12345678", ORDER),
        ("kim@post.example", EMAIL),
        ("07911123456", PHONE),
        ("12 oak close", ADDRESS),
        ("IL 62701", ADDRESS),
        ("4111 1111 1111 1111", CARD),
    ]


def test_of_two_in_one_place_the_worse_is_marked() -> None:
    assert marked("account 4111111111111111") == [("4111111111111111", CARD)]


@pytest.mark.parametrize(
    "said",
    [
        "write to DESK@acme.example",
        "call +44 20 7946 0018, or 020 7946 0018, or +442079460018",
        "come to 12 Oak Street, or send it to SW1A 1AA",
    ],
)
def test_what_the_brand_publishes_itself_is_not_marked(said: str) -> None:
    assert marked(said)
    assert marked(said, OURS) == []


@pytest.mark.parametrize(
    "said",
    [
        "write to disk@acme.example",
        "call +44 20 7946 0019",
        "come to 14 Oak Street",
        "order number 442079460018",
        "card 4111 1111 1111 1111",
    ],
)
def test_what_only_resembles_it_is_marked(said: str) -> None:
    assert marked(said, (*OURS, "4111 1111 1111 1111")) == marked(said) != []


@given(st.text("0123456789 @.#+-()aAB,", max_size=300))
def test_marks_stand_apart_in_order_and_inside_the_text(said: str) -> None:
    marks = private_marks(said)
    ends = [0, *(mark.end for mark in marks)]
    assert all(end <= mark.start < mark.end for end, mark in zip(ends, marks, strict=False))
    assert ends[-1] <= len(said)
    assert {mark.detail for mark in marks} <= set(private_details(said))
